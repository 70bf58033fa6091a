"""A copy of a library on an OpenSearch cluster, for reading: ``shoroku.open("opensearch+https://…/name")``.

It has the same searches, pages and exports as a library in a folder. What needs the library itself (adding, harvesting,
withdrawing, editing, saved searches, marks, histories of contributions) raises NotOnCluster.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from shoroku.corpus.errors import UnknownRecord
from shoroku.corpus.record import Record
from shoroku.corpus.records import Records
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import Store
from shoroku.indexer.cluster.address import parsed
from shoroku.indexer.cluster.connection import PATIENCE_OF_SEARCHES, Cluster
from shoroku.indexer.cluster.errors import NotOnCluster
from shoroku.indexer.cluster.records import ClusterRecords
from shoroku.library import Library
from shoroku.search.cluster_searcher import ClusterSearcher
from shoroku.stats import Stats

if TYPE_CHECKING:
    from shoroku.corpus.store.lock import Writer
    from shoroku.edits import Edits
    from shoroku.marked import MarkedRecords
    from shoroku.saved import SavedSearches
    from shoroku.search import Searcher


class ClusterLibrary(Library):
    """A copy of a library on a cluster. Any number of threads and processes may search."""

    def __init__(self, address: str) -> None:
        """Nothing is asked yet. Raises BadArgument, CredentialsInAddress."""
        self._address = parsed(address)
        super().__init__(Path(str(self._address)))
        self._cluster: Cluster | None = None
        self._records: ClusterRecords | None = None

    @property
    def location(self) -> str:
        """The address of the index."""
        return str(self._address)

    def mark(self) -> tuple[int, ...]:
        """Return a value that changes whenever the index does."""
        return cast("ClusterSearcher", self._searching()).mark()

    # --- Reading ------------------------------------------------------------------------------------------------------

    def _asked(self) -> Cluster:
        with self._opening:
            if self._cluster is None:
                self._cluster = Cluster(self._address, patience=PATIENCE_OF_SEARCHES)
                self._cluster.check_version()
            return self._cluster

    def _reading(self) -> Store:
        if self._records is None:
            self._records = ClusterRecords(self._asked())
        return cast("Store", self._records)  # what is read of a store, and no more

    def _records_opened(self) -> AbstractContextManager[Records]:
        return cast("ClusterRecords", self._reading())

    def _searching(self) -> "Searcher":
        if self._searcher is None:
            self._reading()
            self._searcher = ClusterSearcher(self._asked(), cast("ClusterRecords", self._records))
        return self._searcher

    def records(self) -> Iterator[Record]:
        """Yield every record."""
        yield from self._reading().all()

    def stats(self) -> Stats:
        """Return the figures of the copy. The sizes are those on the cluster, replicas included; the store has none there."""
        self._reading()
        seen = cast("ClusterRecords", self._records).seen()
        told = self._asked().ask("GET", f"/{self._address.name}/_stats/store")["_all"]["total"]["store"]
        page = self.search("", facets=["language", "source", "type"], facet_size=1000, limit=0)
        counts = {name: seen.state.counts.get(name, 0) for name in ("contributions", "merged", "tombstones")}
        return Stats(
            path=self.location,
            records=len(self),
            **counts,
            last_change=seen.state.coming,
            index_change=seen.state.change,
            index_generation=seen.number,
            index_bytes=int(told["size_in_bytes"]),
            store_bytes=0,
            facets=page.facets,
        )

    def writer(self) -> "Writer | None":
        """Return None: nobody writes to a copy but ``clusters.send``."""
        return None

    def close(self) -> None:
        """Close the library. It opens again when it is used."""
        self._searcher = self._records = self._cluster = None
        self._opening = threading.Lock()

    def __repr__(self) -> str:
        return f"shoroku.open({self.location!r})"

    # --- What only the library itself can do --------------------------------------------------------------------------

    def get(self, identifier: str) -> Record:
        """Return a record by its id, or by a DOI, CRID, NAID or PMID in any notation. Raises UnknownRecord."""
        try:
            return super().get(identifier)
        except NotOnCluster:  # whether the user deleted it is known to the library only
            raise UnknownRecord(id=identifier) from None

    def contributions(self, identifier: str) -> list[Contribution]:
        """Return nothing: the source records stay in the library. Raises UnknownRecord."""
        self.get(identifier)
        return []

    def add(self, *_: Any, **__: Any) -> NoReturn:
        raise self._no("add")

    def add_records(self, *_: Any) -> NoReturn:
        raise self._no("add_records")

    def delete(self, *_: Any) -> NoReturn:
        raise self._no("delete")

    def take(self, *_: Any) -> NoReturn:
        raise self._no("take")

    def reindex(self, *_: Any) -> NoReturn:
        raise self._no("reindex")

    def withdraw(self, *_: Any, **__: Any) -> NoReturn:
        raise self._no("withdraw")

    def check(self, **_: Any) -> NoReturn:
        raise self._no("check")

    def repair(self) -> NoReturn:
        raise self._no("repair")

    @property
    def clusters(self) -> NoReturn:
        raise self._no("clusters")

    @property
    def sources(self) -> NoReturn:
        raise self._no("sources")

    @property
    def saved(self) -> "SavedSearches":
        """Saved searches, of which a copy has none."""
        return cast("SavedSearches", _NothingThere(self._no("saved")))

    @property
    def marked(self) -> "MarkedRecords":
        """Marked records, of which a copy has none."""
        return cast("MarkedRecords", _NothingThere(self._no("marked")))

    @property
    def edits(self) -> "Edits":
        """The user's edits, which a copy does not tell from the rest."""
        return cast("Edits", _NothingThere(self._no("edits")))

    @contextmanager
    def _answering(self, asked: str) -> Iterator[Any]:
        """Raise NotOnCluster: the graph of people, projects and citations is in the library's store."""
        raise self._no(asked)
        yield

    def _no(self, what: str) -> NotOnCluster:
        return NotOnCluster(address=self.location, what=what)


class _NothingThere:
    """An empty collection, of which nothing can be asked or changed."""

    def __init__(self, error: NotOnCluster) -> None:
        self._error = error

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __getitem__(self, name: object) -> NoReturn:
        raise self._error

    def __getattr__(self, name: str) -> NoReturn:
        raise self._error
