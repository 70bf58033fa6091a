"""The lengths of texts on a cluster, as BM25 sees them.

In the library's own index, a record without a text has one of length 0, and the average is that of all records. On a cluster
such a record would not count at all, or its text has at least one term, which raises the average: by a third, where two
thirds of the records have no Japanese title. So each such text is sent as one mark, and where everything has been sent, k1
and b of each field are set so that the scores are those of the average without the marks:

    k1 (1 - b + b l/a) = k1' (1 - b' + b' l/a')    for every length l, if k1' = k1 (1 - b + b a'/a) and b' = b k1/k1' a'/a

with the averages ``a`` without and ``a'`` with the marks. Scores then have the factor k1' + 1 instead of k1 + 1, which a search
takes back (``factor``). Similarities can be changed only while an index is closed, so this is done before it is used
for the first time. Later changes shift the averages a little; a rebuild measures them again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shoroku.indexer.cluster.connection import Cluster, reason_of
from shoroku.indexer.cluster.mapping import EMPTY, TEXTS, Bm25, similarity

#: What an explanation of a score says of a field: its average length, and the numbers of its records, in all and with the mark.
_AVERAGE, _RECORDS, _MARKED = "avgdl, ", "N, ", "n, "
#: Averages are told as 32-bit floats; a field with less than this has no texts worth a length.
_SHORTEST = 1e-3


def stretched(stretch: float, bm25: Bm25) -> Bm25:
    """Return the parameters that score alike if the average length is this many times as large as it should be."""
    k1 = bm25.k1 * (1 - bm25.b + bm25.b * stretch)
    return Bm25(k1, bm25.b * bm25.k1 / k1 * stretch if k1 else bm25.b)


def factor(stretch: float, bm25: Bm25) -> float:
    """Return by what the scores of a field are multiplied, so that they are as with the parameters as given."""
    return (bm25.k1 + 1) / (stretched(stretch, bm25).k1 + 1)


def measured(cluster: Cluster, index: str) -> dict[str, float]:
    """Return for each text field how many times as large its average length is as it would be without marks."""
    found = {}
    for name in TEXTS:
        told = dict(_told(_explanation(cluster, index, name)))
        if {_AVERAGE, _RECORDS, _MARKED} <= told.keys():
            without = told[_AVERAGE] - told[_MARKED] / told[_RECORDS]
            if without > _SHORTEST:
                found[name] = told[_AVERAGE] / without
    return found


def weigh(cluster: Cluster, index: str, stretches: Mapping[str, float], bm25: Bm25) -> None:
    """Set the parameters of an index that no search uses yet. Raises what ``Cluster.ask`` raises."""
    if not stretches:
        return
    changed = {name: similarity(stretched(stretch, bm25)) for name, stretch in stretches.items()}
    try:
        cluster.ask_until_done(f"/{index}/_close", _not_closed)
        cluster.ask("PUT", f"/{index}/_settings", {"index": {"similarity": changed}})
    finally:
        reopen(cluster, index)


def _not_closed(told: Mapping[str, Any]) -> str:
    """Return why an index is open still: OpenSearch closes none of which a copy is behind, and tells so in an answer without an
    error."""
    failed = [one for one in told.get("indices", {}).values() if not one.get("closed")]
    if not failed and told.get("acknowledged"):
        return ""
    failures = [
        reason for one in failed for shard in (one.get("failedShards") or {}).values() for reason in shard["failures"]
    ]
    told_reasons = (
        reason_of(one.get("reason")) for one in (*failures, *({"reason": one.get("exception")} for one in failed))
    )
    return next(filter(None, told_reasons), "close")


def reopen(cluster: Cluster, index: str) -> None:
    """Open an index that a run may have left closed, and wait until its primary shards are there."""
    cluster.ask("POST", f"/{index}/_open")
    cluster.ask("GET", f"/_cluster/health/{index}", wait_for_status="yellow", timeout="15s")


def _explanation(cluster: Cluster, index: str, field: str) -> dict[str, Any]:
    """Return how the score of one text that is only the mark comes about, {} if there is none."""
    asked = {"query": {"term": {field: EMPTY}}, "size": 1, "_source": False, "explain": True}
    answer = cluster.ask(
        "POST", f"/{index}/_search", asked, search_type="dfs_query_then_fetch", allow_partial_search_results=False
    )
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return dict(hits[0]["_explanation"]) if hits else {}


def _told(explanation: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name in (_AVERAGE, _RECORDS, _MARKED):
        if str(explanation.get("description", "")).startswith(name):
            yield name, float(explanation["value"])
    for one in explanation.get("details", ()):
        yield from _told(one)
