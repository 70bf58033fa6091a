"""CSV and TSV out: RFC 4180, cells that no spreadsheet runs, and the same table read again by us and by Python's csv."""

import csv
import io

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Export, Identifier, Person, Record, Text
from shoroku.corpus import addresses
from shoroku.corpus.main_text import ordered
from shoroku.corpus.normalize.cells import guarded, unguarded
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.record import with_id
from shoroku.corpus.writers import named
from shoroku.corpus.writers.csv_ import COLUMNS
from tests.export_records import read, records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text('The "joint", inflamed', "en"), Text("関節の炎症", "ja"), Text("カンセツ", "ja-Kana")),
    abstracts=(Text("炎症は\nある。", "ja"), Text("Es gibt sie.", "de")),
    creators=(
        Person(names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en")), affiliations=(Text("架空大学", "ja"),)),
        Person(names=(Text("Smith, John", "en"),), affiliations=(Text("X", "en"),)),
    ),
    journals=(Text("Invented Annals", "en"), Text("架空年報", "ja")),
    issns=("0914-8760", "2189-0595"),
    volume="32",
    pages="323-330",
    date="2020-12",
    language="ja",
    subjects=(Text("関節; 膝", "ja"), Text("knee", "en")),
    identifiers=(Identifier("DOI", "10.99999/a.1"), Identifier("DOI", "10.99999/a.2"), Identifier("HDL", "2433/1")),
    sources=("JaLC",),
    links=("https://a.example/1",),
    abstract_licence="allow",
    contributors=(
        Person(names=(Text("Tanaka Hajime", "en"), Text("田中 一", "ja")), role="editor"),
        Person(names=(Text("架空財団", "ja"),), role="Sponsor [main]"),
        Person(names=(Text("鈴木; 花", "ja"),)),
        Person(names=(Text("Collective [X]", "en"),)),
    ),
)
CELLS = {
    "id": "1390000000000000001",
    "type": "article",
    "title": "関節の炎症",
    "title_ja": "関節の炎症",
    "title_en": 'The "joint", inflamed',
    "authors": "藤本 穣; Smith, John",
    "authors_ja": "藤本 穣; ",
    "authors_en": "Fujimoto Minoru; Smith, John",
    "affiliations": "架空大学; X",
    "journal": "架空年報",
    "journal_ja": "架空年報",
    "journal_en": "Invented Annals",
    "issns": "0914-8760; 2189-0595",
    "volume": "32",
    "pages": "323-330",
    "date": "2020-12",
    "year": "2020",
    "language": "ja",
    "subjects": "関節, 膝; knee",
    "doi": "10.99999/a.1",
    "identifiers": "DOI:10.99999/a.2 HDL:2433/1",
    "sources": "JaLC",
    "links": "https://a.example/1",
    "abstract": "Es gibt sie.",
    "abstract_ja": "炎症は\nある。",
    "abstract_licence": "allow",
    "contributors": "田中 一 [editor]; 架空財団 [Sponsor (main)]; 鈴木, 花; Collective [X] []",
}
#: As the columns were before there were others, and have to stay for scripts that count them.
FIRST_COLUMNS = (
    "id,type,title,title_ja,title_en,authors,authors_ja,authors_en,affiliations,journal,journal_ja,journal_en,issns,volume,issue,"
    "pages,date,year,publishers,language,subjects,crid,naid,doi,pmid,ncid,isbn,identifiers,sources,links,abstract,abstract_ja,"
    "abstract_en,abstract_licence,"
)


