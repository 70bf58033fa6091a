"""Compressing all payloads of a store with its newest dictionary: after a withdrawal, and in a library of an earlier version.

While one batch is compressed, by as many threads as there are processors, the next one is read and the one before is written.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import zstandard

from shoroku.corpus.processes import processors
from shoroku.corpus.store.packing.payloads import Payloads, Unreadable, is_packed, seal_of, sealed, spread
from shoroku.corpus.store.store import Store

#: Records that are compressed anew in one commit, for which the disk is waited for: so many, or as many as have so many bytes
#: in the store or as JSON. Several batches are in memory at a time.
_BATCH, _BATCH_BYTES = 8_000, 32 << 20
#: How many records tell whether it is worth it.
_SAMPLE = 300


class _Table(NamedTuple):
    """A table with payloads: the sizes and the rows of a range of numbers, the payload last; how a row is changed, and its
    new values."""

    sizes: str
    select: str
    update: str
    changed: Callable[[Sequence[Any], bytes], tuple[object, ...]]


def _contribution(row: Sequence[Any], packed: bytes) -> tuple[object, ...]:
    number, origin, key, place, fetched, refers, _ = row
    return packed, seal_of(origin, key, place, fetched, refers, packed), number


def _record(row: Sequence[Any], packed: bytes) -> tuple[object, ...]:
    seq, name, change, sole, _ = row
    return packed, sealed(seq, name, change, sole, packed)[-1], seq


_CONTRIBUTIONS = _Table(
    "SELECT number, length(payload) FROM contribution WHERE number BETWEEN ? AND ? ORDER BY number",
    "SELECT number, origin, key, place, fetched, provenance, payload FROM contribution WHERE number BETWEEN ? AND ?",
    "UPDATE contribution SET payload = ?, seal = ? WHERE number = ?",
    _contribution,
)
_RECORDS = _Table(
    "SELECT seq, length(payload) FROM record WHERE payload IS NOT NULL AND seq BETWEEN ? AND ? ORDER BY seq",
    "SELECT seq, id, change, sole, payload FROM record WHERE payload IS NOT NULL AND seq BETWEEN ? AND ?",
    "UPDATE record SET payload = ?, seal = ? WHERE seq = ?",
    _record,
)


def repack(store: Store) -> None:
    """Compress all payloads with a new dictionary and delete the old ones, in many commits. If it is interrupted, the same
    again continues. What cannot be read stays as it is.

    The old bytes are gone from the file when the store is compacted. Raises DiskFull, and StoreDamaged, before anything is
    written, if no copy of a dictionary is what was written.
    """
    payloads = store.payloads
    payloads.intact()
    ((highest, records),) = store.query(
        "SELECT (SELECT coalesce(max(number), 0) FROM contribution), (SELECT coalesce(max(seq), 0) FROM record)"
    )
    with store.transaction():
        if payloads.learn([], store.query("SELECT count(*) FROM contribution")[0][0]):
            store.seal()
    with ThreadPoolExecutor(1, thread_name_prefix="shoroku-repack") as thread:
        _repack(store, _CONTRIBUTIONS, highest, thread)
        _repack(store, _RECORDS, records, thread)
    with store.transaction():
        payloads.remove_retired()


def _repack(store: Store, table: _Table, highest: int, thread: ThreadPoolExecutor) -> None:
    """Compress the payloads of a table, while ``thread`` is at hand."""
    before: tuple[list[Any], Future[list[bytes]]] | None = None
    for rows, texts in _batches(store, table, highest):
        begun = rows, thread.submit(store.payloads.packed_alike, texts, processors())
        if before:
            _write(store, table, *before)
        before = begun
    if before:
        _write(store, table, *before)


def _batches(store: Store, table: _Table, highest: int) -> Iterator[tuple[list[Any], list[bytes]]]:
    """Yield rows whose payloads are to be replaced, with the JSON of each."""
    for first, last in _ranges(store, table, highest):
        rows, texts, size = [], [], 0
        for row in store.query(table.select, (first, last)):
            if (text := _outdated(store.payloads, row[-1])) is None:
                continue
            rows.append(row)
            texts.append(text)
            size += len(text)
            if size >= _BATCH_BYTES:
                yield rows, texts
                rows, texts, size = [], [], 0
        if rows:
            yield rows, texts


def _ranges(store: Store, table: _Table, highest: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers whose rows can be read at a time. SQLite knows a payload's length without reading it."""
    for first in range(1, highest + 1, _BATCH):
        begin, size = first, 0
        for number, length in store.query(table.sizes, (first, first + _BATCH - 1)):
            if size and size + length > _BATCH_BYTES:
                yield begin, number - 1
                begin, size = number, 0
            size += length
        yield begin, first + _BATCH - 1


def _write(store: Store, table: _Table, rows: list[Any], packed: "Future[list[bytes]]") -> None:
    store.amend(table.update, [table.changed(row, payload) for row, payload in zip(rows, packed.result(), strict=True)])


def is_worth_repacking(store: Store) -> bool:
    """Return whether much of a store is not compressed, or with an old dictionary, as in a library of an earlier version."""
    ((highest,),) = store.query("SELECT coalesce(max(number), 0) FROM contribution")
    query = "SELECT payload FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
    found = store.query(query, (json.dumps(spread(range(1, highest + 1), _SAMPLE)),))
    return len(found) * 2 >= _SAMPLE and sum(not is_packed(payload) for (payload,) in found) * 4 > len(found)


def _outdated(payloads: Payloads, payload: bytes) -> bytes | None:
    """Return the JSON of a payload that is to be compressed anew, None if it is to stay."""
    try:
        return None if payloads.is_current(payload) else payloads.json(payload)
    except (Unreadable, zstandard.ZstdError):
        return None
