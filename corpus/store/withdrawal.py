"""Withdrawing a data source: what came from it only is removed from the store and every file, and is not imported again.

A contribution with no other data source is deleted, and the user's edits of a record go with the record; a contribution that
other data sources delivered too loses the name.
The name stays as a tombstone, against which later contributions are checked (see ``Store.take``).

A withdrawal has a state in the store, because its text outlives the first commit in old pages, in the log, in the index
and in rejects files:

- ``purging``: the records are deleted or changed, and searches do not find them, but the index still holds their text.
- ``indexed``: no file of the index holds anything of it: the segments concerned were written anew, or the index was rebuilt.
- ``compacted``: the store was rewritten, compressed with a new dictionary; its log may still hold old pages.
- ``gone``: no file of the library holds anything of it.

After any interruption, the next command that writes continues from that state (``shoroku/purging.py``).
"""

import json
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from shoroku.corpus.graph.tables import SWEEP_WORDS
from shoroku.corpus.normalize import source_names
from shoroku.corpus.record import Record, encode
from shoroku.corpus.store.grouping import LIVE
from shoroku.corpus.store.merge import OWN_ORIGINS
from shoroku.corpus.store.packing import provenance
from shoroku.corpus.store.packing.payloads import digest_of, seal_of, sealed
from shoroku.corpus.store.store import Store

STATES = PURGING, INDEXED, COMPACTED, GONE = "purging", "indexed", "compacted", "gone"


class Withdrawal(NamedTuple):
    """What a withdrawal takes away, or would: contributions that go, contributions that only lose the name, records
    that go with them, and records that stay with less."""

    source: str
    removed: int
    renamed: int
    records_gone: int
    records_changed: int


class Plan(NamedTuple):
    """What a withdrawal does, and how: the contributions that go (number -> record) and those that lose the name (number
    -> record, new JSON)."""

    summary: Withdrawal
    removed: dict[int, int]
    renamed: dict[int, tuple[int, bytes]]


class _Named(msgspec.Struct):
    """Of a record, the names of its data sources."""

    sources: tuple[str, ...] = ()


_names_of = msgspec.json.Decoder(_Named).decode
_SEALED = "SELECT origin, key, place, fetched, provenance FROM contribution WHERE number = ?"
_CONTRIBUTIONS = "SELECT number, seq, origin, payload FROM contribution"
_OWN = f"({', '.join(map(repr, sorted(OWN_ORIGINS)))})"
_SIZES = (
    f"SELECT seq, count(*) FROM contribution WHERE origin NOT IN {_OWN}"  # noqa: S608
    " AND seq IN (SELECT value FROM json_each(?)) GROUP BY seq"
)
#: The user's edits of records, which are removed with them.
_EDITS = f"SELECT number, seq FROM contribution WHERE origin IN {_OWN} AND seq IN (SELECT value FROM json_each(?))"  # noqa: S608


def plan(store: Store, source: str) -> Withdrawal:
    """Return what withdrawing a data source would remove, without changing anything. Raises StoreDamaged."""
    return planned(store, source).summary


def planned(store: Store, source: str) -> Plan:
    """Return what withdrawing a data source would do. Raises StoreDamaged."""
    wanted = source_names.key(source)
    key_of = lru_cache(None)(source_names.key)  # the same few names again and again
    removed: dict[int, int] = {}
    renamed: dict[int, tuple[int, bytes]] = {}
    for number, seq, origin, payload in store.rows(_CONTRIBUTIONS):
        names = store.read(payload, _names_of).sources or (origin,)
        kept = [name for name in names if key_of(name) != wanted or name in OWN_ORIGINS]
        if not kept:
            removed[number] = seq
        elif len(kept) < len(names):
            renamed[number] = (seq, _renamed(store.decoded(payload), kept))
    going = Counter(removed.values())
    held = dict(store.query(_SIZES, (json.dumps(list(going)),)))
    gone = [seq for seq, count in going.items() if held[seq] == count]
    touched = going.keys() | {seq for seq, _ in renamed.values()}
    summary = Withdrawal(source.strip(), len(removed), len(renamed), len(gone), len(touched) - len(gone))
    removed |= dict(store.query(_EDITS, (json.dumps(gone),)))
    return Plan(summary, removed, renamed)


