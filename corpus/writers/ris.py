"""RIS, the exchange format of reference managers; written by rispy one entry at a time, to keep memory use constant.

TI is the title in the language of the work, and TT, in the specification the translated title, is the other title. T2 is
the journal; its name in the other language is J2, which Zotero and EndNote show beside it, whereas JF would replace T2.
AB is the abstract in the language of the work, N2 the other one. UR has the page of every identifier without a tag in RIS,
and a note (N1) the licence of the abstract. A2 are the editors, A4 the translators and A3 the
supervisors of a thesis, as in EndNote; other contributors have no tag. M3 is not used, because some programs take it for a DOI.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, ClassVar

import rispy
from rispy.writer import RisWriter

from shoroku.corpus import addresses
from shoroku.corpus.licence import noted
from shoroku.corpus.main_text import main_and_other, ordered
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.personal_names import names
from shoroku.corpus.record import Record
from shoroku.corpus.writers.writer import Writer

_TYPES = {"article": "JOUR", "book": "BOOK", "dissertation": "THES", "dataset": "DATA", "report": "RPRT"}
_RANGE = re.compile(r"([^-]+)-([^-]+)")


class _Entries(RisWriter):  # type: ignore[misc]
    """rispy's writer without its running numbers before entries, which are not part of RIS."""

    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*rispy.LIST_TYPE_TAGS, "PB", "TT"]

    def set_header(self, count: int) -> str:
        return ""


def write(records: Iterable[Record], *, own: bool = False) -> Iterator[bytes]:
    """Yield an entry for each record; with ``own``, the user's tags are among the keywords (KW), and the note is one (N1)."""
    writer = _Entries()
    for record in records:
        text: str = writer.formats([entry(record, own=own)])
        yield (text + "\n").encode()


def entry(record: Record, *, own: bool = False) -> dict[str, Any]:
    """Return a record's fields under rispy's names, in the order of the file, without empty ones."""
    titles = [one_line(title.value) for title in ordered(record, record.titles)]
    journal, other_journal = main_and_other(record, record.journals)
    abstract, other_abstract = main_and_other(record, record.abstracts)
    first_page, last_page = _pages(one_line(record.pages))
    is_thesis = record.type == "dissertation"
    fields = {
        "type_of_reference": _TYPES.get(record.type, "GEN"),
        "id": one_line(record.id),
        "authors": [str(name) for name in names(record)],
        "secondary_authors": [str(name) for name in names(record, "editor")],
        "tertiary_authors": [str(name) for name in names(record, "supervisor")] if is_thesis else [],
        "subsidiary_authors": [str(name) for name in names(record, "translator")],
        "title": titles[0] if titles else "",
        "translated_title": titles[1:],
        "secondary_title": one_line(journal.value),
        "alternate_title1": one_line(other_journal.value),
        "year": record.date[:4],
        "date": record.date.replace("-", "/") if len(record.date) > 4 else "",
        "volume": one_line(record.volume),
        "number": one_line(record.issue),
        "start_page": first_page,
        "end_page": last_page,
        "publisher": [one_line(publisher.value) for publisher in ordered(record, record.publishers)],
        "issn": one_line(", ".join([*record.issns, *(one.value for one in record.identifiers if one.kind == "ISBN")])),
        "doi": one_line(record.identifier("DOI")),
        "language": one_line(record.language),
        "keywords": [
            *(one_line(subject.value) for subject in record.subjects),
            *map(one_line, record.tags if own else ()),
        ],
        "abstract": one_line(abstract.value),
        "notes_abstract": one_line(other_abstract.value),
        "name_of_database": one_line("; ".join(record.sources)),
        "notes": list(filter(None, [noted(record), one_line(record.note) if own else ""])),
        "urls": list(addresses.pages(record)),
    }
    return {name: value for name, value in fields.items() if value}


def _pages(written: str) -> tuple[str, str]:
    match = _RANGE.fullmatch(written)
    return (match[1].strip(), match[2].strip()) if match else (written, "")


WRITER = Writer("ris", ".ris", "application/x-research-info-systems", write, write_own=partial(write, own=True))
