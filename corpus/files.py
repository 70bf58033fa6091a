"""Opening what a user names: a file, plain or gzip, or standard input (``-``); and reading it in its format."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from shoroku.corpus import formats
from shoroku.corpus.errors import FileUnreadable
from shoroku.corpus.formats import Format, Item

_HEAD = 4096
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_file(name: str, format_name: str | None = None, stdin: BinaryIO | None = None) -> tuple[Format, Iterator[Item]]:
    """Open ``name`` and return its format and its items, read as they are asked for.

    ``-`` is standard input. Gzip is recognised by its first bytes. Raises FileUnreadable and UnknownFormat, here or
    while the items are read.
    """
    stream = _open(name, stdin)
    try:
        head = stream.peek(_HEAD)[:_HEAD].removeprefix(_BYTE_ORDER_MARK)
        format_ = formats.named(format_name, name) if format_name else formats.recognized(head, name)
    except (OSError, EOFError, zlib.error) as error:
        raise FileUnreadable(file=name, reason=str(error)) from error
    return format_, _items(name, format_, stream)


def _open(name: str, stdin: BinaryIO | None) -> "io.BufferedReader[Any]":
    try:
        raw: BinaryIO = (stdin or sys.stdin.buffer) if name == "-" else open(name, "rb")  # noqa: SIM115
        stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", raw))
        if stream.peek(2)[:2] == b"\x1f\x8b":
            return io.BufferedReader(gzip.GzipFile(fileobj=stream), 1 << 20)
        return stream
    except OSError as error:
        raise FileUnreadable(file=name, reason=error.strerror or str(error)) from error


def _items(name: str, format_: Format, stream: "io.BufferedReader[Any]") -> Iterator[Item]:
    with stream:
        try:
            yield from format_.read(stream)
        except (OSError, EOFError, zlib.error) as error:
            raise FileUnreadable(file=name, reason=str(error)) from error
