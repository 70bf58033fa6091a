"""PubMed's XML: titles in brackets, labelled abstracts, dates in words, deletions."""

import io

import pytest

from shoroku import BadDate, DeletedAtSource, Identifier, NoTitle, Person, Record, Relation, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.pubmed import read

TITLE = (
    "<ArticleTitle>[Role of <i>IL-6</i> in arthritis].</ArticleTitle><VernacularTitle>関節炎の研究.</VernacularTitle>"
)
DATE = "<PubDate><Year>2015</Year><Month>Apr</Month><Day>3</Day></PubDate>"
PAGES = "<Pagination><StartPage>335</StartPage><EndPage>339</EndPage><MedlinePgn>335-9</MedlinePgn></Pagination>"
ABSTRACT = """<Abstract><AbstractText Label="OBJECTIVE">To test H<sub>2</sub>O.</AbstractText>
  <AbstractText Label="RESULTS">P &lt; 0.05.</AbstractText><CopyrightInformation>Not this.</CopyrightInformation></Abstract>"""

ARTICLE = f"""<PubmedArticle><MedlineCitation><PMID Version="1">12345678</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Electronic">0000-0019</ISSN>
<JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue>{DATE}</JournalIssue>
<Title>The Journal of X</Title><ISOAbbreviation>J X</ISOAbbreviation></Journal>{TITLE}{PAGES}
<ELocationID EIdType="pii" ValidYN="1">S1</ELocationID><ELocationID EIdType="doi" ValidYN="1">10.1234/ABC</ELocationID>
{ABSTRACT}<AuthorList CompleteYN="Y"><Author><LastName>Yamada</LastName><ForeName>Hanako</ForeName><Initials>H</Initials>
<Identifier Source="ORCID">https://orcid.org/0000-0001-0002-0003</Identifier>
<AffiliationInfo><Affiliation>University of X, Tokyo.</Affiliation></AffiliationInfo></Author>
<Author><CollectiveName>The X Study Group</CollectiveName></Author></AuthorList>
<Language>jpn</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>
<MedlineJournalInfo><ISSNLinking>0000-0027</ISSNLinking></MedlineJournalInfo>
<OtherAbstract Type="Publisher" Language="jpn"><AbstractText>関節炎を調べた。</AbstractText></OtherAbstract>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Abstract available from the publisher.</AbstractText></OtherAbstract>
<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName><QualifierName>x</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>arthritis</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC99</ArticleId><ArticleId IdType="doi">10.1234/abc</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""


def answer(*articles: str) -> bytes:
    """Return an answer of EFetch."""
    head = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.nlm.nih.gov/x.dtd">\n'
    return (head + "<PubmedArticleSet>\n" + "\n".join(articles) + "\n</PubmedArticleSet>").encode()


def record(article: str) -> Record:
    """Return the record of the only article."""
    (item,) = read(io.BytesIO(answer(article)))
    assert item.record is not None, item.error
    return item.record


def test_every_field() -> None:
    """An article gives every field that a record has; what references and copyright have is not taken for its own."""
    assert record(ARTICLE) == Record(
        id="pmid:12345678",
        titles=(Text("Role of IL-6 in arthritis", "en"), Text("関節炎の研究.", "ja")),
        abstracts=(Text("OBJECTIVE: To test H2O.\nRESULTS: P < 0.05.", "en"), Text("関節炎を調べた。", "ja")),
        creators=(
            Person(
                names=(Text("Yamada, Hanako", "en"),),
                affiliations=(Text("University of X, Tokyo.", "en"),),
                identifiers=(Identifier("ORCID", "0000-0001-0002-0003"),),
            ),
            Person(names=(Text("The X Study Group", "en"),)),
        ),
        journals=(Text("The Journal of X", "en"),),
        issns=("0000-0019", "0000-0027"),
        volume="12",
        issue="3",
        pages="335-339",
        date="2015-04-03",
        language="ja",
        subjects=(Text("arthritis", "en"), Text("Humans", "en")),
        identifiers=(Identifier("PMID", "12345678"), Identifier("DOI", "10.1234/abc"), Identifier("PMCID", "PMC99")),
        sources=("PubMed",),
        relations=(Relation("cites", "Reference", identifiers=(Identifier("DOI", "10.9999/other"),)),),
    )


@pytest.mark.parametrize(
    ("written", "titles"),
    [
        ("<ArticleTitle>Plain title.</ArticleTitle>", [("Plain title.", "en")]),
        ("<ArticleTitle>[In brackets].</ArticleTitle>", [("In brackets", "en")]),
        ("<ArticleTitle>[Ca2+]i and [K+].</ArticleTitle>", [("[Ca2+]i and [K+].", "en")]),
        ("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>日本語</VernacularTitle>", [("日本語", "ja")]),
        (
            "<ArticleTitle>[A].</ArticleTitle><VernacularTitle>Kansetsuen</VernacularTitle>",
            [("A", "en"), ("Kansetsuen", "ja-Latn")],
        ),
    ],
)
def test_titles(written: str, titles: list[tuple[str, str]]) -> None:
    """Brackets mark a translation and go; the original keeps the language of the work, or of its romanisation."""
    assert [(title.value, title.lang) for title in record(ARTICLE.replace(TITLE, written)).titles] == titles


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("<PubDate><Year>2015</Year></PubDate>", "2015"),
        ("<PubDate><Year>2015</Year><Month>04</Month></PubDate>", "2015-04"),
        ("<PubDate><Year>2015</Year><Season>Winter</Season></PubDate>", "2015"),
        ("<PubDate><MedlineDate>2000 Nov-Dec</MedlineDate></PubDate>", "2000-11"),
        ("<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>", "1998-12"),
        ("<PubDate><MedlineDate>1998-1999</MedlineDate></PubDate>", "1998"),
        ("<PubDate><MedlineDate>Spring 1987</MedlineDate></PubDate>", "1987"),
    ],
)
def test_dates(written: str, date: str) -> None:
    """Dates are read with months as words or numbers, in seasons and in ranges."""
    assert record(ARTICLE.replace(DATE, written)).date == date


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        ("<Pagination><MedlinePgn>335-9</MedlinePgn></Pagination>", "335-339"),
        ("<Pagination><MedlinePgn>e12</MedlinePgn></Pagination>", "e12"),
        ("<Pagination><MedlinePgn>S12-S15</MedlinePgn></Pagination>", "S12-S15"),
        ("", "S1"),
    ],
)
def test_pages(written: str, pages: str) -> None:
    """A shortened range is written out; without pages the article's number stands in."""
    assert record(ARTICLE.replace(PAGES, written)).pages == pages


