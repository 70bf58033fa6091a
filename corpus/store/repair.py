"""Rebuilds a damaged store from its intact contributions.

Records, identifiers and counters are derived from contributions. Every contribution whose text still has its digest is
copied to a new store, and everything else is derived again. The previous file is kept beside it, and losses are named.
"""

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from shoroku.corpus.errors import StoreDamaged
from shoroku.corpus.store import verify
from shoroku.corpus.store.durable import sync_folder
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.packing import provenance
from shoroku.corpus.store.schema import STATE_TABLES
from shoroku.corpus.store.store import Store
from shoroku.corpus.store.verify import Row

_BATCH = 2_000
_BESIDE = ("", "-wal", "-shm")


class Repaired(NamedTuple):
    """What a repair did: contributions kept, those that are lost (by their names), those whose origin, place or time may
    not be what was written, and where the previous file is."""

    kept: int
    lost: tuple[str, ...]
    doubtful: tuple[str, ...]
    set_aside: str


def repair(path: Path) -> Repaired:
    """Rebuild the store at ``path`` from its intact contributions; the caller holds the write lock.

    The index must be rebuilt afterwards. Raises StoreDamaged if nothing can be read, NotALibrary, DiskFull.
    """
    beside = path.with_name(f"{path.name}.repaired")
    _remove(beside)
    lost: list[str] = []
    doubtful: list[str] = []
    kept = 0
    try:
        with Store(path) as damaged, Store(beside, writable=True) as new:
            if not damaged.is_readable():
                raise StoreDamaged(path=str(path), reason="its tables cannot be read")
            sources = _Sources(damaged)
            for rows in _batches(damaged, lost):
                kept += _take(damaged, new, sources, rows, lost, doubtful)
            _copy_state(damaged, new, doubtful)
            new.compact()
            new.empty_log()
    except BaseException:
        _remove(beside)
        raise
    return Repaired(kept, tuple(lost), tuple(doubtful), str(_exchange(path, beside)))


class _Sources:
    """The places and times that the contributions of a damaged store refer to, as far as they can be read."""

    def __init__(self, damaged: Store) -> None:
        self._damaged = damaged
        self._read: dict[object, provenance.Row | None] = {}

    def of(self, row: Row) -> tuple[str, str, bool]:
        """Return place and time of a contribution, empty if they are lost, and whether they are what was written as far as
        they are not in its own row."""
        if row.provenance is None:
            return str(row.place), str(row.fetched), True
        if row.provenance not in self._read:
            self._read[row.provenance] = self._found(row.provenance)
        found = self._read[row.provenance]
        return ("", "", False) if found is None else (str(found.place), str(found.fetched), found.is_sound)

    def _found(self, number: object) -> provenance.Row | None:
        # By position and by SQLite's own number of a row: a damaged definition may have other names of columns.
        query = "SELECT rowid, * FROM provenance WHERE rowid = ?"
        try:
            rows = self._damaged.query(query, (number,))
        except (StoreDamaged, sqlite3.OperationalError):
            return None
        found = [
            provenance.Row(found, *rest) for found, _, *rest in rows if len(rest) + 1 == len(provenance.Row._fields)
        ]
        return found[0] if found else None


def _take(damaged: Store, new: Store, sources: _Sources, rows: list[Row], lost: list[str], doubtful: list[str]) -> int:
    sound = []
    for row in rows:
        record = verify.record_of(damaged, row)
        if record is None:
            lost.append(verify.named(row))
            continue
        place, fetched, is_sound = sources.of(row)
        if record.id != row.key or not verify.is_sealed(row) or not is_sound:
            doubtful.append(verify.named(row))
        sound.append(Contribution(str(row.origin), record, place, fetched))
    new.take(sound)
    return len(sound)


def _batches(store: Store, lost: list[str]) -> Iterator[list[Row]]:
    """Yield the readable contributions in batches; unreadable pages are skipped."""
    highest = _highest(store)
    for first in range(0, highest + 1, _BATCH):
        yield _between(store, first, min(first + _BATCH - 1, highest), lost)


def _between(store: Store, first: int, last: int, lost: list[str]) -> list[Row]:
    try:
        return [Row._make(row) for row in store.query(verify.rows_query(store), (first, last))]
    except StoreDamaged:
        if first == last:
            lost.append(f"contribution {first}")
            return []
    middle = (first + last) // 2
    return _between(store, first, middle, lost) + _between(store, middle + 1, last, lost)


def _highest(store: Store) -> int:
    """Return the highest number of a contribution, from whichever table can be read."""
    found = []
    for query in (
        "SELECT max(number) FROM contribution",
        "SELECT max(sole) FROM record",
        "SELECT max(contribution) FROM claim",
    ):
        try:
            ((value,),) = store.query(query)
        except StoreDamaged:
            continue
        found.append(value if isinstance(value, int) else 0)
    if not found:
        raise StoreDamaged(path=str(store.path), reason="its tables cannot be read")
    return min(max(found), 1 << 40)


def _copy_state(damaged: Store, new: Store, doubtful: list[str]) -> None:
    """Copy the state of harvests and withdrawals, as far as it can be read."""
    try:
        is_sealed = damaged.version < 3 or damaged.is_sealed()
    except StoreDamaged:
        is_sealed = False
    if not is_sealed:
        doubtful.append("harvests, withdrawals")
    for table in STATE_TABLES:
        names = [name for _, name, *_ in new.query(f"PRAGMA table_info({table})")]
        for row in _readable(damaged, table):  # by position: a damaged definition may name columns otherwise
            values = dict(zip(names, row, strict=False))  # an earlier version has fewer columns
            with new.transaction():
                marks = ", ".join("?" for _ in values)
                columns = ", ".join(values)
                new.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", list(values.values()))  # noqa: S608


def _readable(store: Store, table: str) -> list[Any]:
    try:
        return store.query(f"SELECT * FROM {table}")  # noqa: S608
    except (StoreDamaged, sqlite3.OperationalError):
        return []


def _exchange(path: Path, beside: Path) -> Path:
    """Let the new store take the place of the previous one, which stays beside it under another name."""
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for suffix in _BESIDE:  # the log goes with its file: a new file must not find it
        if (part := Path(f"{path}{suffix}")).exists():
            os.replace(part, f"{aside}{suffix}")
    os.replace(beside, path)
    _remove(beside)
    sync_folder(path.parent)
    return aside


def _remove(path: Path) -> None:
    for suffix in _BESIDE:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
