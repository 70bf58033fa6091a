"""Which mentions are one person: those that are connected by ORCIDs and e-Rad numbers, unless that would be wrong.

A person is computed when it is asked for: the identifiers that stand at one place of one source record belong together, and
so do all places with the same identifier. If such a chain reached two ORCIDs, or two creators of one source record, some
source is wrong, and which one cannot be told; then every identifier stands for itself, and only a place that has an ORCID
is the person of that ORCID. The result does not depend on the order in which records arrived.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from shoroku.corpus.graph.kinds import LAST_JOINING, Mention
from shoroku.corpus.graph.tables import Queries

_JOINING = int(LAST_JOINING)
_TIES = (
    "SELECT DISTINCT a.node, b.node FROM mention AS a JOIN mention AS b"
    " ON b.contribution = a.contribution AND b.place = a.place AND b.node <> a.node"
    f" WHERE a.kind <= {_JOINING} AND b.kind <= {_JOINING} AND a.node IN (SELECT value FROM json_each(?))"
)
#: Two creators of one source record that a chain would unite.
_TWICE = (
    "SELECT 1 FROM mention AS a JOIN mention AS b ON b.contribution = a.contribution AND b.place > a.place"
    f" WHERE a.kind <= {_JOINING} AND b.kind <= {_JOINING} AND a.kind <> {int(Mention.CONTRIBUTOR)}"
    f" AND b.kind <> {int(Mention.CONTRIBUTOR)} AND a.node IN (SELECT value FROM json_each(:nodes))"
    " AND b.node IN (SELECT value FROM json_each(:nodes)) LIMIT 1"
)
_ALL_TIED = (
    "SELECT DISTINCT a.node, b.node FROM mention AS a JOIN mention AS b"
    " ON b.contribution = a.contribution AND b.place = a.place AND b.node > a.node"
    f" WHERE a.kind <= {_JOINING} AND b.kind <= {_JOINING}"
)


class Joined(NamedTuple):
    """One person: the numbers of its nodes, and of the nodes that a chain connects to it but that are left apart."""

    nodes: frozenset[int]
    apart: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        """The number that stands for the person: the lowest of its nodes'."""
        return min(self.nodes)


def joined(connection: Queries, nodes: Iterable[int]) -> dict[int, Joined]:
    """Return for each node of a person's identifier the person that it is part of, and for all nodes joined with it."""
    found: dict[int, Joined] = {}
    for group in _groups(_reached(connection, set(nodes))):
        found |= _settled(connection, group)
    return found


def conflicts(connection: Queries) -> list[frozenset[int]]:
    """Return the groups of nodes that a chain would unite wrongly, of the whole graph."""
    ties: dict[int, set[int]] = {}
    for one, other in connection.execute(_ALL_TIED):
        ties.setdefault(one, set()).add(other)
        ties.setdefault(other, set()).add(one)
    return [frozenset(group) for group in _groups(ties) if _is_wrong(connection, group)]


def _reached(connection: Queries, start: set[int]) -> dict[int, set[int]]:
    """Return all nodes that chains reach from ``start``, each with its neighbours."""
    ties: dict[int, set[int]] = {node: set() for node in start}
    frontier = start
    while frontier:
        new: set[int] = set()
        for one, other in connection.execute(_TIES, (json.dumps(sorted(frontier)),)):
            ties[one].add(other)
            if other not in ties:
                ties[other] = set()
                new.add(other)
            ties[other].add(one)
        frontier = new
    return ties


def _groups(ties: dict[int, set[int]]) -> list[set[int]]:
    seen: set[int] = set()
    groups = []
    for start in ties:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            new = ties[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        groups.append(group)
    return groups


def _settled(connection: Queries, group: set[int]) -> dict[int, Joined]:
    if len(group) == 1 or not _is_wrong(connection, group):
        whole = Joined(frozenset(group))
        return dict.fromkeys(group, whole)
    return {node: Joined(frozenset({node}), frozenset(group - {node})) for node in group}


def _is_wrong(connection: Queries, group: set[int]) -> bool:
    """Return whether one person cannot have all identifiers of a group."""
    marks = json.dumps(sorted(group))
    query = "SELECT count(*) FROM node WHERE id IN (SELECT value FROM json_each(?)) AND key LIKE 'orcid:%'"
    if connection.execute(query, (marks,)).fetchone()[0] > 1:
        return True
    return connection.execute(_TWICE, {"nodes": marks}).fetchone() is not None
