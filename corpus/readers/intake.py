"""Files into the store: batch by batch, the good records in, the bad ones told with file, line and reason."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

from shoroku.corpus import bounds
from shoroku.corpus.bounds import MAX_EXPANSION
from shoroku.corpus.errors import Conflict, FileError, OverBound, ReaderFailed, RecordError, ShorokuError
from shoroku.corpus.identifiers import IDENTIFYING
from shoroku.corpus.readers import Format, Item
from shoroku.corpus.readers.files import read_file
from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.record import Record, encode
from shoroku.corpus.store.merge import Contribution

BATCH = 4_000

#: The origin of records that a program adds itself.
PROGRAM = "program"
_RAW_BYTES = 2_000  # of a rejected record


class Reject(NamedTuple):
    """A record, or a whole file, that could not be taken. ``line`` is 0 where the file as a whole is meant; ``origin`` is
    what its format says of where it comes from, "" for a file of no known format."""

    file: str
    line: int
    error: ShorokuError
    raw: bytes = b""
    origin: str = ""


class Repair(NamedTuple):
    """A record that was taken after harmful characters were removed from the fields named."""

    file: str
    line: int
    fields: tuple[str, ...]


class Batch(NamedTuple):
    """Some records to take in one commit, and what was found wrong among their neighbours."""

    contributions: list[Contribution]
    rejects: list[Reject]
    repairs: list[Repair]


class _Claims:
    """Who claimed a record's key first in this run, so that a second, different claim is seen."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], tuple[int, str, frozenset[int]]] = {}
        self._joined: set[tuple[str, str]] = set()

    def is_joining(self, origin: str, record: Record, place: str) -> bool:
        """Tell whether an earlier record of this run has the same key and describes the same work in other words.

        Works are the same where they share an identifier that says so. Raises Conflict where they do not.
        """
        key, content = (origin, record.id), hash(record)
        works = frozenset(hash(one) for one in record.identifiers if one.kind in IDENTIFYING)
        content_of_first, first, works_of_first = self._first.setdefault(key, (content, place, works))
        if content_of_first == content:
            return key in self._joined
        if works.isdisjoint(works_of_first):
            raise Conflict(field="id", value=record.id, first=first)
        self._joined.add(key)
        return True


def batches(
    names: Iterable[str],
    format_name: str | None = None,
    stdin: BinaryIO | None = None,
    size: int = BATCH,
    max_expansion: float = MAX_EXPANSION,
) -> Iterator[Batch]:
    """Read files one after the other and yield their records in batches of ``size`` or fewer.

    A file that cannot be read is a reject of its own and does not keep the next from being read; so is one that its
    reader fails on, with the line of the last record before.
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    claims = _Claims()
    batch = Batch([], [], [])
    for name in names:
        line, format_ = 0, None
        try:
            format_, items = read_file(name, format_name, stdin, max_expansion)
            for item in items:
                line = item.line
                _sort(batch, name, format_, item, claims, now)
                if len(batch.contributions) + len(batch.rejects) >= size:
                    yield batch
                    batch = Batch([], [], [])
        except FileError as error:
            batch.rejects.append(Reject(name, 0, error, origin=format_.origin if format_ else ""))
        except Exception as error:  # a fault of a reader of ours must not cost the records of other files
            failed = _failed(name, format_, error)
            batch.rejects.append(Reject(name, max(line, 1), failed, origin=format_.origin if format_ else ""))
    if any(batch):
        yield batch


def _failed(name: str, format_: Format | None, error: Exception) -> ReaderFailed:
    reason = f"{type(error).__name__}: {error}"[:200]
    return ReaderFailed(file=name, format=format_.name if format_ else "-", reason=reason)


def _sort(batch: Batch, name: str, format_: Format, item: Item, claims: _Claims, now: str) -> None:
    """Put one item where it belongs."""
    error: ShorokuError | None = item.error
    if item.record is not None:
        try:
            bounds.check(item.record)
            joins = claims.is_joining(format_.origin, item.record, f"{name}:{item.line}")
        except (Conflict, OverBound) as found:
            error = found
        else:
            batch.contributions.append(Contribution(format_.origin, item.record, name, now, joins))
    if error is not None:
        error.__traceback__ = error.__context__ = None  # a file may hold a million of these
        raw = item.raw or (encode(item.record) if item.record is not None else b"")
        batch.rejects.append(Reject(name, item.line, error, raw, format_.origin))
    elif item.repaired:
        batch.repairs.append(Repair(name, item.line, item.repaired))


def program_records(
    records: Iterable[Record | Mapping[str, Any]],
) -> tuple[list[Contribution], list[Reject]]:
    """Return a program's records as contributions, and the invalid ones as rejects with their position, from 1.

    A mapping has the fields of a line of JSON Lines (``json_formats/jsonl.py``).
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    contributions, rejects = [], []
    for position, one in enumerate(records, 1):
        try:
            record = jsonl.record_of(one)
        except RecordError as error:
            rejects.append(Reject("records", position, error, str(one).encode(errors="replace")[:_RAW_BYTES]))
        else:
            contributions.append(Contribution(PROGRAM, record, "", now))
    return contributions, rejects
