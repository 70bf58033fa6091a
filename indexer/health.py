"""Turning tantivy's errors about damaged files and full disks into errors of this package.

Some damage raises ValueError, other damage makes tantivy panic. A panic is a BaseException in Python, which ``except
Exception`` does not catch; in a thread of the writer it ends the process. So reading goes through ``as_damage``, and nothing
is written to an index with damaged files.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shoroku.corpus.errors import LibraryError
from shoroku.corpus.store import machine
from shoroku.indexer.errors import IndexDamaged

_OS_ERROR = re.compile(r"os error (\d+)|Os \{ code: (\d+)")

#: How the messages begin with which tantivy tells of files; any other ValueError is a mistake of the caller.
_OF_FILES = (
    "Data corrupted",
    "Deserialize error",
    "An IO error",
    "Failed to open",
    "Failed to read",
    "Index incompatible",
    "Unable to",
)


@contextmanager
def as_damage(library: Path) -> Iterator[None]:
    """Raise IndexDamaged for tantivy's errors about damaged files while the body runs."""
    try:
        yield
    except BaseException as error:
        if refused := machine.refusal(library, _number(error)):
            raise refused from error
        if _is_damage(error):
            if suspected := machine.suspect(library):  # tantivy often names only the operation that failed
                raise suspected from error
            raise IndexDamaged(path=str(library), reason=str(error)) from error
        raise


def failure(library: Path, error: OSError | ValueError) -> LibraryError:
    """Return the error for a failure to write: a full disk, a read-only folder, else damage."""
    if isinstance(error, OSError):
        return machine.failure(library, error)
    refused = machine.refusal(library, _number(error)) or machine.suspect(library)
    return refused or IndexDamaged(path=str(library), reason=str(error))


def _number(error: BaseException) -> int:
    """Return the number of ``errno`` that an error is about, 0 where it names none."""
    if isinstance(error, OSError):
        return error.errno or 0
    found = _OS_ERROR.search(str(error))
    return int(found.group(1) or found.group(2)) if found else 0


def _is_damage(error: BaseException) -> bool:
    if isinstance(error, ValueError):
        return str(error).startswith(_OF_FILES)
    return isinstance(error, OSError) or type(error).__name__ == "PanicException"  # which cannot be imported
