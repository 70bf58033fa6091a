"""What a format is: how to know it by its first bytes, and how to read it."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from shoroku.corpus.errors import RecordError
from shoroku.corpus.record import Record

#: Bytes (or characters) of its file that one record may take; a hundred times what the largest real ones do.
LONGEST_MB = 16
LONGEST = LONGEST_MB << 20


class Item(NamedTuple):
    """One record of a file, or why it is none.

    ``line`` is where it begins, from 1. Of ``record`` and ``error`` one is None. ``raw`` is the input of a rejected
    record, for the rejects file; ``repaired`` names the fields from which characters were taken.
    """

    line: int
    record: Record | None
    error: RecordError | None = None
    raw: bytes = b""
    repaired: tuple[str, ...] = ()


class Format(NamedTuple):
    """A way to write records down.

    ``recognizes`` gets the first bytes of a file (4 KiB or less), unpacked and without byte-order mark. ``read`` gets
    the whole, and yields items as it goes; it holds no more than it needs. ``origin`` names whoever delivers in this
    format, for the store. Formats of higher ``priority`` are asked first.
    """

    name: str
    origin: str
    recognizes: Callable[[bytes], bool]
    read: Callable[[BinaryIO], Iterator[Item]]
    priority: int = 0
