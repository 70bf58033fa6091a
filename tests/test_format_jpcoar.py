"""JPCOAR 1.0 and 2.x: by local names, so that every version is read alike."""

import io
from pathlib import Path

import pytest

from shoroku import BadDate, Identifier, Institution, NoTitle, Person, Record, Relation, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.jpcoar import read

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "jpcoar"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

BODY = """<dc:title xml:lang="ja">関節炎の研究</dc:title><dc:title xml:lang="ja-Kana">カンセツエン ノ ケンキュウ</dc:title>
<dcterms:alternative xml:lang="en">Study of &lt;i&gt;arthritis&lt;/i&gt;</dcterms:alternative>
<jpcoar:creator><jpcoar:nameIdentifier nameIdentifierScheme="ORCID">https://orcid.org/0000-0001-0002-0003</jpcoar:nameIdentifier>
 <jpcoar:creatorName xml:lang="ja">山田, 花子</jpcoar:creatorName><jpcoar:creatorName xml:lang="en">Yamada, Hanako</jpcoar:creatorName>
 <jpcoar:creatorAlternative xml:lang="ja">山田, ハナ</jpcoar:creatorAlternative>
 <jpcoar:affiliation><jpcoar:nameIdentifier nameIdentifierScheme="ISNI">1</jpcoar:nameIdentifier>
  <jpcoar:affiliationName xml:lang="ja">エックス大学</jpcoar:affiliationName></jpcoar:affiliation></jpcoar:creator>
<jpcoar:contributor><jpcoar:contributorName xml:lang="ja">指導, 教員</jpcoar:contributorName></jpcoar:contributor>
<jpcoar:subject xml:lang="ja" subjectScheme="Other">関節炎</jpcoar:subject><jpcoar:subject subjectScheme="NDC">493</jpcoar:subject>
<datacite:description xml:lang="ja" descriptionType="Abstract">関節炎を調べた。</datacite:description>
<datacite:description xml:lang="en" descriptionType="Abstract">We looked at arthritis.</datacite:description>
<datacite:description xml:lang="ja" descriptionType="TableOfContents">第一章</datacite:description>
<dc:publisher xml:lang="ja">エックス大学出版会</dc:publisher>
<datacite:date dateType="Available">2020-01-01</datacite:date><datacite:date dateType="Issued">2015-10-01</datacite:date>
<dc:language>jpn</dc:language><dc:type rdf:resource="urn:t">departmental bulletin paper</dc:type>
<jpcoar:identifier identifierType="HDL">http://hdl.handle.net/1/2</jpcoar:identifier>
<jpcoar:identifier identifierType="URI">https://repo.example.org/1</jpcoar:identifier>
<jpcoar:identifierRegistration identifierType="JaLC">10.1234/ABC</jpcoar:identifierRegistration>
<jpcoar:relation relationType="isIdenticalTo"><jpcoar:relatedIdentifier identifierType="NAID">110001234567</jpcoar:relatedIdentifier></jpcoar:relation>
<jpcoar:relation relationType="references"><jpcoar:relatedIdentifier identifierType="DOI">10.9999/other</jpcoar:relatedIdentifier></jpcoar:relation>
<jpcoar:sourceIdentifier identifierType="PISSN">0000-0019</jpcoar:sourceIdentifier><jpcoar:sourceIdentifier identifierType="NCID">AA1</jpcoar:sourceIdentifier>
<jpcoar:sourceTitle xml:lang="ja">紀要</jpcoar:sourceTitle><jpcoar:sourceTitle xml:lang="en">Bulletin</jpcoar:sourceTitle>
<jpcoar:volume>12</jpcoar:volume><jpcoar:issue>3</jpcoar:issue><jpcoar:pageStart>34</jpcoar:pageStart><jpcoar:pageEnd>57</jpcoar:pageEnd>
<jpcoar:file><jpcoar:URI objectType="fulltext">https://repo.example.org/1.pdf</jpcoar:URI>
 <datacite:date dateType="Issued">1999</datacite:date></jpcoar:file>"""


def document(body: str, version: str = "2.0") -> bytes:
    """Return a file with one record in that version of the schema."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<jpcoar:jpcoar xmlns:jpcoar="https://github.com/JPCOAR/schema/blob/master/{version}/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:datacite="https://schema.datacite.org/meta/kernel-4/"
 xmlns:dcndl="http://ndl.go.jp/dcndl/terms/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{body}</jpcoar:jpcoar>""".encode()


