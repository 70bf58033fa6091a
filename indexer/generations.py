"""The index on disk: ``index/NNNN/`` is a generation, ``index/current`` names the one in use.

A generation is made beside the old one and takes its place by the renaming of one small file, so a reader finds the
whole of one or the whole of the other. ``state.json`` in it says which change of the store it has reached, what it was
made with, and each file's checksum.
"""

import shutil
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec
import tantivy

from shoroku.indexer import fields
from shoroku.indexer.authority import registry as registries
from shoroku.indexer.authority.registry import Registry
from shoroku.indexer.bilingual import lexicon as lexicons
from shoroku.indexer.bilingual.lexicon import Lexicon, Made
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from shoroku.indexer.fingerprint import differences, fingerprint
from shoroku.indexer.health import as_damage, failure
from shoroku.indexer.writing import write

_STATE = "state.json"
_CURRENT = "current"
_META = "meta.json"
#: Bytes of a file that is held against its checksum whenever an index is opened.
_SMALL = 200_000
#: What is made from the index and kept beside it.
_BESIDE = (lexicons.SUFFIX, registries.SUFFIX)


class State(msgspec.Struct, frozen=True):
    """How far a generation has come, and what with. ``files`` is name -> (size, CRC-32), ``store`` the store's lineage,
    ``lexicon`` the lexicon that belongs to it, ``registry`` the file of its registry of journals and publishers, or ""."""

    change: int = 0
    fingerprint: dict[str, str] = {}
    files: dict[str, tuple[int, int]] = {}
    store: str = ""
    lexicon: Made = Made()
    registry: str = ""

    def fits(self, lineage: str, last_change: int) -> bool:
        """Tell whether this is an index of that store, and not of a later state of it (from before a backup's return)."""
        return self.store in ("", lineage) and self.change <= last_change


class _Kept(msgspec.Struct):
    """A state as it is written, and the CRC-32 of that: a wrong change number would be worse than none."""

    state: msgspec.Raw
    crc: int


@dataclass(frozen=True)
class Generation:
    """An opened generation."""

    path: Path
    index: tantivy.Index
    state: State
    lexicon: Lexicon
    registry: Registry

    @property
    def number(self) -> int:
        return int(self.path.name)


def current(library: Path) -> Generation:
    """Open the generation in use. Raises IndexMissing, IndexOutdated, IndexDamaged."""
    for _ in range(5):  # a new generation may take its place between the reading of the name and the opening
        path = _current_path(library)
        if path is None:
            raise IndexMissing(path=str(library))
        try:
            return opened(path, library)
        except IndexDamaged:
            if _current_path(library) == path:
                raise
    raise IndexDamaged(path=str(library), reason=f"{path} keeps disappearing")


def opened(path: Path, library: Path) -> Generation:
    """Open the generation at ``path``. Raises IndexOutdated, IndexDamaged."""
    state = _read_state(path)
    if state is None:
        raise IndexDamaged(path=str(library), reason=f"{_STATE} cannot be read")
    if found := differences(state.fingerprint):
        raise IndexOutdated(path=str(library), differences=found)
    if harmed := _harmed(path, state):
        raise IndexDamaged(path=str(library), reason=f"{harmed} is not as it was written")
    with as_damage(library):
        try:
            index = tantivy.Index.open(str(path))
            fields.register_tokenizers(index)
            index.config_reader(reload_policy="manual")
        except ValueError as error:
            raise IndexDamaged(path=str(library), reason=str(error)) from error
    return _generation(path, index, state, library)


def _harmed(path: Path, state: State) -> str:
    """Return the name of a segment's file that is not as it was written, "" if none is seen to be.

    tantivy believes the lengths that it finds in a file, and a wrong one may have it ask for more memory than there is,
    which ends the process. Sizes are looked at always; what is in a file only where that costs nothing.
    """
    for name, (size, crc) in state.files.items():
        file = path / name
        if name == _META or file.suffix in _BESIDE:
            continue
        try:
            if file.stat().st_size != size or (size <= _SMALL and zlib.crc32(file.read_bytes()) != crc):
                return name
        except (OSError, ValueError):
            continue  # merged away by a commit that was cut off; if not, tantivy will say that it is not there
    return ""