def rows(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    """Return the rows of a table as Python's csv has them."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=separator, strict=True))


def test_which_field_goes_where() -> None:
    """Every field stands in the column that docs/export.md names; the others are empty."""
    (row,) = rows(written("csv", WORK))
    assert {name: value for name, value in row.items() if value} == {k: v.strip() for k, v in CELLS.items()}


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_contributors_keep_their_roles(format_: str) -> None:
    """People and bodies who are not authors are read again with their roles; a name may end in brackets itself."""
    (again,) = read("csv", written(format_, WORK))
    found = [(one.names[0].value, one.role) for one in again.contributors]
    assert found == [("田中 一", "editor"), ("架空財団", "Sponsor (main)"), ("鈴木, 花", ""), ("Collective [X]", "")]


def test_a_title_given_twice_stays_the_main_one() -> None:
    """The first title in the language of the work is the title, also if another language has the same one once more."""
    titles = (Text("Alpha", "en"), Text("Beta", "en"), Text("Alpha", "fr"))
    work = Record(id="1390000000000000002", titles=titles, language="en")
    (row,) = csv.DictReader(io.StringIO(written("csv", work).decode("utf-8-sig")))
    assert row["title"] == "Alpha"
    assert ordered(work, titles) == titles[:2]


NAMELESS = ["[editor]", "[]", "[ ]", "<i></i> [editor]", "<i></i>", "\x07 [editor]", "<b> </b>[]"]


@pytest.mark.parametrize("cell", [*NAMELESS, "; ".join(NAMELESS)])
def test_a_contributor_without_a_name(cell: str) -> None:
    """Who has no name is nobody: not as read from a table, nor as written to one."""
    (found,) = read("csv", f"id,title,contributors\r\na,T,{cell}\r\n".encode())
    assert found.contributors == ()
    nobody = tuple(Person(names=names, role="editor") for names in ((), (Text("", "en"),), (Text(" \x00", "en"),)))
    (row,) = rows(written("csv", msgspec.structs.replace(WORK, contributors=nobody)))
    assert row["contributors"] == ""


@pytest.mark.parametrize(
    ("cell", "name", "role"),
    [
        ("<i>A</i> [<b>Data</b> and <i>code</i>]", "A", "Data and code"),
        ("A[editor]", "A", "editor"),
        ("[A] []", "[A]", ""),
        ("<i>A [B]</i>", "A [B]", ""),
        ("A [B] [editor]", "A [B]", "editor"),
    ],
)
@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_a_contributor_stays_the_same(format_: str, cell: str, name: str, role: str) -> None:
    """Name and role are without markup, as authors' names are; exported and read again, they are the same."""
    (found,) = read("csv", f"id,title,contributors\r\na,T,{cell}\r\n".encode())
    assert [(one.names[0].value, one.role) for one in found.contributors] == [(name, role)]
    (again,) = read("csv", written(format_, found))
    assert again.contributors == found.contributors


def test_rfc_4180() -> None:
    """The first line names the columns, lines end with CR LF, quotation marks are doubled inside of quotation marks."""
    data = written("csv", WORK).decode()
    assert data.startswith(FIRST_COLUMNS)
    assert data.endswith("\r\n")
    assert '"The ""joint"", inflamed"' in data
    assert written("csv").decode() == ",".join(COLUMNS) + "\r\n"


def test_tsv() -> None:
    """A row of TSV is a line, with a tab between values and none in them."""
    data = written("tsv", WORK).decode()
    assert data.count("\r\n") == data.count("\n") == 2
    (row,) = rows(written("tsv", WORK), "\t")
    assert (row["title_ja"], row["abstract_ja"]) == ("関節の炎症", "炎症はある。")


RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A", "'=1", "''=1", " =1", "\t=1"]
HARMLESS = ["", "a", "1-2", "'a'", "'", "''", "1=1", "a@b.example"]


@pytest.mark.parametrize("text", RISKY)
def test_a_formula_is_text(text: str) -> None:
    """What a spreadsheet would run begins with an apostrophe, and comes back without it."""
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)).strip() == text.strip()


@pytest.mark.parametrize("text", HARMLESS)
def test_no_formula_stays_as_it_is(text: str) -> None:
    """Nothing is put before other cells, nor taken from them."""
    assert guarded(text) == text == unguarded(text)


@given(st.text(alphabet="=+-@＝' \t\nab"))
def test_guarding_loses_nothing(text: str) -> None:
    """What was guarded is the same again."""
    assert unguarded(guarded(text.strip())) == text.strip()


def test_every_cell_is_guarded() -> None:
    """A record cannot bring a formula into any column."""
    evil = '=HYPERLINK("http://evil.example")'
    work = Record(
        id=evil,
        titles=(Text(evil, "en"),),
        creators=(Person(names=(Text(evil, "en"),)),),
        volume=evil,
        links=(evil,),
        subjects=(Text(evil, "en"),),
    )
    for format_, separator in (("csv", ","), ("tsv", "\t")):
        (row,) = rows(written(format_, work), separator)
        assert not any(cell.startswith(tuple("=+-@")) for cell in row.values())
    assert read("csv", written("csv", work))[0].titles == work.titles


@pytest.mark.parametrize(("format_", "mark"), [("csv", b"\xef\xbb\xbf"), ("tsv", b"\xef\xbb\xbf"), ("ris", b"")])
def test_a_mark_for_excel(format_: str, mark: bytes) -> None:
    """With ``excel`` a table begins with a byte-order mark, once; another format never does."""
    data = b"".join(Export([WORK], format_, excel=True))
    assert data == mark + b"".join(named(format_).write([WORK]))
    assert len(read("ris" if format_ == "ris" else "csv", data)) == 1


def _cell_texts(texts: tuple[Text, ...], fit: bool) -> dict[str, str]:
    return {text.lang: one_line(text.value) if fit else text.value for text in texts}


@settings(max_examples=150, deadline=None)
@given(records, st.sampled_from(["csv", "tsv"]))
def test_what_is_written_is_read_again(record: Record, format_: str) -> None:
    """Our own reader has again what a table holds; a semicolon inside one of several values is a comma."""
    (again,) = read("csv", written(format_, record))
    fit = format_ == "tsv"
    for name in ("titles", "abstracts", "journals"):
        assert _cell_texts(getattr(again, name), False) == _cell_texts(getattr(record, name), fit)
    assert [person.names[0].value for person in again.creators] == [p.names[0].value for p in record.creators]
    assert [set(person.names) for person in again.creators] == [set(person.names) for person in record.creators]
    commas = [text.value.replace(";", ",") for text in record.subjects]
    subjects = (one_line(value) if fit else value for value in commas)
    assert [text.value for text in again.subjects] == list(dict.fromkeys(subjects))
    same = ("type", "volume", "issue", "date", "language", "sources", "abstract_licence")
    assert [getattr(again, name) for name in same] == [getattr(record, name) for name in same]
    assert (again.pages, again.issns) == (pages(record.pages), record.issns)
    assert again.links == tuple(map(addresses.address, record.links))
    assert {text.lang for text in again.publishers} == {text.lang for text in record.publishers}
    assert again.id == with_id(record).id
    assert {(one.kind, one.value.replace("%3C", "<").replace("%3E", ">")) for one in again.identifiers} == {
        (one.kind, one.value) for one in record.identifiers
    }
