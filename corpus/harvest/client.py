"""The HTTP client for all requests to sources.

It identifies the user, respects each host's rate, sends one request at a time, and retries temporary errors (after the
time in Retry-After, RFC 9110, else with exponential backoff and jitter) before it gives up. It limits the size of
responses, also while decompressing, and follows redirects only within the host. Keys never appear in messages or in
displayed URLs. Proxies and certificates are configured by the usual environment variables.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote

import httpx
import tenacity

from shoroku.corpus.harvest.errors import AnswerTooLarge, BadAnswer, RedirectRefused, SourceRefused, SourceUnreachable
from shoroku.messages import Localized

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_REDIRECTS = 5
_HIDDEN = "…"
_asking = ContextVar("asking", default=False)


class Patience(NamedTuple):
    """Timeouts and waits in seconds, and the number of attempts. ``longest_wait`` limits Retry-After."""

    connect: float = 15.0
    read: float = 60.0
    body: float = 600.0
    attempts: int = 6
    first_wait: float = 1.0
    wait: float = 60.0
    longest_wait: float = 900.0


class Answer(NamedTuple):
    """A response. ``url`` has no keys and may be shown."""

    url: str
    status: int
    content: bytes
    content_type: str


class _TryAgainError(Exception):
    """A temporary error; ``after`` is the requested wait in seconds."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


