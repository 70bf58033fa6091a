"""The index on disk: ``index/NNNN/`` is a generation, ``index/current`` names the one in use.

A new generation is built beside the old one and replaces it by renaming one small file, so a reader sees one or the other.
Its ``state.json`` has the change of the store that it has reached, the fingerprint of the analysis, and a checksum for each
file.
"""

import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import tantivy

from shoroku.analyzers.version import VERSION as RULES
from shoroku.analyzers.version import installed
from shoroku.corpus.errors import LibraryError, LibraryUnreadable
from shoroku.corpus.store import machine
from shoroku.corpus.store.durable import make_folder
from shoroku.indexer import fields, snapshot
from shoroku.indexer.authority.registry import Registry
from shoroku.indexer.bilingual.lexicon import VERSION as LEXICON
from shoroku.indexer.bilingual.lexicon import Lexicon, Made
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from shoroku.indexer.writing import write
from shoroku.messages import Localized

_STATE = "state.json"
_CURRENT = "current"
_META = snapshot.META
#: Files up to this size in bytes are verified whenever an index is opened.
_SMALL = 200_000
#: How often a reader tries again while a writer is replacing files, and the seconds between the tries.
_TRIES, _PAUSE = 40, 0.05
#: Maximum number of word forms with the same beginning that are searched for a stem's word.
_FORMS = 400


class State(msgspec.Struct, frozen=True):
    """The state of a generation at a commit.

    ``change`` is the last change of the store that it reflects, ``files`` maps names to (size, CRC-32), ``store`` is the
    store's lineage, ``lexicon`` its lexicon, ``registry`` the file of its registry of journals and publishers or "", and
    ``meta`` the list of segments (tantivy's ``meta.json``).
    """

    change: int = 0
    fingerprint: dict[str, str] = {}
    files: dict[str, tuple[int, int]] = {}
    store: str = ""
    lexicon: Made = Made()
    registry: str = ""
    meta: str = ""

    @property
    def beside(self) -> set[str]:
        """The names of the files beside the index that are built from it."""
        return {name for name in (self.lexicon.file, self.registry) if name}

    def fits(self, lineage: str, last_change: int) -> bool:
        """Return whether this is an index of that store, and not of a later state of it (before a backup was restored)."""
        return self.store in ("", lineage) and self.change <= last_change


class _Kept(msgspec.Struct):
    """An encoded state and its CRC-32: a wrong change number would be worse than none."""

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


def current(library: Path, *, writable: bool = False) -> Generation:
    """Open the generation in use, for reading unless ``writable``.

    Raises IndexMissing, IndexOutdated, IndexDamaged, LibraryUnreadable.
    """
    seen = None
    for _ in range(_TRIES):
        path = _current_path(library)
        if path is None:
            raise IndexMissing(path=str(library))
        try:
            return opened(path, library, writable=writable)
        except (IndexDamaged, LibraryUnreadable):
            # A writer may be replacing the generation, its state or its list of segments at this moment.
            now = _witness(path, library)
            if now == seen:
                raise
            seen = now
            time.sleep(_PAUSE)
    raise IndexDamaged(path=str(library), reason=Localized("{path} keeps changing", path=path))


def _witness(path: Path, library: Path) -> tuple[object, ...]:
    """Return a value that changes when a writer replaces anything that a reader opens."""
    found: list[object] = [_current_path(library)]
    for name in (_STATE, _META):
        try:
            status = (path / name).stat()
            found += [status.st_ino, status.st_mtime_ns, status.st_mode]
        except OSError:
            found.append(None)
    return tuple(found)


def opened(path: Path, library: Path, *, writable: bool = False) -> Generation:
    """Open the generation at ``path``. Raises IndexOutdated, IndexDamaged, LibraryUnreadable."""
    state = _read_state(path)
    if state is None:
        _raise_if_forbidden(path / _STATE, library)
        raise IndexDamaged(path=str(library), reason=Localized("{file} cannot be read", file=_STATE))
    if found := differences(state.fingerprint):
        raise IndexOutdated(path=str(library), differences=found)
    if harmed := _harmed(path, state):
        raise IndexDamaged(
            path=str(library),
            reason=Localized("{harmed} has changed since it was written", harmed=harmed),
        )
    if writable:
        snapshot.remove_unfinished(path, state.meta)
    with as_damage(library):
        try:
            index = snapshot.ready(path) if writable else _index_to_read(path, state)
        except ValueError as error:
            _raise_if_forbidden(path / _META, library)
            raise IndexDamaged(path=str(library), reason=str(error)) from error
        except PermissionError as error:
            raise LibraryUnreadable(path=str(library), reason=f"{error.filename}: {error.strerror}") from error
        except OSError as error:
            if refusal := machine.refusal(library, error.errno or 0):
                raise refusal from error
            raise
    return _generation(path, index, state, library)


