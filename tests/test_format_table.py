"""Tables with a header are read, as spreadsheets and other catalogues write them."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import BadDate, CellCount, Identifier, NoTitle, NoTitleColumn, OpenQuotation, Record, RecordError, Text
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.encodings import Utf8
from shoroku.corpus.readers.text_formats import table

FULL = (
    "id,title_ja,title_en,title,abstract_ja,abstract_en,authors,journal,issns,volume,issue,pages,date,publishers,language,subjects,"
    "doi,naid,pmid,crid,sources,links,abstract_licence,type,shelf\r\n"
    "r1,猫の研究,A study of <i>Felis</i>,,猫を観察した。,Cats &amp; dogs,澪標 櫂; Megumi Tsujidono；,架空誌,0916006x;2187-3259,3,2,335-9,2020-12-30,"
    "架空書房,jpn,猫; cats; 猫,https://doi.org/10.99999/Cat.1,110007707553,29456894,1390000000000000017,JaLC;PubMed,"
    "https://example.org/1;jsessionid=2; https://example.org/2,disallow,Doctoral thesis,B3\r\n"
).encode()


def read(whole: bytes | str) -> list[Item]:
    return list(table.read(io.BytesIO(whole.encode() if isinstance(whole, str) else whole)))


def one(whole: bytes | str) -> Record:
    (found,) = read(whole)
    assert found.record is not None, found.error
    return found.record


EXPECTED = {
    "id": "r1",
    "type": "dissertation",
    "titles": (Text("猫の研究", "ja"), Text("A study of Felis", "en")),
    "abstracts": (Text("猫を観察した。", "ja"), Text("Cats & dogs", "en")),
    "journals": (Text("架空誌", "ja"),),
    "issns": ("0916-006X", "2187-3259"),
    "volume": "3",
    "issue": "2",
    "pages": "335-339",
    "date": "2020-12-30",
    "publishers": (Text("架空書房", "ja"),),
    "language": "ja",
    "subjects": (Text("猫", "ja"), Text("cats", "en")),
    "sources": ("JaLC", "PubMed"),
    "links": ("https://example.org/1;jsessionid=2", "https://example.org/2"),
    "abstract_licence": "disallow",
    "identifiers": (
        Identifier("CRID", "1390000000000000017"),
        Identifier("NAID", "110007707553"),
        Identifier("DOI", "10.99999/cat.1"),
        Identifier("PMID", "29456894"),
    ),
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each known column lands in its field of the record; unknown ones are ignored."""
    assert getattr(one(FULL), field) == expected


def test_authors_stand_with_semicolons_between_them() -> None:
    """Several authors in a cell are several people, each in the language of the script."""
    assert [person.names for person in one(FULL).creators] == [
        (Text("澪標 櫂", "ja"),),
        (Text("Megumi Tsujidono", "en"),),
    ]


@pytest.mark.parametrize(
    ("affiliations", "expected"),
    [("架空大学; Example College", [("架空大学",), ("Example College",)]), ("架空大学", [(), ()])],
)
def test_affiliations_need_an_author_each(affiliations: str, expected: list[tuple[str, ...]]) -> None:
    """Affiliations are given to authors where there are as many of them, else to nobody."""
    made = one(f"題名,著者,所属\n猫,澪標 櫂; Megumi Tsujidono,{affiliations}\n")
    assert [tuple(text.value for text in person.affiliations) for person in made.creators] == expected


