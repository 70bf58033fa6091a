"""Steps through the graph: what is one step from works, projects, people and institutions, for many at once.

An *entity* is a record of the store, a person (by the number of its first node), or a node that no record of the store is.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from shoroku.corpus.graph import keys, people
from shoroku.corpus.graph.kinds import EDGE_NUMBERS, EDGES, LAST_JOINING, Mention
from shoroku.corpus.graph.people import Joined
from shoroku.corpus.graph.tables import Queries

RECORD, PERSON, STUB = "record", "person", "stub"

#: Kinds of edges, and the direction of each: along it (True), against it (False), or both (None). None of them means all.
Rules = Collection[tuple[str, bool | None]]

#: People of one record, or works of one institution, that are followed; of more, the rest is counted.
MOST_FOLLOWED = 100

_AFFILIATED = "affiliated-with"
#: Kinds of edges that records of researchers state of the person.
_OF_RESEARCHERS = frozenset({"created-by", "member-of"})
_BY_MENTION = {
    Mention.AUTHOR: "created-by",
    Mention.CONTRIBUTOR: "created-by",
    Mention.MEMBER: "member-of",
    Mention.RESEARCHER: "",
}


class Entity(NamedTuple):
    """Something in the graph: its sort (record, person or stub), and a number of that sort."""

    sort: str
    number: int


class Said(NamedTuple):
    """Where a statement is: the contribution, the place in it, the number of the source's word (0 if there is none), and
    whether the contribution is the object."""

    contribution: int
    place: int
    word: int
    is_turned: bool


class Link(NamedTuple):
    """One step: from an entity to another, by an edge of a kind, along it or (not ``forward``) against it."""

    start: Entity
    kind: str
    forward: bool
    other: Entity
    said: Said


class Step(NamedTuple):
    """All links from some entities, and how many each entity has beyond those followed."""

    links: list[Link]
    left_out: dict[Entity, int]


#: Start, kind, forward, other, and what ``Said`` has.
_Row = tuple[Entity, str, bool, Entity, int, int, int, bool]


class Walker:
    """Walks on one connection to a store; what it has resolved, it keeps. For one question."""

    def __init__(self, connection: Queries) -> None:
        self.connection = connection
        self._held: dict[int, int] = {}  # node -> record
        self._people: dict[int, Joined] = {}
        self._seqs: dict[int, int] = {}  # contribution -> record
        self._records: dict[int, Entity] = {}

    # --- What something is --------------------------------------------------------------------------------------------

    def person(self, node: int) -> Joined:
        """Return the person that a node of an ORCID or e-Rad number is part of."""
        if node not in self._people:
            self._people |= people.joined(self.connection, [node])
        return self._people[node]

    def entity(self, key: str) -> Entity | None:
        """Return what a key names: a person, a record, or a stub; None if nothing in the store names it."""
        rows = self.connection.execute("SELECT id FROM node WHERE key = ?", (key,)).fetchall()
        if rows and keys.prefix(key) in keys.PEOPLE and self._is_mentioned(rows[0][0]):
            return Entity(PERSON, self.person(rows[0][0]).number)
        query = f"SELECT seq FROM claim JOIN contribution ON number = contribution WHERE identifier = ? AND {_LIVE_SEQ} LIMIT 1"
        if held := self.connection.execute(query, (keys.claim(key),)).fetchall():
            return Entity(RECORD, held[0][0])
        if not rows:
            return None
        return self._resolved(rows[0][0])

    def _is_mentioned(self, node: int) -> bool:
        query = f"SELECT 1 FROM mention WHERE node = ? AND kind <= {int(LAST_JOINING)} LIMIT 1"
        return self.connection.execute(query, (node,)).fetchone() is not None

    def _resolved(self, node: int) -> Entity:
        self.resolve([node])
        return self._of_node(node)

    def _of_node(self, node: int) -> Entity:
        if node in self._people:
            return Entity(PERSON, self._people[node].number)
        return self._record(self._held[node]) if self._held.get(node) else Entity(STUB, node)

    def resolve(self, nodes: Iterable[int]) -> None:
        """Find out which nodes are records of the store, and which are people."""
        new = sorted(set(nodes) - self._held.keys() - self._people.keys())
        if not new:
            return
        self._held |= dict.fromkeys(new, 0)
        marks = json.dumps(new)
        by_claim: dict[str, int] = {}
        of_people = []
        for node, key in self.connection.execute(
            "SELECT id, key FROM node WHERE id IN (SELECT value FROM json_each(?))", (marks,)
        ):
            if keys.prefix(key) in keys.PEOPLE:
                of_people.append(node)
            else:
                by_claim[keys.claim(key)] = node
        query = (
            "SELECT identifier, min(seq) FROM claim JOIN contribution ON number = contribution"
            f" WHERE identifier IN (SELECT value FROM json_each(?)) AND {_LIVE_SEQ} GROUP BY identifier"
        )
        for identifier, seq in self.connection.execute(query, (json.dumps(list(by_claim)),)):
            self._held[by_claim[identifier]] = seq
        query = (
            "SELECT node, min(seq) FROM mention JOIN contribution ON number = contribution"
            f" WHERE node IN (SELECT value FROM json_each(?)) AND kind = {int(Mention.ITSELF)} AND {_LIVE_SEQ} GROUP BY node"
        )
        for node, seq in self.connection.execute(query, (marks,)):
            self._held[node] = seq
        if of_people:
            self._people |= people.joined(self.connection, of_people)

    # --- Steps --------------------------------------------------------------------------------------------------------

    def step(self, entities: Collection[Entity], rules: Rules = (), most: int | None = MOST_FOLLOWED) -> Step:
        """Return the links from entities; ``rules`` limits them to some kinds of edges and directions.

        Of a record with more than ``most`` people, of an institution with more works, and of what more records refer to, only
        so many are followed; the others are counted. Only what the rules allow counts.
        """
        left_out: dict[Entity, int] = {}
        links = (
            Link(*row[:4], Said(*row[4:])) for row in self._found(entities, rules, most, left_out) if row[0] != row[3]
        )
        return Step(list(dict.fromkeys(links)), left_out)

    def reached(self, entities: Collection[Entity], kinds: frozenset[str] | None) -> Iterator[tuple[Entity, Entity]]:
        """Yield from which of the entities which others are one link away: all of them, some several times."""
        for row in self._found(entities, _both_ways(kinds), None, {}):
            yield row[0], row[3]

    def between(self, start: Entity, other: Entity, kinds: frozenset[str] | None) -> list[Link]:
        """Return the links between two entities: one of them states each."""
        rules = _both_ways(kinds)
        found: dict[Link, None] = {}
        for one, is_start in ((start, True), (other, False)):
            contributions = self._contributions([one])
            for row in (*self._outgoing(contributions, rules), *self._people_of(contributions, rules, None, {})):
                if row[3] == (other if is_start else start):
                    found[Link(start, row[1], row[2] == is_start, other, Said(*row[4:]))] = None
        return list(found)

    def among(self, entities: Collection[Entity], kinds: frozenset[str] | None) -> list[Link]:
        """Return the links between any two of the entities, each from the end whose record states it."""
        chosen = set(entities)
        rules = _both_ways(kinds)
        contributions = self._contributions(entities)
        nodes = list(self._own_nodes(entities, contributions))
        rows = (
            *self._outgoing(contributions, rules, nodes),
            *self._people_of(contributions, rules, None, {}, nodes),
        )
        return [Link(*row[:4], Said(*row[4:])) for row in rows if row[3] in chosen and row[3] != row[0]]

    def _found(
        self, entities: Collection[Entity], rules: Rules, most: int | None, left_out: dict[Entity, int]
    ) -> Iterator[_Row]:
        contributions = self._contributions(entities)
        yield from self._outgoing(contributions, rules)
        nodes = self._own_nodes(entities, contributions)
        yield from self._incoming(nodes, rules, most, left_out)
        yield from self._people_of(contributions, rules, most, left_out)
        yield from self._works_of_people(entities, rules)
        yield from self._works_of_institutions(nodes, rules, most, left_out)

    def _contributions(self, entities: Collection[Entity]) -> dict[int, Entity]:
        """Return the contributions of records, and those of researchers' records that are about people."""
        seqs = [entity.number for entity in entities if entity.sort == RECORD]
        query = "SELECT number, seq FROM contribution WHERE seq IN (SELECT value FROM json_each(?))"
        found: dict[int, Entity] = {}
        for number, seq in self.connection.execute(query, (json.dumps(seqs),)):
            found[number] = self._record(seq)
            self._seqs[number] = seq
        persons = {
            node: entity for entity in entities if entity.sort == PERSON for node in self.person(entity.number).nodes
        }
        if persons:
            query = (
                "SELECT contribution, node FROM mention"
                f" WHERE node IN (SELECT value FROM json_each(?)) AND kind = {int(Mention.RESEARCHER)}"
            )
            for number, node in self.connection.execute(query, (json.dumps(list(persons)),)):
                found[number] = persons[node]
        return found

    def _own_nodes(self, entities: Collection[Entity], contributions: dict[int, Entity]) -> dict[int, Entity]:
        """Return the nodes by which others refer to entities."""
        found = {entity.number: entity for entity in entities if entity.sort == STUB}
        for entity in entities:
            if entity.sort == PERSON:
                found |= dict.fromkeys(self.person(entity.number).nodes, entity)
        records = {number: entity for number, entity in contributions.items() if entity.sort == RECORD}
        if not records:
            return found
        marks = json.dumps(list(records))
        named: dict[str, Entity] = {}
        query = "SELECT identifier, contribution FROM claim WHERE contribution IN (SELECT value FROM json_each(?))"
        for identifier, number in self.connection.execute(query, (marks,)):
            named[keys.key_of_claim(identifier)] = records[number]
        query = "SELECT id, key FROM node WHERE key IN (SELECT value FROM json_each(?))"
        for node, key in self.connection.execute(query, (json.dumps(list(named)),)):
            found[node] = named[key]
        query = "SELECT node, contribution FROM mention WHERE contribution IN (SELECT value FROM json_each(?)) AND place = -1"
        for node, number in self.connection.execute(query, (marks,)):
            found.setdefault(node, records[number])
        return found

    def _outgoing(
        self, contributions: dict[int, Entity], rules: Rules, nodes: Sequence[int] | None = None
    ) -> Iterator[_Row]:
        """Yield the links that contributions state; with ``nodes``, only those to these."""
        among, marks = _among(nodes)
        query = (
            "SELECT contribution, place, node, kind, turned, word FROM edge"
            f" WHERE contribution IN (SELECT value FROM json_each(?)){among}{_ruled(rules, turned=0)}"
            " ORDER BY contribution, place, node"
        )
        rows = self.connection.execute(query, (json.dumps(list(contributions)), *marks)).fetchall()
        self.resolve(row[2] for row in rows)
        for number, place, node, kind, turned, word in self._distinct(rows):
            yield contributions[number], EDGES[kind], not turned, self._of_node(node), number, place, word, bool(turned)

    def _distinct(self, rows: Sequence[tuple[int, ...]]) -> Iterable[tuple[int, ...]]:
        """Of several identifiers of one thing, take one: that of a record of the store, else the first."""
        chosen: dict[tuple[int, ...], tuple[int, ...]] = {}
        for row in rows:
            place = (row[0], row[1], row[3])
            if place not in chosen or (
                self._of_node(chosen[place][2]).sort == STUB and self._of_node(row[2]).sort != STUB
            ):
                chosen[place] = row
        return chosen.values()

    def _incoming(
        self, nodes: dict[int, Entity], rules: Rules, most: int | None, left_out: dict[Entity, int]
    ) -> Iterator[_Row]:
        rows = self._edges_to(nodes, rules, most, left_out)
        owners = self._owners({row[0] for row in rows}, {row[0] for row in rows if EDGES[row[3]] in _OF_RESEARCHERS})
        for number, place, node, kind, turned, word in rows:
            if number in owners:
                yield nodes[node], EDGES[kind], bool(turned), owners[number], number, place, word, bool(turned)

    def _edges_to(
        self, nodes: dict[int, Entity], rules: Rules, most: int | None, left_out: dict[Entity, int]
    ) -> list[Any]:
        """Return the edges to nodes, of each entity those of ``most`` records at most: the first that came."""
        edges = (
            "FROM edge JOIN contribution ON number = contribution WHERE node IN (SELECT value FROM json_each(?))"
            f"{_ruled(rules, turned=1)}"
        )
        columns = f"SELECT contribution, edge.place, node, kind, turned, word {edges}"
        few: dict[Entity, list[int]] = {}
        for node, entity in nodes.items():
            few.setdefault(entity, []).append(node)
        rows: list[Any] = []
        for entity, numbers in self._many(few, nodes, rules, most):
            del few[entity]
            marks = json.dumps(numbers)
            seqs = sorted(seq for (seq,) in self.connection.execute(f"SELECT DISTINCT seq {edges}", (marks,)))
            left_out[entity] = left_out.get(entity, 0) + max(len(seqs) - (most or 0), 0)
            query = f"{columns} AND seq IN (SELECT value FROM json_each(?)) ORDER BY contribution, edge.place, node"
            rows += self.connection.execute(query, (marks, json.dumps(seqs[:most])))
        query = f"{columns} ORDER BY contribution, edge.place, node"
        rows += self.connection.execute(query, (json.dumps([node for some in few.values() for node in some]),))
        return rows

    def _many(
        self, few: dict[Entity, list[int]], nodes: dict[int, Entity], rules: Rules, most: int | None
    ) -> list[tuple[Entity, list[int]]]:
        """Return the entities, with their nodes, to which there are more than ``most`` edges."""
        if most is None:
            return []
        query = f"SELECT node, count(*) FROM edge WHERE node IN (SELECT value FROM json_each(?)){_ruled(rules, turned=1)} GROUP BY node"
        counts: dict[Entity, int] = {}
        for node, count in self.connection.execute(query, (json.dumps(list(nodes)),)):
            counts[nodes[node]] = counts.get(nodes[node], 0) + count
        return [(entity, few[entity]) for entity, count in counts.items() if count > most]

    def _owners(self, contributions: set[int], of_researchers: set[int]) -> dict[int, Entity]:
        """Return of which record, or of which person as the record of a researcher, contributions are."""
        new = sorted(contributions - self._seqs.keys())
        if new:
            query = "SELECT number, seq FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
            self._seqs |= dict(self.connection.execute(query, (json.dumps(new),)))
        seqs = ((number, self._seqs.get(number)) for number in contributions)
        found = {number: self._record(seq) for number, seq in seqs if seq is not None}
        query = (
            "SELECT contribution, min(node) FROM mention WHERE contribution IN (SELECT value FROM json_each(?))"
            f" AND place = 0 AND kind = {int(Mention.RESEARCHER)} GROUP BY contribution"
        )
        if of_researchers:
            for number, node in self.connection.execute(query, (json.dumps(sorted(of_researchers)),)).fetchall():
                found[number] = Entity(PERSON, self.person(node).number)
        return found

    def _record(self, seq: int) -> Entity:
        found = self._records.get(seq)
        if found is None:
            found = self._records[seq] = Entity(RECORD, seq)
        return found

    def _people_of(
        self,
        contributions: dict[int, Entity],
        rules: Rules,
        most: int | None,
        left_out: dict[Entity, int],
        nodes: Sequence[int] | None = None,
    ) -> Iterator[_Row]:
        """Yield the people and institutions that records mention; with ``nodes``, only these."""
        # A person is a member of a project: the edge runs to the project.
        wanted = [int(kind) for kind, name in _BY_MENTION.items() if _allows(rules, name, forward=name != "member-of")]
        if _allows(rules, _AFFILIATED, forward=True):
            wanted.append(int(Mention.INSTITUTION))
        records = {number: entity for number, entity in contributions.items() if entity.sort == RECORD}
        if not records or not wanted:
            return
        among, marks = _among(nodes)
        query = (
            "SELECT contribution, place, kind, node FROM mention WHERE contribution IN (SELECT value FROM json_each(?))"
            f" AND place >= 0 AND kind IN (SELECT value FROM json_each(?)){among} ORDER BY contribution, place"
        )
        rows = self.connection.execute(query, (json.dumps(list(records)), json.dumps(wanted), *marks)).fetchall()
        self.resolve(row[3] for row in rows)
        found = (
            (records[number], name, name != "member-of", self._of_node(node), number, place, 0, False)
            for number, place, kind, node in rows
            if (name := _BY_MENTION.get(kind, _AFFILIATED))
        )
        yield from _at_most(most, found, left_out)

    def _works_of_people(self, entities: Collection[Entity], rules: Rules) -> Iterator[_Row]:
        nodes = {
            node: entity for entity in entities if entity.sort == PERSON for node in self.person(entity.number).nodes
        }
        wanted = [
            int(kind)
            for kind, name in _BY_MENTION.items()
            if name and _allows(rules, name, forward=name == "member-of")
        ]
        return self._works_of(nodes, wanted)

    def _works_of_institutions(
        self, nodes: dict[int, Entity], rules: Rules, most: int | None, left_out: dict[Entity, int]
    ) -> Iterator[_Row]:
        if _allows(rules, _AFFILIATED, forward=False):
            yield from _at_most(most, self._works_of(nodes, [int(Mention.INSTITUTION)]), left_out)

    def _works_of(self, nodes: dict[int, Entity], wanted: list[int]) -> Iterator[_Row]:
        if not nodes or not wanted:
            return
        query = (
            "SELECT node, contribution, mention.place, kind, seq FROM mention JOIN contribution ON number = contribution"
            " WHERE node IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))"
            " ORDER BY contribution, mention.place"
        )
        rows = self.connection.execute(query, (json.dumps(list(nodes)), json.dumps(wanted)))
        for node, number, place, kind, seq in rows:
            self._seqs[number] = seq
            name = _BY_MENTION.get(kind, _AFFILIATED)
            yield nodes[node], name, name == "member-of", self._record(seq), number, place, 0, False


