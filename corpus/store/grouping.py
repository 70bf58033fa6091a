"""Grouping: which contributions describe the same work, because they share a DOI, NAID, CRID or PMID.

Contributions are the nodes of a graph, and shared identifiers are its edges; each connected group becomes one record
(``merge.py``). What the user edits is a contribution, too: it belongs to the contribution of a source that it names, and
one that deletes the record hides it. Groups are recomputed around every contribution that is added, changed or removed,
so removing a link takes a merged record apart again.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from shoroku.corpus.graph.keys import claim, claimed, identical
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.identifiers import IDENTIFYING
from shoroku.corpus.record import Record, encode
from shoroku.corpus.store.merge import DELETED, OWN_ORIGINS, Contribution, merge
from shoroku.corpus.store.packing.payloads import Payloads, sealed
from shoroku.corpus.store.packing.provenance import place_of, time_of

#: SQL condition of a record that is not a tombstone.
LIVE = "(record.sole IS NOT NULL OR record.payload IS NOT NULL)"


#: Prefix of the claim that anchors the user's contribution to a source's contribution, whose origin and key follow.
_ANCHOR = "="
_HAS_OWN = f"SELECT 1 FROM contribution WHERE origin IN ({', '.join(map(repr, sorted(OWN_ORIGINS)))}) LIMIT 1"


class _Merged(NamedTuple):
    """The record of a group, None if it is not shown; ``sole`` is the number of its only contribution, None if there are
    several. ``hidden`` is the id of a record that the user deleted; ``were_hidden`` are contributions that were not shown
    before."""

    seq: int
    record: Record | None
    sole: int | None = None
    origin: str = ""
    hidden: str = ""
    were_hidden: frozenset[int] = frozenset()


class Regrouped(NamedTuple):
    """What became of contributions: those whose record is not shown, and those whose record is shown again."""

    hidden: set[int]
    revived: set[int]


def claims(origin: str, record: Record) -> tuple[str, ...]:
    """Return by what a contribution is grouped with others: its identifiers, those of works that it says to be identical
    with, a project's number, and for one of the user's the contribution that it is about (see ``anchor``)."""
    given = tuple([f"{i.kind}:{i.value}" for i in record.identifiers if i.kind in IDENTIFYING])
    if stated := claims_by_statement(record):
        given += tuple(one for one in stated if one not in given)
    return given if origin not in OWN_ORIGINS else (f"{_ANCHOR}{record.id}", *given)


def claims_by_statement(record: Record) -> tuple[str, ...]:
    """Return the identifiers of works that a record states to be identical with, and the number of a project."""
    if not record.relations and record.type != PROJECT:
        return ()
    return tuple(claim(key) for key in (*identical(record), *claimed(record)))


def shared_claims(connection: sqlite3.Connection, arriving: Sequence[tuple[str, ...]]) -> set[str]:
    """Return what several of the arriving contributions claim, or one of them and a contribution of the store."""
    counts = Counter(claim for claims in arriving for claim in set(claims))
    query = "SELECT DISTINCT identifier FROM claim WHERE identifier IN (SELECT value FROM json_each(?))"
    stored = {claim for (claim,) in connection.execute(query, (json.dumps(list(counts)),))}
    return stored | {claim for claim, count in counts.items() if count > 1}


def taken_ids(connection: sqlite3.Connection, arriving: Sequence[str]) -> set[str]:
    """Return those of the arriving ids that several have, or a record of the store."""
    counts = Counter(arriving)
    query = f"SELECT id FROM record WHERE {LIVE} AND id IN (SELECT value FROM json_each(?))"
    stored = {key for (key,) in connection.execute(query, (json.dumps(list(counts)),))}
    return stored | {key for key, count in counts.items() if count > 1}


def anchor(origin: str, key: str) -> str:
    """Return the id of a user's contribution that is about a source's contribution of that origin and key."""
    return f"{origin}\t{key}"


def anchored(connection: sqlite3.Connection, contributions: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of ``contributions`` (origin and key) that contributions of the user's are about."""
    if not connection.execute(_HAS_OWN).fetchone():
        return set()
    by_claim = {f"{_ANCHOR}{anchor(*one)}": one for one in contributions}
    query = "SELECT DISTINCT identifier FROM claim WHERE identifier IN (SELECT value FROM json_each(?))"
    return {by_claim[claim] for (claim,) in connection.execute(query, (json.dumps(list(by_claim)),))}


