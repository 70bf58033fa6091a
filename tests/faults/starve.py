"""A disk that is full after every possible number of bytes: a command works or says that the disk is full; nothing is
damaged, and the command finishes its work once there is room.

The disk is a small ``tmpfs``, which only the superuser may mount.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import shoroku
from tests.faults.libraries import contents, differences, write_records
from tests.faults.linked import assert_sound
from tests.faults.nursery import Nursery
from tests.faults.sources import KEYS, Sources

_PAGE = 4096
#: What a full disk leaves for the next command that writes.
_EXPECTED = ("the index reflects change", "is not finished", "has no index", "the index has")
_ENOUGH = 256 << 20
#: A command that has worked with so many sizes of the disk in a row is taken to have room enough.
_WORKED = 3


def run(folder: Path, *, step: int, names: tuple[str, ...] = ()) -> Counter[str]:
    """Run commands on disks that have 0, ``step``, 2 * ``step``… pages left, until they have enough; return what was seen.

    Raises AssertionError at the first wrong word or difference.
    """
    with ExitStack() as ending:
        sources = ending.enter_context(Sources(10))
        state = {"SHOROKU_STATE": str(folder / "state"), "SHOROKU_SETTINGS": str(folder / "settings.toml")}
        nursery = ending.enter_context(Nursery(**KEYS, **state))
        base = folder / "base"
        with shoroku.open(base) as library:
            library.add([write_records(folder / "first.jsonl", 0, 60)])
            library.saved.create("mine", "serum")
        commands = {
            "add": ("add", str(write_records(folder / "more.jsonl", 40, 120, 1))),
            "save": ("save", "mine", "serum", "--replace"),
            "reindex": ("reindex",),
            "withdraw": ("withdraw", "--yes", "--source", "PubMed"),
            "harvest": ("harvest", *sources.harvests["crossref"]),
        }
        seen: Counter[str] = Counter()
        for name in names or commands:
            seen += _starved(folder, base, nursery, commands[name], step)
        return seen


def can_mount(folder: Path) -> bool:
    """Return whether this process may mount a disk."""
    with suppress(OSError, subprocess.CalledProcessError), _disk(folder, _PAGE * 16):
        return True
    return False


def _starved(folder: Path, base: Path, nursery: Nursery, command: tuple[str, ...], step: int) -> Counter[str]:
    shutil.copytree(base, folder / "expected")
    code, told = nursery.run([*command, "--library", str(folder / "expected")])
    assert code == 0, told
    expected = contents(folder / "expected")
    shutil.rmtree(folder / "expected")
    seen: Counter[str] = Counter()
    worked = pages = 0
    while worked < _WORKED:
        with _disk(folder / "disk", _size(base) + pages * _PAGE) as (disk, enlarge):
            path = disk / "library"
            shutil.copytree(base, path)
            code, told = nursery.run([*command, "--library", str(path)])
            at = (command[0], pages, code, told)
            assert code == 0 or "full" in told, at
            assert not any(word in told for word in ("damaged.", "is damaged", "Unexpected", "Traceback")), at
            worked = worked + 1 if code == 0 else 0
            seen["worked" if code == 0 else "said that the disk is full"] += 1
            enlarge()
            with shoroku.open(path) as library:
                for problem in library.check():
                    assert any(known in problem.what for known in _EXPECTED), (at, problem)
            assert_sound(path, at)
            code, told = nursery.run([*command, "--library", str(path)])
            assert code == 0, (at, told)
            assert not (some := list(differences(contents(path), expected))), (at, some[:5])
            with shoroku.open(path) as library:
                assert library.check() == [], at
            assert_sound(path, at)
        pages += step
    return seen


def _size(folder: Path) -> int:
    """Return how many bytes a folder takes on a ``tmpfs``: whole pages, and some for the names."""
    files = sum(-(-path.stat().st_size // _PAGE) * _PAGE for path in folder.rglob("*"))
    return files + 2 * _PAGE


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Mount a disk of the given number of bytes; give its folder, and how to enlarge it."""
    folder.mkdir(exist_ok=True)
    _mount("mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder))
    try:
        yield folder, lambda: _mount("mount", "-o", f"remount,size={_ENOUGH}", str(folder))
    finally:
        _mount("umount", "-l", str(folder))


def _mount(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
