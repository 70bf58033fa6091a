"""The files beside an index, fetched once and cached on this machine, by the checksum of their content."""

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from shoroku.analyzers.synonyms import cache_folder
from shoroku.indexer.cluster.state import Beside, File

#: Files of these endings change with nearly every run, so only the newest of them are kept: so many.
_SHORT_LIVED, _KEPT = (".cited",), 8


class CachedFiles:
    """The files beside the index of one name. Threads and processes may share the folder."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside

    @cached_property
    def folder(self) -> Path:
        """The folder for files of clusters; if it cannot be written, a temporary one, which is removed with this object."""
        folder = cache_folder() / "clusters"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            temporary = Path(tempfile.mkdtemp(prefix="shoroku-clusters-"))
            weakref.finalize(self, _remove, temporary, os.getpid())
            return temporary

    def fetched(self, number: int, file: File | None) -> str:
        """Return the name in the folder of a file beside the index of a number, "" for none.

        Raises ClusterIndexMissing, OSError, and what ``Cluster.ask`` raises.
        """
        if file is None:
            return ""
        path = self._path(file)
        if not path.exists():
            self._write(path, self._beside.get_file(number, file))
        return path.name

    def content(self, number: int, file: File) -> bytes:
        """Return the content of a file, fetched again if the cached one is damaged.

        Raises ClusterIndexMissing, and what ``Cluster.ask`` raises.
        """
        path = self._path(file)
        with suppress(OSError):  # not cached, or it cannot be read
            if file.is_of(content := path.read_bytes()):
                return content
        content = self._beside.get_file(number, file)
        with suppress(OSError):  # the folder is gone, or the disk is full: it is not cached
            self._write(path, content)
        return content

    def _path(self, file: File) -> Path:
        return self.folder / f"{file.digest}{Path(file.name).suffix}"

    def _write(self, path: Path, content: bytes) -> None:
        handle, new = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())  # else a power loss may leave the name without the content
            os.replace(new, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(new)
            raise
        if path.suffix in _SHORT_LIVED:
            self._remove_old(path.suffix)

    def _remove_old(self, suffix: str) -> None:
        with suppress(OSError):
            found = sorted(self.folder.glob(f"*{suffix}"), key=lambda path: -path.stat().st_mtime_ns)
            for path in found[_KEPT:]:
                path.unlink(missing_ok=True)


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # not in a fork, which uses it, too
        shutil.rmtree(folder, ignore_errors=True)
