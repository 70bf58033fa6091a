"""What a page of results and the page of a record show of a record, and that no page has a script or a style within it."""

import json
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Record, Text
from shoroku.web import Settings, create_app
from tests.sea_article import ARTICLE

OTHERS = tuple(
    Record(
        id=f"fish-{year}",
        titles=(Text(f"Fish of {year}", "en"),),
        date=str(year),
        abstracts=(Text("About fish and light <b>.", "en"),),
    )
    for year in (1999, 2003, 2021)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over four records."""
    with shoroku.open(tmp_path_factory.mktemp("texts") / "library") as library:
        library.take([Contribution("CiNii Research", one) for one in (ARTICLE, *OTHERS)])
        library.saved.create("fish", "fish")
        with TestClient(create_app(library, Settings(seconds=600.0)), headers={"Accept": "text/html"}) as client:
            yield client


def page(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return lxml.html.document_fromstring(answer.content)


def words(tree: Any, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


# --- A page of results ------------------------------------------------------------------------------------------------


def test_words_are_marked(client: TestClient) -> None:
    """What was searched is marked in titles and in parts of abstracts, in both languages, and nothing else is."""
    tree = page(client, "/?q=fish&lang=en")
    assert set(words(tree, "//ol[@class='hits']//mark")) <= {"fish", "Fish", "魚", "深海魚"}
    assert len(tree.xpath("//ol[@class='hits']//*[contains(@class, 'title')]//mark")) >= 3
    assert tree.xpath("//ol[@class='hits']//*[@class='snippet']//mark")
    assert not tree.xpath("//ol[@class='hits']//b")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["2021", "2015", "2003", "1999"]),
        ("oldest", ["1999", "2003", "2015", "2021"]),
    ],
)
def test_the_order_is_chosen(client: TestClient, sort: str, expected: list[str]) -> None:
    """A link above the records orders them, and is marked as the one in use."""
    first = page(client, "/?q=&lang=en")
    (link,) = [one for one in first.xpath("//nav[@class='sorts']/a/@href") if f"sort={sort}" in one]
    tree = page(client, link)
    (used,) = tree.xpath("//nav[@class='sorts']/a[@aria-current]/@href")
    assert f"sort={sort}" in used
    shown = words(tree, "//ol[@class='hits']/li")
    assert [next(year for year in expected if year in one) for one in shown] == expected


# --- The page of a record ---------------------------------------------------------------------------------------------


def test_a_record_is_shown_whole(client: TestClient) -> None:
    """Both titles and the reading, people with affiliations and identifiers, the abstracts, numbers, links, sources, citations."""
    tree = page(client, f"/records/{ARTICLE.id}?lang=en")
    head = words(tree, "//article/header")[0]
    assert [text.value in head for text in ARTICLE.titles] == [True] * 3
    first, second = words(tree, "//section[@aria-labelledby='people']//li")
    assert all(one in first for one in ("海野 光", "Invented University", "架空大学", "ORCID"))
    assert second == "沖 渚"
    assert words(tree, "//*[@class='abstract']") == ["深海魚の発光器を観察した。", "We observed light organs."]
    details = dict(zip(words(tree, "//dl/dt"), words(tree, "//dl/dd"), strict=True))
    expected = {
        "Journal": "架空海洋誌",
        "Publisher": "架空海洋学会",
        "Subjects": "発光",
        "Volume": "12",
        "Issue": "3",
        "Pages": "93-120",
        "Date": "2015-04",
        "Text language": "Japanese",
        "ISSN": "0000-0019",
        "DOI": "10.99999/sea.17",
        "CRID": "1390000000000000017",
        "Link": "https://example.org/17.pdf",
    }
    assert {name: details.get(name) for name in expected} == expected
    links = tree.xpath("//dl//a/@href")
    assert {"https://doi.org/10.99999/sea.17", "https://example.org/17.pdf"} <= set(links)
    assert "CiNii Research" in tree.text_content()
    assert len(words(tree, "//section[@aria-labelledby='cite']//*[starts-with(@id, 'citation-')]")) >= 4


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (ARTICLE, "The abstract may be passed on."),
        (OTHERS[0], "The source does not say whether the abstract may be passed on."),
    ],
    ids=["allow", "unknown"],
)
def test_the_licence_of_an_abstract_is_told(client: TestClient, record: Record, told: str) -> None:
    """Below an abstract stands what its source says of passing it on."""
    assert words(page(client, f"/records/{record.id}?lang=en"), "//p[@class='licence']") == [told]


# --- Scripts and styles -----------------------------------------------------------------------------------------------

PAGES = [
    "/",
    "/?q=fish",
    "/?q=nothing-at-all",
    f"/records/{ARTICLE.id}",
    "/people/%E6%B5%B7%E9%87%8E%20%E5%85%89",
    "/people/orcid:0000-0002-1825-0097",
]


@pytest.mark.parametrize("address", [*PAGES, "/records/nobody"])
def test_no_page_has_a_script_or_a_style_within_it(client: TestClient, address: str) -> None:
    """Scripts and styles are files of this server; what is no file is data. No attribute is a script, and the policy allows none."""
    answer = client.get(address)
    tree = lxml.html.document_fromstring(answer.content)
    for script in tree.xpath("//script"):
        if script.get("type") == "application/ld+json":
            assert json.loads(script.text)
        else:
            assert script.get("src").startswith("/static/")
            assert not script.text
    assert not tree.xpath("//style | //*[@style] | //*/@*[starts-with(name(), 'on')]")
    assert all(one.startswith("/static/") for one in tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"))
    assert not tree.xpath("//img[not(starts-with(@src, '/static/'))] | //iframe | //object | //embed")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
