"""CSV and TSV whose first line names the columns, as spreadsheets save them and other catalogues export them.

Columns are identified by their Japanese or English names; unknown columns are ignored. Several authors, contributors,
keywords, ISSNs, links or sources in a cell are separated by ``;``; a contributor's role stands in brackets behind the name.
The first line decides whether the file is a table, and whether commas or tabs separate its cells.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning, language, people
from shoroku.corpus.normalize.cells import unguarded
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers.reader import LONGEST, Format, Item
from shoroku.corpus.record import Person, Record, Text, with_id
from shoroku.corpus.record_errors import CellCount, NoTitle, NoTitleColumn, OpenQuotation, RecordError

#: Names of columns: ours, those of the short form of JSONL, and others in use; compared without case, spaces, _ and -.
_NAMES = {
    "id": "id 識別子 レコードid recordid key",
    "type": "type 種別 資料種別 資源種別 documenttype itemtype publicationtype",
    "title": "title titles 題名 タイトル 表題 論題 論文名 論文タイトル 標題 書名 articletitle documenttitle",
    "title_ja": "titleja 和文題名 和文タイトル 日本語題名 日本語タイトル タイトル(日) タイトル(日本語) 題名(日本語) 題名(和文) 和題",
    "title_en": "titleen 英文題名 英文タイトル 英語題名 英語タイトル タイトル(英) タイトル(英語) 題名(英語) 題名(英文) 英題 englishtitle",
    "abstract": "abstract abstracts text 抄録 要旨 概要 要約 アブストラクト abstractnote description 内容",
    "abstract_ja": "abstractja 和文抄録 和文要旨 日本語抄録 日本語要旨 抄録(日) 抄録(日本語) 抄録(和文) 要旨(日本語)",
    "abstract_en": "abstracten 英文抄録 英文要旨 英語抄録 英語要旨 抄録(英) 抄録(英語) 抄録(英文) 要旨(英語) englishabstract",
    "authors": "authors author creators creator 著者 著者名 著者氏名 作成者 執筆者",
    "authors_ja": "authorsja 著者名(日) 著者名(日本語) 著者名(和文) 著者(日本語) 和文著者名",
    "authors_en": "authorsen 著者名(英) 著者名(英語) 著者名(英文) 著者(英語) 英文著者名",
    "contributors": "contributors contributor 寄与者 寄与者名",
    "affiliations": "affiliations affiliation 所属 著者所属 所属機関",
    "journal": "journal journals 雑誌 雑誌名 誌名 刊行物名 掲載誌 掲載誌名 収録誌名 ジャーナル名 publicationtitle journaltitle"
    " sourcetitle publicationname containertitle journalname journal/book",
    "journal_ja": "journalja 和文誌名 和文雑誌名 雑誌名(日) 雑誌名(日本語) 雑誌名(和文) 誌名(和文)",
    "journal_en": "journalen 英文誌名 英文雑誌名 雑誌名(英) 雑誌名(英語) 雑誌名(英文) 誌名(英文)",
    "issns": "issns issn pissn eissn",
    "volume": "volume vol 巻 巻数",
    "issue": "issue number 号 号数 issuenumber",
    "pages": "pages page 頁 ページ 掲載ページ 該当ページ pagerange",
    "first_page": "firstpage startpage pagestart startingpage 開始ページ 開始頁",
    "last_page": "lastpage endpage pageend endingpage 終了ページ 終了頁",
    "date": "date 発行日 出版日 刊行日 出版年月 発行年月 刊行年月 出版年月日 発行年月日 刊行年月日 publicationdate",
    "year": "year 年 発行年 出版年 刊行年 発表年 publicationyear",
    "publishers": "publishers publisher 出版者 出版社 発行者 発行元",
    "language": "language 言語 本文言語 lang",
    "subjects": "subjects subject keywords keyword キーワード 件名 主題 authorkeywords manualtags",
    "doi": "doi",
    "naid": "naid",
    "crid": "crid",
    "pmid": "pmid pubmedid",
    "ncid": "ncid",
    "isbn": "isbn",
    "identifiers": "identifiers",
    "sources": "sources データソース データ提供元",
    "links": "links link url urls リンク",
    "abstract_licence": "abstractlicence abstractlicense abstractlicenseflag",
}  # fmt: skip
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_TITLES = ("title", "title_ja", "title_en")
_IDENTIFIERS = ("crid", "naid", "doi", "pmid", "ncid", "isbn")

_IGNORED_IN_NAMES = re.compile(r"[\s_\-.:：]")
_SEVERAL = re.compile(r"[;；]")
_ROLE = re.compile(r"(.*)\[([^\[\]]*)\]", re.DOTALL)
_SEVERAL_LINKS = re.compile(r"[;；]?\s+|[;；](?=https?:)")
_CHUNK = 1 << 20
_LINES = 500  # of one row; a quotation mark that nobody closes would take the rest of the file
_RAW = 2_000

_Row = dict[str, list[str]]


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each row after the first; empty rows are skipped."""
    lines = _Lines(stream)
    header = next((line for line in lines if line.strip()), "")
    names = _cells(header, separator := _separator(header))
    fields = [_field(name) for name in names]
    if not any(title in fields for title in _TITLES):
        error = NoTitleColumn(field="title", found=tuple(names[:20]))
        yield Item(1, None, error, _raw(header))
        return
    for number, text, cells in _rows(lines, separator):
        try:
            if cells is None:
                raise OpenQuotation(field="", limit=csv.field_size_limit())
            if any(cell.strip() for cell in cells):
                yield _item(number, names, fields, cells)
        except RecordError as error:
            yield Item(number, None, error, _raw(text))


