"""Opening a file that a user names (plain, gzip, or ``-`` for standard input) and reading it in its format."""

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from shoroku.corpus import readers
from shoroku.corpus.bounds import MAX_EXPANSION
from shoroku.corpus.errors import EmptyFile, FileError, FileUnreadable, IsFolder, NoRecords, UnpacksTooLarge
from shoroku.corpus.readers import Format, Item
from shoroku.corpus.readers.encodings import Utf8

#: Bytes that any gzip file may expand to.
_ANY_MAY_HOLD = 64 << 20

_HEAD = 4096
_BUFFER = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")
_GZIP = b"\x1f\x8b"


class _Again(io.RawIOBase):
    """A stream whose first bytes were read before, from its beginning. It counts the bytes that it returns.

    It returns what is available without waiting for more, so a truncated gzip file is read as far as possible.
    """

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._read = getattr(rest, "read1", rest.read)
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        self.count += len(piece)
        return len(piece)


class _Unpacked:
    """The content of a gzip file, up to a multiple of its size: some files are made to exhaust memory."""

    def __init__(self, name: str, packed: _Again, max_expansion: float) -> None:
        self._name, self._packed, self._max_expansion = name, packed, max_expansion
        self._file = gzip.GzipFile(fileobj=io.BufferedReader(packed, _BUFFER))
        self._size = 0

    def read1(self, size: int) -> bytes:
        """Return up to ``size`` bytes, b"" at the end. Raises UnpacksTooLarge."""
        piece = self._file.read1(size)
        self._size += len(piece)
        if self._size > _ANY_MAY_HOLD + self._max_expansion * self._packed.count:
            raise UnpacksTooLarge(file=self._name, expansion=f"{self._max_expansion:g}")
        return piece

    read = read1


def printable(name: str) -> str:
    """Return a file's name as text: on most systems it may hold bytes that are not UTF-8, each of which becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", name)


def read_file(
    name: str,
    format_name: str | None = None,
    stdin: BinaryIO | None = None,
    max_expansion: float = MAX_EXPANSION,
) -> tuple[Format, Iterator[Item]]:
    """Open ``name``, and return its format and its items, which are read as you iterate.

    ``-`` is standard input. Gzip is recognised by its first bytes, and may expand to ``max_expansion`` times its size plus
    64 MB. The encoding is detected. Raises FileUnreadable, IsFolder, UnpacksTooLarge, EmptyFile and
    UnknownFormat, here or while the items are read.
    """
    path, name = name, printable(name)
    with ExitStack() as opened:
        try:
            raw = (stdin or sys.stdin.buffer) if path == "-" else opened.enter_context(open(path, "rb"))
            head = _head_of(raw)
            if head.startswith(_GZIP):
                unpacked = _Unpacked(name, _Again(head, raw), max_expansion)
                text = Utf8(_head_of(unpacked), unpacked)
            else:
                text = Utf8(head, raw)
            start = text.head(_HEAD)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(name, error) from error
        if not start.strip(b" \t\r\n\0"):
            raise EmptyFile(file=name)
        format_ = readers.named(format_name, name) if format_name else readers.recognized(start, name)
        is_surely = not format_name or format_.recognizes(start)
        kept_open = opened.pop_all()
    return format_, _items(name, format_, io.BufferedReader(text, _BUFFER), kept_open, is_surely)


def _head_of(stream: "BinaryIO | _Unpacked") -> bytes:
    """Return the first bytes of a stream, as many as formats need to recognise it."""
    head = b""
    while len(head) < _HEAD and (piece := stream.read(_HEAD - len(head))):  # a pipe may give less than was asked for
        head += piece
    return head


def _items(name: str, format_: Format, stream: BinaryIO, opened: ExitStack, is_surely: bool) -> Iterator[Item]:
    with opened:
        try:
            for item in format_.read(stream):
                is_surely = True
                yield item
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(name, error) from error
    if not is_surely:
        raise NoRecords(file=name, format=format_.name)


def _unreadable(name: str, error: Exception) -> FileError:
    if isinstance(error, IsADirectoryError):
        return IsFolder(file=name)
    return FileUnreadable(file=name, reason=getattr(error, "strerror", None) or str(error))
