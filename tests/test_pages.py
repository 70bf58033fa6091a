"""Pages of the web face: every state has a permalink, texts are escaped and in both languages, abstracts stay behind."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import lxml.etree
import lxml.html
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.routing import Mount
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Identifier, Person, Record, Text
from shoroku.corpus import writers
from shoroku.web import Settings, create_app
from shoroku.web.pages.cite import apa, sist02
from shoroku.web.pages.facets import bars
from shoroku.web.pages.hits import shown_place
from shoroku.web.pages.language import preferred
from shoroku.web.pages.metadata import coins, highwire
from shoroku.web.pages.state import SearchState

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"
DISALLOWED = "1390287142242714752"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
#: A busy machine is no reason for a test to fail.
PATIENT = Settings(seconds=120.0)
HTML = {"accept": "text/html", "accept-language": "en"}

SCRIPT = Record(
    id="doi:10.1234/a/b",
    titles=(Text("<script>alert('zebra')</script> & zebra", "en"),),
    abstracts=(Text("<img src=x onerror=alert(1)> zebra", "en"),),
    creators=(Person(names=(Text('"><script>alert(2)</script>', "en"),)),),
    journals=(Text("</title><script>alert(3)</script>", "en"),),
    links=("javascript:alert(4)", "https://example.org/fine"),
    identifiers=(Identifier("DOI", "10.1234/a/b"),),
    subjects=(Text("</script><script>alert(5)</script>", "en"),),
    date="2001",
    language="en",
)
LONG = Record(id="long", titles=(Text("zebra " * 166_667, "en"),), date="2002", language="en")
SECRET = Record(
    id="secret",
    titles=(Text("A zebra in the dark", "en"),),
    abstracts=(Text("quagga jackdaw sphinx waltz", "en"),),
    abstract_licence="disallow",
    date="2003",
    language="en",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the bundled sample, of records that mean no good, and a saved search."""
    folder = tmp_path_factory.mktemp("pages") / "library"
    with shoroku.open(folder) as library:
        library.add([SAMPLE])
        library.take([Contribution("program", one) for one in (SCRIPT, LONG, SECRET)])
        library.saved.create("免疫 new", "免疫", year=(2000, None), language="ja")
    return folder


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[TestClient]:
    """A browser that prefers English."""
    with TestClient(create_app(place, PATIENT), headers=HTML) as client:
        yield client


def tree(client: TestClient, address: str, **headers: str) -> lxml.html.HtmlElement:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return lxml.html.document_fromstring(answer.content)


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return [one.text_content() for one in page.cssselect(".hit a.title")]


# --- States -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=",
        "?q=%E5%85%8D%E7%96%AB",
        "?q=a+b&type=book&language=ja&language=en&author=A+%2F+B&from=1990&until=2000&sort=newest&exact=1&in=ja&page=3&lang=ja",
        "?q=&from=1990",
        "?q=&tag=review",
    ],
)
def test_a_state_is_its_address(query: str) -> None:
    """A state that is read from an address and written again is the same address."""
    assert SearchState.of(QueryParams(query.removeprefix("?"))).encoded() == query


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("q=a&page=0&sort=up&in=fr&lang=xx&exact=yes", "?q=a"),
        ("q=a&page=99999999999999999999", "?q=a"),
        ("q=a&page=500", "?q=a&page=100"),
        ("q=a&from=2000&until=1990", "?q=a&from=1990&until=2000"),
        ("q=a&from=x&until=-3", "?q=a"),
        ("q=a&type=&type=book&type=book", "?q=a&type=book"),
        ("type=book", "?q=&type=book"),
    ],
)
def test_what_means_nothing_is_left_out(given: str, meant: str) -> None:
    """Parameters without meaning are ignored, and no address is an error."""
    assert SearchState.of(QueryParams(given)).encoded() == meant


def test_a_page_links_to_itself(client: TestClient) -> None:
    """The canonical address of a page is the one that leads to it."""
    address = "/?q=%E5%85%8D%E7%96%AB&language=ja&sort=newest"
    page = tree(client, address)
    (canonical,) = page.cssselect("link[rel=canonical]")
    assert urlsplit(canonical.get("href"))._replace(scheme="", netloc="").geturl() == address


