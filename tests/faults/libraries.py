"""The libraries that faults are tried on, and what counts as the same library."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import shoroku
from shoroku import Library

QUERIES = ("", "serum", "血清", "serum protein", "関節リウマチ", '"serum protein"', "word17")


def write_records(path: Path, first: int, last: int, seed: int = 0) -> Path:
    """Write a file of records in both languages, some of which are one work, and return its path."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(first, last):
            line = {
                "id": f"r{number:05d}",
                "title_en": f"{rng.choice(['Serum', 'Plasma'])} protein word{number % 50}",
                "title_ja": f"{rng.choice(['血清', '血漿'])}の蛋白質 {number}",
                "abstract_ja": "関節リウマチ患者の検体を測定した。" * rng.randrange(3),
                "journal": f"Journal {number % 5}",
                "doi": f"10.1234/{number - number % 100 // 99}",
                "year": 1990 + number % 30,
                "sources": [rng.choice(["JaLC", "PubMed"])],
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def command(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start the command line in a session of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "SHOROKU_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-m", "shoroku", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def answers(library: Library) -> dict[str, Any]:
    """Return what searches and listings answer."""
    found: dict[str, Any] = {}
    for query in QUERIES:
        page = library.search(query, facets=["year", "journal"], limit=20, sort="newest")
        counts = {name: [(one.value, one.count) for one in values] for name, values in page.facets.items()}
        found[query] = page.total, [hit.id for hit in page.hits], counts
    return found


def contents(path: Path) -> dict[str, Any]:
    """Return all that a library holds and answers, without the hour at which it was had."""
    with shoroku.open(path) as library:
        return {
            "records": sorted(map(repr, iter(library))),
            "saved": [(one.name, one.query) for one in library.saved],
            "answers": answers(library),
        }
