"""The JSON interface: its document, its parameters, pages however far down, and what HTTP has for clients that ask again."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

import shoroku
from shoroku import Library
from shoroku.cli import app
from shoroku.search.options import FIRST_DEEP
from shoroku.web import Settings, create_app
from shoroku.web.api.operations import MOST_HITS, MOST_OFFSET

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"
API = "/api/v1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the bundled sample, a record with a hostile title, and one with a title of a million characters."""
    folder = tmp_path_factory.mktemp("api") / "library"
    with shoroku.open(folder) as library:
        library.add([SAMPLE])
        library.add_records(
            [
                {"id": "hostile", "title": "<script>alert(1)</script> quokka", "doi": "10.1234/a/b(c)"},
                {"id": "endless", "title": "wombat " + "x" * 1_000_000},
            ]
        )
    return folder


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[TestClient]:
    """A client of an application over it."""
    with TestClient(create_app(place, Settings(seconds=30)), raise_server_exceptions=False) as client:
        yield client


def found(client: TestClient, path: str, **parameters: Any) -> Any:
    """Return the JSON of an answer that is fine."""
    answer = client.get(API + path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- The document -----------------------------------------------------------------------------------------------------


def test_no_fault_is_found_by_schemathesis(place: Path) -> None:
    """Requests made of the OpenAPI document, valid ones and others, get the answers that it promises."""
    app = create_app(
        place, Settings(seconds=30, max_url=1_000_000)
    )  # it does not expect 414 for a text that is too long
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app)
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()
        tried.append(operation.label)
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            if mode == schemathesis.GenerationMode.NEGATIVE and not operation.query:
                continue  # nothing can be wrong

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=12,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: schemathesis.Case) -> None:
                case.call_and_validate()

            ask()
    assert len(tried) == 13


def test_the_document_names_what_there_is(client: TestClient) -> None:
    """The document has every route of the interface but itself."""
    document = client.get(f"{API}/openapi.json").json()
    routes = {
        route.path.removeprefix(API).replace(":path", "")  # type: ignore[attr-defined]
        for route in client.app.routes  # type: ignore[attr-defined]
        if getattr(route, "path", "").startswith(API)
    }
    assert set(document["paths"]) == routes - {"/openapi.json"}


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_answers_are_those_of_the_command_line(client: TestClient, place: Path) -> None:
    """A page over HTTP is the page of ``Library.search`` as JSON."""
    with shoroku.open(place) as library:
        page = library.search("免疫", year=(2000, 2020), facets=["year"], limit=3).to_dict()
    told = found(client, "/search", q="免疫", year="2000..2020", facet="year", limit=3)
    for name in page.keys() - {"took_ms", "cursor"}:
        assert told[name] == page[name], name


@pytest.mark.parametrize(
    ("words", "path", "asked"),
    [
        (["facets", "免疫"], "/facets", {"q": "免疫"}),
        (["suggest", "めんえ"], "/suggest", {"prefix": "めんえ"}),
        (["similar", "sample-0001"], "/similar", {"id": "sample-0001"}),
        (["lexicon", "免疫"], "/lexicon", {"q": "免疫"}),
        (["stats"], "/stats", {}),
    ],
)
def test_what_a_command_prints_is_answered(
    client: TestClient, place: Path, words: list[str], path: str, asked: dict[str, str]
) -> None:
    """Every address answers what the command of the same name prints with --json, but for what is the owner's alone.

    That is the library's folder, the tags, and words that records share in abstracts that may not be passed on.
    """

    def shared(answer: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in answer.items() if name in printed and name != "path"}
        if words[0] == "facets":
            kept["facets"] = {name: values for name, values in kept["facets"].items() if name != "tag"}
        if words[0] == "similar":
            kept["similar"] = [one | {"because": None} for one in kept["similar"]]
        return kept

    printed = json.loads(CliRunner().invoke(app, [*words, "--json", "--library", str(place)]).stdout)
    told = found(client, path, **asked)
    assert shared(printed)
    assert shared(told) == shared(printed)


def test_a_record_is_what_show_prints(client: TestClient, place: Path) -> None:
    """A record over HTTP is the record that ``show --json`` prints."""
    printed = CliRunner().invoke(app, ["show", "sample-0001", "--json", "--library", str(place)]).stdout
    assert found(client, "/records/sample-0001")["record"] == json.loads(printed)


@pytest.mark.parametrize(
    "identifier", ["hostile", "10.1234/a/b(c)", "https://doi.org/10.1234/A/B(C)", "10.1234%2Fa%2Fb(c)"]
)
def test_a_record_by_any_identifier(client: TestClient, identifier: str) -> None:
    """Identifiers may have slashes, as they are or escaped."""
    assert found(client, f"/records/{identifier}")["record"]["id"] == "hostile"


