"""``/metrics``: requests by route and status, times, and searches that wait; of all workers together."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku import Library
from shoroku.web import Settings, create_app
from shoroku.web.metrics import BUCKETS, STATUSES, Metrics
from tests.test_cli_serve import served


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one record."""
    folder = tmp_path_factory.mktemp("metrics") / "library"
    with shoroku.open(folder) as library:
        library.add_records([{"id": "a", "title": "Apples in winter"}])
    return folder


def figures(text: str) -> dict[str, float]:
    """Return the figures of Prometheus' text format by name and labels; every line is a figure or a comment."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = re.fullmatch(r'([a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+\})?) (\S+)', line)
            assert match, line
            found[match[1]] = float(match[2])
    return found


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for a minute at most. A request is counted a moment after its answer."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_requests_are_counted_by_route_and_status(place: Path) -> None:
    """Records count as one route, whichever is asked for; what nothing answers counts as other."""
    with TestClient(create_app(place)) as client:
        for path in ("/api/v1/records/a", "/api/v1/records/b", "/api/v1/records/c", "/nothing/here", "/api/v1/search"):
            client.get(path)
        answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = figures(answer.text)
    assert told['shoroku_requests_total{route="/api/v1/records/{id:path}",status="200"}'] == 1
    assert told['shoroku_requests_total{route="/api/v1/records/{id:path}",status="404"}'] == 2
    assert told['shoroku_requests_total{route="other",status="404"}'] == 1
    assert told['shoroku_request_seconds_count{route="/api/v1/records/{id:path}"}'] == 3
    assert told['shoroku_request_seconds_sum{route="/api/v1/search"}'] > 0
    assert told["shoroku_searches_running"] == told["shoroku_searches_waiting"] == 0
    assert "nothing/here" not in answer.text


def test_buckets_add_up() -> None:
    """Each bucket counts what took at most so long, the last all."""
    counts = Metrics(["/a"])
    for seconds in (0.0005, 0.003, 0.003, 100.0):
        counts.count("/a", 200, seconds)
    told = figures(counts.text())
    below = [told[f'shoroku_request_seconds_bucket{{route="/a",le="{most}"}}'] for most in (*BUCKETS, "+Inf")]
    assert below == sorted(below)
    assert (below[0], below[2], below[-2], below[-1]) == (1, 3, 3, 4)


@pytest.mark.parametrize(
    ("status", "counted"), [(200, 200), (299, 200), (404, 404), (418, 400), (503, 503), (599, 500)]
)
def test_every_status_is_counted(status: int, counted: int) -> None:
    """A status that is not counted by itself counts as the first of its kind."""
    counts = Metrics(["/a"])
    counts.count("/a", status, 0.1)
    assert counted in STATUSES
    assert figures(counts.text())[f'shoroku_requests_total{{route="/a",status="{counted}"}}'] == 1


def test_searches_that_wait_are_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """While all threads are at work, the searches behind them are told; more than may wait are refused with 503."""
    library.add_records([{"id": "a", "title": "Apple"}])
    going, may_end = threading.Semaphore(0), threading.Event()

    def slow(*_arguments: object, **_options: object) -> object:
        going.release()
        may_end.wait(60)
        raise shoroku.UnknownRecord(id="x")

    monkeypatch.setattr(Library, "suggest", slow)
    with TestClient(create_app(library, Settings(threads=1, waiting=1, seconds=60))) as client:
        asking = [threading.Thread(target=client.get, args=("/api/v1/suggest",)) for _ in range(2)]
        asking[0].start()
        going.acquire()
        asking[1].start()
        try:
            until(lambda: figures(client.get("/metrics").text)["shoroku_searches_waiting"] == 1)
        except AssertionError:
            may_end.set()  # else the client would wait for its threads
            raise
        refused = client.get("/api/v1/suggest")
        may_end.set()
        for one in asking:
            one.join()
        told = figures(client.get("/metrics").text)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert told["shoroku_searches_waiting"] == 0


def test_workers_are_counted_together(place: Path) -> None:
    """Whichever worker is asked, it tells the requests of all."""
    with served(place, "--workers", "2") as (address, _said):
        for _ in range(12):
            httpx.get(f"{address}/healthz", timeout=60)
        until(lambda: healthy(address) == 12)
        assert {healthy(address) for _ in range(4)} == {12}


def healthy(address: str) -> float:
    """Return how many requests for /healthz were answered, as one of the workers tells it."""
    told = figures(httpx.get(f"{address}/metrics", timeout=60).text)
    return told.get('shoroku_requests_total{route="/healthz",status="200"}', 0.0)


def test_workers_that_have_died_still_count(tmp_path: Path) -> None:
    """Counts never go down, but nothing waits in a process that is gone."""
    program = (
        "import sys; from shoroku.web.metrics import Metrics\n"
        f"counts = Metrics(['/a'], {str(tmp_path)!r}); counts.count('/a', 200, 0.1); counts.note(3, 1)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    counts = Metrics(["/a"], str(tmp_path))
    counts.count("/a", 200, 0.1)
    told = figures(counts.text())
    assert told['shoroku_requests_total{route="/a",status="200"}'] == 2
    assert told["shoroku_searches_waiting"] == 0
