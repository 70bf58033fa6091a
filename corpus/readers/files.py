"""Opening what a user names: a file, plain or gzip, or standard input (``-``); and reading it in its format."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from shoroku.corpus import readers
from shoroku.corpus.errors import FileUnreadable
from shoroku.corpus.readers import Format, Item

_HEAD = 4096
_BUFFER = 1 << 20
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Again(io.RawIOBase):
    """A stream of which the first bytes were read already, from its beginning.

    It hands on what is there and waits for no more: of a gzip file cut short, all that can be read is read.
    """

    def __init__(self, head: bytes, rest: BinaryIO | gzip.GzipFile) -> None:
        self._head = head
        self._read = getattr(rest, "read1", rest.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] or self._read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def read_file(
    name: str, format_name: str | None = None, stdin: BinaryIO | None = None
) -> tuple[Format, Iterator[Item]]:
    """Open ``name`` and return its format and its items, read as they are asked for.

    ``-`` is standard input. Gzip is recognised by its first bytes. Raises FileUnreadable and UnknownFormat, here or
    while the items are read.
    """
    with ExitStack() as opened:
        try:
            raw = (stdin or sys.stdin.buffer) if name == "-" else opened.enter_context(open(name, "rb"))
            head, stream = _head_of(raw)
            if head.startswith(_GZIP):
                head, stream = _head_of(opened.enter_context(gzip.GzipFile(fileobj=stream)))
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(name, error) from error
        head = head.removeprefix(_BYTE_ORDER_MARK)
        format_ = readers.named(format_name, name) if format_name else readers.recognized(head, name)
        kept_open = opened.pop_all()
    return format_, _items(name, format_, stream, kept_open)


def _head_of(stream: BinaryIO | gzip.GzipFile) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, as many as a format asks for, and the whole stream."""
    head = b""
    while len(head) < _HEAD and (piece := stream.read(_HEAD - len(head))):  # a pipe may give less than was asked for
        head += piece
    return head, io.BufferedReader(_Again(head, stream), _BUFFER)


def _items(name: str, format_: Format, stream: BinaryIO, opened: ExitStack) -> Iterator[Item]:
    with opened:
        try:
            yield from format_.read(stream)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> FileUnreadable:
    return FileUnreadable(file=name, reason=getattr(error, "strerror", None) or str(error))
