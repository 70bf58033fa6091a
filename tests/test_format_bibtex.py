"""BibTeX: TeX's accents decoded, Japanese left alone, one broken entry alone."""

import io
import logging

import pytest

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Person, Record, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.text_formats.bibtex import read

FULL = r"""% a comment
@string{jx = "Journal of X"}

@article{yamada2015,
  author = {M{\"u}ller, J{\"o}rg and 山田 花子 and {Barnes and Noble} and others},
  title = {{DNA} and \emph{E.~coli}: 50% of $\alpha$-H$_2$O \& more},
  journal = jx, year = 2015, month = oct, volume = 12, number = {3}, pages = {34--57},
  abstract = {It cost $5 to
     see},
  doi = {10.1234/A\_BC}, url = {https://example.org/a\_b}, issn = {0000-0019, 0000-0027},
  publisher = {{\v S}koda \& {\O}sted}, language = {english}, keywords = {arthritis, 関節炎; IL-6}
}
"""


def read_all(text: str) -> list[readers.Item]:
    """Return the items of a file."""
    return list(read(io.BytesIO(text.encode())))


def record(fields: str, kind: str = "article") -> Record:
    """Return the record of an entry."""
    (item,) = read_all(f"@{kind}{{key, {fields}}}")
    assert item.record is not None, item.error
    return item.record


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "\ufeff" + FULL,
        FULL.replace("\n", "\r\n"),
        FULL.replace("@article", "@ARTICLE").replace("title =", "TITLE ="),
    ],
)
def test_every_field(text: str) -> None:
    """An entry gives every field as TeX would set it, with strings filled in."""
    (item,) = read_all(text)
    assert item.line == 4
    assert item.record == Record(
        id="doi:10.1234/a_bc",
        titles=(Text("DNA and E. coli: 50% of α-H2O & more", "en"),),
        abstracts=(Text("It cost $5 to see", "en"),),
        creators=(
            Person(names=(Text("Müller, Jörg", "en"),)),
            Person(names=(Text("山田 花子", "ja"),)),
            Person(names=(Text("Barnes and Noble", "en"),)),
        ),
        journals=(Text("Journal of X", "en"),),
        issns=("0000-0019", "0000-0027"),
        volume="12",
        issue="3",
        pages="34-57",
        date="2015-10",
        publishers=(Text("Škoda & Østed", "en"),),
        language="en",
        subjects=(Text("arthritis", "en"), Text("関節炎", "ja"), Text("IL-6", "en")),
        identifiers=(Identifier("DOI", "10.1234/a_bc"),),
        links=("https://example.org/a_b",),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"{\'E}lie and \c{c}a", "Élie and ça"),
        (r"\~{n} and na{\"\i}ve", "ñ and naïve"),
        ("It's -- ``quoted''", "It's – “quoted”"),
        ("Between $5 and $10", "Between $5 and $10"),
        (r"Only \$5 and 100\%", "Only $5 and 100%"),
        ("$x<y$ and $\\beta^{2}$", "x<y and β2"),
        ("統合失調症「A」の～研究", "統合失調症「A」の～研究"),
        ("{統合失調症}の研究", "統合失調症の研究"),
        ("関節炎の\n    研究", "関節炎の研究"),
        ("An <i>in vivo</i> study of A&amp;B", "An in vivo study of A&B"),
        ("foo_bar # 3 ^ 2", "foo_bar # 3 ^ 2"),
    ],
)
def test_tex_becomes_text(written: str, expected: str) -> None:
    """Commands become what they stand for; what only looks like TeX stays."""
    assert record(f"title = {{{written}}}").titles[0].value == expected


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ("date = {2001-05-03}", "date", "2001-05-03"),
        ("year = {2001}, month = {5}", "date", "2001-05"),
        (f"year = {{2001}}, month = {{{'9' * 5000}}}, day = {{{'9' * 5000}}}", "date", "2001"),
        (f"year = {{2001}}, month = {{May}}, day = {{{'9' * 5000}}}", "date", "2001-05"),
        ("year = {2001}, month = {May}, day = 3", "date", "2001-05-03"),
        ("date = {May 2001}", "date", "2001"),
        ("journaltitle = {紀要}", "journals", (Text("紀要", "ja"),)),
        ("booktitle = {Proceedings}", "journals", (Text("Proceedings", "en"),)),
        ("school = {エックス大学}", "publishers", (Text("エックス大学", "ja"),)),
        ("langid = {japanese}", "language", "ja"),
        ("subtitle = {B}", "titles", (Text("A: B", "en"),)),
        ("url = {https://doi.org/10.1234/abc}", "identifiers", (Identifier("DOI", "10.1234/abc"),)),
        ("eprinttype = {pubmed}, eprint = {123}", "identifiers", (Identifier("PMID", "123"),)),
        ("crid = {1390282680241132288}", "id", "1390282680241132288"),
        ("pages = {335-9}", "pages", "335-339"),
    ],
)
def test_variations(fields: str, field: str, expected: object) -> None:
    """BibLaTeX's names of fields are understood, and those of Japanese services."""
    assert getattr(record(f"title = {{A}}, {fields}"), field) == expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("phdthesis", "dissertation"), ("book", "book"), ("misc", "article"), ("dataset", "dataset")]
)
def test_types(kind: str, expected: str) -> None:
    """The kind of entry says what sort of work it is."""
    assert record("title = {A}", kind).type == expected


