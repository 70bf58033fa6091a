"""The interface of CiNii Research: what its clients ask for, and what they read."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

import shoroku
from shoroku import Library, Record, Text
from shoroku.search.query.parser import parse
from shoroku.web import Settings, create_app
from shoroku.web.cinii.parameters import search_request
from shoroku.web.pages.state import SearchState
from tests.cinii_records import CRID, HIDDEN, NAMESPACES, RECORDS

#: A loaded machine is slow, above all where the tables of the dictionary are made first.
SLOW = Settings(seconds=600.0)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, fill: Callable[..., Library]) -> Library:
    """A library of three records."""
    return fill(shoroku.open(tmp_path_factory.mktemp("cinii") / "library"), *RECORDS, origin="CiNii Research")


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """A client of the library's server."""
    settings = Settings(seconds=600.0, base_url="https://sea.example", title="Library of the Sea")
    with TestClient(create_app(library, settings), follow_redirects=False) as client:
        yield client


def found(client: TestClient, kind: str = "all", **parameters: str) -> dict[str, Any]:
    """Return the channel of a search."""
    answer = client.get(f"/opensearch/v2/{kind}", params={"format": "json", **parameters})
    assert answer.status_code == 200, answer.text
    channel: dict[str, Any] = answer.json()
    return channel


def titles(channel: dict[str, Any]) -> list[str]:
    return [item["title"] for item in channel["items"]]


def test_a_channel(client: TestClient) -> None:
    """Numbers are numbers, the request's address is without the key, and each item tells where its record is."""
    channel = found(client, appid="secret", q="発光")
    assert channel["@type"] == "channel"
    assert (
        channel["@id"]
        == channel["link"]["@id"]
        == "https://sea.example/opensearch/v2/all?format=json&q=%E7%99%BA%E5%85%89"
    )
    assert "secret" not in json.dumps(channel)
    assert [channel[f"opensearch:{name}"] for name in ("totalResults", "startIndex", "itemsPerPage")] == [1, 1, 1]
    (item,) = channel["items"]
    assert item == {
        "@id": f"https://sea.example/crid/{CRID}",
        "@type": "item",
        "title": "深海魚の発光",
        "link": {"@id": f"https://sea.example/crid/{CRID}"},
        "rdfs:seeAlso": {"@id": f"https://sea.example/crid/{CRID}.json"},
        "dc:creator": ["海野 光", "沖 渚"],
        "dc:publisher": "架空海洋学会",
        "dc:type": "Article",
        "prism:publicationName": "架空海洋誌",
        "prism:issn": "0000-0019",
        "prism:volume": "12",
        "prism:number": "3",
        "prism:startingPage": "93",
        "prism:endingPage": "120",
        "prism:publicationDate": "2015-04",
        "description": "深海魚の発光器を観察した。",
        "abstractLicenseFlag": "allow",
        "dc:identifier": [
            {"@type": "cir:DOI", "@value": "10.99999/sea.17"},
            {"@type": "cir:NAID", "@value": "110000000017"},
        ],
        "dc:subject": ["発光", "Bioluminescence", "Kanji 漢字"],
        "dc:source": [{"@id": "https://example.org/17.pdf", "dc:title": "example.org"}],
        "dc:language": "ja",
        "dc:date": "2015-04",
    }


def test_the_language_is_chosen(client: TestClient) -> None:
    """With ``lang=en`` titles, names and abstracts are in English where there are any."""
    (item,) = found(client, q="発光", lang="EN")["items"]
    assert found(client, q="発光", lang="en")["items"] == [item]
    assert item["title"] == 'Light of "deep-sea" fish <script>'
    assert item["dc:creator"] == ["UNNO Hikaru", "沖 渚"]
    assert item["description"] == "We observed light organs & more."


