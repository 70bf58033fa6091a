"""The changes of a store in their order, with their times: what other systems follow (OAI-PMH)."""

from bisect import bisect_left
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from shoroku.corpus.record import Record, decode
from shoroku.corpus.store import moments
from shoroku.corpus.store.store import Change, Store

_BATCH = 500


class DatedChange(NamedTuple):
    """The newest change of a record: its number among the changes, the record's number, the time (ISO 8601, UTC), and the
    record, None if it was deleted."""

    change: int
    number: int
    time: str
    record: Record | None


def page(store: Store, after: int, until: int | None, limit: int, source: str = "") -> list[DatedChange]:
    """Return at most ``limit`` changes after one number and up to another (None: the newest), oldest first.

    With ``source``, of the records only those that come from that data source, and all deleted ones: of these, only the
    number is left.
    """
    found: list[Change] = []
    batch = _BATCH if source else limit
    while len(found) < limit:
        changes = store.changes(after, batch)
        found += (change for change in changes if _is_within(change, until) and _is_from(change, source))
        if len(changes) < batch or not _is_within(changes[-1], until):
            break
        after = changes[-1].change
    return _dated(store, found[:limit])


def one(store: Store, number: int) -> DatedChange | None:
    """Return the newest change of a record, None if there was never one of that number."""
    while rows := store.query("SELECT change FROM record WHERE seq = ?", (number,)):
        found = [each for each in store.changes(rows[0][0] - 1, 1) if each.seq == number]
        if found:  # else the record changed once more between the two queries
            return next(iter(_dated(store, found)), None)
    return None


def count(store: Store, after: int, until: int | None) -> int:
    """Return how many records changed last after one number and up to another."""
    last = store.last_change() if until is None else until
    return int(store.query("SELECT count(*) FROM record WHERE change > ? AND change <= ?", (after, last))[0][0])


def before(store: Store, time: str) -> int:
    """Return the highest change number noted before a time, 0 if there is none."""
    return _highest(store, "<", time)


def up_to(store: Store, time: str) -> int:
    """Return the highest change number noted before or at a time, 0 if there is none."""
    return _highest(store, "<=", time)


def earliest(store: Store) -> str:
    """Return a time before which nothing changed."""
    notes = store.query("SELECT min(at) FROM moment") if _has_moments(store) else []
    return next((str(at) for (at,) in notes if at), _last_written(store))


def _highest(store: Store, sign: str, time: str) -> int:
    if not _has_moments(store):
        return (
            store.last_change()
            if (_last_written(store) < time or (sign == "<=" and _last_written(store) == time))
            else 0
        )
    ((found,),) = store.query(f"SELECT coalesce(max(change), 0) FROM moment WHERE at {sign} ?", (time,))  # noqa: S608
    return int(found)


def _has_moments(store: Store) -> bool:
    """Return whether times are noted; an earlier version did not, and a reader does not begin."""
    return store.version >= 5 and bool(store.query("SELECT 1 FROM moment LIMIT 1"))


def _last_written(store: Store) -> str:
    """Return a substitute for a time that was not recorded: when the store was last written."""
    files = (store.path, Path(f"{store.path}-wal"))
    written = max(file.stat().st_mtime for file in files if file.exists())
    return datetime.fromtimestamp(written, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_within(change: Change, until: int | None) -> bool:
    return until is None or change.change <= until


def _is_from(change: Change, source: str) -> bool:
    if not source or change.payload is None:
        return True
    return source.encode() in change.payload and source in decode(change.payload).sources


def _dated(store: Store, changes: list[Change]) -> list[DatedChange]:
    if not changes:
        return []
    notes: list[tuple[int, str]] = []
    unnoted = ""
    if _has_moments(store):
        query = (
            "SELECT change, at FROM moment WHERE change >= ?"
            " AND change <= coalesce((SELECT min(change) FROM moment WHERE change >= ?), ?) ORDER BY change"
        )
        first, last = changes[0].change, changes[-1].change
        notes = store.query(query, (first, last, last))
        unnoted = moments.now()  # of what was committed a moment ago
    numbers = [number for number, _ in notes]
    dated = []
    for change in changes:
        place = bisect_left(numbers, change.change)
        time = notes[place][1] if place < len(notes) else unnoted or _last_written(store)
        dated.append(
            DatedChange(change.change, change.seq, time, None if change.payload is None else decode(change.payload))
        )
    return dated
