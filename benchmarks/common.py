"""Shared by the benchmarks: a description of the machine and the versions, quantiles, and storing results."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("shoroku", "tantivy", "sudachipy", "sudachidict-core", "msgspec")


def machine() -> dict[str, Any]:
    """Return the machine and the versions on which the figures depend."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile, rounded to three decimal places."""
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered), 3), "p95": round(ordered[int(len(ordered) * 0.95)], 3)}


def keep(name: str, result: dict[str, Any]) -> None:
    """Write a result with its raw numbers to ``results/NAME.json``."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": machine()} | result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"written: {path}")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