def test_the_pages_of_a_search_hold_all_records_once(client: TestClient) -> None:
    """Who follows “Next” sees every record once."""
    seen: list[str] = []
    address = "/?q=%E5%85%8D%E7%96%AB&sort=oldest"
    while address:
        page = tree(client, address)
        seen += [one.get("href") for one in page.cssselect(".hit a.title")]
        address = next((one.get("href") for one in page.cssselect(".pages a[rel=next]")), "")
    total = int(re.sub(r"\D", "", page.cssselect("h1")[0].text_content()))
    assert len(seen) == len(set(seen)) >= total > 20


def test_facets_are_ticked_and_removed(client: TestClient) -> None:
    """A ticked value narrows the search, stays ticked, and has a link that removes it."""
    page = tree(client, "/?q=&type=book")
    ticked = page.cssselect("input[type=checkbox][checked]")
    assert [(one.get("name"), one.get("value"), one.get("form")) for one in ticked] == [("type", "book", "search")]
    (chip,) = page.cssselect(".chips a")
    assert "type" not in dict(parse_qsl(urlsplit(chip.get("href")).query))
    assert "5 records" in page.cssselect("h1")[0].text_content()


def test_a_value_that_no_record_has_stays_ticked(client: TestClient) -> None:
    """A filter by an unknown value can be seen and removed, and the notice says why nothing is found."""
    page = tree(client, "/?q=&journal=Nowhere")
    assert [one.get("value") for one in page.cssselect("input[checked]")] == ["Nowhere"]
    assert "Nowhere" in page.cssselect(".notices")[0].text_content()
    assert page.cssselect(".nothing")


def test_expansions_are_told_and_can_be_turned_off(client: TestClient) -> None:
    """A page says what was searched besides, and one click searches exactly; another goes back."""
    page = tree(client, "/?q=immunity")
    assert "免疫" in page.cssselect(".also")[0].text_content()
    (exactly,) = page.cssselect(".also a")
    exact = tree(client, exactly.get("href"))
    assert exact.cssselect("h1")[0].text_content() != page.cssselect("h1")[0].text_content()
    assert tree(client, exact.cssselect(".also a")[0].get("href")).cssselect(".also .word")


def test_a_misspelt_word_is_corrected(client: TestClient) -> None:
    """Did you mean: the correction is a link."""
    page = tree(client, "/?q=rheumatoid+artritis")
    (link,) = page.cssselect(".mean a")
    assert "arthritis" in link.text_content()
    assert titles(tree(client, link.get("href")))


def test_notices_are_shown(client: TestClient) -> None:
    """What was wrong with a query stands above the records, in the page's language."""
    assert "quotation mark" in tree(client, "/?q=%22immune").cssselect(".notices")[0].text_content()
    assert "引用符" in tree(client, "/?q=%22immune&lang=ja").cssselect(".notices")[0].text_content()
    assert "Did you mean title:?" in tree(client, "/?q=tite:cancer").cssselect(".notices")[0].text_content()


def test_years_are_bars_and_links(client: TestClient) -> None:
    """Each bar of the histogram is a link to its years, and those outside the range are not marked."""
    page = tree(client, "/?q=&from=2010&until=2015")
    found = page.cssselect(".histogram a")
    marked = [one.get("data-first") for one in found if "chosen" in one.cssselect(".bar")[0].get("class")]
    assert marked == [str(year) for year in range(2010, 2016)]
    assert "from=1990" in next(one.get("href") for one in found if one.get("data-first") == "1990")


def test_bars_stand_for_several_years() -> None:
    """Years that are far apart become bars of equal steps that hold all records."""
    years = [shoroku.FacetValue(str(year), 2) for year in (1650, 1990, 2020)]
    found = bars(years, SearchState())
    assert len(found) <= 48
    assert sum(one.records for one in found) == 6
    assert len({one.last - one.first for one in found}) == 1


def test_the_front_page_says_what_there_is(client: TestClient) -> None:
    """The front page has the number of records, links into them, and the saved searches."""
    page = tree(client, "/")
    assert "194 records" in page.cssselect(".holdings")[0].text_content()
    assert titles(tree(client, page.cssselect(".overview section a")[0].get("href")))
    assert "免疫 new" in page.cssselect(".overview")[0].text_content()


# --- Languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("fr,de;q=0.5", "en"),
        ("fr,ja;q=0.1", "ja"),
        ("*", "en"),
        ("ja;q=0,en;q=0", "en"),
        ("ja;q=x", "en"),
    ],
)
def test_the_browser_says_the_language(accepted: str, language: str) -> None:
    """Accept-Language decides; English where it says nothing of both."""
    assert preferred(accepted) == language