class Client:
    """The client. A context manager; it serves one thread at a time for each host."""

    def __init__(
        self,
        contact: str = "",
        *,
        patience: Patience = Patience(),  # noqa: B008 (immutable)
        largest: int = 64 * 2**20,
        version: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``contact`` is the user's address for the operators of hosts; ``largest`` is the maximum size of a response in
        bytes, decompressed."""
        about = f"; mailto:{quote(contact, safe='@+')}" if contact else ""
        self._patience, self._largest, self._clock, self._sleep = patience, largest, clock, sleep
        self._last: dict[str, float] = {}
        self._hosts: dict[str, threading.Lock] = {}
        self._all = threading.Lock()
        for name in ("httpx", "httpcore.http11"):
            logging.getLogger(name).addFilter(_is_not_ours)
        self._http = httpx.Client(
            headers={
                "User-Agent": f"shoroku/{version or '0'} (bibliographic harvester{about})",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            follow_redirects=False,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(
        self,
        url: str,
        parameters: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        secret: frozenset[str] = frozenset(),
        pause: float = 0.0,
    ) -> Answer:
        """Fetch ``url`` and return the response, whatever its status; temporary errors are retried.

        ``secret`` names the parameters that are keys; ``pause`` is the minimum time between two requests to the host in
        seconds. Raises SourceUnreachable (no response, or only temporary errors), SourceRefused (401, 403),
        AnswerTooLarge, RedirectRefused.
        """
        shown = _shown(url, parameters or {}, secret)
        try:
            target = httpx.URL(url)
            if parameters:
                target = target.copy_merge_params(parameters)
        except httpx.InvalidURL as error:
            raise SourceUnreachable(url=shown, reason=str(error)) from None
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._is_worth_another),
            stop=tenacity.stop_after_attempt(self._patience.attempts),
            wait=self._backoff,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return tries(self._once, target, headers or {}, shown, pause)
        except _TryAgainError as error:
            raise SourceUnreachable(url=shown, reason=error.reason) from None

    def _is_worth_another(self, error: BaseException) -> bool:
        return isinstance(error, _TryAgainError) and (error.after or 0.0) <= self._patience.longest_wait

    def _backoff(self, state: tenacity.RetryCallState) -> float:
        """Return the wait in seconds: what the host asked for, else exponential backoff with jitter."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TryAgainError) and error.after is not None:
            return error.after
        first, longest = self._patience.first_wait, self._patience.wait
        backoff = tenacity.wait_exponential(multiplier=first, max=longest) + tenacity.wait_random(0, first)
        return min(longest, float(backoff(state)))

    def _once(self, target: httpx.URL, headers: Mapping[str, str], shown: str, pause: float) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            answer, onward = self._exchange(target, headers, shown, pause)
            if onward is None:
                return answer
            if not _same_place(target, onward):
                raise RedirectRefused(url=shown, target=onward.host)
            target = onward
        raise RedirectRefused(url=shown, target=target.host)

    def _exchange(
        self, target: httpx.URL, headers: Mapping[str, str], shown: str, pause: float
    ) -> tuple[Answer, httpx.URL | None]:
        with self._turn(target.host):
            self._wait_for(target.host, pause)
            asking = _asking.set(True)
            try:
                with self._http.stream("GET", target, headers=dict(headers)) as response:
                    if response.is_redirect and response.next_request is not None:
                        return Answer(shown, response.status_code, b"", ""), response.next_request.url
                    content = self._body(response, shown)
            except (
                httpx.UnsupportedProtocol,
                httpx.LocalProtocolError,
                UnicodeError,
            ) as error:  # the request itself is wrong
                raise SourceUnreachable(url=shown, reason=type(error).__name__) from None
            except httpx.HTTPError as error:
                raise _TryAgainError(_reason(error)) from None
            finally:
                _asking.reset(asking)
                self._last[target.host] = self._clock()
        if response.status_code in _RETRIED:
            after = _retry_after(response)
            asks = f", asks to wait {after:.0f} s" if after else ""
            raise _TryAgainError(f"HTTP {response.status_code}{asks}", after)
        if response.status_code in (401, 403):
            raise SourceRefused(url=shown, status=response.status_code)
        return Answer(shown, response.status_code, content, response.headers.get("content-type", "")), None

    def _body(self, response: httpx.Response, shown: str) -> bytes:
        """Read and decompress a body; stop if it becomes too large or takes too long."""
        if "," in response.headers.get("content-encoding", ""):  # the size of a body compressed twice has no bound
            raise BadAnswer(
                url=shown,
                expected=Localized("compressed once at most"),
                reason=Localized("it has several content encodings"),
            )
        pieces: list[bytes] = []
        size = 0
        until = self._clock() + self._patience.body
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._largest:
                raise AnswerTooLarge(url=shown, limit=self._largest)
            if self._clock() > until:
                raise _TryAgainError(f"no end after {self._patience.body:.0f} s")
            pieces.append(piece)
        return b"".join(pieces)

    def _turn(self, host: str) -> threading.Lock:
        with self._all:
            return self._hosts.setdefault(host, threading.Lock())

    def _wait_for(self, host: str, pause: float) -> None:
        if host not in self._last:
            return
        wait = self._last[host] + pause - self._clock()
        if wait > 0:
            self._sleep(wait)


def _is_not_ours(_: logging.LogRecord) -> bool:
    """Silence httpx's log, which would record every URL with its keys."""
    return not _asking.get()


def _reason(error: httpx.HTTPError) -> str:
    """Describe an error. Only messages of the operating system are quoted; others might repeat the request."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, httpx.ConnectError) and str(error) else name


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds in Retry-After, which is a number or a date (RFC 9110)."""
    written = response.headers.get("retry-after", "").strip()
    if not written:
        return None
    if written.isascii() and written.isdecimal():
        return float(written)
    try:
        return max(0.0, (parsedate_to_datetime(written) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _same_place(before: httpx.URL, after: httpx.URL) -> bool:
    """Return whether a redirect stays on the host and does not leave TLS."""
    same_port = before.port == after.port or (before.scheme, after.scheme) == ("http", "https")
    return after.host == before.host and same_port and not (before.scheme == "https" and after.scheme != "https")


def _shown(url: str, parameters: Mapping[str, str], secret: frozenset[str]) -> str:
    """Return the URL without user name and keys."""
    scheme, _, rest = url.partition("?")[0].partition("#")[0].rpartition("://")
    host, slash, path = rest.partition("/")
    shown = f"{scheme}{'://' if scheme else ''}{host.rpartition('@')[2]}{slash}{path}"
    pairs = "&".join(f"{name}={_HIDDEN if name in secret else value}" for name, value in parameters.items())
    return f"{shown}?{pairs}" if pairs else shown
