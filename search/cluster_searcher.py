"""Searching an index on a cluster: the same searches over another snapshot of an index.

The lexicon and the registry are files beside the index (``indexer/cluster/cached.py``).
"""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial as partial_call
from typing import TypeVar

import msgspec

from shoroku.corpus.records import Cited, Records
from shoroku.indexer import fields, generations
from shoroku.indexer.authority.registry import Registry
from shoroku.indexer.bilingual.lexicon import Lexicon, Made
from shoroku.indexer.cluster import partial, sync
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.errors import ClusterBusy, ClusterIndexMissing, ClusterIndexOutdated
from shoroku.indexer.cluster.records import ClusterRecords
from shoroku.indexer.cluster.state import Beside, Seen
from shoroku.indexer.cluster.sync import differences
from shoroku.messages import Localized
from shoroku.search.engine.cluster import ClusterEngine
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters, Order, SearchOptions
from shoroku.search.present.page import Page
from shoroku.search.results import Results
from shoroku.search.searcher import AllMatches, Searcher

#: Maximum number of word forms with the same beginning that are searched for a stem's word.
_FORMS = 400
#: How often something is read, where each time a run deletes what is read from.
_MOST_READINGS = 3

Read = TypeVar("Read")


class ClusterSearcher(Searcher):
    """Searches one index on a cluster. Threads may share it; each search uses one state of the index."""

    def __init__(self, cluster: Cluster, records: ClusterRecords) -> None:
        self._cluster, self._beside = cluster, Beside(cluster)
        self._records, self._files = records, records.files
        super().__init__(self._files.folder, records)
        self._was_partial = False
        self._of_thread = threading.local()

    def search(self, query: str, filters: Filters = Filters(), options: SearchOptions = SearchOptions()) -> Page:  # noqa: B008 (immutable)
        """Search, and return one page, if need be without the shards that no running node has: see ``Page.partial``.

        While a node is lost, a search may miss shards that others have: the first one that does is repeated.
        """
        page = self._steadily(lambda: self._searched(query, filters, options))
        if page.partial and not self._was_partial:
            page = self._steadily(lambda: self._searched(query, filters, options))
        self._was_partial = page.partial is not None
        return page

    def every(self, query: str, filters: Filters) -> Results:
        return self._steadily(lambda: super(ClusterSearcher, self).every(query, filters))

    def all(
        self, query: str, filters: Filters, order: Order, options: SearchOptions, *, relaxed: bool, store: Records
    ) -> AllMatches:
        read = partial_call(super().all, query, filters, order, options, relaxed=relaxed, store=store)
        return self._steadily(read)

    def _steadily(self, read: Callable[[], Read]) -> Read:
        """Read, and once more if a run has meanwhile deleted what was read from.

        A run does so some seconds after it has put something new in its place, so a short reading need not ask. Raises
        ClusterBusy where that happens again and again.
        """
        for _ in range(_MOST_READINGS):
            began = time.monotonic()
            try:
                found = read()
            except ClusterIndexMissing:
                if not self._has_moved_on():
                    raise
            else:
                if time.monotonic() - began < sync.GRACE or not self._has_moved_on():
                    return found
        raise ClusterBusy(
            address=self._cluster.address.cluster, reason=Localized("the copy was changed while it was read")
        )

    def _has_moved_on(self) -> bool:
        """Return whether there is a newer state than the one that this thread has read from."""
        used: Seen | None = getattr(self._of_thread, "seen", None)
        now = self._beside.seen()
        return used is not None and (used.number, used.state.change) != (now.number, now.state.change)

    def _searched(self, query: str, filters: Filters, options: SearchOptions) -> Page:
        with partial.accepted() as shortfall:
            page = super().search(query, filters, options)
        if shortfall.partial is None:
            return page
        self._view = self._orders = None  # what they remember was counted without the missing shards
        return msgspec.structs.replace(page, partial=shortfall.partial)

    def _is_whole(self) -> bool:
        return not partial.is_short()

    def _citations(self) -> Cited:
        seen: Seen = self._of_thread.seen  # not the newest state, which may be another one by now
        return self._records.citations(seen)

    def mark(self) -> tuple[int, int, int]:
        """Return the mark of the newest state of the index, without opening it."""
        seen = self._beside.seen()
        return (seen.number, seen.version, 0)

    def view(self) -> IndexView:
        """Return the newest state of the index.

        Raises ClusterIndexMissing, ClusterIndexOutdated, and what ``Cluster.ask`` raises.
        """
        seen = self._of_thread.seen = self._beside.seen()
        mark = (seen.number, seen.version, 0)
        view = self._view
        if view is None or view.mark != mark:
            view = self._opened(seen, mark)
        return view

    def _opened(self, seen: Seen, mark: tuple[int, int, int]) -> IndexView:
        if found := differences(seen.state):
            where = self._cluster.address
            raise ClusterIndexOutdated(address=where.cluster, index=where.name, differences=found)
        engine = ClusterEngine(self._cluster, self._beside.records(seen.number), seen.state)

        def forms(beginning: str) -> Iterator[str]:
            return (form for form, _ in engine.terms(fields.FORM, beginning, _FORMS))

        folder = self._library
        lexicon = Lexicon(folder, folder, Made(self._files.fetched(seen.number, seen.state.lexicon)), forms)
        registry = Registry(folder, folder, self._files.fetched(seen.number, seen.state.registry))
        state = generations.State(change=seen.state.change, store=seen.state.store)
        view = IndexView.on(engine, mark, state, lexicon, registry)
        if engine.is_whole:  # else other threads would count with what lacks shards, and not say so
            self._view = view
        return view
