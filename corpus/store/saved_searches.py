"""Saved searches: the searches, the records already shown, and the change of the store up to which they were checked.

They are stored in ``saved.db`` (``saved_file.py``), which ``reindex`` and withdrawals do not touch. The records shown are
stored only as numbers, hashes of the origins of their contributions. These do not change when records merge or separate, when
sources deliver them again, or when a library is rebuilt from its files.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from shoroku.corpus import errors
from shoroku.corpus.store import machine
from shoroku.corpus.store.durable import sync_folder
from shoroku.corpus.store.saved_file import ALL_SAVED, MARKED, MARKED_PARTS, SAVED_FILE, SavedFile, has_tables
from shoroku.messages import Localized

#: How long a name may be, in characters.
LONGEST_NAME = 100


class Mark(NamedTuple):
    """A state of a store: which store it is, and its last change number."""

    lineage: str
    change: int


class Saved(NamedTuple):
    """A saved search: its name, query and filters, when it was saved and last shown (ISO 8601, UTC), and its mark."""

    number: int
    name: str
    query: str
    filters: dict[str, Any]
    made: str
    looked: str
    mark: Mark


def mark_of(origin: str, key: str) -> int:
    """Return the number of a contribution: 64 bits of a hash of its origin and its key there."""
    digest = hashlib.blake2b(f"{origin}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises BadName where it is empty, too long, an option's, or not fit to be shown."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or name.startswith("-") or not name.isprintable():
        raise errors.BadName(name=name, limit=LONGEST_NAME)
    return name


class SavedSearches(SavedFile):
    """The saved searches of the library in ``folder``. Each call is one transaction; processes may take turns."""

    def all(self) -> list[Saved]:
        """Return all of them, by name. Raises LibraryTooNew, NotALibrary, StoreDamaged."""
        if not self._path.exists():
            return []
        with self._connected() as connection:
            return [_saved(row) for row in connection.execute(ALL_SAVED)] if has_tables(connection) else []

    def get(self, name: str) -> Saved:
        """Return the one of that name. Raises UnknownSavedSearch, and what ``all`` raises."""
        wanted = " ".join(name.split())
        found = next((one for one in self.all() if one.name == wanted), None)
        if found is None:
            raise errors.UnknownSavedSearch(name=name)
        return found

    def save(
        self,
        name: str,
        query: str,
        filters: dict[str, Any],
        *,
        now: str,
        mark: Mark,
        seen: Iterable[int],
        replace: bool = False,
    ) -> None:
        """Save a search under a name; what is ``seen`` is never new. Raises NameTaken, BadName, LibraryReadOnly, DiskFull."""
        name = checked_name(name)
        values = (name, query, json.dumps(filters, ensure_ascii=False), now, now, *mark)
        with self._connected(writable=True) as connection:
            if replace:
                connection.execute("DELETE FROM saved WHERE name = ?", (name,))
            elif connection.execute("SELECT 1 FROM saved WHERE name = ?", (name,)).fetchone():
                raise errors.NameTaken(name=name)
            made = connection.execute(
                "INSERT INTO saved (name, query, filters, made, looked, lineage, change) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            _insert_seen(connection, made.lastrowid or 0, seen)

    def forget(self, name: str) -> None:
        """Remove a saved search. Raises UnknownSavedSearch, LibraryReadOnly."""
        number = self.get(name).number
        with self._connected(writable=True) as connection:
            connection.execute("DELETE FROM saved WHERE number = ?", (number,))

    def seen(self, saved: Saved, marks: Collection[int]) -> set[int]:
        """Return those of ``marks`` that were seen."""
        query = "SELECT mark FROM seen WHERE saved = ? AND mark IN (SELECT value FROM json_each(?))"
        with self._connected() as connection:
            return {mark for (mark,) in connection.execute(query, (saved.number, json.dumps(list(marks))))}

    def looked(self, saved: Saved, mark: Mark, seen: Iterable[int], now: str) -> None:
        """Record that the new records of a saved search were shown, and up to which change.

        If another process has shown them meanwhile, the later mark is kept; if the search was deleted, nothing is recorded.
        Raises LibraryReadOnly, DiskFull.
        """
        with self._connected(writable=True) as connection:
            row = connection.execute("SELECT lineage, change FROM saved WHERE number = ?", (saved.number,)).fetchone()
            if row is None:
                return
            _insert_seen(connection, saved.number, seen)
            there = Mark(*row)
            if there != saved.mark and there.lineage == mark.lineage:
                mark = max(mark, there)
            connection.execute(
                "UPDATE saved SET looked = ?, lineage = ?, change = ? WHERE number = ?", (now, *mark, saved.number)
            )

    def repair(self) -> list[str]:
        """Rebuild a damaged file from the searches and marks that can be read; return what may have changed, as named in
        messages.

        The damaged file is kept under another name. Raises LibraryReadOnly, DiskFull.
        """
        if not self.problems():
            return []
        beside = SavedSearches(self._folder, f"{SAVED_FILE}.repaired")
        kept = [one for row in self._rows(ALL_SAVED) if (one := _readable(row))]
        marked = [row for row in self._rows(MARKED) if list(map(type, row)) == [int, str, str]]
        parts = [row for row in self._rows(MARKED_PARTS) if list(map(type, row)) == [int, int, int]]
        try:
            beside._path.unlink(missing_ok=True)
            with beside._connected(writable=True) as connection:
                for one in kept:
                    values = one._replace(filters=json.dumps(one.filters, ensure_ascii=False))  # type: ignore[arg-type]
                    connection.execute(f"INSERT INTO saved VALUES ({'?, ' * 7}?)", (*values[:-1], *one.mark))  # noqa: S608
                    seen = self._rows("SELECT mark FROM seen WHERE saved = ? AND typeof(mark) = 'integer'", one.number)
                    _insert_seen(connection, one.number, (mark for (mark,) in seen))
                connection.executemany("INSERT INTO marked VALUES (?, ?, ?)", marked)
                known = {number for number, *_ in marked}
                rows = [part for part in parts if part[0] in known]
                connection.executemany("INSERT OR IGNORE INTO marked_part VALUES (?, ?, ?)", rows)
            shutil.copyfile(self._path, self._path.with_name(f"{SAVED_FILE}.damaged"))
            self._journal.unlink(missing_ok=True)  # the new file must not find it
            os.replace(beside._path, self._path)
            sync_folder(self._folder)
        except OSError as error:
            raise machine.failure(self._folder, error) from error
        doubtful = [f"{SAVED_FILE}: {one.name}" for one in kept]
        if marked:
            doubtful.append(Localized("{file}: marked records", file=SAVED_FILE))
        return doubtful or [SAVED_FILE]


def _insert_seen(connection: sqlite3.Connection, number: int, seen: Iterable[int]) -> None:
    connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", ((number, mark) for mark in seen))


def _readable(row: tuple[Any, ...]) -> Saved | None:
    """Return a saved search from a damaged file, None where a column cannot have been written so."""
    if list(map(type, row)) != [int, *[str] * 6, int]:
        return None
    try:
        checked_name(row[1])
        return _saved(row)
    except errors.LibraryError:
        return None


def _saved(row: tuple[Any, ...]) -> Saved:
    number, name, query, filters, made, looked, lineage, change = row
    try:
        return Saved(number, name, query, dict(json.loads(filters)), made, looked, Mark(lineage, change))
    except (ValueError, TypeError) as error:
        raise errors.StoreDamaged(path=SAVED_FILE, reason=f"the search “{name}” cannot be read: {error}") from error