def _raw(text: str) -> bytes:
    return text[:_RAW].encode("utf-8", "surrogateescape")[:_RAW]


# --- Lines and rows ---------------------------------------------------------------------------------------------------


class _Lines:
    """The lines of a stream as text, counted; a line can be put back if it turns out not to belong to a row."""

    def __init__(self, stream: BinaryIO) -> None:
        self._decoded = _decoded(stream)
        self._given_back: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._decoded)
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        self._given_back.extendleft(reversed(lines))
        self.number -= len(lines)


def _decoded(stream: BinaryIO) -> Iterator[str]:
    """Yield lines that end in a newline, whatever the line end in the file; an overlong line is cut."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")("surrogateescape"), translate=True)
    rest, is_passed_over = "", False
    while True:
        chunk = stream.read(_CHUNK)
        *whole, rest = (rest + decoder.decode(chunk, final=not chunk)).split("\n")
        for line in whole:
            if not is_passed_over:
                yield f"{line}\n"
            is_passed_over = False
        if len(rest) > LONGEST:
            if not is_passed_over:
                yield f"{rest}\n"
            rest, is_passed_over = "", True
        if not chunk:
            break
    if rest and not is_passed_over:
        yield rest


def _rows(lines: _Lines, separator: str) -> Iterator[tuple[int, str, list[str] | None]]:
    """Yield the line number, the text and the cells of each row; None instead of cells for a row that does not end.

    Such a row is cut after its first line, so that the rows after it are read.
    """
    for line in lines:
        number, taken = lines.number, [line]
        try:
            cells = next(csv.reader(_fed(lines, taken), delimiter=separator))
            yield number, "".join(taken), cells
        except csv.Error:
            lines.give_back(taken[1:])
            yield number, line, None


def _fed(lines: _Lines, taken: list[str]) -> Iterator[str]:
    """Yield the line that was read before, and further lines of the row, up to a limit."""
    yield taken[0]
    for line in islice(lines, _LINES):
        taken.append(line)
        yield line
    raise csv.Error


def _separator(header: str) -> str:
    return "\t" if "\t" in header else ";" if header.count(";") > header.count(",") else ","


def _cells(header: str, separator: str) -> list[str]:
    try:
        return [cleaning.clean(cell) for cell in next(csv.reader([header], delimiter=separator), [])]
    except csv.Error:
        return []


def _field(name: str) -> str:
    """Return the field of a column by its name, "" if it is unknown."""
    return _FIELDS.get(_IGNORED_IN_NAMES.sub("", unicodedata.normalize("NFKC", name)).casefold(), "")


# --- A row as a record ------------------------------------------------------------------------------------------------


def _item(number: int, names: list[str], fields: list[str], cells: list[str]) -> Item:
    while len(cells) > len(fields) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(fields):
        raise CellCount(field="", found=len(cells), expected=len(fields))
    row: _Row = {}
    for field, cell in zip(fields, cells, strict=True):
        if field and (value := unguarded(cleaning.clean(cell))):
            row.setdefault(field, []).append(value)
    repaired = tuple(name for name, cell in zip(names, cells, strict=True) if cleaning.any_harmful(cell))
    return Item(number, _record(row), repaired=repaired)


def _record(row: _Row) -> Record:
    titles = _texts(row, "title")
    if not titles:
        raise NoTitle(field="title")
    date_field = next((field for field in ("date", "year") if field in row), "date")
    made = Record(
        id=_one(row, "id"),
        type=work_type(_one(row, "type")),
        titles=titles,
        abstracts=_texts(row, "abstract"),
        creators=_people(row),
        journals=_texts(row, "journal"),
        issns=tuple(dict.fromkeys(issn(value) or value for value in _several(row, "issns"))),
        volume=_one(row, "volume"),
        issue=_one(row, "issue"),
        pages=pages(_one(row, "pages")) or pages(_one(row, "first_page"), _one(row, "last_page")),
        date=cleaning.date(_one(row, date_field), date_field),
        publishers=tuple(_text(value) for value in _several(row, "publishers")),
        language=language.base(_one(row, "language")),
        subjects=cleaning.distinct(_text(value) for value in _several(row, "subjects")),
        identifiers=tuple(dict.fromkeys(_identifiers(row))),
        sources=tuple(dict.fromkeys(_several(row, "sources"))),
        links=tuple(dict.fromkeys(_several(row, "links", _SEVERAL_LINKS))),
        abstract_licence=licence(*row.get("abstract_licence", [])),
        contributors=tuple(filter(None, map(_contributor, _several(row, "contributors")))),
    )
    return with_id(made)


def _one(row: _Row, field: str) -> str:
    return row.get(field, [""])[0]


def _several(row: _Row, field: str, between: re.Pattern[str] = _SEVERAL) -> list[str]:
    return [part.strip() for cell in row.get(field, []) for part in between.split(cell) if part.strip()]


def _text(value: str, lang: str = "") -> Text:
    return cleaning.text(plain(value), lang)


def _texts(row: _Row, field: str) -> tuple[Text, ...]:
    named = ((f"{field}_ja", "ja"), (f"{field}_en", "en"), (field, ""))
    return cleaning.distinct(_text(value, lang) for name, lang in named for value in row.get(name, []))


def _people(row: _Row) -> tuple[Person, ...]:
    """Return the authors, with affiliations only if each author has one; otherwise it is unclear whose they are."""
    people_, affiliations = _named(row), _several(row, "affiliations")
    if len(people_) != len(affiliations):
        return people_
    pairs = zip(people_, affiliations, strict=True)
    return tuple(Person(names=person.names, affiliations=(_text(affiliation),)) for person, affiliation in pairs)


def _named(row: _Row) -> tuple[Person, ...]:
    """Return the authors by their names. A column in one language has an empty place for an author without a name in it."""
    plain_ = [_text(name) for name in _several(row, "authors")]
    lists = [[_text(name, lang) for name in _places(row, f"authors_{lang}")] for lang in ("ja", "en")]
    if not plain_:
        return people.paired([[name for name in one if name.value] for one in lists])
    fitting = [one for one in lists if len(one) == len(plain_)]
    columns = zip(*fitting, plain_, strict=True)
    return tuple(Person(names=cleaning.distinct(names)) for names in columns)


def _contributor(named: str) -> Person | None:
    """Return a contributor, whose role stands in brackets behind the name; None if there is no name."""
    found = _ROLE.fullmatch(named)
    name, role = (_text(part) for part in (found.groups() if found else (named, "")))
    return Person(names=(name,), role=role.value) if name.value else None


def _places(row: _Row, field: str) -> list[str]:
    return [part.strip() for cell in row.get(field, []) for part in _SEVERAL.split(cell)]


def _identifiers(row: _Row) -> Iterator[Identifier]:
    for field in _IDENTIFIERS:
        for value in dict.fromkeys(_several(row, field) if field == "isbn" else row.get(field, [])):
            yield canonical(field, value)
    for value in row.get("identifiers", []):
        pairs = (one.partition(":") for one in value.split())
        yield from (canonical(kind, name) for kind, _, name in pairs if kind and name)


def _recognizes(head: bytes) -> bool:
    """Return whether the first line names a column for titles and another known column."""
    if head.lstrip()[:1] in (b"{", b"[", b"<", b"@", b"%", b""):
        return False
    header = next(_decoded(io.BytesIO(head)), "")
    known = {field for name in _cells(header, _separator(header)) if (field := _field(name))}
    return len(known) > 1 and any(title in known for title in _TITLES)


FORMAT = Format("csv", "csv", _recognizes, read, priority=-10)
