"""What does a million records cost: to index, to keep, to search, to change, to check?

    python benchmarks/million.py CORPUS.jsonl.gz LIBRARY [--beside LIBRARY] [--runs 3] [--without-withdrawal]

CORPUS comes from ``recombined.py``. Its last twentieth is given a data source of its own, and a twentieth of the other records,
all over the corpus, another one; both are withdrawn at the end, each from a copy. LIBRARY is made if it does not exist, and then
the time and the memory of ``shoroku add`` are measured. ``--runs`` is how often to add, and to withdraw each source. The queries
are those of ``searching.py``, the prefixes, errors and records those of ``helping.py``. ``--beside`` names a smaller library, whose
pages are measured in the same run. Unless a figure says otherwise, it is the median of three repetitions; a quantile is the median
of the quantiles of three rounds.
"""

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import common
import helping
import indexing
import searching

import shoroku

#: The data source of the last records, and that of records all over the corpus: one of so many.
_LAST, _SCATTERED, _SHARE = "Benchmark", "Scattered", 20
_SMALL = 100
_ROUNDS = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("library", type=Path)
    arguments.add_argument("--beside", type=Path)
    arguments.add_argument(
        "--runs", type=int, default=1, help="how often to add and to withdraw, each into a library of its own"
    )
    arguments.add_argument("--without-withdrawal", action="store_true")
    given = arguments.parse_args()
    result: dict[str, Any] = {
        "question": "seconds of whole processes, milliseconds in process, bytes",
        "load_before": os.getloadavg(),
    }
    if not (given.library / "records.db").exists():
        result["add"] = _median([added(given.corpus, given.library) for _ in range(given.runs)])
        _say("add", result["add"])
    result["bytes"] = {
        "folder": _size(given.library),
        "index": _size(given.library / "index"),
        "store": _size(given.library / "records.db"),
    }
    # In a process of its own: the titles of a million records would count as this one's memory.
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        queries = other.submit(searching.choose, given.corpus).result()
    result |= searched(given.library, queries)
    if given.beside:
        result["beside"] = pages(given.beside, queries)
        _say("beside", result["beside"])
    result["cold_command_s"] = {
        query: searching.cold(given.library, "search", query) for query in ("inhibitor", "機械翻訳")
    }
    _say("cold", result["cold_command_s"])
    for name, command in {"check_quick": ("check", "--quick"), "check": ("check",)}.items():
        result[name] = repeated(lambda command=command: run(*command, "--library", str(given.library)))  # type: ignore[misc]
        _say(name, result[name])
    copy = _copied(given.library)
    result["add_100"], result["add_100_again"] = small_adds(given.corpus, copy)
    _say("add 100", result["add_100"], result["add_100_again"])
    if not given.without_withdrawal:
        for name, source in {"withdraw": _LAST, "withdraw_scattered": _SCATTERED}.items():
            result[name] = _median([withdrawn(given.library, source) for _ in range(given.runs)])
            _say(name, result[name])
    shutil.rmtree(copy)
    result["load_after"] = os.getloadavg()
    common.keep("million", result)


def _copied(library: Path) -> Path:
    """Copy a library, in place of an earlier copy."""
    copy = library.with_name(f"{library.name}-copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(library, copy)
    return copy


def withdrawn(library: Path, source: str) -> dict[str, float]:
    """Return what withdrawing a source from a copy of a library costs."""
    return run("withdraw", "--source", source, "--yes", "--library", str(_copied(library)))


def added(corpus: Path, library: Path) -> dict[str, Any]:
    """Index the corpus; return the seconds, those of all cores, and the peak memory of all processes (PSS)."""
    prepared = library.with_name(f"{library.name}-corpus.jsonl")
    if not prepared.exists():
        _prepare(corpus, prepared)
    before = os.times()
    seconds, processes = indexing.add(prepared, library)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(spent, 1),
        "peak_bytes_pss": sum(map(sum, processes)),
        "peak_bytes_without_files": sum(one.anonymous for one in processes),
        "of_each_process": [list(one) for one in processes],
    }


