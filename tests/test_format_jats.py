"""JATS: titles, abstracts and names in several languages; text and references left alone."""

import io
from pathlib import Path

import pytest

from shoroku import BadDate, Identifier, NoTitle, Person, Record, Relation, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.jats import read

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "jats"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

JOURNAL = """<journal-meta><journal-id journal-id-type="nlm-ta">J X</journal-id><journal-title-group>
<journal-title>紀要</journal-title><trans-title-group xml:lang="en"><trans-title>Bulletin</trans-title></trans-title-group>
<abbrev-journal-title>J X</abbrev-journal-title></journal-title-group><issn pub-type="ppub">0000-0019</issn>
<issn pub-type="epub">0000-0027</issn><publisher><publisher-name>エックス学会</publisher-name></publisher></journal-meta>"""
TITLES = """<title-group><article-title>関節炎の研究<xref ref-type="fn" rid="f1">*</xref></article-title><subtitle>予報</subtitle>
<trans-title-group xml:lang="en"><trans-title>Study of <italic>IL</italic>-6<sup>+</sup></trans-title>
<trans-subtitle>A report</trans-subtitle></trans-title-group></title-group>"""
PEOPLE = """<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0001-0002-0003</contrib-id>
<name-alternatives><name name-style="eastern" xml:lang="ja"><surname>山田</surname><given-names>花子</given-names></name>
<name name-style="western" xml:lang="en"><surname>Yamada</surname><given-names>Hanako</given-names></name></name-alternatives>
<xref ref-type="aff" rid="a1 a2"/><xref ref-type="corresp" rid="c1">*</xref></contrib>
<contrib contrib-type="author"><collab>The X Study Group</collab><xref ref-type="aff" rid="a2"/></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname><given-names>E</given-names></name></contrib></contrib-group>
<aff-alternatives id="a1"><aff xml:lang="ja"><label>1</label>エックス大学</aff><aff xml:lang="en"><label>1</label>University of X</aff></aff-alternatives>
<aff id="a2"><label>2</label><institution>Institute of Y</institution>, <country>Japan</country></aff>"""
DATES = """<pub-date pub-type="epub"><day>14</day><month>2</month><year>2016</year></pub-date>
<pub-date pub-type="ppub"><month>10</month><year>2015</year></pub-date>"""
ABSTRACTS = """<abstract><title>要旨</title><p>関節炎を調べた。</p></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<trans-abstract xml:lang="en"><title>Abstract</title><sec><title>Background.</title><p>We looked<xref ref-type="bibr">1</xref>.</p></sec>
<sec><title>Results</title><p>It was <inline-formula><alternatives><tex-math>$x$</tex-math><mml:math xmlns:mml="urn:m"><mml:mi>x</mml:mi></mml:math></alternatives></inline-formula>.</p><p>And more.</p></sec></trans-abstract>"""
META = f"""<article-meta><article-id pub-id-type="doi">10.1234/ABC</article-id><article-id pub-id-type="pmid">123</article-id>
<article-id pub-id-type="pmc">99</article-id><article-id pub-id-type="publisher-id">x1</article-id>
<article-categories><subj-group><subject>Research Article</subject></subj-group></article-categories>
{TITLES}{PEOPLE}{DATES}<volume>12</volume><issue>3</issue><fpage>34</fpage><lpage>57</lpage>
<history><date date-type="received"><year>1999</year></date></history><self-uri xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org/1"/>
{ABSTRACTS}<kwd-group xml:lang="ja"><title>キーワード</title><kwd>関節炎</kwd></kwd-group>
<kwd-group xml:lang="en"><kwd>arthritis</kwd><kwd>IL-6</kwd></kwd-group></article-meta>"""
BODY = """<body><sec><title>Not this</title><p>Text.</p></sec></body>
<back><ref-list><ref><element-citation><article-title>Another</article-title></element-citation></ref></ref-list></back>"""


def document(front: str, after: str = BODY) -> bytes:
    """Return an article."""
    return f"""<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN" "JATS-journalpublishing1.dtd">
<article article-type="research-article" xml:lang="ja"><front>{front}</front>{after}</article>""".encode()