def record(body: str, version: str = "2.0") -> Record:
    """Return the record of a body."""
    (item,) = read(io.BytesIO(document(body, version)))
    assert item.record is not None, item.error
    return item.record


@pytest.mark.parametrize("version", ["1.0", "2.0", "2.1", "3.7"])
def test_every_field(version: str) -> None:
    """A record gives every field in any version of the schema; notations and what related works have are not its own."""
    assert record(BODY, version) == Record(
        id="doi:10.1234/abc",
        titles=(
            Text("関節炎の研究", "ja"),
            Text("カンセツエン ノ ケンキュウ", "ja-Kana"),
            Text("Study of arthritis", "en"),
        ),
        abstracts=(Text("関節炎を調べた。", "ja"), Text("We looked at arthritis.", "en")),
        creators=(
            Person(
                names=(Text("山田, 花子", "ja"), Text("Yamada, Hanako", "en"), Text("山田, ハナ", "ja")),
                affiliations=(Text("エックス大学", "ja"),),
                identifiers=(Identifier("ORCID", "0000-0001-0002-0003"),),
                institutions=(Institution((Text("エックス大学", "ja"),), (Identifier("ISNI", "1"),)),),
            ),
        ),
        journals=(Text("紀要", "ja"), Text("Bulletin", "en")),
        issns=("0000-0019",),
        volume="12",
        issue="3",
        pages="34-57",
        date="2015-10-01",
        publishers=(Text("エックス大学出版会", "ja"),),
        language="ja",
        subjects=(Text("関節炎", "ja"),),
        identifiers=(
            Identifier("HDL", "http://hdl.handle.net/1/2"),
            Identifier("DOI", "10.1234/abc"),
            Identifier("NAID", "110001234567"),
        ),
        sources=("OAI-PMH",),
        links=("http://hdl.handle.net/1/2", "https://repo.example.org/1", "https://repo.example.org/1.pdf"),
        contributors=(Person(names=(Text("指導, 教員", "ja"),), role="contributor"),),
        relations=(
            Relation("same-as", "isIdenticalTo", identifiers=(Identifier("NAID", "110001234567"),)),
            Relation("cites", "references", identifiers=(Identifier("DOI", "10.9999/other"),)),
        ),
    )


@pytest.mark.parametrize(
    ("extra", "field", "expected"),
    [
        ("<dc:type>doctoral thesis</dc:type>", "type", "dissertation"),
        ("<dc:type>dataset</dc:type>", "type", "dataset"),
        ("<dc:type>book</dc:type>", "type", "book"),
        ("<dc:type>book part</dc:type>", "type", "article"),
        ("<dcndl:dateGranted>2017-03-25</dcndl:dateGranted>", "date", "2017-03-25"),
        ('<datacite:date dateType="Issued">1777/1830</datacite:date>', "date", "1777"),
        (
            "<jpcoar:publisher><jpcoar:publisherName>P</jpcoar:publisherName></jpcoar:publisher>",
            "publishers",
            (Text("P", "en"),),
        ),
        ('<jpcoar:identifier identifierType="DOI">https://doi.org/10.xxxxx/x</jpcoar:identifier>', "identifiers", ()),
        ("<datacite:description>無印の抄録</datacite:description>", "abstracts", (Text("無印の抄録", "ja"),)),
    ],
)
def test_variations(extra: str, field: str, expected: object) -> None:
    """What repositories write in other ways is read as what it means."""
    assert getattr(record("<dc:title>A</dc:title>" + extra), field) == expected


def test_names_in_parts_are_joined() -> None:
    """A creator with family and given names only is named by both, language by language."""
    parts = "".join(
        f'<jpcoar:{name} xml:lang="{lang}">{value}</jpcoar:{name}>'
        for name, lang, value in [
            ("familyName", "ja", "山田"), ("familyName", "en", "Yamada"), ("givenName", "ja", "花子"), ("givenName", "en", "Hanako"),
        ]
    )  # fmt: skip
    (person,) = record(f"<dc:title>A</dc:title><jpcoar:creator>{parts}</jpcoar:creator>").creators
    assert person.names == (Text("山田, 花子", "ja"), Text("Yamada, Hanako", "en"))


