"""Which records' numbers of citations have to be counted again, as the store's writers note it.

The store keeps by how many records each record is cited, so that those cited most are found without looking at the others.
A batch of records would change the numbers of the same few again and again; so writers only note what has changed, and
count once at their end (``cited.py``). Until then, who reads counts what was noted.

A number depends on the citations that other records state, on the identifiers by which they name the record, and on which
source records are one record. So there are three notes: the records that were grouped again (``mark``), the records on
which source records bear that are about to go (``mark_around``), and the number up to which records have been counted,
above which all are new.
"""

import json
import zlib
from collections.abc import Iterable
from typing import Any, Protocol

from shoroku.corpus.graph.kinds import EDGE_NUMBERS, Mention

#: The first version of the store that keeps the numbers.
SINCE = 8


def counted_up_to(highest: int) -> str:
    """Return the note that records up to a number have been counted. A checksum follows the number, so that ``check`` finds a
    changed note."""
    return f"{highest} {zlib.crc32(str(highest).encode())}"


def is_intact(note: object, highest: int) -> bool:
    """Return whether a note is one that was written; ``highest`` is the highest number of a record."""
    number = str(note).partition(" ")[0]
    return number.isdecimal() and int(number) <= highest and note == counted_up_to(int(number))


CREATE = [
    # By how many other records a record is cited; one that none cites has no row.
    "CREATE TABLE cited (seq INTEGER PRIMARY KEY, count INTEGER NOT NULL)",
    "CREATE INDEX cited_count ON cited (count)",
    "CREATE TABLE recount (seq INTEGER PRIMARY KEY)",
    f"INSERT OR REPLACE INTO note VALUES ('counted', '{counted_up_to(0)}')",
]

CITES, ITSELF = EDGE_NUMBERS["cites"], int(Mention.ITSELF)
#: A key of the graph as a claim of the store, and the other way round (``graph/keys.py``).
AS_CLAIM = "upper(substr(node.key, 1, instr(node.key, ':') - 1)) || substr(node.key, instr(node.key, ':'))"
AS_KEY = "lower(substr(identifier, 1, instr(identifier, ':') - 1)) || substr(identifier, instr(identifier, ':'))"

_OF_NUMBERS = "SELECT value FROM json_each(?)"
_OF_RECORDS = "SELECT number FROM json_each(?) CROSS JOIN contribution ON contribution.seq = value"
#: The records that source records cite, and those that state to be cited by them. (CROSS JOIN keeps SQLite to this order.)
_AROUND = f"""
    WITH mine(number) AS ({{mine}}),
    named(node) AS (
        SELECT edge.node FROM mine CROSS JOIN edge
            ON edge.contribution = mine.number AND edge.kind = {CITES} AND edge.turned = 0),
    known(node) AS (
        SELECT node.id FROM mine CROSS JOIN claim ON claim.contribution = mine.number CROSS JOIN node ON node.key = {AS_KEY}
        UNION
        SELECT mention.node FROM mine CROSS JOIN mention
            ON mention.contribution = mine.number AND mention.place = -1 AND mention.kind = {ITSELF}),
    around(number) AS (
        SELECT claim.contribution FROM named CROSS JOIN node ON node.id = named.node
            CROSS JOIN claim ON claim.identifier = {AS_CLAIM}
        UNION
        SELECT mention.contribution FROM named CROSS JOIN mention
            ON mention.node = named.node AND mention.kind = {ITSELF}
        UNION
        SELECT edge.contribution FROM known CROSS JOIN edge
            ON edge.node = known.node AND edge.kind = {CITES} AND edge.turned = 1)
    SELECT DISTINCT contribution.seq FROM around CROSS JOIN contribution ON contribution.number = around.number
"""
AROUND_RECORDS = _AROUND.format(mine=_OF_RECORDS)
_NOTE_AROUND = f"INSERT OR IGNORE INTO recount {_AROUND.format(mine=_OF_NUMBERS)}"


class _Connection(Protocol):
    def execute(self, statement: str, parameters: Any = ..., /) -> Any: ...


def mark(connection: _Connection, seqs: Iterable[int]) -> None:
    """Note that records have changed: their own numbers are to be counted again, and those of what they cite."""
    marks = json.dumps(sorted(seqs))
    if marks != "[]":
        connection.execute("INSERT OR IGNORE INTO recount SELECT value FROM json_each(?)", (marks,))


def mark_around(connection: _Connection, numbers: Iterable[int]) -> None:
    """Note the records on whose numbers source records bear that are about to go, while what they state is still there."""
    marks = json.dumps(sorted(numbers))
    if marks != "[]":
        connection.execute(_NOTE_AROUND, (marks,))


def forget(connection: _Connection) -> None:
    """Forget all numbers: every record is to be counted again."""
    connection.execute("DELETE FROM cited")
    connection.execute("DELETE FROM recount")
    connection.execute("UPDATE note SET value = ? WHERE name = 'counted'", (counted_up_to(0),))
