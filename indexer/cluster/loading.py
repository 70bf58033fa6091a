"""Loading documents into an index on a cluster: in parallel, not faster than it takes them, each until it is acknowledged."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from typing import Any, NamedTuple

import msgspec

from shoroku.indexer.cluster.connection import SECONDS, Cluster, reason_of
from shoroku.indexer.cluster.errors import ClusterBlocked, ClusterBusy, ClusterDiskFull, ClusterError

#: Requests at the same time, and the size of one: documents in bytes, and their number.
_THREADS, _MOST_BYTES, _MOST_ITEMS = 4, 4_000_000, 1_000
#: Requests that may wait in memory for each thread.
_AHEAD = 2
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
#: Statuses of single items: what the item says is there already, or there is something newer; try again; no room.
_FINE, _CONFLICT, _MISSING = frozenset({200, 201}), 409, 404
_AGAIN = frozenset({429, 500, 502, 503, 504})
_BULK = "/_bulk"
#: How long the cluster waits for a shard that no node has: not as long as we wait for an answer.
_WAITED = f"{SECONDS / 2:.0f}s"


class Item(NamedTuple):
    """What is sent of one state of a record: the record's number, the change that made the state, and its document as JSON,
    None to delete it. The document's id is the number of the change, unless another one is given."""

    seq: int
    change: int
    document: bytes | None
    id: str = ""


class Refused(NamedTuple):
    """A record that the cluster does not take, and why."""

    seq: int
    reason: str


class Loader:
    """Loads items into one index; a context manager. ``send`` waits where the cluster does not keep up.

    A repeated request does no harm, because a document's id names its content; nor does a late one, because a change number is
    also the document's version, and a deleted document has a higher one.
    """

    def __init__(self, cluster: Cluster, index: str, patience: float) -> None:
        """``patience``: for how many seconds single items are sent again while the cluster is too busy for them."""
        self._cluster, self._index, self._patience = copy(cluster), index, patience
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="shoroku-bulk")
        self._pending: deque[tuple[int, Future[list[Refused]]]] = deque()
        self.refused: list[Refused] = []
        #: The last change such that all up to it are acknowledged, and the number of items acknowledged.
        self.acknowledged, self.items = 0, 0

    def send(self, items: Sequence[Item], reached: int, *, forced: bool = False) -> None:
        """Send the items of all changes up to ``reached``; with ``forced``, whatever version is there already.

        Raises what a request before this one raised.
        """
        parts = list(_parts(items))
        for place, part in enumerate(parts):
            is_last = place == len(parts) - 1
            while len(self._pending) >= _THREADS * _AHEAD:
                self._take()
            future = self._threads.submit(self._request, part, forced)
            self._pending.append((reached if is_last else 0, future))
            self.items += len(part)
        if not parts:
            self.wait()
            self.acknowledged = reached
        while self._pending and self._pending[0][1].done():
            self._take()

    def wait(self) -> None:
        """Wait until everything is acknowledged. Raises what a request raised."""
        while self._pending:
            self._take()

    def _take(self) -> None:
        reached, future = self._pending.popleft()
        self.refused += future.result()
        self.acknowledged = reached or self.acknowledged

    def __enter__(self) -> "Loader":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def settle(self) -> None:
        """Wait for the requests that were sent, of a run that ends early; none is repeated, and what they raise is passed over."""
        self._cluster.patience = self._patience = 0.0
        with suppress(ClusterError):
            self.wait()

    def _request(self, items: Sequence[Item], forced: bool) -> list[Refused]:
        """Send items until each is acknowledged or refused for good. Raises what ``Cluster.ask`` raises."""
        refused: list[Refused] = []
        began, pause = time.monotonic(), _SHORTEST_PAUSE
        while True:
            answer = self._cluster.ask(
                "POST", _BULK, b"".join(self._lines(items, forced)), seconds=2 * SECONDS, timeout=_WAITED
            )
            items, failed, reason = self._left(items, answer)
            refused += failed
            if not items:
                return refused
            if time.monotonic() - began > self._patience:
                raise self._cluster.explained(ClusterBusy(address=self._cluster.address.cluster, reason=reason))
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _lines(self, items: Iterable[Item], forced: bool) -> Iterator[bytes]:
        for one in items:
            about: dict[str, object] = {"_index": self._index, "_id": one.id or str(one.change)}
            if one.document is not None and not forced:
                about |= {"version": one.change, "version_type": "external_gte"}
            yield msgspec.json.encode({"delete" if one.document is None else "index": about}) + b"\n"
            if one.document is not None:
                yield one.document + b"\n"

    def _left(self, items: Sequence[Item], answer: dict[str, Any]) -> tuple[list[Item], list[Refused], str]:
        """Return which items to send again, which are refused, and why the last one of the first kind failed."""
        if not answer.get("errors"):
            return [], [], ""
        left: list[Item] = []
        refused: list[Refused] = []
        why = ""
        for one, told in zip(items, answer["items"], strict=True):
            result = next(iter(told.values()))
            status = int(result.get("status", 0))
            if status in _FINE or status == _CONFLICT or (status == _MISSING and one.document is None):
                continue
            reason = reason_of(result.get("error", {}))
            problem = self._cluster.error_of(status, reason)
            if isinstance(problem, ClusterDiskFull | ClusterBlocked):
                raise problem
            if status in _AGAIN:
                left.append(one)
                why = reason
            elif status in (401, 403, _MISSING):  # concerns all of them
                raise problem
            else:
                refused.append(Refused(one.seq, reason))
        return left, refused, why


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    part: list[Item] = []
    size = 0
    for one in items:
        length = len(one.document or b"")
        if part and (size + length > _MOST_BYTES or len(part) >= _MOST_ITEMS):
            yield part
            part, size = [], 0
        part.append(one)
        size += length
    if part:
        yield part
