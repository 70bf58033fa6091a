"""How fast are records written in each format, and does memory grow with their number?

    python benchmarks/exporting.py LIBRARY [--corpus CORPUS.jsonl.gz | --make N] [--formats ris,csv]

LIBRARY is created if it does not exist, from the corpus or from N invented records. Each figure is for a whole process of
``shoroku export --output``, including its start: records per second and peak resident memory (Linux's VmHWM, because wait4
includes the parent). ``query`` exports half of the records in the order of relevance, so that all matches are ranked.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import common

import shoroku
from shoroku import Contribution, Person, Record, Text
from shoroku.corpus import writers

_BATCH = 20_000
_SENTENCE = (
    "Nothing in this text was ever observed, and what it tells of tissue and signals was invented for a measure. "
)

_MEASURED = """
import re, sys
from shoroku.cli import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("library", type=Path)
    arguments.add_argument("--corpus", type=Path)
    arguments.add_argument("--make", type=int)
    arguments.add_argument("--formats", default=",".join(writers.names()))
    arguments.add_argument("--query", default="the")
    arguments.add_argument("--keep", default="exporting", help="the name of the result")
    given = arguments.parse_args()
    library = shoroku.open(given.library)
    if not (given.library / "records.db").exists():
        fill(library, given.corpus, given.make or 100_000)
    formats = given.formats.split(",")
    result: dict[str, Any] = {
        "question": "records a second and peak memory of a whole `shoroku export --output FILE`",
        "records": len(library),
        "everything": {name: exported(given.library, name) for name in formats},
        "query": {given.query: exported(given.library, formats[0], given.query)},
    }
    print(json.dumps(result, indent=1))
    common.keep(given.keep, result)


def fill(library: shoroku.Library, corpus: Path | None, count: int) -> None:
    """Add the corpus, or the given number of invented records."""
    if corpus:
        library.add([corpus])
        return
    for first in range(0, count, _BATCH):
        library.take(
            [Contribution("invented", invented(number)) for number in range(first, min(first + _BATCH, count))]
        )


def invented(number: int) -> Record:
    """Return a record of typical size; every second one contains the word "even"."""
    word = "even" if number % 2 == 0 else "odd"
    return Record(
        id=f"invented-{number}",
        titles=(Text(f"Invented {word} signals, part {number}", "en"),),
        abstracts=(Text(_SENTENCE * (2 + number % 5), "en"),),
        creators=(Person(names=(Text("John Smith", "en"),)), Person(names=(Text("Jane Miller", "en"),))),
        journals=(Text("Annals of Inventions", "en"),),
        date=str(1980 + number % 45),
        language="en",
        sources=("Crossref",),
    )


def exported(library: Path, format_: str, *query: str) -> dict[str, Any]:
    """Return the figures of one export."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out"
        words = ["export", *query, "--format", format_, "--json", "--output", str(file), "--library", str(library)]
        began = time.perf_counter()
        ran = subprocess.run([sys.executable, "-c", _MEASURED, *words], check=True, capture_output=True)
        told = json.loads(ran.stdout)
        seconds = time.perf_counter() - began
        return {
            "records": told["records"],
            "seconds": round(seconds, 2),
            "records_per_second": round(told["records"] / seconds),
            "peak_mib": round(int(ran.stderr.split()[-1]) / 1024, 1),
            "megabytes": round(file.stat().st_size / 1e6, 1),
        }


if __name__ == "__main__":
    main()
