"""Terms for what a record is linked with: the project whose award it names, the ORCIDs of its people, what it cites, data.

They stand in the field ``has``, as tags do. They say what the record's own sources state; what other records state of it is
in the graph only.
"""

from collections.abc import Iterator

from shoroku.corpus.awards import project_numbers
from shoroku.corpus.graph import keys
from shoroku.corpus.identifiers import canonical, identifier_term
from shoroku.corpus.keys import person_key, project_key, work_key
from shoroku.corpus.record import Record, Text

#: Fields of a query that these terms answer.
FIELDS = ("project", "orcid", "cites")
_DATA = frozenset({"data", "dataset"})
_KAKENHI = (Text("KAKENHI"),)


def terms(record: Record) -> Iterator[str]:
    """Yield the terms of a record; none for one that is linked with nothing."""
    for funding in record.funding:
        yield from (_term("project", key) for key in keys.projects(funding))
    yield from (_term("project", key) for key in keys.claimed(record))
    for person in (*record.creators, *record.contributors):
        if person.identifiers:
            yield from (_term("orcid", key) for key in keys.joining(person) if key.startswith("orcid:"))
    for relation in record.relations:
        if relation.kind == "cites" and not relation.inverse:
            yield from (_term("cites", key) for key in keys.targets(relation.identifiers))


def present(record: Record) -> Iterator[str]:
    """Yield the values of ``has:`` for what a record is linked with: project, reference, data."""
    if record.funding and any(map(keys.projects, record.funding)):
        yield "project"
    if any(relation.kind == "cites" and not relation.inverse for relation in record.relations):
        yield "reference"
    if any(_is_about_data(relation.kind, relation.inverse, relation.type) for relation in record.relations):
        yield "data"


def _is_about_data(kind: str, is_inverse: bool, type_: str) -> bool:
    return (kind == "supplements" and is_inverse) or type_.casefold() in _DATA


def asked(field: str, written: str) -> list[str]:
    """Return the terms that a value of a field may mean, in any notation."""
    if field == "project":
        known = project_numbers(written, _KAKENHI)
        found = [project_key(one) for one in known] or [written]
    elif field == "orcid":
        found = [person_key(canonical("ORCID", written)) or written]
    else:
        kinds = ("DOI", "PMID", "CRID", "NAID")
        found = [work_key(canonical(kind, written)) for kind in kinds]
        found += [written] if not any(found) else []
    return [_term(field, key) for key in dict.fromkeys(found) if key]


def _term(field: str, key: str) -> str:
    return f"{field}={identifier_term(key)}"
