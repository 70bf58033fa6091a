"""The web face: bounds, headers, errors."""

import time
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from lxml import etree
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Identifier, Person, Record, SearchTimedOut, Text
from shoroku.analyzers import japanese, joined_terms, keep_at_most, latin
from shoroku.cli.commands.serve import serve
from shoroku.search.engine.engine import within
from shoroku.web import Settings, create_app, memory

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the bundled sample."""
    folder = tmp_path_factory.mktemp("web") / "library"
    with shoroku.open(folder) as library:
        library.add([SAMPLE])
    return folder


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[TestClient]:
    """A client of an application over the sample."""
    with TestClient(create_app(place), raise_server_exceptions=False) as client:
        yield client


def test_a_library_is_well(client: TestClient) -> None:
    """The health check says how many records can be searched."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["records"] > 0


def test_a_missing_library_is_told_without_its_path(tmp_path: Path) -> None:
    """An error of the library is status 503, and names no file of the machine."""
    with TestClient(create_app(tmp_path / "nowhere")) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/healthz", 405),
        ("DELETE", "/healthz", 405),
        ("GET", "/nothing", 404),
        ("GET", "/healthz?" + "a" * 20_000, 414),
        ("GET", "/healthz?" + "&".join("a=1" for _ in range(300)), 400),
        ("GET", "/healthz?%ff=%fe%", 200),
        ("HEAD", "/healthz", 200),
    ],
)
def test_a_request_is_bounded(client: TestClient, method: str, path: str, status: int) -> None:
    """Requests that change something or are too large are refused, with headers for safety."""
    answer = client.request(method, path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_search_is_broken_off(place: Path) -> None:
    """A search that takes longer than it was given raises SearchTimedOut; later ones in the same thread are not bounded."""
    with shoroku.open(place) as library:
        with within(0.0):
            time.sleep(0.001)
            with pytest.raises(SearchTimedOut, match="0 seconds"):
                library.search("IL-6")
        assert library.search("IL-6").total


def test_a_search_that_takes_too_long_is_told(place: Path) -> None:
    """A request that is out of time is status 503 and says so."""
    with TestClient(create_app(place, Settings(seconds=0.0))) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "was stopped" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        *("/?q=a", "/records/1390287142242714752", "/export?format=ris&q=a", "/feed?q=a", "/suggest?q=a"),
        *("/api/v1/search?q=a", "/api/v1/facets", "/api/v1/suggest?prefix=a", "/api/v1/similar?id=1390287142242714752"),
        *("/api/v1/stats", "/opensearch/all?format=json&q=a", "/opensearch/all?format=rss&title=a&isFullTitle=1"),
        "/opensearch/v2/researchers?format=json&name=a",
    ],
)
def test_every_face_says_that_it_took_too_long(place: Path, path: str) -> None:
    """A search that is cut says so on each face, to programs and to people, in their language."""
    with TestClient(create_app(place, Settings(seconds=0.0))) as client:
        answer = client.get(path)
        page = client.get(path, headers={"Accept": "text/html", "Accept-Language": "ja"})
    if path.startswith("/records/"):  # the record itself is shown without similar ones
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "was stopped" in answer.json()["detail"]
    assert ("isFullTitle" in answer.json()["detail"]) == ("isFullTitle" in path)
    if not path.startswith(("/api", "/opensearch")):
        assert "検索に時間がかかりすぎました" in page.text