@pytest.mark.parametrize(
    ("name", "cell", "field", "expected"),
    [
        ("著者名", "澪標 櫂", "creators", 1),
        ("Author", "K. Miotsukushi", "creators", 1),
        ("雑誌名", "架空誌", "journals", (Text("架空誌", "ja"),)),
        ("Publication Title", "J. Ex.", "journals", (Text("J. Ex.", "en"),)),
        ("Source title", "J. Ex.", "journals", (Text("J. Ex.", "en"),)),
        ("発行年", "2020", "date", "2020"),
        ("出版年月", "2020年4月", "date", "2020-04"),
        ("Publication Year", "2020", "date", "2020"),
        ("抄録", "観察した。", "abstracts", (Text("観察した。", "ja"),)),
        ("要旨（英語）", "Seen.", "abstracts", (Text("Seen.", "en"),)),
        ("Abstract Note", "Seen.", "abstracts", (Text("Seen.", "en"),)),
        ("text", "Seen.", "abstracts", (Text("Seen.", "en"),)),
        ("英文タイトル", "A cat", "titles", (Text("A cat", "en"), Text("猫", "ja"))),
        ("タイトル(日)", "ねこ", "titles", (Text("ねこ", "ja"), Text("猫", "ja"))),
        ("ＤＯＩ", "10.99999/x", "identifiers", (Identifier("DOI", "10.99999/x"),)),
        ("巻", "3", "volume", "3"),
        ("号", "4", "issue", "4"),
        ("ページ", "1-9", "pages", "1-9"),
        ("頁", "7", "pages", "7"),
        ("キーワード", "猫；犬", "subjects", (Text("猫", "ja"), Text("犬", "ja"))),
        ("言語", "日本語", "language", "ja"),
        ("出版者", "架空書房", "publishers", (Text("架空書房", "ja"),)),
        ("資料種別", "図書", "type", "book"),
        ("URL", "https://example.org/", "links", ("https://example.org/",)),
        ("ISSN", "0916-006X", "issns", ("0916-006X",)),
        ("整理番号", "7", "volume", ""),
    ],
)
def test_names_of_columns(name: str, cell: str, field: str, expected: Any) -> None:
    """Columns are known by Japanese and English names, in any case and width."""
    found = getattr(one(f"{name},題名\n{cell},猫\n"), field)
    assert (len(found) if field == "creators" else found) == expected


def test_first_and_last_page_make_a_range() -> None:
    """Two columns of pages become one range."""
    assert one("title,開始ページ,終了ページ\ncat,93,120\n").pages == "93-120"


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_dress_does_not_matter(separator: str, ending: str, encoding: str) -> None:
    """Commas, tabs or semicolons, any line ending, any encoding of a Japanese spreadsheet: the records are the same."""
    rows = [["題名", "著者", "発行年"], ["猫の研究〜表①", "髙橋 惠", "2020"], ["犬の研究", "澪標 櫂", "2021"]]
    whole = ending.join(separator.join(row) for row in rows).encode(encoding, "replace")
    items = read(Utf8(whole, io.BytesIO()).readall())
    made = [item.record for item in items if item.record]
    assert [(item.line, item.error) for item in items] == [(2, None), (3, None)]
    assert [(one.titles[0].value[:3], one.creators[0].names[0].value[-1], one.date) for one in made] == [
        ("猫の研", "惠", "2020"),
        ("犬の研", "櫂", "2021"),
    ]
    assert recognized(Utf8(whole, io.BytesIO()).head(4096), "table").name == "csv"


def test_lines_count_what_stands_in_quotation_marks() -> None:
    """A record's line is where it begins, though cells before it hold newlines and rows are empty."""
    items = read('title,abstract\n"One","a\nb\r\nc"\n\n , \n"Two, ""quoted""",d\nThree\n')
    assert [(item.line, item.record is not None) for item in items] == [(2, True), (7, True), (8, False)]
    assert [item.record.titles[0].value for item in items if item.record] == ["One", 'Two, "quoted"']
    assert items[0].record is not None
    assert items[0].record.abstracts[0].value == "a\nb\nc"


@pytest.mark.parametrize(
    ("row", "error", "field"),
    [
        ("cat", CellCount, ""),
        ("cat,2020,,more", CellCount, ""),
        (",2020,", NoTitle, "title"),
        ("<b></b>,2020,", NoTitle, "title"),
        ("cat,soon,", BadDate, "year"),
        ('"cat,2020,', OpenQuotation, ""),
        (f"{'x' * 200_000},2020,", OpenQuotation, ""),
    ],
)
def test_rejects_are_told_and_do_not_keep_the_others(row: str, error: type[RecordError], field: str) -> None:
    """A row that cannot be read is reported with line, field, reason and text; the rows around it are read."""
    before, bad, after = read(f"title,year,abstract licence\nbefore,2019,\n{row}\nafter,2021,\n")
    assert (before.line, bad.line, after.line) == (2, 3, 4)
    assert before.record is not None
    assert after.record is not None
    assert bad.error is not None
    assert (type(bad.error), bad.error.field) == (error, field)
    assert bad.raw == f"{row}\n".encode()[:2_000]
    assert bad.error.text("ja") != bad.error.text("en")


def test_counts_are_in_the_message() -> None:
    """A row with another number of cells than the header is reported with both numbers, in both languages."""
    (item,) = read("title,year,doi\ncat,2020\n")
    assert item.error is not None
    assert item.error.text("en") == "the row has 2 cells, but the header has 3"
    assert item.error.text("ja") == "見出し行は 3 列ですが、この行は 2 列です"


