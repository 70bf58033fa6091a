"""The libraries that faults are tried on, and what counts as the same library."""

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shoroku
from shoroku import Library, UnknownRecord
from shoroku.corpus.record import encode
from shoroku.corpus.store.store import STORE_FILE
from tests.faults.linked import links, orcid
from tests.stored_bytes import packed

QUERIES = ("", "serum", "血清", "serum protein", "関節リウマチ", '"serum protein"', "word17")


def write_records(path: Path, first: int, last: int, seed: int = 0, prefix: str = "r") -> Path:
    """Write a file of linked records in both languages, some of which are one work, and return its path."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(first, last):
            line = {
                "id": f"{prefix}{number:05d}",
                "title_en": f"{rng.choice(['Serum', 'Plasma'])} protein word{number % 50}",
                "title_ja": f"{rng.choice(['血清', '血漿'])}の蛋白質 {number}",
                "abstract_ja": "関節リウマチ患者の検体を測定した。" * rng.randrange(3),
                "journal": f"Journal {number % 5}",
                "doi": f"10.1234/{number - number % 100 // 99}",
                "year": 1990 + number % 30,
                "sources": [rng.choice(["JaLC", "PubMed"])],
                **links(number, rng),
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def answers(library: Library) -> dict[str, Any]:
    """Return what searches and listings answer."""
    found: dict[str, Any] = {}
    for query in QUERIES:
        page = library.search(query, facets=["year", "journal"], limit=20, sort="newest")
        counts = {name: [(one.value, one.count) for one in values] for name, values in page.facets.items()}
        found[query] = page.total, [hit.id for hit in page.hits], counts
    return found


def contents(path: Path) -> dict[str, Any]:
    """Return the contents of a library and its search results, without the time of fetching."""
    with shoroku.open(path) as library:
        records = sorted(library, key=lambda record: record.id)
        return {
            "records": {record.id: encode(record) for record in records},
            "saved": [(one.name, one.query) for one in library.saved],
            "news": {one.name: sorted(hit.id for hit in library.saved.check(one.name).hits) for one in library.saved},
            "edits": [(one.id, one.edited, one.is_deleted) for one in sorted(library.edits, key=lambda one: one.id)],
            "marked": [record.id for record in library.marked],
            "answers": answers(library),
            "linked": _answered(library),
        }


def similar(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Return the records similar to some, and their scores. The index is built anew before: scores depend on how many records
    hold a word, and the index counts deleted documents until it merges them away."""
    with shoroku.open(path) as library:
        library.reindex()
        some = sorted(record.id for record in library)[::200]
        return {one: [(hit.id, hit.score) for hit in library.similar(one)] for one in some}


#: Records whose links are compared: works, data sets, projects, researchers; and identifiers that records share.
_LINKED = ("r00000", "r00007", "r00008", "r00045", "r00105", "10.1234/12", "21K00007", orcid(7), orcid(30))


def answered(path: Path) -> dict[str, Any]:
    """Return what the graph answers, without the order in which records arrived."""
    with shoroku.open(path) as library:
        return _answered(library)


def _answered(library: Library) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in _LINKED:
        try:
            found[one] = sorted(map(repr, library.related(one, limit=500).related))
        except UnknownRecord:
            found[one] = None
    found["people"] = {number: [repr(entry) for entry in library.person(orcid(number))] for number in (7, 30)}
    return found


#: What differs from run to run: times, counts of what was asked again, and checksums of these.
_COLUMNS = {
    "contribution": "number, origin, key, digest, place, seq, payload",
    "claim": "identifier, contribution",
    "record": "seq, id, change, sole, payload",
    "harvest": "number, source, parameters, since <> '', datestamp <> '', newest, failure, finished <> ''",
    "harvest_window": "harvest, window, cursor, total",
    "withdrawn": "source, state, change",
    "withheld": "seq",
    "cited": "seq, count",
    "recount": "seq",
}

#: The graph, by what its numbers stand for.
_GRAPH = {
    "edge": "SELECT contribution, place, key, kind, turned, word.word FROM edge"
    " JOIN node ON node.id = edge.node JOIN word ON word.id = edge.word",
    "mention": "SELECT contribution, place, key, kind, of FROM mention JOIN node ON node.id = mention.node",
    "node": "SELECT key FROM node",
    "word": "SELECT word FROM word",
}


def stored(path: Path) -> dict[str, list[Any]]:
    """Return the rows of the store without the time of fetching; payloads as JSON, whatever dictionary compressed them."""
    unpacked = packed(path / STORE_FILE)
    connection = sqlite3.connect(path / STORE_FILE)
    try:
        queries = {table: f"SELECT {columns} FROM {table}" for table, columns in _COLUMNS.items()}
        return {
            name: sorted(
                (tuple(unpacked.get(value, value) for value in row) for row in connection.execute(query)), key=repr
            )
            for name, query in (queries | _GRAPH).items()
        }
    finally:
        connection.close()


def differences(found: Any, expected: Any, place: str = "") -> Iterator[str]:
    """Yield where two values differ, and how."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in found.keys() | expected.keys():
            yield from differences(found.get(name), expected.get(name), f"{place}/{name}")
    elif isinstance(found, list | tuple) and isinstance(expected, list | tuple) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from differences(one, other, f"{place}/{number}")
    elif found != expected:
        yield f"{place}: {found!r:.300} instead of {expected!r:.300}"
