"""People, projects, links and paths over HTTP and as tools: the answers of the library, and errors that say what is missing."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from mcp import Client, MCPError
from starlette.testclient import TestClient

import shoroku
from shoroku import Library
from shoroku.mcp import called, server
from shoroku.web import Settings, create_app
from tests.graph_records import ARTICLE, AWARD, CITED, ORCIDS


@pytest.fixture
def client(linked: Library) -> Iterator[TestClient]:
    """A client of an application over it, with time enough on a loaded machine."""
    with TestClient(create_app(linked.path, Settings(seconds=600.0)), raise_server_exceptions=False) as client:
        yield client


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_the_answers_are_those_of_the_library(client: TestClient, linked: Library) -> None:
    """Each address answers what the method of the library returns."""
    asked = {
        f"/people?who={ORCIDS[0]}&possibly=true": {
            "who": ORCIDS[0],
            "people": linked.person(ORCIDS[0], possibly=True),
        },
        f"/coauthors?who={ORCIDS[0]}": linked.coauthors(ORCIDS[0]),
        f"/projects?number=JP{AWARD}": linked.project(AWARD),
        f"/related?id={ARTICLE}&kind=cites&kind=data": linked.related(ARTICLE, kinds=["cites", "data"]),
        f"/path?from={ORCIDS[0]}&to={CITED}&through=coauthors&through=citations": linked.path_between(
            ORCIDS[0], CITED, through=["coauthors", "citations"]
        ),
        f"/graph?id={ARTICLE}&depth=2": linked.graph(ARTICLE, depth=2, limit=200),
    }
    for address, expected in asked.items():
        answer = client.get(f"/api/v1{address}")
        assert answer.status_code == 200, answer.text
        assert answer.json() == plain(expected)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/path?from=nobody%20here&to=10.5555/article", 404),
        ("/related?id=10.5555/unheard-of", 404),
        ("/projects?number=99Z99999", 404),
        ("/coauthors?who=Nobody", 404),
        ("/coauthors?who=Hanako%20Yamada", 400),
        ("/related?id=10.5555/article&kind=likes", 400),
        ("/related", 400),
        ("/graph?id=10.5555/article&depth=9", 400),
    ],
)
def test_errors(client: TestClient, address: str, status: int) -> None:
    """What nobody names is 404; a value that cannot be, or a name of several people, is 400."""
    assert client.get(f"/api/v1{address}").status_code == status


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/coauthors?who=Nobody", "No record names the person Nobody."),
        ("/projects?number=99Z99999", "No project has the number 99Z99999, and no work names it."),
        ("/path?from=nobody&to=10.5555/article", "Nothing in this library has the identifier or the name nobody."),
        ("/related?id=10.5555/unheard-of", "No record has the identifier 10.5555/unheard-of."),
    ],
)
def test_what_is_unknown_is_called_what_it_is(client: TestClient, address: str, told: str) -> None:
    """An answer about a person or a project does not speak of records with an identifier."""
    assert client.get(f"/api/v1{address}").json()["detail"] == told


def test_nobody_is_no_error(client: TestClient) -> None:
    """A name that no record has has no people."""
    assert client.get("/api/v1/people?who=Nobody").json() == {"who": "Nobody", "people": []}


def test_tools(linked: Library) -> None:
    """An assistant is told the same, and who states it."""
    result = called(linked, "related", {"id": ARTICLE, "kind": ["data"]})
    assert result.structured_content == plain(linked.related(ARTICLE, kinds="data"))
    assert "is-supplemented-by" in str(result.structured_content)
    assert called(linked, "projects", {"number": "99Z99999"}).is_error


def test_the_page_of_a_record_shows_its_links(client: TestClient) -> None:
    """What a record is linked with, each with who states it, and leads to the record where there is one."""
    page = client.get(f"/records/doi:{ARTICLE}?lang=en").text
    assert '<h2 id="data">' in page
    assert "Tables of an invented village</a>" in page
    assert "Crossref: is-supplemented-by; DataCite: IsSupplementTo" in page
    assert "/records/doi%3A10.5555/data" in page or "/records/doi:10.5555/data" in page
    assert 'href="https://ror.org/00hhkn466"' in page


def test_links_with_markup_are_text(linked: Library, client: TestClient) -> None:
    """A reference with markup, or an identifier that a browser would run, is text."""
    from shoroku import Contribution, Identifier, Relation
    from tests.graph_records import to, work

    hostile = (
        to("10.5555/bad", title="<script>alert(1)</script>", word="<b>"),
        Relation("cites", "x", identifiers=(Identifier("URL", "javascript:alert(1)"),), title="run"),
    )
    linked.take([Contribution("x", work("10.5555/hostile", relations=hostile))])
    page = client.get("/records/doi:10.5555/hostile").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_an_error_that_no_future_holds_is_an_answer(linked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of the program in a thread is an error at once; nobody waits until the time is over."""

    def mistaken(*_arguments: Any, **_named: Any) -> Any:
        return next(iter(()))

    monkeypatch.setattr(Library, "related", mistaken)
    settings = Settings(seconds=20.0)
    with TestClient(create_app(linked.path, settings), raise_server_exceptions=False) as client:
        assert client.get(f"/api/v1/related?id={ARTICLE}").status_code == 500

    async def asked() -> None:
        async with asyncio.timeout(20), Client(server(linked)) as client:
            with pytest.raises(MCPError):
                await client.call_tool("related", {"id": ARTICLE})

    asyncio.run(asked())


