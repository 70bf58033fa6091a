"""SIGKILL at random moments: the next command finishes the work, and the library is that of an undisturbed run."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import shoroku
from tests.faults.libraries import command, contents, write_records

#: What ``check`` may say after a kill; anything else is a failure.
_EXPECTED = ("reached change", "is not finished", "has no index", "the index holds")


def run(folder: Path, *, moments: int, seed: int, records: int = 3_000) -> Counter[str]:
    """Kill each command at random moments; return what was seen. Raises AssertionError at the first difference."""
    rng = random.Random(seed)
    base = folder / "base"
    with shoroku.open(base) as library:
        library.add([write_records(folder / "first.jsonl", 0, 700, seed)])
    more = write_records(folder / "more.jsonl", 500, 500 + records, seed + 1)
    actions: dict[str, Sequence[str]] = {
        "add": ("add", str(more)),
        "reindex": ("reindex",),
        "withdraw": ("withdraw", "--yes", "--source", "PubMed"),
        "save": ("save", "mine", "serum", "--replace"),
    }
    expected, seconds = {}, {}
    for name, arguments in actions.items():
        shutil.copytree(base, folder / name)
        began = time.perf_counter()
        assert _ended(arguments, folder / name) == 0, name
        seconds[name] = time.perf_counter() - began
        expected[name] = contents(folder / name)
    seen: Counter[str] = Counter()
    for moment in range(moments):
        name = list(actions)[moment % len(actions)]
        path = folder / "killed"
        shutil.copytree(base, path)
        turns = 2 if moment % 5 == 4 else 1  # the run that repairs may be killed as well
        for _ in range(turns):
            process = command(*actions[name], "--library", str(path))
            time.sleep(rng.uniform(0.1, 1.0) * seconds[name])
            seen["killed" if process.poll() is None else "too late"] += 1
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        with shoroku.open(path) as library:
            problems = [problem.what for problem in library.check()]
            for what in problems:
                assert any(known in what for known in _EXPECTED), (name, moment, what)
            library.search("serum")
        seen["told by check" if problems else "clean"] += 1
        assert _ended(actions[name], path) == 0, (name, moment)
        assert contents(path) == expected[name], (name, moment)
        with shoroku.open(path) as library:
            assert library.check() == [], (name, moment)
        shutil.rmtree(path)
    return seen


def _ended(arguments: Sequence[str], path: Path) -> int:
    process = command(*arguments, "--library", str(path))
    process.communicate()
    return process.returncode