def regroup(
    connection: sqlite3.Connection,
    numbers: set[int],
    touched: set[int],
    payloads: Payloads,
    decoded: Callable[[bytes], Record],
) -> Regrouped:
    """Group contributions again: ``numbers``, and all contributions of the records ``touched``.

    ``decoded`` reads a stored record; it raises StoreDamaged. Call it within a transaction.
    """
    query = "SELECT number FROM contribution WHERE seq IN (SELECT value FROM json_each(?))"
    start = numbers | {n for (n,) in connection.execute(query, (json.dumps(list(touched)),))}
    groups = _components(connection, start)
    merged = [_settle(connection, sorted(group), touched, decoded) for group in groups]
    for seq in sorted(touched):
        _bury_if_empty(connection, seq)
    for one in merged:
        if one.record is None:
            _bury(connection, one.seq, one.hidden)
    _free_ids(connection, merged)
    for one in merged:
        if one.record is not None:
            _put(connection, one.seq, one.record, one.sole, one.origin, payloads)
    return Regrouped(
        {number for group, one in zip(groups, merged, strict=True) if one.record is None for number in group},
        {number for one in merged if one.record is not None for number in one.were_hidden},
    )


def _components(connection: sqlite3.Connection, start: set[int]) -> list[set[int]]:
    """Return the connected groups of contributions that share identifiers, starting from ``start``."""
    groups: list[set[int]] = []
    seen: set[int] = set()
    with_own = connection.execute(_HAS_OWN).fetchone() is not None
    for number in sorted(start):
        if number in seen:
            continue
        group, frontier, known = {number}, {number}, set[str]()
        while frontier:
            # Each identifier is followed once, however many claim it.
            identifiers = _claimed_by(connection, frontier, with_own=with_own) - known
            known |= identifiers
            frontier = _claimants(connection, identifiers, with_own=with_own) - group
            group |= frontier
        groups.append(group)
        seen |= group
    return groups


def _claimed_by(connection: sqlite3.Connection, numbers: set[int], *, with_own: bool) -> set[str]:
    """Return what contributions claim; ``with_own`` also the claims of the user's contributions about them."""
    marks = json.dumps(list(numbers))
    query = "SELECT identifier FROM claim WHERE contribution IN (SELECT value FROM json_each(?))"
    found = {identifier for (identifier,) in connection.execute(query, (marks,))}
    if with_own:
        query = (
            f"SELECT claim.identifier FROM contribution JOIN claim ON claim.identifier = '{_ANCHOR}' || origin || char(9) || key"
            " WHERE contribution.number IN (SELECT value FROM json_each(?))"
        )
        found |= {identifier for (identifier,) in connection.execute(query, (marks,))}
    return found


def _claimants(connection: sqlite3.Connection, identifiers: set[str], *, with_own: bool) -> set[int]:
    query = "SELECT contribution FROM claim WHERE identifier IN (SELECT value FROM json_each(?))"
    if not identifiers:
        return set()
    found = {number for (number,) in connection.execute(query, (json.dumps(list(identifiers)),))}
    for identifier in identifiers if with_own else ():
        if identifier.startswith(_ANCHOR):
            origin, _, key = identifier[len(_ANCHOR) :].partition("\t")
            query = "SELECT number FROM contribution WHERE origin = ? AND key = ?"
            found |= {number for (number,) in connection.execute(query, (origin, key))}
    return found


