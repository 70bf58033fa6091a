"""Output files: written completely or not at all, and never over an existing file by mistake."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from shoroku.corpus.errors import OutputExists, OutputUnwritable


@contextmanager
def output_file(path: Path | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open the output: standard output for None and ``-``, else a file that gets its name when it is complete.

    An existing file is replaced only with ``force``. A pipe or a device is written to directly. Raises OutputExists and
    OutputUnwritable.
    """
    if path is None or str(path) == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        with _special(path) if _is_special(path) else _whole(path, name, force) as file:
            yield file
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputUnwritable(file=name, reason=error.strerror or str(error)) from error


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def _special(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        yield file


@contextmanager
def _whole(path: Path, name: str, force: bool) -> Iterator[BinaryIO]:
    target = path.resolve()  # a link keeps pointing to the file
    if target.exists() and not force:
        raise OutputExists(file=name)
    if target.is_dir():
        raise IsADirectoryError(21, os.strerror(21))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.chmod(temporary, _mode(target))
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(temporary, target, name, force)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those of any new file here."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _put(temporary: str, target: Path, name: str, force: bool) -> None:
    """Give the file its name. Without ``force``, a file that has appeared under that name meanwhile is kept."""
    if force:
        os.replace(temporary, target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise OutputExists(file=name) from None
    except OSError:  # a file system without links
        if target.exists():
            raise OutputExists(file=name) from None
        os.replace(temporary, target)
