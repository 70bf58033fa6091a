"""Verifying a store: its parts are checked against each other, text against digest, record against contributions.

SQLite's own check sees torn pages and an index that disagrees with its table. It does not see a changed byte of text. So
every contribution is checked against its digest and its seal, the place and time that it refers to against a checksum, the
identifiers that it claims against its text, every record's row against its seal, every merged record against a merge made
now, both copies of the dictionaries of payloads against their digests, the counters against the highest numbers in use, and
the state of harvests and withdrawals, the tables' definitions and the store's version against a checksum.

Every row of every table is checked, and so are the parts of the file's header that decide how it is read. The rest is no
content: pages and parts of pages without rows, the header's reserved bytes, its counters of changes, and the version of
SQLite that wrote the file last.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.errors import LibraryError, StoreDamaged
from shoroku.corpus.graph import recount, tables
from shoroku.corpus.graph.cited import are_right
from shoroku.corpus.graph.rederiving import hidden, is_as_derived
from shoroku.corpus.processes import Shared, processors
from shoroku.corpus.record import Record, decode
from shoroku.corpus.store import grouping, moments
from shoroku.corpus.store.merge import Contribution, merge
from shoroku.corpus.store.packing import provenance
from shoroku.corpus.store.packing.payloads import Unreadable, digest_of, seal_of, sealed
from shoroku.corpus.store.packing.provenance import place_of, time_of
from shoroku.corpus.store.store import Store
from shoroku.messages import AS_IS, Localized

#: Contributions that are checked at once.
_BATCH = 2_000
#: If there are more contributions than this, other processes check a share: starting one takes as long as checking 20,000.
_SHARED = 60_000
_MAX_REPORTED = 10
#: What other processes run.
_PROGRAM = "from shoroku.corpus.store.verify import main; main(arguments[0])"
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, TypeError, ValueError, Unreadable)


class Row(NamedTuple):
    """A contribution as stored. Damaged values may be of any type."""

    number: int
    seq: int
    origin: str
    key: str
    digest: bytes
    place: str
    fetched: str
    provenance: int | None
    payload: bytes
    seal: int | None


#: What there may be none of, and the query that counts it.
_COUNTS: dict[tuple[Localized, ...], str] = {
    (Localized("source records without a merged record"),): """
        SELECT count(*) FROM contribution WHERE origin NOT IN ('own', 'deleted')
            AND seq NOT IN (SELECT seq FROM record WHERE sole IS NOT NULL OR payload IS NOT NULL)
            AND seq NOT IN (SELECT seq FROM contribution WHERE origin = 'deleted')""",
    (Localized("deleted records that are still shown"),): """
        SELECT count(*) FROM record WHERE (sole IS NOT NULL OR payload IS NOT NULL)
            AND seq IN (SELECT seq FROM contribution WHERE origin = 'deleted')""",
    (Localized("records without a source record"),): """
        SELECT count(*) FROM record WHERE (sole IS NOT NULL OR payload IS NOT NULL)
            AND seq NOT IN (SELECT seq FROM contribution)
                OR sole IS NOT NULL AND (payload IS NOT NULL OR sole NOT IN (SELECT number FROM contribution))""",
    (
        Localized("records whose source record belongs to another record"),
        Localized("records whose id differs from that of their source record"),
    ): """
        SELECT count(*) FILTER (WHERE contribution.seq <> record.seq), count(*) FILTER (WHERE record.id <> contribution.key)
        FROM record JOIN contribution ON contribution.number = record.sole""",
    (Localized("identifiers without a source record"),): """
        SELECT count(*) FROM claim WHERE contribution NOT IN (SELECT number FROM contribution)""",
    (Localized("identifiers that two records claim"),): """
        SELECT count(*) FROM (SELECT 1 FROM claim JOIN contribution ON contribution.number = claim.contribution
        GROUP BY identifier HAVING min(seq) <> max(seq))""",
}
#: The same of what is seen without reading the records.
_COUNTERS: dict[Localized, str] = {
    Localized("record numbers out of order"): """
        SELECT (SELECT value FROM note WHERE name = 'next_seq') IS NOT (SELECT cast(coalesce(max(seq), 0) + 1 AS TEXT) FROM record)""",
    Localized("change numbers out of order"): """
        SELECT (SELECT value FROM note WHERE name = 'next_change')
            IS NOT (SELECT cast(coalesce(max(change), 0) + 1 AS TEXT) FROM record)""",
}
_DEFINITIONS = Localized(
    "the state of harvests or withdrawals, or the definition of the tables, has changed since it was written"
)
_MERGED = """
    SELECT record.seq, record.id, record.payload, contribution.origin, {place}, {time}, contribution.payload
    FROM record JOIN contribution ON contribution.seq = record.seq
    WHERE record.sole IS NULL AND record.payload IS NOT NULL ORDER BY record.seq, contribution.number
