"""Merging: several contributions that describe one work become one record.

Contributions are ordered by the rank of their origin, then by key, so the result does not depend on the order of arrival.
The user's edits come before all sources (``corpus/edited.py``). The first contribution with a value decides a single-valued
field; texts are chosen for each language; repeatable fields are combined. One ``disallow`` decides the licence of the abstract.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from shoroku.corpus.edited import with_edits
from shoroku.corpus.keys import project_key
from shoroku.corpus.licence import licence
from shoroku.corpus.record import Count, Funding, Licence, Person, Record, Relation, Text, encode

_T = TypeVar("_T")

#: Origins in the order of their quality regarding languages and people; other origins come last.
PRECEDENCE = (
    *("program", "CiNii Research", "jsonl", "KAKEN", "NRID", "JaLC", "PubMed", "J-STAGE", "OAI-PMH", "Crossref"),
    *("DataCite", "ORCID", "OpenAlex"),
)
_RANK = {origin: rank for rank, origin in enumerate(PRECEDENCE)}


#: The origin of what the user edited in a record (``edits.py``), and of the user's deletion of a record.
OWN, DELETED = "own", "deleted"
OWN_ORIGINS = frozenset({OWN, DELETED})


class Contribution(NamedTuple):
    """A source record: a record as one origin delivered it. ``key`` is the origin's name for it; ``place`` (file or URL)
    and ``fetched`` (ISO 8601, UTC) say where and when it was obtained."""

    origin: str
    record: Record
    place: str = ""
    fetched: str = ""
    joins: bool = False  # does not replace what the origin said under that key before, but is merged with it

    @property
    def key(self) -> str:
        return self.record.id


def merge(contributions: Iterable[Contribution]) -> Record:
    """Return the one record that all of ``contributions`` describe; one of them at least is a source's.

    What the user edited takes precedence for the fields that it gives, the latest edit first.
    """
    ordered = sorted(contributions, key=lambda one: (_RANK.get(one.origin, len(_RANK)), one.origin, one.key))
    records = [one.record for one in ordered if one.origin not in OWN_ORIGINS]
    own = sorted((one for one in ordered if one.origin == OWN), key=lambda one: one.fetched, reverse=True)
    merged = records[0] if len(records) == 1 else _merged(records)
    edits = [*(one.record for one in own), *(record for record in records if len(records) > 1 and record.edited)]
    return with_edits(merged, edits) if edits else merged


def _merged(records: Sequence[Record]) -> Record:
    """Return what the records of several sources say together."""
    return Record(
        id=_id(records),
        type=records[0].type,
        titles=_texts(record.titles for record in records),
        abstracts=_texts(record.abstracts for record in records),
        creators=_people([record.creators for record in records]),
        journals=_texts(record.journals for record in records),
        issns=_union(record.issns for record in records),
        volume=_first(records, lambda record: record.volume),
        issue=_first(records, lambda record: record.issue),
        pages=_first(records, lambda record: record.pages),
        date=_fullest_date([record.date for record in records]),
        until=_fullest_date([record.until for record in records]),
        publishers=_texts(record.publishers for record in records),
        language=_first(records, lambda record: record.language),
        subjects=_union(record.subjects for record in records),
        identifiers=_union(record.identifiers for record in records),
        sources=_union(record.sources for record in records),
        links=_union(record.links for record in records),
        abstract_licence=_licence(records),
        tags=_union(record.tags for record in records),
        note=_first(records, lambda record: record.note),
        contributors=_people([record.contributors for record in records]),
        relations=_relations(record.relations for record in records),
        funding=_funding(record.funding for record in records),
        counts=_counts(record.counts for record in records),
    )


def joined(one: Record, other: Record) -> Record:
    """Merge two deliveries of one work by the same origin, regardless of their order."""
    records = sorted((one, other), key=encode)
    return merge([Contribution("", record) for record in records])


def _id(records: Sequence[Record]) -> str:
    return next((crid for record in records if (crid := record.identifier("CRID"))), records[0].id)


def _first(records: Sequence[Record], field: Callable[[Record], str]) -> str:
    return next((value for record in records if (value := field(record))), "")


def _union(groups: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _texts(groups: Iterable[tuple[Text, ...]]) -> tuple[Text, ...]:
    """Take for each language the texts of the first that has some, so that two spellings do not stand side by side.

    A text that an earlier one has in another language is not taken again: who stands first knows the language.
    """
    chosen: dict[str, tuple[Text, ...]] = {}
    for group in groups:
        known = {text.value for texts in chosen.values() for text in texts}
        by_language: dict[str, list[Text]] = {}
        for text in group:
            if text.value not in known:
                by_language.setdefault(text.lang, []).append(text)
        for lang, texts in by_language.items():
            chosen.setdefault(lang, tuple(texts))
    return tuple(text for texts in chosen.values() for text in texts)


def _people(groups: Sequence[tuple[Person, ...]]) -> tuple[Person, ...]:
    """Take the people of the first that names any; others of the same number add languages, affiliations, identifiers.

    Sources may count people differently (J-STAGE does, between languages); then they cannot be told to be the same.
    """
    lists = [people for people in groups if people]
    if not lists:
        return ()
    alike = [people for people in lists if len(people) == len(lists[0])]
    return tuple(_person(group) for group in zip(*alike, strict=True))


def _person(descriptions: Sequence[Person]) -> Person:
    return Person(
        names=_texts(person.names for person in descriptions),
        affiliations=_texts(person.affiliations for person in descriptions),
        identifiers=_union(person.identifiers for person in descriptions),
        role=next((person.role for person in descriptions if person.role), ""),
        institutions=_union(person.institutions for person in descriptions),
    )


def _relations(groups: Iterable[tuple[Relation, ...]]) -> tuple[Relation, ...]:
    """Return the relations of all, except those that say the same of a work that an earlier one has already named."""
    kept: dict[Relation, None] = {}
    named: set[tuple[object, ...]] = set()
    for relation in (one for group in groups for one in group):
        says = [(relation.kind or relation.word, relation.inverse, one) for one in relation.identifiers]
        if not says or not named.issuperset(says):
            kept[relation] = None
            named.update(says)
    return tuple(kept)


def _funding(groups: Iterable[tuple[Funding, ...]]) -> tuple[Funding, ...]:
    """Return the awards of all; descriptions of one award, and descriptions of one funder without an award, become one."""
    alike: dict[object, list[Funding]] = {}
    for one in (one for group in groups for one in group):
        alike.setdefault(project_key(one) or one, []).append(one)
    return tuple(described[0] if len(described) == 1 else _award(described) for described in alike.values())


def _award(descriptions: Sequence[Funding]) -> Funding:
    return Funding(
        number=descriptions[0].number,
        funders=_texts(one.funders for one in descriptions),
        funder_identifiers=_union(one.funder_identifiers for one in descriptions),
        titles=_texts(one.titles for one in descriptions),
        identifiers=_union(one.identifiers for one in descriptions),
        word=next((one.word for one in descriptions if one.word), ""),
    )


def _counts(groups: Iterable[tuple[Count, ...]]) -> tuple[Count, ...]:
    """Return the latest count of each kind and source."""
    latest: dict[tuple[str, str], Count] = {}
    for one in (one for group in groups for one in group):
        known = latest.setdefault((one.kind, one.source), one)
        if (one.date, one.value) > (known.date, known.value):
            latest[one.kind, one.source] = one
    return tuple(latest.values())


def _fullest_date(dates: Sequence[str]) -> str:
    stated = [date for date in dates if date]
    if not stated:
        return ""
    return max((date for date in stated if date.startswith(stated[0])), key=len)


def _licence(records: Sequence[Record]) -> Licence:
    return licence(*(record.abstract_licence for record in records))
