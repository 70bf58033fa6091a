"""How fast does a server answer, beside the same library in process; does its memory grow; and while records are added?

    python benchmarks/serving.py CORPUS.jsonl.gz LIBRARY [--more MORE.jsonl] [--seconds 30] [--memory 600]

LIBRARY is made from the corpus if it is not there, and is searched in a copy. The queries are those of ``searching.py``,
each with four facets. ``wrk`` asks with two connections from loopback. MORE are records that are added meanwhile.
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
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import common
import httpx
from searching import FACETS, choose

import shoroku

_CONNECTIONS = 2
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
    arguments.add_argument("--memory", type=int, default=0, help="seconds of requests in which memory is watched")
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    if not (given.library / "records.db").exists():
        with shoroku.open(given.library) as library:
            library.add([given.corpus])
    queries = choose(given.corpus)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "library"
        shutil.copytree(given.library, copy)
        result = measured(copy, queries, given, Path(name))
    print(json.dumps(result, ensure_ascii=False, indent=1))
    common.keep("serving", result)


def measured(library: Path, queries: list[str], given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Return all figures."""
    facets = [("facet", facet) for facet in FACETS]
    paths = {
        "api": [f"/api/v1/search?{urlencode([('q', query), *facets])}" for query in queries],
        "page": [f"/?{urlencode({'q': query})}" for query in queries],
    }
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
        if given.memory:
            result["memory_over_time_mb"] = [
                (server.ask(paths["api"], given.memory // 10, folder), server.megabytes())[1] for _ in range(10)
            ]
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
        (folder / "paths").write_text("\n".join(paths))
        (folder / "script.lua").write_text(_LUA)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s"]
        ran = subprocess.run(
            [*command, str(folder / "script.lua"), self._address],
            env={**os.environ, "SHOROKU_PATHS": str(folder / "paths")},
            capture_output=True,
            text=True,
            check=True,
        )
        found = {f"p{share}": _milliseconds(ran.stdout, share) for share in (50, 99)}
        rate = re.search(r"Requests/sec:\s+([0-9.]+)", ran.stdout)
        errors = re.search(r"Non-2xx or 3xx responses: (\d+)", ran.stdout)
        broken = re.search(r"Socket errors: (.*)", ran.stdout)
        return found | {
            "requests_per_second": float(rate[1]) if rate else 0.0,
            "errors": int(errors[1]) if errors else 0,
            **({"socket_errors": broken[1]} if broken else {}),  # type: ignore[dict-item]
        }

    def megabytes(self) -> float:
        """Return the memory of the largest process of the server, its share of what is shared included (PSS)."""
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return max(_pss(int(process)) for process in (own, *children))


def _milliseconds(output: str, share: int) -> float:
    found = re.search(rf"^\s+{share}%\s+([0-9.]+)(us|ms|s)\s*$", output, re.MULTILINE)
    assert found, output
    return round(float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]], 2)


def _pss(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return round(int(found[1]) / 1024, 1) if found else 0.0


if __name__ == "__main__":
    main()
