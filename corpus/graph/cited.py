"""By how many records of the library a record is cited. Citations by works that the library does not have do not count.

The store keeps the numbers, and which of them may have changed since they were counted (``recount.py``). Those are counted
when the numbers are asked for, so they are right after whatever was added, deleted or withdrawn. Counting takes a few
look-ups for each record, and one for each citation of it.
"""

import heapq
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from shoroku.corpus.graph import recount
from shoroku.corpus.graph.errors import GraphMissing
from shoroku.corpus.graph.recount import AS_CLAIM, AS_KEY, CITES, ITSELF
from shoroku.corpus.graph.tables import SINCE

_BATCH = 5_000
#: Source records from which on the records of all are read; changed records from which on all are counted again; bits of a
#: record's number.
_MANY, _MANY_CHANGED, _BITS = 20_000, 20_000, 33
_MINE = "mine(number, seq) AS (SELECT number, contribution.seq FROM json_each(?) CROSS JOIN contribution ON contribution.seq = value)"
#: Records, and the source records that say to cite them. (CROSS JOIN keeps SQLite to this order.)
_CITED = f"""
    WITH {_MINE},
    named(node, seq) AS (
        SELECT node.id, mine.seq FROM mine CROSS JOIN claim ON claim.contribution = mine.number
            CROSS JOIN node ON node.key = {AS_KEY}
        UNION
        SELECT mention.node, mine.seq FROM mine CROSS JOIN mention ON mention.contribution = mine.number
            AND mention.place = -1 AND mention.kind = {ITSELF})
    SELECT named.seq, edge.contribution FROM named
        CROSS JOIN edge ON edge.node = named.node AND edge.kind = {CITES} AND edge.turned = 0
"""
#: Records, and source records of those by which they say to be cited themselves.
_CITED_BY_STATEMENT = f"""
    WITH {_MINE},
    named(seq, node, key) AS (
        SELECT mine.seq, node.id, {AS_CLAIM} FROM mine
            CROSS JOIN edge ON edge.contribution = mine.number AND edge.kind = {CITES} AND edge.turned = 1
            CROSS JOIN node ON node.id = edge.node)
    SELECT named.seq, citing.number FROM named CROSS JOIN claim ON claim.identifier = named.key
        CROSS JOIN contribution AS citing ON citing.number = claim.contribution
        CROSS JOIN record ON record.seq = citing.seq AND (record.sole IS NOT NULL OR record.payload IS NOT NULL)
    UNION
    SELECT named.seq, mention.contribution FROM named
        CROSS JOIN mention ON mention.node = named.node AND mention.kind = {ITSELF}
"""
_EVERY = "SELECT DISTINCT seq FROM contribution"


class Asked(Protocol):
    """What is read of a store."""

    path: Any

    @property
    def version(self) -> int: ...

    def query(self, statement: str, parameters: Sequence[object] = ..., /) -> list[Any]: ...


class Written(Asked, Protocol):
    """What is read of a store, and written to it."""

    def transaction(self) -> AbstractContextManager[None]: ...

    def amend(self, statement: str, rows: Iterable[Sequence[object]], /) -> None: ...


class Citations:
    """By how many other records of a store each is cited, at the moment at which this is made."""

    def __init__(self, store: Asked) -> None:
        """Count what has changed since the store's numbers were counted. Raises GraphMissing."""
        if store.version < SINCE:
            raise GraphMissing(path=str(store.path.parent))
        self._store = store
        self._has_numbers = store.version >= recount.SINCE
        changed = _changed(store) if self._has_numbers else _every(store)
        found = counts(store, changed)
        self._changed = {seq: found.get(seq, 0) for seq in changed}

    def of(self, seqs: Collection[int]) -> dict[int, int]:
        """Return by how many other records each of the records of those numbers is cited; one that none cites is left out."""
        found: dict[int, int] = {}
        if self._has_numbers and len(seqs) > _MANY:
            found = dict(self._store.query("SELECT seq, count FROM cited"))
        elif self._has_numbers:
            query = "SELECT seq, count FROM cited WHERE seq IN (SELECT value FROM json_each(?))"
            found = dict(self._store.query(query, (json.dumps(list(seqs)),)))
        found |= self._changed
        return {seq: count for seq in seqs if (count := found.get(seq, 0))}

    def all(self) -> Iterator[tuple[int, int]]:
        """Yield all records that are cited, in the order of their numbers, with their counts."""
        changed = sorted((seq, count) for seq, count in self._changed.items() if count)
        yield from heapq.merge(self._kept(), changed)

    def _kept(self) -> Iterator[tuple[int, int]]:
        """Yield the store's numbers of records that have not changed since."""
        last = -1
        query = "SELECT seq, count FROM cited WHERE seq > ? ORDER BY seq LIMIT ?"
        while self._has_numbers and (rows := self._store.query(query, (last, _MANY))):
            yield from ((seq, count) for seq, count in rows if seq not in self._changed)
            last = rows[-1][0]

    def most(self, limit: int) -> list[tuple[int, int]]:
        """Return the records that are cited most, at most ``limit``, with their counts; the highest counts come first."""
        found = [(seq, count) for seq, count in self._changed.items() if count]
        if self._has_numbers:
            query = "SELECT seq, count FROM cited ORDER BY count DESC LIMIT ?"
            rows = self._store.query(query, (limit + len(self._changed),))
            found += [(seq, count) for seq, count in rows if seq not in self._changed]
        return sorted(found, key=lambda one: -one[1])[:limit]


