"""Deriving the graph again from the contributions of a store, and comparing it with them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from shoroku.corpus.graph import people, tables
from shoroku.corpus.graph.derive import NOTHING, derive
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.graph.tables import Connection, Queries
from shoroku.corpus.record import Record
from shoroku.corpus.store import grouping

_BATCH = 2_000


def rederive(
    connection: Connection, decoded: Callable[[bytes], Record], regroup: Callable[[set[int], set[int]], None]
) -> None:
    """Fill the tables of the graph again. Call it within a transaction; ``decoded`` raises StoreDamaged.

    Records that state to be the same as others, as versions before this one did not notice, are merged (``regroup``).
    """
    tables.clear(connection)
    unclaimed: list[tuple[str, int]] = []
    for rows in _batches(connection):
        records = [(number, origin, decoded(payload)) for number, origin, payload in rows]
        tables.put(connection, [(number, derive(record)) for number, _, record in records])
        for number, origin, record in records:
            if record.relations or record.type == PROJECT:
                unclaimed += [(claim, number) for claim in grouping.claims(origin, record)]
    new = _not_stored(connection, unclaimed)
    connection.executemany("INSERT OR IGNORE INTO claim VALUES (?, ?)", new)
    if new:
        regroup({number for _, number in new}, set())


def _not_stored(connection: Queries, claims: list[tuple[str, int]]) -> list[tuple[str, int]]:
    query = "SELECT identifier, contribution FROM claim WHERE contribution IN (SELECT value FROM json_each(?))"
    stored = set(connection.execute(query, (json.dumps(sorted({number for _, number in claims})),)))
    return [claim for claim in claims if claim not in stored]


def _batches(connection: Queries) -> Iterator[list[Any]]:
    last = 0
    query = (
        "SELECT number, origin, contribution.payload FROM contribution JOIN record USING (seq)"
        f" WHERE number > ? AND {grouping.LIVE} ORDER BY number LIMIT ?"
    )
    while rows := connection.execute(query, (last, _BATCH)).fetchall():
        yield rows
        last = rows[-1][0]


def hidden(connection: Queries, first: int, last: int) -> set[int]:
    """Return the contributions between two numbers whose records are not shown."""
    query = (
        f"SELECT number FROM contribution JOIN record USING (seq) WHERE number BETWEEN ? AND ? AND NOT {grouping.LIVE}"
    )
    return {number for (number,) in connection.execute(query, (first, last))}


def is_as_derived(
    stored: tuple[set[Any], set[Any]] | None, record: Record, *, has_graph: bool, is_hidden: bool
) -> bool:
    """Return whether what is stored of a contribution (see ``tables.stored``) is what its record says.

    A record that is not shown says nothing; a store that has no graph yet has nothing to compare.
    """
    said = NOTHING if is_hidden else derive(record)
    if not has_graph or not (said or stored):
        return True
    return (stored or (set(), set())) == tables.expected(said)


def wrong_chains(connection: Queries) -> list[str]:
    """Return the groups of identifiers that statements of sources would unite wrongly, each as words of its keys."""
    query = "SELECT key FROM node WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key DESC"
    return [
        " = ".join(key for (key,) in connection.execute(query, (json.dumps(sorted(group)),)))
        for group in people.conflicts(connection)
    ]