def record(front: str, after: str = BODY) -> Record:
    """Return the record of an article."""
    (item,) = read(io.BytesIO(document(front, after)))
    assert item.record is not None, item.error
    return item.record


def test_every_field() -> None:
    """An article gives every field, each text in its language, people in all their scripts with their affiliations."""
    institute = Text("Institute of Y, Japan", "en")
    assert record(JOURNAL + META) == Record(
        id="doi:10.1234/abc",
        titles=(Text("関節炎の研究: 予報", "ja"), Text("Study of IL-6+: A report", "en")),
        abstracts=(Text("関節炎を調べた。", "ja"), Text("Background: We looked.\nResults: It was x.\nAnd more.", "en")),
        creators=(
            Person(
                names=(Text("山田 花子", "ja"), Text("Yamada, Hanako", "en")),
                affiliations=(Text("エックス大学", "ja"), Text("University of X", "en"), institute),
                identifiers=(Identifier("ORCID", "0000-0001-0002-0003"),),
            ),
            Person(names=(Text("The X Study Group", "en"),), affiliations=(institute,)),
        ),
        journals=(Text("紀要", "ja"), Text("Bulletin", "en")),
        issns=("0000-0019", "0000-0027"),
        volume="12",
        issue="3",
        pages="34-57",
        date="2015-10",
        publishers=(Text("エックス学会", "ja"),),
        language="ja",
        subjects=(Text("関節炎", "ja"), Text("arthritis", "en"), Text("IL-6", "en")),
        identifiers=(Identifier("DOI", "10.1234/abc"), Identifier("PMID", "123"), Identifier("PMCID", "PMC99")),
        links=("https://example.org/1",),
        contributors=(Person(names=(Text("Editor, E", "en"),), role="editor"),),
        relations=(Relation("cites", "ref", title="Another"),),
    )


def meta(inside: str) -> str:
    """Return the metadata of an article with a title."""
    return f"<article-meta><title-group><article-title>題</article-title></title-group>{inside}</article-meta>"


@pytest.mark.parametrize(
    ("inside", "field", "expected"),
    [
        ("<elocation-id>e217</elocation-id>", "pages", "e217"),
        ("<fpage>174</fpage><lpage>174</lpage>", "pages", "174"),
        ("<abstract><p>One.</p><p>Two.</p></abstract>", "abstracts", (Text("One.\nTwo.", "ja"),)),
        ("<abstract>Bare text.</abstract>", "abstracts", (Text("Bare text.", "ja"),)),
        (
            "<kwd-group><kwd>arthritis</kwd><kwd>関節炎</kwd></kwd-group>",
            "subjects",
            (Text("arthritis", "en"), Text("関節炎", "ja")),
        ),
        ('<pub-date date-type="pub"><year>2015</year><month>Apr</month></pub-date>', "date", "2015-04"),
        ('<pub-date pub-type="collection"><year>2007</year></pub-date>', "date", "2007"),
    ],
)
def test_variations(inside: str, field: str, expected: object) -> None:
    """What other publishers write in other ways is read as what it means."""
    assert getattr(record(meta(inside)), field) == expected


@pytest.mark.parametrize(
    ("contrib", "names"),
    [
        (
            "<name><surname>Franklin</surname><given-names>John</given-names><suffix>Jr</suffix></name>",
            ["Franklin, John Jr"],
        ),
        ("<name><surname>山田</surname><given-names>花子</given-names></name>", ["山田 花子"]),
        ("<string-name>Hanako Yamada</string-name>", ["Hanako Yamada"]),
        ("<name><given-names>Plato</given-names></name>", ["Plato"]),
        ("<anonymous/>", []),
    ],
)
def test_names(contrib: str, names: list[str]) -> None:
    """Names are put together from what there is of them."""
    people = record(meta(f"<contrib-group><contrib>{contrib}</contrib></contrib-group>")).creators
    assert [name.value for person in people for name in person.names] == names


def test_only_affiliation_is_that_of_all() -> None:
    """If nothing is linked and there is one affiliation, everyone has it."""
    group = (
        "<contrib-group>" + "<contrib><name><surname>A</surname></name></contrib>" * 2 + "<aff>X</aff></contrib-group>"
    )
    assert [person.affiliations for person in record(meta(group)).creators] == [(Text("X", "en"),)] * 2


