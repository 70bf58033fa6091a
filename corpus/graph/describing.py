"""Turns entities and statements of the graph into values with names, for many at once."""

import json
from collections.abc import Collection, Iterable, Mapping

from shoroku.corpus.graph import keys
from shoroku.corpus.graph.derive import relation_at
from shoroku.corpus.graph.kinds import LAST_JOINING, PROJECT
from shoroku.corpus.graph.values import GraphNode, Statement
from shoroku.corpus.graph.walker import PERSON, RECORD, Entity, Link, Said, Walker
from shoroku.corpus.record import Person, Record, Relation, titles
from shoroku.corpus.store.store import Store

_SAMPLE = 3  # mentions that a person's name is taken from


class Describer:
    """Names entities for one question; reads each source record once."""

    def __init__(self, store: Store, walker: Walker) -> None:
        self._store = store
        self._walker = walker
        self._records: dict[int, Record] = {}
        self._origins: dict[int, tuple[str, str]] = {}
        self._words: dict[int, str] = {0: ""}
        self._nodes: dict[Entity, GraphNode] = {}

    def nodes(self, entities: Collection[Entity], said: Mapping[Entity, Said] | None = None) -> dict[Entity, GraphNode]:
        """Return entities as nodes. ``said`` has a statement about each entity of which no record tells the name."""
        new = [entity for entity in dict.fromkeys(entities) if entity not in self._nodes]
        self._nodes |= self._of_records([entity for entity in new if entity.sort == RECORD])
        self._nodes |= self._of_people([entity for entity in new if entity.sort == PERSON])
        stubs = [entity for entity in new if entity not in self._nodes]
        self._nodes |= self._of_stubs(stubs, said or {})
        return {entity: self._nodes[entity] for entity in entities}

    def statement(self, kind: str, said: Said) -> Statement:
        """Return who makes a statement of links that were read (``read``)."""
        origin, key = self._origins.get(said.contribution, ("", ""))
        person = self.person_at(said.contribution, said.place) if said.word == 0 else None
        word = person.role if person else self._words.get(said.word, "")
        return Statement(origin, key, word, _basis(kind, said))

    def read(self, links: Iterable[Link], *, roles: bool = False) -> None:
        """Read who makes the statements of links, and with which words; ``roles`` also those of people, which takes longer."""
        found = list(links)
        numbers = sorted({link.said.contribution for link in found} - self._origins.keys())
        query = (
            "SELECT number, origin, contribution.key FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        )
        for number, origin, key in self._store.query(query, (json.dumps(numbers),)):
            self._origins[number] = (origin, key)
        if roles:
            self._read_records({link.said.contribution for link in found if link.said.word == 0})
        words = sorted({link.said.word for link in found} - self._words.keys())
        query = "SELECT id, word FROM word WHERE id IN (SELECT value FROM json_each(?))"
        self._words |= dict(self._store.query(query, (json.dumps(words),)))

    # --- Nodes --------------------------------------------------------------------------------------------------------

    def _of_records(self, entities: list[Entity]) -> dict[Entity, GraphNode]:
        records = self._store.records([entity.number for entity in entities])
        found = {}
        for entity in entities:
            record = records.get(entity.number)
            found[entity] = node_of(record) if record else GraphNode(f"#{entity.number}", held=False)
        return found

    def _of_people(self, entities: list[Entity]) -> dict[Entity, GraphNode]:
        groups = {entity: sorted(self._walker.person(entity.number).nodes) for entity in entities}
        numbers = [node for nodes in groups.values() for node in nodes]
        named = self._keys(numbers)
        mentions = self._mentions(numbers)
        self._read_records({number for places in mentions.values() for number, _ in places})
        found = {}
        for entity, nodes in groups.items():
            people = [
                person for node in nodes for place in mentions.get(node, ()) if (person := self.person_at(*place))
            ]
            names = written_names(people)
            own = sorted((named[node] for node in nodes), key=lambda key: not key.startswith("orcid:"))
            found[entity] = GraphNode(
                own[0],
                "person",
                names[0] if names else "",
                next((name for name in names[1:] if name.isascii() != names[0].isascii()), ""),
                held=bool(people),
                identifiers=tuple(own),
            )
        return found

    def _mentions(self, nodes: list[int]) -> dict[int, list[tuple[int, int]]]:
        """Return the first places where nodes of people are mentioned: node -> contribution and place."""
        query = (
            "SELECT node, contribution, place FROM (SELECT node, contribution, place, row_number() OVER"
            " (PARTITION BY node ORDER BY contribution) AS nth FROM mention"
            f" WHERE node IN (SELECT value FROM json_each(?)) AND kind <= {int(LAST_JOINING)})"
            f" WHERE nth <= {_SAMPLE}"
        )
        found: dict[int, list[tuple[int, int]]] = {}
        for node, number, place in self._store.query(query, (json.dumps(nodes),)):
            found.setdefault(node, []).append((number, place))
        return found

    def _of_stubs(self, entities: list[Entity], said: Mapping[Entity, Said]) -> dict[Entity, GraphNode]:
        named = self._keys([entity.number for entity in entities])
        self._read_records({said[entity].contribution for entity in entities if entity in said})
        found = {}
        for entity in entities:
            key = named.get(entity.number, "")
            name = self._named_by(said.get(entity), key)
            found[entity] = GraphNode(key, type_of_key(key), name, held=False, identifiers=(key,))
        return found

    def _named_by(self, said: Said | None, key: str) -> str:
        """Return how the statement calls what it names."""
        record = self._records.get(said.contribution) if said else None
        if said is None or record is None:
            return ""
        is_body = keys.prefix(key) in keys.INSTITUTIONS
        if said.word == 0:  # a mention
            person = self.person_at(said.contribution, said.place)
            for institution in person.institutions if person and is_body else ():
                if key in keys.institutions(institution.identifiers) and institution.names:
                    return institution.names[0].value
            return ""
        stated = relation_at(record, said.place)
        if stated is None:
            return ""
        if isinstance(stated, Relation):
            return stated.title
        texts = stated.funders if is_body else stated.titles
        return texts[0].value if texts else ""

    def person_at(self, contribution: int, place: int) -> Person | None:
        """Return the creator or contributor at a place of a source record that was read."""
        record = self._records.get(contribution)
        everyone = (*record.creators, *record.contributors) if record else ()
        return everyone[place] if 0 <= place < len(everyone) else None

    def type_at(self, contribution: int, place: int) -> str:
        """Return the type that a source record gives to what it names at a place, "" if it gives none."""
        self._read_records({contribution})
        record = self._records.get(contribution)
        stated = relation_at(record, place) if record else None
        return stated.type if isinstance(stated, Relation) else ""

    def _keys(self, nodes: Collection[int]) -> dict[int, str]:
        query = "SELECT id, key FROM node WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._store.query(query, (json.dumps(list(nodes)),)))

    def _read_records(self, numbers: set[int]) -> None:
        new = sorted(numbers - self._records.keys())
        query = "SELECT number, payload FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        for number, payload in self._store.query(query, (json.dumps(new),)):
            self._records[number] = self._store.decoded(payload)


def node_of(record: Record) -> GraphNode:
    """Return a record of the store as a node."""
    title, other = titles(record)
    named = tuple(f"{one.kind.lower()}:{one.value}" for one in record.identifiers if one.value != record.id)
    return GraphNode(record.id, record.type, title, other, record.year, identifiers=named)


def type_of_key(key: str) -> str:
    """Return the type of what a key names, as far as the key tells."""
    prefix = keys.prefix(key)
    if prefix in keys.PEOPLE or keys.is_cluster(key):
        return "person"
    if prefix in keys.PROJECTS:
        return PROJECT
    if prefix in keys.INSTITUTIONS:
        return "institution"
    return "work" if prefix in keys.JOINING_WORKS or prefix == "openalex" else ""


def written_names(people: Iterable[Person]) -> list[str]:
    """Return the names of people as they are written, each once; readings last."""
    texts = [text for person in people for text in person.names]
    ordered = sorted(texts, key=lambda text: "-" in text.lang)
    return list(dict.fromkeys(text.value for text in ordered))


def _basis(kind: str, said: Said) -> str:
    """Return the basis of a statement; see ``Statement``."""
    if kind == "output-of" and not said.is_turned:
        return "award"
    return "list" if said.is_turned and kind in ("output-of", "created-by", "member-of") else "record"
