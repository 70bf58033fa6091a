"""One writer at a time: a lock on the library's folder that dies with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shoroku.corpus.errors import DiskFull, LibraryLocked, LibraryReadOnly


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the library's write lock. Raises LibraryLocked at once if another process has it, LibraryReadOnly, DiskFull."""
    path = folder / "lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LibraryReadOnly(path=str(folder), reason=error.strerror) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 100).decode(errors="replace").strip()
            raise LibraryLocked(path=str(folder), holder=holder or "?") from None
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"pid {os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise DiskFull(path=str(folder)) from error
        yield
    finally:
        os.close(descriptor)
