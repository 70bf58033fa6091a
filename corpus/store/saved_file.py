"""The file ``saved.db`` in a library's folder: what people keep there beside the records, saved searches and marked records.

It is an SQLite file of its own, so nothing that is kept in it waits for a harvest that holds the records. A checksum of
all tables and their definitions tells whether they are what was written.
"""

import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from shoroku.corpus import errors
from shoroku.corpus.store import machine
from shoroku.corpus.store.sqlite_errors import in_words
from shoroku.messages import Localized

#: The file in a library's folder.
SAVED_FILE = "saved.db"
#: A problem of the file; the same in every language.
_IN_FILE = f"{SAVED_FILE}: {{text}}"

_VERSION = 4
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
_THIRD = ("PRAGMA user_version = 3",)
_FOURTH = (
    # A marked record, and the contributions of which it was made then: by their numbers in the store of that lineage, and
    # by hashes of where they come from.
    "CREATE TABLE marked (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, lineage TEXT NOT NULL)",
    """CREATE TABLE marked_part (
        marked INTEGER NOT NULL REFERENCES marked (number) ON DELETE CASCADE,
        contribution INTEGER NOT NULL,
        mark INTEGER NOT NULL,
        PRIMARY KEY (marked, contribution)) WITHOUT ROWID""",
    f"PRAGMA user_version = {_VERSION}",
)
_SEEN = "SELECT saved, count(*), sum(mark & 4294967295), sum(mark >> 32) FROM seen GROUP BY saved ORDER BY saved"
ALL_SAVED = "SELECT number, name, query, filters, made, looked, lineage, change FROM saved ORDER BY name"
MARKED = "SELECT number, at, lineage FROM marked ORDER BY number"
MARKED_PARTS = "SELECT marked, contribution, mark FROM marked_part ORDER BY marked, contribution"
_DEFINED = (
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
    "SELECT * FROM sqlite_sequence ORDER BY name",
    "PRAGMA user_version",
    "PRAGMA application_id",
)


class SavedFile:
    """The file ``saved.db`` of the library in ``folder``. Each call is one transaction; processes may take turns."""

    def __init__(self, folder: Path, name: str = SAVED_FILE) -> None:
        self._folder = folder
        self._path = folder / name
        self._journal = folder / f"{name}-journal"

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
            return [Localized(_IN_FILE, text=error)]
        if not is_sealed:
            found.append(Localized("changed since it was written"))
        return [Localized(_IN_FILE, text=one) for one in found]

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
            migrations = (_TABLES, _SECOND, _THIRD, _FOURTH)
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


def has_tables(connection: sqlite3.Connection) -> bool:
    """Tell whether the file has tables: one whose first commit was broken off is empty."""
    return bool(connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall())


def _is_sealed(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (has_seal,) = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'seal'").fetchone()
    if version < 2 or not has_seal:
        return bool(not has_seal and version == has_tables(connection))
    return bool(connection.execute("SELECT value FROM seal").fetchall() == [(_seal_of(connection, version),)])


def _seal_of(connection: sqlite3.Connection, version: int = _VERSION) -> int:
    """Return a checksum of all that the tables hold, and of how they are defined."""
    queries = [ALL_SAVED, _SEEN, *(_DEFINED if version >= 3 else ()), *((MARKED, MARKED_PARTS) if version >= 4 else ())]
    rows = [row for query in queries for row in connection.execute(query)]
    return zlib.crc32(repr(rows).encode("utf-8", "surrogatepass"))
