"""Sources of a library: ``library.sources``. Network packages are imported only when a source is used."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from shoroku.corpus.store.store import STORE_FILE

if TYPE_CHECKING:
    from shoroku.corpus.harvest.result import Result
    from shoroku.corpus.harvest.runner import Progress
    from shoroku.corpus.harvest.state import Harvest
    from shoroku.corpus.sources.source import Page
    from shoroku.open_library import OpenLibrary


class SourceStatus(NamedTuple):
    """A library's sources: the numbers of unfinished harvests, the number of contributions from each origin, the
    withdrawn data sources with the time of withdrawal (ISO 8601, UTC), and those of them whose texts have not yet been
    removed from every file."""

    unfinished: frozenset[int]
    contributions: dict[str, int]
    withdrawn: dict[str, str]
    purging: frozenset[str] = frozenset()


class Sources:
    """The sources that a library can harvest. Iterating yields their names."""

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    def harvest(
        self,
        source: str,
        parameters: Mapping[str, str],
        *,
        update: bool = False,
        progress: "Callable[[Progress], None]" = lambda progress: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> "Result":
        """Fetch records from a source, and make them searchable. Continues an interrupted harvest.

        ``source`` is the name of a source, and ``parameters`` are its parameters (names without dashes). ``update``
        fetches only what changed since this harvest was last complete. ``stop`` is called after every page; if it
        returns true, the run ends, and the next run continues. The library is created if it does not exist.

        Raises SourceError (committed pages are kept), BadParameter, KeyMissing, and the errors of ``Library.add``.
        """
        from shoroku import harvester

        return harvester.harvest(self._library.path, source, parameters, update=update, progress=progress, stop=stop)

    def preview(self, source: str, parameters: Mapping[str, str]) -> "Page":
        """Return the first page of a harvest without storing it. Raises the errors of ``harvest``."""
        from shoroku import harvester

        return harvester.preview(source, parameters)

    def harvests(self) -> "list[Harvest]":
        """Return all harvests of this library and their state; none if the library does not exist."""
        from shoroku.corpus.harvest.state import Harvests

        return Harvests(self._library._reading()).all() if self._exists() else []

    def status(self) -> SourceStatus:
        """Return the state of the library's sources; empty if the library does not exist."""
        if not self._exists():
            return SourceStatus(frozenset(), {}, {})
        from shoroku.corpus.store import withdrawal

        store = self._library._reading()
        return SourceStatus(
            frozenset(number for (number,) in store.query("SELECT DISTINCT harvest FROM harvest_window")),
            dict(store.query("SELECT origin, count(*) FROM contribution GROUP BY origin")),
            dict(store.query("SELECT source, at FROM withdrawn ORDER BY at, source")),
            frozenset(withdrawal.unfinished(store)),
        )

    def __iter__(self) -> Iterator[str]:
        from shoroku.corpus.sources import sources

        return iter(sources())

    def __repr__(self) -> str:
        return f"<Sources of {self._library!r}>"

    def _exists(self) -> bool:
        return (self._library.path / STORE_FILE).exists()
