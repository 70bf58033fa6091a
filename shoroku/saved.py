"""Saved searches of a library: ``library.saved``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Unpack

from shoroku import alerts
from shoroku.alerts import News
from shoroku.corpus.store.saved_searches import Saved
from shoroku.corpus.store.saved_searches import SavedSearches as SavedFile
from shoroku.search import FilterArguments, Filters
from shoroku.search.options import check_names

if TYPE_CHECKING:
    from shoroku.open_library import OpenLibrary


class SavedSearches:
    """The saved searches of a library, ordered by name. Iterating yields ``Saved`` values."""

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    def create(
        self,
        name: str,
        query: str = "",
        *,
        from_start: bool = False,
        replace: bool = False,
        **filters: Unpack[FilterArguments],
    ) -> int:
        """Save a search, and return the number of records that contain all its words now.

        Current matches count as seen, so ``check`` returns only later ones; with ``from_start``, the first ``check``
        returns the current matches too. ``replace`` overwrites a saved search of the same name.

        Raises NameTaken, BadName, LibraryReadOnly, DiskFull, and the errors of ``Library.search``.
        """
        check_names("create", filters, FilterArguments)
        searcher, store = self._library._searching(), self._library._reading()
        asked = Filters.of(filters)
        return alerts.save(
            self._library.path, searcher, store, name, query, asked, from_start=from_start, replace=replace
        )

    def check(self, name: str, limit: int = 10_000) -> News:
        """Return the new matches of a saved search.

        A record is new if it matches now, was added or changed since the search was last marked as seen, and did not
        match before. Records stay new until you pass the result to ``mark_seen``. If there are more than ``limit``, the
        oldest changes are returned; call again for more.

        Raises UnknownSavedSearch, and the errors of ``Library.search``.
        """
        return alerts.news(self._library.path, self._library._searching(), self._library._reading(), name, limit)

    def mark_seen(self, news: News) -> None:
        """Mark new matches as seen. Safe to repeat. Raises LibraryReadOnly, DiskFull."""
        alerts.looked(self._library.path, news)

    def delete(self, name: str) -> None:
        """Delete a saved search. Raises UnknownSavedSearch, LibraryReadOnly."""
        self._file().forget(name)

    def __getitem__(self, name: str) -> Saved:
        """Return a saved search by name. Raises UnknownSavedSearch."""
        return self._file().get(name)

    def __iter__(self) -> Iterator[Saved]:
        """Yield the saved searches by name. Raises NoLibrary, LibraryTooNew, StoreDamaged."""
        return iter(self._file().all())

    def __len__(self) -> int:
        return len(self._file().all())

    def __contains__(self, name: object) -> bool:
        return any(saved.name == name for saved in self)

    def __repr__(self) -> str:
        return f"<SavedSearches of {self._library!r}>"

    def _file(self) -> SavedFile:
        self._library._reading()
        return SavedFile(self._library.path)
