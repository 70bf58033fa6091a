"""What SQLite raises, said in our own words: damage, a refusal of the machine, another's database, another writer."""

import re
import sqlite3
from pathlib import Path

from shoroku.corpus import errors
from shoroku.corpus.store import machine
from shoroku.corpus.store.schema import NAMES

#: Only these codes mean that data on the disk is damaged; all other I/O errors are refusals of the system.
_DAMAGE = (
    "SQLITE_CORRUPT",
    "SQLITE_IOERR_READ",
    "SQLITE_IOERR_SHORT_READ",
    "SQLITE_IOERR_DATA",
    "SQLITE_IOERR_CORRUPTFS",
)
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_TRUNCATE")
_REFUSED = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")
#: Messages about damaged values: they have no code, or the code of an error in a query.
_OF_VALUES = (
    "Could not decode",
    "malformed JSON",
    "malformed database schema",
    "JSON path error",
    "unsupported file format",
)


#: How SQLite reports a damaged definition of a table. The damaged text is part of the message, which may not be UTF-8.
_OF_SCHEMA = b"malformed database schema"
#: What SQLite says of a definition that is damaged but can be read. It is damage only if the store has such a table or column.
_MISSING = re.compile(r"no such (?:table|column): (?:\w+\.)?(\w+)")


def in_words(error: sqlite3.Error | UnicodeDecodeError, file: Path) -> errors.LibraryError | None:
    """Return the error for what SQLite raised over ``file``; None for what is a mistake of the program."""
    if isinstance(error, UnicodeDecodeError):
        reason = error.object.decode(errors="replace")
        return errors.StoreDamaged(path=str(file), reason=reason) if error.object.startswith(_OF_SCHEMA) else None
    reason, code = str(error), getattr(error, "sqlite_errorname", None) or ""
    folder = file.parent
    missing = _MISSING.fullmatch(reason)
    if code.startswith(_DAMAGE) or reason.startswith(_OF_VALUES) or (missing and missing[1] in NAMES):
        return errors.StoreDamaged(path=str(file), reason=reason)
    if code.startswith("SQLITE_NOTADB"):
        return errors.NotALibrary(path=str(file), reason=reason)
    if code.startswith("SQLITE_BUSY"):
        return errors.LibraryLocked(path=str(folder))
    if code.startswith("SQLITE_NOMEM"):
        return errors.OutOfMemory(path=str(folder))
    if code.startswith(_NO_ROOM):
        return errors.DiskFull(path=str(folder))
    if code.startswith(_REFUSED):
        return machine.suspect(folder) or errors.LibraryReadOnly(path=str(folder), reason=reason)
    return None