def _settle(
    connection: sqlite3.Connection, group: list[int], touched: set[int], decoded: Callable[[bytes], Record]
) -> _Merged:
    """Choose the record of a group of contributions, and merge them."""
    marks = json.dumps(group)
    rows = connection.execute(
        f"SELECT number, seq, origin, {place_of()}, {time_of()}, payload FROM contribution"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
        (marks,),
    ).fetchall()
    seqs = {seq for _, seq, *_ in rows if seq}
    touched |= seqs
    were_hidden = _of_tombstones(connection, marks) if seqs else frozenset()
    seq = _seq_for(connection, seqs, group) or next_number(connection, "seq", 1)
    connection.execute("UPDATE contribution SET seq = ? WHERE number IN (SELECT value FROM json_each(?))", (seq, marks))
    origins = [origin for _, _, origin, *_ in rows]
    delivered = next((origin for origin in origins if origin not in OWN_ORIGINS), None)
    if delivered is None:
        return _Merged(seq, None)
    record = merge(
        Contribution(origin, decoded(payload), place, fetched) for _, _, origin, place, fetched, payload in rows
    )
    if DELETED in origins:
        return _Merged(seq, None, hidden=record.id)
    return _Merged(seq, record, rows[0][0] if len(rows) == 1 else None, delivered, were_hidden=were_hidden)


def _of_tombstones(connection: sqlite3.Connection, marks: str) -> frozenset[int]:
    """Return those of the contributions whose records are not shown."""
    query = (
        "SELECT number FROM contribution JOIN record USING (seq)"
        f" WHERE number IN (SELECT value FROM json_each(?)) AND NOT {LIVE}"
    )
    return frozenset(number for (number,) in connection.execute(query, (marks,)))


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
        [(m.seq, m.record.id) for m in merged if m.record is not None],
    )


def _put(
    connection: sqlite3.Connection, seq: int, merged: Record, sole: int | None, origin: str, payloads: Payloads
) -> None:
    query = f"SELECT 1 FROM record WHERE id = ? AND seq <> ? AND {LIVE}"
    while connection.execute(query, (merged.id, seq)).fetchone():
        # Another work has that id without sharing an identifier: two origins may use the same numbers.
        merged, sole = msgspec.structs.replace(merged, id=f"{origin}:{merged.id}"), None
    text = None if sole else encode(merged)
    row = connection.execute("SELECT id, sole, payload FROM record WHERE seq = ?", (seq,)).fetchone()
    if row and text and row[:2] == (merged.id, None) and payloads.is_of(row[2], text):
        return
    payload = None if text is None else payloads.packed(text)
    connection.execute(
        "INSERT OR REPLACE INTO record (seq, id, change, sole, seal, payload) VALUES (?, ?, ?, ?, ?, ?)",
        (*sealed(seq, merged.id, next_number(connection, "change", 1), sole, payload), payload),
    )


def _bury_if_empty(connection: sqlite3.Connection, seq: int) -> None:
    if connection.execute("SELECT 1 FROM contribution WHERE seq = ? LIMIT 1", (seq,)).fetchone():
        return
    if connection.execute("SELECT 1 FROM record WHERE seq = ?", (seq,)).fetchone():
        _bury(connection, seq)


def _bury(connection: sqlite3.Connection, seq: int, hidden: str = "") -> None:
    """Make a record a tombstone, if it is not.

    The tombstone keeps the id that the record was shown under, also where that was longer than ``hidden`` (see ``_put``).
    """
    row = connection.execute("SELECT id, sole, payload FROM record WHERE seq = ?", (seq,)).fetchone()
    shown = row[0] if row else ""
    name = shown if not hidden or shown.endswith(f":{hidden}") else hidden
    if row != (name, None, None):
        connection.execute(
            "INSERT OR REPLACE INTO record (seq, id, change, sole, seal) VALUES (?, ?, ?, ?, ?)",
            sealed(seq, name, next_number(connection, "change", 1), None),
        )


def next_number(connection: sqlite3.Connection, counter: str, count: int) -> int:
    """Take ``count`` numbers from a counter ("seq" or "change"), and return the first."""
    name = f"next_{counter}"
    (value,) = connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
    connection.execute("UPDATE note SET value = ? WHERE name = ?", (str(int(value) + count), name))
    return int(value)
