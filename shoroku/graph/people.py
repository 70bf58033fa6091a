"""People: the entries behind an identifier or a name, each with why it is one entry, and with whom someone wrote."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shoroku.analyzers import is_japanese
from shoroku.corpus import keys as joining_keys
from shoroku.corpus.graph import keys, people
from shoroku.corpus.graph.describing import written_names
from shoroku.corpus.graph.kinds import LAST_JOINING, PROJECT, RESEARCHER, Mention
from shoroku.corpus.graph.questions import Answering
from shoroku.corpus.graph.values import Coauthor, Coauthors, GraphNode, Join, PersonEntry
from shoroku.corpus.graph.walker import PERSON, RECORD, Entity
from shoroku.corpus.identifiers import canonical
from shoroku.corpus.record import Person, Record
from shoroku.graph.naming import folded, folded_person, matching

if TYPE_CHECKING:
    from shoroku.exporting import Matches

#: A work with more authors than this does not make its authors co-authors.
MOST_AUTHORS = 100

BY_IDENTIFIER, BY_CLUSTER, BY_NAME, BY_MENTION = "identifier", "cluster", "name", "mention"
#: A place in a record, as an id: this, the number of the place from 1, a colon, and the record's id.
MENTION = "mention:"
#: What only has a name, as an id; and what one source takes for one person, before its key is known.
NAMED, CLUSTERED = "name:", "*"


class Place(NamedTuple):
    """One place of one source record: who is there, and of which record of the library it is part."""

    contribution: int
    place: int
    seq: int
    origin: str
    person: Person
    record: Record


class Somebody(NamedTuple):
    """An entry in the making: its id, what makes it one entry, the nodes of its identifiers, the places, and how many records
    with the name were not looked at."""

    id: str
    basis: str
    nodes: frozenset[int]
    apart: frozenset[int]
    places: tuple[Place, ...]
    left_out: int = 0


def mention_id(place: int, record_id: str) -> str:
    """Return the id of a place among the creators and contributors of a record, counted from 1."""
    return f"{MENTION}{place}:{record_id}"


def mention_of(written: str) -> tuple[int, str] | None:
    """Return the place and the record that an id of a mention names, None if it is none; see ``mention_id``."""
    place, _, record_id = written.removeprefix(MENTION).partition(":")
    if (
        not written.startswith(MENTION)
        or not record_id
        or not place.isascii()
        or not place.isdecimal()
        or len(place) > 6
    ):
        return None
    return int(place), record_id


def person_keys(written: str) -> list[str]:
    """Return the keys that a person's identifier may have, in any notation: ORCID, e-Rad, NRID, CRID, OpenAlex."""
    found = []
    for kind in ("ORCID", "ERAD", "NRID", "CRID", "OPENALEX"):
        prefix, _, value = written.strip().partition(":")
        one = canonical(kind, value if prefix.upper() == kind else written)
        if key := joining_keys.person_key(one) or joining_keys.cluster_key(one):
            found.append(key)
    return list(dict.fromkeys(found))


