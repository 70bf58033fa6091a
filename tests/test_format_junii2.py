"""junii2: flat, with the journal's data in elements of their own."""

import io

import pytest

from shoroku import BadDate, Identifier, NoTitle, Person, Record, Relation, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.junii2 import read

BODY = """<title>関節炎の研究</title><alternative lang="en">Study of arthritis</alternative>
<creator lang="ja" id="https://orcid.org/0000-0001-0002-0003">山田, 花子</creator><creator lang="ja">鈴木, 一郎</creator>
<creator lang="en">Yamada, Hanako</creator><creator lang="en">Suzuki, Ichiro</creator>
<subject>関節炎</subject><description>関節炎を調べた。</description><description lang="en">We looked &amp;amp; saw.</description>
<publisher>エックス大学</publisher><date>2016-01-01</date><NIItype>Departmental Bulletin Paper</NIItype>
<identifier>local-1</identifier><URI>http://hdl.handle.net/1/2</URI><fullTextURL>https://repo.example.org/1.pdf</fullTextURL>
<selfDOI ra="JaLC">info:doi/10.1234/ABC</selfDOI><isbn>9784000000000</isbn><issn>00000019</issn><NCID>AA1</NCID>
<jtitle>紀要</jtitle><jtitle lang="en">Bulletin</jtitle><volume>12</volume><issue>3</issue><spage>34</spage><epage>57</epage>
<dateofissued>2015-10</dateofissued><language>jpn</language><pmid>info:pmid/123</pmid><doi>10.1234/abc</doi>
<NAID>110001234567</NAID>"""


def document(body: str) -> bytes:
    """Return a file with one record."""
    return f'<?xml version="1.0"?>\n<junii2 xmlns="http://irdb.nii.ac.jp/oai" version="3.1">{body}</junii2>'.encode()


def record(body: str) -> Record:
    """Return the record of a body."""
    (item,) = read(io.BytesIO(document(body)))
    assert item.record is not None, item.error
    return item.record


def test_every_field() -> None:
    """A record gives every field; the two lists of people are read side by side."""
    assert record(BODY) == Record(
        id="doi:10.1234/abc",
        titles=(Text("関節炎の研究", "ja"), Text("Study of arthritis", "en")),
        abstracts=(Text("関節炎を調べた。", "ja"), Text("We looked & saw.", "en")),
        creators=(
            Person(
                (Text("山田, 花子", "ja"), Text("Yamada, Hanako", "en")),
                (),
                (Identifier("ORCID", "0000-0001-0002-0003"),),
            ),
            Person((Text("鈴木, 一郎", "ja"), Text("Suzuki, Ichiro", "en"))),
        ),
        journals=(Text("紀要", "ja"), Text("Bulletin", "en")),
        issns=("0000-0019",),
        volume="12",
        issue="3",
        pages="34-57",
        date="2015-10",
        publishers=(Text("エックス大学", "ja"),),
        language="ja",
        subjects=(Text("関節炎", "ja"),),
        identifiers=(
            Identifier("DOI", "10.1234/abc"),
            Identifier("NAID", "110001234567"),
            Identifier("PMID", "123"),
            Identifier("ISBN", "9784000000000"),
        ),
        sources=("OAI-PMH",),
        links=("http://hdl.handle.net/1/2", "https://repo.example.org/1.pdf"),
    )


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        ("<creator>山田, 花子</creator>", [["山田, 花子"]]),
        ("<creator>山田, 花子</creator><creator>Yamada, Hanako</creator>", [["山田, 花子", "Yamada, Hanako"]]),
        ("<creator>A, B</creator><creator>C, D</creator>", [["A, B"], ["C, D"]]),
        (
            "<creator>山田, 花子</creator><creator>鈴木, 一郎</creator><creator>Yamada, H</creator>",
            [["山田, 花子"], ["鈴木, 一郎"], ["Yamada, H"]],
        ),
    ],
)
def test_people_without_stated_languages(creators: str, names: list[list[str]]) -> None:
    """Without languages the script tells the lists apart; lists of unequal length are kept one after the other."""
    found = record("<title>A</title>" + creators).creators
    assert [[name.value for name in person.names] for person in found] == names


@pytest.mark.parametrize(
    ("body", "error", "field"),
    [
        ("<language>jpn</language>", NoTitle, "title"),
        ("<title>A</title><dateofissued>近刊</dateofissued>", BadDate, "dateofissued"),
    ],
)
def test_rejects(body: str, error: type[Exception], field: str) -> None:
    """A record that cannot be taken is reported with its field, line and text."""
    (item,) = read(io.BytesIO(document(body)))
    assert isinstance(item.error, error)
    assert (item.error.field, item.line) == (field, 2)
    assert item.raw.startswith(b"<junii2")


def test_recognized_by_content() -> None:
    """A bare record is recognised by its first element."""
    assert readers.recognized(document(BODY), "x").name == "junii2"


def test_contributors_and_related_works() -> None:
    """A contributor is no author; a related work is named by its identifier, else by the text as it is written."""
    body = (
        "<title>甲</title><contributor>指導 教員</contributor><isVersionOf>info:doi/10.5555/A</isVersionOf>"
        "<isPartOf>http://ci.nii.ac.jp/naid/110001234567</isPartOf><references>無名の書</references>"
    )
    made = record(body)
    assert made.contributors == (Person(names=(Text("指導 教員", "ja"),), role="contributor"),)
    assert made.creators == ()
    assert made.relations == (
        Relation("version-of", "isVersionOf", identifiers=(Identifier("DOI", "10.5555/a"),)),
        Relation("part-of", "isPartOf", identifiers=(Identifier("NAID", "110001234567"),)),
        Relation("cites", "references", title="無名の書"),
    )
