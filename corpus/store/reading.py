"""Opening the store for reading, with or without permission to write in the library's folder.

SQLite reads a database in WAL mode with the help of two files beside it, the log (``-wal``) and its index (``-shm``).
Three cases follow:

- The files are there, or this user may make them: SQLite's ordinary read-only mode, which sees every commit at once.
- There is no log (or an empty one) and none can be made, as in a folder of someone else's or on a read-only mount: the
  database file alone is the whole store (``immutable``).
- There is a log, but its index is missing and cannot be made: the log is read with an index in memory.

In the last two no lock keeps a writer away, so ``Unlocked`` looks before and after each query whether a writer has
touched what the query read, and if so repeats it. A log that this user may not read raises LibraryUnreadable.

SQLite documents the modes at https://www.sqlite.org/wal.html#readonly and https://www.sqlite.org/uri.html.
"""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from shoroku.corpus.errors import LibraryLocked, LibraryTooNew, LibraryUnreadable, NotALibrary
from shoroku.corpus.store.schema import VERSION
from shoroku.messages import Localized

_CHUNK = 500
_TRIES = 20
#: Seconds. A file written more recently than this may be written again without a change of its time stamp.
_TICK = 0.03
_WAL_HEADER = 32

Parameters = Sequence[object] | Mapping[str, object]


class _Stamp(NamedTuple):
    """A value that changes when the store's files are written: identity, size and time of both files, and the header of the
    log, which changes when the log is restarted."""

    database: tuple[int, ...]
    log: tuple[int, ...]
    header: bytes


def opened(path: Path) -> "sqlite3.Connection | Unlocked":
    """Return a connection that only reads. Raises sqlite3.Error, LibraryUnreadable, LibraryLocked."""
    if not os.access(path, os.R_OK) and path.exists():
        raise LibraryUnreadable(path=str(path.parent), reason=f"{path.name}: {os.strerror(errno.EACCES)}")
    log, log_index = Path(f"{path}-wal"), Path(f"{path}-shm")
    may_make_log = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if may_make_log or (log.exists() and log_index.exists()):
        connection = _connected(path, "mode=ro")
        try:
            connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if not _wants_files(error):
                raise
        else:
            return connection
    return Unlocked(path)


