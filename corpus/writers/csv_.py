"""CSV according to RFC 4180: a header with the names of the columns, then one row per record, with CR LF line ends.

Several values in a cell are separated by ``;``, and a ``;`` inside a value becomes a comma. Cells that a spreadsheet would
run as formulas are guarded (``corpus/normalize/cells.py``). Our own reader knows all the columns.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from shoroku.corpus import addresses
from shoroku.corpus.main_text import in_this, main_and_other, ordered
from shoroku.corpus.normalize.cells import guarded
from shoroku.corpus.normalize.cleaning import clean
from shoroku.corpus.record import Person, Record, Text, in_language
from shoroku.corpus.writers.writer import Writer

_IDENTIFIERS = ("CRID", "NAID", "DOI", "PMID", "NCID", "ISBN")
_ROUND = str.maketrans("[]", "()")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the names of the columns, then a row for each record."""
    return rows(records, ",")


def rows(records: Iterable[Record], separator: str, fit: Callable[[str], str] = str) -> Iterator[bytes]:
    """Yield the lines of a table; ``fit`` is applied to every cell first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([guarded(fit(clean(cell(record)))) for cell in COLUMNS.values()])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()  # the header, if there was no record


def _several(values: Iterable[str]) -> str:
    return "; ".join(value.replace(";", ",").replace("；", "，").strip() for value in values)


def _values(texts: Iterable[Text]) -> str:
    return _several(text.value for text in texts)


def _abstract(record: Record) -> str:
    """Return an abstract that is neither Japanese nor English, and so has no column of its own."""
    return next((text.value for text in ordered(record, record.abstracts) if text.lang not in ("ja", "en")), "")


def _authors(record: Record) -> str:
    return _several(in_language(person.names, record.language) for person in _people(record))


def _people(record: Record) -> list[Person]:
    return [person for person in record.creators if person.names]


def _in(lang: str) -> Callable[[Record], str]:
    """Return a function for the authors' names in one language. A missing name is left empty, so that the order is kept."""

    def cell(record: Record) -> str:
        found = [in_this(person.names, lang) for person in _people(record)]
        return _several(found) if any(found) else ""

    return cell


def _affiliations(record: Record) -> str:
    """Return an affiliation for each author; "" if one author has none, because the others could not be assigned."""
    found = [in_language(person.affiliations, record.language) for person in _people(record)]
    return _several(found) if all(found) else ""


def _contributors(record: Record) -> str:
    """Return the names of people and bodies who are not authors, each with its role in brackets."""
    named = ((clean(in_language(one.names, record.language)), clean(one.role)) for one in record.contributors)
    return _several(_with_role(name, role.translate(_ROUND)) for name, role in named if name)


def _with_role(name: str, role: str) -> str:
    return f"{name} [{role}]" if role or name.endswith("]") else name  # the end of the name is no role


def _identifier(kind: str) -> Callable[[Record], str]:
    return lambda record: record.identifier(kind)


def _other_identifiers(record: Record) -> str:
    """Return the identifiers without a column of their own, and further identifiers of a kind with a column."""
    first = {kind: record.identifier(kind) for kind in _IDENTIFIERS}
    return " ".join(
        f"{one.kind}:{addresses.address(one.value)}" for one in record.identifiers if first.get(one.kind) != one.value
    )


#: Name of the column -> its cell.
COLUMNS: dict[str, Callable[[Record], str]] = {
    "id": lambda record: record.id,
    "type": lambda record: record.type,
    "title": lambda record: main_and_other(record, record.titles)[0].value,
    "title_ja": lambda record: in_this(record.titles, "ja"),
    "title_en": lambda record: in_this(record.titles, "en"),
    "authors": _authors,
    "authors_ja": _in("ja"),
    "authors_en": _in("en"),
    "affiliations": _affiliations,
    "journal": lambda record: main_and_other(record, record.journals)[0].value,
    "journal_ja": lambda record: in_this(record.journals, "ja"),
    "journal_en": lambda record: in_this(record.journals, "en"),
    "issns": lambda record: _several(record.issns),
    "volume": lambda record: record.volume,
    "issue": lambda record: record.issue,
    "pages": lambda record: record.pages,
    "date": lambda record: record.date,
    "year": lambda record: str(record.year or ""),
    "publishers": lambda record: _values(ordered(record, record.publishers)),
    "language": lambda record: record.language,
    "subjects": lambda record: _values(record.subjects),
    **{kind.lower(): _identifier(kind) for kind in _IDENTIFIERS},
    "identifiers": _other_identifiers,
    "sources": lambda record: _several(record.sources),
    "links": lambda record: " ".join(map(addresses.address, record.links)),
    "abstract": _abstract,
    "abstract_ja": lambda record: in_this(record.abstracts, "ja"),
    "abstract_en": lambda record: in_this(record.abstracts, "en"),
    "abstract_licence": lambda record: record.abstract_licence,
    "contributors": _contributors,  # new columns go to the end: scripts may count columns
}

WRITER = Writer("csv", ".csv", "text/csv; charset=utf-8; header=present", write, spreadsheet=True)