class People:
    """Finds people for one question."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._store = answering.store
        self._walker = answering.walker
        self._decoded: dict[int, Record] = {}
        self._of_names: dict[str, list[Somebody]] = {}

    # --- Who ----------------------------------------------------------------------------------------------------------

    def with_key(self, key: str, most: int = -1) -> Somebody | None:
        """Return whom the sources give an identifier, None if none of them does; with ``most``, only so many places."""
        rows = self._store.query("SELECT id FROM node WHERE key = ?", (key,))
        if not rows:
            return None
        if keys.is_cluster(key):
            nodes, apart = frozenset({rows[0][0]}), frozenset[int]()
            places = self._places(nodes, [Mention.CLUSTER, Mention.CANDIDATE], -1)
            return Somebody(key, BY_CLUSTER, nodes, apart, places) if places else None
        return self.of_entity(Entity(PERSON, self._walker.person(rows[0][0]).number), most)

    def of_entity(self, entity: Entity, most: int = -1) -> Somebody | None:
        """Return the person that an entity of the graph is; None if no record mentions the person. See ``with_key``."""
        joined = self._walker.person(entity.number)
        places = self._places(joined.nodes, range(LAST_JOINING + 1), most)
        own = sorted(self._keys(joined.nodes), key=lambda key: not key.startswith("orcid:"))
        return Somebody(own[0], BY_IDENTIFIER, joined.nodes, joined.apart, places) if places else None

    def at_place(self, record: Record, place: int) -> Somebody | None:
        """Return who is at a place of a record, counted from 1: a person whom sources identify there, what one source takes
        for one person, else this one mention. None if the record has no such place."""
        everyone = (*record.creators, *record.contributors)
        if not 0 < place <= len(everyone) or not everyone[place - 1].names:
            return None
        person = everyone[place - 1]
        for key in (*sorted(keys.joining(person), reverse=True), *keys.people(person)):
            if found := self.with_key(key):
                return found
        name = folded_person(person)
        seqs = list(self._store.seqs([record.id]).values())
        places = tuple(one for one in self._named_places(lambda other: folded_person(other) == name, seqs))
        return Somebody(mention_id(place, record.id), BY_MENTION, frozenset(), frozenset(), places) if places else None

    def of_name(self, name: str, search: Callable[[], "Matches"], most: int) -> list[Somebody]:
        """Return the people of a name in the first ``most`` records that a search finds; each name is searched once."""
        key = folded(name)
        if key not in self._of_names:
            matches = search()
            left_out = max(len(matches) - most, 0)
            found = self.with_name(name, matches.numbers(most))
            self._of_names[key] = [one._replace(left_out=left_out) for one in found]
        return self._of_names[key]

    def with_name(self, name: str, seqs: Sequence[int]) -> list[Somebody]:
        """Return the people of a name in the records of these numbers, told apart: by identifiers, by what one source takes for
        one person, and all others as one entry, the last. Those of most records come first."""
        own = folded(name)
        found = []
        for entity, some in self._told_apart(self._named_places(matching(name), seqs), lambda person: own):
            whole = self.of_entity(entity) if entity else None
            found.append(whole if whole else some)
        return sorted(found, key=lambda one: one.basis == BY_NAME)  # a sort that leaves the others as they are

    def with_words(self, is_meant: Callable[[Person], bool], seqs: Sequence[int]) -> list[Somebody]:
        """Return the people in the records of these numbers whose name is meant: those whom sources identify, what one source
        takes for one person, and of all others, each name as one entry. Those of most records come first."""
        return [one for _, one in self._told_apart(self._named_places(is_meant, seqs), folded_person)]

    def _told_apart(
        self, places: Sequence[Place], name_of: Callable[[Person], str]
    ) -> list[tuple[Entity | None, Somebody]]:
        """Return who is at some places, those of most records first; those whom sources identify also as entities.

        Several sources of one record mean one person by one name. So a place that says nothing of who it is, is that of
        the person of the same name in the same record, if there is one.
        """
        nodes = self._nodes_at(places)
        self._walker.resolve(node for found in nodes.values() for node, kind in found if kind <= LAST_JOINING)
        known: dict[tuple[int, str], str] = {}
        groups: dict[str, list[Place]] = {}
        entities: dict[str, Entity] = {}
        by_rank: list[list[tuple[Place, str]]] = [[], [], []]
        for place in places:
            found = nodes.get(place[:2], [])
            if entity := self._entity(found):
                key = f"#{entity.number}"
                entities[key] = entity
                by_rank[0].append((place, key))
            elif (cluster := next((node for node, kind in found if kind == Mention.CLUSTER), None)) is not None:
                by_rank[1].append((place, f"{CLUSTERED}{cluster}"))
            else:
                by_rank[2].append((place, ""))
        for some in by_rank:  # who is identified in a record comes first
            before = dict(known)
            for place, own in some:
                name = name_of(place.person)
                same = before.get((place.seq, name), "")
                key = same or own or f"{NAMED}{name}"
                known.setdefault((place.seq, name), key)
                groups.setdefault(key, []).append(place)
        somebody = [(entities.get(key), self._group(key, some, entities.get(key))) for key, some in groups.items()]
        weights = {one.id: len({place.seq for place in one.places}) for _, one in somebody}
        return sorted(somebody, key=lambda found: (-weights[found[1].id], found[1].id))

    def _group(self, key: str, places: list[Place], entity: Entity | None) -> Somebody:
        if entity is not None:
            nodes = self._walker.person(entity.number).nodes
            own = sorted(self._keys(nodes), key=lambda one: not one.startswith("orcid:"))
            return Somebody(own[0], BY_IDENTIFIER, nodes, frozenset(), tuple(places))
        if key.startswith(CLUSTERED):
            node = int(key.removeprefix(CLUSTERED))
            return Somebody(self._keys([node])[0], BY_CLUSTER, frozenset({node}), frozenset(), tuple(places))
        return Somebody(key, BY_NAME, frozenset(), frozenset(), tuple(places))

    def node(self, one: Somebody) -> GraphNode:
        """Return someone as a node; its id is that of the record of the researcher if there is one."""
        names = written_names(place.person for place in one.places)
        name = next((name for name in names if is_japanese(name)), names[0] if names else "")
        other = next((each for each in names if is_japanese(each) != is_japanese(name)), "")
        query = (
            "SELECT seq FROM mention JOIN contribution ON number = contribution WHERE node IN (SELECT value FROM json_each(?))"
            f" AND kind = {int(Mention.RESEARCHER)} ORDER BY seq LIMIT 1"
        )
        rows = self._store.query(query, (json.dumps(sorted(one.nodes)),)) if one.basis == BY_IDENTIFIER else []
        record = self.ids([seq for (seq,) in rows])
        keys_ = tuple(sorted(self._keys(one.nodes), key=lambda key: not key.startswith("orcid:")))
        return GraphNode(record[0] if record else one.id, "person", name, other, held=bool(record), identifiers=keys_)

    def _entity(self, found: Sequence[tuple[int, int]]) -> Entity | None:
        return next(
            (Entity(PERSON, self._walker.person(node).number) for node, kind in found if kind <= LAST_JOINING), None
        )

    # --- Entries ------------------------------------------------------------------------------------------------------

    def entry(self, one: Somebody) -> PersonEntry:
        """Return an entry with names, works, projects, and the reasons why it is one."""
        works, projects = self._works_and_projects(one)
        nodes = self._answering.describer.nodes([*works, *projects])
        works.sort(key=lambda work: -(nodes[work].year or 0))
        years = sorted(year for work in works if (year := nodes[work].year))
        affiliations = dict.fromkeys(text.value for place in one.places for text in place.person.affiliations)
        return PersonEntry(
            id=one.id,
            names=tuple(written_names(place.person for place in one.places)),
            basis=one.basis,
            affiliations=tuple(affiliations),
            joins=self._joins(one),
            clusters=self._clusters(one),
            apart=tuple(sorted(self._keys(one.apart))),
            works=tuple(nodes[work].id for work in works),
            projects=tuple(nodes[project].id for project in projects),
            first_year=years[0] if years else None,
            last_year=years[-1] if years else None,
            left_out=one.left_out,
        )

    def _works_and_projects(self, one: Somebody) -> tuple[list[Entity], list[Entity]]:
        if one.basis == BY_IDENTIFIER:
            step = self._walker.step([Entity(PERSON, min(one.nodes))], [("created-by", None), ("member-of", None)])
            works = dict.fromkeys(link.other for link in step.links if link.kind == "created-by")
            projects = dict.fromkeys(link.other for link in step.links if link.kind == "member-of")
            return list(works), list(projects)
        of_projects = dict.fromkeys(Entity(RECORD, p.seq) for p in one.places if p.record.type == PROJECT)
        works = dict.fromkeys(Entity(RECORD, p.seq) for p in one.places if p.record.type not in (PROJECT, RESEARCHER))
        return list(works), list(of_projects)

    def seqs(self, one: Somebody) -> list[int]:
        """Return the numbers of the works that the library has of someone."""
        return [entity.number for entity in self._works_and_projects(one)[0] if entity.sort == RECORD]

    def entities(self, one: Somebody) -> list[Entity]:
        """Return with what a path to someone may end: the person, or the works that have the name."""
        if one.basis == BY_IDENTIFIER:
            return [Entity(PERSON, self._walker.person(min(one.nodes)).number)]
        return [Entity(RECORD, seq) for seq in self.seqs(one)]

    def numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the numbers of the records of those ids."""
        return self._store.seqs(ids)

    def ids(self, seqs: Iterable[int]) -> list[str]:
        """Return the ids of the records of those numbers."""
        return list(self.named(seqs).values())

    def named(self, seqs: Iterable[int]) -> dict[int, str]:
        """Return the ids of the records of those numbers, by number."""
        return self._store.ids(list(seqs))

    def _joins(self, one: Somebody) -> tuple[Join, ...]:
        query = (
            "SELECT key, origin, count(*) FROM (SELECT DISTINCT node.key, origin, contribution, mention.place FROM mention"
            " JOIN node ON node.id = mention.node JOIN contribution ON number = contribution"
            " WHERE node IN (SELECT value FROM json_each(?)) AND kind <= ?)"
            " GROUP BY key, origin ORDER BY key DESC, origin"
        )
        highest = LAST_JOINING if one.basis == BY_IDENTIFIER else Mention.CANDIDATE
        found: dict[str, dict[str, int]] = {}
        for key, origin, count in self._store.query(query, (json.dumps(sorted(one.nodes)), int(highest))):
            found.setdefault(key, {})[origin] = count
        return tuple(Join(key, tuple(origins), sum(origins.values())) for key, origins in found.items())

    def _clusters(self, one: Somebody) -> tuple[str, ...]:
        if one.basis != BY_IDENTIFIER:
            return ()
        query = (
            "SELECT DISTINCT node.key FROM mention AS own"
            " JOIN mention AS other ON other.contribution = own.contribution AND other.place = own.place"
            " JOIN node ON node.id = other.node WHERE own.node IN (SELECT value FROM json_each(?))"
            f" AND own.kind <= {int(LAST_JOINING)} AND other.kind = {int(Mention.CLUSTER)} ORDER BY node.key"
        )
        return tuple(key for (key,) in self._store.query(query, (json.dumps(sorted(one.nodes)),)))

    # --- Reading ------------------------------------------------------------------------------------------------------

    def _places(self, nodes: Iterable[int], kinds: Iterable[int], most: int) -> tuple[Place, ...]:
        query = (
            "SELECT DISTINCT contribution, mention.place, seq, origin, payload FROM mention"
            " JOIN contribution ON number = contribution WHERE node IN (SELECT value FROM json_each(?))"
            " AND mention.kind IN (SELECT value FROM json_each(?))"
            " ORDER BY contribution, mention.place LIMIT ?"
        )
        marks = json.dumps(sorted(nodes)), json.dumps([int(kind) for kind in kinds]), most
        found = []
        for number, place, seq, origin, payload in self._store.query(query, marks):
            record = self._read(number, payload)
            everyone = (*record.creators, *record.contributors)
            if place < len(everyone):
                found.append(Place(number, place, seq, origin, everyone[place], record))
        return tuple(found)

    def _read(self, number: int, payload: bytes) -> Record:
        """Return a source record; each is decoded once for one question."""
        if number not in self._decoded:
            self._decoded[number] = self._store.decoded(payload)
        return self._decoded[number]

    def _named_places(self, matches: Any, seqs: Sequence[int]) -> list[Place]:
        query = (
            "SELECT number, seq, origin, payload FROM contribution WHERE seq IN (SELECT value FROM json_each(?))"
            " ORDER BY number"
        )
        found = []
        for number, seq, origin, payload in self._store.query(query, (json.dumps(list(seqs)),)):
            record = self._read(number, payload)
            for place, person in enumerate((*record.creators, *record.contributors)):
                if matches(person):
                    found.append(Place(number, place, seq, origin, person, record))
        return found

    def _nodes_at(self, places: Iterable[Place]) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Return the identifiers of people at places of source records: their nodes, and which kind of mention they are."""
        query = (
            "SELECT contribution, place, node, kind FROM mention WHERE contribution IN (SELECT value FROM json_each(?))"
            f" AND kind <= {int(Mention.CLUSTER)} ORDER BY contribution, place, kind, node"
        )
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        numbers = sorted({place.contribution for place in places})
        for number, place, node, kind in self._store.query(query, (json.dumps(numbers),)):
            found.setdefault((number, place), []).append((node, kind))
        return found

    def _keys(self, nodes: Iterable[int]) -> list[str]:
        """Return the keys of nodes, in their order."""
        numbers = list(nodes)
        query = "SELECT id, key FROM node WHERE id IN (SELECT value FROM json_each(?))"
        named = dict(self._store.query(query, (json.dumps(numbers),)))
        return [named[number] for number in numbers]

    # --- Co-authors ---------------------------------------------------------------------------------------------------

    def coauthors(self, one: Somebody, seqs: Sequence[int], limit: int) -> Coauthors:
        """Return with whom someone wrote the works of these numbers."""
        records = self._store.records(seqs)
        own = set(self._keys(one.nodes))
        names = {folded_person(place.person) for place in one.places}
        large = [record.id for record in records.values() if len(record.creators) > MOST_AUTHORS]
        small = [records[seq] for seq in seqs if seq in records and len(records[seq].creators) <= MOST_AUTHORS]
        others = [(record, person) for record in small for person in _others(record, own, names)]
        ids = self._ids({key for _, person in others for key in keys.joining(person)})
        found: dict[str, list[tuple[Record, Person]]] = {}
        for record, person in others:
            known = sorted(ids[key] for key in keys.joining(person) if key in ids)
            found.setdefault(known[0] if known else f"name:{folded_person(person)}", []).append((record, person))
        coauthors = sorted((_coauthor(name, some) for name, some in found.items()), key=lambda c: (-c.weight, c.name))
        beyond = max(len(coauthors) - limit, 0)
        left_out = 0 if one.basis == BY_IDENTIFIER else one.left_out
        return Coauthors(one.id, tuple(coauthors[:limit]), len(small), tuple(large), beyond, left_out)

    def _ids(self, wanted: set[str]) -> dict[str, str]:
        """Return for keys of people the id of the person that each is part of."""
        query = "SELECT key, id FROM node WHERE key IN (SELECT value FROM json_each(?))"
        nodes = dict(self._store.query(query, (json.dumps(sorted(wanted)),)))
        joined = people.joined(self._walker.connection, nodes.values())
        named = dict(zip(joined, self._keys(joined), strict=True))
        return {
            key: min((named[other] for other in joined[node].nodes), key=lambda k: (not k.startswith("orcid:"), k))
            for key, node in nodes.items()
        }


def _others(record: Record, own: set[str], names: set[str]) -> list[Person]:
    """Return the creators of a record but for the one person: whoever has the identifiers, else whoever has the name."""
    mine = [person for person in record.creators if not own.isdisjoint(keys.joining(person))]
    mine = mine or [person for person in record.creators if folded_person(person) in names][:1]
    return [person for person in record.creators if person not in mine and person.names]


def _coauthor(name: str, found: Sequence[tuple[Record, Person]]) -> Coauthor:
    works = tuple(dict.fromkeys(record.id for record, _ in found))
    years = sorted(record.year for record, _ in found if record.year)
    names = written_names(person for _, person in found)
    return Coauthor(
        id=name,
        name=names[0] if names else name,
        weight=len(works),
        works=works,
        identified=not name.startswith("name:"),
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
    )
