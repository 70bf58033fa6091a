"""Refusals of the machine, reported as such: a full disk or too many open files is not damage.

SQLite and tantivy often name only the operation that failed. If the machine may be the cause, this module checks whether a
file can be opened and whether there is room on the disk.
"""

import errno
import os
import re
from pathlib import Path

from shoroku.corpus.errors import DiskFull, LibraryError, LibraryReadOnly, OutOfMemory, TooManyOpenFiles

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HANDLES = frozenset({errno.EMFILE, errno.ENFILE})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


_OS_ERROR = re.compile(r"os error (\d+)|Os \{ code: (\d+)")


def number_of(error: BaseException) -> int:
    """Return the number of ``errno`` that an error is about, 0 where it names none; packages in Rust name it in their text."""
    if isinstance(error, MemoryError):
        return errno.ENOMEM
    if isinstance(error, OSError):
        return error.errno or 0
    found = _OS_ERROR.search(str(error))
    return int(found.group(1) or found.group(2)) if found else 0


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error says that there is no memory, or none for another thread or process."""
    number = number_of(error)
    return number in (errno.ENOMEM, errno.EAGAIN) or (isinstance(error, RuntimeError) and "thread" in str(error))


def refusal(library: Path, number: int, reason: str = "") -> LibraryError | None:
    """Return the error for a number of ``errno`` that the machine answers for, None for any other."""
    if number in _FULL:
        return DiskFull(path=str(library))
    if number in _HANDLES:
        return TooManyOpenFiles(path=str(library))
    if number == errno.ENOMEM:
        return OutOfMemory(path=str(library))
    if number in _FORBIDDEN:
        return LibraryReadOnly(path=str(library), reason=reason or os.strerror(number))
    return None


def failure(library: Path, error: OSError) -> LibraryError:
    """Return the error for what went wrong while a file of the library was written."""
    reason = error.strerror or str(error)
    return refusal(library, error.errno or 0, reason) or LibraryReadOnly(path=str(library), reason=reason)


def suspect(library: Path) -> LibraryError | None:
    """Ask the machine why a file could not be opened, read or written; None if nothing is wrong with it now."""
    try:
        os.close(os.open(library if library.is_dir() else library.parent, os.O_RDONLY))
        room = os.statvfs(library if library.is_dir() else library.parent)
    except OSError as error:
        return refusal(library, error.errno or 0)
    return DiskFull(path=str(library)) if room.f_bavail == 0 or room.f_favail == 0 < room.f_files else None
