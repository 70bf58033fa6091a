"""Terms for what a record is linked with: projects, funders, institutions; its people's ORCIDs, what it cites, data.

They say what the record's own sources state; what other records state of it is in the graph only. Projects, funders and
institutions are columns of the index, so that they can be counted: identifiers where a source states them, else names.
Everything else by which they are found stands in the field ``has``, as tags do.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shoroku.analyzers import is_japanese
from shoroku.corpus.awards import project_numbers
from shoroku.corpus.graph import keys
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.identifiers import Identifier, canonical, identifier_term
from shoroku.corpus.keys import institution_key, person_key, project_key, work_key
from shoroku.corpus.record import Funding, Institution, Person, Record, Text
from shoroku.indexer import fields
from shoroku.indexer.authority.labels import name_key

#: Fields of a query that these terms answer; and those of them that are counted.
FIELDS = ("project", "funder", "institution", "orcid", "cites")
COLUMNS = {"project": fields.PROJECT, "funder": fields.FUNDER, "institution": fields.INSTITUTION}
#: What a term begins with that is only a name; and one that is the number of an award that only its funder makes unique.
NAME, AWARD = "name:", "award:"
_FUNDER_DOIS = "10.13039/"
_FUNDER_NUMBER = re.compile(r"(?:100|501)\d{6,}", re.ASCII)
_EIGHT_DIGITS = re.compile(r"[0-9０-９]{8}")
_CRID = "crid:"
_DATA = frozenset({"data", "dataset"})
_KAKENHI = (Text("KAKENHI"),)
#: What an affiliation has that is an address or a list, and no name of an institution.
_NO_NAME = frozenset(",;，；、；/\n@0123456789")
_LONGEST_NAME = 100


# --- What a record has ------------------------------------------------------------------------------------------------


class Columns(NamedTuple):
    """The projects, funders and institutions of a record, as they are counted."""

    project: list[str]
    funder: list[str]
    institution: list[str]


def columns(record: Record) -> Columns:
    """Return what a record is counted under; nothing for one that is linked with nothing."""
    projects: dict[str, None] = {}
    funders: dict[str, None] = {}
    for funding in record.funding:
        projects.update(dict.fromkeys(map(identifier_term, _counted_projects(funding))))
        funders.update(dict.fromkeys(_counted_funders(funding)))
    if record.type == PROJECT:
        projects.update(dict.fromkeys(map(identifier_term, _numbers_else_crids(_own_projects(record)))))
    institutions: dict[str, None] = {}
    for person in (*record.creators, *record.contributors):
        if person.institutions or person.affiliations:
            institutions.update(dict.fromkeys(_counted_institutions(person)))
    return Columns(list(projects), list(funders), list(institutions))


def _counted_projects(funding: Funding) -> list[str]:
    """Return the keys under which an award counts: its number; a project's CRID only where it has none."""
    return _numbers_else_crids(keys.projects(funding))


def _numbers_else_crids(found: list[str]) -> list[str]:
    return [key for key in found if not key.startswith(_CRID)] or found


def _own_projects(record: Record) -> list[str]:
    """Return the keys of the project that a record describes: its number, and its CRID."""
    crids = (key for one in record.identifiers if one.kind == "CRID" and (key := work_key(one)))
    return list(dict.fromkeys((*keys.claimed(record), *crids)))


def _counted_funders(funding: Funding) -> list[str]:
    found = [identifier_term(key) for key in keys.funders(funding)]
    return found or [_named(one.value) for one in _in_one_script(funding.funders)]


def _counted_institutions(person: Person) -> Iterator[str]:
    for institution in person.institutions:
        found = keys.institutions(institution.identifiers)
        yield from map(identifier_term, found)
        if not found:
            yield from (_named(one.value) for one in _in_one_script(institution.names))
    if not person.institutions:
        yield from (_named(one.value) for one in _in_one_script(person.affiliations) if is_name(one.value))


def is_name(affiliation: str) -> bool:
    """Return whether an affiliation is the name of an institution, and not an address or a list of several."""
    return len(affiliation) <= _LONGEST_NAME and _NO_NAME.isdisjoint(affiliation)


