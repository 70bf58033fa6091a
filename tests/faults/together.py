"""Readers beside a writer: every answer is of a whole commit, none is older than the one before, nothing leaks."""

import multiprocessing
import os
import time
from collections import Counter
from multiprocessing.queues import Queue
from pathlib import Path

import shoroku
from shoroku import Contribution, Record, Text

_STEP = 50


def run(folder: Path, *, seconds: float, readers: int = 8) -> Counter[str]:
    """Let readers, started by fork and by spawn, search while this process writes; return what they counted.

    Raises AssertionError where one saw something wrong.
    """
    path = folder / "library"
    until = time.time() + seconds
    with shoroku.open(path) as library:
        _take(library, 0)
    seen: Counter[str] = Counter()
    results, processes = [], []
    for number in range(readers):
        context = multiprocessing.get_context("spawn" if number % 2 else "fork")
        queue = context.Queue()
        process = context.Process(target=_read, args=(str(path), until, queue))
        process.start()
        results.append(queue)
        processes.append(process)
    with shoroku.open(path) as library:
        step = 1
        while time.time() < until:
            _take(library, step)
            step += 1
    for queue, process in zip(results, processes, strict=True):
        outcome = queue.get(timeout=60)
        process.join(timeout=60)
        assert isinstance(outcome, Counter), outcome
        assert process.exitcode == 0
        seen += outcome
    with shoroku.open(path) as library:
        assert library.search("serum").total == len(library) == step * _STEP
        assert library.check() == []
    seen["commits"] = step
    return seen


def _take(library: shoroku.Library, step: int) -> None:
    names = range(step * _STEP, (step + 1) * _STEP)
    library.take([Contribution("test", Record(id=f"r{n}", titles=(Text(f"Serum word{n % 9}", "en"),))) for n in names])


def _read(path: str, until: float, queue: "Queue[Counter[str] | str]") -> None:
    try:
        queue.put(_counted(path, until))
    except BaseException as error:
        queue.put(f"{type(error).__name__}: {error}")


def _counted(path: str, until: float) -> Counter[str]:
    seen: Counter[str] = Counter()
    last = 0
    handles: list[int] = []
    with shoroku.open(path) as library:
        while time.time() < until:
            page = library.search("serum", facets=["type"], limit=5)
            assert page.total % _STEP == 0, page.total
            assert page.total >= last, (last, page.total)
            assert len(page.hits) == 5
            last = page.total
            seen["searches"] += 1
            handles.append(_open_files())
    if len(handles) > 20:
        assert max(handles[len(handles) // 2 :]) <= max(handles[: len(handles) // 2]) + 8, handles
    return seen


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
