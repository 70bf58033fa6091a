"""Dublin Core: the journal out of dc:source or dc:identifier, the work's date among the repository's."""

import io

import pytest

from shoroku import BadDate, Identifier, NoTitle, Person, Record, Relation, Text
from shoroku.corpus import readers
from shoroku.corpus.normalize.citations import citation
from shoroku.corpus.readers.xml_formats.oai_dc import read


def document(**elements: list[str] | str) -> bytes:
    """Return a file with one record of those elements; a value may bring attributes before a bar."""
    lines = []
    for name, values in elements.items():
        for value in [values] if isinstance(values, str) else values:
            attributes, bar, text = value.rpartition("|")
            lines.append(f"<dc:{name}{' ' if bar else ''}{attributes}>{text}</dc:{name}>")
    return f"""<?xml version="1.0"?>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
{"".join(lines)}</oai_dc:dc>""".encode()


def record(**elements: list[str] | str) -> Record:
    """Return the record of those elements, with a title where none is given."""
    (item,) = read(io.BytesIO(document(**{"title": "A", **elements})))
    assert item.record is not None, item.error
    return item.record


def test_every_field() -> None:
    """A record gives every field that Dublin Core can carry, languages by tag where given and by script where not."""
    made = record(
        title=["関節炎の研究", 'xml:lang="en"|Study of arthritis'],
        creator=["山田, 花子", "Suzuki, Ichiro", "山田, 花子"],
        subject=["関節炎", "arthritis"],
        description=['xml:lang="eng"|We looked &amp;lt;b&amp;gt;twice&amp;lt;/b&amp;gt;.', "関節炎を調べた。"],
        publisher="エックス大学",
        date=["2019-05-05T01:02:03Z", "2015-10"],
        type=["info:eu-repo/semantics/article", "text"],
        identifier=["https://repo.example.org/1", "https://doi.org/10.1234/ABC", "info:hdl/1/2", "urn:ISSN:0000-0019"],
        source="紀要, 12(3), 34-57",
        language="jpn",
    )
    assert made == Record(
        id="doi:10.1234/abc",
        titles=(Text("関節炎の研究", "ja"), Text("Study of arthritis", "en")),
        abstracts=(Text("We looked twice.", "en"), Text("関節炎を調べた。", "ja")),
        creators=(Person(names=(Text("山田, 花子", "ja"),)), Person(names=(Text("Suzuki, Ichiro", "en"),))),
        journals=(Text("紀要", "ja"),),
        issns=("0000-0019",),
        volume="12",
        issue="3",
        pages="34-57",
        date="2015-10",
        publishers=(Text("エックス大学", "ja"),),
        language="ja",
        subjects=(Text("関節炎", "ja"), Text("arthritis", "en")),
        identifiers=(Identifier("DOI", "10.1234/abc"), Identifier("HDL", "1/2")),
        sources=("OAI-PMH",),
        links=("https://repo.example.org/1", "https://doi.org/10.1234/ABC"),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("紀要, 12(3), 34-57", ("紀要", "12", "3", "34-57")),
        ("紀要 第12巻第3号 34-57頁", ("紀要", "12", "3", "34-57")),
        ("紀要. 28(1): 1-10", ("紀要", "28", "1", "1-10")),
        ("紀要, 12, (3), pp.34-57, 2015", ("紀要", "12", "3", "34-57")),
        ("紀要 12(3), 34-57(2015-10)", ("紀要", "12", "3", "34-57")),
        ("紀要 12(3), 1990-2015", ("紀要", "12", "3", "1990-2015")),
        ("Journal of X; Vol. 5 No. 2 (2019); 123-145", ("Journal of X", "5", "2", "123-145")),
        ("Journal of X, vol.5, no.2, pp.123-145", ("Journal of X", "5", "2", "123-145")),
        ("Journal of X 5(2)", ("Journal of X", "5", "2", "")),
        ("Journal of X, Vol. 5", ("Journal of X", "5", "", "")),
        ("Sample Source", ("Sample Source", "", "", "")),
        ("Report 2015", ("Report 2015", "", "", "")),
        ("Windows 95", ("Windows 95", "", "", "")),
        ("x" * 600 + ", 12(3), 34-57", ("x" * 600 + ", 12(3), 34-57", "", "", "")),
    ],
)
def test_citation(line: str, expected: tuple[str, str, str, str]) -> None:
    """A line that is surely a citation gives its parts; any other is a title as it stands."""
    assert tuple(citation(line)) == expected


def test_citation_is_read_in_linear_time() -> None:
    """A line made to keep a pattern busy is done at once."""
    assert citation("第 " * 240).title == "第 " * 240


def test_journal_in_identifier() -> None:
    """Without dc:source the journal is taken from an identifier that is a citation, not from names and addresses."""
    made = record(identifier=["http://example.org/12(3)", "ISBN:9784000000000", "紀要, 12(3), 34-57", "local-12"])
    assert (made.journals, made.volume, made.pages) == ((Text("紀要", "ja"),), "12", "34-57")
    assert made.identifiers == (Identifier("ISBN", "9784000000000"),)


def test_issn_in_source_is_no_journal() -> None:
    """An ISSN among the sources, as OJS writes it, is the journal's number and not its name."""
    made = record(source=["0000-0019", "Journal of X; Vol. 5 No. 2 (2019); 1-9"])
    assert (made.issns, made.journals) == (("0000-0019",), (Text("Journal of X", "en"),))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2011"], "2011"),
        (["2019-05-05T00:00:00Z", "2018-01-01T00:00:00Z"], "2018-01-01"),
        (["n.d.", "1999-03"], "1999-03"),
        ([], ""),
    ],
)
def test_dates(dates: list[str], expected: str) -> None:
    """The date without a time of day is the work's, else the earliest."""
    assert record(date=dates).date == expected


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["Thesis or Dissertation"], "dissertation"),
        (["Journal Article"], "article"),
        (["info:eu-repo/semantics/publishedVersion", "book"], "book"),
        (["text"], "article"),
        (["Dataset"], "dataset"),
    ],
)
def test_types(types: list[str], expected: str) -> None:
    """What sort of work it is, is told from any of the words used for it."""
    assert record(type=types).type == expected


@pytest.mark.parametrize(
    ("elements", "error", "field"),
    [({"title": []}, NoTitle, "dc:title"), ({"title": "A", "date": "n.d."}, BadDate, "dc:date")],
)
def test_rejects(elements: dict[str, list[str] | str], error: type[Exception], field: str) -> None:
    """A record that cannot be taken is reported with its field, line and text."""
    (item,) = read(io.BytesIO(document(**elements)))
    assert isinstance(item.error, error)
    assert (item.error.field, item.line) == (field, 2)
    assert item.raw.startswith(b"<oai_dc:dc")


def test_recognized_by_content() -> None:
    """A bare record is recognised by its first element."""
    assert readers.recognized(document(title="A"), "x").name == "oai_dc"


def test_contributors_and_related_works() -> None:
    """A contributor is no author; Dublin Core does not say what a related work is, so the relation has no kind."""
    made = record(title="A", contributor="Kaku, Hanako", relation=["https://doi.org/10.5555/A", "A book on glass"])
    assert made.contributors == (Person(names=(Text("Kaku, Hanako", "en"),), role="contributor"),)
    assert made.relations == (
        Relation("", "dc:relation", identifiers=(Identifier("DOI", "10.5555/a"),)),
        Relation("", "dc:relation", title="A book on glass"),
    )