def _in_one_script(names: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return the names in Japanese if there are any, else all: the same in another language is not counted again."""
    if len(names) < 2:
        return names
    plain = tuple(one for one in names if "-" not in one.lang) or names
    return tuple(one for one in plain if is_japanese(one.value)) or plain


def terms(record: Record) -> Iterator[str]:
    """Yield the terms of the field ``has`` for a record; none for one that is linked with nothing."""
    for funding in record.funding:
        yield from _of_funding(funding)
    if record.type == PROJECT:
        found = _own_projects(record)
        yield from (_term("project", key) for key in found if key not in _numbers_else_crids(found))
    for person in (*record.creators, *record.contributors):
        if person.identifiers:
            yield from (_term("orcid", key) for key in keys.joining(person) if key.startswith("orcid:"))
        yield from (_term("institution", name) for name in _other_names_of_institutions(person))
    for relation in record.relations:
        if relation.kind == "cites" and not relation.inverse:
            yield from (_term("cites", key) for key in keys.targets(relation.identifiers))


def _of_funding(funding: Funding) -> Iterator[str]:
    """Yield by what a project and a funder are found beside what is counted: CRID, bare number, names."""
    counted = _counted_projects(funding)
    yield from (_term("project", key) for key in keys.projects(funding) if key not in counted)
    if funding.number and not any(key.startswith(("kakenhi:", "jgn:")) for key in counted):
        yield _term("project", funding.number)
    names = (folded(one.value) for one in funding.funders)
    counted_funders = _counted_funders(funding)
    yield from (_term("funder", name) for name in names if f"{NAME}{name}" not in counted_funders)


def _other_names_of_institutions(person: Person) -> Iterator[str]:
    """Yield the names of a person's institutions that are not counted, because of an identifier or another language."""
    names = [one.value for institution in person.institutions for one in institution.names]
    if not person.institutions and len(person.affiliations) > 1:
        names = [one.value for one in person.affiliations if is_name(one.value)]
    if names:
        counted = set(_counted_institutions(person))
        yield from (name for name in map(folded, names) if f"{NAME}{name}" not in counted)


def present(record: Record) -> Iterator[str]:
    """Yield the values of ``has:`` for what a record is linked with: project, reference, data."""
    if any(map(keys.projects, record.funding)):
        yield "project"
    if any(relation.kind == "cites" and not relation.inverse for relation in record.relations):
        yield "reference"
    if any(_is_of_data(relation.kind, relation.inverse, relation.type) for relation in record.relations):
        yield "data"


def _is_of_data(kind: str, is_inverse: bool, type_: str) -> bool:
    """Return whether a relation says that data stand behind the record or supplement it; see docs/graph.md.

    What supplements the record, or what it is derived from, is data unless it is said to be something else. What it cites,
    or what cites it, is data only if that is said. What the record itself supplements is not behind it.
    """
    if (kind, is_inverse) in (("supplements", True), ("derived-from", False)):
        return not type_ or type_.casefold() in _DATA
    return kind == "cites" and type_.casefold() in _DATA


# --- What is asked for ------------------------------------------------------------------------------------------------


def asked(field: str, written: str) -> list[tuple[str, str]]:
    """Return what a value of a field of the query may mean, in any notation: fields of the index and terms."""
    if field == "project":
        return _asked_projects(written.strip())
    if field in COLUMNS:
        return _asked_bodies(field, written.strip())
    if field == "orcid":
        found = [person_key(canonical("ORCID", written)) or written]
    else:
        kinds = ("DOI", "PMID", "CRID", "NAID")
        found = [key for kind in kinds if (key := work_key(canonical(kind, written)))] or [written]
    return [(fields.HAS, _term(field, key)) for key in dict.fromkeys(found)]


def _asked_projects(written: str) -> list[tuple[str, str]]:
    if keys.prefix(written) in keys.PROJECTS:
        return [(fields.PROJECT, identifier_term(written))]
    found = [key for one in project_numbers(written, _KAKENHI) if (key := project_key(one))]
    if not found and (crid := work_key(canonical("CRID", written))):
        return [(fields.PROJECT, crid), (fields.HAS, _term("project", crid))]
    numbers = [(fields.PROJECT, identifier_term(key)) for key in found]
    if found and not is_anyones(written):
        return numbers
    plain = unicodedata.normalize("NFKC", written) if found else written
    return [*numbers, (fields.HAS, _term("project", plain))]


def is_anyones(number: str) -> bool:
    """Return whether a number of a project is nothing but eight digits, as KAKENHI's were until 2014 and others' are."""
    return _EIGHT_DIGITS.fullmatch(number.strip()) is not None


def _asked_bodies(field: str, written: str) -> list[tuple[str, str]]:
    column = COLUMNS[field]
    if written.startswith(NAME):
        return [(column, _named(written.removeprefix(NAME)))]
    if key := next(filter(None, map(institution_key, _possible_bodies(written))), None):
        return [(column, identifier_term(key))]
    return [(column, _named(written)), (fields.HAS, _term(field, folded(written)))]


def _possible_bodies(written: str) -> Iterator[Identifier]:
    """Yield what a funder's or institution's identifier may be: ``ror:…``, ``funder:…``, ``erad-funder:…``, ``erad-institution:…``,
    or a ROR or a funder's DOI in any notation."""
    prefix, _, value = written.partition(":")
    if prefix == "funder":
        yield Identifier("DOI", f"{_FUNDER_DOIS}{value}")
    elif prefix in keys.INSTITUTIONS:
        yield canonical(prefix.upper().replace("-", "_"), value)
    yield canonical("ROR", written)
    yield canonical("DOI", f"{_FUNDER_DOIS}{written}" if _FUNDER_NUMBER.fullmatch(written) else written)


def as_written(field: str, term: str) -> str:
    """Return a term of a column as a value of a query that means nothing else: ``kakenhi:19kk0341`` -> ``19KK0341``,
    ``kakenhi:05402028`` -> ``KAKENHI-PROJECT-05402028``.

    A name is only folded; how it is written, records tell.
    """
    prefix, _, value = term.partition(":")
    if field == "project" and prefix == "kakenhi" and is_anyones(value):
        return f"KAKENHI-PROJECT-{value}"
    if field == "project":
        return value.upper() if prefix in ("kakenhi", "jgn") else value if prefix == "crid" else term
    return f"{_FUNDER_DOIS}{value}" if prefix == "funder" else term


def folded(name: str) -> str:
    """Return a name of a funder or an institution as its terms have it: without case, width, punctuation and spaces."""
    return identifier_term(name_key(name))


def _named(name: str) -> str:
    return f"{NAME}{folded(name)}"


def names_beside(field: str) -> str:
    """Return what the terms of the field ``has`` begin with that are names beside those that a column counts."""
    return _term(field, "")


def _term(field: str, key: str) -> str:
    return f"{field}={identifier_term(key)}"


# --- What values are called -------------------------------------------------------------------------------------------


def names_in(record: Record, field: str, term: str) -> Iterable[tuple[Text, ...]]:
    """Yield how a record calls what it is counted under: the titles of a project, the names of a funder or an institution."""
    if field == "project":
        if record.type == PROJECT and term in map(identifier_term, _own_projects(record)):
            yield record.titles
        yield from (one.titles for one in record.funding if term in map(identifier_term, _counted_projects(one)))
    elif field == "funder":
        yield from (_called(one.funders, term) for one in record.funding if term in _counted_funders(one))
    else:
        for person in (*record.creators, *record.contributors):
            for institution in person.institutions:
                if _is_counted(institution, term):
                    yield _called(institution.names, term)
            if not person.institutions and term.startswith(NAME):
                yield _called(person.affiliations, term)


def written_in(record: Record, field: str, name: str) -> str:
    """Return a folded name of a funder or an institution as a record writes it, "" if the record does not have it."""
    if field == "funder":
        texts = [one for funding in record.funding for one in funding.funders]
    else:
        people = (*record.creators, *record.contributors)
        texts = [one for person in people for institution in person.institutions for one in institution.names]
        texts += [one for person in people for one in person.affiliations]
    return next((one.value for one in texts if folded(one.value) == name), "")


def award_in(record: Record, term: str) -> str:
    """Return an award of a record as it is written, with its funder: ``R01 XY000001 (Institute of Awards)``; "" for another term."""
    for funding in record.funding:
        if funding.number and term in map(identifier_term, keys.projects(funding)):
            funder = next((one.value for one in funding.funders), "")
            return f"{funding.number} ({funder})" if funder else funding.number
    return ""


def _is_counted(institution: Institution, term: str) -> bool:
    found = keys.institutions(institution.identifiers)
    return term in (map(identifier_term, found) if found else (_named(one.value) for one in institution.names))


def _called(names: tuple[Text, ...], term: str) -> tuple[Text, ...]:
    """Return the names of what an identifier names; of what is only a name, the one that it is."""
    return names if not term.startswith(NAME) else tuple(one for one in names if _named(one.value) == term)
