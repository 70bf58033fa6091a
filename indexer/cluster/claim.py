"""One loader at a time for each index: a claim, which is a document beside the index.

Two loaders of one library would not lose records, because versions are change numbers. But the check at the end of one would
take the other's newer records for wrong ones, and a rebuild would remove the index that the other one writes to.

A claim has no clock, since clocks of machines differ. Its holder writes it again every few seconds, and whoever finds it the
same several times in a row takes it over: its holder was killed.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from shoroku.corpus.store.lock import Writer, is_alive
from shoroku.indexer.cluster.connection import SHORTLY, Cluster
from shoroku.indexer.cluster.errors import ClusterBeingLoaded, ClusterError, ClusterFailed, ClusterIndexMissing

_NAME = "loader"
#: Seconds between two signs of life, and how many times in a row a claim is seen without one before it is taken over.
_BEAT, _SILENT = 5.0, 6
_CONFLICT = 409


class _Held(NamedTuple):
    """A claim as it is on the cluster now."""

    sequence: int
    term: int
    token: str
    holder: Writer


class Claims:
    """The claims of one run, a context manager: they are renewed until it ends, and then released."""

    def __init__(self, cluster: Cluster, files: Callable[[int], str]) -> None:
        """``files`` gives the name of the index beside the one of a number."""
        self._cluster, self._files = cluster, files
        self._token = uuid.uuid4().hex
        self._since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._held: dict[int, tuple[int, int]] = {}  # number -> sequence number and primary term of the document
        self._lost: ClusterBeingLoaded | None = None
        self._changing = threading.RLock()
        self._ended = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="shoroku-claim", daemon=True)

    def __enter__(self) -> "Claims":
        self._beating.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._beating.join()
        for number in list(self._held):
            self.release(number)

    def take(self, number: int) -> bool:
        """Claim the index of a number; False if the claim of another has ended meanwhile, so that all may be different.

        Raises ClusterBeingLoaded if another run has it and is alive.
        """
        seen: _Held | None = None
        for _ in range(_SILENT):
            try:
                self._write(number, op_type="create")
                return True
            except ClusterFailed as error:
                if error.status != _CONFLICT:
                    raise
            found = self._found(number)
            if found is None:
                return False
            if self._is_ours(number, found):
                return True
            if seen and found.sequence != seen.sequence:
                raise self._being_loaded(found)
            seen = found
            if not is_alive(found.holder):
                break
            time.sleep(_BEAT)
        return seen is not None and self._take_over(number, seen)

    def _take_over(self, number: int, seen: _Held) -> bool:
        try:
            self._write(number, if_seq_no=seen.sequence, if_primary_term=seen.term)
        except ClusterFailed as error:
            if error.status != _CONFLICT:
                raise
            found = self._found(number)
            if not self._is_ours(number, found):
                raise self._being_loaded(found or seen) from error
        return True

    def _is_ours(self, number: int, found: _Held | None) -> bool:
        """Return whether a claim is this run's, whose answer to an earlier try was lost; then it is held."""
        if found is None or found.token != self._token:
            return False
        self._held[number] = found.sequence, found.term
        return True

    def release(self, number: int) -> None:
        """Give a claim up, before its index is removed or at the end."""
        with self._changing:
            held = self._held.pop(number, None)
        if held:
            path = f"/{self._files(number)}/_doc/{_NAME}"
            with suppress(ClusterError):
                self._cluster.at_once().ask("DELETE", path, seconds=SHORTLY, if_seq_no=held[0], if_primary_term=held[1])

    def require(self) -> None:
        """Raise ClusterBeingLoaded if another run has taken a claim over, as far as is known."""
        if self._lost:
            raise self._lost

    def confirm(self) -> None:
        """Raise ClusterBeingLoaded if another run has taken a claim over."""
        for number in list(self._held):
            self._renew(number, self._cluster)
        self.require()

    # --- Signs of life ------------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        cluster = self._cluster.at_once()
        while not self._ended.wait(_BEAT):
            for number in list(self._held):
                with suppress(ClusterError):  # a cluster that is away has the claim still when it is back
                    self._renew(number, cluster)

    def _renew(self, number: int, cluster: Cluster) -> None:
        with self._changing:
            if (held := self._held.get(number)) is None:
                return
            try:
                self._write(number, cluster, if_seq_no=held[0], if_primary_term=held[1])
            except ClusterFailed as error:
                if error.status != _CONFLICT:
                    raise
                found = self._found(number, cluster)
                if not self._is_ours(number, found):
                    self._lost = self._being_loaded(found)

    # --- The document -------------------------------------------------------------------------------------------------

    def _write(self, number: int, cluster: Cluster | None = None, **conditions: Any) -> None:
        content = {"token": self._token, "host": os.uname().nodename, "pid": os.getpid(), "since": self._since}
        path = f"/{self._files(number)}/_doc/{_NAME}"
        answer = (cluster or self._cluster).ask("PUT", path, content, seconds=SHORTLY, **conditions)
        self._held[number] = int(answer["_seq_no"]), int(answer["_primary_term"])

    def _found(self, number: int, cluster: Cluster | None = None) -> _Held | None:
        path = f"/{self._files(number)}/_doc/{_NAME}"
        try:
            answer = (cluster or self._cluster).ask("GET", path, seconds=SHORTLY)
        except ClusterIndexMissing:
            return None
        told: dict[str, Any] = answer["_source"]
        holder = Writer(int(told["pid"]), str(told["host"]), str(told["since"]), f"shoroku sync, {told['host']}")
        return _Held(int(answer["_seq_no"]), int(answer["_primary_term"]), str(told["token"]), holder)

    def _being_loaded(self, by: _Held | None) -> ClusterBeingLoaded:
        where = self._cluster.address
        return ClusterBeingLoaded(address=where.cluster, index=where.name, holder=str(by.holder) if by else "?")