FOUND = [
    ({}, 3),
    ({"q": "fish"}, 2),
    ({"q": "fish 発光"}, 1),
    ({"q": "fish OR books"}, 3),
    ({"q": "fish -lantern"}, 1),
    ({"q": "fish nowhere"}, 0),
    ({"q": "Which fish of the deep sea gives light, and nowhere else is it seen?"}, 0),
    ({"title": "発光"}, 1),
    ({"title": "海の本", "isFullTitle": "true"}, 1),
    ({"title": "海の", "isFullTitle": "true"}, 0),
    ({"title": 'Light of "deep-sea" fish <script>'}, 1),
    ({"title": 'a" OR "b" (type:book'}, 0),
    ({"creator": "海野光"}, 1),
    ({"creator": "Unno"}, 1),
    ({"affiliation": "架空大学"}, 1),
    ({"affiliation": "nowhere"}, 0),
    ({"researcherId": "9000000000001"}, 1),
    ({"researcherId": "1"}, 0),
    ({"publicationTitle": "海洋"}, 1),
    ({"publicationTitle": "nowhere"}, 0),
    ({"issn": "0000-0019"}, 1),
    ({"issn": "00000019", "volume": "12", "number": "3", "pages": "93"}, 1),
    ({"issn": "00000019", "volume": "11"}, 0),
    ({"isbn": "9784000000000"}, 1),
    ({"ncid": "AA1"}, 0),
    ({"category": "発光"}, 1),
    ({"description": "発光器"}, 1),
    ({"publisher": "架空海洋学会"}, 1),
    ({"doi": "10.99999/SEA.17"}, 1),
    ({"doi": "https://doi.org/10.99999/sea.17"}, 1),
    ({"projectId": "19KK0341"}, 0),
    ({"degree": "博士"}, 0),
    ({"from": "2016"}, 1),
    ({"until": "2015"}, 2),
    ({"from": "2015", "until": "2015"}, 2),
    ({"from": "201504", "until": "201504"}, 1),
    ({"from": "201501", "until": "201512"}, 2),
    ({"from": "201505", "until": "201612"}, 1),
    ({"until": "201503"}, 0),
    ({"from": "2017", "until": "2016"}, 0),
    ({"from": "soon"}, 3),
    ({"hasLinkToFullText": "true"}, 1),
    ({"dataSourceType": "JALC,CROSSREF"}, 2),
    ({"dataSourceType": "KAKEN"}, 0),
    ({"languageType": "ja"}, 1),
    ({"languageType": "ja,en"}, 2),
    ({"resourceType": "book"}, 1),
    ({"resourceType": "journal article"}, 2),
    ({"resourceType": "painting"}, 0),
    ({"unheard": "of", "q": "fish"}, 2),
    ({"q": ""}, 3),
    ({"q": "fish AND 発光"}, 1),
    ({"q": "fish NOT lantern"}, 1),
    ({"q": "(lantern OR books) sea"}, 1),
    ({"q": "　深海魚　発光　"}, 1),
    ({"q": '"lantern fish"'}, 1),
    ({"q": "lanter*"}, 1),
    ({"title": "lantern fish", "isFullTitle": "true"}, 1),
    ({"title": "lantern", "isFullTitle": "false"}, 1),
    ({"creator": "UNNO, Hikaru"}, 1),
    ({"affiliation": "Invented University"}, 1),
    ({"publicationTitle": "Journal of Invented Seas"}, 1),
    ({"issn": "99999999"}, 0),
    ({"volume": "１２"}, 1),
    ({"volume": "Vol. 12"}, 1),
    ({"volume": "1"}, 0),
    ({"volume": "-"}, 0),
    ({"number": "3"}, 1),
    ({"pages": "93-120"}, 1),
    ({"pages": "120"}, 1),
    ({"pages": "120-93"}, 0),
    ({"pages": "94"}, 0),
    ({"isbn": "978-4-00-000000-0"}, 1),
    ({"isbn": "9784111111111"}, 0),
    ({"category": "Bioluminescence"}, 1),
    ({"publisher": "Society of Invented Seas"}, 1),
    ({"doi": "10.99999/nothing"}, 0),
    ({"from": "2015-04", "until": "2015-04"}, 1),
    ({"from": "  2016 "}, 1),
    ({"hasLinkToFullText": "false"}, 3),
    ({"hasLinkToFullText": "1"}, 1),
    ({"dataSourceType": "jalc"}, 1),
    ({"dataSourceType": " JALC , ,CIB"}, 2),
    ({"dataSourceType": ""}, 3),
    ({"languageType": "zh"}, 0),
    ({"resourceType": "article,book"}, 3),
    ({"appid": "anything at all"}, 3),
]