def test_translated_sub_article() -> None:
    """A translation within the article adds its titles, abstracts and keywords in its language."""
    translation = """<sub-article article-type="translation" xml:lang="en"><front-stub>
    <title-group><article-title>A title</article-title></title-group><abstract><p>We looked.</p></abstract>
    <kwd-group><kwd>arthritis</kwd></kwd-group></front-stub><body><p>x</p></body></sub-article>
    <sub-article article-type="reply" xml:lang="en"><front-stub><title-group><article-title>Reply</article-title></title-group></front-stub></sub-article>"""
    found = record(meta("<abstract><p>調べた。</p></abstract>"), BODY + translation)
    assert found.titles == (Text("題", "ja"), Text("A title", "en"))
    assert found.abstracts == (Text("調べた。", "ja"), Text("We looked.", "en"))
    assert found.subjects == (Text("arthritis", "en"),)


@pytest.mark.parametrize(
    ("front", "error", "field"),
    [
        (JOURNAL, NoTitle, "article-title"),
        (meta("<pub-date><year>soon</year></pub-date>"), BadDate, "pub-date"),
        ("<article-meta><title-group><article-title/></title-group></article-meta>", NoTitle, "article-title"),
    ],
)
def test_rejects(front: str, error: type[Exception], field: str) -> None:
    """An article that cannot be taken is reported with its field, line and text."""
    (item,) = read(io.BytesIO(document(front)))
    assert isinstance(item.error, error)
    assert (item.error.field, item.line) == (field, 3)
    assert item.raw.startswith(b"<article")


def test_several_articles_in_one_file() -> None:
    """Of a set of articles one that cannot be taken does not keep the others."""
    articles = [f"<article><front>{front}</front>{BODY}</article>" for front in (META, JOURNAL, meta(""))]
    items = list(read(io.BytesIO(f"<pmc-articleset>{''.join(articles)}</pmc-articleset>".encode())))
    assert [item.record is not None for item in items] == [True, False, True]


def test_recognized_by_content() -> None:
    """An article is recognised by its first element and what it says; another vocabulary's article is not."""
    assert readers.recognized(document(JOURNAL + META)[:4096], "x").name == "jats"
    assert not readers.formats()["jats"].recognizes(
        b'<article xmlns="http://docbook.org/ns/docbook"><title>A</title></article>'
    )


@with_samples
def test_real_articles() -> None:
    """Real articles give every field that sources.md names, and others that a record has."""
    found = [
        item.record
        for name in ("1471-2180-11-174.nxml", "pone.0000217.nxml")
        for item in read(io.BytesIO((SAMPLES / name).read_bytes()))
    ]
    bmc, plos = found
    assert bmc is not None
    assert plos is not None
    assert bmc.titles == (Text("Factors influencing lysis time stochasticity in bacteriophage λ", "en"),)
    assert "late promoter (pR') activity" in bmc.abstracts[0].value
    assert [line.split(":")[0] for line in bmc.abstracts[0].value.split("\n")] == [
        "Background",
        "Results",
        "Conclusions",
    ]
    assert [(person.names[0].value, len(person.affiliations)) for person in bmc.creators] == [
        ("Dennehy, John J", 2),
        ("Wang, Ing-Nang", 1),
    ]
    assert bmc.creators[1].affiliations[0].value.startswith("Department of Biological Sciences, University at Albany")
    assert (bmc.journals, bmc.issns) == ((Text("BMC Microbiology", "en"),), ("1471-2180",))
    assert (bmc.volume, bmc.pages, bmc.date) == ("11", "174", "2011-08-02")
    assert [one.value for one in bmc.identifiers] == ["10.1186/1471-2180-11-174", "21810267", "PMC3166277"]
    assert bmc.links == ("http://www.biomedcentral.com/1471-2180/11/174",)
    assert [person.names[0].value for person in plos.creators][-1] == "Chao, Lin"
    assert (plos.journals[0].value, plos.pages, plos.date) == ("PLoS ONE", "e217", "2007-02-14")