def _index_to_read(path: Path, state: State) -> tantivy.Index:
    """Open the segments of the last commit. If some have been merged since, open the current segments instead.

    Raises ValueError, OSError.
    """
    if not (path / _META).exists():
        raise ValueError(f"{_META} is missing")
    committed = snapshot.parsed(state.meta)
    if committed and snapshot.is_complete(path, committed):
        try:
            return snapshot.opened(path, state.meta, committed)
        except ValueError:
            if snapshot.is_complete(path, committed):  # they were not merged meanwhile, so they are damaged
                raise
    text = (path / _META).read_bytes().decode("utf-8", "replace")
    meta = snapshot.parsed(text)
    if meta is None:
        raise ValueError(f"{_META} has changed since it was written")
    return snapshot.opened(path, text, meta)


def _raise_if_forbidden(file: Path, library: Path) -> None:
    """Raise LibraryUnreadable if this user may not read the file."""
    try:
        with open(file, "rb"):
            pass
    except PermissionError as error:
        raise LibraryUnreadable(path=str(library), reason=f"{error.filename}: {error.strerror}") from error
    except OSError:
        pass


def _harmed(path: Path, state: State) -> str:
    """Return the name of a file that is missing or has changed, "" if none is found.

    tantivy trusts the lengths in a file; a wrong one can make it allocate more memory than there is, which ends the process.
    The size of every file is checked, the content only of small files, where it costs little.
    """
    for name, (size, crc) in state.files.items():
        file = path / name
        if name in state.beside:  # their content is verified when it is read
            if not file.exists():
                return name
            continue
        try:
            if file.stat().st_size != size or (size <= _SMALL and zlib.crc32(file.read_bytes()) != crc):
                return name
        except PermissionError as error:
            raise LibraryUnreadable(path=str(path.parents[1]), reason=f"{name}: {error.strerror}") from error
        except OSError:
            continue  # merged since; if not, opening the segments will fail
    return ""


def _generation(path: Path, index: tantivy.Index, state: State, library: Path) -> Generation:
    def forms(beginning: str) -> Iterator[str]:
        return (form for form, _ in index.searcher().terms_with_prefix(fields.FORM, beginning, limit=_FORMS))

    lexicon, registry = Lexicon(library, path, state.lexicon, forms), Registry(library, path, state.registry)
    return Generation(path, index, state, lexicon, registry)


def create(library: Path) -> Generation:
    """Create an empty generation that is not in use yet. Raises LibraryReadOnly, DiskFull."""
    folder = library / "index"
    try:
        make_folder(folder)
        path = folder / f"{max(_numbers(folder), default=0) + 1:04d}"
        make_folder(path)
    except OSError as error:
        raise failure(library, error) from error
    try:
        tantivy.Index(fields.schema(), path=str(path))
        index = snapshot.ready(path)
        state = State(fingerprint=fingerprint())
        write_state(path, state)
    except (OSError, ValueError) as error:
        shutil.rmtree(path, ignore_errors=True)
        raise failure(library, error) from error
    return _generation(path, index, state, library)


def put_in_use(generation: Generation, library: Path) -> None:
    """Replace the generation in use by ``generation``, and remove the others."""
    folder = library / "index"
    try:
        write(folder / _CURRENT, generation.path.name.encode())
    except OSError as error:
        raise failure(library, error) from error
    _remove_others(folder, generation.path)


def remove_unused(library: Path) -> None:
    """Remove the generations that killed writers left behind; the caller holds the write lock.

    Readers open only the one in use. One that opened an earlier one has its files open.
    """
    folder = library / "index"
    if folder.is_dir():
        _remove_others(folder, _current_path(library))


def _remove_others(folder: Path, used: Path | None) -> None:
    for number in _numbers(folder):
        if (path := folder / f"{number:04d}") != used:
            shutil.rmtree(path, ignore_errors=True)


def discard(generation: Generation) -> None:
    """Remove a generation that was never in use."""
    shutil.rmtree(generation.path, ignore_errors=True)


def write_state(path: Path, state: State) -> None:
    """Write a generation's state, atomically. Raises LibraryReadOnly, DiskFull."""
    try:
        written = msgspec.Raw(msgspec.json.encode(state))
        snapshot.let_read(path)
        write(path / _STATE, msgspec.json.encode(_Kept(written, zlib.crc32(written))))
    except OSError as error:
        raise failure(path.parents[1], error) from error


def committed(path: Path, state: State, known: dict[str, tuple[int, int]]) -> State:
    """Return ``state`` with the current list of segments of the index at ``path`` and the checksums of their files.

    The caller has committed; segments may be merged meanwhile. Checksums in ``known`` are not computed again. Raises
    OSError, ValueError.
    """
    for _ in range(_TRIES):
        text = (path / _META).read_bytes().decode("utf-8")
        meta = snapshot.parsed(text)
        if meta is None:
            raise ValueError(f"{_META} has changed since it was written")
        try:
            files = snapshot.marks(path, meta.names | state.beside, known)
        except FileNotFoundError:
            continue  # merged while it was read
        return msgspec.structs.replace(state, files=files, meta=text)
    raise ValueError(f"{_META} keeps changing")