def count_again(store: Written) -> None:
    """Count the numbers that may have changed since they were counted, in one commit. The caller holds the writer's lock."""
    ((highest,),) = store.query("SELECT coalesce(max(seq), 0) FROM record")
    changed = _changed(store)
    if not changed:
        return
    found = counts(store, changed)
    with store.transaction():
        store.amend("DELETE FROM cited WHERE seq = ?", ((seq,) for seq in changed))
        store.amend("INSERT INTO cited (seq, count) VALUES (?, ?)", found.items())
        store.amend("DELETE FROM recount WHERE seq >= ?", [(0,)])
        store.amend("UPDATE note SET value = ? WHERE name = 'counted'", [(recount.counted_up_to(highest),)])


def are_right(store: Asked) -> bool:
    """Return whether the numbers in a store are those of its links, but for those that are to be counted again."""
    ((highest,),) = store.query("SELECT coalesce(max(seq), 0) FROM record")
    notes = store.query("SELECT value FROM note WHERE name = 'counted'")
    if len(notes) != 1 or not recount.is_intact(notes[0][0], highest):
        return False
    every = _every(store)
    if not all(isinstance(seq, int) for seq in every):  # a damaged value may be of any type
        return False
    return Citations(store).of(every) == counts(store, every)


def _changed(store: Asked) -> list[int]:
    """Return the records whose numbers may have changed since they were counted."""
    query = (
        "SELECT seq FROM recount UNION"
        " SELECT seq FROM record WHERE seq > (SELECT CAST(value AS INTEGER) FROM note WHERE name = 'counted')"
    )
    changed = [seq for (seq,) in store.query(query)]
    if len(changed) > _MANY_CHANGED:
        return sorted({*changed, *_every(store)})
    around = (seq for (seq,) in store.query(recount.AROUND_RECORDS, (json.dumps(changed),))) if changed else ()
    return sorted({*changed, *around})


def _every(store: Asked) -> list[int]:
    return [seq for (seq,) in store.query(_EVERY)]


def counts(store: Asked, seqs: Sequence[int]) -> dict[int, int]:
    """Count by how many other records each of the records of those numbers is cited; one that none cites is left out."""
    records = _Records(store)
    found: Counter[int] = Counter()
    for start in range(0, len(seqs), _BATCH):
        marks = json.dumps(list(seqs[start : start + _BATCH]))
        rows = [row for query in (_CITED, _CITED_BY_STATEMENT) for row in store.query(query, (marks,))]
        of = records.of({number for _, number in rows})
        pairs = {seq << _BITS | by for seq, number in rows if (by := of.get(number, seq)) != seq}
        found.update(pair >> _BITS for pair in pairs)
    return dict(found)


class _Records:
    """Finds of which records source records are: a few one by one, else all at once from the index of the store."""

    def __init__(self, store: Asked) -> None:
        self._store = store
        self._all: dict[int, int] | None = None

    def of(self, numbers: set[int]) -> dict[int, int]:
        if self._all is None and len(numbers) > _MANY:
            self._all = dict(self._store.query("SELECT number, seq FROM contribution INDEXED BY contribution_seq"))
        if self._all is not None:
            return self._all
        query = "SELECT number, seq FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        return dict(self._store.query(query, (json.dumps(list(numbers)),)))
