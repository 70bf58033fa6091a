"""The stored figures of a server (benchmarks/results/serving.json) keep what was promised of it."""

import json
from pathlib import Path
from typing import Any

import pytest

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "results" / "serving.json"


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
    if "memory_over_time" not in figures:
        pytest.skip("the memory over time was not measured: benchmarks/serving.py CORPUS LIBRARY --minutes 10")
    watched = figures["memory_over_time"]
    assert watched["minutes"] >= 10
    assert watched["errors"] == 0
    assert watched["all"]["most_mb"] < 400
    assert watched["own"]["growth_mb_per_minute"] < 0.5
