"""How fast is shoroku compared with other engines, and how does it scale? One table and one plot.

    python benchmarks/comparing.py CORPUS.jsonl.gz --sizes 1000 10000 100000 --peer 'java -cp … LucenePeer' [--runs 3 3 1]

Each size takes the first records of the corpus; beyond its end, records are recombined (``recombined.py``). The systems take
turns in the same run:

- shoroku: ``shoroku add`` as a whole process, store and index, both languages; then top tens and whole pages in process.
- Lucene: the peer (``peer.py``), indexing alone with two threads, bare top tens inside its virtual machine.
- SQLite FTS5 over our terms: our analysis in this process, then one table without stored text; BM25, OR of the terms.
- Groonga with MeCab, as a separate program: its load, and the search times that it reports.
- bm25s over our terms: all in memory, in this process.

The others search words as they are: no translation, no reranking, no highlights, no facets. A system that is not installed is
left out, and the table says so. Each figure is kept with the machine's load average at its end: on a machine with other work,
only the ratios of one run mean something. ``make bench`` runs it.
"""

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import common
import indexing
import peer
import recombined
import searching

import shoroku
from shoroku.analyzers import joined_terms

_DEPTH = 10
_PLOT = Path(__file__).parent.parent / "docs" / "images" / "speed.svg"
_PAGE, _BARE = "shoroku, a page with facets", "shoroku, bare top ten"


class Figures(NamedTuple):
    """The measurements of one system at one size: seconds to index, bytes on disk, milliseconds of each query."""

    seconds: float
    size: int
    times: dict[str, list[float]]


class Task(NamedTuple):
    """A corpus in the forms that the systems read, and the queries."""

    corpus: Path
    documents: Path
    queries: list[str]
    folder: Path
    peer: str | None


def own(task: Task) -> Figures:
    """Measure shoroku."""
    place = task.folder / "library"
    seconds, _ = indexing.add(task.corpus, place)
    with shoroku.open(place) as library:
        library.search("inhibitor 京都", facets=searching.FACETS)
        times = {
            _BARE: _best(task.queries, lambda query: library.run(query, _DEPTH)),
            _PAGE: _best(task.queries, lambda query: library.search(query, facets=searching.FACETS)),
        }
    return Figures(seconds, _size(place), times)


def lucene(task: Task) -> Figures:
    """Measure the peer, which reports only quantiles."""
    assert task.peer is not None
    asked = task.folder / "queries.tsv"
    peer.write_queries(task.queries, asked)
    told = peer.run(task.peer, task.documents, asked, task.folder, threads=2)
    return Figures(told["index_s"], told["index_bytes"], {"Lucene": [told["p50_ms"], told["p95_ms"]]})


def fts5(task: Task) -> Figures:
    """Measure SQLite FTS5 over the terms of our analysis."""
    file = task.folder / "fts5.db"
    file.unlink(missing_ok=True)
    began = time.perf_counter()
    table = sqlite3.connect(file)
    table.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(terms, content='', tokenize=\"unicode61 remove_diacritics 0\")"
    )
    table.executemany("INSERT INTO texts (rowid, terms) VALUES (?, ?)", enumerate(_terms(task.documents)))
    table.commit()
    seconds = time.perf_counter() - began
    statement = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"

    def search(query: str) -> object:
        quoted = " OR ".join(f'"{term}"' for term in joined_terms(query).split())
        return table.execute(statement, (quoted, _DEPTH)).fetchall() if quoted else []

    times = _best(task.queries, search)
    table.close()
    return Figures(seconds, file.stat().st_size, {"SQLite FTS5": times})


