"""A model of a disk that loses power: what a command wrote, by ``strace``, and what of it a crash may leave.

Only what was synced is sure to stay. Of a file, ``fsync`` makes its content durable, not its name; of a folder, the names in
it. What was not synced may be lost, kept in part, torn in the middle or reordered. (T. S. Pillai et al., "All file systems
are not created equal: on the complexity of crafting crash-consistent applications", OSDI 2014.)
"""

import os
import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = (
    "openat,open,creat,close,lseek,read,write,pwrite64,writev,pwritev,ftruncate,truncate,fsync,fdatasync,sync_file_range,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,copy_file_range,sendfile,"
    "fallocate,dup,dup2,dup3"
)
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)(?:<[^>]*>)?(?: .*)?$")
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"(\w+)<((?:\\x[0-9a-f]{2})*)>")
_SECTOR = 512

#: What happened: the call, its arguments as strace prints them, and what it returned.
Call = tuple[str, list[str], int]


def traced(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> list[Call]:
    """Run a command to its end under strace; return its successful calls in the order of their ends."""
    arguments = ["strace", "-f", "-y", "-xx", "-s", "4000000", "-e", f"trace={_CALLS}", "-e", "signal=none", "-o"]
    done = subprocess.run(
        [*arguments, str(log), *command], env=dict(environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    with open(log, encoding="ascii") as lines:
        return list(_calls(lines))


def _calls(lines: Iterable[str]) -> Iterator[Call]:
    begun: dict[str, str] = {}
    for line in lines:
        whole = line.rstrip("\n")
        if whole.endswith(_UNFINISHED):
            begun[whole.split(" ", 1)[0]] = whole.removesuffix(_UNFINISHED)
            continue
        if resumed := _RESUMED.match(whole):
            whole = begun.pop(resumed[1]) + resumed[2]
        if (found := _LINE.match(whole)) and int(found[3]) >= 0:
            yield found[1], found[2].split(", "), int(found[3])


def _bytes(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


@dataclass
class Write:
    """Bytes written at a place; without bytes, the length that a file was cut or extended to."""

    at: int
    content: bytes | None

    def applied(self, file: bytearray) -> None:
        if self.content is None:
            del file[self.at :]
            file.extend(bytes(self.at - len(file)))
        else:
            file.extend(bytes(max(0, self.at - len(file))))
            file[self.at : self.at + len(self.content)] = self.content


@dataclass(eq=False)
class File:
    """A file: what is durable of it, what was written since, and what a running system reads."""

    durable: bytearray = field(default_factory=bytearray)
    now: bytearray = field(default_factory=bytearray)
    pending: list[Write] = field(default_factory=list)

    def write(self, write: Write) -> None:
        write.applied(self.now)
        self.pending.append(write)

    def sync(self) -> None:
        for write in self.pending:
            write.applied(self.durable)
        self.pending.clear()


@dataclass(eq=False)
class Folder:
    """A folder: names that are durable, changes of names since (None for a name that went), and the names now."""

    durable: "dict[str, File | Folder]" = field(default_factory=dict)
    now: "dict[str, File | Folder]" = field(default_factory=dict)
    pending: "list[dict[str, File | Folder | None]]" = field(default_factory=list)

    def change(self, names: "dict[str, File | Folder | None]") -> None:
        _apply(self.now, names)
        self.pending.append(names)

    def sync(self) -> None:
        for names in self.pending:
            _apply(self.durable, names)
        self.pending.clear()


def _apply(entries: "dict[str, File | Folder]", names: "dict[str, File | Folder | None]") -> None:
    for name, node in names.items():
        if node is None:
            entries.pop(name, None)
        else:
            entries[name] = node


@dataclass(eq=False)
class _Opened:
    node: File | Folder
    at: int = 0
    appends: bool = False


class Disk:
    """A folder on a disk, to which calls are applied one after the other; all that is there to begin with is durable."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._top = _read(root)
        self._opened: dict[int, _Opened] = {}

    def end_process(self) -> None:
        """Forget the open files of a command that has ended."""
        self._opened.clear()

    def apply(self, call: Call) -> bool:
        """Apply a call; return whether it changed or synced anything in the folder."""
        name, arguments, result = call
        handler = getattr(self, f"_do_{name}", None)
        if handler is not None:
            return bool(handler(arguments, result))
        assert not any(self._inside(path) is not None for path in map(_string, arguments)), call
        assert not any(int(found[1]) in self._opened for found in map(_DESCRIPTOR.match, arguments) if found), call
        return False

    def image(self, folder: Path, rng: random.Random | None) -> None:
        """Write what a crash now may leave: nothing that was not synced, or with ``rng`` a random part of it."""
        _write(self._top, folder, rng)

    # --- Calls: each returns whether something changed ----------------------------------------------------------------

    def _do_openat(self, arguments: list[str], result: int) -> bool:
        self._opened.pop(result, None)
        names = self._inside(_path(arguments[0], arguments[1]))
        if names is None:
            return False
        flags = arguments[2].split("|")
        folder, node = self._found(names)
        is_new = node is None
        if node is None:
            assert folder is not None
            assert "O_CREAT" in flags, arguments
            node = File()
            folder.change({names[-1]: node})
        if is_cut := "O_TRUNC" in flags and isinstance(node, File) and bool(node.now):
            node.write(Write(0, None))  # type: ignore[union-attr]
        self._opened[result] = _Opened(node, 0, "O_APPEND" in flags)
        return is_new or is_cut

    def _do_open(self, arguments: list[str], result: int) -> bool:
        return self._do_openat(["", *arguments], result)

    def _do_creat(self, arguments: list[str], result: int) -> bool:
        return self._do_openat(["", arguments[0], "O_CREAT|O_TRUNC"], result)

    def _do_close(self, arguments: list[str], result: int) -> bool:
        self._opened.pop(_number(arguments[0]), None)
        return False

    def _do_lseek(self, arguments: list[str], result: int) -> bool:
        return self._move(arguments, result)

    def _do_read(self, arguments: list[str], result: int) -> bool:
        opened = self._opened.get(_number(arguments[0]))
        return self._move(arguments, opened.at + result) if opened else False

    def _move(self, arguments: list[str], at: int) -> bool:
        if opened := self._opened.get(_number(arguments[0])):
            opened.at = at
        return False

    def _do_write(self, arguments: list[str], result: int) -> bool:
        opened = self._opened.get(_number(arguments[0]))
        if opened is None or not isinstance(opened.node, File):
            return False
        content = b"".join(_bytes(one[1]) for one in _STRING.finditer(", ".join(arguments[1:])))[:result]
        assert len(content) == result, "strace cut a write short"
        at = len(opened.node.now) if opened.appends else opened.at
        opened.node.write(Write(at, content))
        opened.at = at + result
        return True

    _do_writev = _do_write

    def _do_pwrite64(self, arguments: list[str], result: int) -> bool:
        opened = self._opened.get(_number(arguments[0]))
        if opened is None or not isinstance(opened.node, File):
            return False
        opened.node.write(Write(int(arguments[-1]), _bytes(arguments[1].strip('"'))[:result]))
        return True

    def _do_ftruncate(self, arguments: list[str], result: int) -> bool:
        opened = self._opened.get(_number(arguments[0]))
        if opened is None or not isinstance(opened.node, File) or len(opened.node.now) == int(arguments[1]):
            return False
        opened.node.write(Write(int(arguments[1]), None))
        return True

    def _do_fsync(self, arguments: list[str], result: int) -> bool:
        if (opened := self._opened.get(_number(arguments[0]))) is None or not opened.node.pending:
            return False
        opened.node.sync()
        return True

    _do_fdatasync = _do_fsync

    def _do_rename(self, arguments: list[str], result: int) -> bool:
        return self._renamed(_path("", arguments[0]), _path("", arguments[1]))

    def _do_renameat(self, arguments: list[str], result: int) -> bool:
        return self._renamed(_path(*arguments[:2]), _path(*arguments[2:4]))

    _do_renameat2 = _do_renameat

    def _renamed(self, one: str, other: str) -> bool:
        old, new = self._inside(one), self._inside(other)
        if old is None and new is None:
            return False
        assert old
        assert new
        folder, node = self._found(old)
        assert folder is not None
        if old[:-1] == new[:-1]:
            folder.change({old[-1]: None, new[-1]: node})
            return True
        target, _ = self._found(new)
        assert target is not None
        target.change({new[-1]: node})  # one may be durable without the other: nothing promises otherwise
        folder.change({old[-1]: None})
        return True

    def _do_link(self, arguments: list[str], result: int) -> bool:
        return self._linked(_path("", arguments[0]), _path("", arguments[1]))

    def _do_linkat(self, arguments: list[str], result: int) -> bool:
        return self._linked(_path(*arguments[:2]), _path(*arguments[2:4]))

    def _linked(self, one: str, other: str) -> bool:
        """Give a file a second name: what is written to it and synced is so under both."""
        old, new = self._inside(one), self._inside(other)
        if old is None and new is None:
            return False
        assert old
        assert new
        _, node = self._found(old)
        folder, _ = self._found(new)
        assert node is not None
        assert folder is not None
        folder.change({new[-1]: node})
        return True

    def _do_unlink(self, arguments: list[str], result: int) -> bool:
        return self._do_unlinkat(["", *arguments], result)

    _do_rmdir = _do_unlink

    def _do_unlinkat(self, arguments: list[str], result: int) -> bool:
        if not (names := self._inside(_path(*arguments[:2]))):
            return False
        folder, _ = self._found(names)
        assert folder is not None
        folder.change({names[-1]: None})
        return True

    def _do_mkdir(self, arguments: list[str], result: int) -> bool:
        return self._do_mkdirat(["", *arguments], result)

    def _do_mkdirat(self, arguments: list[str], result: int) -> bool:
        if not (names := self._inside(_path(*arguments[:2]))):
            return False
        folder, _ = self._found(names)
        assert folder is not None
        folder.change({names[-1]: Folder()})
        return True

    def _do_symlink(self, arguments: list[str], result: int) -> bool:
        """Give a file a second name, as a hard link does: a link in the folder leads to a file in it, and goes before that."""
        if self._inside(_path("", arguments[1])) is None:
            return False
        return self._linked(_path("", arguments[0]), _path("", arguments[1]))

    # --- Paths --------------------------------------------------------------------------------------------------------

    def _inside(self, path: str) -> list[str] | None:
        """Return a path's names beneath the folder, none for the folder itself; None for a path elsewhere."""
        if path == self._root:
            return []
        return path.removeprefix(f"{self._root}/").split("/") if path.startswith(f"{self._root}/") else None

    def _found(self, names: Sequence[str]) -> tuple[Folder | None, File | Folder | None]:
        folder, node = None, self._top
        for name in names:
            assert isinstance(node, Folder), names
            folder, node = node, node.now.get(name)  # type: ignore[assignment]
        return folder, node


def _number(argument: str) -> int:
    found = _DESCRIPTOR.match(argument)
    return int(found[1]) if found and found[1].isdecimal() else -1


def _string(argument: str) -> str:
    return os.fsdecode(_bytes(argument.strip('"'))) if _STRING.fullmatch(argument) else ""


def _path(folder: str, name: str) -> str:
    beneath = _DESCRIPTOR.match(folder)
    return os.path.normpath(os.path.join(os.fsdecode(_bytes(beneath[2])) if beneath else "", _string(name)))


def _read(path: Path) -> Folder:
    folder = Folder()
    for entry in path.iterdir():
        if entry.is_dir():
            node: File | Folder = _read(entry)
        else:
            content = entry.read_bytes()
            node = File(bytearray(content), bytearray(content))
        folder.durable[entry.name] = folder.now[entry.name] = node
    return folder


def _write(folder: Folder, path: Path, rng: random.Random | None) -> None:
    path.mkdir()
    names = dict(folder.durable)
    for change in folder.pending[: rng.randint(0, len(folder.pending)) if rng else 0]:
        _apply(names, change)
    for name, node in names.items():
        if isinstance(node, Folder):
            _write(node, path / name, rng)
        else:
            (path / name).write_bytes(_left(node, rng))


def _left(file: File, rng: random.Random | None) -> bytes:
    content = bytearray(file.durable)
    kept = [write for write in file.pending if rng.random() < 0.5] if rng else []
    if rng and rng.random() < 0.3:
        rng.shuffle(kept)
    for write in kept:
        if rng and write.content and rng.random() < 0.2:
            sectors = rng.randrange(len(write.content) // _SECTOR + 1)
            Write(write.at, write.content[: sectors * _SECTOR]).applied(content)
        else:
            write.applied(content)
    return bytes(content)
