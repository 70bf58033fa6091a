"""The interface of a writer: it takes records and yields the bytes of a file."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shoroku.corpus.record import Record


class Writer(NamedTuple):
    """An output format.

    ``write`` takes records one by one and yields the file in pieces; it keeps at most one record in memory. ``suffix`` is the
    extension of the files, ``media_type`` their media type for HTTP. A ``spreadsheet`` format may begin with a byte-order
    mark, without which Excel does not recognise UTF-8. ``write_own`` also writes the user's own tags and note; it is None
    where they have no place, or where ``write`` does so anyway.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Iterable[Record]], Iterator[bytes]]
    spreadsheet: bool = False
    write_own: Callable[[Iterable[Record]], Iterator[bytes]] | None = None
