"""RIS: the tags of many programs, one entry at a time."""

import io
from pathlib import Path

import pytest

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Person, Record, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.text_formats.ris import read

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "ris" / "rispy"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

FULL = """TY  - JOUR
TI  - 関節炎における<i>IL-6</i>の研究
AU  - 山田, 花子
AU  - Suzuki, Ichiro
AB  - P < 0.05 であった。
JO  - J. X
T2  - 紀要
SN  - 0000-0019
VL  - 12
IS  - 3
SP  - 34
EP  - 57
PY  - 2015/10/01/
PB  - エックス大学
DO  - https://doi.org/10.1234/ABC
UR  - https://example.org/1
LA  - jpn
KW  - 関節炎
KW  - arthritis
ER  - 
"""  # noqa: W291
EXPECTED = Record(
    id="doi:10.1234/abc",
    titles=(Text("関節炎におけるIL-6の研究", "ja"),),
    abstracts=(Text("P < 0.05 であった。", "ja"),),
    creators=(Person(names=(Text("山田, 花子", "ja"),)), Person(names=(Text("Suzuki, Ichiro", "en"),))),
    journals=(Text("紀要", "ja"),),
    issns=("0000-0019",),
    volume="12",
    issue="3",
    pages="34-57",
    date="2015-10-01",
    publishers=(Text("エックス大学", "ja"),),
    language="ja",
    subjects=(Text("関節炎", "ja"), Text("arthritis", "en")),
    identifiers=(Identifier("DOI", "10.1234/abc"),),
    links=("https://example.org/1",),
)


def read_all(text: str) -> list[readers.Item]:
    """Return the items of a file."""
    return list(read(io.BytesIO(text.encode())))


def record(*lines: str) -> Record:
    """Return the record of an entry with a title and those lines."""
    (item,) = read_all("\n".join(("TY  - JOUR", *lines, "TI  - A", "ER  - ")))
    assert item.record is not None, item.error
    return item.record


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("as it is", FULL),
        ("with a byte-order mark", "\ufeff" + FULL),
        ("lines of Windows", FULL.replace("\n", "\r\n")),
        ("numbered", "1.\n" + FULL),
        ("no space after ER", FULL.replace("ER  - ", "ER  -")),
        ("one space in front of the hyphen", FULL.replace("  - ", " - ")),
        (
            "other tags",
            FULL.replace("TI  -", "T1  -")
            .replace("AU  -", "A1  -")
            .replace("AB  -", "N2  -")
            .replace("PY  -", "Y1  -")
            .replace("T2  -", "JF  -"),
        ),
    ],
)
def test_every_field(name: str, text: str) -> None:
    """An entry gives every field, whichever of the usual forms it comes in."""
    (item,) = read_all(text)
    assert item.error is None, name
    assert item.record == EXPECTED


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        (["PY  - 1948/07//"], "date", "1948-07"),
        (["PY  - 2014///Spring"], "date", "2014"),
        (["Y1  - 2020//"], "date", "2020"),
        (["DA  - 2009"], "date", "2009"),
        (["JA  - J. X"], "journals", (Text("J. X", "en"),)),
        (["JF  - Journal of X", "JO  - J. X"], "journals", (Text("Journal of X", "en"),)),
        (["SN  - 0000-0019; 0000-0027"], "issns", ("0000-0019", "0000-0027")),
        (["SN  - 0000-0019", "SN  - 978-4-00-000000-0"], "issns", ("0000-0019",)),
        (["SP  - 335-9"], "pages", "335-339"),
        (["SP  - e12"], "pages", "e12"),
        (["LA  - English"], "language", "en"),
        (["LA  - 日本語"], "language", "ja"),
        (["UR  - https://doi.org/10.1234/abc"], "identifiers", (Identifier("DOI", "10.1234/abc"),)),
        (["AN  - 123", "DB  - PubMed"], "identifiers", (Identifier("PMID", "123"),)),
        (["AN  - 123"], "identifiers", ()),
        (["AB  - One line", "and IL - 6 on another"], "abstracts", (Text("One line and IL - 6 on another", "en"),)),
        (["JP  - CRISPR"], "subjects", ()),
    ],
)
def test_variations(lines: list[str], field: str, expected: object) -> None:
    """What programs write in other ways is read as what it means."""
    assert getattr(record(*lines), field) == expected


@pytest.mark.parametrize(
    ("written", "kind"),
    [("JOUR", "article"), ("THES", "dissertation"), ("BOOK", "book"), ("DATA", "dataset"), ("X", "article")],
)
def test_types(written: str, kind: str) -> None:
    """The type says what sort of work it is."""
    (item,) = read_all(f"TY  - {written}\nTI  - A\nER  - \n")
    assert item.record is not None
    assert item.record.type == kind


@pytest.mark.parametrize(
    ("broken", "error", "field"),
    [
        ("TY  - JOUR\nDO  - 10.1/x\nER  - \n", NoTitle, "TI"),
        ("TY  - JOUR\nTI  - A\nPY  - soon\nER  - \n", BadDate, "PY"),
        ("TY  - JOUR\nTI  - A\n", BrokenSyntax, "ER"),
    ],
)
def test_rejected_entry_does_not_keep_the_others(broken: str, error: type[Exception], field: str) -> None:
    """An entry that cannot be taken is reported with field, line and text, between two that are."""
    items = read_all(FULL + broken + FULL)
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, error)
    assert (items[1].error.field, items[1].line) == (field, FULL.count("\n") + 1)
    assert items[1].raw == broken.encode()


