"""Erases what was deleted from an index on a cluster, from the disks of all its nodes.

A deleted document stays in its segment until the segment is merged, in the segments of older commits until those are dropped,
and in the log of operations. OpenSearch keeps all three until every copy of the shard has what came after. So this merges,
flushes, and looks again, until no copy holds a deleted document.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.errors import ClusterError, ClusterNotPurged

#: Seconds for one merge, for all of it, and between two tries. (Copies tell each other every 30 s what they have.)
_MERGE, PATIENCE, _PAUSE = 24 * 3600.0, 600.0, 1.0
_ALLOWED = "index.merge.policy.expunge_deletes_allowed"


def purge(cluster: Cluster, indexes: Sequence[str], patience: float = PATIENCE) -> None:
    """Erase deleted documents from every copy of every shard of some indexes.

    Raises ClusterNotPurged if a copy still holds some after ``patience`` seconds or is on no running node, and what
    ``Cluster.ask`` raises.
    """
    names = ",".join(indexes)
    cluster.ask("PUT", f"/{names}/_settings", {_ALLOWED: 0})
    try:
        began = time.monotonic()
        while left := _left(cluster, names):
            if time.monotonic() - began > patience:
                raise ClusterNotPurged(address=cluster.address.cluster, index=cluster.address.name, left=left)
            time.sleep(_PAUSE)
        _flush(cluster, names)  # drops the commits before the merge
    finally:
        with suppress(ClusterError):
            cluster.at_once().ask("PUT", f"/{names}/_settings", {_ALLOWED: None})


def _left(cluster: Cluster, names: str) -> int:
    """Merge, and return how many deleted documents are left: at least 1 if a copy is missing, or may keep an older commit."""
    _flush(cluster, names)
    cluster.ask("POST", f"/{names}/_forcemerge", only_expunge_deletes=True, seconds=_MERGE)
    cluster.refresh(names)
    _flush(cluster, names)
    health = cluster.ask("GET", f"/_cluster/health/{names}", timeout="1s")
    told = cluster.ask("GET", f"/{names}/_stats/docs,search", level="shards")
    copies = list(_copies(told))
    is_whole = health["status"] == "green" and not health["relocating_shards"] and all(map(_has_told, copies))
    return sum(int(copy["docs"]["deleted"]) for copy in copies) or int(not is_whole)


def _flush(cluster: Cluster, names: str) -> None:
    cluster.ask("POST", f"/{names}/_flush", force=True, wait_if_ongoing=True, seconds=600.0)


def _copies(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for index in told["indices"].values():
        for copies in index["shards"].values():
            yield from copies


def _has_told(copy: dict[str, Any]) -> bool:
    """Return whether a copy knows that all copies have everything, and nobody reads an older state of it page by page."""
    reached, search = copy["seq_no"], copy["search"]
    is_read = int(search.get("scroll_current", 0)) or int(search.get("point_in_time_current", 0))
    return bool(reached["global_checkpoint"] == reached["max_seq_no"] and not is_read)