@pytest.mark.parametrize(("parameters", "total"), FOUND, ids=lambda value: str(value))
def test_a_parameter(client: TestClient, parameters: dict[str, str], total: int) -> None:
    """Each parameter finds what it names, and no part of its value is read as another."""
    channel = found(client, **parameters)
    assert channel["opensearch:totalResults"] == total == len(channel["items"])


@pytest.mark.parametrize(
    ("kind", "total"),
    [
        ("all", 3),
        ("articles", 2),
        ("books", 1),
        ("data", 0),
        ("dissertations", 0),
        ("projects", 0),
        ("projectsAndProducts", 3),
    ],
)
def test_a_kind_of_search(client: TestClient, kind: str, total: int) -> None:
    """A kind of search finds one type of record."""
    assert found(client, kind)["opensearch:totalResults"] == total


def test_a_kind_that_there_is_not(client: TestClient) -> None:
    """Another kind is status 404; the first version has no ``projectsAndProducts``."""
    answer = client.get("/opensearch/v2/everything")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, "*")
    assert client.get("/opensearch/projectsAndProducts?format=json").status_code == 404
    assert client.get("/opensearch/all?format=json").json()["opensearch:totalResults"] == 3


@pytest.mark.parametrize(
    ("parameters", "start", "size"),
    [
        ({"count": "0"}, 1, 3),
        ({"count": "-5"}, 1, 3),
        ({"count": "x"}, 1, 3),
        ({"count": "2"}, 1, 2),
        ({"count": "2", "start": "2"}, 2, 2),
        ({"count": "9999999999"}, 1, 3),
        ({"start": "0"}, 1, 3),
        ({"start": "4"}, 4, 0),
        ({"start": "10001"}, 10_001, 0),
        ({"start": "999999999"}, 999_999_999, 0),
    ],
)
def test_a_page(client: TestClient, parameters: dict[str, str], start: int, size: int) -> None:
    """``count`` and ``start`` are clamped as CiNii clamps them; the total stays the same."""
    for kind in ("", "person"):
        asked = {**parameters, **({"hasLinkToFullText": "false"} if kind else {})}
        channel = found(client, **asked)
        assert channel["opensearch:startIndex"] == start
        assert channel["opensearch:itemsPerPage"] == len(channel["items"]) == size
        assert channel["opensearch:totalResults"] == 3


def test_a_count_is_bounded(tmp_path: Path, fill: Callable[..., Library], record: Callable[..., Record]) -> None:
    """No more than 200 results are on a page, and 20 if it is not said."""
    whales = [record(f"r{number:03}", f"Whale {number}", year=2000) for number in range(230)]
    with fill(shoroku.open(tmp_path / "l"), *whales) as many, TestClient(create_app(many, SLOW)) as client:
        assert len(found(client, count="500")["items"]) == 200
        assert len(found(client)["items"]) == 20
        starts = ("1", "101", "201")
        pages = [found(client, q="whale", sortorder="1", start=start, count="100") for start in starts]
        assert len({item["@id"] for page in pages for item in page["items"]}) == 230


def test_a_repeated_parameter(client: TestClient) -> None:
    """A list may be repeated, as some clients send lists; of another parameter, the first counts."""
    several = client.get("/opensearch/all?format=json&dataSourceType=JALC&dataSourceType=CROSSREF&q=fish&q=books")
    assert several.json()["opensearch:totalResults"] == 2


