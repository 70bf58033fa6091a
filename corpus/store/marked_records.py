"""Marked records: a list of records that somebody wants to come back to, in the order in which they were marked.

Kept in ``saved.db`` (``saved_file.py``) as numbers only: a withdrawn record leaves nothing there. A mark names the
contributions of which its record was made: by their numbers in the store, and by hashes of where they come from
(``mark_of``). It therefore stays on its record when records merge or part and when a source delivers it anew. In another
store of the same records (a repaired one, or one that was made again from its files) the hashes find it.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from shoroku.corpus.store.saved_file import SavedFile
from shoroku.corpus.store.saved_searches import mark_of
from shoroku.corpus.store.store import Store

_PARTS = """
    SELECT marked.number, lineage, contribution, mark FROM marked JOIN marked_part ON marked_part.marked = marked.number
    ORDER BY marked.number, contribution
"""


class _Part(NamedTuple):
    """A contribution of a marked record: its number in the store of that lineage, and the hash of where it comes from."""

    marked: int
    lineage: str
    contribution: int
    mark: int


class MarkedRecords(SavedFile):
    """The marked records of the library in ``folder``; records are given and returned as their numbers in the store."""

    def all(self, store: Store) -> list[int]:
        """Return the marked records that are in the store, each once. Raises LibraryTooNew, NotALibrary, StoreDamaged."""
        return list(dict.fromkeys(self._found(store).values()))

    def add(self, store: Store, seqs: Collection[int], now: str) -> int:
        """Mark records, and return how many were not marked. ``now`` is ISO 8601 in UTC.

        Raises LibraryReadOnly, DiskFull.
        """
        known = set(self.all(store))
        new = [seq for seq in dict.fromkeys(seqs) if seq not in known]
        if not new:
            return 0
        parts: dict[int, list[tuple[int, int]]] = {}
        for number, seq, origin, key in _contributions(store, "seq", new):
            parts.setdefault(seq, []).append((number, mark_of(origin, key)))
        lineage = store.lineage()
        with self._connected(writable=True) as connection:
            for seq in new:
                made = connection.execute("INSERT INTO marked (at, lineage) VALUES (?, ?)", (now, lineage))
                rows = ((made.lastrowid, *part) for part in parts.get(seq, ()))
                connection.executemany("INSERT INTO marked_part VALUES (?, ?, ?)", rows)
        return len(new)

    def remove(self, store: Store, seqs: Collection[int]) -> int:
        """Take the marks off records, and return how many of these were marked. Raises LibraryReadOnly, DiskFull."""
        found = self._found(store)
        numbers = [number for number, seq in found.items() if seq in seqs]
        if numbers:
            with self._connected(writable=True) as connection:
                connection.executemany("DELETE FROM marked WHERE number = ?", [(number,) for number in numbers])
        return len({found[number] for number in numbers})

    def clear(self) -> None:
        """Take the marks off all records. Raises LibraryReadOnly, DiskFull."""
        if self._path.exists():
            with self._connected(writable=True) as connection:
                connection.execute("DELETE FROM marked")

    def _found(self, store: Store) -> dict[int, int]:
        """Return each mark with the record that it is on, in the order of marking."""
        parts = self._parts()
        lineage = store.lineage()
        here = [part for part in parts if part.lineage == lineage]
        elsewhere = {part.mark for part in parts if part.lineage != lineage}
        rows = _contributions(store, "number", {part.contribution for part in here}) if here else []
        seqs = {(number, mark_of(origin, key)): seq for number, seq, origin, key in rows}
        by_mark = _by_mark(store, elsewhere) if elsewhere else {}
        found: dict[int, int] = {}
        for part in parts:
            seq = seqs.get((part.contribution, part.mark)) if part.lineage == lineage else by_mark.get(part.mark)
            if seq is not None:
                found.setdefault(part.marked, seq)
        live = set(store.by_id(set(found.values())))
        return {marked: seq for marked, seq in found.items() if seq in live}

    def _parts(self) -> list[_Part]:
        if not self._path.exists():
            return []
        with self._connected() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            return [_Part(*row) for row in connection.execute(_PARTS)] if version >= 4 else []


def _contributions(store: Store, column: str, values: Iterable[int]) -> list[tuple[int, int, str, str]]:
    """Return number, record, origin and key of contributions, chosen by one of the first two."""
    query = f"SELECT number, seq, origin, key FROM contribution WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
    return store.query(query, (json.dumps(list(values)),))


def _by_mark(store: Store, marks: set[int]) -> dict[int, int]:
    """Return the records of contributions by the hashes of where they come from; reads the names of all contributions."""
    rows: Iterator[tuple[int, str, str]] = store.rows("SELECT seq, origin, key FROM contribution")
    return {mark: seq for seq, origin, key in rows if (mark := mark_of(origin, key)) in marks}