def version_of(connection: "sqlite3.Connection | Unlocked", path: Path) -> int:
    """Return the store's version, 0 for an empty file. Raises LibraryTooNew, and NotALibrary for another's database."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if found > VERSION:
        raise LibraryTooNew(path=str(path.parent), found=found, known=VERSION)
    if (found == 0 and tables) or (found > 0 and not {"contribution", "claim", "record", "note"} <= tables):
        raise NotALibrary(path=str(path), reason=Localized("a database of another program"))
    return int(found)


def _wants_files(error: sqlite3.Error) -> bool:
    """Tell whether SQLite could not open or make a file beside the database."""
    code = getattr(error, "sqlite_errorname", "") or ""
    return code.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR_SHM"))


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)


class Unlocked:
    """A connection without locks, for users who may not write beside the store. Used like ``sqlite3.Connection``.

    Every query sees one whole commit, the newest at its start. If a writer interferes, a query whose rows are fetched at
    once is repeated; one that is iterated, or is part of a transaction, raises LibraryLocked.
    """

    def __init__(self, path: Path) -> None:
        """Open the store at ``path``. Raises sqlite3.Error, LibraryUnreadable, LibraryLocked."""
        self._path = path
        self._log = Path(f"{path}-wal")
        self._settings: list[str] = []
        self._opening = threading.RLock()
        self._open()

    def execute(self, statement: str, parameters: Parameters = ()) -> "_Rows":
        """Run one statement; a setting (PRAGMA name = value) is kept for connections to come."""
        with self._opening:
            if statement.startswith("PRAGMA") and "=" in statement:
                self._settings.append(statement)
            elif not self.in_transaction and self._now() != self._stamp:
                self._open()
            return _Rows(self, statement, parameters)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def close(self) -> None:
        self._connection.close()

    def _start(self, statement: str, parameters: Parameters) -> tuple[sqlite3.Cursor, _Stamp]:
        with self._opening:
            return self._connection.execute(statement, parameters), self._stamp

    def _open(self) -> None:
        """Open the state that the files are in now. (Old connections go with their last cursor.)"""
        for _ in range(_TRIES):
            stamp = self._now()
            if not self._is_settled(stamp):
                time.sleep(_TICK)
                continue
            if stamp.header:
                connection = _connected(self._path, "mode=ro&vfs=unix-none")
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # the log's index is kept in memory then
            else:
                connection = _connected(self._path, "mode=ro&immutable=1")
            self._connection, self._stamp = connection, stamp
            try:
                connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            except sqlite3.DatabaseError:
                if not self._is_harmed(stamp):
                    raise
                continue
            if not self._is_harmed(stamp):
                for setting in self._settings:
                    connection.execute(setting)
                return
        raise LibraryLocked(path=str(self._path.parent), holder="?")

    def _now(self) -> _Stamp:
        try:
            database = _identity(self._path)
            with suppress(FileNotFoundError), open(self._log, "rb") as log:
                found = os.fstat(log.fileno())
                header = log.read(_WAL_HEADER)
                return _Stamp(database, (found.st_ino, found.st_size, found.st_mtime_ns), header)
        except PermissionError as error:
            raise LibraryUnreadable(
                path=str(self._path.parent), reason=f"{error.filename}: {error.strerror}"
            ) from error
        return _Stamp(database, (), b"")

    def _is_settled(self, stamp: _Stamp) -> bool:
        return abs(time.time_ns() - stamp.database[-1]) > _TICK * 1e9

    def _is_harmed(self, stamp: _Stamp) -> bool:
        """Return whether a writer has changed what a connection with that stamp reads. (Additions to the log do not matter.)"""
        try:
            now = self._now()
        except OSError:
            return True
        return now.database != stamp.database or (stamp.header != b"" and now.header != stamp.header)


class _Rows:
    """The rows of one query, which is repeated if a writer interferes."""

    def __init__(self, owner: Unlocked, statement: str, parameters: Parameters) -> None:
        self._owner, self._statement, self._parameters = owner, statement, parameters
        self._is_pinned = owner.in_transaction
        for _ in range(_TRIES):
            self._stamp = owner._stamp
            try:
                self._cursor, self._stamp = owner._start(statement, parameters)
            except sqlite3.DatabaseError:
                if self._is_pinned or not owner._is_harmed(self._stamp):
                    raise
                owner._open()
            else:
                return
        raise self._disturbed()

    def fetchall(self) -> list[Any]:
        for _ in range(_TRIES):
            try:
                rows = self._cursor.fetchall()
            except sqlite3.DatabaseError:
                if not self._owner._is_harmed(self._stamp):
                    raise
            else:
                if not self._owner._is_harmed(self._stamp):
                    return rows
            if self._is_pinned:
                break
            self._again()
        raise self._disturbed()

    def fetchone(self) -> Any:
        rows = self.fetchall()
        return rows[0] if rows else None

    def __iter__(self) -> Iterator[Any]:
        while True:
            try:
                rows = self._cursor.fetchmany(_CHUNK)
            except sqlite3.DatabaseError as error:
                if self._owner._is_harmed(self._stamp):
                    raise self._disturbed() from error
                raise
            if self._owner._is_harmed(self._stamp):
                raise self._disturbed()
            yield from rows
            if len(rows) < _CHUNK:
                return

    def _again(self) -> None:
        with self._owner._opening:
            self._owner._open()
            self._cursor, self._stamp = self._owner._start(self._statement, self._parameters)

    def _disturbed(self) -> LibraryLocked:
        return LibraryLocked(path=str(self._owner._path.parent), holder="?")


def _identity(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