@pytest.mark.parametrize("address", ["/", "/?q=immunity", "/?q=qqzzxx", f"/records/{DISALLOWED}", "/records/nothing"])
def test_a_page_is_in_both_languages(client: TestClient, address: str) -> None:
    """Every page is there in both languages and links to itself in the other, which it keeps from then on."""
    for language, other in (("en", "ja"), ("ja", "en")):
        answer = client.get(address, headers={"accept-language": language})
        page = lxml.html.document_fromstring(answer.content)
        assert page.get("lang") == answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"]
        (link,) = page.cssselect(".languages a")
        switched = lxml.html.document_fromstring(
            client.get(link.get("href"), headers={"accept-language": language}).content
        )
        assert switched.get("lang") == other
        kept = [one.get("href") for one in switched.cssselect("a.brand, .hit a.title, .pages a, .sorts a")]
        assert all(f"lang={other}" in one for one in kept)


def test_texts_have_their_language(client: TestClient) -> None:
    """Japanese and English texts are tagged, so that a browser chooses glyphs and breaks lines by their language."""
    page = tree(client, f"/records/{DISALLOWED}")
    tags = {one.text_content().strip(): one.get("lang") for one in page.cssselect("[lang]")}
    assert tags["IL-6阻害薬とバイオマーカー"] == "ja"
    assert tags["Biomarkers for IL-6 inhibition therapy"] == "en"


# --- Records ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "identifier", ["10.1234/a/b", "https://doi.org/10.1234/A/b", f"https://cir.nii.ac.jp/crid/{DISALLOWED}"]
)
def test_any_identifier_leads_to_the_record(client: TestClient, identifier: str) -> None:
    """An identifier in any notation, slashes included, leads to the record's own address."""
    answer = client.get("/records/" + quote(identifier), follow_redirects=False)
    assert answer.status_code == 302
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_withheld_abstract_is_named(client: TestClient) -> None:
    """Of an abstract that may not be passed on, the page says why it is not there."""
    page = tree(client, f"/records/{DISALLOWED}")
    assert "licence" in page.cssselect(".withheld")[0].text_content()
    assert not page.cssselect(".abstract")


SHOWN = ["/?q=quagga", "/records/secret", "/feed?q=quagga", "/", "/?q=jackdaw+sphinx&sort=newest", "/suggest?q=jackd"]
SHOWN += [f"/export?format={name}&q=quagga{scope}" for name in writers.names() for scope in ("", "&scope=page")]
SHOWN += [f"/records/secret?format={name}" for name in writers.names()]


@pytest.mark.parametrize("address", SHOWN)
def test_abstracts_that_may_not_be_passed_on_stay(client: TestClient, address: str) -> None:
    """No page, file, feed or completion has a part of such an abstract, though it is searched."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert not re.search("sphinx waltz|quagga jackdaw", re.sub("<[^>]*>", "", answer.text))
    if "quagga" in address:
        assert "zebra in the dark" in answer.text


def test_a_record_speaks_to_programs(client: TestClient) -> None:
    """Highwire's tags, COinS and JSON-LD say the same of a record."""
    page = tree(client, f"/records/{DISALLOWED}")
    tags = [(one.get("name"), one.get("content")) for one in page.cssselect("meta[name^=citation_]")]
    assert ("citation_title", "IL-6阻害薬とバイオマーカー") in tags
    assert [content for name, content in tags if name == "citation_author"] == ["藤本, 穣", "仲, 哲治"]
    assert ("citation_firstpage", "323") in tags
    assert not [name for name, _ in tags if name == "citation_abstract"]
    (data,) = page.cssselect("script[type='application/ld+json']")
    described = json.loads(data.text)
    assert described["@type"] == "ScholarlyArticle"
    assert described["isPartOf"]["isPartOf"]["volumeNumber"] == "32"
    assert "abstract" not in described
    fields = dict(parse_qsl(page.cssselect(".Z3988")[0].get("title")))
    assert fields["rft.atitle"] == "IL-6阻害薬とバイオマーカー"
    assert fields["rft.jtitle"] == "臨床リウマチ"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "article",
            {"rft_val_fmt": "info:ofi/fmt:kev:mtx:journal", "rft.atitle": "Zebras", "rft.pub": "Zebra University"},
        ),
        ("book", {"rft_val_fmt": "info:ofi/fmt:kev:mtx:book", "rft.btitle": "Zebras", "rft.isbn": "9784000000000"}),
        (
            "dissertation",
            {"rft_val_fmt": "info:ofi/fmt:kev:mtx:dissertation", "rft.title": "Zebras", "rft.inst": "Zebra University"},
        ),
        ("dataset", {"rft_val_fmt": "info:ofi/fmt:kev:mtx:journal", "rft.atitle": "Zebras", "rft.genre": "unknown"}),
    ],
)
def test_kinds_of_works_in_coins(kind: str, expected: dict[str, str]) -> None:
    """Each kind of work has the format and the keys by which reference managers know it (Zotero's rules for COinS)."""
    record = Record(
        id="z",
        type=kind,
        titles=(Text("Zebras", "en"),),
        creators=(Person(names=(Text("Naka, Tetsuji", "en"),)),),
        publishers=(Text("Zebra University", "en"),),
        identifiers=(Identifier("ISBN", "9784000000000"),),
        language="en",
    )
    fields = dict(parse_qsl(coins(record)))
    assert fields.items() >= {**expected, "rft.au": "Naka, Tetsuji"}.items()
    tags = dict(highwire(record))
    assert ("citation_dissertation_institution" in tags) == (kind == "dissertation")
    assert tags["citation_isbn"] == "9784000000000"