def groonga(task: Task) -> Figures:
    """Measure Groonga with MeCab."""
    place = task.folder / "groonga"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    schema = (
        "table_create Texts TABLE_NO_KEY\ncolumn_create Texts body COLUMN_SCALAR LongText\n"
        "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenMecab --normalizer NormalizerAuto\n"
        "column_create Terms texts COLUMN_INDEX|WITH_POSITION Texts body\n"
    )
    load = place / "load.grn"
    with load.open("w", encoding="utf-8") as out:
        out.write(schema + "load --table Texts\n[\n")
        lines = (json.dumps({"body": text}, ensure_ascii=False) for text in _texts(task.documents))
        out.write(",\n".join(lines) + "\n]\n")
    database = place / "db"
    began = time.perf_counter()
    _groonga(["-n", str(database)], load.read_bytes())
    seconds = time.perf_counter() - began
    load.unlink()
    commands = [
        f"select Texts --match_columns body --query {json.dumps(_or(query), ensure_ascii=False)} --limit {_DEPTH} "
        "--output_columns _id,_score --sort_keys -_score\n"
        for query in task.queries
    ]
    rounds = []
    for _ in range(3):
        answers = [json.loads(line) for line in _groonga([str(database)], "".join(commands).encode()).splitlines()]
        rounds.append([answer[0][2] * 1000 for answer in answers])
    return Figures(seconds, _size(place), {"Groonga": [min(of_one) for of_one in zip(*rounds, strict=True)]})


def in_memory(task: Task) -> Figures:
    """Measure bm25s over the terms of our analysis."""
    import bm25s

    began = time.perf_counter()
    model = bm25s.BM25()
    # One text for each term: a million records have a hundred million.
    model.index([list(map(sys.intern, terms.split())) for terms in _terms(task.documents)], show_progress=False)
    seconds = time.perf_counter() - began
    place = task.folder / "bm25s"
    model.save(str(place), show_progress=False)
    size = _size(place)

    def search(query: str) -> object:
        terms = joined_terms(query).split()
        return model.retrieve([terms], k=_DEPTH, show_progress=False) if terms else []

    return Figures(seconds, size, {"bm25s": _best(task.queries, search)})


SYSTEMS: dict[str, Callable[[Task], Figures]] = {
    "shoroku": own,
    "Lucene": lucene,
    "SQLite FTS5": fts5,
    "Groonga": groonga,
    "bm25s": in_memory,
}


def missing(name: str, task: Task) -> str:
    """Return why a system cannot be measured, "" if it can."""
    if name == "Lucene" and not task.peer:
        return "no --peer was given"
    if name == "Groonga" and not shutil.which("groonga"):
        return "groonga is not installed (Debian: groonga-bin, groonga-tokenizer-mecab)"
    if name == "bm25s":
        try:
            import bm25s  # noqa: F401
        except ImportError:
            return "bm25s is not installed"
    return ""


# --- Running ----------------------------------------------------------------------------------------------------------


def _best(queries: Sequence[str], search: Callable[[str], object]) -> list[float]:
    """Return each query's fastest of three rounds, in milliseconds."""
    rounds = [[_milliseconds(search, query) for query in queries] for _ in range(3)]
    return [min(of_one) for of_one in zip(*rounds, strict=True)]


def _milliseconds(search: Callable[[str], object], query: str) -> float:
    began = time.perf_counter()
    search(query)
    return (time.perf_counter() - began) * 1000


def _texts(documents: Path) -> Iterator[str]:
    with documents.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t", 1)[1].replace("\t", " ")


def _terms(documents: Path) -> Iterator[str]:
    return map(joined_terms, _texts(documents))


def _or(query: str) -> str:
    return " OR ".join(query.split())


def _groonga(arguments: list[str], commands: bytes) -> bytes:
    return subprocess.run(["groonga", *arguments], input=commands, capture_output=True, check=True).stdout


def _size(place: Path) -> int:
    """Return the bytes that files take on the disk; some are sparse."""
    return sum(file.stat().st_blocks * 512 for file in place.rglob("*") if file.is_file())


