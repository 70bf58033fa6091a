"""KAKEN's projects are read: numbers, members in both languages, products, who funds them."""

import io

import pytest

from shoroku import Count, Funding, Identifier, Institution, NoTitle, Person, Record, Relation, Text
from shoroku.corpus.readers import Item, recognized

MEMBER = """<member sequence="1" eradCode="60746486" role="principal_investigator">{affiliation}
<personalName sequence="1"><fullName>{name}</fullName>{parts}</personalName>
<enriched><researcherNumber type="erad">60746486</researcherNumber><researcherNumber type="erad">10746486</researcherNumber></enriched></member>"""
AFFILIATION = """<affiliation sequence="1"><institution mextCode="99999">虚構大学</institution><department>工学部</department>
<jobTitle>教授</jobTitle></affiliation>"""
JA = MEMBER.format(
    affiliation=AFFILIATION,
    name="架空 花子",
    parts='<familyName yomi="カクウ">架空</familyName><givenName yomi="ハナコ">花子</givenName>',
)
EN = MEMBER.format(affiliation="", name="Kaku Hanako", parts="")
PRODUCTS = """<productList>
<product id="PRODUCT-1" type="journal_article" acknowledgement="true"><doi originalValue="10.99999/A" authenticated="true">10.99999/A</doi>
<author>Kaku H、Nobody T</author><title>On glass</title><journalTitle>Glass</journalTitle><year>2022</year></product>
<product id="PRODUCT-2" type="presentation" acknowledgement="false"><doi originalValue="なし" authenticated="false"/>
<author>架空 花子</author><title>硝子について</title><journalTitle>-</journalTitle><year>2023</year></product>
<product id="PRODUCT-3" type="journal_article"><doi originalValue="10.99999/b" authenticated="false"/><author>K</author><title>More glass</title></product>
</productList>
<productListEnriched>
<product id="PRODUCT-id_jalc--x" type="journal_article"><ref id="PRODUCT-2"/><doi>10.99999/found</doi><naid>110000000001</naid></product>
<product id="PRODUCT-id_y" type="book"><isbn>9784000000000</isbn><title>A book</title></product>
</productListEnriched>"""
AWARD = f"""<grantAward id="KAKENHI-PROJECT-19KK0341" recordSet="kakenhi" projectType="project" awardNumber="19KK0341">
<identifier type="nationalAwardNumber"><normalizedValue>JP19KK0341</normalizedValue></identifier>
<urlList><url>https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/</url></urlList>
<parentAward id="KAKENHI-AREA-18H05521"><title>硝子の総合研究</title></parentAward>
<summary xml:lang="ja"><title>硝子の研究</title><category niiCode="254">基盤研究(C)</category>
<institution niiCode="382749" sequence="1">虚構大学</institution><agency niiCode="kakenhi">科学研究費助成事業</agency>
{JA}<projectStatus fiscalYear="2024" statusCode="project_closed"/>
<keywordList><keyword sequence="1">硝子</keyword></keywordList>
<paragraphList type="outline_of_research_initial"><paragraph>硝子を測る。</paragraph><paragraph>熱も測る。</paragraph></paragraphList>
<paragraphList type="progress"><paragraph>順調である。</paragraph></paragraphList>
<periodOfAward><startFiscalYear>2021</startFiscalYear><endFiscalYear>2024</endFiscalYear></periodOfAward>
<overallAwardAmount><totalCost>14820000</totalCost></overallAwardAmount></summary>
<summary xml:lang="en"><title>Studies on glass</title><institution niiCode="382749" sequence="1">Fictional University</institution>
<agency niiCode="kakenhi">Grants-in-Aid</agency>{EN}</summary>
{PRODUCTS}
<memberList><member id="MEMBER-1" xml:lang="ja" role="principal_investigator" eradCode="60746486"><personalName><fullName>架空 花子</fullName>
</personalName><attribute><affiliation><institution>旧大学</institution></affiliation></attribute></member>
<member id="MEMBER-2" xml:lang="ja" role="co_investigator_buntan" eradCode="00191817"><personalName><fullName>無名 太郎</fullName></personalName>
</member></memberList></grantAward>"""


def answer(*awards: str) -> bytes:
    """Return an answer of KAKEN."""
    head = f"<totalResults>{len(awards)}</totalResults><startIndex>1</startIndex><itemsPerPage>20</itemsPerPage>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<grantAwards>{head}{"".join(awards)}</grantAwards>'.encode()


