"""RIS, the exchange format of reference managers. rispy reads it entry by entry, so an invalid one does not affect others.

Programs disagree about tags, so each field is taken from the first tag that has a value. UTF-8, with or without byte-order mark.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import rispy

from shoroku.corpus import addresses
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import of_notes
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.readers.lines import Block, lines
from shoroku.corpus.readers.reader import LONGEST_MB, Format, Item
from shoroku.corpus.record import Person, Record, Text, with_id
from shoroku.corpus.record_errors import BrokenSyntax, NoTitle, RecordError, TooLong
from shoroku.messages import Localized

_RAW_BYTES = 2_000  # of a rejected entry, kept for the rejects file
_BEGINS = re.compile(rb"TY {0,2}-")
_ENDS = re.compile(rb"ER {0,2}-")
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[^\n{\[<]*\n){0,20}?TY {1,2}- ?\S")
_TAGGED = re.compile(r"^([A-Z][A-Z0-9]) {0,2}- ?", re.MULTILINE)

#: Types whose T2 is not a journal.
_TYPES = {
    "THES": "dissertation",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "DATA": "dataset",
    "AGGR": "dataset",
    "RPRT": "report",
}
#: A2 and A4; A3 has supervisors in a thesis, and in other works editors of a series, who have no part in the work.
_ROLES = {"secondary_authors": "editor", "tertiary_authors": "supervisor", "subsidiary_authors": "translator"}
_MANY = ["A1", "A2", "A3", "A4", "AU", "KW", "N1", "UR", "SN", "DO", "LA", "PB", "TT"]

_ISBN = re.compile(r"(?<![\w-])(?:97[89][- ]?(?:\d[- ]?){9}\d|(?:\d-?){9}[\dXx])(?![\w-])")
_BETWEEN_URLS = re.compile(r"[;；]?\s+|[;；](?=https?:)")


class _Entry(NamedTuple):
    line: int
    raw: bytes
    ended: bool
    is_too_long: bool


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each entry."""
    for entry in _entries(stream):
        yield _item(entry)


