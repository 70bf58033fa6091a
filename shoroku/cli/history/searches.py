"""The user's past searches, and the numbered hits of the last search in each library.

They are stored in the user's own folder, not in the library: a library may have many readers, and their searches are
private. ``history.jsonl`` has one search per line, the newest last; ``hits-*.json`` maps the numbers under which the hits
of a library's last search were shown to ids. Both have a maximum size. A search never fails because they cannot be written.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

MOST_SEARCHES = 1_000
MOST_HITS = 10_000
_FILE = "history.jsonl"
_PATIENCE = 0.5  # seconds to wait for the lock, which is held for a millisecond or two
_OFF = frozenset({"off", "0", "no", "false"})


class Search(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A search. ``library`` is "" for the bundled sample; ``filters`` has the filters that were set, as JSON values."""

    query: str
    library: str = ""
    filters: dict[str, Any] = {}
    sort: str = "relevance"
    exact: bool = False
    lang: str | None = None


class PastSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A search that was made: when (ISO 8601, UTC), and how many records contained all of its words, and most of them."""

    at: str
    search: Search
    total: int
    relaxed_total: int


class _Hits(msgspec.Struct, frozen=True):
    """The records shown last, by their numbers, and the search that found them, None for a list without a search."""

    search: Search | None
    ids: dict[int, str]


def search_of(query: str, library: str, filters: Mapping[str, Any], **options: Any) -> Search:
    """Return a search for the history: with filters as JSON values, without those that are not set."""
    set_ = {name: list(value) for name, value in filters.items() if value}
    return Search(query=query, library=library, filters=set_, **options)


def remember(search: Search, total: int, relaxed_total: int, first: int, ids: Sequence[str]) -> None:
    """Record a search and its hits, numbered from ``first``. It replaces the last search if that was the same, because
    another page is not another search.
    """
    if not is_kept():
        return
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = PastSearch(at=now, search=search, total=total, relaxed_total=relaxed_total)
    with suppress(OSError, RuntimeError, ValueError), _locked() as folder:
        lines = _lines(folder / _FILE)
        if lines and (last := _past_search(lines[-1])) and last.search == search:
            lines.pop()
        lines.append(msgspec.json.encode(made))
        _replace(folder / _FILE, b"\n".join(lines[-MOST_SEARCHES:]) + b"\n")
        _keep_hits(folder, search, first, ids)


def remember_list(library: str, ids: Sequence[str]) -> None:
    """Record the numbers under which records of a library were listed without a search, from 1."""
    if is_kept():
        hits = _Hits(None, dict(enumerate(ids[:MOST_HITS], 1)))
        with suppress(OSError, RuntimeError, ValueError), _locked() as folder:
            _replace(folder / _hits_file(library), msgspec.json.encode(hits))


def past_searches() -> list[PastSearch]:
    """Return the past searches, oldest first; lines that cannot be read are skipped."""
    return _read(state_folder() / _FILE)[-MOST_SEARCHES:]


def hits(library: str) -> dict[int, str] | None:
    """Return the ids of the last search or list by their numbers; None if neither is known of this library."""
    found = _read_hits(state_folder() / _hits_file(library))
    return None if found is None else found.ids


def clear() -> int:
    """Delete all searches and hits, and return how many searches there were. Raises OSError."""
    if not state_folder().exists():
        return 0
    with _locked() as folder:
        count = len(_read(folder / _FILE))
        for path in (folder / _FILE, *folder.glob("hits-*.json")):
            path.unlink(missing_ok=True)
    return count


def forget_hits(library: str) -> None:
    """Delete the numbered hits of the last search of a library: they are ids of its records."""
    with suppress(OSError):
        (state_folder() / _hits_file(library)).unlink(missing_ok=True)


# --- The folder -------------------------------------------------------------------------------------------------------


def is_kept() -> bool:
    """Return whether searches are recorded: SHOROKU_HISTORY=off disables it."""
    return os.environ.get("SHOROKU_HISTORY", "").strip().lower() not in _OFF


def state_folder() -> Path:
    """Return the folder, which need not exist: $SHOROKU_STATE, else the platform's folder for a user's state."""
    if own := os.environ.get("SHOROKU_STATE"):
        return Path(own).expanduser()
    import platformdirs

    folder = platformdirs.user_state_path("shoroku")
    if folder == platformdirs.user_data_path("shoroku"):  # macOS has one folder for both, and the library is there
        return folder.with_name("shoroku-state")
    return folder


@contextmanager
def _locked() -> Iterator[Path]:
    """Lock the folder against other processes and yield it; a missing folder is created, readable only by its owner.

    Raises OSError if it cannot be created, or if another process does not release the lock.
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


def _replace(path: Path, content: bytes) -> None:
    """Replace a file as a whole: a reader sees the old one or the new one. Raises OSError."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


# --- The files --------------------------------------------------------------------------------------------------------


def _keep_hits(folder: Path, search: Search, first: int, ids: Sequence[str]) -> None:
    """Add numbered hits to those of other pages of the same search; those of another search are replaced."""
    path = folder / _hits_file(search.library)
    before = _read_hits(path)
    known = before.ids if before and before.search == search else {}
    known |= {first + index: one for index, one in enumerate(ids)}
    _replace(path, msgspec.json.encode(_Hits(search, dict(list(known.items())[-MOST_HITS:]))))


def _hits_file(library: str) -> str:
    return f"hits-{hashlib.blake2b(library.encode(), digest_size=8).hexdigest()}.json"


def _read(path: Path) -> list[PastSearch]:
    return [one for line in _lines(path) if (one := _past_search(line))]


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError:
        return []


def _past_search(line: bytes) -> PastSearch | None:
    """Read a line; None if it was not written by this program. Until 0.1 the filters stood beside the query."""
    try:
        value = msgspec.json.decode(line)
        search = value["search"]
        search.setdefault("filters", {name: search[name] for name in set(search) - set(Search.__struct_fields__)})
        return msgspec.convert(value, PastSearch)
    except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, AttributeError, TypeError):
        return None


def _read_hits(path: Path) -> _Hits | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Hits)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
