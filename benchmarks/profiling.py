"""Where does the time of ``shoroku add`` and of a page go?

    python benchmarks/profiling.py CORPUS.jsonl.gz LIBRARY

LIBRARY was made from CORPUS. Every two milliseconds of processor time, the stack of this process is noted while it does by itself

- what the workers of ``add`` do: it analyses every record of the library;
- what ``add`` does at its end: it builds the lexicon from the records in the index;
- the pages of ``searching.py``, with four facets, each query once.

Then it does, by itself, what three libraries do for ``add``, beside what ``add`` takes for the same records (results/floors.json):

- SudachiPy splits the texts that have Japanese into short units; our analysis also gives each a term.
- tantivy takes the documents of all records, which are ready, with one thread, and commits. ``add`` calls it in the same way.
- SQLite inserts a row for each record, with what a contribution has, 400 in a commit; our store also compresses, merges and
  makes checksums and the graph.

results/profile.json has the seconds of each, and for each function its own seconds and those with what it calls. Code that is not
Python (SudachiPy, tantivy, compression) counts for the function that called it.
"""

import argparse
import gc
import hashlib
import itertools
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import common
import tantivy
from searching import FACETS, choose

import shoroku
from shoroku.analyzers import japanese, latin
from shoroku.analyzers.analyzer import has_japanese, joined_terms
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.record import Record, decode
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import fields, generations, snapshot
from shoroku.indexer.bilingual import sampling
from shoroku.indexer.bilingual.building import packed
from shoroku.indexer.worker import analyzed

Made = TypeVar("Made")
Item = TypeVar("Item")

_EVERY = 0.002  # seconds of processor time
_AT_ONCE = 400
_HEAP = 160_000_000
_TABLE = (
    "CREATE TABLE row (number INTEGER PRIMARY KEY, origin TEXT, key TEXT, digest BLOB, place TEXT, fetched TEXT, payload BLOB,"
    " UNIQUE (origin, key))"
)
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
    common.keep("floors", floors(given.library))


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


def floors(library: Path) -> dict[str, Any]:
    """Return the seconds of processor time of parts of ``add``, and of their libraries alone."""
    with Store(library / STORE_FILE) as store:
        rows = list(_rows(store))
        payloads = [bytes(payload) for (payload,) in store.query("SELECT payload FROM contribution ORDER BY number")]
    records, reading = _timed(lambda: [decode(text) for _, text in rows])
    texts = [normalize(text).text for record in records for text in _texts(record) if has_japanese(text)]
    gc.collect()
    gc.disable()
    _, sudachi = _timed(lambda: _split(texts))
    _, terms = _timed(lambda: [joined_terms(text) for text in texts])
    japanese.TERM_OF.clear()
    latin.TERMS.clear()
    latin.CHUNKS.clear()
    documents, analysis = _timed(lambda: _documents(rows))
    gc.enable()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, index = _timed(lambda: _index(folder, documents))
        _, inserts = _timed(lambda: _insert(folder / "rows.db", payloads))
        _, store_took = _timed(lambda: _take(folder / "taken.db", records))
    return {
        "question": "seconds of processor time in one process",
        "records": len(rows),
        "japanese_texts": len(texts),
        "sudachipy_alone": sudachi,
        "japanese_terms": terms,
        "whole_analysis": analysis,
        "tantivy_alone": index,
        "sqlite_alone": inserts,
        "store": store_took,
        "json": reading,
    }


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    began = time.process_time()
    made = work()
    return made, round(time.process_time() - began, 2)


def _rows(store: Store) -> Iterator[tuple[int, bytes]]:
    after = 0
    while changes := store.changes(after, _AT_ONCE):
        yield from ((one.seq, one.payload) for one in changes if one.payload is not None)
        after = changes[-1].change


def _texts(record: Record) -> Iterator[str]:
    return (text.value for some in (record.titles, record.abstracts, record.subjects) for text in some)


def _split(texts: Sequence[str]) -> None:
    tokenizer = japanese.dictionary().tokenizer("A", fields={"surface"})
    found = tokenizer.tokenize("")
    for text in texts:
        for start in range(0, len(text), 8_000):
            str(tokenizer.tokenize(text[start : start + 8_000], out=found))


def _documents(rows: Sequence[tuple[int, bytes]]) -> list[str]:
    met = latin.TERMS.met = []
    made = [document.decode() for some in _batches(rows) for document in analyzed(list(some), met)]
    latin.TERMS.met = None
    return made


def _index(folder: Path, documents: Sequence[str]) -> None:
    tantivy.Index(fields.schema(), path=str(folder))
    writer = snapshot.ready(folder).writer(_HEAP, 1)
    for document in documents:
        writer.add_json(document)
    writer.commit()
    writer.wait_merging_threads()


def _insert(file: Path, payloads: Sequence[bytes]) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA page_size = 16384")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(_TABLE)
    number = itertools.count()
    for some in _batches(payloads):
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO row (origin, key, digest, place, fetched, payload) VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("file", f"key-{next(number)}", hashlib.md5(one, usedforsecurity=False).digest(), "a file", "2026", one)
                for one in some
            ],
        )
        connection.execute("COMMIT")
    connection.close()


def _take(file: Path, records: Sequence[Record]) -> None:
    with Store(file, writable=True) as store:
        for some in _batches(records):
            store.take([Contribution("file", record) for record in some])


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


if __name__ == "__main__":
    main()