@pytest.mark.parametrize(
    ("asked", "is_ranked"),
    [
        ({"q": "免疫"}, True),
        ({"q": "免疫", "sort": "newest"}, False),
        ({"q": "免疫", "sort": "title"}, False),
        ({}, False),
    ],
)
def test_only_ranked_hits_have_scores(client: TestClient, place: Path, asked: dict[str, str], is_ranked: bool) -> None:
    """In another order, or without words, there is nothing to score: no year stands for it, here and on the command line."""
    hits = found(client, "/search", **asked)["hits"]
    words = ["search", asked.get("q", ""), "--sort", asked.get("sort", "relevance"), "--json", "--library", str(place)]
    printed = json.loads(CliRunner().invoke(app, words).stdout)["hits"]
    assert hits
    assert [hit["score"] for hit in printed] == [hit["score"] for hit in hits]
    assert all((hit["score"] is not None) == is_ranked for hit in hits)


@pytest.mark.parametrize("path", ["/search", "/facets"])
def test_remarks_on_a_query(client: TestClient, path: str) -> None:
    """A field that there is not, or a value that no record has, is told in both languages."""
    (notice,) = found(client, path, q="tite:cancer")["notices"]
    assert (notice["kind"], notice["start"], notice["end"]) == ("near_field", 0, 5)
    assert "title:" in notice["en"]
    assert "title:" in notice["ja"]
    (notice,) = found(client, path, q="cancer", language="jp")["notices"]
    assert (notice["kind"], notice["start"], notice["end"]) == ("known_values", 0, 0)
    assert found(client, path, q="cancer")["notices"] == []


def test_hostile_titles_are_data(client: TestClient) -> None:
    """Markup in a title is escaped in highlights, and no answer is one that a browser would run."""
    answer = client.get(f"{API}/search", params={"q": "quokka"})
    (hit,) = answer.json()["hits"]
    assert hit["title"].startswith("<script>")
    assert hit["highlights"]["title"] == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>quokka</mark>"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_title_of_a_million_characters(client: TestClient) -> None:
    """The longest title is answered whole, once in the record and twice on a page."""
    (hit,) = found(client, "/search", q="wombat")["hits"]
    assert len(hit["title"]) > 900_000
    assert len(found(client, "/records/endless")["record"]["titles"][0]["value"]) > 900_000


# --- Pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with more records than pages are ranked for."""
    folder = tmp_path_factory.mktemp("many") / "library"
    records = [
        {"id": f"r{n}", "title": f"{'Apple' if n % 3 else 'Apple pear'} {n % 7} {n}", "date": str(1950 + n % 60)}
        for n in range(FIRST_DEEP + 700)
    ]
    with shoroku.open(folder) as library:
        library.add_records(records)
    return folder


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "title"])
@pytest.mark.parametrize("query", ["", "apple", "apple pear"])
def test_cursors_reach_every_hit_once(many: Path, query: str, sort: str) -> None:
    """Page by page, each record comes once, in the order that one large page has."""
    with TestClient(create_app(many, Settings(seconds=60))) as client:
        walked, cursor = [], None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = found(client, "/search", q=query, sort=sort, limit=230, **more)
            walked += [(hit["id"], hit["relaxed"]) for hit in page["hits"]]
            assert not page["renewed"]
            cursor = page["cursor"]
            if not cursor:
                break
    with shoroku.open(many) as library:
        whole = [(hit.id, hit.relaxed) for hit in library.search(query, sort=sort, limit=5_000).hits]  # type: ignore[arg-type]
    assert walked == whole
    assert len({one for one, _ in walked}) == FIRST_DEEP + 700