def _among(nodes: Sequence[int] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition for rows about some nodes (+ keeps SQLite from beginning with them), and its parameter."""
    return ("", ()) if nodes is None else (" AND +node IN (SELECT value FROM json_each(?))", (json.dumps(nodes),))


def _at_most(most: int | None, rows: Iterable[_Row], left_out: dict[Entity, int]) -> Iterator[_Row]:
    """Yield of each start at most ``most`` others; count the rest."""
    taken: dict[Entity, set[Entity]] = {}
    beyond: set[tuple[Entity, Entity]] = set()
    for row in rows:
        others = taken.setdefault(row[0], set())
        if most is not None and row[3] not in others and len(others) >= most:
            beyond.add((row[0], row[3]))
            continue
        others.add(row[3])
        yield row
    for start, _ in beyond:
        left_out[start] = left_out.get(start, 0) + 1


_LIVE_SEQ = (
    "EXISTS (SELECT 1 FROM record WHERE record.seq = contribution.seq"
    " AND (record.sole IS NOT NULL OR record.payload IS NOT NULL))"
)


def _both_ways(kinds: frozenset[str] | None) -> Rules:
    """Return the rules for kinds of edges in both directions."""
    return [(kind, None) for kind in sorted(kinds or ())]


def _allows(rules: Rules, kind: str, *, forward: bool) -> bool:
    return not rules or any(one == kind and way in (None, forward) for one, way in rules)


def _ruled(rules: Rules, *, turned: int) -> str:
    """Return the condition for edges that rules allow; ``turned`` is what the edges that are walked along are."""
    if not rules:
        return ""
    wanted = sorted(
        {
            (EDGE_NUMBERS[kind], turned if is_forward else 1 - turned)
            for kind, way in rules
            if kind in EDGE_NUMBERS
            for is_forward in (True, False)
            if way in (None, is_forward)
        }
    )
    return f" AND (edge.kind, edge.turned) IN (VALUES {', '.join(map(str, wanted)) or '(NULL, NULL)'})"
