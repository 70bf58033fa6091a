"""ORCID's records (version 3.0) as JSON: a researcher with employments, works and fundings.

A work is stated by the researcher or by someone on the researcher's behalf. Of its identifiers only those with the relationship
``self`` name it; others name a book or a series that it is part of. ``orcid_xml.py`` reads the same as XML.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import project_numbers
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.relations import work_identifier
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import first, objects, texts
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII | re.IGNORECASE)
#: What ORCID calls identifiers of other registries, in capitals.
_PEOPLE = {"RESEARCHERID": "RESEARCHERID", "SCOPUS AUTHOR ID": "SCOPUS", "ISNI": "ISNI", "RESEARCHMAP": "RESEARCHMAP"}


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record."""
    return answers.read(stream, "ORCID JSON", frozenset(), record)


def _text(value: Any) -> str:
    """Read a string, or one under ``value`` or ``content``, as ORCID wraps them."""
    while isinstance(value, dict):
        value = value.get("value", value.get("content"))
    return answers.string(value)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one researcher. Raises RecordError (no name)."""
    person = first(data.get("person")) or data
    activities = first(data.get("activities-summary")) or data
    own = _own(data)
    names = _names(person) or ((Text(own),) if own else ())
    if not names:
        raise NoTitle(field="name")
    others = (
        (_text(one.get("external-id-type")).upper(), _text(one.get("external-id-value")))
        for one in objects(first(person.get("external-identifiers")).get("external-identifier"))
    )
    identifiers = tuple(
        dict.fromkeys(
            [
                *([canonical("ORCID", own)] if own else []),
                *(canonical(_PEOPLE.get(kind, kind), value) for kind, value in others if kind and value),
            ]
        )
    )
    bodies = list(_employments(activities))
    made = Record(
        id=f"orcid:{own}" if own else "",
        type="researcher",
        titles=names,
        abstracts=texts(_text(person.get("biography"))),
        creators=(
            Person(
                names=names,
                affiliations=cleaning.distinct(text for text, _ in bodies),
                identifiers=identifiers,
                institutions=tuple(dict.fromkeys(body for _, body in bodies if body.identifiers)),
            ),
        ),
        subjects=texts([_text(one) for one in objects(first(person.get("keywords")).get("keyword"))]),
        identifiers=identifiers,
        sources=("ORCID",),
        links=_links(person),
        relations=tuple(dict.fromkeys([*_works(activities), *_fundings(activities)])),
    )
    return with_id(made)


def _own(data: dict[str, Any]) -> str:
    """Return the researcher's own ORCID; parts of a record have it only in their path."""
    stated = first(data.get("orcid-identifier"))
    places = (_text(stated.get("path")), _text(stated.get("uri")), _text(data.get("path")))
    found = (match for place in places if (match := _ORCID.search(place)))
    return next((match.group().upper() for match in found), "")


def _names(person: dict[str, Any]) -> tuple[Text, ...]:
    """Return the name under which the researcher publishes, the name in parts, and other names."""
    name = first(person.get("name"))
    family, given = _text(name.get("family-name")), _text(name.get("given-names"))
    is_western = cleaning.language_of(family + given) == "en"
    whole = " ".join(filter(None, (given, family) if is_western else (family, given)))
    others = [_text(one) for one in objects(first(person.get("other-names")).get("other-name"))]
    return texts([_text(name.get("credit-name")), whole, *others])


def _links(person: dict[str, Any]) -> tuple[str, ...]:
    found = [_text(one.get("url")) for one in objects(first(person.get("researcher-urls")).get("researcher-url"))]
    return tuple(dict.fromkeys(one for one in found if one.startswith(("http://", "https://"))))


def _summaries(activities: dict[str, Any], kind: str, group: str, summary: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each group of an activity with the first of its summaries; JSON wraps some of them once more."""
    section = first(activities.get(kind)) or (activities if group in activities else {})
    for one in objects(section.get(group)):
        wrapped = [*objects(one.get(summary)), *(each.get(summary, {}) for each in objects(one.get("summaries")))]
        if wrapped:
            yield one, first(wrapped)


def _employments(activities: dict[str, Any]) -> Iterator[tuple[Text, Institution]]:
    for _, one in _summaries(activities, "employments", "affiliation-group", "employment-summary"):
        body = _body(one.get("organization"))
        department = _text(one.get("department-name"))
        for name in body.names:
            yield Text(", ".join(filter(None, (department, name.value))), name.lang), body


def _body(value: Any) -> Institution:
    organization = first(value)
    named = first(organization.get("disambiguated-organization"))
    kind = _text(named.get("disambiguation-source")).upper()
    own = _text(named.get("disambiguated-organization-identifier"))
    identifiers = (canonical(kind, own),) if kind and own else ()
    return Institution(texts(_text(organization.get("name"))), identifiers)


def _external(group: Any) -> list[tuple[str, str, str]]:
    """Return type, value and relationship of the identifiers of a group or a summary."""
    given = objects(first(first(group).get("external-ids")).get("external-id"))
    return [
        (
            _text(one.get("external-id-type")),
            _text(one.get("external-id-normalized")) or _text(one.get("external-id-value")),
            _text(one.get("external-id-relationship")).lower(),
        )
        for one in given
    ]


def _works(activities: dict[str, Any]) -> Iterator[Relation]:
    for group, one in _summaries(activities, "works", "group", "work-summary"):
        given = [
            *_external(group),
            *(each for summary in objects(group.get("work-summary")) for each in _external(summary)),
        ]
        named = [work_identifier(kind, value) for kind, value, relationship in given if relationship == "self"]
        title = _text(first(one.get("title")).get("title"))
        identifiers = tuple(dict.fromkeys(each for each in named if each))
        if identifiers or title:
            yield Relation("created-by", "work", True, identifiers, _text(one.get("type")), title)


def _fundings(activities: dict[str, Any]) -> Iterator[Relation]:
    """Yield the awards that the researcher states; a number of a project is an identifier, any other stays a text."""
    for group, one in _summaries(activities, "fundings", "group", "funding-summary"):
        funder = _body(one.get("organization"))
        numbers = [
            value
            for kind, value, relationship in [*_external(group), *_external(one)]
            if kind.lower().replace("-", "_") in ("grant_number", "proposal_id") and relationship in ("self", "")
        ]
        named: list[Identifier] = []
        for number in numbers:
            named += project_numbers(number, funder.names, funder.identifiers)
        title = _text(first(one.get("title")).get("title"))
        if not named:
            said = [title, *dict.fromkeys(numbers), *(name.value for name in funder.names[:1])]
            title = ", ".join(filter(None, said))
        if named or title:
            word = _text(one.get("type")) or "funding"
            yield Relation("member-of", word, False, tuple(dict.fromkeys(named)), "project", title)


def _recognizes(head: bytes) -> bool:
    return head.lstrip().startswith((b"{", b"[")) and (b'"orcid-identifier"' in head or b'"work-summary"' in head)


FORMAT = Format("orcid", "ORCID", _recognizes, read, priority=10)