@pytest.mark.parametrize(
    ("body", "error", "field"),
    [
        ("<dc:language>jpn</dc:language>", NoTitle, "dc:title"),
        ('<dc:title>A</dc:title><datacite:date dateType="Issued">近世</datacite:date>', BadDate, "datacite:date"),
    ],
)
def test_rejects(body: str, error: type[Exception], field: str) -> None:
    """A record that cannot be taken is reported with its field, line and text."""
    (item,) = read(io.BytesIO(document(body)))
    assert isinstance(item.error, error)
    assert item.error.field == field
    assert item.raw.startswith(b"<jpcoar:jpcoar")
    assert item.line >= 2


def test_recognized_by_content() -> None:
    """A bare record is recognised by its first element."""
    assert readers.recognized(document(BODY)[:4096], "x").name == "jpcoar"


@with_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.xml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_official_samples(path: Path) -> None:
    """Every official sample is recognised and gives a record with a title in a stated language."""
    data = path.read_bytes()
    assert readers.recognized(data[:4096], "x").name == "jpcoar"
    (item,) = read(io.BytesIO(data))
    assert item.record is not None
    assert item.record.titles[0].lang in ("ja", "en")


@with_samples
def test_official_article() -> None:
    """The official sample of an article gives every field that sources.md names."""
    (item,) = read(io.BytesIO((SAMPLES / "2.1" / "01_departmental_bulletin_paper_oa.xml").read_bytes()))
    record = item.record
    assert record is not None
    assert [title.lang for title in record.titles] == ["ja", "en", "ja-Kana", "ja-Latn"]
    assert record.creators[0].names[0] == Text("安達, 淳", "ja")
    assert record.creators[0].identifiers == (Identifier("ORCID", "0000-0001-0002-0003"),)
    assert record.creators[0].affiliations[1] == Text("The University of Tokyo", "en")
    assert record.subjects == (Text("情報爆発", "ja"), Text("データマイニング", "ja"))
    assert record.publishers == (Text("東京大学大学院情報学環", "ja"),)
    assert (record.date, record.language, record.type) == ("2015-10-01", "ja", "article")
    assert record.identifiers == (
        Identifier("DOI", "10.15017/64495"),
        Identifier("HDL", "http://hdl.handle.net/2115/64495"),
    )
    assert (record.issns, record.volume, record.issue, record.pages) == (("1880-697X",), "12", "3", "34-57")
    assert record.journals[1] == Text("Journal of information studies", "en")
    assert record.links[-1].endswith("JIS_12_3_34-57.pdf")


@with_samples
@pytest.mark.parametrize(
    ("path", "field", "expected"),
    [
        ("1.0/05_doctoral_thesis_oa.xml", "type", "dissertation"),
        ("1.0/03_journal_article_oa.xml", "identifiers", Identifier("DOI", "10.1371/journal.pone.0170224")),
        ("2.0/07_dataset.xml", "type", "dataset"),
        ("2.0/07_dataset.xml", "abstracts", "forcing dataset for GREEN-TEA Models"),
        ("2.0/12_digital_archive.xml", "titles", "シオリブミ"),
        ("2.0/12_digital_archive.xml", "creators", "谷川, 昇"),
        ("2.0/12_digital_archive.xml", "publishers", "須原屋, 茂兵衞"),
        ("2.0/14_common_metadata_elements_cao.xml", "creators", "情報, 太郎"),
    ],
)
def test_official_peculiarities(path: str, field: str, expected: object) -> None:
    """What only some samples have is found in them: alternatives, names in parts, identical works, other types."""
    (item,) = read(io.BytesIO((SAMPLES / path).read_bytes()))
    value = getattr(item.record, field)
    assert expected == value or (not isinstance(value, str) and (expected in value or str(expected) in str(value)))


def test_a_funding_stream_without_a_name() -> None:
    """A funding stream that has only an identifier is kept by it; several numbers of one reference are several awards."""
    body = (
        "<dc:title>A</dc:title><jpcoar:fundingReference><jpcoar:funderName>JSPS</jpcoar:funderName>"
        "<jpcoar:fundingStreamIdentifier>stream-1</jpcoar:fundingStreamIdentifier>"
        "<jpcoar:awardNumber>JP19KK0341、20K12345</jpcoar:awardNumber></jpcoar:fundingReference>"
    )
    assert [(award.number, award.word) for award in record(body).funding] == [
        ("19KK0341", "stream-1"),
        ("20K12345", "stream-1"),
    ]
