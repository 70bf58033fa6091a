"""Counts for Prometheus at ``/metrics``: requests by route and status, their times, and the searches that wait.

The counts are numbers of eight bytes in a fixed layout. With several worker processes each has them in a file of its own,
and whichever worker is asked adds all files up; the files of workers that have died still count.
"""

import mmap
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shoroku.web.backend import Backend

#: Upper ends of the histogram's buckets, in seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
#: Statuses that are counted by themselves; any other counts as the first of its hundred.
STATUSES = (200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 404, 405, 406, 413, 414, 431, 500, 503)
#: What is counted of requests that no route takes.
_OTHER = "other"
_GAUGES = ("waiting", "running")
_SIZE = 8
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Layout(NamedTuple):
    """Where each count stands: the gauges, then for each route its statuses, its buckets and its sum of seconds."""

    routes: tuple[str, ...]

    @property
    def length(self) -> int:
        return len(_GAUGES) + len(self.routes) * self.width

    @property
    def width(self) -> int:
        return len(STATUSES) + len(BUCKETS) + 2

    def start(self, route: str) -> int:
        place = self.routes.index(route) if route in self.routes else len(self.routes) - 1
        return len(_GAUGES) + place * self.width


class Metrics:
    """The counts of one application. Only the event loop's thread writes them."""

    def __init__(self, routes: Sequence[str], folder: str = "") -> None:
        """``routes`` are the paths to count by; ``folder`` is shared by the worker processes, "" if there is one."""
        self._layout = _Layout((*dict.fromkeys(routes), _OTHER))
        self._folder = Path(folder) if folder else None
        size = self._layout.length * _SIZE
        self._counts = memoryview(_mapped(self._folder, size) if self._folder else bytearray(size)).cast("d")

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        start = self._layout.start(route)
        self._counts[start + STATUSES.index(_counted_as(status))] += 1
        bucket = next((place for place, most in enumerate(BUCKETS) if seconds <= most), len(BUCKETS))
        self._counts[start + len(STATUSES) + bucket] += 1
        self._counts[start + len(STATUSES) + len(BUCKETS) + 1] += seconds

    def note(self, waiting: int, running: int) -> None:
        """Note how many searches wait and run now."""
        self._counts[0], self._counts[1] = waiting, running

    def text(self) -> str:
        """Return the counts of all workers in Prometheus' text format."""
        return "\n".join([*_lines(self._layout, self._sums()), ""])

    def _sums(self) -> list[float]:
        if self._folder is None:
            return list(self._counts)
        sums = [0.0] * self._layout.length
        for file in self._folder.glob("*.counts"):
            with suppress(OSError, ValueError):
                counts = memoryview(file.read_bytes()).cast("d")
                if len(counts) != len(sums):
                    continue
                first = 0 if _is_alive(int(file.stem)) else len(_GAUGES)  # nothing waits in a process that is gone
                for place in range(first, len(sums)):
                    sums[place] += counts[place]
        return sums


def _mapped(folder: Path, size: int) -> mmap.mmap:
    """Return the file of this process in a shared folder, as memory."""
    with open(folder / f"{os.getpid()}.counts", "w+b") as file:
        file.truncate(size)
        return mmap.mmap(file.fileno(), size)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _counted_as(status: int) -> int:
    if status in STATUSES:
        return status
    return {2: 200, 3: 302, 4: 400}.get(status // 100, 500)


def _lines(layout: _Layout, counts: Sequence[float]) -> Iterator[str]:
    yield "# HELP shoroku_requests_total Requests by route and status."
    yield "# TYPE shoroku_requests_total counter"
    for route in layout.routes:
        start = layout.start(route)
        for place, status in enumerate(STATUSES):
            if number := counts[start + place]:
                yield f'shoroku_requests_total{{route="{_quoted(route)}",status="{status}"}} {number:.0f}'
    yield "# HELP shoroku_request_seconds Time until a request was answered."
    yield "# TYPE shoroku_request_seconds histogram"
    for route in layout.routes:
        yield from _histogram(route, counts[layout.start(route) + len(STATUSES) : layout.start(route) + layout.width])
    for place, (name, meaning) in enumerate(
        zip(_GAUGES, ("Searches that wait for a thread.", "Searches that run."), strict=True)
    ):
        yield f"# HELP shoroku_searches_{name} {meaning}"
        yield f"# TYPE shoroku_searches_{name} gauge"
        yield f"shoroku_searches_{name} {counts[place]:.0f}"


def _histogram(route: str, counts: Sequence[float]) -> Iterator[str]:
    """Yield the lines of one route: buckets count what is at most so long, all smaller ones included."""
    *buckets, seconds = counts
    if not any(buckets):
        return
    below = 0.0
    name = _quoted(route)
    for most, number in zip((*map(str, BUCKETS), "+Inf"), buckets, strict=True):
        below += number
        yield f'shoroku_request_seconds_bucket{{route="{name}",le="{most}"}} {below:.0f}'
    yield f'shoroku_request_seconds_sum{{route="{name}"}} {seconds:.6f}'
    yield f'shoroku_request_seconds_count{{route="{name}"}} {below:.0f}'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Counting:
    """ASGI middleware: counts each request, by the path of the route that takes it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, backend: Backend, routes: Sequence[BaseRoute]) -> None:
        self._app, self._metrics, self._backend, self._routes = app, metrics, backend, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        route = self._route(scope)

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            self._metrics.count(route, status, time.perf_counter() - began)
            self._metrics.note(self._backend.waiting, self._backend.running)

    def _route(self, scope: Scope) -> str:
        """Return the path of the route that takes a request, as it is declared: the same for all records."""
        for route in self._routes:
            if route.matches(scope)[0] != Match.NONE:
                return path_of(route)
        return _OTHER


def path_of(route: BaseRoute) -> str:
    """Return the path of a route as it is declared."""
    return route.path if isinstance(route, Route | Mount) else _OTHER


async def metrics(request: Request) -> Response:
    """Answer with the counts of all workers."""
    backend, counts = Backend.of(request), request.app.state.metrics
    counts.note(backend.waiting, backend.running)
    return Response(counts.text(), media_type=_MEDIA_TYPE)
