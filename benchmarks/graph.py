"""How long questions to the graph take: ``python -m benchmarks.graph [--works 200000] [--edges 2000000]``.

A seeded store: works that cite each other (more often those cited already), by authors of whom most have an ORCID, in groups
that write together; awards that many works name. Each question is asked of many things; the table has the median, the 95th
percentile and the longest, in milliseconds. ``--search`` also builds the index, and asks for searches in the order of citations.
``--same-name 500`` instead asks about that many people of one name, and ``--writing`` compares the processor time that a store
takes for records without relations with what it takes if nothing is derived from any record. ``--adding FILE --runs 5`` compares
``shoroku add`` of a file whose records have no relations with the same command without anything that belongs to the graph (its
rows and counts in the store, its fields in the index), in turn, each a process of its own with its workers; it writes
``results/graph.json``.
"""

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles

import shoroku
from benchmarks import common
from shoroku.corpus.errors import UnknownRecord
from shoroku.corpus.graph.tables import Reading, size
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Funding, Person, Record, Relation, Text
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import STORE_FILE, Store

_SEED = 14
_BATCH = 4_000
_GROUP = 40  # people who write together
_PROLIFIC = 500  # works of the one person whose co-authors are asked for
_PROLIFIC_ONE = 1


def orcid(number: int) -> str:
    """Return the ORCID with that number in its first fifteen digits."""
    digits = f"{number:015}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[at : at + 4] for at in range(0, 16, 4))


