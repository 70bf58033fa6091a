"""The store's tables, and how an older store becomes a newer one.

A migration is a list of statements; the store's ``user_version`` says how many were made. Released ones never change.
"""

import re
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shoroku.corpus.errors import StoreDamaged
from shoroku.corpus.graph import recount
from shoroku.corpus.graph import tables as graph
from shoroku.corpus.store.packing import provenance

_FIRST = [
    # What a source delivered, normalised, with where and when; `seq` is the merged record that it is part of.
    """CREATE TABLE contribution (
        number INTEGER PRIMARY KEY,
        origin TEXT NOT NULL,
        key TEXT NOT NULL,
        digest BLOB NOT NULL,
        place TEXT NOT NULL,
        fetched TEXT NOT NULL,
        seq INTEGER NOT NULL,
        payload BLOB NOT NULL,
        UNIQUE (origin, key))""",
    "CREATE INDEX contribution_seq ON contribution (seq)",
    # Which contributions claim which identifier of a work ("DOI:10.1/x").
    """CREATE TABLE claim (
        identifier TEXT NOT NULL,
        contribution INTEGER NOT NULL,
        PRIMARY KEY (identifier, contribution)) WITHOUT ROWID""",
    "CREATE INDEX claim_contribution ON claim (contribution)",
    # A merged record. With one contribution (`sole`) its payload is that one's; with several it is kept here;
    # with none it is a tombstone.
    """CREATE TABLE record (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        change INTEGER NOT NULL,
        sole INTEGER,
        payload BLOB)""",
    "CREATE UNIQUE INDEX record_id ON record (id) WHERE sole IS NOT NULL OR payload IS NOT NULL",
    "CREATE UNIQUE INDEX record_change ON record (change)",
    "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "INSERT INTO note VALUES ('next_seq', '1'), ('next_change', '1'), ('lineage', lower(hex(randomblob(8))))",
]

_SECOND = [
    # What was asked of whom: parameters and tally as JSON, times as ISO 8601 in UTC ("" for never).
    """CREATE TABLE harvest (
        number INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        parameters TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT NOT NULL,
        since TEXT NOT NULL,
        datestamp TEXT NOT NULL,
        newest TEXT NOT NULL DEFAULT '',
        failure TEXT NOT NULL,
        tally TEXT NOT NULL,
        UNIQUE (source, parameters))""",
    # The parts of a run that are not yet done, and how far each has come.
    """CREATE TABLE harvest_window (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        harvest INTEGER NOT NULL,
        window TEXT NOT NULL,
        cursor TEXT,
        total INTEGER)""",
    # Data sources that were withdrawn, and when.
    "CREATE TABLE withdrawn (source TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
]

_THIRD = [
    # A checksum of what the digest of a contribution does not cover; NULL where an earlier version wrote it.
    "ALTER TABLE contribution ADD COLUMN seal INTEGER",
    # How far a withdrawal has come (see withdrawal.py), and the change number that it ended with. One that an earlier
    # version made may have been cut off, so it is finished once more.
    "ALTER TABLE withdrawn ADD COLUMN state TEXT NOT NULL DEFAULT 'purging'",
    "ALTER TABLE withdrawn ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
    # The records that a withdrawal has changed, while the index may still hold what they were.
    "CREATE TABLE withheld (seq INTEGER PRIMARY KEY)",
]

_FOURTH = [
    # A checksum of a record's row; NULL where an earlier version wrote it.
    "ALTER TABLE record ADD COLUMN seal INTEGER",
]

_FIFTH = [
    # When changes were committed: the highest change number, the time (ISO 8601, UTC), a checksum (see moments.py).
    # What changed before the table was made has the time of the first note.
    "CREATE TABLE moment (change INTEGER PRIMARY KEY, at TEXT NOT NULL, seal INTEGER NOT NULL)",
]

_SIXTH = [
    # With what payloads are compressed (see packing/payloads.py): for how many contributions it was made, whether it is no longer
    # used, and a checksum. AUTOINCREMENT: a number is never given twice, because readers remember dictionaries.
    """CREATE TABLE dictionary (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        contributions INTEGER NOT NULL,
        retired INTEGER NOT NULL,
        content BLOB NOT NULL,
        digest BLOB NOT NULL)""",
    # The same once more: without its dictionary, a payload is lost.
    """CREATE TABLE dictionary_copy (
        number INTEGER PRIMARY KEY,
        contributions INTEGER NOT NULL,
        retired INTEGER NOT NULL,
        content BLOB NOT NULL,
        digest BLOB NOT NULL)""",
]

#: The graph (see ``corpus/graph/tables.py``), which is derived from the contributions when the tables are made.
_SEVENTH = graph.CREATE

#: By how many records each record is cited (see ``corpus/graph/recount.py``).
_EIGHTH = recount.CREATE

#: The places and times that many contributions have in common (see ``packing/provenance.py``).
_NINTH = provenance.CREATE

MIGRATIONS = [_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH]
VERSION = len(MIGRATIONS)
#: The words of the definitions, among them the names of all tables and columns.
NAMES = frozenset(re.findall(r"[a-z_]+", " ".join(one for statements in MIGRATIONS for one in statements)))

#: The tables of other modules in the store, which have a checksum.
STATE_TABLES = ("harvest", "harvest_window", "withdrawn", "withheld")

#: Further entries covered by the checksum of the state. (Counters change with every commit, and are checked by the records.)
_SEALED = (
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
    "SELECT * FROM sqlite_sequence ORDER BY 1",
    "SELECT name, CASE name WHEN 'lineage' THEN value END FROM note WHERE name <> 'seal' ORDER BY name",
    "PRAGMA user_version",
    "PRAGMA application_id",
)


def migrate(
    connection: sqlite3.Connection, path: Path, found: int, derive: Callable[[], None], seal: Callable[[], None]
) -> None:
    """Bring a store of version ``found`` to this version, in one transaction.

    ``derive`` derives the graph of a store that has none. ``seal`` is called at the end of the transaction: the checksum of
    the state covers the tables' definitions.
    Raises StoreDamaged where the tables are not those of version ``found``.
    """
    if found == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (statement for statements in MIGRATIONS[found:] for statement in statements):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_ERROR":
            raise
        raise StoreDamaged(path=str(path), reason=f"its tables are not those of version {found}: {error}") from error
    if 0 < found < graph.SINCE:
        derive()
    connection.execute(f"PRAGMA user_version = {VERSION}")
    seal()
    connection.execute("COMMIT")


def state_seal(query: Callable[[str], list[tuple[Any, ...]]], version: int) -> str:
    """Return the checksum of the state of harvests and withdrawals, of the tables' definitions, the store's lineage and
    its version, as a store of that version has it. ``query`` returns the rows of a query."""
    queries = [f"SELECT * FROM {table} ORDER BY 1" for table in STATE_TABLES]  # noqa: S608
    crc = 0
    for one in queries if version < 4 else [*queries, *_SEALED]:
        for row in query(one):
            crc = zlib.crc32(repr(row).encode("utf-8", "surrogatepass"), crc)
    return str(crc)