def test_unlabelled_abstract() -> None:
    """An abstract without labels is its text alone."""
    plain = "<Abstract><AbstractText>One <b>bold</b> word.</AbstractText></Abstract>"
    assert record(ARTICLE.replace(ABSTRACT, plain)).abstracts[0] == Text("One bold word.", "en")


def test_invalid_doi_is_not_taken() -> None:
    """A DOI that PubMed marks as invalid joins no records."""
    article = ARTICLE.replace('"doi" ValidYN="1"', '"doi" ValidYN="N"').replace(
        '<ArticleId IdType="doi">10.1234/abc</ArticleId>', ""
    )
    assert record(article).identifier("DOI") == ""


def test_book() -> None:
    """A book is read with its publisher and named by its PMID."""
    book = """<PubmedBookArticle><BookDocument><PMID>7</PMID><Book><Publisher><PublisherName>P</PublisherName></Publisher>
    <BookTitle>GeneReviews</BookTitle><PubDate><Year>1993</Year></PubDate></Book><Language>eng</Language></BookDocument></PubmedBookArticle>"""
    found = record(book)
    assert (found.id, found.type, found.titles, found.date) == ("pmid:7", "book", (Text("GeneReviews", "en"),), "1993")
    assert found.publishers == (Text("P", "en"),)


def test_deleted_citations_are_told() -> None:
    """Each PMID of DeleteCitation is reported as deleted, with its line, and the articles before it are read."""
    items = list(read(io.BytesIO(answer(ARTICLE, "<DeleteCitation><PMID>1</PMID>\n<PMID>2</PMID></DeleteCitation>"))))
    assert items[0].record is not None
    assert [type(item.error) for item in items[1:]] == [DeletedAtSource, DeletedAtSource]
    assert [item.error.value for item in items[1:] if item.error] == ["pmid:1", "pmid:2"]
    assert items[2].line == items[1].line + 1


@pytest.mark.parametrize(
    ("article", "error", "field"),
    [
        (ARTICLE.replace(TITLE, "<ArticleTitle/>"), NoTitle, "ArticleTitle"),
        (ARTICLE.replace(DATE, "<PubDate><Year>soon</Year></PubDate>"), BadDate, "PubDate"),
        ("<PubmedArticle/>", NoTitle, "ArticleTitle"),
    ],
)
def test_rejected_article_does_not_keep_the_others(article: str, error: type[Exception], field: str) -> None:
    """An article that cannot be taken is reported with field and text, between two that are."""
    items = list(read(io.BytesIO(answer(ARTICLE, article, ARTICLE))))
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, error)
    assert items[1].error.field == field
    assert items[1].raw.startswith(b"<PubmedArticle")


def test_recognized_by_content() -> None:
    """An answer is recognised by its first element, behind its document type."""
    assert readers.recognized(answer(ARTICLE)[:4096], "x").name == "pubmed"
