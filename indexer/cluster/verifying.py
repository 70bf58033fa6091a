"""Compares what a cluster has with the store: numbers of records and checksums, by ranges of the records' numbers."""

from collections.abc import Iterator, Set
from typing import Any, NamedTuple

from shoroku.corpus.store.store import Change, Store
from shoroku.indexer import fields
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.documents import Sending, checksum, leaving
from shoroku.indexer.cluster.mapping import CHANGE, CHECKSUM
from shoroku.indexer.cluster.state import State

#: A range has this many numbers, and more where there would be too many ranges for one answer.
_RANGE, _MOST_RANGES = 10_000, 10_000
_PAGE = 2_000


class Found(NamedTuple):
    """A document on a cluster: its record, the change that made it, and its id."""

    seq: int
    change: int
    id: str


class Tally(NamedTuple):
    """How many records a range has, and the sum of their checksums."""

    records: int = 0
    total: int = 0


def width(store: Store) -> int:
    """Return how many numbers a range has."""
    return max(_RANGE, -(-store.highest_seq() // _MOST_RANGES))


def changes(store: Store, after: int = 0) -> Iterator[Change]:
    """Yield the changes of a store after one, in their order."""
    while page := store.changes(after, _PAGE):
        yield from page
        after = page[-1].change


def of_store(store: Store, sending: Sending, refused: frozenset[int]) -> dict[int, Tally]:
    """Return what a cluster must have, by the beginning of each range; without records that it refused."""
    step = width(store)
    found: dict[int, Tally] = {}
    for change in changes(store):
        if change.payload is not None and change.seq not in refused:
            start = change.seq // step * step
            records, total = found.get(start, Tally())
            found[start] = Tally(records + 1, total + checksum(leaving(change, sending)))
    return found


def of_cluster(cluster: Cluster, index: str, step: int, state: State) -> dict[int, Tally]:
    """Return what an index shows in a state, by the beginning of each range."""
    ranges = {"histogram": {"field": fields.SEQ, "interval": step, "min_doc_count": 1}}
    asked = {
        "query": state.shown({"match_all": {}}),
        "size": 0,
        "aggs": {"ranges": {**ranges, "aggs": {"total": {"sum": {"field": CHECKSUM}}}}},
    }
    answer = cluster.ask("POST", f"/{index}/_search", asked, allow_partial_search_results=False)
    return {
        int(one["key"]): Tally(int(one["doc_count"]), int(one["total"]["value"]))
        for one in answer["aggregations"]["ranges"]["buckets"]
    }


def differing(mine: dict[int, Tally], theirs: dict[int, Tally]) -> list[int]:
    """Return the beginnings of the ranges that differ."""
    return sorted(start for start in mine.keys() | theirs.keys() if mine.get(start) != theirs.get(start))


def replaced(store: Store, cluster: Cluster, index: str, after: int, refused: Set[int]) -> Iterator[int]:
    """Yield the changes whose documents show what records were before the changes after one; also of records that were deleted
    or whose present state was refused."""
    while page := store.changes(after, _PAGE):
        after = page[-1].change
        now = {one.seq: one.change for one in page if one.payload is not None and one.seq not in refused}
        for found in _documents(cluster, index, {"terms": {fields.SEQ: [one.seq for one in page]}}):
            if now.get(found.seq) != found.change:
                yield found.change


def superfluous(cluster: Cluster, index: str, numbers: range, ids: Set[str]) -> Iterator[Found]:
    """Yield the documents of a range of records that have none of the ``ids``."""
    for found in _documents(cluster, index, {"range": {fields.SEQ: {"gte": numbers.start, "lt": numbers.stop}}}):
        if found.id not in ids:
            yield found


def _documents(cluster: Cluster, index: str, query: dict[str, Any]) -> Iterator[Found]:
    asked: dict[str, Any] = {
        "query": query,
        "size": _PAGE,
        "_source": False,
        "sort": [{fields.SEQ: "asc"}, {CHANGE: "asc"}],
        "track_total_hits": False,
    }
    path = f"/{index}/_search"
    while hits := cluster.ask("POST", path, asked, allow_partial_search_results=False)["hits"]["hits"]:
        yield from (Found(int(hit["sort"][0]), int(hit["sort"][1]), str(hit["_id"])) for hit in hits)
        asked["search_after"] = hits[-1]["sort"]
