"""What the user edited in records, and which records the user deleted, as contributions of the user's own.

Such a contribution has the origin "own" or "deleted". Its id is the *anchor*: origin and key of the source's contribution
that it is about. A record therefore keeps its edits when that source delivers it anew, when it merges with others and
parts from them, and when it disappears and comes back. If the contribution is taken out and others of the record stay,
the edits are anchored to one of those.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from shoroku.corpus.identifiers import recognize
from shoroku.corpus.record import Record, encode
from shoroku.corpus.store import grouping
from shoroku.corpus.store.merge import DELETED, OWN, OWN_ORIGINS, Contribution, merge
from shoroku.corpus.store.packing.payloads import Payloads, digest_of, seal_of
from shoroku.corpus.store.packing.provenance import Source, place_of, time_of

_ORIGINS = f"({', '.join(map(repr, sorted(OWN_ORIGINS)))})"
_PARTS = "SELECT origin, payload, {place}, {time} FROM contribution WHERE seq = ? ORDER BY number"


class Parts(NamedTuple):
    """The contributions of one record: those of sources, the user's edits, and the user's deletion."""

    delivered: list[Contribution]
    own: list[Contribution]
    deleted: list[Contribution]

    @property
    def anchor(self) -> str:
        """The id of a new contribution of the user's about this record."""
        first = self.delivered[0]
        return grouping.anchor(first.origin, first.key)

    @property
    def unedited(self) -> Record | None:
        """The record without the user's edits, None if no source has it any more."""
        return merge(self.delivered) if self.delivered else None

    @property
    def whole(self) -> Record | None:
        """The record with the user's edits, whether or not it is deleted."""
        return merge([*self.delivered, *self.own]) if self.delivered else None


def parts_of(rows: Iterable[tuple[str, bytes, str, str]], decoded: Callable[[bytes], Record]) -> Parts:
    """Sort the contributions of one record, given as origin, payload, place and time. ``decoded`` is the store's."""
    parts = Parts([], [], [])
    for origin, payload, place, fetched in rows:
        into = parts.own if origin == OWN else parts.deleted if origin == DELETED else parts.delivered
        into.append(Contribution(origin, decoded(payload), place, fetched))
    parts.own.sort(key=lambda one: one.fetched, reverse=True)
    return parts


def parts_query(version: int) -> str:
    """Return the query for the contributions of the record of a number, as ``parts_of`` takes them."""
    return _PARTS.format(place=place_of(version), time=time_of(version))


def edited_query(version: int) -> str:
    """Return the query for the numbers of all records that the user edited or deleted, the latest first."""
    latest = f"max({time_of(version)})"
    return f"SELECT seq FROM contribution WHERE origin IN {_ORIGINS} GROUP BY seq ORDER BY {latest} DESC, seq"  # noqa: S608


def deleted_record(
    query: Callable[[str, Sequence[object]], list[Any]],
    decoded: Callable[[bytes], Record],
    version: int,
    identifier: str,
) -> int | None:
    """Return the number of the record that the user deleted and that ``identifier`` named, None if there is none.

    It may be the id that the record was shown under, the id that a source uses, or an identifier in any notation.
    ``query``, ``decoded`` and ``version`` are the store's.
    """
    deletions = (
        "SELECT record.seq, record.id FROM record JOIN contribution USING (seq)"  # noqa: S608
        f" WHERE contribution.origin = ? ORDER BY record.id <> ?, {time_of(version)} DESC"
    )
    wanted = set(recognize(identifier.strip()))
    for seq, name in query(deletions, (DELETED, identifier)):
        parts = parts_of(query(parts_query(version), (seq,)), decoded)
        names = {name, *(one.key for one in parts.delivered)}
        if identifier in names or (parts.whole and not wanted.isdisjoint(parts.whole.identifiers)):
            return int(seq)
    return None


def keep_anchored(
    connection: sqlite3.Connection, leaving: set[int], payloads: Payloads, decoded: Callable[[bytes], Record]
) -> None:
    """Anchor the user's contributions that are about contributions which are ``leaving`` to others of the same record.

    Where none stays, they keep their anchor and wait for it to come back. Call it within a transaction. Raises
    StoreDamaged, as ``decoded`` does.
    """
    for number, origin, payload, source, target in list(_anchored_to(connection, leaving)):
        record = msgspec.structs.replace(decoded(payload), id=target)
        query = "SELECT 1 FROM contribution WHERE origin = ? AND key = ?"
        if connection.execute(query, (origin, target)).fetchone():
            continue
        text = encode(record)
        packed = payloads.packed(text)
        connection.execute(
            "UPDATE contribution SET key = ?, payload = ?, digest = ?, seal = ? WHERE number = ?",
            (target, packed, digest_of(text), seal_of(origin, target, *source, packed), number),
        )
        connection.execute("DELETE FROM claim WHERE contribution = ?", (number,))
        claims = [(claim, number) for claim in grouping.claims(origin, record)]
        connection.executemany("INSERT OR IGNORE INTO claim VALUES (?, ?)", claims)


def _anchored_to(connection: sqlite3.Connection, leaving: set[int]) -> Iterator[tuple[int, str, bytes, Source, str]]:
    """Yield the user's contributions that are about contributions which are leaving, and what to anchor them to instead."""
    query = (
        f"SELECT number, origin, payload, seq, key, place, fetched, provenance FROM contribution WHERE origin IN {_ORIGINS}"  # noqa: S608
        " AND seq IN (SELECT seq FROM contribution WHERE number IN (SELECT value FROM json_each(?)))"
    )
    marks = json.dumps(sorted(leaving))
    for number, origin, payload, seq, key, *source in connection.execute(query, (marks,)).fetchall():
        if number in leaving:
            continue
        staying = [
            grouping.anchor(other, name)
            for one, other, name in connection.execute(
                f"SELECT number, origin, key FROM contribution WHERE seq = ? AND origin NOT IN {_ORIGINS} ORDER BY number",  # noqa: S608
                (seq,),
            )
            if one not in leaving
        ]
        if staying and key not in staying:
            yield number, origin, payload, Source._make(source), staying[0]
