"""The files beside an index, fetched once and cached on this machine, by the checksum of their content."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from shoroku.analyzers.synonyms import cache_folder
from shoroku.indexer.cluster.state import Beside, File

#: Files of these endings change with nearly every run, so only the newest of them are kept: so many.
_SHORT_LIVED, _KEPT = (".cited",), 8


class CachedFiles:
    """The files beside the index of one name. Threads and processes may share the folder."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self.folder = _folder()

    def fetched(self, number: int, file: File | None) -> str:
        """Return the name in the folder of a file beside the index of a number, "" for none.

        Raises ClusterIndexMissing, and what ``Cluster.ask`` raises.
        """
        if file is None:
            return ""
        path = self.folder / f"{file.digest}{Path(file.name).suffix}"
        if not path.exists():
            self._write(path, self._beside.get_file(number, file))
        return path.name

    def content(self, number: int, file: File) -> bytes:
        """Return the content of a file. Raises as ``fetched`` does."""
        path = self.folder / self.fetched(number, file)
        try:
            return path.read_bytes()
        except FileNotFoundError:  # another process has just removed it
            return self._beside.get_file(number, file)

    def _write(self, path: Path, content: bytes) -> None:
        handle, new = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        os.replace(new, path)
        if path.suffix in _SHORT_LIVED:
            self._remove_old(path.suffix)

    def _remove_old(self, suffix: str) -> None:
        with suppress(OSError):
            found = sorted(self.folder.glob(f"*{suffix}"), key=lambda path: -path.stat().st_mtime_ns)
            for path in found[_KEPT:]:
                path.unlink(missing_ok=True)


def _folder() -> Path:
    """Return the folder for files of clusters; if it cannot be written, one that lives as long as this process's machine."""
    folder = cache_folder() / "clusters"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="shoroku-clusters-"))