def measured(corpus: Path, size: int, command: str | None, runs: int, folder: Path) -> dict[str, Any]:
    """Measure every system at one size, in turn, several times."""
    part = folder / f"{size}.jsonl.gz"
    recombined.write(corpus, size, part)
    documents = folder / "docs.tsv"
    peer.write_documents(part, documents)
    task = Task(part, documents, searching.choose(corpus), folder, command)
    found: dict[str, Any] = {}
    for name in SYSTEMS:
        if why := missing(name, task):
            found[name] = {"left_out": why}
            print(f"{size}: {name} left out: {why}", flush=True)
    for run in range(runs):
        for name, measure in SYSTEMS.items():
            if "left_out" in found.get(name, {}):
                continue
            figures = measure(task)
            kept = found.setdefault(name, {"index_s": [], "bytes": [], "load": [], "queries_ms": {}})
            kept["load"].append(round(os.getloadavg()[0], 1))
            kept["index_s"].append(round(figures.seconds, 3))
            kept["bytes"].append(figures.size)
            for what, times in figures.times.items():
                kept["queries_ms"].setdefault(what, []).append(
                    common.quantiles(times) if len(times) > 2 else dict(zip(("p50", "p95"), times, strict=True))
                )
            print(f"{size}, run {run + 1}: {name} {figures.seconds:.2f} s", flush=True)
    return found


# --- Showing ----------------------------------------------------------------------------------------------------------


def table(sizes: dict[int, dict[str, Any]]) -> str:
    """Return the results as a Markdown table: medians over the runs."""
    lines = ["| records | system | records a second | MB | p50 ms | p95 ms |", "|---|---|---|---|---|---|"]
    for size, systems in sizes.items():
        for name, kept in systems.items():
            if "left_out" in kept:
                lines.append(f"| {size:,} | {name} | left out: {kept['left_out']} | | | |")
                continue
            rate, megabytes = size / statistics.median(kept["index_s"]), statistics.median(kept["bytes"]) / 1e6
            for what, runs in kept["queries_ms"].items():
                p50, p95 = (statistics.median(run[q] for run in runs) for q in ("p50", "p95"))
                lines.append(f"| {size:,} | {what} | {rate:,.0f} | {megabytes:,.1f} | {p50:.2f} | {p95:.2f} |")
    return "\n".join(lines)


def plot(sizes: dict[int, dict[str, Any]], target: Path) -> None:
    """Plot latency and indexing rate against the number of records, as SVG. Does nothing if matplotlib is missing."""
    try:
        import matplotlib
    except ImportError:
        print("no plot: matplotlib is not installed")
        return
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "shoroku"
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    rates: dict[str, list[tuple[int, float]]] = {}
    times: dict[str, list[tuple[int, float]]] = {}
    for size, systems in sizes.items():
        for name, kept in systems.items():
            if "left_out" not in kept:
                rates.setdefault(name, []).append((size, size / statistics.median(kept["index_s"])))
                for what, runs in kept["queries_ms"].items():
                    times.setdefault(what, []).append((size, statistics.median(run["p50"] for run in runs)))
    for axes, lines, title in ((left, times, "median latency, ms"), (right, rates, "records indexed a second")):
        for name, points in lines.items():
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(xscale="log", yscale="log", xlabel="records", title=title)
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
    figure.tight_layout()
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, metadata={"Date": None})


def main() -> None:
    """Measure, print, and store the results."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--peer")
    arguments.add_argument("--runs", type=int, nargs="+", default=[3], help="for all sizes, or for each of them")
    arguments.add_argument("--keep", action="store_true", help="write results/comparing.json and docs/images/speed.svg")
    given = arguments.parse_args()
    runs = given.runs * len(given.sizes) if len(given.runs) == 1 else given.runs
    if len(runs) != len(given.sizes):
        arguments.error("--runs needs one number, or one for each of --sizes")
    sizes: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        for size, times in zip(given.sizes, runs, strict=True):
            sizes[size] = measured(given.corpus, size, given.peer, times, Path(name))
    print(table(sizes))
    if given.keep:
        plot(sizes, _PLOT)
        result = {"question": __doc__.split("\n", 1)[0], "sizes": sizes}
        common.keep("comparing", result)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
