"""How large records and files may be: far beyond any real one, and within what every part of the program can handle.

The largest known fields are 15,025 authors of one article (COVIDSurg, 2021) and abstracts of dissertations of about 50,000
characters. A larger record is rejected rather than cut, so that nobody mistakes a part for the whole.
"""

from shoroku.corpus.errors import OverBound
from shoroku.corpus.record import Record, Text, encode

#: Characters of one text: a title, an abstract, a name, a subject.
LONGEST_TEXT = 200_000
#: Values of one field: people, subjects, identifiers, links.
MOST_VALUES = 20_000
#: Characters of other values: an id, a volume, an identifier.
LONGEST_VALUE = 10_000
#: The maximum expansion of a gzip file (see ``readers/files.py``); bibliographies reach thirty times their size.
MAX_EXPANSION = 50

_TEXTS = ("titles", "abstracts", "journals", "publishers", "subjects")
_SEVERAL = (*_TEXTS, "creators", "issns", "identifiers", "sources", "links", "tags", "edited")
_ONE = ("id", "type", "volume", "issue", "pages", "date", "language")


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
    for person in record.creators:
        if len(person.affiliations) + len(person.names) + len(person.identifiers) > MOST_VALUES:
            raise OverBound(field="creators", found=len(person.affiliations) + len(person.names), limit=MOST_VALUES)
        _check_texts("creators", person.names)
        _check_texts("creators", person.affiliations)
    for name in _ONE:
        _check_value(name, getattr(record, name))
    for identifier in record.identifiers:
        _check_value("identifiers", identifier.value)
    _check_texts("note", (Text(record.note),))
    for name in ("issns", "sources", "links", "tags", "edited"):
        for value in getattr(record, name):
            _check_value(name, value)


def _check_texts(name: str, texts: tuple[Text, ...]) -> None:
    for text in texts:
        if len(text.value) > LONGEST_TEXT:
            raise OverBound(field=name, found=len(text.value), limit=LONGEST_TEXT)


def _check_value(name: str, value: str) -> None:
    if len(value) > LONGEST_VALUE:
        raise OverBound(field=name, found=len(value), limit=LONGEST_VALUE)
