"""The polite client: the one place from which sources are asked.

It says who asks, keeps to each host's rate, asks one thing at a time, tries again after what passes (RFC 9110's
Retry-After where the host says when, else exponential backoff with jitter), and gives up after a while. It bounds what
it takes in, compressed bodies as they unpack, and follows redirects only within the host. Keys stay out of every
message, and out of every URL that is shown. What stands in the environment for proxies and certificates is honoured.
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

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_REDIRECTS = 5
_HIDDEN = "…"
_asking = ContextVar("asking", default=False)


class Patience(NamedTuple):
    """How long to wait for what; seconds, and attempts in all. ``longest_wait`` bounds what Retry-After may ask."""

    connect: float = 15.0
    read: float = 60.0
    body: float = 600.0
    attempts: int = 6
    first_wait: float = 1.0
    wait: float = 60.0
    longest_wait: float = 900.0


class Answer(NamedTuple):
    """What a host answered. ``url`` is as it may be shown: without keys."""

    url: str
    status: int
    content: bytes
    content_type: str


class _TryAgainError(Exception):
    """Something that may pass; ``after`` is what the host asked to wait, in seconds."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


class Client:
    """Asks hosts politely. A context manager; one thread at a time is served for each host."""

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
        """``contact`` is an address by which a host's keeper reaches whoever asks; ``largest`` the most bytes of one
        answer, unpacked."""
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
        """Ask for ``url`` and return the answer, whatever its status, unless it is one that passes.

        ``secret`` names parameters that are keys; ``pause`` is the least time between two questions to the host, in
        seconds. Raises SourceUnreachable (the host cannot be had, or does not get better), SourceRefused (401, 403),
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
        """Return how long to wait: what the host asked for, else the longer the oftener it failed, and never in step."""
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
            ) as error:  # the question itself is wrong
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
        """Read a body as it unpacks, and stop where it grows too large or takes too long."""
        if "," in response.headers.get("content-encoding", ""):  # what is packed twice could not be bounded
            raise BadAnswer(url=shown, expected="packed once at most", reason="several content encodings")
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
    """Keep what is asked here out of httpx's logs: they would write every URL down, keys and all."""
    return not _asking.get()


def _reason(error: httpx.HTTPError) -> str:
    """Say what went wrong: in the system's words where a connection failed; others might repeat what was sent."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, httpx.ConnectError) and str(error) else name


def _retry_after(response: httpx.Response) -> float | None:
    """Return what Retry-After asks for, in seconds: RFC 9110 allows a number or a date."""
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
    """Tell whether a redirect stays with the host, and does not leave TLS."""
    same_port = before.port == after.port or (before.scheme, after.scheme) == ("http", "https")
    return after.host == before.host and same_port and not (before.scheme == "https" and after.scheme != "https")


def _shown(url: str, parameters: Mapping[str, str], secret: frozenset[str]) -> str:
    """Return the URL as it may be shown: without a user's name, without what a key is."""
    scheme, _, rest = url.partition("?")[0].partition("#")[0].rpartition("://")
    host, slash, path = rest.partition("/")
    shown = f"{scheme}{'://' if scheme else ''}{host.rpartition('@')[2]}{slash}{path}"
    pairs = "&".join(f"{name}={_HIDDEN if name in secret else value}" for name, value in parameters.items())
    return f"{shown}?{pairs}" if pairs else shown