def test_a_page_far_down_asks_the_index_for_no_more(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the order is made, no question to the index fetches more than a few hits, however far down a page is."""
    from shoroku.search.engine.local import TantivyEngine

    fetched: list[int] = []
    top = TantivyEngine.top

    def counted(self: TantivyEngine, expression: Any, limit: int, **more: Any) -> Any:
        hits = top(self, expression, limit, **more)
        fetched.append(len(hits.keys))
        return hits

    monkeypatch.setattr(TantivyEngine, "top", counted)
    with TestClient(create_app(many, Settings(seconds=60))) as client:
        cursor = found(client, "/search", q="apple", limit=FIRST_DEEP)["cursor"]
        for _ in range(5):
            fetched.clear()
            page = found(client, "/search", q="apple", limit=100, cursor=cursor)
            cursor = page["cursor"]
            assert {hit["score"] for hit in page["hits"]} == {None}
        assert sum(fetched) < FIRST_DEEP / 2


def test_a_cursor_of_an_earlier_state(library: Library) -> None:
    """After a change, a cursor is answered from the new order, and the answer says so."""
    library.add_records([{"id": f"a{n}", "title": f"Apple {n}"} for n in range(5)])
    with TestClient(create_app(library)) as client:
        cursor = found(client, "/search", q="apple", limit=2)["cursor"]
        assert not found(client, "/search", q="apple", limit=2, cursor=cursor)["renewed"]
        library.add_records([{"id": "new", "title": "Apple"}])
        page = found(client, "/search", q="apple", limit=2, cursor=cursor)
    assert page["renewed"]
    assert page["total"] == 6


@pytest.mark.parametrize("cursor", ["_" * 16, "A" * 16, "AAAAAAAAAAD_____"])
def test_a_cursor_that_was_never_given(client: TestClient, cursor: str) -> None:
    """A cursor that somebody made up is a place somewhere; behind the last hit there is nothing."""
    assert found(client, "/search", cursor=cursor)["renewed"]


def test_pages_are_bounded(client: TestClient) -> None:
    """Neither a page nor the way to it without a cursor is without end."""
    assert client.get(f"{API}/search?limit={MOST_HITS}").status_code == 200
    assert client.get(f"{API}/search?limit={MOST_HITS + 1}").status_code == 400
    assert client.get(f"{API}/search?offset={MOST_OFFSET}").json()["hits"] == []
    assert client.get(f"{API}/search?offset={MOST_OFFSET + 1}").status_code == 400


# --- Odd requests -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("search?q=*", 200),
        ("search?q=%E5%85%8D%E7", 200),
        ("search?q=%", 200),
        ("search?q=%zz%00", 200),
        ("search?" + "&".join(f"{n:x}" for n in range(10_000)), 414),
        ("search?" + "&" * 10_000, 400),
        ("search?q=" + "a" * 2_001, 400),
        ("search?q=a&q=b", 400),
        ("search?limit=1e2", 400),
        ("search?exact=yes", 400),
        ("search?year=twenty", 400),
        ("search?year=2020..1990", 200),
        ("search?sort=best", 400),
        ("search?querry=a", 400),
        ("search?cursor=a", 400),
        ("similar", 400),
        ("similar?id=nobody", 404),
        ("records/", 404),
        ("records/%00", 404),
        ("records/%ff%fe", 404),
        ("nothing", 404),
    ],
)
def test_odd_requests(client: TestClient, request_line: str, status: int) -> None:
    """What is no request is told in problem details; nothing else happens."""
    answer = client.get(f"{API}/{request_line}")
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert (told["status"], told["type"]) == (status, "about:blank")
        assert len(answer.text) < 1_500


def test_a_search_over_the_time_limit(place: Path) -> None:
    """A search that takes too long is cut, and the answer says so."""
    with TestClient(create_app(place, Settings(seconds=0.0))) as client:
        answer = client.get(f"{API}/search?q=免疫")
    assert answer.status_code == 503
    assert answer.json()["kind"] == "SearchTimedOut"
    assert answer.headers["retry-after"]


def test_methods(client: TestClient) -> None:
    """HEAD has the headers of GET, OPTIONS says what is allowed, and nothing can be written."""
    url = f"{API}/search?q=免疫"
    whole, head = client.get(url), client.head(url)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    options = client.options(url)
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        refused = client.request(method, url)
        assert refused.status_code == 405
        assert "GET" in refused.headers["allow"]


def test_scripts_of_other_sites_may_read(client: TestClient) -> None:
    """Every answer of the interface, errors too, may be read by a page of another origin; preflights are answered."""
    for path in ("/search", "/search?limit=x", "/openapi.json"):
        assert client.get(API + path).headers["access-control-allow-origin"] == "*"
    preflight = client.options(
        f"{API}/search", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert "GET" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in client.get("/healthz").headers


def test_conditional_requests(library: Library) -> None:
    """Who has an answer is told that it is still right, until the library changes; another question is another answer."""
    library.add_records([{"id": "a", "title": "Apple"}])
    with TestClient(create_app(library)) as client:
        first = client.get(f"{API}/search?q=apple")
        tag = first.headers["etag"]
        again = client.get(f"{API}/search?q=apple", headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(f"{API}/search?q=pear", headers={"If-None-Match": tag}).status_code == 200
        library.add_records([{"id": "b", "title": "Apple pie"}])
        changed = client.get(f"{API}/search?q=apple", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["total"]) == (200, 2)


def test_answers_are_compressed(client: TestClient) -> None:
    """Long answers are sent as gzip to who takes it."""
    with client.stream("GET", f"{API}/search?q=免疫", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert json.loads(gzip.decompress(raw))["total"] > 10
    assert "content-encoding" not in client.get(f"{API}/search", headers={"Accept-Encoding": "identity"}).headers


def test_no_answer_names_the_folder(client: TestClient, place: Path) -> None:
    """Where the library is, is nobody's business."""
    assert str(place) not in client.get(f"{API}/stats").text