ENGLISH = Record(
    id="e",
    titles=(Text("On zebras.", "en"),),
    creators=(Person(names=(Text("Naka, Tetsuji", "en"),)), Person(names=(Text("Elspeth Anne Brannick", "en"),))),
    journals=(Text("Zebra Studies", "en"),),
    volume="3",
    issue="2",
    pages="10-19",
    date="2020-05",
    language="en",
    identifiers=(Identifier("DOI", "10.1234/z"),),
)
CITED = [
    (
        ENGLISH,
        "Naka, T., & Brannick, E. A. (2020). On zebras. Zebra Studies, 3(2), 10–19. https://doi.org/10.1234/z",
        (
            "Naka, Tetsuji, Brannick, Elspeth Anne. On zebras. Zebra Studies. 2020, vol. 3, no. 2, p. 10-19."
            " https://doi.org/10.1234/z"
        ),
    ),
    (
        Record(
            id="j",
            titles=(Text("縞馬の研究", "ja"),),
            creators=(Person(names=(Text("藤本 穣", "ja"),)), Person(names=(Text("仲 哲治", "ja"),))),
            journals=(Text("動物学", "ja"),),
            volume="3",
            pages="10-19",
            date="2020",
            language="ja",
        ),
        "藤本 穣・仲 哲治（2020）．縞馬の研究．動物学，3，10–19．",
        "藤本穣, 仲哲治. 縞馬の研究. 動物学. 2020, vol. 3, p. 10-19.",
    ),
    (Record(id="b", titles=(Text("Zebras", "en"),)), "Zebras. (n.d.).", "Zebras."),
]


@pytest.mark.parametrize(("record", "apa_", "sist"), CITED, ids=["english", "japanese", "bare"])
def test_citations(record: Record, apa_: str, sist: str) -> None:
    """A record is cited by APA's rules and by SIST 02."""
    assert (apa(record), sist02(record)) == (apa_, sist)


def test_similar_records_and_sources_are_listed(client: TestClient) -> None:
    """The page of a record leads to similar ones, and says where and when it was obtained, but no path of this machine."""
    answer = client.get(f"/records/{DISALLOWED}")
    page = lxml.html.document_fromstring(answer.content)
    assert len(page.cssselect(".similar a.title")) > 2
    assert page.cssselect(".contributions time")
    assert str(SAMPLE.parent) not in answer.text


# --- Safety -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/?q=zebra", "/records/doi:10.1234/a/b", "/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/"]
)
def test_everything_is_escaped(client: TestClient, address: str) -> None:
    """No text of a record or a query becomes a part of the page."""
    page = tree(client, address)
    scripts = [one for one in page.cssselect("script") if one.get("type") != "application/ld+json"]
    assert [one.get("src", "").partition("?")[0] for one in scripts] == ["/static/page.js"]
    assert not page.cssselect("img, [onerror], [style], style")
    assert not [one for one in page.cssselect("a[href]") if one.get("href").lower().startswith("javascript:")]
    for data in page.cssselect("script[type='application/ld+json']"):
        json.loads(data.text)