def _generation(path: Path, index: tantivy.Index, state: State, library: Path) -> Generation:
    lexicon, registry = Lexicon(library, path, state.lexicon), Registry(library, path, state.registry)
    return Generation(path, index, state, lexicon, registry)


def create(library: Path) -> Generation:
    """Make a new, empty generation, not yet in use. Raises LibraryReadOnly, DiskFull."""
    folder = library / "index"
    try:
        folder.mkdir(exist_ok=True)
        path = folder / f"{max(_numbers(folder), default=0) + 1:04d}"
        path.mkdir()
    except OSError as error:
        raise failure(library, error) from error
    try:
        index = tantivy.Index(fields.schema(), path=str(path))
        fields.register_tokenizers(index)
        state = State(fingerprint=fingerprint())
        write_state(path, state)
    except (OSError, ValueError) as error:
        shutil.rmtree(path, ignore_errors=True)
        raise failure(library, error) from error
    return _generation(path, index, state, library)


def put_in_use(generation: Generation, library: Path) -> None:
    """Let ``generation`` take the place of the one in use, and remove the others."""
    folder = library / "index"
    try:
        write(folder / _CURRENT, generation.path.name.encode())
    except OSError as error:
        raise failure(library, error) from error
    for number in _numbers(folder):
        if number != generation.number:
            shutil.rmtree(folder / f"{number:04d}", ignore_errors=True)


def discard(generation: Generation) -> None:
    """Remove a generation that did not come to be in use, and give its room back."""
    shutil.rmtree(generation.path, ignore_errors=True)


def write_state(path: Path, state: State) -> None:
    """Write a generation's state, atomically. Raises LibraryReadOnly, DiskFull."""
    try:
        written = msgspec.Raw(msgspec.json.encode(state))
        write(path / _STATE, msgspec.json.encode(_Kept(written, zlib.crc32(written))))
    except OSError as error:
        raise failure(path.parents[1], error) from error


def checksums(path: Path, kept: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """Return the size and CRC-32 of every file of a generation but its state and its locks.

    With ``kept`` no other lexicon and registry than those are among them: older ones are about to go.
    """
    found = {}
    for file in sorted(path.iterdir()):
        is_old = kept is not None and file.suffix in _BESIDE and file.name not in kept
        if file.name != _STATE and not file.name.startswith(".") and file.suffix != ".new" and not is_old:
            content = file.read_bytes()
            found[file.name] = (len(content), zlib.crc32(content))
    return found


def damaged_files(library: Path) -> list[str]:
    """Return the names of the files of the generation in use that are gone or not as they were written."""
    path = _current_path(library)
    state = _read_state(path) if path else None
    if path is None or state is None:
        return []
    found = checksums(path)
    return [name for name, mark in state.files.items() if found.get(name) != mark]


def changed_segments(generation: Generation) -> list[str]:
    """Return the names of the segments' files that are there and not as they were written.

    A commit that was cut off before its state was written has renewed meta.json and may have merged segments away:
    neither is damage.
    """
    found = checksums(generation.path)
    expected = generation.state.files
    return [name for name in found if name != _META and name in expected and found[name] != expected[name]]


def _current_path(library: Path) -> Path | None:
    folder = library / "index"
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return folder / name if name.isdigit() else None


def _read_state(path: Path) -> State | None:
    try:
        kept = msgspec.json.decode((path / _STATE).read_bytes(), type=_Kept)
        return msgspec.json.decode(kept.state, type=State) if zlib.crc32(kept.state) == kept.crc else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _numbers(folder: Path) -> list[int]:
    return [int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()]


def mark(library: Path) -> tuple[int, int, int]:
    """Return what changes whenever the index does: the generation's number, and the state file's time and size."""
    path = _current_path(library)
    if path is None:
        return 0, 0, 0
    try:
        found = (path / _STATE).stat()
    except OSError:
        return int(path.name), 0, 0
    return int(path.name), found.st_mtime_ns, found.st_ino
