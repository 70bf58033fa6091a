"""Marked records of a library: ``library.marked``."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shoroku.corpus.record import Record
from shoroku.corpus.store.marked_records import MarkedRecords as MarkedFile
from shoroku.exporting import Matches
from shoroku.search.options import texts

if TYPE_CHECKING:
    from shoroku.open_library import OpenLibrary


class MarkedRecords:
    """The marked records of a library, in the order in which they were marked. Iterating yields ``Record`` values.

    Marks survive new harvests, merging and ``reindex``. They are kept in the library's folder.
    """

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    def add(self, identifiers: str | Iterable[str]) -> int:
        """Mark records, and return how many of them were not marked yet. Identifiers are those that ``Library.get`` accepts.

        Raises UnknownRecord, in which case nothing is marked; LibraryReadOnly, DiskFull.
        """
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return self._file().add(self._library._reading(), self._seqs(identifiers), now)

    def remove(self, identifiers: str | Iterable[str]) -> int:
        """Unmark records, and return how many of them were marked. Raises UnknownRecord, LibraryReadOnly, DiskFull."""
        return self._file().remove(self._library._reading(), self._seqs(identifiers))

    def clear(self) -> int:
        """Unmark all records, and return how many were marked. Raises LibraryReadOnly, DiskFull."""
        count = len(self)
        self._file().clear()
        return count

    def all(self) -> Matches:
        """Return the marked records as ``Library.all`` returns matches. Raises NoLibrary, LibraryTooNew, StoreDamaged."""
        numbers = self._numbers()
        return Matches(self._library._records_opened, numbers, len(numbers))

    def __iter__(self) -> Iterator[Record]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._numbers())

    def __bool__(self) -> bool:
        """A list of marked records is true, however many it has."""
        return True

    def __contains__(self, identifier: object) -> bool:
        """Return whether the record with this identifier is marked."""
        if not isinstance(identifier, str) or identifier not in self._library:
            return False
        return self._seqs(identifier)[0] in self._numbers()

    def __repr__(self) -> str:
        return f"<MarkedRecords of {self._library!r}>"

    def _numbers(self) -> list[int]:
        return self._file().all(self._library._reading())

    def _seqs(self, identifiers: str | Iterable[str]) -> list[int]:
        ids = [self._library.get(one).id for one in texts("identifiers", identifiers)]
        seqs = self._library._reading().seqs(ids)
        return [seqs[one] for one in ids if one in seqs]

    def _file(self) -> MarkedFile:
        self._library._reading()
        return MarkedFile(self._library.path)
