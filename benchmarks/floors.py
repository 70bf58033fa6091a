"""How far is each part of ``shoroku add`` from what its library alone would take for the same records?

    python benchmarks/floors.py LIBRARY

Three parts have a library that does the work. For each, seconds of processor time in one process, in the same run:

- Japanese text: SudachiPy splits the texts that have Japanese into short units; beside it, what our analysis takes for the same
  texts, with a term for each unit.
- the index: tantivy takes the documents of all records, which are ready, with one thread, and commits. ``add`` calls it in the
  same way, so this part is at its floor.
- the store: SQLite inserts a row for each record, with what a contribution has, 400 in a commit; beside it, what our store takes
  for the same records: compression, checksums, merging and the graph.

The other seconds are those of the whole analysis, and of the records' JSON being read.
"""

import argparse
import gc
import hashlib
import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import common
import tantivy

from shoroku.analyzers import japanese, latin
from shoroku.analyzers.analyzer import has_japanese, joined_terms
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.record import Record, decode
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import fields, snapshot
from shoroku.indexer.worker import analyzed

Made = TypeVar("Made")
Item = TypeVar("Item")

_AT_ONCE = 400
_HEAP = 160_000_000
_TABLE = (
    "CREATE TABLE row (number INTEGER PRIMARY KEY, origin TEXT, key TEXT, digest BLOB, place TEXT, fetched TEXT, payload BLOB,"
    " UNIQUE (origin, key))"
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("library", type=Path)
    given = arguments.parse_args()
    with Store(given.library / STORE_FILE) as store:
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
    result = {
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
    for what, seconds in result.items():
        print(what, seconds)
    common.keep("floors", result)


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
