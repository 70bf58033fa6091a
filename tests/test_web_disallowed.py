"""Abstracts that may not be passed on stay behind at every route of the application."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Person, Record, Text
from shoroku.corpus import writers
from shoroku.web import Settings, create_app
from tests.graph_records import AWARD, funded

#: No title, subject or name has one of these words. Each is put into the library by the abstract below, and by nothing else.
WORDS = "zygote quorum fjord waltz sphinx glyph vortex nymph jackdaw".split()
ABSTRACT = " ".join([*WORDS, *reversed(WORDS)])
JAPANESE = "鵺と麒麟の邂逅は櫓太鼓の響きで終わった"
SECRET = (*WORDS, *(JAPANESE[at : at + 4] for at in range(len(JAPANESE) - 3)))
CLOSED = Record(
    id="closed",
    titles=(Text("Lantern fish of the deep sea", "en"), Text("深海のハダカイワシ", "ja")),
    abstracts=(Text(ABSTRACT, "en"), Text(JAPANESE, "ja")),
    creators=(Person(names=(Text("Fujimoto Minoru", "en"),)),),
    journals=(Text("Journal of Lanterns", "en"),),
    date="2020",
    language="en",
    sources=("JaLC",),
    funding=funded(),
    abstract_licence="disallow",
    note="Ask the owner before quoting: brouhaha",
)
OPEN = Record(
    id="open",
    titles=(Text("Lantern fish of the shallow sea", "en"), Text("浅海のハダカイワシ", "ja")),
    abstracts=(Text("About lantern fish.", "en"),),
    date="2019",
)
#: Shares words with the closed record's abstract only, which similar records must not tell.
TWIN = Record(id="twin", titles=(Text("Of fish", "en"),), abstracts=(Text(f"{ABSTRACT} lantern", "en"),), date="2018")

#: Route -> requests that would bring the abstract out if anything did, by the path that ``app.routes`` has.
#: A face with new routes adds its own here: searches for words of the abstract, the record itself, everything like it.
PROBES: dict[str, list[str]] = {
    "/api/v1/search": [
        "/api/v1/search?q=zygote&explain=true&facet=subject&facet=author",
        "/api/v1/search?q=lantern&explain=true",
        "/api/v1/search?q=%22quorum+fjord%22&exact=true&explain=true",
        "/api/v1/search?q=zygo*&explain=true",
        "/api/v1/search?q=zygott",
        "/api/v1/search?q=jakdaw+lantern",
        "/api/v1/search?q=%E9%BA%92%E9%BA%9F&explain=true",
        "/api/v1/search?limit=1000",
    ],
    "/api/v1/people": ["/api/v1/people?who=Fujimoto+Minoru&possibly=true"],
    "/api/v1/coauthors": ["/api/v1/coauthors?who=Fujimoto+Minoru"],
    "/api/v1/projects": [f"/api/v1/projects?number={AWARD}"],
    "/api/v1/related": ["/api/v1/related?id=closed&depth=3"],
    "/api/v1/path": ["/api/v1/path?from=closed&to=open"],
    "/api/v1/graph": ["/api/v1/graph?id=closed&depth=3"],
    "/api/v1/records/{id:path}": ["/api/v1/records/closed"],
    "/api/v1/facets": ["/api/v1/facets?q=zygote", "/api/v1/facets"],
    "/api/v1/suggest": [
        *(f"/api/v1/suggest?prefix={word[:3]}" for word in WORDS),
        "/api/v1/suggest?prefix=lantern+z",
        "/api/v1/suggest?prefix=%E9%BA%92",
    ],
    "/api/v1/similar": ["/api/v1/similar?id=closed", "/api/v1/similar?id=open"],
    "/api/v1/lexicon": ["/api/v1/lexicon?q=lantern", "/api/v1/lexicon?q=%E9%BA%92%E9%BA%9F"],
    "/api/v1/stats": ["/api/v1/stats"],
    "/api/v1/openapi.json": ["/api/v1/openapi.json"],
    "/healthz": ["/healthz"],
    "/metrics": ["/metrics"],
    "/oai": [
        "/oai?verb=Identify",
        "/oai?verb=ListSets",
        *(f"/oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "jpcoar_2.0")),
        "/oai?verb=GetRecord&identifier=oai:xLINEAGE.shoroku.invalid:1&metadataPrefix=jpcoar_2.0",
    ],
    "/": [
        "/?q=zygote",
        "/?q=lantern",
        "/?q=jakdaw+lantern",
        "/",
        "/?q=%22quorum+fjord%22&lang=ja",
        "/?q=%E9%BA%92%E9%BA%9F",
    ],
    "/records/{id:path}": ["/records/closed", "/records/open", "/records/closed?lang=ja"]
    + [f"/records/closed?format={name}" for name in writers.names()],
    "/people/{id:path}": [
        "/people/Fujimoto%20Minoru",
        "/people/mention:1:closed",
        "/people/name:fujimoto%20minoru",
    ],
    "/projects/{id:path}": [f"/projects/kakenhi:{AWARD}"],
    "/export": [f"/export?q=zygote&format={name}{scope}" for name in writers.names() for scope in ("", "&scope=page")],
    "/feed": ["/feed?q=zygote", "/feed?q=lantern"],
    "/saved/{name:path}": ["/saved/deep"],
    "/suggest": [*(f"/suggest?q={word[:3]}" for word in WORDS), "/suggest?q=lantern+z"],
    "/opensearch.xml": ["/opensearch.xml"],
    "/robots.txt": ["/robots.txt"],
    "/static/{name}": [],
    "/opensearch/v2/{kind}": [
        f"/opensearch/v2/{kind}?q={words}&format={form}"
        for kind, words in (("all", "zygote"), ("articles", "lantern"))
        for form in ("json", "rss", "atom")
    ],
    "/opensearch/{kind}": [f"/opensearch/all?q=fjord&format={form}" for form in ("json", "rss", "atom")],
    "/crid/{identifier:path}": [f"/crid/closed{suffix}" for suffix in (".json", ".rdf", ".bib", ".ris")],
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """An application over a library with a record whose abstract may not be passed on, and two that are like it."""
    folder = tmp_path_factory.mktemp("disallowed") / "library"
    with shoroku.open(folder) as library:
        library.take([Contribution("jsonl", one) for one in (CLOSED, OPEN)])
        library.saved.create("deep", "lantern", from_start=True)
    return create_app(folder, Settings(seconds=60))


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[TestClient]:
    """A client of it."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def paths(app: Starlette) -> Iterator[str]:
    """Yield the paths of all routes, those of mounted applications by the path of their mount."""
    for route in app.routes:
        assert isinstance(route, Route | Mount), route
        yield route.path


