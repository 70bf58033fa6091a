"""The graph's tables in the store: written with each contribution, removed with it, derived again, and verified.

A record that is not shown, because the user deleted it, states nothing: its contributions have no rows here until it is
restored. Nodes and words are stored once and referred to by number. An edge is one statement of one contribution, stored in the
direction of its kind; the contribution is its subject, or its object if it is ``turned``. Both ends are indexed. Of which
record a contribution is part, the store knows; so merging records does not touch the graph.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from shoroku.corpus.graph import recount
from shoroku.corpus.graph.derive import Derived

#: The first version of the store that has these tables.
SINCE = 7

CREATE = [
    "CREATE TABLE node (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    """CREATE TABLE edge (
        contribution INTEGER NOT NULL,
        place INTEGER NOT NULL,
        node INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        turned INTEGER NOT NULL,
        word INTEGER NOT NULL,
        PRIMARY KEY (contribution, place, node, kind)) WITHOUT ROWID""",
    "CREATE INDEX edge_node ON edge (node, kind, turned, word)",
    """CREATE TABLE mention (
        node INTEGER NOT NULL,
        contribution INTEGER NOT NULL,
        place INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        of INTEGER NOT NULL,
        PRIMARY KEY (node, contribution, place, kind)) WITHOUT ROWID""",
    "CREATE INDEX mention_contribution ON mention (contribution, place, kind, of)",
]

_ORPHANS = (
    "DELETE FROM node WHERE id IN (SELECT value FROM json_each(?))"
    " AND NOT EXISTS (SELECT 1 FROM edge WHERE edge.node = node.id)"
    " AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.node = node.id)"
)


#: Removes words that no edge uses.
SWEEP_WORDS = "DELETE FROM word WHERE id NOT IN (SELECT word FROM edge)"


class Queries(Protocol):
    """What a reader uses of a connection to SQLite."""

    def execute(self, statement: str, parameters: Any = ..., /) -> Any: ...


class Connection(Queries, Protocol):
    """What a writer uses of a connection to SQLite."""

    def executemany(self, statement: str, parameters: Any, /) -> Any: ...


class Rows(list[Any]):
    """The rows of a query, all read."""

    def fetchall(self) -> "Rows":
        return self

    def fetchone(self) -> Any:
        return self[0] if self else None


class Reading:
    """A connection that only reads, by way of a store: errors are the store's, and queries disturbed by a writer are repeated."""

    def __init__(self, query: Callable[[str, Any], list[Any]]) -> None:
        self._query = query

    def execute(self, statement: str, parameters: Any = (), /) -> Rows:
        return Rows(self._query(statement, parameters))


class Graph(NamedTuple):
    """The sizes of the graph."""

    nodes: int
    edges: int
    mentions: int


def put(connection: Connection, contributions: Iterable[tuple[int, Derived]]) -> None:
    """Add the edges and mentions of contributions, given by their numbers. Call it within a transaction."""
    derived = [one for one in contributions if one[1]]
    if not derived:
        return
    named = [edge.key for _, found in derived for edge in found.edges]
    named += [mention.key for _, found in derived for mention in found.mentions]
    nodes = _numbers(connection, "node", "key", named)
    words = _numbers(connection, "word", "word", (row.word for _, found in derived for row in found.edges))
    connection.executemany(
        "INSERT OR IGNORE INTO edge (contribution, place, node, kind, turned, word) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, edge.place, nodes[edge.key], edge.kind, edge.turned, words[edge.word])
            for number, found in derived
            for edge in found.edges
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mention (node, contribution, place, kind, of) VALUES (?, ?, ?, ?, ?)",
        [
            (nodes[mention.key], number, mention.place, mention.kind, mention.of)
            for number, found in derived
            for mention in found.mentions
        ],
    )


def take_out(connection: Connection, numbers: Collection[int]) -> list[int]:
    """Remove the edges and mentions of contributions, whose claims are still there; return the nodes that may stand on
    nothing now (see ``sweep``)."""
    marks = json.dumps(sorted(numbers))
    if marks == "[]":
        return []
    chosen = "contribution IN (SELECT value FROM json_each(?))"
    query = f"SELECT node FROM edge WHERE {chosen} UNION SELECT node FROM mention WHERE {chosen}"
    nodes = [node for (node,) in connection.execute(query, (marks, marks))]
    recount.mark_around(connection, numbers)
    if nodes:
        connection.execute(f"DELETE FROM edge WHERE {chosen}", (marks,))
        connection.execute(f"DELETE FROM mention WHERE {chosen}", (marks,))
    return nodes