def _prepare(corpus: Path, target: Path) -> None:
    """Write the corpus uncompressed; give some records a data source of their own."""
    with gzip.open(corpus, "rb") as lines:
        count = sum(1 for _ in lines)
    with gzip.open(corpus, "rb") as lines, target.open("wb") as out:
        for number, line in enumerate(lines):
            is_last = number >= count - count // _SHARE
            if is_last or number % _SHARE == 0:
                source = _LAST if is_last else _SCATTERED
                line = json.dumps(json.loads(line) | {"sources": [source]}, ensure_ascii=False).encode() + b"\n"
            out.write(line)


def searched(library: Path, queries: list[str]) -> dict[str, Any]:
    """Return how long pages, completions, corrections and similar records take, and the memory of this process afterwards."""
    result: dict[str, Any] = {"records": len(shoroku.open(library)), "pages": pages(library, queries)}
    _say("pages", result["pages"])
    result["anonymous_bytes"] = _anonymous()
    chance = random.Random(20)
    words = [query.split()[0] for query in queries][:300]
    prefixes = [word[: chance.randint(1, 5)] for word in words]
    mistyped = [helping.slip(word.lower(), chance) for word in words if word.isascii()]
    with shoroku.open(library) as opened:
        records = [hit for word in words for hit, _ in opened.run(word, 1)]
        opened.suggest("めんえき")  # loads the dictionary, which happens once per process
        result["suggest_ms"] = common.quantiles(helping.timed(prefixes, opened.suggest))
        result["similar_ms"] = common.quantiles(helping.timed(records, opened.similar))
        result["did_you_mean_ms"] = helping.corrections(opened, mistyped)
    _say("helping", {name: result[name] for name in ("suggest_ms", "similar_ms", "did_you_mean_ms")})
    return result


def pages(library: Path, queries: list[str]) -> dict[str, Any]:
    """Return the quantiles, in milliseconds, of pages with four facets, pages without, and exact pages without."""
    with shoroku.open(library) as opened:
        opened.search("inhibitor 京都", facets=searching.FACETS)  # loads the dictionary, which happens once per process
        return {
            "four_facets_ms": rounds(queries, lambda query: opened.search(query, facets=searching.FACETS)),
            "no_facets_ms": rounds(queries, opened.search),
            "exact_no_facets_ms": rounds(queries, lambda query: opened.search(query, exact=True)),
            "bare_top_ten_ms": rounds(queries, lambda query: opened.run(query, 10)),
        }


def rounds(queries: Sequence[str], ask: Callable[[str], object]) -> dict[str, Any]:
    """Return the median of each quantile over the rounds, and the quantiles of each round."""
    each = []
    for _ in range(_ROUNDS):
        times = sorted(helping.timed(queries, ask))
        each.append({f"p{share}": round(times[len(times) * share // 100], 2) for share in (50, 95, 99)})
    return {name: statistics.median(one[name] for one in each) for name in each[0]} | {"rounds": each}


def small_adds(corpus: Path, library: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what another hundred records cost, and what the same hundred cost once more, when nothing has changed."""
    with gzip.open(corpus, "rb") as lines:
        some = [json.loads(line) for _, line in zip(range(_SMALL * _ROUNDS), lines, strict=False)]
    new, again = [], []
    more = library.with_name(f"{library.name}-more.jsonl")
    for number in range(_ROUNDS):
        batch = some[number * _SMALL : (number + 1) * _SMALL]
        text = "".join(json.dumps(one | {"id": f"more-{one['id']}"}, ensure_ascii=False) + "\n" for one in batch)
        more.write_text(text, encoding="utf-8")
        new.append(run("add", str(more), "--library", str(library)))
        again.append(run("add", str(more), "--library", str(library)))
    more.unlink()
    return _median(new), _median(again)


def repeated(measure: Callable[[], dict[str, float]]) -> dict[str, Any]:
    return _median([measure() for _ in range(_ROUNDS)])


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    numbers = [name for name, value in runs[0].items() if isinstance(value, int | float)]
    return {name: statistics.median(one[name] for one in runs) for name in numbers} | {"runs": runs}


def run(*command: str) -> dict[str, float]:
    """Return the seconds of a command as a whole process, and those of all cores."""
    before, began = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "shoroku", *command], capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.exit(f"shoroku {command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return {"seconds": round(seconds, 2), "cpu_seconds": round(spent, 2)}


def _anonymous() -> int:
    """Return the memory of this process that no file backs, in bytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _say(*what: object) -> None:
    print(*what, flush=True)


if __name__ == "__main__":
    main()
