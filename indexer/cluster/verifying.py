"""Compares what a cluster has with the store: numbers of records and checksums, by ranges of the records' numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from shoroku.corpus.store.store import Change, Store
from shoroku.indexer import fields
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.documents import Sending, checksum, leaving
from shoroku.indexer.cluster.mapping import CHECKSUM

#: A range has this many numbers, and more where there would be too many ranges for one answer.
_RANGE, _MOST_RANGES = 10_000, 10_000
_PAGE = 2_000


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


def of_cluster(cluster: Cluster, index: str, step: int) -> dict[int, Tally]:
    """Return what an index has, by the beginning of each range."""
    ranges = {"histogram": {"field": fields.SEQ, "interval": step, "min_doc_count": 1}}
    asked = {"size": 0, "aggs": {"ranges": {**ranges, "aggs": {"total": {"sum": {"field": CHECKSUM}}}}}}
    answer = cluster.ask("POST", f"/{index}/_search", asked, allow_partial_search_results=False)
    return {
        int(one["key"]): Tally(int(one["doc_count"]), int(one["total"]["value"]))
        for one in answer["aggregations"]["ranges"]["buckets"]
    }


def differing(mine: dict[int, Tally], theirs: dict[int, Tally]) -> list[int]:
    """Return the beginnings of the ranges that differ."""
    return sorted(start for start in mine.keys() | theirs.keys() if mine.get(start) != theirs.get(start))


def superfluous(store: Store, cluster: Cluster, index: str, numbers: range, refused: frozenset[int]) -> Iterator[int]:
    """Yield the numbers in a range that an index has and the store has not (any more), or only in a state that was refused."""
    after: list[object] = [numbers.start - 1]
    while True:
        wanted = {"range": {fields.SEQ: {"gte": numbers.start, "lt": numbers.stop}}}
        asked = {
            "size": _PAGE,
            "_source": False,
            "query": wanted,
            "sort": [{fields.SEQ: "asc"}],
            "search_after": after,
        }
        path = f"/{index}/_search"
        hits = cluster.ask("POST", path, asked, allow_partial_search_results=False)["hits"]["hits"]
        if not hits:
            return
        after = hits[-1]["sort"]
        seqs = [int(hit["sort"][0]) for hit in hits]
        live = store.records(seqs).keys() - refused
        yield from (seq for seq in seqs if seq not in live)