def items(content: bytes) -> list[Item]:
    """Read a file, whose format is recognised."""
    return list(recognized(content[:4096], "file").read(io.BytesIO(content)))


def only(award: str) -> Record:
    """Read the only record of an answer."""
    (item,) = items(answer(award))
    assert item.record is not None, item.error
    return item.record


def test_every_field() -> None:
    """A project gives its numbers, its members in both languages, its institution, products, funder and period."""
    names = (Text("虚構大学", "ja"), Text("Fictional University", "en"))
    own = (Identifier("KAKEN", "19KK0341"), Identifier("JGN", "JP19KK0341"))
    assert only(AWARD) == Record(
        id="KAKENHI-PROJECT-19KK0341",
        type="project",
        titles=(Text("硝子の研究", "ja"), Text("Studies on glass", "en")),
        abstracts=(Text("硝子を測る。\n熱も測る。", "ja"),),
        creators=(
            Person(
                names=(Text("架空 花子", "ja"), Text("カクウ ハナコ", "ja-Kana"), Text("Kaku Hanako", "en")),
                affiliations=(Text("虚構大学 工学部 教授", "ja"),),
                identifiers=(Identifier("ERAD", "60746486"), Identifier("ERAD", "10746486")),
                role="principal_investigator",
                institutions=(Institution((Text("虚構大学", "ja"),), (Identifier("KAKENHI_INSTITUTION", "99999"),)),),
            ),
            Person(
                names=(Text("無名 太郎", "ja"),),
                identifiers=(Identifier("ERAD", "00191817"),),
                role="co_investigator_buntan",
            ),
        ),
        date="2021",
        until="2024",
        language="ja",
        subjects=(Text("硝子", "ja"),),
        identifiers=own,
        sources=("KAKEN",),
        links=("https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/",),
        contributors=(
            Person(
                names=names,
                role="institution",
                institutions=(Institution(names, (Identifier("NII_INSTITUTION", "382749"),)),),
            ),
        ),
        relations=(
            Relation(
                "part-of-project",
                "parentAward",
                False,
                (Identifier("KAKEN", "18H05521"),),
                "project",
                "硝子の総合研究",
            ),
            Relation(
                "output-of",
                "acknowledgement",
                True,
                (Identifier("DOI", "10.99999/a"),),
                "journal_article",
                "On glass",
            ),
            Relation(
                "output-of",
                "product",
                True,
                (Identifier("DOI", "10.99999/found"), Identifier("NAID", "110000000001")),
                "presentation",
                "硝子について",
            ),
            Relation("output-of", "product", True, (Identifier("DOI", "10.99999/b"),), "journal_article", "More glass"),
            Relation("output-of", "product", True, (Identifier("ISBN", "9784000000000"),), "book", "A book"),
        ),
        funding=(
            Funding(
                "19KK0341",
                (Text("科学研究費助成事業", "ja"), Text("Grants-in-Aid", "en")),
                identifiers=own,
                word="基盤研究(C)",
            ),
        ),
        counts=(Count("award-amount", 14820000, "KAKEN"),),
    )


def test_a_product_without_an_identifier_is_a_text() -> None:
    """Its authors, year and title are kept in one line, of which no edge is made."""
    found = only(AWARD.partition("<productListEnriched>")[0] + "</grantAward>").relations
    assert [one.title for one in found if not one.identifiers] == ["架空 花子, 2023, 硝子について"]


def test_a_declined_project_has_no_grant() -> None:
    """A project that was declined is a record, but nobody funds it."""
    record = only(AWARD.replace("project_closed", "declined"))
    assert (record.type, record.funding) == ("project", ())


def test_no_title() -> None:
    """A project without a title is rejected; the next one is read."""
    first, second = items(answer("<grantAward id='KAKENHI-PROJECT-05402028'/>", AWARD))
    assert isinstance(first.error, NoTitle)
    assert second.record is not None


@pytest.mark.parametrize(
    ("number", "identifiers"),
    [
        ("05402028", [Identifier("KAKEN", "05402028")]),
        ("18049069", [Identifier("KAKEN", "18049069")]),
        ("24KJ0837", [Identifier("KAKEN", "24KJ0837")]),
    ],
)
def test_old_numbers(number: str, identifiers: list[Identifier]) -> None:
    """Numbers of every time are read; a project may have no national number."""
    award = (
        f'<grantAward id="KAKENHI-PLANNED-{number}" awardNumber="{number}"><summary xml:lang="ja"><title>甲</title></summary>'
        "</grantAward>"
    )
    assert list(only(award).identifiers) == identifiers