def test_a_title_of_a_million_characters_is_cut(client: TestClient) -> None:
    """A title that would fill the page is cut wherever it stands."""
    for address in ("/?q=zebra", "/records/long"):
        answer = client.get(address)
        assert len(answer.text) < 200_000
        assert "…" in answer.text


def test_a_query_that_is_too_long_is_told(client: TestClient) -> None:
    """A query beyond the server's limit is an error of the asker."""
    assert client.get("/?q=" + "a" * 3_000).status_code == 400


# --- Errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/records/nothing", 404),
        ("/nothing", 404),
        ("/saved/nothing", 404),
        ("/export?format=doc", 400),
        ("/static/x", 404),
    ],
)
def test_errors_are_pages_for_browsers(client: TestClient, address: str, status: int) -> None:
    """A browser gets a page in its language with the status; a program gets problem details."""
    for language, word in (("en", "To the front page"), ("ja", "トップページへ")):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == status
        assert word in answer.text
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("language", "word"), [("en", "cannot be searched now"), ("ja", "検索できません")])
def test_a_missing_library_is_a_page(tmp_path: Path, language: str, word: str) -> None:
    """Without a library, the page says so without a path of this machine."""
    with TestClient(create_app(tmp_path / "nowhere"), headers=HTML) as client:
        answer = client.get(f"/?lang={language}")
    assert answer.status_code == 503
    assert word in answer.text
    assert str(tmp_path) not in answer.text


def test_a_search_out_of_time_is_a_page(place: Path) -> None:
    """A search that takes too long is broken off, and the page says so."""
    with TestClient(create_app(place, Settings(seconds=0.0)), headers=HTML) as client:
        answer = client.get("/?q=immunity")
    assert answer.status_code == 503
    assert "took too long" in answer.text
    assert answer.headers["retry-after"]


def test_a_busy_server_is_a_page(place: Path) -> None:
    """A request that cannot even wait is told to come back."""
    with TestClient(create_app(place, Settings(waiting=0)), headers=HTML) as client:
        answer = client.get("/?q=immunity&lang=ja")
    assert answer.status_code == 503
    assert "混み合っています" in answer.text
    assert answer.headers["retry-after"]


# --- Files, feeds, the browser's search bar ---------------------------------------------------------------------------


def test_all_or_a_page_can_be_exported(client: TestClient) -> None:
    """The export of all holds every record with all the words, that of a page what the page lists."""
    page = tree(client, "/?q=%E5%85%8D%E7%96%AB")
    total = int(re.sub(r"\D", "", page.cssselect("h1")[0].text_content()))
    links = [one.get("href") for one in page.cssselect(".sheet a")]
    assert len(links) == 2 * len(writers.names())
    (whole,) = [one for one in links if "format=jsonl" in one and "scope" not in one]
    (part,) = [one for one in links if "format=jsonl" in one and "scope=page" in one]
    assert len(client.get(whole).text.splitlines()) == total
    assert len(client.get(part).text.splitlines()) == 20
    assert client.head(whole).headers["content-disposition"] == 'attachment; filename="shoroku.jsonl"'


@pytest.mark.parametrize("how", ["exact=1", "in=en", "in=ja", "sort=newest"])
def test_a_file_of_all_holds_what_the_page_counts(client: TestClient, how: str) -> None:
    """However the words are searched, the file and the feed hold the records that the page has counted."""
    address = f"?q=%E5%85%8D%E7%96%AB&{how}"
    total = int(re.sub(r"\D", "", tree(client, f"/{address}").cssselect("h1")[0].text_content()))
    lines = client.get(f"/export{address}&format=jsonl").text.splitlines()
    assert len(lines) == total
    ids = feed(client, f"/feed{address}").xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert len(ids) == min(total, 30)


def feed(client: TestClient, address: str) -> lxml.etree._Element:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return lxml.etree.fromstring(answer.content)


def test_a_search_has_a_feed(client: TestClient) -> None:
    """The feed of a search has the records that were added last first, each with an id, a title, a time and a link."""
    found = feed(client, "/feed?q=zebra")
    ids = found.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert [one.rpartition("/records/")[2] for one in ids] == ["secret", "long", "doi:10.1234/a/b"]
    for entry in found.xpath("a:entry", namespaces=ATOM):
        assert len(entry.xpath("a:title/text()", namespaces=ATOM)[0]) <= 301
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext("a:updated", namespaces=ATOM))
        assert client.get(entry.find("a:link", ATOM).get("href")).status_code == 200


