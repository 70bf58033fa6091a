"""By how many records of the library a record is cited. Citations by works that the library does not have do not count.

The numbers are counted when they are asked for, so they are right after whatever was added, deleted or withdrawn. The
work is a few look-ups for each record asked about, and one for each citation of it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from shoroku.corpus.graph.errors import GraphMissing
from shoroku.corpus.graph.kinds import EDGE_NUMBERS, Mention
from shoroku.corpus.graph.tables import SINCE

_CITES = EDGE_NUMBERS["cites"]
_BATCH = 5_000
#: Source records from which on the records of all are read; bits of a record's number.
_MANY, _BITS = 20_000, 33
#: A key of the graph as a claim of the store, and the other way round (``graph/keys.py``).
_AS_CLAIM = "upper(substr(node.key, 1, instr(node.key, ':') - 1)) || substr(node.key, instr(node.key, ':'))"
_AS_KEY = "lower(substr(identifier, 1, instr(identifier, ':') - 1)) || substr(identifier, instr(identifier, ':'))"
_MINE = "mine(number, seq) AS (SELECT number, contribution.seq FROM json_each(?) CROSS JOIN contribution ON contribution.seq = value)"
#: Records, and the source records that say to cite them. (CROSS JOIN keeps SQLite to this order.)
_CITED = f"""
    WITH {_MINE},
    named(node, seq) AS (
        SELECT node.id, mine.seq FROM mine CROSS JOIN claim ON claim.contribution = mine.number
            CROSS JOIN node ON node.key = {_AS_KEY}
        UNION
        SELECT mention.node, mine.seq FROM mine CROSS JOIN mention ON mention.contribution = mine.number
            AND mention.place = -1 AND mention.kind = {int(Mention.ITSELF)})
    SELECT named.seq, edge.contribution FROM named
        CROSS JOIN edge ON edge.node = named.node AND edge.kind = {_CITES} AND edge.turned = 0
"""
#: Records, and source records of those by which they say to be cited themselves.
_CITED_BY_STATEMENT = f"""
    WITH {_MINE},
    named(seq, node, key) AS (
        SELECT mine.seq, node.id, {_AS_CLAIM} FROM mine
            CROSS JOIN edge ON edge.contribution = mine.number AND edge.kind = {_CITES} AND edge.turned = 1
            CROSS JOIN node ON node.id = edge.node)
    SELECT named.seq, citing.number FROM named CROSS JOIN claim ON claim.identifier = named.key
        CROSS JOIN contribution AS citing ON citing.number = claim.contribution
        CROSS JOIN record ON record.seq = citing.seq AND (record.sole IS NOT NULL OR record.payload IS NOT NULL)
    UNION
    SELECT named.seq, mention.contribution FROM named
        CROSS JOIN mention ON mention.node = named.node AND mention.kind = {int(Mention.ITSELF)}
"""


class Asked(Protocol):
    """What is read of a store."""

    path: Any

    @property
    def version(self) -> int: ...

    def query(self, statement: str, parameters: Sequence[object] = ..., /) -> list[Any]: ...


def counts(store: Asked, seqs: Iterable[int]) -> dict[int, int]:
    """Return by how many other records each of the records of those numbers is cited; one that none cites is left out.

    Raises GraphMissing.
    """
    if store.version < SINCE:
        raise GraphMissing(path=str(store.path.parent))
    records = _Records(store)
    wanted = list(seqs)
    found: Counter[int] = Counter()
    for start in range(0, len(wanted), _BATCH):
        marks = json.dumps(wanted[start : start + _BATCH])
        rows = [row for query in (_CITED, _CITED_BY_STATEMENT) for row in store.query(query, (marks,))]
        of = records.of({number for _, number in rows})
        pairs = {seq << _BITS | of[number] for seq, number in rows if of[number] != seq}
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
