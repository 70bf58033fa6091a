"""The stored figures of a server (benchmarks/results/serving.json) keep what was promised of it; a failed run is not stored."""

import importlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
RESULTS = BENCHMARKS / "results" / "serving.json"


@pytest.fixture(scope="module")
def figures() -> Any:
    """The figures of the last run."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_http_adds_two_milliseconds_at_most(figures: Any) -> None:
    """Half of the answers come two milliseconds at most after they would have come in process."""
    assert figures["queries"] == 400
    assert figures["api_one_connection"]["p50"] - figures["in_process_ms"]["p50"] <= 2


def test_a_page_comes_at_once(figures: Any) -> None:
    """Half of the pages come within 50 ms, also while another is asked for."""
    assert figures["page"]["p50"] < 50
    assert figures["page_one_connection"]["p50"] < 50


@pytest.mark.parametrize("face", ["api", "api_one_connection", "page", "page_one_connection", "api_while_adding"])
def test_no_request_failed(figures: Any, face: str) -> None:
    """Every request of the run was answered."""
    assert figures[face]["requests_per_second"] > 0
    assert figures[face]["errors"] == 0
    assert "socket_errors" not in figures[face]


def test_a_worker_is_small(figures: Any) -> None:
    """A worker over 100,000 records takes less than 400 MB after all of that."""
    assert figures["memory_mb"] < 400


def test_adding_records_doubles_the_slowest_at_most(figures: Any) -> None:
    """While records are added, the slowest hundredth of the answers takes twice as long at most."""
    assert figures["api_while_adding"]["p99"] <= 2 * figures["api"]["p99"]


def test_memory_is_flat_over_ten_minutes(figures: Any) -> None:
    """What a worker has of its own grows by less than half a megabyte a minute over ten minutes of requests."""
    watched = figures["memory_over_time"]
    assert watched["minutes"] >= 10
    assert watched["errors"] == 0
    assert watched["all"]["most_mb"] < 400
    assert watched["own"]["growth_mb_per_minute"] < 0.5


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What asks a server, which is not running; ``wrk`` is a script that a test writes."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    module = importlib.import_module("serving")
    server = module.Server.__new__(module.Server)
    server._address = "http://127.0.0.1:9"
    return server


def wrk(folder: Path, script: str) -> None:
    program = folder / "wrk"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_failed_run_has_no_figures(tmp_path: Path, server: Any) -> None:
    """What wrk has printed counts only if it has ended without an error."""
    told = "printf '    50%%    2.00ms\n    99%%    4.50ms\nRequests/sec:   100.50\n'"
    wrk(tmp_path, told)
    assert server.ask(["/"], 1, tmp_path) == {"p50": 2.0, "p99": 4.5, "requests_per_second": 100.5, "errors": 0}
    wrk(tmp_path, f"{told}; exit 1")
    with pytest.raises(subprocess.CalledProcessError, match="status 1"):
        server.ask(["/"], 1, tmp_path)


def test_wrk_ends_with_what_it_is_measured_for(tmp_path: Path, server: Any) -> None:
    """An error while wrk is running does not leave it running."""
    wrk(tmp_path, "exec sleep 600")
    with pytest.raises(FileNotFoundError), server.asking(["/"], 1, tmp_path) as running:
        raise FileNotFoundError
    assert running.returncode < 0