def test_a_saved_search_has_a_feed(client: TestClient) -> None:
    """The feed of a saved search has what its query and its filters find."""
    address = tree(client, "/").cssselect(".overview a[type='application/atom+xml']")[0].get("href")
    found = feed(client, address)
    assert found.findtext("a:title", namespaces=ATOM).startswith("免疫 new")
    assert found.xpath("a:entry", namespaces=ATOM)
    (search,) = found.xpath("a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert dict(parse_qsl(urlsplit(search).query)) == {"q": "免疫", "language": "ja", "from": "2000"}


def test_a_browser_can_add_the_library(client: TestClient) -> None:
    """The page leads to a description whose addresses answer."""
    (link,) = tree(client, "/").cssselect("link[rel=search]")
    description = lxml.etree.fromstring(client.get(link.get("href")).content)
    types = {url.get("type") for url in description.findall("{*}Url")}
    assert {"text/html", "application/x-suggestions+json"} <= types
    for url in description.findall("{*}Url"):
        answer = client.get(url.get("template").replace("{searchTerms}", "men"))
        assert answer.headers["content-type"].startswith(url.get("type"))


@pytest.mark.parametrize("typed", ["免疫", "めんえ", "mene", "immu"])
def test_completions(client: TestClient, typed: str) -> None:
    """Completions are found by kana and Latin letters too, and each has an address that finds it."""
    query, texts, counts, addresses, kinds = client.get("/suggest", params={"q": typed}).json()
    assert query == typed
    assert len(texts) == len(counts) == len(addresses) == len(kinds) > 0
    assert titles(tree(client, addresses[0]))


def test_static_files_are_kept(client: TestClient) -> None:
    """A page names files with their version, for which a browser need not ask again."""
    page = tree(client, "/")
    for address in [one.get("href") for one in page.cssselect("link[rel=stylesheet], link[rel=icon]")]:
        answer = client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_pages_stand_below_a_path(place: Path) -> None:
    """Mounted in another application, every link of a page leads to a page."""
    inner = create_app(place, PATIENT)
    with TestClient(Starlette(routes=[Mount("/deep/library", inner)]), headers=HTML) as client:
        for start in ("/deep/library/", "/deep/library/?q=zebra", "/deep/library/records/secret"):
            page = tree(client, start)
            links = {one.get("href") for one in page.cssselect("a[href], link[href]") if one.get("href")[:1] == "/"}
            assert links
            for link in sorted(links)[:25]:
                assert client.get(link).status_code == 200, link


def test_pages_of_a_work_stay_on_one_line() -> None:
    """A range of pages is kept together, escaped, and only where it stands as one."""
    work = Record(id="a", journals=(Text("Acta 1-18 <b>"),), volume="3", issue="1-18", pages="1-18", date="2024")
    assert shown_place(work).html == 'Acta 1-18 &lt;b&gt; 3(1-18), <span class="whole">1-18</span>, 2024'
    odd = Record(id="a", journals=(Text("Acta"),), pages="<1-2>", date="2024")
    assert shown_place(odd).html == 'Acta, <span class="whole">&lt;1-2&gt;</span>, 2024'
    for pages in ("7", "1-2, 5-6, 9-10, 14-15, 20-21"):
        plain = Record(id="a", journals=(Text("Acta"),), pages=pages, date="2024")
        assert shown_place(plain).html == f"Acta, {pages}, 2024"


def test_an_identifier_is_shown_once(client: TestClient) -> None:
    """The id of a record is a line of its own unless an identifier says the same, with its kind or without."""
    for record, labels in ((DISALLOWED, 0), ("doi:10.1234/a/b", 0), ("sample-0057", 1)):
        page = tree(client, f"/records/{record}")
        assert len([one for one in page.xpath("//dl[@class='details']/dt/text()") if one == "ID"]) == labels


def test_words_of_a_page_are_listed_as_its_language_does(client: TestClient) -> None:
    """A list of what is left out has Japanese commas on a Japanese page."""
    asked = "/?q=zebra&left_out=degree&left_out=isFullTitle&lang="
    assert "the degree, the whole title" in tree(client, asked + "en").text_content()
    assert "学位、タイトルの完全一致" in tree(client, asked + "ja").text_content()