def told(text: str, request: str = "") -> list[str]:
    """Return the words of the abstract in a text, but for those that the request itself has."""
    return [word for word in SECRET if word in text.casefold() and word not in request]


def test_every_route_is_probed(app: Starlette) -> None:
    """A route without a probe has to be given one."""
    assert set(paths(app)) == set(PROBES)


@pytest.mark.parametrize("request_line", sorted(itertools.chain.from_iterable(PROBES.values())))
def test_nothing_of_the_abstract_leaves(app: Starlette, client: TestClient, request_line: str) -> None:
    """No answer has a word of the abstract that was not in the request, nor the owner's note."""
    request_line = request_line.replace("LINEAGE", app.state.backend.library.changes.lineage)
    answer = client.get(request_line, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    text = answer.text + str(answer.headers)
    assert not told(text, request_line)
    assert "brouhaha" not in text


def test_the_probes_would_tell(app: Starlette) -> None:
    """The abstract is in the library and is searched; without the rule, its words would be seen."""
    library = app.state.backend.library
    (hit,) = library.search("zygote").hits
    assert told(str(hit.to_dict(with_disallowed_abstracts=True)), "zygote")
    assert library.search("jakdaw lantern").did_you_mean == "jackdaw lantern"


def test_words_in_common_are_told_by_the_open_record_only(tmp_path: Path) -> None:
    """Of two records, one of which is closed, similar names what stands in the closed one's title."""
    with shoroku.open(tmp_path / "library") as library:
        library.take([Contribution("jsonl", one) for one in (CLOSED, TWIN, OPEN)])
        assert any(told(str(one.because)) for one in library.similar("closed"))
        with TestClient(create_app(library, Settings(seconds=60))) as client:
            for identifier in ("closed", "twin"):
                found = client.get("/api/v1/similar", params={"id": identifier}).json()["similar"]
                pair = [one for one in found if {identifier, one["id"]} == {"closed", "twin"}]
                assert len(pair) == 1
                assert not told(str(pair[0]["because"]))
