"""Writes files beside an index, completely or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from shoroku.corpus.store.durable import sync_folder


def write(path: Path, content: bytes) -> None:
    """Write a file durably and atomically. Anyone who may read the folder may read the file. Raises OSError."""
    new = path.with_name(path.name + ".new")
    with open(new, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):
        os.chmod(new, stat.S_IMODE(new.stat().st_mode) | path.parent.stat().st_mode & 0o444)
    os.replace(new, path)
    sync_folder(path.parent)
