"""Grouping: which contributions describe the same work, because they share a DOI, NAID, CRID or PMID.

Contributions are the nodes of a graph, and shared identifiers are its edges; each connected group becomes one record
(``merge.py``). Groups are recomputed around every contribution that is added, changed or removed, so removing a link
takes a merged record apart again.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from shoroku.corpus.record import Record, encode
from shoroku.corpus.store.merge import Contribution, merge

#: SQL condition of a record that is not a tombstone.
LIVE = "(record.sole IS NOT NULL OR record.payload IS NOT NULL)"


class _Merged(NamedTuple):
    """The record of a group; ``sole`` is the number of its only contribution, None if there are several."""

    seq: int
    record: Record
    sole: int | None
    origin: str


def regroup(
    connection: sqlite3.Connection, numbers: set[int], touched: set[int], decoded: Callable[[bytes], Record]
) -> None:
    """Group contributions again: ``numbers``, and all contributions of the records ``touched``.

    ``decoded`` reads a stored record; it raises StoreDamaged. Call it within a transaction.
    """
    query = "SELECT number FROM contribution WHERE seq IN (SELECT value FROM json_each(?))"
    start = numbers | {n for (n,) in connection.execute(query, (json.dumps(list(touched)),))}
    merged = [_settle(connection, sorted(group), touched, decoded) for group in _components(connection, start)]
    for seq in sorted(touched):
        _bury_if_empty(connection, seq)
    _free_ids(connection, merged)
    for one in merged:
        _put(connection, one)


def _components(connection: sqlite3.Connection, start: set[int]) -> list[set[int]]:
    """Return the connected groups of contributions that share identifiers, starting from ``start``."""
    groups: list[set[int]] = []
    seen: set[int] = set()
    for number in sorted(start):
        if number in seen:
            continue
        group, frontier, known = {number}, {number}, set[str]()
        while frontier:
            identifiers = (
                _claimed_by(connection, frontier) - known
            )  # follow each identifier once, however many claim it
            known |= identifiers
            frontier = _claimants(connection, identifiers) - group
            group |= frontier
        groups.append(group)
        seen |= group
    return groups


def _claimed_by(connection: sqlite3.Connection, numbers: set[int]) -> set[str]:
    query = "SELECT identifier FROM claim WHERE contribution IN (SELECT value FROM json_each(?))"
    return {identifier for (identifier,) in connection.execute(query, (json.dumps(list(numbers)),))}


def _claimants(connection: sqlite3.Connection, identifiers: set[str]) -> set[int]:
    query = "SELECT contribution FROM claim WHERE identifier IN (SELECT value FROM json_each(?))"
    if not identifiers:
        return set()
    return {number for (number,) in connection.execute(query, (json.dumps(list(identifiers)),))}


def _settle(
    connection: sqlite3.Connection, group: list[int], touched: set[int], decoded: Callable[[bytes], Record]
) -> _Merged:
    """Choose the record of a group of contributions, and merge them."""
    marks = json.dumps(group)
    rows = connection.execute(
        "SELECT number, seq, origin, place, fetched, payload FROM contribution"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
        (marks,),
    ).fetchall()
    seqs = {seq for _, seq, *_ in rows if seq}
    touched |= seqs
    seq = _seq_for(connection, seqs, group) or next_number(connection, "seq", 1)
    connection.execute("UPDATE contribution SET seq = ? WHERE number IN (SELECT value FROM json_each(?))", (seq, marks))
    record = merge(
        Contribution(origin, decoded(payload), place, fetched) for _, _, origin, place, fetched, payload in rows
    )
    return _Merged(seq, record, rows[0][0] if len(rows) == 1 else None, rows[0][2])


def _seq_for(connection: sqlite3.Connection, seqs: set[int], group: list[int]) -> int | None:
    """Choose the record that continues for a group: its oldest one that no contribution outside the group precedes."""
    members = set(group)
    for seq in sorted(seqs):
        query = "SELECT min(number) FROM contribution WHERE seq = ?"
        (first,) = connection.execute(query, (seq,)).fetchone()
        if first in members:
            return seq
    return None


def _free_ids(connection: sqlite3.Connection, merged: list[_Merged]) -> None:
    """Release the ids of records that are about to change theirs, so that another record can take them."""
    connection.executemany(
        "UPDATE record SET sole = NULL, payload = NULL WHERE seq = ? AND id <> ?",
        [(m.seq, m.record.id) for m in merged],
    )


def _put(connection: sqlite3.Connection, one: _Merged) -> None:
    seq, merged, sole, origin = one
    query = f"SELECT 1 FROM record WHERE id = ? AND seq <> ? AND {LIVE}"
    while connection.execute(query, (merged.id, seq)).fetchone():
        # Another work has that id without sharing an identifier: two origins may use the same numbers.
        merged, sole = msgspec.structs.replace(merged, id=f"{origin}:{merged.id}"), None
    payload = None if sole else encode(merged)
    row = connection.execute("SELECT id, sole, payload FROM record WHERE seq = ?", (seq,)).fetchone()
    if row and not sole and row == (merged.id, None, payload):
        return
    connection.execute(
        "INSERT OR REPLACE INTO record (seq, id, change, sole, seal, payload) VALUES (?, ?, ?, ?, ?, ?)",
        (*sealed(seq, merged.id, next_number(connection, "change", 1), sole), payload),
    )


def _bury_if_empty(connection: sqlite3.Connection, seq: int) -> None:
    if connection.execute("SELECT 1 FROM contribution WHERE seq = ? LIMIT 1", (seq,)).fetchone():
        return
    row = connection.execute("SELECT id, sole, payload FROM record WHERE seq = ?", (seq,)).fetchone()
    if row and row[1:] != (None, None):
        connection.execute(
            "INSERT OR REPLACE INTO record (seq, id, change, sole, seal) VALUES (?, ?, ?, ?, ?)",
            sealed(seq, row[0], next_number(connection, "change", 1), None),
        )


def sealed(seq: int, name: str, change: int, sole: int | None) -> tuple[int, str, int, int | None, int]:
    """Return the columns seq, id, change, sole and seal of a record's row; the last is a checksum of the others."""
    return seq, name, change, sole, zlib.crc32(f"{seq} {change} {sole} {name}".encode("utf-8", "surrogatepass"))


def next_number(connection: sqlite3.Connection, counter: str, count: int) -> int:
    """Take ``count`` numbers from a counter ("seq" or "change"), and return the first."""
    name = f"next_{counter}"
    (value,) = connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
    connection.execute("UPDATE note SET value = ? WHERE name = ?", (str(int(value) + count), name))
    return int(value)
