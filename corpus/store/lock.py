"""One writer at a time: a lock on the library's folder that dies with the process that holds it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shoroku.corpus.errors import DiskFull, LibraryLocked, LibraryReadOnly

#: How long a killed writer's lock may outlive it, in seconds: a process that it was just starting shares the lock until
#: its own program is loaded.
_GRACE = 2.0


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the library's write lock. Raises LibraryLocked at once if another process has it, LibraryReadOnly, DiskFull."""
    path = folder / "lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LibraryReadOnly(path=str(folder), reason=error.strerror or str(error)) from error
    try:
        _lock(descriptor, folder)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"pid {os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise DiskFull(path=str(folder)) from error
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    patience = time.monotonic() + _GRACE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(descriptor, 100, 0).decode(errors="replace").strip()
            if _is_alive(holder) or time.monotonic() > patience:
                raise LibraryLocked(path=str(folder), holder=holder or "?") from None
            time.sleep(0.02)


def _is_alive(holder: str) -> bool:
    """Tell whether the process that wrote ``pid N`` runs; one that has not yet written it does."""
    number = holder.removeprefix("pid ")
    try:
        if number.isdecimal():
            os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another user's; no number of a process
        return True
    return True
