"""What a writer is: records in, the bytes of a file out, as they go."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shoroku.corpus.record import Record


class Writer(NamedTuple):
    """A way to hand records on.

    ``write`` takes records as they come and yields the file piece by piece; it never holds more than one record.
    ``suffix`` is how such files' names end, ``media_type`` what they are called over HTTP. A ``spreadsheet`` format may
    begin with a byte-order mark, without which Excel takes UTF-8 for something else.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Iterable[Record]], Iterator[bytes]]
    spreadsheet: bool = False