def numbers_of(root: Any) -> list[int]:
    """Return what a feed says of its size and place."""
    names = ("totalResults", "startIndex", "itemsPerPage")
    return [int(root.findtext(f".//opensearch:{name}", namespaces=NAMESPACES)) for name in names]


def page_of(client: TestClient, form: str, start: int, count: int) -> tuple[int, list[str]]:
    """Return the total and the addresses of a page's items, read as a client of that format reads them."""
    answer = client.get("/opensearch/v2/all", params={"format": form, "start": start, "count": count, "sortorder": 1})
    if form == "json":
        channel = answer.json()
        return channel["opensearch:totalResults"], [item["link"]["@id"] for item in channel.get("items", ())]
    root = etree.fromstring(answer.content)
    path = "rss:item/rss:link/text()" if form == "rss" else "atom:entry/atom:link[not(@type)]/@href"
    items = [str(one) for one in root.xpath(path, namespaces=NAMESPACES)]
    total, first, size = numbers_of(root)
    assert (first, size) == (start, len(items))
    return total, items


@pytest.mark.parametrize("count", [1, 2, 3, 200])
def test_a_client_that_pages(client: TestClient, count: int) -> None:
    """Whoever asks page by page until the total is reached gets each record once, the same in every format."""
    read: dict[str, list[str]] = {}
    for form in ("json", "rss", "atom"):
        links: list[str] = []
        total = 1
        while len(links) < total:
            total, items = page_of(client, form, len(links) + 1, count)
            assert items
            links += items
        read[form] = links
    assert read["json"] == read["rss"] == read["atom"]
    assert len(set(read["json"])) == 3


@pytest.mark.parametrize("kind", ["projects", "data", "dissertations", "researchers"])
@pytest.mark.parametrize("form", ["json", "rss", "atom"])
def test_nothing_found(client: TestClient, kind: str, form: str) -> None:
    """A search that finds nothing has a whole answer, with a total of 0 and no items."""
    answer = client.get(f"/opensearch/v2/{kind}?format={form}&q=nowhere&name=nowhere")
    assert answer.status_code == 200
    if form == "json":
        assert (answer.json()["opensearch:totalResults"], answer.json()["items"]) == (0, [])
    else:
        assert numbers_of(etree.fromstring(answer.content)) == [0, 1, 0]


@pytest.mark.parametrize(("order", "first"), [("0", "Lantern fish"), ("1", "深海魚の発光"), ("10", ""), ("4", "")])
def test_an_order(client: TestClient, order: str, first: str) -> None:
    """Newest and oldest first; what cannot be ordered by is ordered by relevance."""
    found_titles = titles(found(client, sortorder=order))
    assert len(found_titles) == 3
    assert first in ("", found_titles[0])


def test_people(client: TestClient) -> None:
    """Researchers are the people of the records; the last part of a person's address is their id in other searches."""
    channel = found(client, "researchers", name="海野光")
    (item,) = channel["items"]
    assert item["title"] == "海野 光"
    assert item["dc:type"] == "Researcher"
    known = shoroku_id(item["@id"])
    assert titles(found(client, researcherId=known)) == ["深海魚の発光"]
    assert (
        client.get(item["link"]["@id"].removeprefix("https://sea.example"))
        .headers["location"]
        .startswith("https://sea.example/people/orcid%3A")
    )
    assert found(client, "researchers", name="海野光", start="10001")["items"] == []


def shoroku_id(url: str) -> str:
    """Return the id in the address of an item, as a client finds it."""
    from urllib.parse import unquote

    return unquote(url.rsplit("/", 1)[-1])


# --- Formats ----------------------------------------------------------------------------------------------------------


