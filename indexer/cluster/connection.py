"""The connection to a cluster: one way to ask it, and its errors as ours. Only this file knows the client (opensearch-py)."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from typing import Any

import msgspec

from shoroku.corpus.errors import MissingExtra
from shoroku.indexer.cluster.address import Address
from shoroku.indexer.cluster.credentials import Credentials, credentials
from shoroku.indexer.cluster.errors import (
    ClusterBlocked,
    ClusterBusy,
    ClusterDiskFull,
    ClusterError,
    ClusterFailed,
    ClusterIndexMissing,
    ClusterIndexRed,
    ClusterRefused,
    ClusterTooNew,
    ClusterUnreachable,
)

#: The major version of OpenSearch that is known. (The scores of 3.x lack a factor that those of 2.x have.)
MAJOR = "2"
#: Seconds that one request may take, and a connection; where there are several nodes, a node that does not answer leaves
#: half of the time, but not less than a search needs, to another.
SECONDS, _CONNECTING, _LEAST = 60.0, 5.0, 2.0
#: Seconds for which a node that did not answer is passed over; at most twice as long.
_DEAD = 30.0
#: Seconds that a request for one small document may take.
SHORTLY = 10.0
#: Seconds for which a request is repeated while nodes are missing or busy, and the longest pause between two tries.
PATIENCE, _LONGEST_PAUSE = 300.0, 10.0
#: The same for a search: a node that has just been lost, or is short of memory, may answer a moment later.
PATIENCE_OF_SEARCHES = 3.0

_MISSING, _FAILED, _BUSY = 404, 500, frozenset({408, 429, 502, 503, 504})
_FULL, _BLOCKED = "flood-stage", "blocked by: [FORBIDDEN/"
#: What OpenSearch calls it if a node was lost while it answered. The status is then one of a fault (500) or of something that
#: is not there (404), but another copy of the shard may answer a moment later.
_LOST = frozenset(
    {
        "connect_transport_exception",
        "node_closed_exception",
        "node_disconnected_exception",
        "node_not_connected_exception",
        "receive_timeout_transport_exception",
        "search_context_missing_exception",
        "send_request_transport_exception",
    }
)
_NO_NODE = "no node found for id"

encode = msgspec.json.encode


class Cluster:
    """A cluster, and the index on it that is meant. Threads may share it."""

    def __init__(self, address: Address, using: Credentials | None = None, *, patience: float = 0.0) -> None:
        """``patience``: for how many seconds a request is repeated while nodes are missing or busy.

        Nothing is asked yet. Raises MissingExtra, FileUnreadable.
        """
        try:
            import opensearchpy
        except ImportError as error:
            raise MissingExtra(package="opensearch-py", extra="opensearch") from error
        logging.getLogger("opensearch").addHandler(logging.NullHandler())  # else Python prints what is raised anyway
        self.address, self.patience = address, patience
        self._client = opensearchpy
        options = (using or credentials()).options()
        self._transport = opensearchpy.OpenSearch(
            list(address.nodes),
            timeout=SECONDS,
            max_retries=len(address.nodes),
            retry_on_timeout=len(address.nodes) > 1,
            retry_on_status=(),  # would take a node that answers for a dead one
            dead_timeout=_DEAD,
            timeout_cutoff=1,
            pool_maxsize=8,
            **options,
        ).transport

    def at_once(self) -> "Cluster":
        """Return this cluster for requests that are not repeated."""
        found = copy(self)
        found.patience = 0.0
        return found

    def check_version(self) -> None:
        """Raise ClusterTooNew if the cluster runs a version that is not known, and what ``ask`` raises.

        This is the first request, so nothing is waited for: the address or the password may be wrong.
        """
        timeout = {"request_timeout": self._timeout(SECONDS)}
        told = self._in_words(lambda: self._transport.perform_request("GET", "/", params=timeout))
        found = str(told.get("version", {}).get("number", "?"))
        if told.get("version", {}).get("distribution", "opensearch") != "opensearch" or found.split(".")[0] != MAJOR:
            raise ClusterTooNew(address=self.address.cluster, found=found, known=f"{MAJOR}.x")

    def ask(
        self, method: str, path: str, body: object = None, *, seconds: float | None = None, **parameters: object
    ) -> dict[str, Any]:
        """Ask the cluster, and return its answer.

        Raises ClusterUnreachable, ClusterRefused, ClusterDiskFull, ClusterBusy, ClusterIndexMissing, ClusterFailed.
        """
        content = body if isinstance(body, bytes) or body is None else encode(body)
        asked = {name: _parameter(value) for name, value in parameters.items()}
        answer: dict[str, Any] = self._patiently(lambda: self._once(method, path, content, seconds, asked))
        return answer

    def ask_several(self, path: str, lines: Sequence[object], *, seconds: float | None = None) -> list[dict[str, Any]]:
        """Ask several questions in one request, and return their answers. Raises what ``ask`` raises."""
        body = b"".join(encode(line) + b"\n" for line in lines)

        def all_of_them() -> list[dict[str, Any]]:
            answers: list[dict[str, Any]] = self._once("POST", path, body, seconds, {})["responses"]
            for answer in answers:
                if "error" in answer:
                    raise self.error_of(int(answer.get("status", 500)), answer)
            return answers

        found: list[dict[str, Any]] = self._patiently(all_of_them)
        return found

    def _once(
        self, method: str, path: str, content: bytes | None, seconds: float | None, parameters: Mapping[str, str]
    ) -> dict[str, Any]:
        asked = {**parameters, "request_timeout": self._timeout(SECONDS if seconds is None else seconds)}
        answer: dict[str, Any] = self._in_words(
            lambda: self._transport.perform_request(method, path, params=asked, body=content)
        )
        return answer

    def find(self, path: str, **parameters: str) -> dict[str, Any] | None:
        """Return what the cluster has at a path, None if it has nothing. Raises what ``ask`` raises."""
        try:
            return self.ask("GET", path, None, seconds=None, **parameters)
        except ClusterIndexMissing:
            return None

    def find_and_remove(self, path: str) -> None:
        """Remove what is at a path, if anything is. Raises what ``ask`` raises."""
        with suppress(ClusterIndexMissing):
            self.ask("DELETE", path)

    def ask_until_done(self, path: str, left: Callable[[dict[str, Any]], str]) -> None:
        """Ask the cluster to do something that it may do in part, and repeat it while ``left`` says of the answer why it is not
        done, as long as there is patience. Raises what ``ask`` raises."""

        def done() -> None:
            if reason := left(self._once("POST", path, None, None, {})):
                raise ClusterBusy(address=self.address.cluster, reason=reason)

        self._patiently(done)

    def refresh(self, index: str) -> None:
        """Show what was written to an index, in every copy of its shards that runs. Raises what ``ask`` raises.

        OpenSearch does not drop a copy that it could not refresh, and nothing else refreshes it: it would show the state before
        for good, and searches would find now this and now that.
        """
        self.ask_until_done(f"/{index}/_refresh", _not_refreshed)

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask until there is an answer: while nodes are missing or busy, as long as there is patience."""
        began, pause = time.monotonic(), 0.1
        while True:
            try:
                return ask()
            except (ClusterUnreachable, ClusterBusy) as error:
                if time.monotonic() - began + pause > self.patience:
                    raise self.explained(error) from error
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def explained(self, error: ClusterError) -> ClusterError:
        """Return the error to raise where patience has come to its end: what was too busy may be red."""
        missing = self.missing_shards() if isinstance(error, ClusterBusy) else 0
        if missing:
            return ClusterIndexRed(address=self.address.cluster, index=self.address.name, missing=missing)
        return error

    def missing_shards(self) -> int:
        """Return how many primary shards of this name's indexes are on no running node; 0 if that cannot be found out."""
        name = self.address.name
        asked = {"level": "shards", "timeout": "1s", "request_timeout": self._timeout(_CONNECTING)}
        path = f"/_cluster/health/{name}-0*,{name}-beside-0*"
        try:
            told = self._in_words(lambda: self._transport.perform_request("GET", path, params=asked))
        except ClusterError:
            return 0
        shards = [shard for index in told.get("indices", {}).values() for shard in index["shards"].values()]
        return sum(not shard["primary_active"] for shard in shards)

    def _timeout(self, seconds: float) -> Any:
        import urllib3

        several = len(self.address.nodes) > 1
        once = max(seconds / 2, min(seconds, _LEAST)) if several else seconds
        return urllib3.Timeout(connect=min(once, _CONNECTING), read=once)

    def _in_words(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except self._client.ConnectionError as error:
            raise ClusterUnreachable(address=self.address.cluster, reason=_why(error.info)) from error
        except self._client.SerializationError as error:
            raise ClusterFailed(address=self.address.cluster, status=200, reason=str(error)[:200]) from error
        except self._client.TransportError as error:
            raise self._error(error) from error

    def _error(self, error: Any) -> ClusterError:
        status = error.status_code if isinstance(error.status_code, int) else 0
        return self.error_of(status, error.info or error.error)

    def error_of(self, status: int, told: Any) -> ClusterError:
        """Return the error for a status and what the cluster told beside it."""
        where, reason = self.address.cluster, reason_of(told)
        if _FULL in reason:
            return ClusterDiskFull(address=where, index=self.address.name)
        if _BLOCKED in reason:
            return ClusterBlocked(address=where, index=self.address.name, reason=reason)
        if status in (401, 403):
            return ClusterRefused(address=where, reason=reason or str(status))
        if status in (_MISSING, _FAILED) and (_NO_NODE in reason or not _LOST.isdisjoint(_types(told))):
            return ClusterBusy(address=where, reason=reason or "a node was lost")
        if status == _MISSING:
            return ClusterIndexMissing(address=where, index=self.address.name)
        if status in _BUSY:
            return ClusterBusy(address=where, reason=reason or str(status))
        return ClusterFailed(address=where, status=status, reason=reason)


def reason_of(told: Any) -> str:
    """Return in one line what a cluster says of an error: the first cause, where it names one."""
    if isinstance(told, str):
        return " ".join(told.split())[:300]
    if not isinstance(told, Mapping):
        return ""
    error = told.get("error", told)
    if not isinstance(error, Mapping):
        return str(error)[:300]
    told_reasons = [str(cause["reason"]) for cause in _causes(error) if cause.get("reason")]
    return "; ".join(dict.fromkeys(told_reasons))[:300] or str(error.get("type", ""))


def _causes(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return an error and what it names as its causes."""
    causes = [error, *(error.get("root_cause") or ()), error.get("caused_by") or {}]
    causes += [one.get("reason") for one in error.get("failed_shards") or ()]
    return [cause for cause in causes if isinstance(cause, Mapping)]


def _types(told: Any) -> set[str]:
    """Return what kinds of errors a cluster names."""
    error = told.get("error", told) if isinstance(told, Mapping) else {}
    return {str(cause.get("type")) for cause in _causes(error)} if isinstance(error, Mapping) else set()


def _not_refreshed(told: Mapping[str, Any]) -> str:
    shards = told.get("_shards", {})
    reasons = [reason_of(one.get("reason")) for one in shards.get("failures") or ()]
    return next(filter(None, reasons), "refresh") if shards.get("failed") else ""


def _why(cause: object) -> str:
    """Return why there is no connection, without addresses of objects in memory."""
    text = str(getattr(cause, "reason", None) or cause)
    return text.rpartition(">: ")[2].rpartition("): ")[2][:200] or type(cause).__name__


def _parameter(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
