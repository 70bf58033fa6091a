"""Nothing is lost: ``add``, killed at any moment and run again, gives exactly the records of an uninterrupted run."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import Library

RECORDS = 3_000
MOMENTS = 20
QUERIES = ("", "serum", "血清", "serum protein", "関節リウマチ", "word17", '"serum protein"')

_ADD = "import sys, shoroku; shoroku.open(sys.argv[1]).add([sys.argv[2]])"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file of records in both languages, every hundredth of which is a work of its neighbour's DOI."""
    path = tmp_path_factory.mktemp("kill") / "records.jsonl"
    rng = random.Random(1)
    with path.open("w") as out:
        for number in range(RECORDS):
            line = {
                "id": f"r{number:05d}",
                "title_en": f"{rng.choice(['Serum', 'Plasma'])} protein word{number % 50}",
                "title_ja": f"{rng.choice(['血清', '血漿'])}の蛋白質 {number}",
                "abstract_ja": "関節リウマチ患者の検体を測定した。" * rng.randrange(3),
                "doi": f"10.1234/{number - number % 100 // 99}",
                "year": 1990 + number % 30,
                "sources": [rng.choice(["JaLC", "PubMed"])],
                "relations": [
                    {
                        "kind": "cites",
                        "word": "reference",
                        "identifiers": [{"kind": "DOI", "value": f"10.1234/{number // 2}"}],
                    }
                ],
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def start_adding(library: Path, file: Path) -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-c", _ADD, str(library), str(file)],
        env=os.environ | {"PYTHONPATH": paths},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dump(library: Library) -> dict[str, list[Any]]:
    """Return the contents of the store, without the time of fetching."""
    connection = sqlite3.connect(library.path / "records.db")
    try:
        return {
            "contribution": connection.execute(
                "SELECT number, origin, key, digest, place, seq, payload FROM contribution ORDER BY number"
            ).fetchall(),
            "claim": connection.execute("SELECT * FROM claim ORDER BY identifier, contribution").fetchall(),
            "record": connection.execute("SELECT seq, id, sole, payload FROM record ORDER BY seq").fetchall(),
            "edge": connection.execute(
                "SELECT contribution, place, key, kind, turned FROM edge JOIN node ON id = node ORDER BY 1, 2, 3"
            ).fetchall(),
        }
    finally:
        connection.close()


def totals(library: Library) -> dict[str, tuple[int, list[str]]]:
    """Return for each query how many records hold all its words, and which are listed."""
    return {
        query: (library.search(query, limit=0).total, sorted(name for name, _ in library.run(query, RECORDS)))
        for query in QUERIES
    }


class Undisturbed:
    """The result of an uninterrupted run, and its duration."""

    def __init__(self, path: Path, file: Path) -> None:
        began = time.monotonic()
        process = start_adding(path, file)
        assert process.wait() == 0
        self.seconds = time.monotonic() - began
        with shoroku.open(path) as library:
            assert library.check() == []
            self.dump, self.totals = dump(library), totals(library)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Undisturbed:
    """Give what every run must end in."""
    return Undisturbed(tmp_path_factory.mktemp("undisturbed") / "library", file)


def test_undisturbed(undisturbed: Undisturbed) -> None:
    """The run that the others are held against has all the records, those of one DOI merged."""
    assert len(undisturbed.dump["contribution"]) == len(undisturbed.dump["edge"]) == RECORDS
    assert undisturbed.totals[""][0] == RECORDS - RECORDS // 100
    assert 0 < undisturbed.totals["serum"][0] < RECORDS


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_and_run_again(tmp_path: Path, file: Path, undisturbed: Undisturbed, moment: int) -> None:
    """Killed at a random moment and run again, ``add`` ends in the same store and finds the same."""
    path = tmp_path / "library"
    process = start_adding(path, file)
    part = (moment + random.Random(moment).random()) / MOMENTS  # a moment in each twentieth of the run
    try:
        process.wait(timeout=part * undisturbed.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() in (0, -signal.SIGKILL)
    with shoroku.open(path) as library:
        library.add([file])
        assert library.check() == []
        assert dump(library) == undisturbed.dump
        assert totals(library) == undisturbed.totals