def hide(connection: Connection, numbers: Collection[int]) -> None:
    """Remove what contributions of a record state that is not shown: what the user deleted states nothing."""
    sweep(connection, take_out(connection, numbers))


def revive(connection: Connection, numbers: Iterable[int], derived: Callable[[bytes], Derived]) -> None:
    """Add what contributions state whose record is shown again. ``derived`` derives it from a payload."""
    marks = json.dumps(sorted(numbers))
    if marks != "[]":
        query = "SELECT number, payload FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        rows = connection.execute(query, (marks,)).fetchall()
        put(connection, [(number, derived(payload)) for number, payload in rows])


def sweep(connection: Connection, nodes: Sequence[int]) -> None:
    """Remove those of the nodes that no edge and no mention is about: nothing of what only a removed record named stays."""
    if nodes:
        connection.execute(_ORPHANS, (json.dumps(nodes),))


def clear(connection: Connection) -> None:
    """Empty the tables."""
    for table in ("edge", "mention", "node", "word"):
        connection.execute(f"DELETE FROM {table}")
    recount.forget(connection)


def size(connection: Queries) -> Graph:
    """Return the sizes of the graph."""
    return Graph(
        *(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("node", "edge", "mention"))
    )


def stored(connection: Queries, first: int, last: int) -> dict[int, tuple[set[Any], set[Any]]]:
    """Return what is stored for the contributions between two numbers: number -> its edges and mentions as plain tuples,
    ``None`` in the place of a node or word that is missing."""
    found: dict[int, tuple[set[Any], set[Any]]] = {}
    edges = (
        "SELECT contribution, place, key, kind, turned, word.word FROM edge LEFT JOIN node ON node.id = edge.node"
        " LEFT JOIN word ON word.id = edge.word WHERE contribution BETWEEN ? AND ?"
    )
    for number, *row in connection.execute(edges, (first, last)):
        found.setdefault(number, (set(), set()))[0].add(tuple(row))
    mentions = (
        "SELECT contribution, key, place, kind, of FROM mention LEFT JOIN node ON node.id = mention.node"
        " WHERE contribution BETWEEN ? AND ?"
    )
    for number, *row in connection.execute(mentions, (first, last)):
        found.setdefault(number, (set(), set()))[1].add(tuple(row))
    return found


def expected(derived: Derived) -> tuple[set[Any], set[Any]]:
    """Return what is to be stored for a contribution, in the form of ``stored``.

    Two statements at one place with one meaning are one row.
    """
    edges: dict[Any, tuple[Any, ...]] = {}
    for edge in derived.edges:
        edges.setdefault((edge.place, edge.key, edge.kind), tuple(edge))
    return set(edges.values()), {tuple(mention) for mention in derived.mentions}


def strays(connection: Queries) -> int:
    """Return how many rows are of contributions or nodes that are not there."""
    gone = "NOT EXISTS (SELECT 1 FROM contribution WHERE number = {0}.contribution) OR NOT EXISTS (SELECT 1 FROM node WHERE id = {0}.node)"
    queries = (f"SELECT count(*) FROM {table} WHERE {gone.format(table)}" for table in ("edge", "mention"))
    return sum(int(connection.execute(query).fetchone()[0]) for query in queries)


def orphans(connection: Queries) -> int:
    """Return how many nodes stand on nothing."""
    query = (
        "SELECT count(*) FROM node WHERE NOT EXISTS (SELECT 1 FROM edge WHERE edge.node = node.id)"
        " AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.node = node.id)"
    )
    return int(connection.execute(query).fetchone()[0])


def _numbers(connection: Connection, table: str, column: str, values: Iterable[str]) -> dict[str, int]:
    """Return the numbers of values, which are stored where they are not yet."""
    marks = json.dumps(list(dict.fromkeys(values)))
    if marks == "[]":
        return {}
    connection.execute(f"INSERT OR IGNORE INTO {table} ({column}) SELECT value FROM json_each(?)", (marks,))
    query = f"SELECT {column}, id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (marks,)))