@pytest.mark.parametrize(
    ("broken", "error", "field"),
    [
        ("@article{b, title = {never closed\n", BrokenSyntax, ""),
        ("@misc{b, year = 2000}\n", NoTitle, "title"),
        ("@misc{b, title = {A}, year = {n.d.}}\n", BadDate, "year"),
    ],
)
def test_broken_entry_does_not_keep_the_others(broken: str, error: type[Exception], field: str) -> None:
    """An entry that cannot be taken is reported with field, line and text, between two that are."""
    items = read_all(FULL + broken + FULL.replace("yamada2015", "other").replace("@string", "@comment"))
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, error)
    assert (items[1].error.field, items[1].line) == (field, FULL.count("\n") + 1)
    assert items[1].raw.startswith(broken.strip().encode())


def test_keys_and_fields_given_twice() -> None:
    """A key used before does not lose the entry, and of a field given twice the first counts."""
    items = read_all("@misc{a, title={One}}\n@misc{a, title={Two}, title={Three}}\n@misc{a, title={Four}}\n")
    assert [item.record and item.record.titles[0].value for item in items] == ["One", "Two", "Four"]


def test_not_utf8() -> None:
    """A file in another encoding is reported with the line on which that is seen."""
    (item,) = read(io.BytesIO(b"@misc{a,\n title={\x8c\xa4\x8b\x86}}"))
    assert isinstance(item.error, BrokenSyntax)
    assert (item.line, item.raw) == (2, b" title={\x8c\xa4\x8b\x86}}")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """What the parser has to say about a broken entry is in the reject and not on the screen."""
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        read_all("@article{b, title = {never closed\n@misc{c, title={A}}")
    finally:
        root.handlers = handlers
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("head", [FULL, "@ARTICLE (a, title={x})", "\n\n  @inproceedings{a,", '@string{a = "b"}'])
def test_recognized_by_content(head: str) -> None:
    """A file is recognised by the first line that begins an entry."""
    assert readers.recognized(head.encode(), "x").name == "bibtex"


@pytest.mark.parametrize("head", ['{"title": "@article{a,"}', "mail me @book club", "<x>\n@article{a,</x>"])
def test_not_recognized(head: str) -> None:
    """Other files that mention entries are not taken for BibTeX."""
    assert not readers.formats()["bibtex"].recognizes(head.encode())


def entry(*fields: str) -> Record:
    """Return the record of an entry with those fields."""
    (item,) = read(io.BytesIO(f"@article{{a, {', '.join(fields)}}}".encode()))
    assert item.record is not None, item.error
    return item.record


def test_a_title_in_another_script() -> None:
    """What follows a title is the title again where it is in another script, else a remark about it."""
    both = entry("title = {関節の炎症}", "titleaddon = {Inflammation of joints}")
    assert [title.value for title in both.titles] == ["関節の炎症", "Inflammation of joints"]
    assert len(entry("title = {Inflammation}", "titleaddon = {Discussion paper}").titles) == 1


def test_both_names_of_a_journal() -> None:
    """A journal's second name stands beside the first."""
    made = entry("title = {A}", "journal = {架空年報}", "journaltitleaddon = {Invented Annals}")
    assert [name.value for name in made.journals] == ["架空年報", "Invented Annals"]


def test_a_keyword_in_braces() -> None:
    """A comma inside of braces does not end a keyword."""
    made = entry("title = {A}", "keywords = {膝、{1,2-joint}, knee; hip}")
    assert [subject.value for subject in made.subjects] == ["膝", "1,2-joint", "knee", "hip"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"\textbraceleft{} x \textbraceright{}", "{ x }"),
        (r"\textbraceleft x\textbraceright", "{x}"),
        (r"a\textasciicircum{}b", "a^b"),
        (r"\textbraceleftmargin y", "y"),
    ],
)
def test_signs_by_name(written: str, expected: str) -> None:
    """Signs that have names in TeX are read by them."""
    assert entry(f"title = {{{written}}}").titles[0].value == expected


def test_pages_with_a_dash() -> None:
    """TeX's range of pages that are no numbers is a range."""
    assert entry("title = {A}", "pages = {iv--x}").pages == "iv-x"
