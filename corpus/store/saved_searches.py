"""Saved searches: what is asked again and again, what of it was shown already, and up to which change of the store.

Kept in the library's folder, in an SQLite file of their own (``saved.db``): looking for what is new then never waits for
a harvest that holds the records, and neither ``reindex`` nor a withdrawal has anything to do with it. What was shown is
kept as numbers only, hashes of where a contribution came from, which stay the same when records merge or part, when
sources deliver them anew, and when a library is made again from its files.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from shoroku.corpus import errors
from shoroku.corpus.store import machine
from shoroku.corpus.store.durable import sync_folder
from shoroku.corpus.store.sqlite_errors import in_words

#: The file in a library's folder.
SAVED_FILE = "saved.db"

#: How long a name may be, in characters.
LONGEST_NAME = 100

_VERSION = 3
_TABLES = (
    # Filters as JSON; `change` and `lineage` say which state of the store was looked at last.
    """CREATE TABLE saved (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        query TEXT NOT NULL,
        filters TEXT NOT NULL,
        made TEXT NOT NULL,
        looked TEXT NOT NULL,
        lineage TEXT NOT NULL,
        change INTEGER NOT NULL)""",
    """CREATE TABLE seen (
        saved INTEGER NOT NULL REFERENCES saved (number) ON DELETE CASCADE,
        mark INTEGER NOT NULL,
        PRIMARY KEY (saved, mark)) WITHOUT ROWID""",
    "PRAGMA user_version = 1",
)
#: What a file of the first version lacks: a checksum of all that is in the tables. The third version has the tables'
#: definitions in it as well.
_SECOND = ("CREATE TABLE seal (value INTEGER NOT NULL)",)
_THIRD = (f"PRAGMA user_version = {_VERSION}",)
_SEEN = "SELECT saved, count(*), sum(mark & 4294967295), sum(mark >> 32) FROM seen GROUP BY saved ORDER BY saved"
_ALL = "SELECT number, name, query, filters, made, looked, lineage, change FROM saved ORDER BY name"

_DEFINED = (
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
    "SELECT * FROM sqlite_sequence ORDER BY name",
    "PRAGMA user_version",
    "PRAGMA application_id",
)


class Mark(NamedTuple):
    """A state of a store: which store it is, and its last change number."""

    lineage: str
    change: int


class Saved(NamedTuple):
    """A saved search: its name, what it asks, when it was saved and last looked at (ISO 8601, UTC), and its mark."""

    number: int
    name: str
    query: str
    filters: dict[str, Any]
    made: str
    looked: str
    mark: Mark


def mark_of(origin: str, key: str) -> int:
    """Return the number that stands for a contribution: 64 bits of a hash of its origin and its key there."""
    digest = hashlib.blake2b(f"{origin}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises BadName where it is empty, too long, an option's, or not fit to be shown."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or name.startswith("-") or not name.isprintable():
        raise errors.BadName(name=name, limit=LONGEST_NAME)
    return name


class SavedSearches:
    """The saved searches of the library in ``folder``. Each call is one transaction; processes may take turns."""

    def __init__(self, folder: Path, name: str = SAVED_FILE) -> None:
        self._folder = folder
        self._path = folder / name
        self._journal = folder / f"{name}-journal"

    def all(self) -> list[Saved]:
        """Return all of them, by name. Raises LibraryTooNew, NotALibrary, StoreDamaged."""
        if not self._path.exists():
            return []
        with self._connected() as connection:
            return [_saved(row) for row in connection.execute(_ALL)]

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
        """Note that a saved search was looked at: what was shown, and up to where.

        Where another process has looked meanwhile, the further mark stays; where the search was removed, nothing is
        noted. Raises LibraryReadOnly, DiskFull.
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

    def problems(self) -> list[str]:
        """Return what is wrong with the file, nothing if it is what was written."""
        if not self._path.exists():
            return []
        try:
            with self._connected() as connection:
                found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
                is_sealed = _is_sealed(connection)
        except errors.StoreDamaged as error:
            return [f"{SAVED_FILE}: {error.reason}"]
        except errors.LibraryError as error:
            return [errors.Localized(f"{SAVED_FILE}: {error.text('en')}", f"{SAVED_FILE}: {error.text('ja')}")]
        if not is_sealed:
            found.append(errors.Localized("not as it was written", "書き込んだ内容と異なります"))
        return [errors.Localized(f"{SAVED_FILE}: {one}", f"{SAVED_FILE}: {errors.in_japanese(one)}") for one in found]

    def repair(self) -> list[str]:
        """Make a damaged file anew from the searches that can be read; return what may not be as it was, as messages
        call it.

        The damaged file is set aside, under another name. Raises LibraryReadOnly, DiskFull.
        """
        if not self.problems():
            return []
        beside = SavedSearches(self._folder, f"{SAVED_FILE}.repaired")
        kept = [one for row in self._rows(_ALL) if (one := _readable(row))]
        try:
            beside._path.unlink(missing_ok=True)
            with beside._connected(writable=True) as connection:
                for one in kept:
                    values = one._replace(filters=json.dumps(one.filters, ensure_ascii=False))  # type: ignore[arg-type]
                    connection.execute(f"INSERT INTO saved VALUES ({'?, ' * 7}?)", (*values[:-1], *one.mark))  # noqa: S608
                    seen = self._rows("SELECT mark FROM seen WHERE saved = ? AND typeof(mark) = 'integer'", one.number)
                    _insert_seen(connection, one.number, (mark for (mark,) in seen))
            shutil.copyfile(self._path, self._path.with_name(f"{SAVED_FILE}.damaged"))
            self._journal.unlink(missing_ok=True)  # the new file must not find it
            os.replace(beside._path, self._path)
            sync_folder(self._folder)
        except OSError as error:
            raise machine.failure(self._folder, error) from error
        return [f"{SAVED_FILE}: {one.name}" for one in kept] or [SAVED_FILE]

    def _rows(self, query: str, *parameters: object) -> list[Any]:
        """Return the rows of a query, none where the file cannot be read."""
        try:
            with self._connected() as connection:
                return connection.execute(query, parameters).fetchall()
        except errors.LibraryError:
            return []

    @contextmanager
    def _connected(self, *, writable: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection with a transaction open; the tables are made if need be."""
        with self._sqlite_errors(), self._opened(writable=writable) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = EXTRA")  # the removal of the journal is durable, too
            connection.execute("BEGIN IMMEDIATE" if writable else "BEGIN")
            self._prepare(connection, writable=writable)
            yield connection
            if writable:
                connection.execute("DELETE FROM seal")
                connection.execute("INSERT INTO seal VALUES (?)", (_seal_of(connection),))
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self, *, writable: bool) -> Iterator[sqlite3.Connection]:
        """Give a connection to the last commit; what is not committed when it closes is rolled back."""
        with closing(_connection(self._path, "rwc" if writable else "ro")) as connection:
            if writable or not self._is_interrupted(connection):
                yield connection
                return
        with suppress(sqlite3.OperationalError), closing(_connection(self._path, "rw")) as connection:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # rolls the journal back
        if not self._journal.exists():
            with closing(_connection(self._path, "ro")) as connection:
                yield connection
            return
        with tempfile.TemporaryDirectory(prefix="shoroku-") as folder:  # this user may not write: in a copy
            try:
                for file in (self._journal, self._path):
                    shutil.copy(file, folder)
            except OSError as error:
                raise machine.failure(self._folder, error) from error
            with closing(_connection(Path(folder) / self._path.name, "rw")) as connection:
                yield connection

    def _is_interrupted(self, connection: sqlite3.Connection) -> bool:
        """Tell whether a writer was killed in the middle of a commit, so that its journal has to be rolled back first."""
        try:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorname", None) or ""
            if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and self._journal.exists():
                return True
            raise
        return False

    def _prepare(self, connection: sqlite3.Connection, *, writable: bool) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise errors.LibraryTooNew(path=str(self._folder), found=version, known=_VERSION)
        if writable:
            migrations = (_TABLES, _SECOND, _THIRD)
            for statement in (statement for migration in migrations[version:] for statement in migration):
                connection.execute(statement)

    @contextmanager
    def _sqlite_errors(self) -> Iterator[None]:
        """Say in our own words what SQLite says in its."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise in_words(error, self._path) or errors.StoreDamaged(path=str(self._path), reason=str(error)) from error


def _connection(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30)


def _is_sealed(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (has_seal,) = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'seal'").fetchone()
    if version < 2 or not has_seal:
        return bool(version in (0, 1) and not has_seal)
    return bool(connection.execute("SELECT value FROM seal").fetchall() == [(_seal_of(connection, version),)])


def _seal_of(connection: sqlite3.Connection, version: int = _VERSION) -> int:
    """Return a checksum of all that the tables hold, and of how they are defined."""
    queries = (_ALL, _SEEN) if version < 3 else (_ALL, _SEEN, *_DEFINED)
    rows = [row for query in queries for row in connection.execute(query)]
    return zlib.crc32(repr(rows).encode("utf-8", "surrogatepass"))


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