def test_rss(client: TestClient) -> None:
    """RSS 1.0 has the channel, the sequence of its items, and the items."""
    answer = client.get("/opensearch/all?format=rss&q=fish&sortorder=1&lang=en")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    root = etree.fromstring(answer.content)

    def texts(path: str) -> list[str]:
        return list(map(str, root.xpath(path, namespaces=NAMESPACES)))

    assert texts("/rdf:RDF/rss:channel/opensearch:totalResults/text()") == ["2"]
    assert texts("/rdf:RDF/rss:channel/rss:items/rdf:Seq/rdf:li/@rdf:resource") == texts("/rdf:RDF/rss:item/@rdf:about")
    assert texts("/rdf:RDF/rss:item[1]/rss:title/text()") == ['Light of "deep-sea" fish <script>']
    assert texts("/rdf:RDF/rss:item[1]/dc:creator/text()") == ["UNNO Hikaru", "沖 渚"]
    assert texts("/rdf:RDF/rss:item[1]/dc:identifier[@rdf:datatype='cir:DOI']/text()") == ["10.99999/sea.17"]
    assert texts("/rdf:RDF/rss:item[1]/dc:source/@rdf:resource") == ["https://example.org/17.pdf"]
    assert HIDDEN not in answer.text


def test_atom(client: TestClient) -> None:
    """Atom has what its standard requires, and the numbers of OpenSearch."""
    answer = client.get("/opensearch/all?format=atom&q=fish&sortorder=1")
    root = etree.fromstring(answer.content)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert root.findtext("opensearch:totalResults", namespaces=NAMESPACES) == "2"
    for element in (root, *root.findall("atom:entry", NAMESPACES)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"atom:{name}", namespaces=NAMESPACES)
    assert root.findtext("atom:author/atom:name", namespaces=NAMESPACES) == "Library of the Sea"
    assert root.findtext("atom:entry/atom:updated", namespaces=NAMESPACES) == "2015-04-01T00:00:00Z"
    assert HIDDEN not in answer.text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("application/ld+json", "application/json"),
        ("application/rdf+xml;q=0.5, application/atom+xml", "application/atom+xml"),
        ("text/html;q=0.2, application/rss+xml;q=x", ""),
        ("*/*", ""),
        ("application/json;q=0", ""),
    ],
)
def test_a_search_is_negotiated(client: TestClient, accept: str, media_type: str) -> None:
    """Without ``format``, Accept decides; HTML is the page."""
    answer = client.get("/opensearch/all?q=fish&resourceType=article", headers={"Accept": accept})
    if media_type:
        assert answer.headers["content-type"].startswith(media_type)
    else:
        assert answer.status_code == 303
        assert answer.headers["location"] == "https://sea.example/?q=fish&type=article"


def test_the_page_shows_the_same_search(client: TestClient) -> None:
    """The page is asked for all values of each filter, the years, the order and the language."""
    asked = {
        "dataSourceType": "JALC,CROSSREF",
        "languageType": "ja,en",
        "resourceType": "article,book",
        "from": "2015",
        "volume": "12",
        "hasLinkToFullText": "true",
        "sortorder": "1",
        "lang": "en",
    }
    answer = client.get("/opensearch/all", params={"format": "html", **asked})
    state = SearchState.of(QueryParams(answer.headers["location"].partition("?")[2]))
    assert state.filters["source"] == ("JaLC", "Crossref")
    assert (state.filters["language"], state.filters["type"]) == (("ja", "en"), ("article", "book"))
    assert (state.first_year, state.last_year, state.sort, state.language) == (2015, None, "oldest", "en")
    assert state.query == "volume:12 has:link"
    months = client.get("/opensearch/all?format=html&until=201504&sortorder=10").headers["location"]
    assert months == "https://sea.example/?q=month%3A..2015-04&sort=cited"
    assert client.get("/opensearch/all?format=html").headers["location"] == "https://sea.example/"


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"volume": "12", "number": "3", "pages": "93", "hasLinkToFullText": "true"}, []),
        ({"title": "海の本", "isFullTitle": "true"}, ["isFullTitle"]),
        ({"researcherId": "9000000000001"}, ["researcherId"]),
        ({"projectId": "19KK0341", "degree": "博士"}, ["degree"]),
        ({"from": "201504", "until": "2016"}, []),
        ({"q": "fish", "from": "2015", "hasLinkToFullText": "false"}, []),
    ],
)
def test_the_page_names_what_it_leaves_out(client: TestClient, parameters: dict[str, str], named: list[str]) -> None:
    """A page has no controls for some conditions. It says which of the request's it does not know, also on later pages."""
    asked = client.get("/opensearch/all", params={"format": "html", "lang": "en", **parameters})
    where = asked.headers["location"].removeprefix("https://sea.example")
    state = SearchState.of(QueryParams(where.partition("?")[2]))
    assert list(state.left_out) == named
    assert SearchState.of(QueryParams(state.changed(page=2).encoded()[1:])).left_out == state.left_out
    page = client.get(where)
    assert page.status_code == 200
    assert ("leaves them out" in page.text) == bool(named)
    assert not SearchState.of(QueryParams("q=fish&left_out=nothing&left_out=%3Cb%3E")).left_out


