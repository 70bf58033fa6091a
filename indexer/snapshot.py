"""Opening an index without writing into its folder, and the list of its files.

tantivy takes a lock file in the index's folder even to read, and writes ``meta.json`` so that only its owner can read it.
So a reader opens a short-lived folder of its own with the list of segments and a symbolic link to each of their files. The
list comes from ``state.json``, which keeps ``meta.json`` as of the commit, or from ``meta.json`` itself if a writer has merged
those segments meanwhile.

A segment file never changes after it is written. It ends in a footer with the CRC-32 of its content (``footers.py``).
"""

import os
import re
import shutil
import stat
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import tantivy

from shoroku.indexer import fields, footers

META = "meta.json"
#: The extensions of a segment's files.
_PARTS = (".term", ".idx", ".pos", ".fast", ".fieldnorm", ".store")
_OF_SEGMENT = re.compile(r"[0-9a-f]{32}(\.\d+)?\.[a-z]+")
_CHUNK = 1 << 20


class Segment(NamedTuple):
    """A segment in ``meta.json``: the prefix of its files' names, all these names, and the entry itself."""

    prefix: str
    names: tuple[str, ...]
    entry: dict[str, Any]

    def follows(self, earlier: "Segment") -> bool:
        """Return whether this can be the earlier segment with more documents deleted, the only way a segment changes."""
        if self.names == earlier.names:
            return self.entry == earlier.entry
        return bool(self.entry["max_doc"] == earlier.entry["max_doc"])


class Meta(NamedTuple):
    """A parsed ``meta.json``: its segments, the number of the last operation, and the entries that never change."""

    segments: tuple[Segment, ...]
    opstamp: int
    constant: dict[str, Any]

    @property
    def names(self) -> set[str]:
        return {name for segment in self.segments for name in segment.names}


def parsed(text: bytes | str) -> Meta | None:
    """Parse a ``meta.json``; return None if it is invalid."""
    try:
        values = msgspec.json.decode(text, type=dict[str, Any])
        segments = tuple(_segment(entry) for entry in values.pop("segments"))
        opstamp = int(values.pop("opstamp"))
    except (msgspec.MsgspecError, UnicodeError, KeyError, TypeError, AttributeError, ValueError):
        return None
    return Meta(segments, opstamp, values)


def _segment(entry: dict[str, Any]) -> Segment:
    prefix = str(entry["segment_id"]).replace("-", "")
    names = [prefix + part for part in _PARTS]
    if (deletes := entry["deletes"]) is not None:
        names.append(f"{prefix}.{deletes['opstamp']}.del")
    if not isinstance(entry["max_doc"], int):
        raise TypeError(entry["max_doc"])
    return Segment(prefix, tuple(names), entry)


def is_complete(path: Path, meta: Meta) -> bool:
    """Return whether the folder has every file of a list of segments."""
    return meta.names <= set(os.listdir(path))


def opened(path: Path, text: str, meta: Meta) -> tantivy.Index:
    """Open the index in folder ``path`` in the state that ``text`` lists; nothing is written there.

    Raises ValueError and OSError as tantivy and the system do.
    """
    place = _place()
    if place is None:  # no place for links: open it directly, which needs a writable folder
        return ready(path)
    folder = Path(tempfile.mkdtemp(prefix="shoroku-", dir=place))
    try:
        (folder / META).write_text(text, encoding="utf-8")
        whole = path.absolute()
        for name in meta.names:
            (folder / name).symlink_to(whole / name)
        return ready(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_unfinished(path: Path, committed: str) -> None:
    """Remove the files of an interrupted commit; the caller holds the write lock.

    The next commit may use the same name for a file, and tantivy would not overwrite it. ``committed`` is the list of
    segments of the last commit.
    """
    lists = [parsed(committed)]
    with suppress(OSError):
        lists.append(parsed((path / META).read_bytes().decode("utf-8", "replace")))
    if None in lists[1:] or len(lists) < 2:  # damaged: nothing is removed
        return
    needed = {name for one in lists if one for name in one.names}
    for name in os.listdir(path):
        if _OF_SEGMENT.fullmatch(name) and name not in needed:
            with suppress(OSError):
                (path / name).unlink()


def ready(path: Path) -> tantivy.Index:
    """Open the index in a folder directly, ready to be searched. Raises ValueError."""
    index = tantivy.Index.open(str(path))
    for name, tokenizer in fields.TOKENIZERS.items():
        index.register_tokenizer(name, tokenizer)
    index.config_reader(reload_policy="manual")
    return index


@cache
def _place() -> str | None:
    """Return a folder for short-lived links, if possible one in memory, which works even if the disk is full."""
    for place in ("/dev/shm", None):  # noqa: S108 (folders in it have random names and are for the owner only)
        with suppress(OSError):
            folder = tempfile.mkdtemp(prefix="shoroku-", dir=place)
            os.symlink(folder, os.path.join(folder, "link"))
            shutil.rmtree(folder, ignore_errors=True)
            return os.path.dirname(folder)
    return None


def let_read(path: Path) -> None:
    """Give an index's files the read permissions of the folder, so that anyone who may read the folder may read them."""
    with suppress(OSError):
        wanted = path.stat().st_mode & 0o444
        for entry in os.scandir(path):
            with suppress(OSError):
                mode = stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)
                if not entry.name.startswith(".") and wanted & ~mode:
                    os.chmod(entry.path, mode | wanted)


# --- Checksums --------------------------------------------------------------------------------------------------------


def mark_of(file: Path) -> tuple[int, int]:
    """Return a file's size and CRC-32. Raises OSError."""
    size = crc = 0
    with open(file, "rb") as opened_file:
        while piece := opened_file.read(_CHUNK):
            crc = zlib.crc32(piece, crc)
            size += len(piece)
    return size, crc


def is_as_footed(file: Path) -> bool:
    """Return whether a segment's file matches the checksum in its own footer. Raises OSError."""
    with open(file, "rb") as opened_file:
        try:
            end, footer = footers.read(opened_file)
        except ValueError:
            return False
        return footers.checksum(opened_file, end) == footer.get("crc")


def marks(path: Path, names: Iterable[str], known: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the sizes and CRC-32s of files. Files in ``known`` never change and are not read again. Raises OSError."""
    return {name: known[name] if name in known else mark_of(path / name) for name in sorted(names)}
