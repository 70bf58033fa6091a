"""The store: the records of a library, in SQLite.

It keeps the contributions of all sources and merges those that describe the same work (a shared DOI, NAID, CRID or PMID)
into one record. Every changed record gets the next change number, which the index follows. A deleted record leaves a
tombstone with a change number of its own.

There is one writer at a time (see ``lock.py``); readers see whole commits only, thanks to SQLite's write-ahead log.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from shoroku.corpus import errors
from shoroku.corpus.graph import recount
from shoroku.corpus.graph import tables as graph
from shoroku.corpus.graph.cited import Citations
from shoroku.corpus.graph.derive import Derived, derive
from shoroku.corpus.licence import licensed, stays
from shoroku.corpus.normalize import source_names
from shoroku.corpus.record import Record, decode, encode
from shoroku.corpus.store import grouping, moments, reading
from shoroku.corpus.store.grouping import LIVE
from shoroku.corpus.store.merge import OWN_ORIGINS, Contribution, joined
from shoroku.corpus.store.packing.payloads import BRACE, Payloads, Unreadable, digest_of, seal_of, sealed
from shoroku.corpus.store.packing.provenance import Provenances, Source, place_of, time_of
from shoroku.corpus.store.schema import VERSION, migrate, state_seal
from shoroku.corpus.store.sqlite_errors import in_words

#: The store's file in a library's folder.
STORE_FILE = "records.db"

_Read = TypeVar("_Read")
#: Numbers that are written into a query one by one, which takes less time than a list of them in JSON.
_FEW = 32
_WITHDRAWN_AT = "coalesce(max(change), 0) FROM withdrawn WHERE state = 'purging'"
_PAYLOAD = "coalesce(record.payload, contribution.payload)"
_RECORDS = "record LEFT JOIN contribution ON contribution.number = record.sole"


class Outcome(NamedTuple):
    """The result of taking contributions: how many were new, changed, unchanged, or refused as withdrawn."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    def __add__(self, other: object) -> "Outcome":
        if not isinstance(other, Outcome):
            return NotImplemented
        return Outcome(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Change(NamedTuple):
    """A record that changed: its change number, its number in the store, and its JSON, None for a tombstone."""

    change: int
    seq: int
    payload: bytes | None


class _Arrival(NamedTuple):
    """A contribution on its way in; ``text`` is its JSON."""

    number: int
    seq: int
    origin: str
    key: str
    digest: bytes
    place: str
    fetched: str
    text: bytes
    claims: tuple[str, ...]
    derived: Derived


#: Kilobytes of pages that a connection keeps.
_WRITERS_CACHE, _READERS_CACHE = 65_536, 2_048


class Store:
    """A store of records in one SQLite file. A context manager; closing is idempotent."""

    def __init__(
        self, path: Path, *, writable: bool = False, before_migration: Callable[["Store"], None] = lambda store: None
    ) -> None:
        """Open the store at ``path``, made if missing when ``writable``.

        A writable store of an earlier version is migrated; ``before_migration`` is called with it first, and nothing is
        changed if it raises an error.

        Raises NoLibrary, NotALibrary, LibraryTooNew, LibraryReadOnly, StoreDamaged, DiskFull.
        """
        self.path = path
        self.writable = writable
        self._is_state_changed = False
        if not writable and not path.exists():
            raise errors.NoLibrary(path=str(path.parent))
        with self._sqlite_errors():
            self._connection: Any = (
                sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
                if writable
                else reading.opened(path)
            )
            try:
                self._prepare(before_migration)
            except BaseException:
                self.close()
                raise

    def _prepare(self, before_migration: Callable[["Store"], None]) -> None:
        execute = self._connection.execute
        found = reading.version_of(self._connection, self.path)
        if self.writable and 0 < found < VERSION:
            before_migration(self)
        if self.writable:
            execute("PRAGMA page_size = 16384")  # a record is a kilobyte or two: fewer cut in half, less waste
            execute("PRAGMA journal_mode = WAL")
            execute("PRAGMA synchronous = FULL")
            execute("PRAGMA wal_autocheckpoint = 4000")  # 64 MB: index pages are not written again and again
        # The file is not mapped: that makes no search faster, but a server's memory grow with the file. What a reader
        # reads again is in the system's cache anyway.
        execute(f"PRAGMA cache_size = -{_WRITERS_CACHE if self.writable else _READERS_CACHE}")
        if self.writable:
            migrate(self._connection, self.path, found, self.derive_graph, self.seal)
        elif found == 0:  # whoever made the file came no further than to its name
            raise errors.NoLibrary(path=str(self.path.parent))
        else:
            execute("PRAGMA query_only = ON")

    @property
    def version(self) -> int:
        """The version of the tables; a writer may raise it while a reader has the store open."""
        return self._figure("PRAGMA user_version")

    @cached_property
    def payloads(self) -> Payloads:
        """What turns the JSON of records into payloads and back."""
        return Payloads(self._connection, self.query, str(self.path))

    @cached_property
    def _provenances(self) -> Provenances:
        return Provenances(self._connection)

    def close(self) -> None:
        """Close the store; what is committed stays."""
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- Writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside together, or nothing. A nested transaction is part of the outer one."""
        if self._connection.in_transaction:
            yield
            return
        with self._sqlite_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            self._is_state_changed = False
            try:
                yield
                last_change = self.last_change()
                if self._is_state_changed:
                    self.seal()
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have ended it already
                    self._connection.execute("ROLLBACK")
                self.payloads.forget()
                raise
            self._connection.execute("COMMIT")
            moments.note(self._connection, last_change)

    def take(self, contributions: Sequence[Contribution]) -> Outcome:
        """Add contributions in one commit, and merge them with the existing ones. Idempotent.

        A contribution replaces an earlier one with the same origin and key; of two in one call, the later one counts.
        """
        with self.transaction():
            admitted = self._admitted(contributions)
            arrivals, outcome, replaced = self._arrivals(admitted)
            if arrivals:
                self._write(arrivals, replaced)
        return outcome._replace(withdrawn=len(contributions) - len(admitted))

    def _admitted(self, contributions: Sequence[Contribution]) -> Sequence[Contribution]:
        """Check contributions against withdrawn data sources: those from them only are refused, their names are removed."""
        withdrawn = {source_names.key(source) for (source,) in self.query("SELECT source FROM withdrawn")}
        if not withdrawn:
            return contributions
        admitted = []
        for one in contributions:
            names = one.record.sources or (one.origin,)
            kept = tuple(name for name in names if source_names.key(name) not in withdrawn)
            if one.origin in OWN_ORIGINS:
                admitted.append(one)
            elif kept:
                sources = kept if one.record.sources else ()
                admitted.append(one._replace(record=msgspec.structs.replace(one.record, sources=sources)))
        return admitted

    def _arrivals(self, contributions: Sequence[Contribution]) -> tuple[list[_Arrival], Outcome, set[int]]:
        """Leave out unchanged contributions, and number the rest."""
        known = self._known(contributions)
        number = self._highest_number() + 1
        by_key: dict[tuple[str, str], _Arrival] = {}
        new = changed = unchanged = 0
        replaced: set[int] = set()
        for one in contributions:
            earlier = known.get((one.origin, one.key))
            record = licensed(one.record)
            text = encode(record)
            digest = digest_of(text)
            if earlier and earlier[1] != digest and (one.joins or not record.abstract_licence):
                record = self._following(earlier[0], by_key.get((one.origin, one.key)), record, joins=one.joins)
                text = encode(record)
                digest = digest_of(text)
            if earlier and earlier[1] == digest:
                unchanged += 1
                continue
            known[one.origin, one.key] = (earlier[0], digest, earlier[2]) if earlier else (number, digest, 0)
            if earlier is None:
                new += 1
            else:
                changed += 1
                replaced.add(earlier[0])
            claims = grouping.claims(one.origin, record)
            mine, _, seq = known[one.origin, one.key]
            by_key[one.origin, one.key] = _Arrival(
                mine, seq, one.origin, one.key, digest, one.place, one.fetched, text, claims, derive(record)
            )
            number += earlier is None
        return list(by_key.values()), Outcome(new, changed, unchanged), replaced

    def _following(self, number: int, arrival: _Arrival | None, record: Record, *, joins: bool) -> Record:
        """Return a record with the licence that its origin gave before under the same key, if it must stay."""
        if arrival is None:
            ((payload,),) = self._connection.execute("SELECT payload FROM contribution WHERE number = ?", (number,))
        before = self.decoded(payload) if arrival is None else decode(arrival.text)
        return joined(before, record) if joins else stays(before, record)

    def _known(self, contributions: Sequence[Contribution]) -> dict[tuple[str, str], tuple[int, bytes, int]]:
        """Return origin and key -> number, digest and record of those that are in the store."""
        keys: dict[str, list[str]] = {}
        for one in contributions:
            keys.setdefault(one.origin, []).append(one.key)
        query = "SELECT key, number, digest, seq FROM contribution WHERE origin = ? AND key IN (SELECT value FROM json_each(?))"
        return {
            (origin, key): (number, digest, seq)
            for origin, some in keys.items()
            for key, number, digest, seq in self._connection.execute(query, (origin, json.dumps(some)))
        }

    def _highest_number(self) -> int:
        (highest,) = self._connection.execute("SELECT coalesce(max(number), 0) FROM contribution").fetchone()
        return int(highest)

    def _write(self, arrivals: list[_Arrival], replaced: set[int]) -> None:
        """Write arrivals. Those without shared identifiers become records at once; the others are regrouped."""
        if self.payloads.learn([a.text for a in arrivals], self._highest_number() + len(arrivals)):
            self._is_state_changed = True
        shared = grouping.shared_claims(self._connection, [a.claims for a in arrivals])
        taken = grouping.taken_ids(self._connection, [a.key for a in arrivals])
        own = grouping.anchored(self._connection, ((a.origin, a.key) for a in arrivals))
        entangled = [
            a
            for a in arrivals
            if a.number in replaced
            or a.key in taken
            or not shared.isdisjoint(a.claims)
            or a.origin in OWN_ORIGINS
            or (own and (a.origin, a.key) in own)
        ]
        sources = self._provenances.refer((a.place, a.fetched) for a in arrivals)
        entangled_numbers = {a.number for a in entangled}
        plain = [a for a in arrivals if a.number not in entangled_numbers]
        seq = grouping.next_number(self._connection, "seq", len(plain))
        change = grouping.next_number(self._connection, "change", len(plain))
        self._insert([a._replace(seq=seq + index) for index, a in enumerate(plain)], sources)
        self._connection.executemany(
            "INSERT INTO record (seq, id, change, sole, seal) VALUES (?, ?, ?, ?, ?)",
            [sealed(seq + index, a.key, change + index, a.number) for index, a in enumerate(plain)],
        )
        if entangled:
            touched = self._seqs_of(entangled_numbers)
            named = graph.take_out(self._connection, replaced)
            self._connection.executemany("DELETE FROM claim WHERE contribution = ?", [(n,) for n in sorted(replaced)])
            self._provenances.release(replaced)
            self._insert(entangled, sources)
            graph.sweep(self._connection, named)
            self._regroup(entangled_numbers, touched)

    def _insert(self, arrivals: list[_Arrival], sources: dict[tuple[str, str], Source]) -> None:
        packed = [(a, sources[a.place, a.fetched], self.payloads.packed(a.text)) for a in arrivals]
        self._connection.executemany(
            "INSERT OR REPLACE INTO contribution"
            " (number, seq, origin, key, digest, place, fetched, provenance, payload, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*a[:5], *source, payload, seal_of(a.origin, a.key, *source, payload)) for a, source, payload in packed],
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO claim VALUES (?, ?)", [(claim, a.number) for a in arrivals for claim in a.claims]
        )
        graph.put(self._connection, [(a.number, a.derived) for a in arrivals])

    # --- Merging and un-merging ---------------------------------------------------------------------------------------

    def remove(self, origin: str, keys: Iterable[str]) -> int:
        """Remove contributions, separate records that they connected, and return how many there were."""
        with self.transaction():
            query = "SELECT number FROM contribution WHERE origin = ? AND key IN (SELECT value FROM json_each(?))"
            numbers = {n for (n,) in self._connection.execute(query, (origin, json.dumps(list(keys))))}
            self.drop(numbers, set())
        return len(numbers)

    def drop(self, numbers: set[int], changed: set[int]) -> set[int]:
        """Remove contributions by their numbers, and merge the records of these and of the ``changed`` ones again.

        Return the numbers of all records that may have changed.
        """
        from shoroku.corpus.store.edits import keep_anchored  # a search does not need it

        with self.transaction():
            keep_anchored(self._connection, numbers, self.payloads, self.decoded)
            touched = self._seqs_of(numbers | changed)
            named = graph.take_out(self._connection, numbers)
            self._connection.executemany("DELETE FROM claim WHERE contribution = ?", [(n,) for n in sorted(numbers)])
            self._provenances.release(numbers)
            self._connection.executemany("DELETE FROM contribution WHERE number = ?", [(n,) for n in sorted(numbers)])
            graph.sweep(self._connection, named)
            self._regroup(set(), touched)
        return touched

    def derive_graph(self) -> None:
        """Derive the graph again from the contributions, in one commit. Raises StoreDamaged."""
        from shoroku.corpus.graph.rederiving import rederive  # only who migrates or reindexes needs it

        with self.transaction():
            rederive(self._connection, self.decoded, self._regroup)

    def _regroup(self, numbers: set[int], touched: set[int]) -> None:
        hidden, revived = grouping.regroup(self._connection, numbers, touched, self.payloads, self.decoded)
        recount.mark(self._connection, touched)
        graph.hide(self._connection, hidden)
        graph.revive(self._connection, revived, lambda payload: derive(self.decoded(payload)))

    def compact(self) -> None:
        """Rewrite the store without deleted data: after ``empty_log``, no deleted byte is left in its files.

        Raises DiskFull: meanwhile, the records need twice the space.
        """
        with self._sqlite_errors():
            self._connection.execute("VACUUM")

    def empty_log(self, patience: float = 5.0) -> None:
        """Copy the write-ahead log into the store's file and empty it.

        Raises LibraryInUse if another process keeps reading it for longer than ``patience`` seconds.
        """
        with self._sqlite_errors():
            (before,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
            self._connection.execute(f"PRAGMA busy_timeout = {min(before, round(patience * 1000))}")
            try:
                (is_busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {before}")
        if is_busy:
            raise errors.LibraryInUse(path=str(self.path.parent))

    def withheld(self, reached: int) -> list[int]:
        """Return the records that a withdrawal has changed, if an index that has come to ``reached`` holds them as they
        were before it."""
        if self.version < 3 or self._figure(f"SELECT {_WITHDRAWN_AT}") <= reached:
            return []
        return [seq for (seq,) in self.query("SELECT seq FROM withheld")]

    def execute(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Run one statement for another module (harvests, withdrawal)."""
        if not statement.startswith(("INSERT", "UPDATE", "DELETE")):
            with self._sqlite_errors():
                self._connection.execute(statement, parameters)
            return
        with self.transaction(), self._sqlite_errors():
            self._connection.execute(statement, parameters)
            self._is_state_changed = True

    def amend(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of parameters, for another module, in one commit. It changes no state."""
        with self.transaction(), self._sqlite_errors():
            self._connection.executemany(statement, rows)

    def _seqs_of(self, numbers: set[int]) -> set[int]:
        query = "SELECT DISTINCT seq FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        return {seq for (seq,) in self._connection.execute(query, (json.dumps(list(numbers)),))}

    # --- Reading ------------------------------------------------------------------------------------------------------

    def get(self, record_id: str) -> Record | None:
        """Return the record of that id, or None."""
        query = f"SELECT {_PAYLOAD} FROM {_RECORDS} WHERE record.id = ? AND {LIVE}"
        rows = self.query(query, (record_id,))
        return self.decoded(rows[0][0]) if rows else None

    def delivered_as(self, key: str) -> Record | None:
        """Return the record that some origin delivered under ``key``, its own name for it; or None."""
        query = (
            f"SELECT {_PAYLOAD} FROM contribution AS one JOIN record ON record.seq = one.seq"
            f" LEFT JOIN contribution ON contribution.number = record.sole WHERE one.origin = ? AND one.key = ? AND {LIVE}"
        )
        for (origin,) in self.query("SELECT DISTINCT origin FROM contribution"):
            for (payload,) in self.query(query, (origin, key)):
                return self.decoded(payload)
        return None

    def decoded(self, payload: bytes) -> Record:
        """Return the record of a payload. Raises StoreDamaged."""
        return self.read(payload, decode)

    def read(self, payload: bytes, decoder: Callable[[bytes], _Read]) -> _Read:
        """Return what ``decoder`` reads in the JSON of a payload. Raises StoreDamaged."""
        try:
            return decoder(payload if payload[:1] == BRACE else self.payloads.json(payload))
        except (msgspec.MsgspecError, UnicodeDecodeError, TypeError, Unreadable) as error:
            raise errors.StoreDamaged(path=str(self.path), reason=f"a record cannot be read: {error}") from error

    def find(self, kind: str, value: str) -> Record | None:
        """Return the record that claims the identifier (CRID, NAID, DOI or PMID, in canonical spelling), or None."""
        query = (
            f"SELECT {_PAYLOAD} FROM claim JOIN contribution AS claimant ON claimant.number = claim.contribution"
            f" JOIN record ON record.seq = claimant.seq LEFT JOIN contribution ON contribution.number = record.sole"
            f" WHERE claim.identifier = ? AND {LIVE} LIMIT 1"
        )
        rows = self.query(query, (f"{kind}:{value}",))
        return self.decoded(rows[0][0]) if rows else None

    def records(self, seqs: Sequence[int]) -> dict[int, Record]:
        """Return the records of those numbers; one that is gone is left out."""
        query = f"SELECT record.seq, {_PAYLOAD} FROM {_RECORDS} WHERE record.seq IN (SELECT value FROM json_each(?)) AND {LIVE}"
        return {seq: self.decoded(payload) for seq, payload in self.query(query, (json.dumps(list(seqs)),))}

    def ids(self, seqs: Sequence[int]) -> dict[int, str]:
        """Return the ids of the records of those numbers."""
        if len(seqs) <= _FEW:  # each search asks for the ids of a page
            return dict(self.query(f"SELECT seq, id FROM record WHERE seq IN ({','.join('?' * len(seqs))})", seqs))
        query = "SELECT seq, id FROM record WHERE seq IN (SELECT value FROM json_each(?))"
        return dict(self.query(query, (json.dumps(list(seqs)),)))

    def seqs(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the numbers of the records of those ids; an id that no record has is left out."""
        query = f"SELECT id, seq FROM record WHERE id IN (SELECT value FROM json_each(?)) AND {LIVE}"
        return dict(self.query(query, (json.dumps(list(ids)),)))

    def by_id(self, seqs: Iterable[int]) -> Iterator[int]:
        """Yield those of the numbers that have records, in the order of the records' ids."""
        query = f"SELECT seq FROM record WHERE seq IN (SELECT value FROM json_each(?)) AND {LIVE} ORDER BY id"
        with self._sqlite_errors():
            for (seq,) in self._connection.execute(query, (json.dumps(list(seqs)),)):
                yield seq

    def citations(self) -> Citations:
        """Return by how many other records of the store each is cited now. Raises GraphMissing."""
        return Citations(self)

    def highest_seq(self) -> int:
        """Return the highest number that a record ever had, 0 for a store without records."""
        return self._figure("SELECT coalesce(max(seq), 0) FROM record")

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read everything inside from one snapshot, whatever is committed meanwhile."""
        with self._sqlite_errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:  # a damaged page may have ended it
                    self._connection.execute("ROLLBACK")

    @property
    def has_snapshots(self) -> bool:
        """Whether ``one_state`` holds its moment beside a writer; without locks it would raise LibraryLocked."""
        return not isinstance(self._connection, reading.Unlocked)

    def contributions(self, record_id: str) -> list[Contribution]:
        """Return the contributions of a record."""
        version = self.version
        query = (
            f"SELECT contribution.origin, contribution.payload, {place_of(version)}, {time_of(version)}"
            f" FROM record JOIN contribution USING (seq) WHERE record.id = ? AND {LIVE} ORDER BY contribution.number"
        )
        rows = self.query(query, (record_id,))
        return [Contribution(origin, self.decoded(payload), place, fetched) for origin, payload, place, fetched in rows]

    def all(self) -> Iterator[Record]:
        """Yield every record, in the order of the store."""
        query = f"SELECT {_PAYLOAD} FROM {_RECORDS} WHERE {LIVE} ORDER BY record.seq"
        with self._sqlite_errors():
            for (payload,) in self._connection.execute(query):
                yield self.decoded(payload)

    def changes(self, after: int, limit: int = -1) -> list[Change]:
        """Return at most ``limit`` changes after a change number, oldest first."""
        query = f"SELECT record.change, record.seq, {_PAYLOAD} FROM {_RECORDS} WHERE record.change > ? ORDER BY record.change LIMIT ?"
        rows = self.query(query, (after, limit))
        return [
            Change(change, seq, None if payload is None else self.payloads.any_json(payload))
            for change, seq, payload in rows
        ]

    def last_change(self) -> int:
        """Return the highest change number given, 0 for a store without records."""
        return self._figure("SELECT value FROM note WHERE name = 'next_change'") - 1

    def lineage(self) -> str:
        """Return the identifier of this store, which its copies share."""
        rows = self.query("SELECT value FROM note WHERE name = 'lineage'")
        if not rows:
            raise errors.StoreDamaged(path=str(self.path), reason="it does not say which library it is of")
        return str(rows[0][0])

    def count(self) -> int:
        """Return how many records there are, tombstones not counted."""
        return self._figure(f"SELECT count(*) FROM record WHERE {LIVE}")

    def counts(self) -> dict[str, int]:
        """Return figures: records, contributions of sources, merged (records of several of these), tombstones."""
        of_sources = "origin NOT IN ('own', 'deleted')"
        queries = {
            "records": f"SELECT count(*) FROM record WHERE {LIVE}",
            "contributions": f"SELECT count(*) FROM contribution WHERE {of_sources}",
            "merged": "SELECT count(*) FROM record WHERE sole IS NULL AND payload IS NOT NULL AND"
            f" (SELECT count(*) FROM contribution WHERE contribution.seq = record.seq AND {of_sources}) > 1",
            "tombstones": f"SELECT count(*) FROM record WHERE NOT {LIVE}",
        }
        return {name: self._figure(query) for name, query in queries.items()}

    def rows(self, statement: str) -> Iterator[Any]:
        """Yield the rows of one query one after the other, of one moment. Raises StoreDamaged."""
        with self._sqlite_errors():
            yield from self._connection.execute(statement)

    def is_readable(self) -> bool:
        """Return whether the tables of the store can be read."""
        try:
            return bool(self.query("SELECT count(*) FROM sqlite_schema"))
        except errors.StoreDamaged:
            return False

    def is_sealed(self) -> bool:
        """Tell whether the state of harvests and withdrawals, the tables' definitions and the store's lineage and version
        are what was written, as far as a checksum tells."""
        kept = self.query("SELECT value FROM note WHERE name = 'seal'")
        # The third version made a seal with the first state, the fourth always has one.
        if self.version < 3 or not kept:
            return not kept and self.version < 4
        return bool(kept[0][0] == state_seal(self.query, self.version))

    def seal(self) -> None:
        """Record the checksum of the state of harvests and withdrawals. Call it within a transaction."""
        self._connection.execute("INSERT OR REPLACE INTO note VALUES ('seal', ?)", (state_seal(self.query, VERSION),))

    def query(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """Return all rows of a query, also for other modules."""
        try:
            rows: list[Any] = self._connection.execute(statement, parameters).fetchall()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError):
            with self._sqlite_errors():  # entered here only: each search makes several queries
                raise
        return rows

    def _figure(self, query: str) -> int:
        try:
            return int(self.query(query)[0][0])
        except (ValueError, TypeError, IndexError, sqlite3.OperationalError) as error:
            raise errors.StoreDamaged(path=str(self.path), reason=f"a counter cannot be read: {error}") from error

    @contextmanager
    def _sqlite_errors(self) -> Iterator[None]:
        """Turn SQLite's errors into those of this package."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if told := in_words(error, self.path):
                raise told from error
            raise
        except MemoryError as error:
            raise errors.OutOfMemory(path=str(self.path.parent)) from error
