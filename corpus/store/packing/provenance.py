"""Provenance: from where contributions are (a file, an address or a source) and when they were fetched.

A run delivers thousands of contributions from one place at one time. As soon as a batch has two contributions of such a pair,
it is stored once, in a table of its own, to which they and later ones of the run refer by number. The pair of a single
contribution stays in its own row, where it takes least. So do the pairs of contributions that an earlier version wrote:
converting them would rewrite a file of gigabytes, and a server of that version that still reads the library would find its
columns gone. (It can go on reading, but its ``check`` takes the new rows for damaged.) When a source delivers such a contribution
again, it refers to the table like others.

A row counts the contributions that refer to it, and is deleted with the last of them: a place may name a data source. An
index of the column would tell that, too, but would take a quarter of what the table saves.

The checksum of a contribution covers the number that it refers to, and the checksum of a row covers its number, place and
time. A damaged row leaves its contributions sound: only where they came from is lost.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

#: The first version of the store that has the table.
SINCE = 9

CREATE = [
    # `contributions`: how many refer to it. `seal`: a checksum of number, place and time.
    """CREATE TABLE provenance (
        number INTEGER PRIMARY KEY,
        place TEXT NOT NULL,
        fetched TEXT NOT NULL,
        contributions INTEGER NOT NULL,
        seal INTEGER NOT NULL)""",
    # NULL where place and time are in the contribution's own row.
    "ALTER TABLE contribution ADD COLUMN provenance INTEGER",
]

#: So many pairs of a run are remembered.
_MOST_REMEMBERED = 10_000
#: Deletes every row that nothing refers to, whatever it counts. It reads all contributions.
SWEEP = "DELETE FROM provenance WHERE number NOT IN (SELECT provenance FROM contribution WHERE provenance IS NOT NULL)"
_OF = "WHERE number IN (SELECT value FROM json_each(?))"


class Source(NamedTuple):
    """Place and time as the row of a contribution has them: empty if it refers to a row of the table by its number."""

    place: str
    fetched: str
    provenance: int | None


class Row(NamedTuple):
    """A row of the table. Damaged values may be of any type."""

    number: int
    place: str
    fetched: str
    contributions: int
    seal: int

    @property
    def is_sound(self) -> bool:
        return sealed(self.number, self.place, self.fetched) == self.seal


def sealed(number: int, place: str, fetched: str) -> int:
    """Return the checksum of a row."""
    return zlib.crc32(f"{number}\0{place}\0{fetched}".encode("utf-8", "surrogatepass"))


def place_of(version: int = SINCE) -> str:
    """Return, as SQL, the place of a row of ``contribution`` in a store of that version."""
    return _column("place", version)


def time_of(version: int = SINCE) -> str:
    """Return, as SQL, the time at which a row of ``contribution`` was fetched in a store of that version."""
    return _column("fetched", version)


def _column(name: str, version: int) -> str:
    if version < SINCE:  # an earlier version's, that only readers have opened so far
        return f"contribution.{name}"
    there = f"(SELECT provenance.{name} FROM provenance WHERE provenance.number = contribution.provenance)"  # noqa: S608
    return f"CASE WHEN contribution.provenance IS NULL THEN contribution.{name} ELSE coalesce({there}, '') END"


class Provenances:
    """The table, for a writer. All is called within transactions."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, str], int] = {}  # of this run: the next one has another time

    def refer(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Source]:
        """Count contributions that are about to be written, given the place and time of each; return what their rows are to
        have in place of these."""
        numbers = {pair: self._number(pair, count) for pair, count in Counter(pairs).items()}
        return {
            pair: Source(*pair, None) if number is None else Source("", "", number) for pair, number in numbers.items()
        }

    def _number(self, pair: tuple[str, str], count: int) -> int | None:
        """Return the number of a pair that ``count`` contributions more refer to, None if it is not worth a row."""
        if not any(pair):
            return None
        # The row may have gone since, with its contributions or with a transaction that was rolled back.
        update = (
            "UPDATE provenance SET contributions = contributions + ? WHERE number = ? AND place = ? AND fetched = ?"
        )
        known = self._numbers.get(pair)
        if known is not None and self._connection.execute(update, (count, known, *pair)).rowcount:
            return known
        if count < 2:
            return None
        (highest,) = self._connection.execute("SELECT coalesce(max(number), 0) FROM provenance").fetchone()
        number = int(highest) + 1
        row = Row(number, *pair, count, sealed(number, *pair))
        self._connection.execute("INSERT INTO provenance VALUES (?, ?, ?, ?, ?)", row)
        if len(self._numbers) >= _MOST_REMEMBERED:
            self._numbers.clear()
        self._numbers[pair] = number
        return number

    def release(self, contributions: Iterable[int]) -> None:
        """Stop counting contributions that are about to be replaced or deleted; delete the rows that no other one refers to."""
        marks = json.dumps(list(contributions))
        counted = f"SELECT provenance, count(*) FROM contribution {_OF} AND provenance IS NOT NULL GROUP BY provenance"  # noqa: S608
        left = self._connection.execute(counted, (marks,)).fetchall()
        if not left:
            return
        self._connection.executemany(
            "UPDATE provenance SET contributions = contributions - ? WHERE number = ?",
            [(count, number) for number, count in left],
        )
        self._connection.execute(
            f"DELETE FROM provenance {_OF} AND contributions < 1",  # noqa: S608
            (json.dumps([number for number, _ in left]),),
        )
