"""Where does the time of ``shoroku add`` and of a page go?

    python benchmarks/profiling.py CORPUS.jsonl.gz LIBRARY

LIBRARY was made from CORPUS. Every two milliseconds of processor time, the stack of this process is noted while it does by itself

- what the workers of ``add`` do: it analyses every record of the library;
- what ``add`` does at its end: it builds the lexicon from the records in the index;
- the pages of ``searching.py``, with four facets, each query once.

results/profile.json has the seconds of each, and for each function its own seconds and those with what it calls. Code that is not
Python (SudachiPy, tantivy, compression) counts for the function that called it.
"""

import argparse
import gc
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import common
from searching import FACETS, choose

import shoroku
from shoroku.analyzers import latin
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import generations, snapshot
from shoroku.indexer.bilingual import sampling
from shoroku.indexer.bilingual.building import packed
from shoroku.indexer.worker import analyzed

_EVERY = 0.002  # seconds of processor time
_AT_ONCE = 400
_SHOWN = 40


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("library", type=Path)
    given = arguments.parse_args()
    queries = choose(given.corpus)
    with shoroku.open(given.library) as library:
        library.search("inhibitor 京都", facets=FACETS)  # loads the dictionary
        result: dict[str, Any] = {
            "question": "seconds of processor time by function: its own, and with what it calls",
            "records": len(library),
            "analysis": profiled(lambda: _analyse(given.library)),
            "lexicon": profiled(lambda: _learn(given.library)),
            "pages": profiled(lambda: [library.search(query, facets=FACETS) for query in queries]),
        }
    for name in ("analysis", "lexicon", "pages"):
        print(f"{name}: {result[name]['seconds']} s")
        for function, seconds in list(result[name]["with_what_it_calls"].items())[:15]:
            print(f"  {seconds:7.2f} {function}")
    common.keep("profile", result)


def profiled(work: Callable[[], object]) -> dict[str, Any]:
    """Do some work, and return its seconds of processor time, and those of the functions in which it was."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()

    def note(_: int, frame: FrameType | None) -> None:
        names = [_name(one) for one in _stack(frame)]
        own[names[0]] += 1
        whole.update(set(names))

    began = time.process_time()
    with _sampled(note):
        work()
    seconds = time.process_time() - began
    each = seconds / max(own.total(), 1)
    return {
        "seconds": round(seconds, 2),
        "samples": own.total(),
        "own": {name: round(count * each, 3) for name, count in own.most_common(_SHOWN)},
        "with_what_it_calls": {name: round(count * each, 3) for name, count in whole.most_common(_SHOWN)},
    }


@contextmanager
def _sampled(note: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    usual = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, usual)


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _name(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    parts = path.parts[path.parts.index("shoroku") + 1 :] if "shoroku" in path.parts else path.parts[-1:]
    return f"{'/'.join(parts)}:{frame.f_code.co_qualname}"


def _analyse(library: Path) -> None:
    met = latin.TERMS.met = []  # this and the next line: as in a worker
    gc.disable()
    with Store(library / STORE_FILE) as store:
        after = 0
        while changes := store.changes(after, _AT_ONCE):
            analyzed([(one.seq, one.payload) for one in changes if one.payload is not None], met)
            after = changes[-1].change
    gc.enable()
    latin.TERMS.met = None


def _learn(library: Path) -> None:
    packed(sampling.sample(snapshot.ready(generations.current(library).path).searcher()))


if __name__ == "__main__":
    main()
