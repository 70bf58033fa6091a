"""How fast does a server answer, beside the same library in process; does its memory grow; and while records are added?

    python benchmarks/serving.py CORPUS.jsonl.gz LIBRARY [--more MORE.jsonl] [--seconds 30]
    python benchmarks/serving.py CORPUS.jsonl.gz LIBRARY --minutes 10

LIBRARY is made from the corpus if it is not there, and is searched in a copy. The queries are those of ``searching.py``,
each with four facets. ``wrk`` asks with two connections from loopback. MORE are records that are added meanwhile.

With ``--minutes``, nothing but the memory is measured: searches over the API and pages are asked for in turn for so long, and
the memory of the worker is read every ten seconds. The figures are added to those of the last whole run.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import common
import httpx
from searching import FACETS, choose

import shoroku

_CONNECTIONS = 2
_SAMPLED = 10  # seconds
_LUA = """
local paths = {}
for line in io.lines(os.getenv("SHOROKU_PATHS")) do paths[#paths + 1] = line end
local at = 0
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("library", type=Path)
    arguments.add_argument("--more", type=Path)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--minutes", type=float, default=0, help="only watch the memory, for so long")
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    if not (given.library / "records.db").exists():
        with shoroku.open(given.library) as library:
            library.add([given.corpus])
    queries = choose(given.corpus)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "library"
        shutil.copytree(given.library, copy)
        if given.minutes:
            over_time = memory_over_time(copy, queries, given.minutes, Path(name))
            result = {"machine": common.machine()} | _last_run() | {"memory_over_time": over_time}
        else:
            result = measured(copy, queries, given, Path(name)) | {
                name: value for name, value in _last_run().items() if name == "memory_over_time"
            }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    common.keep("serving", result)


def _last_run() -> dict[str, Any]:
    """Return the figures that are stored, {} if there are none."""
    path = common.RESULTS / "serving.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def memory_over_time(library: Path, queries: list[str], minutes: float, folder: Path) -> dict[str, Any]:
    """Return the memory of a worker while it is asked without a pause: samples, and how much it grows by the minute.

    ``all`` is with pages of files, which the system takes back when it needs them; ``own`` is without. The growth is that of
    the line with the least squared distances from the samples of the second half; what is kept of words and texts fills up in
    the first.
    """
    asked = [path for both in zip(*_paths(queries).values(), strict=True) for path in both]
    with Server(library, 1) as server:
        server.ask(asked, 10, folder)  # warm
        samples = []
        with server.asking(asked, round(minutes * 60), folder) as running:
            while running.poll() is None:
                samples.append(server.memory())
                with suppress(subprocess.TimeoutExpired):
                    running.wait(_SAMPLED)
            told = _told(running)
    return {
        "machine": common.machine(),
        "minutes": minutes,
        "seconds_between_samples": _SAMPLED,
        "all": _growth([sample["Pss"] for sample in samples]),
        "own": _growth([sample["Pss_Anon"] for sample in samples]),
        "requests_per_second": told["requests_per_second"],
        "errors": told["errors"],
    }


def _growth(samples: list[float]) -> dict[str, Any]:
    later = samples[len(samples) // 2 :]
    return {
        "first_mb": samples[0],
        "last_mb": samples[-1],
        "most_mb": max(samples),
        "growth_mb_per_minute": round(_slope(later) * 60 / _SAMPLED, 3),
        "samples_mb": samples,
    }


def _slope(values: list[float]) -> float:
    """Return how much values at equal distances grow from one to the next (least squares)."""
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    spread = sum((at - middle) ** 2 for at in range(len(values)))
    return sum((at - middle) * (value - mean) for at, value in enumerate(values)) / spread if spread else 0.0


def _paths(queries: list[str]) -> dict[str, list[str]]:
    facets = [("facet", facet) for facet in FACETS]
    return {
        "api": [f"/api/v1/search?{urlencode([('q', query), *facets])}" for query in queries],
        "page": [f"/?{urlencode({'q': query})}" for query in queries],
    }


def measured(library: Path, queries: list[str], given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Return all figures."""
    paths = _paths(queries)
    result: dict[str, Any] = {
        "question": "milliseconds in process and over HTTP with two connections; megabytes of a worker (PSS)",
        "load_before": os.getloadavg(),
        "queries": len(queries),
        "workers": given.workers,
        "seconds": given.seconds,
        "in_process_ms": in_process(library, queries),
    }
    with Server(library, given.workers) as server:
        for face, asked in paths.items():
            server.ask(asked, 5, folder)  # warm
            result[face] = server.ask(asked, given.seconds, folder)
            result[f"{face}_one_connection"] = server.ask(asked, given.seconds, folder, connections=1)
        result["memory_mb"] = server.megabytes()
        if given.more:
            adding = [sys.executable, "-m", "shoroku", "add", str(given.more), "--library", str(library)]
            with subprocess.Popen(adding, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                result["api_while_adding"] = server.ask(paths["api"], given.seconds, folder)
                result["add_was_at_work_throughout"] = process.poll() is None
                process.wait()
    result["load_after"] = os.getloadavg()
    return result


def in_process(library: Path, queries: list[str]) -> dict[str, float]:
    """Return how long the same searches take without a server, to the JSON of the answer."""
    with shoroku.open(library) as opened:
        opened.search("inhibitor 京都", facets=FACETS)
        rounds = []
        for _ in range(3):
            times = []
            for query in queries:
                began = time.perf_counter()
                json.dumps(opened.search(query, facets=FACETS).to_dict())
                times.append((time.perf_counter() - began) * 1000)
            rounds.append(sorted(times))
    best = min(rounds, key=sum)
    return {"p50": round(best[len(best) // 2], 2), "p99": round(best[int(len(best) * 0.99)], 2)}


class Server:
    """``shoroku serve`` in a process of its own."""

    def __init__(self, library: Path, workers: int) -> None:
        command = [sys.executable, "-m", "shoroku", "serve", "--port", "0", "--json", "--library", str(library)]
        self._process = subprocess.Popen(
            [*command, "--workers", str(workers), "--time-limit", "30"], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self._address = json.loads(self._process.stdout.readline())["address"]
        for _ in range(100):
            try:
                httpx.get(f"{self._address}/healthz", timeout=30)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        self._log = subprocess.Popen(["cat"], stdin=self._process.stdout, stdout=subprocess.DEVNULL)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.wait()

    def ask(self, paths: list[str], seconds: int, folder: Path, *, connections: int = _CONNECTIONS) -> dict[str, float]:
        """Ask for these paths in turn, and return what wrk says."""
        with self.asking(paths, seconds, folder, connections) as running:
            return _told(running)

    @contextmanager
    def asking(
        self, paths: list[str], seconds: int, folder: Path, connections: int = _CONNECTIONS
    ) -> Iterator["subprocess.Popen[str]"]:
        """Begin to ask for these paths in turn, and give the process of wrk, which ends with the block."""
        (folder / "paths").write_text("\n".join(paths))
        (folder / "script.lua").write_text(_LUA)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s"]
        with subprocess.Popen(
            [*command, str(folder / "script.lua"), self._address],
            env={**os.environ, "SHOROKU_PATHS": str(folder / "paths")},
            stdout=subprocess.PIPE,
            text=True,
        ) as running:
            try:
                yield running
            finally:
                running.kill()

    def megabytes(self) -> float:
        """Return the memory of the largest process of the server, its share of what is shared included (PSS)."""
        return self.memory()["Pss"]

    def memory(self) -> dict[str, float]:
        """Return the figures of the system for the largest process: with pages of files (Pss), without (Pss_Anon)."""
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return max((_pss(int(process)) for process in (own, *children)), key=lambda found: found["Pss"])


def _told(running: "subprocess.Popen[str]") -> dict[str, float]:
    """Wait for wrk, and return what it says. Raises CalledProcessError if it failed."""
    output, _ = running.communicate()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, running.args, output)
    found = {f"p{share}": _milliseconds(output, share) for share in (50, 99)}
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: (.*)", output)
    return found | {
        "requests_per_second": float(rate[1]) if rate else 0.0,
        "errors": int(errors[1]) if errors else 0,
        **({"socket_errors": broken[1]} if broken else {}),  # type: ignore[dict-item]
    }


def _milliseconds(output: str, share: int) -> float:
    found = re.search(rf"^\s+{share}%\s+([0-9.]+)(us|ms|s)\s*$", output, re.MULTILINE)
    assert found, output
    return round(float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]], 2)


def _pss(process: int) -> dict[str, float]:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return {
        name: round(int(kilobytes) / 1024, 1) for name, kilobytes in re.findall(r"^(Pss\w*):\s+(\d+) kB", text, re.M)
    }


if __name__ == "__main__":
    main()