def test_the_page_of_a_researcher(client: TestClient) -> None:
    """People are shown to people as the records that they wrote."""
    location = client.get("/opensearch/v2/researchers?name=海野光").headers["location"]
    assert (
        "Light of" in client.get(location.removeprefix("https://sea.example"), headers={"Accept-Language": "en"}).text
    )
    assert client.get("/opensearch/v2/researchers").headers["location"] == "https://sea.example/"


def test_conditions_that_take_too_long(library: Library) -> None:
    """A condition that is tested record by record is named where it takes too long."""
    with TestClient(create_app(library, Settings(seconds=0.0))) as client:
        answer = client.get("/opensearch/all?format=json&title=Sea&isFullTitle=true&from=201504")
    assert answer.status_code == 503
    assert "tested record by record: isFullTitle" in answer.json()["detail"]


def test_a_preflight(client: TestClient) -> None:
    """A browser that asks first is told that it may ask."""
    for path in ("/opensearch/all", f"/crid/{CRID}.json"):
        answer = client.options(path)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]


def test_a_repeated_search_is_not_sent_again(client: TestClient) -> None:
    """The ETag of a search does not change with the time."""
    for form in ("json", "rss", "atom"):
        first = client.get(f"/opensearch/all?format={form}&q=fish")
        again = client.get(f"/opensearch/all?format={form}&q=fish", headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)


def test_a_parameter_that_is_too_long(client: TestClient) -> None:
    """It is refused with a message."""
    answer = client.get("/opensearch/all", params={"format": "json", "q": "a" * 2_001})
    assert answer.status_code == 400
    assert "2000" in answer.text


def test_characters_that_xml_cannot_hold(tmp_path: Path, fill: Callable[..., Library]) -> None:
    """A record that a program stored with them is still given as XML."""
    odd = Record(id="a\x01b", titles=(Text("Vertical\x0btab \ufffe fish", "en"),))
    with fill(shoroku.open(tmp_path / "l"), odd) as library, TestClient(create_app(library)) as client:
        for form in ("rss", "atom"):
            assert b"Vertical" in etree.tostring(etree.fromstring(client.get(f"/opensearch/all?format={form}").content))
        assert client.get("/opensearch/all?format=json").json()["items"][0]["title"].startswith("Vertical")


# --- Laws -------------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(['"', "“", "(", ")", "-", " ", ":", "*", "?", "~", "\\", "OR", "NOT", "title:", "a", "深海"])
    ).map("".join),
)
NAMES = (
    "title",
    "creator",
    "affiliation",
    "publisher",
    "description",
    "category",
    "issn",
    "isbn",
    "ncid",
    "doi",
    "projectId",
    "volume",
    "number",
    "pages",
)


@given(st.dictionaries(st.sampled_from(NAMES), TEXTS, min_size=1), TEXTS, st.booleans())
def test_a_value_is_never_read_as_more_than_a_value(fields: dict[str, str], words: str, is_full: bool) -> None:
    """Whatever stands in the parameters, the query that is searched is the tree that they were made into."""
    asked = search_request("all", {**fields, "q": words, "isFullTitle": "true" if is_full else ""})
    assert parse(asked.query).tree == asked.tree
