"""The definition of a format: how to recognise it by its first bytes, and how to read it."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from shoroku.corpus.record import Record
from shoroku.corpus.record_errors import RecordError

#: Maximum size of a record in its file, in bytes or characters; a hundred times the size of the largest real records.
LONGEST_MB = 16
LONGEST = LONGEST_MB << 20


class Item(NamedTuple):
    """One record of a file, or the error why it is invalid.

    ``line`` is its first line, from 1. Either ``record`` or ``error`` is None. ``raw`` is the input of a rejected record,
    for the rejects file. ``repaired`` names the fields from which harmful characters were removed.
    """

    line: int
    record: Record | None
    error: RecordError | None = None
    raw: bytes = b""
    repaired: tuple[str, ...] = ()


class Format(NamedTuple):
    """A file format for records.

    ``recognizes`` gets the first bytes of a file (at most 4 KiB), decompressed and without byte-order mark. ``read`` gets
    the whole stream and yields items as it reads, holding only what it needs. ``origin`` names the supplier of records in
    this format, for the store. Formats with a higher ``priority`` are tried first.
    """

    name: str
    origin: str
    recognizes: Callable[[bytes], bool]
    read: Callable[[BinaryIO], Iterator[Item]]
    priority: int = 0
