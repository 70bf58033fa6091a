"""Copies of a library on OpenSearch clusters: ``library.clusters``. docs/cluster.md describes them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer.cluster import address as addresses
from shoroku.indexer.cluster.connection import PATIENCE, Cluster
from shoroku.indexer.cluster.documents import Sending
from shoroku.indexer.cluster.mapping import Bm25, Layout
from shoroku.indexer.cluster.sync import Options, Sent, send
from shoroku.search import weights
from shoroku.search.options import text, whole_number

if TYPE_CHECKING:
    from shoroku.open_library import OpenLibrary

_MOST_SHARDS, _MOST_REPLICAS, _LONGEST_WAIT = 1_024, 10, 30 * 86_400


class Clusters:
    """Copies of a library on clusters."""

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    def send(
        self,
        address: str,
        index: str,
        *,
        shards: int = 1,
        replicas: int = 1,
        rebuild: bool = False,
        with_records: bool = True,
        with_disallowed_abstracts: bool = False,
        purge: bool = False,
        wait: int = 0,
        progress: Callable[[int], None] = lambda done: None,
    ) -> Sent:
        """Send the records that changed to an index on an OpenSearch cluster; the index is made if there is none.

        ``address`` is a URL such as "https://search.example.org:9200"; several nodes are separated by commas. A run that is
        interrupted is continued by the next one. At the end, numbers and checksums of the records are compared with
        those of the library.

        ``shards`` and ``replicas`` are for a new index. With ``rebuild``, everything is sent to a new index, which replaces
        the old one at the end; searches use the old one until then. Without ``with_records``, the cluster gets the terms of
        the records, but not the records. Abstracts whose licence is ``disallow`` are sent, as terms or as text, only with
        ``with_disallowed_abstracts``; notes are never sent. After a withdrawal, or with ``purge``, what was deleted is erased
        from the disks of all nodes, too. One run at a time sends to an index; another one is waited for, for at most ``wait``
        seconds. ``progress`` is called with the number of changes sent so far.

        Raises BadArgument, MissingExtra, ClusterError and its kinds, and the errors of ``search``.
        """
        where = addresses.of(text("address", address).removeprefix(addresses.PREFIX), text("index", index))
        layout = Layout(
            whole_number("shards", shards, 1, _MOST_SHARDS), whole_number("replicas", replicas, 0, _MOST_REPLICAS)
        )
        sending = Sending(with_records, with_disallowed_abstracts)
        options = Options(
            layout, Bm25(weights.K1, weights.B), sending, rebuild, purge, whole_number("wait", wait, 0, _LONGEST_WAIT)
        )
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            progress(done)

        path = self._library.path
        with Store(path / STORE_FILE) as store:
            return send(store, path, Cluster(where, patience=PATIENCE), options, count)

    def __repr__(self) -> str:
        return f"<Clusters of {self._library!r}>"
