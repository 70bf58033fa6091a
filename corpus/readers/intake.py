"""Reading files in batches. Invalid records are reported with file, line and reason; the rest are imported."""

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

from shoroku.corpus import bounds
from shoroku.corpus.addresses import with_safe_links
from shoroku.corpus.bounds import MAX_EXPANSION
from shoroku.corpus.errors import FileError, ReaderFailed, ShorokuError
from shoroku.corpus.identifiers import IDENTIFYING
from shoroku.corpus.readers import Format, Item
from shoroku.corpus.readers.files import printable, read_file
from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.record import Record, encode
from shoroku.corpus.record_errors import Conflict, OverBound, RecordError, UnsafeLink
from shoroku.corpus.store.merge import Contribution

BATCH = 4_000
#: The first batch is smaller, so that the processes that analyse records can start.
_FIRST_BATCH = 1_000

#: The origin of records that a program adds itself.
PROGRAM = "program"
_RAW_BYTES = 2_000  # of a rejected record


class Reject(NamedTuple):
    """A record, or a whole file, that could not be imported.

    ``line`` is 0 for a whole file. ``origin`` is the origin of the file's format, "" for an unknown format.
    """

    file: str
    line: int
    error: ShorokuError
    raw: bytes = b""
    origin: str = ""


class Repair(NamedTuple):
    """A record that was imported after harmful characters were removed from the named fields, and without some links."""

    file: str
    line: int
    fields: tuple[str, ...]
    left_out: tuple[UnsafeLink, ...] = ()


class Batch(NamedTuple):
    """Records to import in one commit, and the rejects and repairs among them."""

    contributions: list[Contribution]
    rejects: list[Reject]
    repairs: list[Repair]


#: What is kept of the first record with a key: a hash of its content, the number of its file, its line. Hashes of its
#: identifiers follow.
_FIRST = struct.Struct("<qII")


class _Claims:
    """The first record of this run with each key, so that a conflicting one is noticed.

    A run may have millions of records. Of each only hashes are kept, packed: two hundred bytes instead of six hundred.
    """

    def __init__(self) -> None:
        self._first: dict[int, bytes] = {}
        self._files: dict[str, int] = {}
        self._joined: set[int] = set()

    def is_joining(self, origin: str, record: Record, file: str, line: int) -> bool:
        """Return whether an earlier record of this run has the same key and describes the same work in other words.

        Works are the same if they share an identifier of works. Raises Conflict if they are not the same.
        """
        key, content = hash((origin, record.id)), hash(record)
        works = array("q", [hash(one) for one in record.identifiers if one.kind in IDENTIFYING])
        mine = _FIRST.pack(content, self._files.setdefault(file, len(self._files)), line) + works.tobytes()
        first = self._first.setdefault(key, mine)
        content_of_first, number_of_file, line_of_first = _FIRST.unpack_from(first)
        if content_of_first == content:
            return key in self._joined
        if set(works).isdisjoint(array("q", first[_FIRST.size :])):
            place = f"{list(self._files)[number_of_file]}:{line_of_first}"
            raise Conflict(field="id", value=record.id, first=place)
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

    A file that cannot be read is one reject, and the next file is read. If a reader fails, the reject has the line of the
    last record before.
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    claims = _Claims()
    batch = Batch([], [], [])
    full = min(size, _FIRST_BATCH)
    for path in names:
        name, line, format_ = printable(path), 0, None
        try:
            format_, items = read_file(path, format_name, stdin, max_expansion)
            for item in items:
                line = item.line
                _sort(batch, name, format_, item, claims, now)
                if len(batch.contributions) + len(batch.rejects) >= full:
                    yield batch
                    batch, full = Batch([], [], []), size
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
    """Add one item to the batch, as a contribution, a reject or a repair."""
    error: ShorokuError | None = item.error
    if item.record is not None:
        try:
            bounds.check(item.record)
            joins = claims.is_joining(format_.origin, item.record, name, item.line)
        except (Conflict, OverBound) as found:
            error = found
        else:
            record, left_out = with_safe_links(item.record)
            batch.contributions.append(Contribution(format_.origin, record, name, now, joins))
            if item.repaired or left_out:
                batch.repairs.append(Repair(name, item.line, item.repaired, left_out))
    if error is not None:
        error.__traceback__ = error.__context__ = None  # a file may hold a million of these
        raw = item.raw or (encode(item.record) if item.record is not None else b"")
        batch.rejects.append(Reject(name, item.line, error, raw, format_.origin))


def program_records(
    records: Iterable[Record | Mapping[str, Any]],
) -> Batch:
    """Return a program's records as contributions, and rejects and repairs with their position, from 1.

    A mapping has the fields of a line of JSON Lines (``json_formats/jsonl.py``).
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    batch = Batch([], [], [])
    for position, one in enumerate(records, 1):
        try:
            record = jsonl.record_of(one)
        except RecordError as error:
            batch.rejects.append(Reject("records", position, error, str(one).encode(errors="replace")[:_RAW_BYTES]))
        else:
            record, left_out = with_safe_links(record)
            batch.contributions.append(Contribution(PROGRAM, record, "", now))
            if left_out:
                batch.repairs.append(Repair("records", position, (), left_out))
    return batch