"""
#: The rows of the table and the numbers of what refers to them, in one query: a second one might see a later commit.
_PROVENANCE = """
    SELECT 0, number, place, fetched, contributions, seal FROM provenance
    UNION ALL SELECT 1, provenance, '', '', count(*), 0 FROM contribution WHERE provenance IS NOT NULL GROUP BY provenance
"""


def problems(store: Store) -> list[str]:
    """Return the problems of a store. All of it is read: about a second for 100,000 records on two processors.

    What a writer commits meanwhile is not seen.
    """
    with _one_state(store):
        return _problems(store)


def _one_state(store: Store) -> AbstractContextManager[None]:
    return store.one_state() if store.has_snapshots else nullcontext()


def _problems(store: Store) -> list[str]:
    with _shared(store) as shared:
        # What SQLite does by itself comes first: meanwhile, other processes check contributions.
        first = _told(
            lambda: (text for (text,) in store.query("PRAGMA integrity_check") if text != "ok"),
            lambda: _dictionaries(store),
        )
        last = _told(
            lambda: _graph(store),
            lambda: _provenance(store),
            lambda: _records(store),
            lambda: _merged(store),
            lambda: _counts(store),
            lambda: _moments(store),
            lambda: _sealed(store),
        )
        return list(dict.fromkeys([*first, *_told(lambda: _contributions(store, shared)), *last]))


def _shared(store: Store) -> Shared:
    """Return the ranges of contributions to check, for this process or, if there are many, for others, too."""
    try:
        highest = _highest(store)
    except (LibraryError, sqlite3.OperationalError, UnicodeDecodeError):  # ``_contributions`` tells it
        highest = -1
    ranges = [msgspec.json.encode((first, first + _BATCH - 1)) for first in range(0, highest + 1, _BATCH)]
    return Shared(
        _PROGRAM, [str(store.path.absolute())], ranges, processes=processors() - 1 if highest > _SHARED else 0
    )


def main(path: str) -> None:
    """Check ranges of contributions for another process: each line of the input is one, each line of the output its answer.

    The store is read as it is when this process opens it, like the other's a state between two commits.
    """
    with Store(Path(path)) as store, _one_state(store):
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(msgspec.json.encode(_differing(store, *_range(line))) + b"\n")
            sys.stdout.buffer.flush()


def _told(*checks: Callable[[], Iterable[str]]) -> list[str]:
    """Return what checks find; if damage keeps one from reading, that is what it finds."""
    found: list[str] = []
    for check in checks:
        try:
            found += check()
        except StoreDamaged as error:
            found.append(error.reason)
        except LibraryError as error:
            found.append(Localized(AS_IS, text=error))
        except sqlite3.OperationalError as error:  # a definition of a table has changed
            found.append(str(error))
        except UnicodeDecodeError:  # a name in a definition is no text any more
            found.append(_DEFINITIONS)
    return list(dict.fromkeys(found))


def quick_problems(store: Store) -> list[str]:
    """Return the damage that is visible without reading the records: in the file size and the counters."""
    with _one_state(store):
        return _told(lambda: _quick_problems(store))


def _quick_problems(store: Store) -> list[str]:
    (pages,), (size,) = store.query("PRAGMA page_count")[0], store.query("PRAGMA page_size")[0]
    log = store.path.with_name(f"{store.path.name}-wal")
    length = store.path.stat().st_size
    if (not log.exists() or log.stat().st_size == 0) and length != pages * size:
        return [
            Localized(
                "{file} has {length:,} bytes instead of {expected:,}",
                file=store.path.name,
                length=length,
                expected=pages * size,
            )
        ]
    return [*_counters(store), *_sealed(store)]


def rows_query(store: Store) -> str:
    """Return the query for the contributions between two numbers, as ``Row`` has them."""
    # Columns are found by their position, because a damaged definition may name them otherwise. A store of an earlier version
    # that only readers have opened so far has fewer. The version itself may be damaged.
    found = [
        f'"{name.replace(chr(34), chr(34) * 2)}"' for _, name, *_ in store.query("PRAGMA table_info(contribution)")
    ]
    number, origin, key, digest, place, fetched, seq, payload, seal, refers = (found + ["NULL"] * 10)[:10]
    if store.version < 3:
        seal = "NULL"
    return (
        f"SELECT {number}, {seq}, {origin}, {key}, {digest}, {place}, {fetched}, {refers}, {payload}, {seal} FROM contribution"  # noqa: S608
        f" WHERE {number} BETWEEN ? AND ? ORDER BY {number}"
    )


def record_of(store: Store, row: Row) -> Record | None:
    """Return the record of a contribution whose text is what was written, None for one that is damaged."""
    try:
        text = store.payloads.json(row.payload)
        return decode(text) if digest_of(text) == row.digest else None
    except _UNREADABLE:
        return None


def is_sealed(row: Row) -> bool:
    """Tell whether a contribution's origin, key, place, time and compressed payload are what was written; of a place and
    time that it refers to, the number."""
    made = seal_of(str(row.origin), str(row.key), str(row.place), str(row.fetched), row.provenance, row.payload)
    return row.seal is None or made == row.seal


def named(row: Row) -> str:
    """Return how a contribution is called in a message."""
    return f"{row.key} ({row.origin})"


def _dictionaries(store: Store) -> Iterator[str]:
    if store.version >= 6 and not store.payloads.are_sound():
        yield Localized("a dictionary with which records are compressed has changed since it was written")


class _Differing(NamedTuple):
    """The names of contributions that are not what was written, and of those whose links are not what they state."""

    damaged: list[str]
    unlike: list[str]


def _contributions(store: Store, shared: Shared) -> Iterator[str]:
    _highest(store)  # raises StoreDamaged if the contributions cannot be counted
    found = {task: _differing(store, *_range(task)) for task in shared.left()}
    found |= {task: msgspec.json.decode(answer, type=_Differing) for task, answer in shared.answers.items()}
    in_order = [found[task] for task in sorted(found, key=_range)]
    if damaged := [name for one in in_order for name in one.damaged]:
        yield Localized(
            "{count:,} source records have changed since they were written: {examples}",
            count=len(damaged),
            examples=_some(damaged),
        )
    if unlike := [name for one in in_order for name in one.unlike]:
        yield Localized(
            "the links of {count:,} source records are not what they state: {examples}",
            count=len(unlike),
            examples=_some(unlike),
        )


def _highest(store: Store) -> int:
    """Return the highest number of a contribution. Raises StoreDamaged if SQLite takes another column for the number."""
    ((highest,),) = store.query("SELECT coalesce(max(number), 0) FROM contribution")
    if not isinstance(highest, int):
        raise StoreDamaged(path=str(store.path), reason=_DEFINITIONS)
    return highest


def _range(task: bytes) -> tuple[int, int]:
    return msgspec.json.decode(task, type=tuple[int, int])


def _differing(store: Store, first: int, last: int) -> _Differing:
    """Check the contributions between two numbers."""
    found = _Differing([], [])
    has_graph = store.version >= tables.SINCE
    connection = tables.Reading(store.query)
    linked = tables.stored(connection, first, last) if has_graph else {}
    without = hidden(connection, first, last)
    claims: dict[int, set[str]] = {}
    for number, identifier in store.query(
        "SELECT contribution, identifier FROM claim WHERE contribution BETWEEN ? AND ?", (first, last)
    ):
        claims.setdefault(number, set()).add(identifier)
    for row in map(Row._make, store.query(rows_query(store), (first, last))):
        record = record_of(store, row)
        if (
            record is None
            or record.id != row.key
            or not is_sealed(row)
            or _claims(row, record, by_statement=has_graph) != claims.get(row.number, set())
        ):
            found.damaged.append(named(row))
        elif not is_as_derived(linked.get(row.number), record, has_graph=has_graph, is_hidden=row.number in without):
            found.unlike.append(named(row))
    return found


def _claims(row: Row, record: Record, *, by_statement: bool) -> set[str]:
    """Return what a contribution claims: in a store of an earlier version, nothing by its statements."""
    found = set(grouping.claims(str(row.origin), record))
    return found if by_statement else found - set(grouping.claims_by_statement(record))


def _graph(store: Store) -> Iterator[str]:
    """Check that the graph has no row of a contribution that is gone, and no node that stands on nothing."""
    if store.version < tables.SINCE:
        return
    rows = tables.Reading(store.query)
    if tables.strays(rows) or tables.orphans(rows):
        yield Localized("the graph has links of source records that are gone")
    if store.version >= recount.SINCE and not are_right(store):
        yield Localized("the numbers of citations are not those of the links")


def _provenance(store: Store) -> Iterator[str]:
    """Check the places and times to which contributions refer: each against its checksum, and how many refer to it.

    Other processes, which may see a later commit, do not count for this one.
    """
    if store.version < provenance.SINCE:
        return
    counts: dict[int, int] = {}
    rows: list[provenance.Row] = []
    for is_count, *values in store.query(_PROVENANCE):
        if not is_count:
            rows.append(provenance.Row._make(values))
        elif isinstance(values[0], int):  # a number that has become another type has changed its contribution
            counts[values[0]] = values[3]
    if differing := sorted(counts.keys() - {row.number for row in rows if row.is_sound}):
        query = (
            "SELECT key, origin FROM contribution WHERE provenance IN (SELECT value FROM json_each(?))"  # noqa: S608
            f" ORDER BY number LIMIT {_MAX_REPORTED + 1}"
        )
        names = [f"{key} ({origin})" for key, origin in store.query(query, (json.dumps(differing),))]
        yield Localized(
            "the file, address or date of {count:,} source records has changed since it was written: {examples}",
            count=sum(counts[number] for number in differing),
            examples=_some(names),
        )
    if any(counts.get(row.number) != row.contributions for row in rows):
        yield Localized("the numbers of source records that share a file and a date are not right")


def _records(store: Store) -> Iterator[str]:
    if store.version < 4:  # an earlier version's, which has no checksums of records
        return
    query = "SELECT seq, id, change, sole, payload, seal FROM record WHERE seal IS NOT NULL"
    differing = [str(row[1]) for row in store.rows(query) if sealed(*row[:5])[-1] != row[-1]]
    if differing:
        yield Localized(
            "{count:,} records have changed since they were written: {examples}",
            count=len(differing),
            examples=_some(differing),
        )


def _merged(store: Store) -> Iterator[str]:
    differing = [str(name) for name, payload, parts in _groups(store) if not _is_merged_of(store, name, payload, parts)]
    if differing:
        yield Localized(
            "{count:,} merged records do not match their source records: {examples}",
            count=len(differing),
            examples=_some(differing),
        )


def _groups(store: Store) -> Iterator[tuple[str, bytes, list[Contribution]]]:
    """Yield each merged record's id and text with its contributions; one with a contribution that cannot be read is left
    out: that is told already."""
    seq, group = None, list[tuple[str, bytes, list[Contribution]]]()
    for number, name, payload, origin, place, fetched, part in store.rows(
        _MERGED.format(place=place_of(store.version), time=time_of(store.version))
    ):
        if number != seq:
            yield from group
            seq, group = number, [(name, payload, [])]
        try:
            if group:
                group[0][2].append(Contribution(origin, decode(store.payloads.json(part)), place, fetched))
        except _UNREADABLE:
            group = []
    yield from group


def _is_merged_of(store: Store, name: str, payload: bytes, parts: list[Contribution]) -> bool:
    made = merge(parts)
    try:
        kept = decode(store.payloads.json(payload))
    except _UNREADABLE:
        return False
    is_same_id = kept.id == name and (name == made.id or name.endswith(f":{made.id}"))
    return is_same_id and msgspec.structs.replace(kept, id=made.id) == made


def _counts(store: Store) -> Iterator[str]:
    for names, query in _COUNTS.items():
        (counts,) = store.query(query)
        for name, count in zip(names, counts, strict=True):
            if count:
                yield Localized("{count:,} {name}", count=count, name=name)
    yield from _counters(store)


def _counters(store: Store) -> Iterator[str]:
    for name, query in _COUNTERS.items():
        ((is_wrong,),) = store.query(query)
        if is_wrong:
            yield name


def _moments(store: Store) -> Iterator[str]:
    """Check the times of changes: each note against its checksum, their order, and that none is of a later change."""
    notes = store.query("SELECT change, at, seal FROM moment ORDER BY change") if store.version >= 5 else []
    times = [str(at) for _, at, _ in notes]
    are_sealed = all(moments.sealed(change, at) == seal for change, at, seal in notes)
    if not are_sealed or times != sorted(times) or (notes and notes[-1][0] > store.last_change()):
        yield Localized("the times of changes differ from what was written")


def _sealed(store: Store) -> Iterator[str]:
    if not store.is_sealed():
        yield _DEFINITIONS


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_MAX_REPORTED])
    return shown if len(names) <= _MAX_REPORTED else f"{shown}, …"
