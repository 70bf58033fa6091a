"""A harvest that is killed again and again ends with the same records, none lost and none twice."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku.corpus.harvest.result import Tally
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.store.store import Store
from tests.dialect_cinii import APPID, CiNii, Work
from tests.sources_server import Exchange, Server

RECORDS = 5_000
KILLS = 50
ROWS = 20  # of a page: 250 commits

#: A process that has everything imported, and for each line that it reads (a store) forks one that harvests into it. It
#: says the process's number, waits until that was heard, and says how it ended.
NURSERY = """
import os, sys, traceback
from pathlib import Path
from shoroku.corpus.harvest.client import Client
from shoroku.corpus.harvest.runner import Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources.cinii import SOURCE
from shoroku.corpus.store.store import Store

def harvest(path, base, rows):
    with Store(Path(path), writable=True) as store, Client() as client:
        parameters = {"query": "x", "rows": rows, "base": base}
        Run(store, client, Settings(), SOURCE._replace(pause=0.0), parameters).harvest()

while line := sys.stdin.readline():
    pid = os.fork()
    if pid == 0:
        try:
            harvest(line.rstrip("\\n"), *sys.argv[1:])
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Killer:
    """Kills a process some answers from now, and a moment after the last of them."""

    def __init__(self, server: Server) -> None:
        self._server, self._answer = server, server.answer
        self._lock = threading.Lock()
        self._process: int | None = None
        self._left, self._delay = 0, 0.0
        server.answer = self._answered  # type: ignore[method-assign]

    def aim(self, process: int, answers: int, delay: float) -> None:
        """Aim at a process, by its descriptor."""
        with self._lock:
            self._process, self._left, self._delay = process, answers, delay

    def lower(self) -> None:
        """Aim at nothing."""
        with self._lock:
            self._process = None

    def _answered(self, exchange: Exchange) -> None:
        self._answer(exchange)
        with self._lock:
            self._left -= 1
            if self._process is not None and self._left <= 0:
                threading.Event().wait(self._delay)
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
                self._process = None


class Nursery:
    """Runs harvests in processes of their own."""

    def __init__(self, base: str) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "CINII_APPID": APPID}
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, base, str(ROWS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment,
        )  # fmt: skip

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def harvest(self, path: Path, killer: Killer, kill: tuple[int, float] | None) -> int:
        """Harvest into a store, killed after so many answers and the given number of seconds; return how the process ended."""
        pid = int(self._told(f"{path}\n"))
        process = os.pidfd_open(pid)
        try:
            if kill:
                killer.aim(process, *kill)
            return int(self._told("\n"))
        finally:
            killer.lower()
            os.close(process)

    def _told(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line)
        return self._process.stdout.readline()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are aimed at by descriptors, which Linux has")
def test_killed_fifty_times(server: Server, tmp_path: Path) -> None:
    """Killed at fifty random moments and run again until it is done, a harvest takes every record once."""
    works = [Work(number) for number in range(1, RECORDS + 1)]
    CiNii(server, works)
    killer = Killer(server)
    rng = random.Random(20_261_123)
    kills = stores = 0
    with Nursery(server.base) as nursery:
        while kills < KILLS:
            stores += 1
            path = tmp_path / f"{stores}.db"
            ended = -signal.SIGKILL
            while ended == -signal.SIGKILL:
                moment = _moment(rng) if kills < KILLS else None
                ended = nursery.harvest(path, killer, moment)
                kills += ended == -signal.SIGKILL
            assert ended == 0
            _check(path, works)
    assert kills == KILLS


def _moment(rng: random.Random) -> tuple[int, float]:
    """Choose when to kill: after any answer, or, every other time, while a page is being committed."""
    answers = rng.choice([rng.randint(0, 200), (ROWS + 1) * rng.randint(1, 10)])
    return answers, rng.uniform(0, 0.015)


def _check(path: Path, works: list[Work]) -> None:
    with Store(path) as store:
        (harvest,) = Harvests(store).all()
        assert harvest.tally == Tally(new=RECORDS)  # not one page was taken twice: nothing came unchanged
        assert (bool(harvest.finished), harvest.failure) == (True, "")
        assert sorted(key for (key,) in store.query("SELECT key FROM contribution")) == [work.crid for work in works]
        assert sorted(key for (key,) in store.query("SELECT id FROM record")) == [work.crid for work in works]
        assert store.query("PRAGMA integrity_check") == [("ok",)]
        assert all(len(record.abstracts) == 2 for record in map(store.get, (works[0].crid, works[-1].crid)) if record)
