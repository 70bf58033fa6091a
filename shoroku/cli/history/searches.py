"""Past searches, and the numbered hits of the last one in each library: kept, read, cleared.

``history.jsonl`` holds one search a line, the newest last; ``hits-*.json`` what numbers the hits of a library's last search
had. Both are bounded. Keeping them never makes a search fail: where they cannot be written, they are not.
"""

import fcntl
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

_PATIENCE = 0.5  # seconds: who holds the lock holds it for a millisecond or two
_OFF = frozenset({"off", "0", "no", "false"})


def is_kept() -> bool:
    """Tell whether the person lets searches be kept: $SHOROKU_HISTORY=off switches that off."""
    return os.environ.get("SHOROKU_HISTORY", "").strip().lower() not in _OFF


def state_folder() -> Path:
    """Return the folder; it need not be there."""
    if own := os.environ.get("SHOROKU_STATE"):
        return Path(own).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "shoroku-state"
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


MOST_SEARCHES = 1_000
MOST_HITS = 10_000
_FILE = "history.jsonl"


class Search(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was asked of which library; ``library`` is "" for the bundled sample. Filters are as a command line has them."""

    query: str
    library: str = ""
    journal: tuple[str, ...] = ()
    year: tuple[int | None, int | None] | None = None
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    sort: str = "relevance"
    exact: bool = False
    lang: str | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A search that was made: when (ISO 8601, UTC), and how many records held all its words, and most of them."""

    at: str
    search: Search
    total: int
    relaxed_total: int


class _Hits(msgspec.Struct, frozen=True):
    """The hits that a person has seen of one search, by their numbers."""

    search: Search
    ids: dict[int, str]


_decode_past = msgspec.json.Decoder(Past).decode
_decode_hits = msgspec.json.Decoder(_Hits).decode


def remember(search: Search, total: int, relaxed_total: int, first: int, ids: Sequence[str]) -> None:
    """Keep a search and its hits, numbered from ``first`` on. It replaces the search before it if that is the same:
    another page is not another search.
    """
    if not is_kept():
        return
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with suppress(OSError, RuntimeError, ValueError), alone() as folder:
        lines = _lines(folder / _FILE)
        if lines and (last := _past(lines[-1])) and last.search == search:
            lines.pop()
        lines.append(msgspec.json.encode(Past(at=now, search=search, total=total, relaxed_total=relaxed_total)))
        put(folder / _FILE, b"\n".join(lines[-MOST_SEARCHES:]) + b"\n")
    remember_hits(search, first, ids)


def remember_hits(search: Search, first: int, ids: Sequence[str]) -> None:
    """Keep what numbers hits were shown under, from ``first`` on; beside those of other pages of the same search."""
    if not is_kept():
        return
    with suppress(OSError, RuntimeError, ValueError), alone() as folder:
        path = folder / _hits_file(search.library)
        before = _read_hits(path)
        known = before.ids if before and before.search == search else {}
        known |= {first + index: one for index, one in enumerate(ids)}
        kept = dict(list(known.items())[-MOST_HITS:])
        put(path, msgspec.json.encode(_Hits(search, kept)))


def past_searches() -> list[Past]:
    """Return the past searches, the oldest first; none where nothing can be read."""
    return _read(state_folder() / _FILE)[-MOST_SEARCHES:]


def hits(library: str) -> dict[int, str] | None:
    """Return the ids of the last search's hits by their numbers; None if no search of this library is known."""
    found = _read_hits(state_folder() / _hits_file(library))
    return None if found is None else found.ids


def clear() -> int:
    """Forget all searches and hits, and return how many searches there were. Raises OSError."""
    if not state_folder().exists():
        return 0
    with alone() as folder:
        count = len(_read(folder / _FILE))
        for path in (folder / _FILE, *folder.glob("hits-*.json")):
            path.unlink(missing_ok=True)
    return count


def forget_hits(library: str) -> None:
    """Forget the numbered hits of the last search of a library: they are ids of its records."""
    with suppress(OSError):
        (state_folder() / _hits_file(library)).unlink(missing_ok=True)


def _hits_file(library: str) -> str:
    return f"hits-{hashlib.blake2b(library.encode(), digest_size=8).hexdigest()}.json"


def _read(path: Path) -> list[Past]:
    """Return the lines that can be read; what another version or another program wrote is passed over."""
    return [one for line in _lines(path) if (one := _past(line))]


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError:
        return []


def _past(line: bytes) -> Past | None:
    try:
        return _decode_past(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _read_hits(path: Path) -> _Hits | None:
    try:
        return _decode_hits(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
