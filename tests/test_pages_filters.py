"""Pages of a search that is narrowed to projects, funders and institutions, or sorted by citations."""

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from shoroku import Contribution, Funding, Identifier, Library, Text
from shoroku.web import Settings, create_app
from tests.graph_records import ARTICLE, AWARD, CITED, cluster, to, work

JSPS, KYOTO = "10.13039/501100001691", "ror:05dxps055"
FUNDER = "Japan Society for the Promotion of Science"


@pytest.fixture
def linked(library: Library) -> Library:
    """Give a library with a project, its works, data and people."""
    library.take(cluster())
    return library


@pytest.fixture
def client(linked: Library) -> Iterator[TestClient]:
    """A client of an application over it, with time enough on a loaded machine."""
    with TestClient(create_app(linked.path, Settings(seconds=600.0))) as client:
        yield client


def page(client: TestClient, language: str = "en", **parameters: Any) -> Any:
    """Return the page of a search as a tree."""
    answer = client.get("/", params={**parameters, "lang": language})
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def titles(tree: Any) -> list[str]:
    """Return the records of a page by their addresses, in their order."""
    found = tree.xpath("//li[@class='hit']//a[@class='title']/@href")
    return [one.partition("?")[0].removeprefix("/records/") for one in found]


def words(tree: Any, path: str) -> list[str]:
    """Return the texts of elements, with single spaces."""
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


@pytest.mark.parametrize(
    ("filters", "language", "chip"),
    [
        ({"institution": KYOTO}, "en", "Institution Institute of Examples"),
        ({"institution": "https://ror.org/05dxps055"}, "en", "Institution Institute of Examples"),
        ({"institution": "Institute of Examples"}, "ja", "機関 Institute of Examples"),
        ({"funder": JSPS}, "en", f"Funder {FUNDER}"),
        ({"funder": JSPS}, "ja", f"助成機関 {FUNDER}"),
        ({"project": AWARD}, "en", "Project Diets in an invented village"),
        ({"project": f"JP{AWARD}"}, "ja", "プロジェクト 架空の村の食生活"),
    ],
)
def test_filters(linked: Library, client: TestClient, filters: dict[str, str], language: str, chip: str) -> None:
    """A page is narrowed as the library is, and says to what by its name; without the filter it shows everything."""
    tree = page(client, language, **filters)
    expected = [hit.id for hit in linked.search("", **filters).hits]
    assert titles(tree) == expected
    assert 0 < len(expected) < len(linked)
    (shown,) = words(tree, "//ul[@class='chips']/li")
    assert shown.endswith(f"{chip} ×")
    (without,) = tree.xpath("//ul[@class='chips']/li/a/@href")
    assert len(titles(html.fromstring(client.get(without).text))) == len(linked)


def test_what_a_rare_institution_is_called(linked: Library, client: TestClient) -> None:
    """A funder that is too rare for the facet is called as the records that were found call it."""

    def funded(number: int, name: str) -> tuple[Funding, ...]:
        doi = Identifier("DOI", f"10.13039/501100009{number:03}")
        return (Funding(funders=(Text(name, "en"),), funder_identifiers=(doi,)),)

    frequent = [work(f"10.5555/f.{n}", funding=funded(n // 2, f"Funder {n // 2}")) for n in range(40)]
    rare = work("10.5555/rare", funding=funded(999, "A rare funder"))
    linked.take([Contribution("Crossref", one) for one in (*frequent, rare)])
    tree = page(client, funder="10.13039/501100009999")
    assert titles(tree) == ["doi:10.5555/rare"]
    assert "A rare funder" in words(tree, "//ul[@class='chips']/li")[0]
    ticked = tree.xpath("//fieldset[@data-facet='funder']//label[input[@checked]]")
    assert [" ".join(one.text_content().split()) for one in ticked] == ["A rare funder"]


def test_facets(client: TestClient) -> None:
    """The facets show names, and filter by identifiers."""
    tree = page(client, q="")
    for name, value, label in (
        ("institution", KYOTO, "Institute of Examples"),
        ("funder", "ror:00hhkn466", FUNDER),
        ("project", AWARD, "Diets in an invented village"),
    ):
        (choice,) = tree.xpath(f"//fieldset[@data-facet='{name}']//label")
        assert choice.xpath("input/@value") == [value]
        assert choice.xpath("string(span[@class='name'])") == label


def test_a_library_without_links(library: Library) -> None:
    """Where no record has a project, a funder or an institution, there is no such facet."""
    library.take([Contribution("Crossref", work("10.5555/1"))])
    with TestClient(create_app(library.path, Settings(seconds=600.0))) as client:
        shown = page(client, q="").xpath("//fieldset/@data-facet")
    assert "type" in shown
    assert not {"project", "funder", "institution"}.intersection(shown)


def test_sorted_by_citations(linked: Library, client: TestClient) -> None:
    """The most cited come first, each with its number; the order is offered on the page."""
    more = [work(f"10.5555/citing.{n}", relations=(to(CITED), *([to(ARTICLE)] if n else []))) for n in range(2)]
    linked.take([Contribution("Crossref", one) for one in more])
    tree = page(client, q="", sort="cited")
    assert titles(tree)[:2] == [f"doi:{CITED}", f"doi:{ARTICLE}"]
    told = words(tree, "//span[@class='cited']")
    assert told[:2] == ["cited by 3 records of this library", "cited by 1 record of this library"]
    assert words(tree, "//nav[@class='sorts']/a[@aria-current]") == ["Most cited"]
    assert not page(client, q="", sort="newest").xpath("//span[@class='cited']")