def _entries(stream: BinaryIO) -> Iterator[_Entry]:
    """Yield the bytes from TY to ER. An entry without ER ends before the next one."""
    start, block = 0, Block()
    for number, line in enumerate(lines(stream), 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if _BEGINS.match(line):
            if start:
                yield _Entry(start, block.whole(), False, block.is_too_long)
            start, block = number, Block()
        if start:
            block.add(line)
            if _ENDS.match(line):
                yield _Entry(start, block.whole(), True, block.is_too_long)
                start, block = 0, Block()
    if start:
        yield _Entry(start, block.whole(), False, block.is_too_long)


def _item(entry: _Entry) -> Item:
    try:
        fields = _fields(entry)
        repaired = tuple(name for name, value in fields.items() if cleaning.any_harmful(value))
        return Item(entry.line, record(fields), repaired=repaired)
    except RecordError as error:
        return Item(entry.line, None, error, entry.raw[:_RAW_BYTES])


def _fields(entry: _Entry) -> dict[str, Any]:
    """Return an entry as rispy reads it. Raises BrokenSyntax, TooLong."""
    if entry.is_too_long:
        raise TooLong(field="", limit=LONGEST_MB)
    if not entry.ended:
        raise BrokenSyntax(field="ER", format="RIS", reason=Localized("the entry has no end (ER)"))
    try:
        text = entry.raw.decode()
    except UnicodeDecodeError as error:
        raise BrokenSyntax(field="", format="RIS", reason=str(error)) from None
    written = text.replace("\r\n", "\n").replace("\r", "\n")
    if not written.startswith("TY  -"):  # a program that counts its spaces differently
        written = _TAGGED.sub(r"\1  - ", written)
    found = rispy.loads(written, list_tags=_MANY, delimiter_tags_mapping={})  # an address may hold a semicolon
    return dict(found[0]) if found else {}


def record(fields: dict[str, Any]) -> Record:
    """Return the record of an entry in rispy's names. Raises RecordError (no title, an unreadable date)."""
    titles = cleaning.distinct(
        _texts(fields, "title", "primary_title", "translated_title") or _texts(fields, "short_title")
    )
    kind = _TYPES.get(_one(fields, "type_of_reference"), "article")
    if not titles:
        raise NoTitle(field="TI")
    numbers = [number for value in _list(fields, "issn") for number in re.split(r"[;,\s]+", value)]
    made = Record(
        id="",
        type=kind,
        titles=titles,
        abstracts=cleaning.distinct(_texts(fields, "abstract", "notes_abstract")),
        creators=tuple(Person(names=(name,)) for name in cleaning.distinct(_texts(fields, "authors", "first_authors"))),
        journals=_journals(fields),
        issns=tuple(dict.fromkeys(found for number in numbers if (found := issn(number)))),
        volume=_one(fields, "volume"),
        issue=_one(fields, "number"),
        pages=pages(_one(fields, "start_page"), _one(fields, "end_page")),
        date=_date(fields),
        publishers=cleaning.distinct(_texts(fields, "publisher")),
        language=next((found for value in _list(fields, "language") if (found := language.base(value))), ""),
        subjects=cleaning.distinct(_texts(fields, "keywords")),
        identifiers=_identifiers(fields),
        abstract_licence=of_notes(*_list(fields, "notes")),
        contributors=tuple(
            Person(names=(name,), role=role)
            for tag, role in _ROLES.items()
            for name in cleaning.distinct(_texts(fields, tag))
            if role != "supervisor" or kind == "dissertation"
        ),
        links=tuple(dict.fromkeys(link for link in _urls(fields) if "://" in link)),
    )
    return with_id(made)


def _list(fields: dict[str, Any], name: str) -> list[str]:
    value = fields.get(name) or []
    return [cleaned for one in (value if isinstance(value, list) else [value]) if (cleaned := cleaning.clean(str(one)))]


def _one(fields: dict[str, Any], *names: str) -> str:
    return next((value for name in names for value in _list(fields, name)), "")


def _texts(fields: dict[str, Any], *names: str) -> list[Text]:
    return [cleaning.text(plain(value)) for name in names for value in _list(fields, name)]


def _journals(fields: dict[str, Any]) -> tuple[Text, ...]:
    """Return the full name of the journal (else the abbreviated one), and its name in another script."""
    for name in ("alternate_title3", "secondary_title", "journal_name", "alternate_title1", "alternate_title2"):
        if texts := _texts(fields, name):
            others = _texts(fields, "alternate_title1")
            return cleaning.distinct([*texts, *(text for text in others if text.lang != texts[0].lang)])
    return ()


def _date(fields: dict[str, Any]) -> str:
    """Return the date. PY is often only the year of DA. Raises BadDate."""
    stated = [_stated(_one(fields, name)) for name in ("year", "publication_year", "date")]
    date = cleaning.date(next(filter(None, stated), ""), "PY")
    if len(date) == 4 and (whole := _stated(_one(fields, "date"))).startswith(date):
        return cleaning.date(whole, "DA")
    return date


def _stated(written: str) -> str:
    """Return a date without empty parts and words, which RIS allows: ``1948/07//``, ``2014///Spring``."""
    return "/".join(part for part in written.split("/")[:3] if part.strip())


def _urls(fields: dict[str, Any]) -> list[str]:
    return [url for value in _list(fields, "urls") for url in _BETWEEN_URLS.split(value)]


def _identifiers(fields: dict[str, Any]) -> tuple[Identifier, ...]:
    urls = _urls(fields)
    found = list(dois(*_list(fields, "doi"), *(url for url in urls if "doi.org/" in url)))
    found += [named for url in urls if (named := addresses.named_by(url))]
    found += [Identifier("ISBN", number) for value in _list(fields, "issn") for number in _ISBN.findall(value)]
    accession = _one(fields, "accession_number")
    pubmed = "pubmed" in _one(fields, "name_of_database", "database_provider").lower()
    if accession.lower().startswith("pmid") or (pubmed and accession.isdecimal()):
        found.append(canonical("PMID", accession))
    return tuple(dict.fromkeys(found))


def _recognizes(head: bytes) -> bool:
    return _HEAD.match(head) is not None


FORMAT = Format("ris", "ris", _recognizes, read, priority=5)
