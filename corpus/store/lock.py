"""One writer at a time: a lock on the library's folder that dies with the process that holds it.

The lock file also says who is writing: one line each for process number, machine, time of start and command. It is empty
when nobody writes. Readers need no lock.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from shoroku.corpus.errors import UNKNOWN, DiskFull, LibraryLocked, LibraryReadOnly
from shoroku.corpus.store.durable import make_folder

LOCK_FILE = "lock"

#: How long a killed writer's lock may outlive it, in seconds: a process that it was just starting shares the lock until
#: its own program is loaded.
_GRACE = 2.0
_LONGEST = 1_000


class Writer(NamedTuple):
    """Who writes to a library: the process's number, its machine, since when (ISO 8601, UTC), and the command."""

    pid: int
    host: str
    since: str
    doing: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (f"pid {self.pid}", self.doing, self.since)))


@contextmanager
def writing(folder: Path, doing: str = "") -> Iterator[None]:
    """Hold the library's write lock; ``doing`` is the command that other processes show.

    Raises LibraryLocked at once if another process has it, LibraryReadOnly, DiskFull.
    """
    try:
        make_folder(folder)
        # No link is followed: the file that it points to would be emptied.
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        reason = "the lock file is a symbolic link" if error.errno == errno.ELOOP else error.strerror or str(error)
        raise LibraryReadOnly(path=str(folder), reason=reason) from error
    try:
        _lock(descriptor, folder)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, _description(doing).encode(), 0)
        except OSError as error:
            raise DiskFull(path=str(folder)) from error
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def writer(folder: Path) -> Writer | None:
    """Return who is writing to the library now, None if nobody seems to be.

    A process on another machine counts as running.
    """
    try:
        with open(folder / LOCK_FILE, "rb") as file:
            found = _read(file.read(_LONGEST))
            if found is None or not is_alive(found) or (_is_here(found) and _is_free(file.fileno())):
                return None
    except OSError:
        return None
    return found


def _is_free(descriptor: int) -> bool:
    """Tell whether nobody holds the lock: the process of that number is another one."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return True


def _description(doing: str) -> str:
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"pid {os.getpid()}\nhost {os.uname().nodename}\nsince {since}\ndoing {doing}\n"


def _read(content: bytes) -> Writer | None:
    """Return what a lock file says, None for an empty or unknown one."""
    lines = dict(line.partition(" ")[::2] for line in content.decode(errors="replace").splitlines())
    number = lines.get("pid", "")
    if not (number.isascii() and number.isdecimal()):
        return None
    texts = ("".join(c for c in lines.get(name, "") if c.isprintable()) for name in ("host", "since", "doing"))
    return Writer(int(number), *texts)


def _lock(descriptor: int, folder: Path) -> None:
    patience = time.monotonic() + _GRACE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            content = os.pread(descriptor, _LONGEST, 0)
            holder = _read(content)
            # A writer that has not yet said who it is, or has just finished, is waited for.
            if (holder and is_alive(holder)) or time.monotonic() > patience:
                raise LibraryLocked(path=str(folder), holder=str(holder) if holder else UNKNOWN) from None
            time.sleep(0.02)


def _is_here(holder: Writer) -> bool:
    return holder.host in ("", os.uname().nodename)


def is_alive(holder: Writer) -> bool:
    """Tell whether a writer's process runs."""
    try:
        if _is_here(holder):
            os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another user's; no number of a process
        return True
    return True