def test_file_cut_short() -> None:
    """The entry at which a file was cut is reported and not taken by half."""
    items = read_all(FULL + FULL[:60])
    assert [type(item.error) for item in items] == [type(None), BrokenSyntax]


def test_broken_bytes_stay_alone() -> None:
    """An entry that is not UTF-8 is rejected, and the next is read."""
    items = list(read(io.BytesIO("TY  - JOUR\nTI  - 研究\nER  - \n".encode("cp932") + FULL.encode())))
    assert [type(item.error) for item in items] == [BrokenSyntax, type(None)]


@pytest.mark.parametrize("head", [FULL, "1.\n" + FULL, "\r\n" + FULL, "TY - JOUR\nTI - A"])
def test_recognized_by_content(head: str) -> None:
    """A file is recognised by its first TY."""
    assert readers.recognized(head.encode(), "x").name == "ris"


@pytest.mark.parametrize("head", ['{"title": "x"}\nTY  - JOUR', "The TY  - tag", "PMID- 1\nTI  - A"])
def test_not_recognized(head: str) -> None:
    """Other files that mention tags are not taken for RIS."""
    assert not readers.formats()["ris"].recognizes(head.encode())


@with_samples
@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("example_basic", ["A Mathematical Theory of Communication"]),
        ("example_bom", [None]),
        ("example_custom_list_tags", [None]),
        ("example_empty_tag", ["Outcome Measures After Shoulder Stabilization in the Athletic Population"]),
        ("example_full", ["Title of reference", "The title of the reference"]),
        ("example_full_write", ["Title of reference", "The title of the reference"]),
        ("example_single_unknown_tag", ["A Mathematical Theory of Communication"]),
        ("example_utf_chars", ["Состояние рецепторного аппарата"]),
    ],
)
def test_real_files(name: str, titles: list[str | None]) -> None:
    """Every real file is recognised and gives its entries; those without a title are reported."""
    data = (SAMPLES / f"{name}.ris").read_bytes()
    assert readers.recognized(data.removeprefix(b"\xef\xbb\xbf")[:4096], "x").name == "ris"
    items = list(read(io.BytesIO(data)))
    assert [
        item.record and item.record.titles[0].value[: len(title or "")]
        for item, title in zip(items, titles, strict=True)
    ] == titles


@with_samples
def test_real_fields() -> None:
    """Real entries give the fields that sources.md names."""
    (item,) = read(io.BytesIO((SAMPLES / "example_empty_tag.ris").read_bytes()))
    record = item.record
    assert record is not None
    assert (record.creators[0].names[0].value, record.date, record.volume, record.issue) == (
        "Fanning E.",
        "2020",
        "8",
        "9",
    )
    assert record.abstracts[0].value.endswith("return to sport...")
    assert (record.journals[0].value, record.issns) == ("Orthopaedic Journal of Sports Medicine", ("2325-9671",))
    assert (record.identifier("DOI"), record.pages) == ("10.1177/2325967120950040", "")
    assert [subject.value for subject in record.subjects] == ["*athlete", "biomechanics", "bone remodeling"]
    assert record.publishers[0].value.startswith("SAGE")
    (item,) = read(io.BytesIO((SAMPLES / "example_basic.ris").read_bytes()))
    assert item.record is not None
    assert (item.record.date, item.record.pages) == ("1948-07", "379-423")


def test_addresses_that_are_identifiers() -> None:
    """The page of a work at CiNii or PubMed names the work; it stays a link. A semicolon does not end an address."""
    made = record(
        "UR  - https://cir.nii.ac.jp/crid/1390000000000000001",
        "UR  - https://pubmed.ncbi.nlm.nih.gov/12/; https://a.example/?a=1;b=2",
    )
    assert made.identifiers == (Identifier("CRID", "1390000000000000001"), Identifier("PMID", "12"))
    assert made.links[2] == "https://a.example/?a=1;b=2"


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (("PY  - 2020", "DA  - 2020/12/30/"), "2020-12-30"),
        (("PY  - 2020", "DA  - 2021/01/02"), "2020"),
        (("PY  - 2020/05", "DA  - 2020/06/02"), "2020-05"),
    ],
)
def test_the_fuller_date(lines: tuple[str, ...], date: str) -> None:
    """If PY is but a year, DA of that year says more."""
    assert record(*lines).date == date


def test_names_in_two_scripts() -> None:
    """A journal's name in another script (J2) stands beside the first; an abbreviation in the same one does not."""
    assert record("T2  - 架空年報", "J2  - Invented Annals").journals == (
        Text("架空年報", "ja"),
        Text("Invented Annals", "en"),
    )
    assert record("T2  - Invented Annals", "J2  - Inv Ann").journals == (Text("Invented Annals", "en"),)


def test_isbn() -> None:
    """SN of a book is its ISBN, an ISSN is none."""
    assert record("SN  - 978-4-00-000000-2, 0914-8760").identifiers == (Identifier("ISBN", "978-4-00-000000-2"),)


def test_a_doi_with_angle_brackets() -> None:
    """The DOIs of older journals hold angle brackets and semicolons; what is markup behind a DOI does not belong to it."""
    sici = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
    assert record(f"DO  - {sici}").identifiers == (Identifier("DOI", sici),)
    assert record("DO  - <a>10.99999/x</a>").identifiers == (Identifier("DOI", "10.99999/x"),)