def test_a_server_keeps_little_of_what_it_analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of words is bounded, and pages of the dictionary that were given back are read again."""
    for cache in (japanese.TERM_OF, latin.TERMS, latin.CHUNKS):
        monkeypatch.setattr(cache, "room", cache.room)
    before = joined_terms("免疫グロブリンの研究 immune studies")
    keep_at_most(3)
    memory.release_dictionary()
    joined_terms("qwertzig yxcvbnig asdfghig lkjhgfig 蒟蒻畑を耕す鵺の物語")  # nobody has asked for these before
    assert max(map(len, (japanese.TERM_OF, latin.TERMS, latin.CHUNKS))) <= 3
    assert joined_terms("免疫グロブリンの研究 immune studies") == before


# --- Errors, for people and for programs ------------------------------------------------------------------------------

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
MANY = "&".join(f"p{number}=1" for number in range(2_000))
#: Method, path, status, heading of the page in English and Japanese.
REFUSED = [
    ("GET", "/nothing", 404, "There is no such page", "ページが見つかりません"),
    ("GET", "/records/nobody", 404, "There is no such record", "レコードが見つかりません"),
    ("PUT", "/", 405, "This page can only be read", "このページは閲覧しかできません"),
    ("DELETE", "/records/a", 405, "This page can only be read", "このページは閲覧しかできません"),
    ("POST", "/", 405, "This page can only be read", "このページは閲覧しかできません"),
    ("GET", "/?q=" + "a" * 20_000, 414, "The address is too long", "アドレスが長すぎます"),
    ("GET", "/?q=" + "a" * 3_000, 400, "The request cannot be understood", "リクエストを解釈できません"),
    ("GET", f"/?{MANY}", 400, "The request cannot be understood", "リクエストを解釈できません"),
    ("GET", "/export?format=nothing", 400, "The request cannot be understood", "リクエストを解釈できません"),
]


@pytest.mark.parametrize(("method", "path", "status", "english", "japanese"), REFUSED, ids=lambda one: str(one)[:30])
def test_people_are_told_in_their_language(
    client: TestClient, method: str, path: str, status: int, english: str, japanese: str
) -> None:
    """A browser gets errors as a page in its language, also those that are refused before they are looked at."""
    for accepted, heading in (("en-GB,en;q=0.9", english), ("ja,en-US;q=0.7", japanese)):
        answer = client.request(method, path, headers={**BROWSER, "Accept-Language": accepted})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert f"<h1>{heading}</h1>" in answer.text
        assert answer.headers["content-language"] == accepted[:2]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    if status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(("method", "path", "status"), [one[:3] for one in REFUSED], ids=lambda one: str(one)[:30])
@pytest.mark.parametrize("accepted", ["application/json", "*/*", None])
def test_programs_are_told_in_json(
    client: TestClient, method: str, path: str, status: int, accepted: str | None
) -> None:
    """A program gets the same errors as problem details (RFC 9457)."""
    headers = {} if accepted is None else {"Accept": accepted}
    answer = client.request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_body_that_is_too_large(client: TestClient) -> None:
    """A long body is refused before it is read, whether its length is told or not."""
    told = client.post("/oai", content=b"a" * 100_000)
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
    untold = client.post("/oai", content=iter([b"verb=Identify&"] * 10_000))
    assert untold.status_code == 413
    page = client.post("/oai", content=b"a" * 100_000, headers={**BROWSER, "Accept-Language": "ja"})
    assert "<h1>リクエストが大きすぎます</h1>" in page.text


def test_the_api_answers_browsers_in_json_too(client: TestClient) -> None:
    """An address for programs answers them whatever they accept, and pages of other sites may read why."""
    answer = client.get("/api/v1/search?limit=-1", headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
    for path in ("/api/v1/search?" + MANY, "/opensearch/all?format=json&" + MANY, "/oai?" + MANY):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (400, "*")


# --- Every face, asked for too much -----------------------------------------------------------------------------------

#: Addresses of each face that search.
SEARCHING = [
    "/api/v1/search?q={}",
    "/api/v1/facets?q={}",
    "/api/v1/suggest?prefix={}",
    "/api/v1/lexicon?q={}",
    "/opensearch/all?format=json&q={}",
    "/opensearch/v2/articles?format=rss&title={}",
    "/opensearch/v2/researchers?format=json&name={}",
    "/?q={}",
    "/export?format=jsonl&q={}",
    "/feed?q={}",
    "/suggest?q={}",
]
ODD = [
    *(
        "*",
        "***",
        "*a*",
        "?",
        "(((((",
        '"',
        "-",
        "AND OR NOT",
        "title:",
        "%00",
        "%ff%fe",
        "%",
        "%E3%81",
        "%EF%BF%BF%F0%9F",
    ),
    *(
        "a+" * 400,
        "(" * 900,
        "%F0%9F%90%9F" * 100,
        "+OR+".join(["a*"] * 200),
        "..%2f..%2fetc%2fpasswd",
        "%0d%0aSet-Cookie:a",
    ),
]


@pytest.mark.parametrize("path", SEARCHING)
def test_odd_queries_are_answered(client: TestClient, path: str) -> None:
    """A bare asterisk, brackets without end, bytes that are not UTF-8: an answer, or an error in words; never a fault."""
    for query in ODD:
        answer = client.get(path.format(query))
        assert answer.status_code in (200, 400), (query, answer.text)
        assert "Traceback" not in answer.text
        assert "set-cookie" not in answer.headers


#: A path of each face that takes parameters, without its search.
TAKING = sorted({path.partition("?")[0] for path in SEARCHING} | {"/oai", "/crid/a.json", "/records/a", "/healthz"})


@pytest.mark.parametrize("path", TAKING)
def test_ten_thousand_parameters(client: TestClient, path: str) -> None:
    """So many are refused by every face before any of them is read, short ones and long ones, known ones and others."""
    for query, status in (("&" * 10_000, 400), ("&".join(["q"] * 8_000), 400), ("q=a&" * 10_000, 414)):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == status
        assert len(answer.content) < 10_000


def test_a_search_has_two_seconds() -> None:
    """That is the usual limit, of the command as of an application."""
    options = {one.name: one.default for one in serve.params}
    assert options["time_limit"] == Settings().seconds == 2.0
    assert options["host"] == "127.0.0.1"


DEEP = [
    ("/api/v1/search?offset=10000", 200),
    ("/api/v1/search?offset=999999999999", 400),
    ("/api/v1/search?limit=1000000", 400),
    ("/api/v1/search?cursor=AAAAAAAAAAD_____", 200),
    ("/api/v1/search?cursor=AAAAAAAAAAA%3D", 400),
    ("/opensearch/all?format=json&start=999999999&count=200", 200),
    ("/opensearch/v2/researchers?format=json&start=9999&count=200", 200),
    ("/?q=&page=999999999", 200),
    ("/?q=&page=-1", 200),
    ("/?q=&from=99999999999999999999", 200),
    ("/export?format=jsonl&q=&scope=page&page=99", 200),
    ("/oai?verb=ListRecords&resumptionToken=999999999", 200),
]


@pytest.mark.parametrize(("path", "status"), DEEP)
def test_pages_far_down(client: TestClient, path: str, status: int) -> None:
    """What is far beyond the end is an empty page or an error in words."""
    assert client.get(path).status_code == status


FACES = [
    "/",
    "/?q=IL-6",
    "/records/1390287142242714752",
    "/export?format=ris&q=IL-6",
    "/feed?q=IL-6",
    "/suggest?q=im",
    "/opensearch.xml",
    "/robots.txt",
    "/static/page.js",
    "/api/v1/search?q=IL-6",
    "/api/v1/records/1390287142242714752",
    "/api/v1/stats",
    "/api/v1/openapi.json",
    "/opensearch/all?q=IL-6&format=json",
    "/opensearch/all?q=IL-6&format=atom",
    "/crid/1390287142242714752.json",
    "/oai?verb=Identify",
    "/healthz",
    "/metrics",
]


@pytest.mark.parametrize("path", FACES)
def test_head_and_options(client: TestClient, path: str) -> None:
    """HEAD has the status and type of GET without a body; OPTIONS says that one may only read."""
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.headers["content-type"]) == (whole.status_code, whole.headers["content-type"])
    assert (whole.status_code, head.content) == (200, b"")
    options = client.options(path, headers={"Origin": "https://elsewhere.example"})
    assert options.status_code in (200, 204)
    assert set(options.headers["allow"].split(", ")) <= {"GET", "HEAD", "OPTIONS", "POST"}
    assert client.request("TRACE", path).status_code == 405


@pytest.mark.parametrize(
    "path", [path for path in FACES if "static" in path or "json" in path or "atom" in path or "v1/s" in path]
)
def test_answers_that_a_client_has(client: TestClient, path: str) -> None:
    """Whoever has an answer is told that it is still right, and is not sent it again."""
    first = client.get(path)
    if "etag" not in first.headers:
        assert "max-age" in first.headers["cache-control"]
        return
    for known in (first.headers["etag"], f'"x", {first.headers["etag"]}'):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


# --- Hostile records on every face ------------------------------------------------------------------------------------

HOSTILE = "<script>alert('quokka')</script>\"'&]]>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a library with markup in every text, a link that is a script, and a title of a million characters."""
    names = (Text(HOSTILE, "en"),)
    record = Record(
        id="quokka<script>",
        titles=names,
        abstracts=names,
        creators=(Person(names=names, affiliations=names),),
        journals=names,
        publishers=names,
        subjects=names,
        links=("javascript:alert(1)", "https://example.org/fine"),
        identifiers=(Identifier("DOI", "10.1234/quokka<script>"),),
        sources=(HOSTILE,),
        date="2020",
        language="en",
    )
    endless = Record(id="endless", titles=(Text("quokka " + "x" * 1_000_000, "en"),), date="2019", language="en")
    folder = tmp_path_factory.mktemp("hostile") / "library"
    with shoroku.open(folder) as library:
        library.take([Contribution("jsonl", one) for one in (record, endless)])
    with TestClient(create_app(folder, Settings(seconds=600))) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        *("/?q=quokka", "/records/quokka%3Cscript%3E", "/records/endless", "/feed?q=quokka", "/"),
        *("/opensearch/all?format=rss&q=quokka", "/opensearch/all?format=atom&q=quokka"),
        *("/crid/quokka%3Cscript%3E.rdf", "/crid/endless.rdf"),
        *(f"/oai?verb=ListRecords&metadataPrefix={form}" for form in ("oai_dc", "jpcoar_2.0")),
        *("/oai?verb=ListSets", "/oai?verb=%3Cscript%3E", "/?q=%3Cscript%3Equokka", "/nothing/%3Cscript%3E"),
        "/?q=quokka&author=%3Cscript%3E&lang=%3Cscript%3E&page=%3Cscript%3E",
    ],
)
def test_markup_in_records_is_text(hostile: TestClient, path: str) -> None:
    """No face takes a part of a record, or of a request, for markup; a long title is neither a fault nor a broken document."""
    answer = hostile.get(path, headers={"Accept": "text/html, */*"})
    assert answer.status_code == (404 if path.startswith("/nothing") else 200)
    if "html" in answer.headers["content-type"]:
        page = lxml.html.document_fromstring(answer.text)
        scripts = [one for one in page.iter("script") if one.get("type") != "application/ld+json"]
        assert [one.get("src", "").partition("?")[0] for one in scripts] == ["/static/page.js"]
        links = [one.get("href") for one in page.iter("a", "link") if one.get("href")]
        assert not [one for one in links if one.lower().startswith("javascript:")]
        assert not [one for one in page.iter() if any(name.startswith("on") for name in one.attrib)]
    else:
        root = etree.fromstring(answer.content, etree.XMLParser(huge_tree=True))
        assert not list(root.iter("{*}script"))


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/search?q=quokka&facet=author&explain=true", "/api/v1/records/quokka%3Cscript%3E"),
        *("/api/v1/facets?q=quokka", "/api/v1/suggest?prefix=quok", "/api/v1/similar?id=endless"),
        *(
            "/opensearch/all?format=json&q=quokka",
            "/crid/quokka%3Cscript%3E.json",
            "/crid/endless.json",
            "/suggest?q=quok",
        ),
    ],
)
def test_json_cannot_be_taken_for_markup(hostile: TestClient, path: str) -> None:
    """JSON is sent as JSON, and browsers are told not to guess what it is."""
    answer = hostile.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(("application/json", "application/ld+json", "application/x-sug"))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()
