"""How large records and files may be: far beyond any real one, and within what every part of the program can handle.

The largest known fields are 15,025 authors of one article (COVIDSurg, 2021), some ten thousand references of one work, and
abstracts of dissertations of about 50,000 characters. A larger record is rejected rather than cut, so that nobody mistakes a
part for the whole.
"""

from collections.abc import Iterable

from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Person, Record, Text, encode
from shoroku.corpus.record_errors import OverBound

#: Characters of one text: a title, an abstract, a name, a subject.
LONGEST_TEXT = 200_000
#: Values of one field: people, subjects, identifiers, relations, links.
MOST_VALUES = 20_000
#: Characters of other values: an id, a volume, an identifier.
LONGEST_VALUE = 10_000
#: The maximum expansion of a gzip file (see ``readers/files.py``); bibliographies reach thirty times their size.
MAX_EXPANSION = 50

_TEXTS = ("titles", "abstracts", "journals", "publishers", "subjects")
_SEVERAL = (
    *(*_TEXTS, "creators", "contributors", "issns", "identifiers", "sources", "links", "tags", "edited"),
    *("relations", "funding", "counts"),
)
_ONE = ("id", "type", "volume", "issue", "pages", "date", "until", "language")


def check(record: Record) -> None:
    """Raise OverBound where a field is larger than any may be."""
    if len(encode(record)) > LONGEST_VALUE:  # few records are so large as a whole
        _check_fields(record)


def _check_fields(record: Record) -> None:
    for name in _SEVERAL:
        values = getattr(record, name)
        if len(values) > MOST_VALUES:
            raise OverBound(field=name, found=len(values), limit=MOST_VALUES)
    for name in _TEXTS:
        _check_texts(name, getattr(record, name))
    for name in ("creators", "contributors"):
        for person in getattr(record, name):
            _check_person(name, person)
    for name in _ONE:
        _check_value(name, getattr(record, name))
    _check_identifiers("identifiers", record.identifiers)
    _check_relations(record)
    _check_texts("note", (Text(record.note),))
    for name in ("issns", "sources", "links", "tags", "edited"):
        _check_values(name, getattr(record, name))


def _check_relations(record: Record) -> None:
    for relation in record.relations:
        _check_identifiers("relations", relation.identifiers)
        _check_texts("relations", (Text(relation.title),))
        _check_values("relations", (relation.word, relation.type))
    for award in record.funding:
        for texts in (award.funders, award.titles):
            _check_texts("funding", texts)
        for identifiers in (award.funder_identifiers, award.identifiers):
            _check_identifiers("funding", identifiers)
        _check_values("funding", (award.number, award.word))
    for count in record.counts:
        _check_values("counts", (count.kind, count.source, count.date))


def _check_person(name: str, person: Person) -> None:
    values = len(person.affiliations) + len(person.names) + len(person.identifiers) + len(person.institutions)
    if values > MOST_VALUES:
        raise OverBound(field=name, found=values, limit=MOST_VALUES)
    _check_texts(name, person.names)
    _check_texts(name, person.affiliations)
    _check_value(name, person.role)
    _check_identifiers(name, person.identifiers)
    for institution in person.institutions:
        _check_texts(name, institution.names)
        _check_identifiers(name, institution.identifiers)


def _check_identifiers(name: str, identifiers: tuple[Identifier, ...]) -> None:
    if len(identifiers) > MOST_VALUES:
        raise OverBound(field=name, found=len(identifiers), limit=MOST_VALUES)
    _check_values(name, (identifier.value for identifier in identifiers))


def _check_texts(name: str, texts: tuple[Text, ...]) -> None:
    if len(texts) > MOST_VALUES:
        raise OverBound(field=name, found=len(texts), limit=MOST_VALUES)
    for text in texts:
        if len(text.value) > LONGEST_TEXT:
            raise OverBound(field=name, found=len(text.value), limit=LONGEST_TEXT)


def _check_values(name: str, values: Iterable[str]) -> None:
    for value in values:
        _check_value(name, value)


def _check_value(name: str, value: str) -> None:
    if len(value) > LONGEST_VALUE:
        raise OverBound(field=name, found=len(value), limit=LONGEST_VALUE)