def works(count: int, edges: int, *, linked: bool = True) -> Iterator[Record]:
    """Yield works; about ``edges`` edges and mentions altogether, or none at all without ``linked``."""
    chance = random.Random(_SEED)
    people = max(count // 4, _GROUP * 2)
    cited: list[int] = [0]
    for number in range(count):
        group = chance.randrange(people // _GROUP) * _GROUP
        members = sorted({group + chance.randrange(_GROUP) for _ in range(chance.randint(1, 6))})
        if number < _PROLIFIC:
            members = [_PROLIFIC_ONE, *(2 + (number * 7 + step) % 300 for step in range(5))]
        if chance.random() < 0.2:
            members.append(chance.randrange(people))
        references = {cited[chance.randrange(len(cited))] for _ in range(max(edges // count - 4, 0))}
        cited += [*references, number]
        yield _work(number, members, references if linked else set(), chance.randrange(count // 20 + 1), linked=linked)


def _work(number: int, members: list[int], references: set[int], award: int, *, linked: bool) -> Record:
    return Record(
        id=f"doi:10.5555/{number}",
        titles=(Text(f"Work number {number} on walking through graphs", "en"),),
        abstracts=(Text(f"What work number {number} found. " * 8, "en"),),
        date=str(1990 + number % 35),
        identifiers=(Identifier("DOI", f"10.5555/{number}"),),
        creators=tuple(
            Person(
                names=(Text(f"Author{one} Given{one % 97}", "en"),),
                identifiers=(Identifier("ORCID", orcid(one)),) if linked and one % 5 else (),
            )
            for one in dict.fromkeys(members)
        ),
        relations=tuple(
            Relation("cites", "reference", identifiers=(Identifier("DOI", f"10.5555/{one}"),))
            for one in sorted(references)
        ),
        funding=(
            Funding(
                f"{10 + award % 15}K{award % 100000:05}",
                identifiers=(Identifier("KAKEN", f"{10 + award % 15}K{award % 100000:05}"),),
            ),
        )
        if linked
        else (),
    )


def fill(path: Path, count: int, edges: int) -> float:
    """Fill a store, and return the seconds that it took."""
    batch: list[Contribution] = []
    start = time.process_time()
    with Store(path / STORE_FILE, writable=True) as store:
        for record in works(count, edges):
            batch.append(Contribution("Crossref", record))
            if len(batch) == _BATCH:
                store.take(batch)
                batch = []
        store.take(batch)
    return time.process_time() - start


def questions(library: shoroku.Library, count: int) -> dict[str, list[Callable[[], object]]]:
    """Return the questions, each for many things."""
    chance = random.Random(_SEED + 1)
    some = [f"10.5555/{chance.randrange(count)}" for _ in range(200)]
    people = [orcid(one) for one in (chance.randrange(count // 4) for _ in range(400)) if one % 5][:200]

    def walk(start: str, end: str) -> object:
        try:
            return library.path_between(start, end, most=4)
        except UnknownRecord:  # whom no work has by chance
            return None

    return {
        "neighbours of a work": [lambda one=one: library.related(one) for one in some],  # type: ignore[misc]
        "cited by": [lambda one=one: library.citations(one) for one in some],  # type: ignore[misc]
        f"co-authors, {_PROLIFIC} works": [lambda: library.coauthors(orcid(_PROLIFIC_ONE))] * 20,
        "path of at most 4": [lambda a=a, b=b: walk(a, b) for a, b in zip(people[:100], people[100:], strict=False)],  # type: ignore[misc]
        "graph, depth 2, 1,000 nodes": [lambda one=one: library.graph(one, depth=2, limit=1_000) for one in some[:50]],  # type: ignore[misc]
    }


def searches(library: shoroku.Library) -> dict[str, list[Callable[[], object]]]:
    """Return searches that are sorted by citations: for everything, for words, names and years, near the top and far down."""
    words = [
        "",
        "work",
        "graphs",
        "walking graphs",
        "77",
        "1234",
        *(f"author:Author{one}" for one in range(0, 400, 40)),
    ]
    asked: list[tuple[str, str]] = [(one, "") for one in words] + [("", "2001"), ("", "1995-1999")]
    return {
        f"search by citations, from hit {offset + 1}": [
            lambda query=query, year=year, offset=offset: library.search(  # type: ignore[misc]
                query, year=year or None, sort="cited", offset=offset
            )
            for query, year in asked
        ]
        for offset in (0, 90, 900)
    }


def table(all_asked: dict[str, list[Callable[[], object]]]) -> str:
    """Ask all questions once to warm up and once for the figures; return a table in Markdown."""
    lines = [
        "| question | asked | median | p95 | longest | processor, median | processor, p95 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, asked in all_asked.items():
        times, busy = [], []
        for question in (*asked[:3], *asked):
            start, work = time.perf_counter(), time.process_time()
            question()
            times.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - work) * 1000)
        cuts, parts = (quantiles(some[3:], n=20, method="inclusive") for some in (times, busy))
        figures = (cuts[9], cuts[18], max(times[3:]), parts[9], parts[18])
        lines.append(f"| {name} | {len(asked)} | " + " | ".join(f"{one:.1f} ms" for one in figures) + " |")
    return "\n".join(lines)


def writing(count: int) -> str:
    """Return how much longer a store takes for records that have no relations, run by run."""
    ratios = []
    for _ in range(3):
        took = {}
        for derives in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                took[derives] = _seconds_to_write(Path(folder), count, derives=derives)
        ratios.append(took[True] / took[False])
    return ", ".join(f"{ratio:.3f}" for ratio in ratios)


def _seconds_to_write(path: Path, count: int, *, derives: bool) -> float:
    from shoroku.corpus.graph.derive import NOTHING, derive
    from shoroku.corpus.store import store as module

    batches: list[list[Contribution]] = [[]]
    for record in works(count, 0, linked=False):
        batches[-1].append(Contribution("Crossref", record))
        if len(batches[-1]) == _BATCH:
            batches.append([])
    module.derive = derive if derives else lambda record: NOTHING  # type: ignore[attr-defined]
    start = time.process_time()
    with Store(path / STORE_FILE, writable=True) as store:
        for batch in batches:
            store.take(batch)
    return time.process_time() - start


#: ``shoroku add`` as it is, and without what belongs to the graph: in the store, in the index, and in the workers.
_WORKER_WITHOUT = """
from shoroku.indexer import linked_terms
nothing = linked_terms.Columns([], [], [])
linked_terms.columns = lambda record: nothing
linked_terms.present = linked_terms.terms = lambda record: ()
"""
_ADD = "from shoroku.cli import main; main()"
_ADD_WITHOUT = f"""
import shoroku.adding, shoroku.indexer.sync
from shoroku.corpus.graph import recount, tables
from shoroku.corpus.graph.derive import NOTHING
from shoroku.corpus.store import store
from shoroku.indexer import worker_pool
{_WORKER_WITHOUT}
store.derive = lambda record: NOTHING
recount.mark = tables.put = tables.hide = tables.sweep = lambda *given: None
tables.take_out = lambda *given: set()
tables.revive = lambda *given: None
shoroku.adding.count_again = shoroku.indexer.sync.count_again = lambda store: None
before, main, after = worker_pool._WORKER.partition("from shoroku.indexer.worker import main;")
worker_pool._WORKER = before.rstrip("; ") + "\\n" + {_WORKER_WITHOUT!r} + main + after
{_ADD}
"""


def adding(file: Path, runs: int) -> dict[str, object]:
    """Return seconds that passed and of processor time of both commands, run by run, and how much longer the first takes."""
    took: dict[str, list[dict[str, float]]] = {"with": [], "without": []}
    programs = {"with": _ADD, "without": _ADD_WITHOUT}
    for run in range(runs):
        for name in sorted(programs, reverse=bool(run % 2)):
            took[name].append(_add(file, programs[name]))
            print(run + 1, name, took[name][-1], flush=True)
    ratios = {
        of: [round(a[of] / b[of], 3) for a, b in zip(took["with"], took["without"], strict=True)]
        for of in ("seconds", "processor")
    }
    medians = {of: statistics.median(values) for of, values in ratios.items()}
    return {"file": file.name, "runs": took, "ratios": ratios, "ratio_median": medians}


def _add(file: Path, program: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        start, before = time.perf_counter(), os.times()
        command = [sys.executable, "-c", program, "add", str(file), "--library", f"{folder}/library"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds, after = time.perf_counter() - start, os.times()
        processor = after.children_user - before.children_user
        system = after.children_system - before.children_system
    return {"seconds": round(seconds, 2), "processor": round(processor, 2), "system": round(system, 2)}


def namesakes(people: int) -> Iterator[Record]:
    """Yield three works of each of some people of one name, and 200 works that name nobody more closely."""
    chance = random.Random(_SEED)
    owners = [one for one in range(people) for _ in range(3)] + [None] * 200
    for number, owner in enumerate(owners):
        place = chance.randrange(90) if owner is None else owner % 60
        yield Record(
            id=f"doi:10.5555/{number}",
            titles=(Text(f"Work number {number} on people of one name", "en"),),
            date=str(1990 + chance.randrange(35)),
            identifiers=(Identifier("DOI", f"10.5555/{number}"),),
            creators=(
                Person(
                    names=(Text("Wei Wang", "en"),),
                    identifiers=() if owner is None else (Identifier("ORCID", orcid(owner)),),
                    affiliations=(Text(f"University of Place {place}", "en"),),
                ),
                Person(names=(Text(f"Given Author{chance.randrange(300)}", "en"),)),
            ),
        )


def of_one_name(library: shoroku.Library) -> dict[str, list[Callable[[], object]]]:
    """Return questions about people whose name many have."""
    one = orcid(1)
    return {
        "person, by the name": [lambda: library.person("Wang Wei")] * 10,
        "person, by the name, with who is possibly the same": [lambda: library.person("Wang Wei", possibly=True)] * 5,
        "page of one of them": [lambda: library.person_and_coauthors(one, possibly=True, limit=30)] * 10,
        "path from the name": [lambda: library.path_between("Wang Wei", "Given Author3")] * 10,
        "people of the surname": [lambda: library.people("Wang")] * 10,
        "related": [lambda: library.related(one)] * 10,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph")
    parser.add_argument("--works", type=int, default=200_000)
    parser.add_argument("--edges", type=int, default=2_000_000)
    parser.add_argument("--library", type=Path, help="keep the store here, and use it again")
    parser.add_argument("--search", action="store_true")
    parser.add_argument("--same-name", type=int, metavar="PEOPLE")
    parser.add_argument("--writing", action="store_true")
    parser.add_argument("--adding", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    if given.adding:
        common.keep("graph", adding(given.adding, given.runs))
        return
    if given.writing:
        print("with / without deriving:", writing(given.works))
        return
    with tempfile.TemporaryDirectory() as folder:
        if given.same_name:
            library = shoroku.open(Path(folder) / "same-name")
            library.take([Contribution("Crossref", one) for one in namesakes(given.same_name)])
            print(table(of_one_name(library)))
            return
        path = given.library or Path(folder)
        path.mkdir(exist_ok=True)
        if not (path / STORE_FILE).exists():
            print(f"filled in {fill(path, given.works, given.edges):.0f} s of processor time")
        with Store(path / STORE_FILE) as store:
            print(f"Python {platform.python_version()}; {given.works:,} works; {size(Reading(store.query))}")
        print(f"{(path / STORE_FILE).stat().st_size / 1e6:,.0f} MB")
        library = shoroku.open(path)
        print(table(questions(library, given.works)))
        if given.search:
            library.reindex()
            print(table(searches(library)))


if __name__ == "__main__":
    main()
