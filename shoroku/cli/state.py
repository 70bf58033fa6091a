"""Where what belongs to the person, and not to a library, is kept: past searches, and the hits of the last one.

In $SHOROKU_STATE, else in shoroku in the user's state folder (XDG Base Directory Specification 0.8: $XDG_STATE_HOME).
Not in the library: one library may have many readers, and what one looked for is nobody else's business.
"""

import fcntl
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shoroku.cli.place import data_folder

_PATIENCE = 0.5  # seconds: who holds the lock holds it for a millisecond or two
_OFF = frozenset({"off", "0", "no", "false"})


def is_kept() -> bool:
    """Tell whether the person lets searches be kept: $SHOROKU_HISTORY=off switches that off."""
    return os.environ.get("SHOROKU_HISTORY", "").strip().lower() not in _OFF


def state_folder() -> Path:
    """Return the folder; it need not be there."""
    if own := os.environ.get("SHOROKU_STATE"):
        return Path(own).expanduser()
    if sys.platform in ("win32", "darwin"):
        return data_folder() / "shoroku-state"
    named = os.environ.get("XDG_STATE_HOME", "")
    return (Path(named) if os.path.isabs(named) else Path.home() / ".local" / "state") / "shoroku"


@contextmanager
def alone() -> Iterator[Path]:
    """Hold the folder, made if missing and readable to its owner alone, against other processes; give it.

    Raises OSError where it cannot be made, or where another process does not let go of it.
    """
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.005)
        yield folder
    finally:
        os.close(descriptor)


def put(path: Path, content: bytes) -> None:
    """Write a file whole, in the place of the one before: a reader sees the one or the other. Raises OSError."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