def test_the_page_counts_all_links(linked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of a kind are shown, and the others are counted, also those that are too many to look at."""
    from shoroku import Contribution
    from shoroku.web.pages.linked import panels
    from tests.graph_records import to, work

    citing = [Contribution("x", work(f"10.5555/c{n}", relations=(to("10.5555/hub"),))) for n in range(130)]
    linked.take([Contribution("x", work("10.5555/hub", relations=(to(CITED),))), *citing])
    record = linked.get("10.5555/hub")

    def counts() -> dict[str, int]:
        found = panels.linked(linked, record)
        assert found is not None
        links: Any = Addresses()
        return {one.id: len(one.lines) + one.more for one in panels.panels(links, record, found.neighbours, "", "en")}

    assert counts() == {"cites": 1, "cited-by": 130}
    monkeypatch.setattr(panels, "_MOST", 50)
    assert sum(counts().values()) == 131


class Addresses:
    """Addresses that nobody follows."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_parts: ""


def test_a_damaged_store_is_not_hidden(linked: Library, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a library without a graph has a page without links; a damaged one is told."""

    def damaged(*_arguments: Any, **_named: Any) -> Any:
        raise shoroku.StoreDamaged(path="x", reason="y")

    def missing(*_arguments: Any, **_named: Any) -> Any:
        raise shoroku.GraphMissing(path="x")

    def copied(*_arguments: Any, **_named: Any) -> Any:
        raise shoroku.NotOnCluster(address="opensearch://internal", what="graph")

    monkeypatch.setattr(Library, "_answering", copied)
    assert client.get(f"/records/doi:{ARTICLE}").status_code == 200
    assert client.get(f"/crid/doi:{ARTICLE}.json").status_code == 200
    assert client.get("/opensearch/researchers?format=json&name=Yamada").json()["items"]
    for address in ("/people/Nobody", "/projects/1", "/api/v1/people?who=x"):
        answer = client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 501
        assert "internal" not in answer.text
    monkeypatch.undo()
    monkeypatch.setattr(Library, "related", missing)
    assert client.get(f"/records/doi:{ARTICLE}").status_code == 200
    monkeypatch.setattr(Library, "related", damaged)
    assert client.get(f"/records/doi:{ARTICLE}").status_code == 503


def test_facets(client: TestClient) -> None:
    """Projects, funders and institutions are counted and narrow a search, over HTTP as elsewhere."""
    counted = client.get("/api/v1/facets?facet=project&facet=funder&facet=institution").json()["facets"]
    assert counted["project"] == [
        {
            "value": AWARD,
            "count": 2,
            "names": {"ja": "架空の村の食生活", "en": "Diets in an invented village"},
            "label": "架空の村の食生活",
        }
    ]
    for facet, values in counted.items():
        for value in values:
            found = client.get("/api/v1/search", params={facet: value["value"], "facet": "type"}).json()
            assert found["total"] == value["count"], facet
    assert {"project", "funder", "institution"} < client.get("/api/v1/facets").json()["facets"].keys()
