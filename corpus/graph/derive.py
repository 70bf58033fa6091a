"""What one source record says of others: its edges and its mentions of people and institutions.

Only what has an identifier becomes a row; a reference that is text, and a person without an identifier, stay in the record
and are read there. So the graph grows by what sources identify, and a record that identifies nothing costs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shoroku.corpus.graph import keys
from shoroku.corpus.graph.kinds import EDGE_NUMBERS, PROJECT, RESEARCHER, Mention
from shoroku.corpus.record import Funding, Person, Record, Relation

_OUTPUT_OF, _FUNDED_BY = EDGE_NUMBERS["output-of"], EDGE_NUMBERS["funded-by"]


class EdgeRow(NamedTuple):
    """One statement about this record and another. ``place`` is the position in ``relations``, or -1 minus that in
    ``funding``; ``turned`` is 1 if the edge runs from the other to this record. ``key`` names the other."""

    place: int
    key: str
    kind: int
    turned: int
    word: str


class MentionRow(NamedTuple):
    """One identifier in this record. ``place`` counts the creators, then the contributors; it is -1 for the record itself.
    ``of`` is the number of creators."""

    key: str
    place: int
    kind: int
    of: int


class Derived(NamedTuple):
    """The edges and mentions of one source record."""

    edges: tuple[EdgeRow, ...] = ()
    mentions: tuple[MentionRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edges or self.mentions)


NOTHING = Derived()


def derive(record: Record) -> Derived:
    """Return what a source record says of others, each statement once, in the order of the record."""
    has_people = any(one.identifiers or one.institutions for one in (*record.creators, *record.contributors))
    own = keys.own(record)
    if not (record.relations or record.funding or has_people or own):
        return NOTHING
    edges = (*_related(record), *_funded(record))
    mentions = (*(MentionRow(key, -1, Mention.ITSELF, 0) for key in own), *(_people(record) if has_people else ()))
    return Derived(tuple(dict.fromkeys(edges)), tuple(dict.fromkeys(mentions)))


def _related(record: Record) -> Iterator[EdgeRow]:
    for place, relation in enumerate(record.relations):
        for key in keys.targets(relation.identifiers):
            yield EdgeRow(place, key, EDGE_NUMBERS[relation.kind], int(relation.inverse), relation.word)


def _funded(record: Record) -> Iterator[EdgeRow]:
    """Yield the projects whose awards a work names, and who funds the work or project."""
    itself = set(keys.own(record)) | set(keys.claimed(record))
    for index, funding in enumerate(record.funding):
        place = -1 - index
        if record.type not in (PROJECT, RESEARCHER):
            for key in keys.projects(funding):
                if key not in itself:
                    yield EdgeRow(place, key, _OUTPUT_OF, 0, funding.word)
        for key in keys.funders(funding):
            yield EdgeRow(place, key, _FUNDED_BY, 0, funding.word)


def _people(record: Record) -> Iterator[MentionRow]:
    of = len(record.creators)
    everyone = (*record.creators, *record.contributors)
    shared = _at_several_places(record.creators)
    for place, person in enumerate(everyone):
        kind = _kind(record, place < of)
        joining = keys.joining(person)
        for key in keys.people(person):
            if keys.is_cluster(key):
                yield MentionRow(key, place, Mention.CLUSTER, of)
            elif key in joining and key not in shared:
                yield MentionRow(key, place, kind, of)
            else:
                yield MentionRow(key, place, Mention.CANDIDATE, of)
        for institution in person.institutions:
            for key in keys.institutions(institution.identifiers):
                yield MentionRow(key, place, Mention.INSTITUTION, of)


def _kind(record: Record, is_creator: bool) -> Mention:
    if record.type == PROJECT:
        return Mention.MEMBER
    if record.type == RESEARCHER:
        return Mention.RESEARCHER
    return Mention.AUTHOR if is_creator else Mention.CONTRIBUTOR


def _at_several_places(people: Iterable[Person]) -> set[str]:
    """Return the identifiers that stand at several places of one record: they identify none of these people."""
    counts = Counter(key for person in people for key in keys.people(person))
    return {key for key, count in counts.items() if count > 1}


def relation_at(record: Record, place: int) -> Relation | Funding | None:
    """Return the statement of a record from which an edge with that ``place`` was derived, None if there is none."""
    statements: tuple[Relation, ...] | tuple[Funding, ...] = record.relations if place >= 0 else record.funding
    index = place if place >= 0 else -1 - place
    return statements[index] if index < len(statements) else None