def damaged_files(library: Path) -> list[str]:
    """Return the names of files of the generation in use that are missing or have changed. Every file is read completely.

    The traces of a running or killed writer are not damage: a newer list of segments, and merged segments that are gone.
    Files that the state does not list are verified by their own footers.
    """
    path = _current_path(library)
    for _ in range(_TRIES):
        state = _read_state(path) if path else None
        if path is None or state is None:
            return []
        before = _witness(path, library)
        found = _damaged(path, state)
        if not found or _witness(path, library) == before:
            break
        path = _current_path(library)
    return found


def _damaged(path: Path, state: State) -> list[str]:
    found = [name for name in sorted(state.beside) if not _is_sound(path / name, state)]
    committed = snapshot.parsed(state.meta)
    try:
        text = (path / _META).read_bytes().decode("utf-8", "replace")
    except OSError:
        text = ""
    meta = snapshot.parsed(text)
    if meta is None or _contradicts(path, text, meta, state):
        found.append(_META)
    needed = meta.names if meta else committed.names if committed else set[str]()
    found += [name for name in sorted(needed) if not _is_sound(path / name, state)]
    # Segments that have been merged since are not read any more once one of their files is gone.
    others = committed.names - needed if committed else set[str]()
    return found + [name for name in sorted(others) if not _is_sound(path / name, state) and (path / name).exists()]


def _contradicts(path: Path, text: str, meta: snapshot.Meta, state: State) -> bool:
    """Return whether a list of segments cannot result from commits and merges after the commit of ``state``.

    A higher number of the last operation alone is no contradiction: a commit may change nothing else.
    """
    committed = snapshot.parsed(state.meta)
    if committed is None or text == state.meta:
        return False
    if meta.constant != committed.constant or meta.opstamp < committed.opstamp or not snapshot.is_complete(path, meta):
        return True
    if meta.segments == committed.segments and meta.opstamp == committed.opstamp:
        return True
    known = {segment.prefix: segment for segment in committed.segments}
    return any(segment.prefix in known and not segment.follows(known[segment.prefix]) for segment in meta.segments)


def _is_sound(file: Path, state: State) -> bool:
    try:
        if file.name in state.files:
            return snapshot.mark_of(file) == state.files[file.name]
        return snapshot.is_as_footed(file)
    except OSError:
        return False


def damage_to_writing(generation: Generation) -> list[str]:
    """Return the names of damaged files, which a writer must not build on. Every file is read completely."""
    return _damaged(generation.path, generation.state)


def _current_path(library: Path) -> Path | None:
    name = _current_name(library)
    return None if name is None else library / "index" / name


def _current_name(library: Path) -> str | None:
    try:
        with open(f"{library}/index/{_CURRENT}", "rb", buffering=0) as file:
            name = file.read().decode("ascii").strip()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    except OSError as error:  # for example too many open files: the index may exist
        raise failure(library, error) from error
    return name if name.isdigit() else None


def _read_state(path: Path) -> State | None:
    try:
        kept = msgspec.json.decode((path / _STATE).read_bytes(), type=_Kept)
        return msgspec.json.decode(kept.state, type=State) if zlib.crc32(kept.state) == kept.crc else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _numbers(folder: Path) -> list[int]:
    return [int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()]


def mark(library: Path) -> tuple[int, int, int]:
    """Return a value that changes whenever the index does: the generation's number, and the state file's time and inode."""
    name = _current_name(library)  # each search asks this, so no path is made that is not needed
    if name is None:
        return 0, 0, 0
    try:
        found = os.stat(f"{library}/index/{name}/{_STATE}")
    except OSError:
        return int(name), 0, 0
    return int(name), found.st_mtime_ns, found.st_ino


# --- The fingerprint of the analysis ------------------------------------------------------------------------------------


@cache
def fingerprint() -> dict[str, str]:
    """Return the versions on which an index depends."""
    return {
        "sudachipy": installed("sudachipy"),
        "sudachidict": installed("sudachidict-core"),
        "tantivy": installed("tantivy").rsplit(".", 1)[0],
        "rules": str(RULES),
        "fields": str(fields.VERSION),
        "lexicon": str(LEXICON),
    }


def differences(found: dict[str, str]) -> str:
    """Describe the differences between ``found`` and the current fingerprint; "" if there are none."""
    today = fingerprint()
    names = sorted(found.keys() | today.keys())
    return ", ".join(f"{n} {found.get(n, '-')} → {today.get(n, '-')}" for n in names if found.get(n) != today.get(n))


# --- Errors of tantivy --------------------------------------------------------------------------------------------------

#: Beginnings of tantivy's messages about files; any other ValueError is an error of the caller.
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
        if refused := machine.refusal(library, machine.number_of(error)):
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
    refused = machine.refusal(library, machine.number_of(error)) or machine.suspect(library)
    return refused or IndexDamaged(path=str(library), reason=str(error))


def _is_damage(error: BaseException) -> bool:
    if isinstance(error, ValueError):
        return str(error).startswith(_OF_FILES)
    return isinstance(error, OSError) or is_panic(error)


def is_panic(error: BaseException) -> bool:
    """Return whether tantivy stopped at something that it takes to be impossible, as damaged files may bring about."""
    return type(error).__name__ == "PanicException"  # which cannot be imported, and is no Exception
