"""The records on a cluster, read as those of a store (``corpus/records.py``)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import msgspec

from shoroku.corpus.record import Record
from shoroku.indexer import fields
from shoroku.indexer.cluster import partial
from shoroku.indexer.cluster.cached import CachedFiles
from shoroku.indexer.cluster.citations import CopiedCitations
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.errors import CitationsNotSent, NotOnCluster
from shoroku.indexer.cluster.mapping import CLAIM, RECORD, RECORD_ID
from shoroku.indexer.cluster.state import Beside, Seen

_PAGE = 1_000


class ClusterRecords:
    """The records of the index in use. Threads may share it; see ``Store`` for the methods."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._beside = cluster, Beside(cluster)
        self.files = CachedFiles(self._beside)

    def seen(self) -> Seen:
        """Return the state of the index. Raises ClusterIndexMissing, and what ``Cluster.ask`` raises."""
        return self._beside.seen()

    # --- One record ---------------------------------------------------------------------------------------------------

    def get(self, record_id: str) -> Record | None:
        return self._first({"term": {RECORD_ID: record_id}})

    def find(self, kind: str, value: str) -> Record | None:
        return self._first({"term": {CLAIM: f"{kind}:{value}"}})

    def delivered_as(self, key: str) -> Record | None:
        """Return None: what sources call a record stays in the library."""
        return None

    def _first(self, query: dict[str, Any]) -> Record | None:
        for hit in self._hits(query, [RECORD], 1):
            return _record(hit)
        return None

    # --- Several ------------------------------------------------------------------------------------------------------

    def records(self, seqs: Sequence[int]) -> dict[int, Record]:
        hits = self._of(seqs, [fields.SEQ, RECORD])
        return {int(hit[fields.SEQ]): record for hit in hits if (record := _record(hit)) is not None}

    def ids(self, seqs: Sequence[int]) -> dict[int, str]:
        hits = self._of(seqs, [fields.SEQ, RECORD_ID])
        return {int(hit[fields.SEQ]): str(hit[RECORD_ID]) for hit in hits}

    def seqs(self, ids: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(ids), _PAGE):
            some = list(ids[start : start + _PAGE])
            hits = self._hits({"terms": {RECORD_ID: some}}, [fields.SEQ, RECORD_ID], len(some))
            found |= {str(hit[RECORD_ID]): int(hit[fields.SEQ]) for hit in hits}
        return found

    def by_id(self, seqs: Iterable[int]) -> Iterator[int]:
        names = self.ids(list(seqs))
        yield from sorted(names, key=lambda seq: names[seq].encode())

    def all(self) -> Iterator[Record]:
        after: list[int] = [-1]
        while True:
            asked = {
                "size": _PAGE,
                "sort": [{fields.SEQ: "asc"}],
                "search_after": after,
                "_source": [RECORD],
            }
            hits = self._asked(asked)["hits"]["hits"]
            if not hits:
                return
            after = hits[-1]["sort"]
            yield from (record for hit in hits if (record := _record(hit["_source"])) is not None)

    # --- Figures ------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        # ``_count`` would leave out the shards that no running node has, without a word.
        return int(self._asked({"size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def highest_seq(self) -> int:
        asked = {"size": 0, "aggs": {"highest": {"max": {"field": fields.SEQ}}}}
        return int(self._asked(asked)["aggregations"]["highest"]["value"] or 0)

    def last_change(self) -> int:
        """Return the last change that a run is sending, or that the last run has sent."""
        return self.seen().state.coming

    def lineage(self) -> str:
        return self.seen().state.store

    def withheld(self, reached: int) -> list[int]:
        """Return nothing: what is withdrawn from the library is deleted here by the next run."""
        return []

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read from the newest state: a cluster has no snapshot over several requests."""
        yield

    def changes(self, after: int, limit: int = -1) -> NoReturn:
        """Raise NotOnCluster: the list of changes is with the library."""
        raise NotOnCluster(address=str(self._cluster.address), what="changes")

    def citations(self, seen: Seen | None = None) -> CopiedCitations:
        """Return by how many other records each is cited in a state, by default the newest. Raises CitationsNotSent."""
        seen = seen or self.seen()
        if seen.state.citations is None:
            where = self._cluster.address
            raise CitationsNotSent(address=str(where), what="cited", index=where.name)
        return CopiedCitations(self.files.content(seen.number, seen.state.citations))

    def query(self, statement: str, parameters: object = ()) -> NoReturn:
        """Raise NotOnCluster: what asks the tables of a store needs the library itself."""
        raise NotOnCluster(address=str(self._cluster.address), what="changes")

    @property
    def version(self) -> NoReturn:
        """Raise NotOnCluster, as ``query`` does."""
        raise NotOnCluster(address=str(self._cluster.address), what="changes")

    def decoded(self, payload: bytes) -> NoReturn:
        """Raise NotOnCluster, as ``query`` does."""
        raise NotOnCluster(address=str(self._cluster.address), what="changes")

    def close(self) -> None:
        """Do nothing: connections are closed with the cluster's client."""

    def __enter__(self) -> "ClusterRecords":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _of(self, seqs: Sequence[int], names: Sequence[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(seqs), _PAGE):
            some = list(seqs[start : start + _PAGE])
            yield from self._hits({"terms": {fields.SEQ: some}}, names, len(some))

    def _hits(self, query: dict[str, Any], names: Sequence[str], size: int) -> list[dict[str, Any]]:
        asked = {"query": {"bool": {"filter": query}}, "size": size, "_source": list(names)}
        return [hit["_source"] for hit in self._asked(asked)["hits"]["hits"]]

    def _asked(self, body: dict[str, Any]) -> dict[str, Any]:
        path = f"/{self._cluster.address.name}/_search"
        asked = {**body, "query": self.seen().state.shown(body.get("query") or {"match_all": {}})}
        answer = self._cluster.ask("POST", path, asked, allow_partial_search_results=partial.are_accepted())
        partial.note(answer)
        return answer


def _record(source: dict[str, Any]) -> Record | None:
    found = source.get(RECORD)
    return None if found is None else msgspec.convert(found, Record)