def withdraw(store: Store, source: str, now: str) -> Withdrawal:
    """Withdraw a data source in one commit, which leaves it in the state ``purging``. ``now`` is ISO 8601 in UTC.

    Its text is still in the library's files: see ``shoroku.purging``. Raises StoreDamaged, DiskFull.
    """
    with store.transaction():
        made, removed, renamed = planned(store, source)
        store.payloads.retire()
        for number, (_, text) in renamed.items():
            payload = store.payloads.packed(text)
            store.execute(
                "UPDATE contribution SET payload = ?, digest = ?, seal = ? WHERE number = ?",
                (payload, digest_of(text), _sealed_with(store, number, payload), number),
            )
        touched = {*removed.values(), *(seq for seq, _ in renamed.values())}
        touched |= store.drop(set(removed), set(renamed))
        store.execute(SWEEP_WORDS)
        store.execute(provenance.SWEEP)
        _forget_ids_of_tombstones(store)
        store.execute("INSERT OR IGNORE INTO withheld SELECT value FROM json_each(?)", (json.dumps(sorted(touched)),))
        store.execute(
            "INSERT OR REPLACE INTO withdrawn (source, at, state, change) VALUES (?, ?, ?, ?)",
            (made.source, now, PURGING, store.last_change()),
        )
    return made


def unfinished(store: Store) -> dict[str, str]:
    """Return the data sources whose withdrawal is not finished, with the state of each."""
    if store.version < 3:  # an earlier version's: the first writer brings it up to date, and finishes them
        return (
            {source: PURGING for (source,) in store.query("SELECT source FROM withdrawn")} if store.version == 2 else {}
        )
    return dict(store.query("SELECT source, state FROM withdrawn WHERE state <> ? ORDER BY at, source", (GONE,)))


def last(store: Store) -> int:
    """Return the last change of the last withdrawal, 0 if nothing was ever withdrawn."""
    if store.version < 3:
        return store.last_change() if unfinished(store) else 0
    ((change,),) = store.query("SELECT coalesce(max(change), 0) FROM withdrawn")
    return int(change)


def reached(store: Store, state: str) -> None:
    """Note that every unfinished withdrawal has come to ``state``."""
    with store.transaction():
        store.execute("UPDATE withdrawn SET state = ? WHERE state <> ?", (state, GONE))
        store.execute("DELETE FROM withheld")


def _sealed_with(store: Store, number: int, payload: bytes) -> int:
    """Return the checksum of a contribution with another payload."""
    ((origin, key, place, fetched, refers),) = store.query(_SEALED, (number,))
    return seal_of(origin, key, place, fetched, refers, payload)


def _forget_ids_of_tombstones(store: Store) -> None:
    """Remove the ids of records that are gone: a tombstone needs its number only, and an id may be a DOI.

    A record that the user deleted keeps its id as long as a source has the record. Call it within a transaction.
    """
    of_sources = f"SELECT seq FROM contribution WHERE origin NOT IN {_OWN}"  # noqa: S608
    query = f"SELECT seq, change FROM record WHERE NOT {LIVE} AND id <> '' AND seq NOT IN ({of_sources})"  # noqa: S608
    rows = store.query(query)
    store.amend(
        "INSERT OR REPLACE INTO record (seq, id, change, sole, seal) VALUES (?, ?, ?, ?, ?)",
        [sealed(seq, "", change, None) for seq, change in rows],
    )


def _renamed(record: Record, names: Iterable[str]) -> bytes:
    return encode(msgspec.structs.replace(record, sources=tuple(names)))