def test_empty_cells_at_the_end_are_no_cells() -> None:
    """Cells that a spreadsheet leaves behind at the end of a row do no harm."""
    assert one("title,year\ncat,2020,,,\n").date == "2020"


def test_open_quotation_costs_one_row() -> None:
    """A quotation mark that nobody closes does not take the thousands of rows behind it."""
    items = read('title,year\n"cat,2020\n' + "dog,2021\n" * 2_000)
    assert [item.line for item in items] == list(range(2, 2_003))
    assert [item.line for item in items if item.error] == [2]


def test_unquoted_quotation_marks_are_characters() -> None:
    """A mark inside a cell that is not quoted is part of it."""
    assert one('title\tyear\na 5" disk\t2020\n').titles[0].value == 'a 5" disk'


def test_broken_bytes_are_taken_and_told() -> None:
    """A byte that is not UTF-8 among Japanese that is costs one character, and its column is named."""
    (item,) = read("題名,著者\n猫の".encode() + b"\xff" + "研究,澪標\n".encode())
    assert item.record is not None
    assert item.record.titles == (Text("猫の\ufffd研究", "ja"),)
    assert item.repaired == ("題名",)


@pytest.mark.parametrize(("whole", "found"), [("name,year\ncat,2020\n", ("name", "year")), ("", ()), ("\n\n", ())])
def test_table_without_titles_is_told_once(whole: str, found: tuple[str, ...]) -> None:
    """A header without a column for titles is one reject, which names the columns found."""
    (item,) = read(whole)
    assert type(item.error) is NoTitleColumn
    assert item.error.found == found


@pytest.mark.parametrize(
    "head", ["題名,著者\n", "Title\tYear\nx\t2020", '"Key","Title","DOI"', "title;year\n", "タイトル,発行年"]
)
def test_is_recognized(head: str) -> None:
    """A table is known by the names in its first line, and by no other format."""
    assert [one.name for one in formats().values() if one.recognizes(head.encode())] == ["csv"]


@pytest.mark.parametrize(
    "head",
    [
        '{"title": "x", "year": 2020}',
        '[{"title": "x", "year": 2020}]',
        "TY  - JOUR\nTI  - title, year\n",
        "@article{title, year = 2020}",
        "<title>,year",
        "PMID- 1\nTI  - title",
        "The title, the year and the rest of a letter.",
        "title\nOne column is not enough to be sure",
        "",
    ],
)
def test_others_are_not_recognized(head: str) -> None:
    """Other formats, prose and single columns are not taken for tables."""
    assert not table.FORMAT.recognizes(head.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_read(noise: bytes) -> None:
    """Whatever stands below the header, each item is a record or an error, and lines go up."""
    items = read(b"title,year\n" + noise)
    assert all((item.record is None) != (item.error is None) for item in items)
    assert all(item.line > 1 for item in items)
    assert [item.line for item in items] == sorted({item.line for item in items})


def test_names_in_two_languages() -> None:
    """Columns of names in one language go with those of the other, by their places; an empty place is nobody's name."""
    head = "title,authors,authors_ja,authors_en,journal,journal_en"
    row = "A,藤本 穣; Smith,藤本 穣; ,Fujimoto Minoru; Smith,架空年報,Invented Annals"
    (item,) = table.read(io.BytesIO(f"{head}\n{row}\n".encode()))
    assert item.record is not None
    assert [[name.value for name in person.names] for person in item.record.creators] == [
        ["藤本 穣", "Fujimoto Minoru"],
        ["Smith"],
    ]
    assert [text.value for text in item.record.journals] == ["Invented Annals", "架空年報"]


def test_names_of_different_number() -> None:
    """A column that does not have as many names as the others says nothing of whose they are."""
    (item,) = table.read(io.BytesIO(b"title,authors,authors_en\nA,X; Y,Z\n"))
    assert item.record is not None
    assert [len(person.names) for person in item.record.creators] == [1, 1]


def test_further_identifiers() -> None:
    """A column of identifiers names registry and value."""
    (item,) = table.read(io.BytesIO(b"title,doi,identifiers\nA,10.1234/a,HDL:2433/1 DOI:10.1234/b x\n"))
    assert item.record is not None
    assert [(one.kind, one.value) for one in item.record.identifiers] == [
        ("DOI", "10.1234/a"),
        ("HDL", "2433/1"),
        ("DOI", "10.1234/b"),
    ]
