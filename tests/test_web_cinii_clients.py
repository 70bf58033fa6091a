"""A program that was written for cir.nii.ac.jp, pointed at this server: what it sends, and what it relies on in the answers.

It knows nothing of this project: it reads JSON, RSS and Atom as CiNii documents them, pages until it has all, and follows links.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree
from starlette.testclient import TestClient

import shoroku
from shoroku import Library, Record
from shoroku.web import Settings, create_app
from shoroku.web.cinii.channel import item as item_of
from tests.cinii_records import CRID, NAMESPACES, RECORDS, WHOLE

KINDS = ("all", "articles", "data", "books", "dissertations", "projects", "researchers")
PATHS = [
    *(f"/opensearch/{kind}" for kind in KINDS),
    *(f"/opensearch/v2/{kind}" for kind in (*KINDS, "projectsAndProducts")),
]
#: Each parameter of CiNii's interface: a value that finds one of the records, and one that finds none; None where no value narrows.
PARAMETERS: dict[str, tuple[str, str | None]] = {
    "appid": ("XXXXXXXX", None),
    "lang": ("en", None),
    "count": ("200", None),
    "start": ("1", None),
    "sortorder": ("10", None),
    "q": ("深海魚 AND (発光 OR nowhere)", "深海魚 AND nowhere"),
    "title": ("深海魚の発光", "深海魚の結婚"),
    "creator": ("海野 光", "山野 光"),
    "researcherId": ("9000000000001", "9000000000002"),
    "affiliation": ("架空大学", "実在大学"),
    "publicationTitle": ("架空海洋誌", "架空山岳誌"),
    "issn": ("0000-0019", "0000-0027"),
    "volume": ("12", "13"),
    "number": ("3", "4"),
    "pages": ("93", "94"),
    "isbn": ("9784000000000", "9784000000001"),
    "ncid": ("BA1", None),
    "category": ("発光", "遊泳"),
    "description": ("発光器", "翻訳機"),
    "publisher": ("架空海洋学会", "架空山岳学会"),
    "doi": ("10.99999/sea.17", "10.99999/sea.18"),
    "projectId": ("19KK0341", None),
    "degree": ("博士（理学）", None),
    "from": ("201504", "2017"),
    "until": ("2015", "201412"),
    "hasLinkToFullText": ("true", None),
    "dataSourceType": ("JALC,KAKEN", "SSJDA,NINJAL,IDR,DBPEDIA,RUDA,IRDB,DATACITE"),
    "languageType": ("ja,fr", "fr"),
    "resourceType": ("journal article", "thesis"),
}
#: Of these, the library of these tests finds nothing at all.
NOTHING = {"ncid", "projectId", "degree"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, fill: Callable[..., Library]) -> Iterator[TestClient]:
    """A client of a server with three records; redirections are followed, as programs do."""
    library = fill(shoroku.open(tmp_path_factory.mktemp("clients") / "library"), *RECORDS, origin="CiNii Research")
    with TestClient(create_app(library, Settings(seconds=600.0, title="CiNii"))) as client:
        yield client


def channel_of(client: TestClient, path: str = "/opensearch/v2/all", **parameters: object) -> dict[str, Any]:
    answer = client.get(path, params={"format": "json", **{name: str(value) for name, value in parameters.items()}})
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("version", ["", "v2/"])
def test_each_parameter(client: TestClient, version: str, name: str) -> None:
    """Every parameter is known in both versions: one value finds a record, another none."""
    some, none = PARAMETERS[name]
    total = channel_of(client, f"/opensearch/{version}all", **{name: some})["opensearch:totalResults"]
    assert total == 0 if name in NOTHING else total > 0
    if none is not None:
        assert channel_of(client, f"/opensearch/{version}all", **{name: none})["opensearch:totalResults"] == 0


@pytest.mark.parametrize(
    ("title", "found", "read"),
    [
        ("deep sea fish", ["Deep-Sea Fish"], 2),
        ("深海の魚", ["深海の魚"], 2),
        ("sea fish", [], 4),
        ("fish of the deep sea", ["Fish of the deep sea"], 1),
        ("DEEP SEA FISH.", ["Deep-Sea Fish"], 2),
    ],
)
def test_few_records_are_read_for_a_whole_title(
    tmp_path: Path,
    fill: Callable[..., Library],
    record: Callable[..., Record],
    title: str,
    found: list[str],
    read: int,
) -> None:
    """A whole title is compared with those titles alone that have its words in a row, not with all that have them."""
    titles = ("Deep-Sea Fish", "On deep sea fish", "Fish of the deep sea", "Of sea, fish and deep water", "Fish")
    names = (*titles, "Sea fish: a list", "深海の魚", "深海の魚について", "海の魚の深さ")
    looked_at: list[Record] = []

    class Watched(Library):
        def all(self, query: str = "", **options: Any) -> Iterator[Record]:  # type: ignore[override]
            for one in super().all(query, **options):
                looked_at.append(one)
                yield one

    filled = fill(Watched(tmp_path / "library"), *(record(f"r{n}", name) for n, name in enumerate(names)))
    with TestClient(create_app(filled, Settings(seconds=600.0))) as client:
        items = channel_of(client, title=title, isFullTitle="true")["items"]
    assert [item["title"] for item in items] == found
    assert len(looked_at) == read


@pytest.mark.parametrize("unknown", ["colour", "Title", "title[]", "format2", "X-Key", "", "題名"])
def test_unknown_parameters_are_ignored(client: TestClient, unknown: str) -> None:
    """A parameter that CiNii does not have changes nothing, whatever its value."""
    usual = channel_of(client, title="深海魚")
    for value in ("", "nowhere", "9" * 1_000):
        assert channel_of(client, title="深海魚", **{unknown: value})["items"] == usual["items"]


def test_all_parameters_together(client: TestClient) -> None:
    """What all parameters find that describe one article is that article, whatever key is sent."""
    describing = {name: some for name, (some, _) in PARAMETERS.items() if name not in NOTHING | {"isbn"}}
    found = channel_of(client, "/opensearch/v2/articles", **describing)
    assert [item["link"]["@id"].rpartition("/")[2] for item in found["items"]] == [CRID]
    assert "XXXXXXXX" not in json.dumps(found)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_in_every_format(client: TestClient, path: str, language: str) -> None:
    """Each kind of search answers in each format, in both languages, with the same items in the same order."""
    asked = {"lang": language, "sortorder": "1", "count": "200"}
    found = channel_of(client, path, **asked)
    assert found["@context"]["@language"] == language
    items = [item["@id"] for item in found["items"]]
    assert found["opensearch:itemsPerPage"] == len(items) <= found["opensearch:totalResults"]
    for form, name in (
        ("rss", "rss:item/@rdf:about"),
        ("atom", "atom:entry/atom:id/text()"),
        ("RSS", "rss:item/@rdf:about"),
    ):
        answer = client.get(path, params={**asked, "format": form})
        root = etree.fromstring(answer.content)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert [str(one) for one in root.xpath(name, namespaces=NAMESPACES)] == items
        assert answer.headers["content-type"].startswith(f"application/{form.lower()}+xml")
    page = client.get(path, params={**asked, "format": "html"}, headers={"Accept": "*/*"})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text


def test_a_client_reads_items_by_their_documented_names(client: TestClient) -> None:
    """Lists are lists, identifiers have a type and a value, links a target and a name; what a record lacks is left out."""
    for item in channel_of(client)["items"]:
        assert item["@type"] == "item"
        assert item["title"]
        assert item["link"]["@id"] == item["@id"]
        assert item["rdfs:seeAlso"]["@id"] == f"{item['@id']}.json"
        for name in ("dc:creator", "dc:subject"):
            assert all(isinstance(one, str) for one in item.get(name, []))
        for one in item.get("dc:identifier", []):
            assert one["@type"].startswith("cir:")
            assert one["@value"]
        for one in item.get("dc:source", []):
            assert one["@id"].startswith("https://")
            assert one["dc:title"]
        assert item.get("abstractLicenseFlag", "allow") in ("allow", "disallow")
        assert all(item.values())


def test_a_client_follows_an_item_to_the_record(client: TestClient) -> None:
    """The JSON-LD of a record has the texts in each language where CiNii's table says that they are."""
    (item,) = channel_of(client, doi=WHOLE.doi)["items"]
    record = client.get(item["rdfs:seeAlso"]["@id"]).json()
    assert record["@type"] == "Article"
    titles = {one.get("@language", ""): one["@value"] for one in record["dc:title"]}
    assert titles["ja"] == WHOLE.titles[0].value
    assert titles["en"] == WHOLE.titles[1].value
    assert titles["ja-Kana"] == WHOLE.titles[2].value
    (abstract,) = [one for one in record["description"] if one["type"] == "abstract"]
    assert {one["@language"]: one["@value"] for one in abstract["notation"]}["en"] == WHOLE.abstracts[1].value
    assert abstract["abstractLicenseFlag"]["@value"] == "allow"
    first = record["creator"][0]
    assert [one["@value"] for one in first["foaf:name"]] == ["海野 光", "UNNO Hikaru"]
    assert {"@type": "NRID", "@value": "9000000000001"} in first["personIdentifier"]
    assert first["jpcoar:affiliationName"][0]["@value"] == "架空大学"
    others = [(one["foaf:name"][0]["@value"], one["role"], one["@type"]) for one in record["contributor"]]
    kinds = ["Researcher", "Researcher", "Researcher", "Organization"]
    assert others == [(one.name, one.role, kind) for one, kind in zip(WHOLE.contributors, kinds, strict=True)]
    publication = record["publication"]
    assert [one["@value"] for one in publication["prism:publicationName"]] == ["架空海洋誌", "Journal of Invented Seas"]
    assert publication["publicationIdentifier"] == [{"@type": "ISSN", "@value": "0000-0019"}]
    numbers = ("volume", "number", "startingPage", "endingPage", "publicationDate")
    assert [publication[f"prism:{name}"] for name in numbers] == ["12", "3", "93", "120", "2015-04"]
    identifiers = {one["identifier"]["@type"]: one["identifier"]["@value"] for one in record["productIdentifier"]}
    assert (identifiers["DOI"], identifiers["NAID"]) == ("10.99999/sea.17", "110000000017")
    assert {one["@type"] for one in record["dataSourceIdentifier"]} == {"JALC", "CIA"}
    assert record["url"] == [{"@id": WHOLE.links[0]}]


def test_a_client_pages_to_the_limit(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the first 10,000 results can be fetched; the total still tells how many there are."""
    monkeypatch.setattr("shoroku.web.cinii.results.MOST_REACHED", 2)
    for asked, items in (({"count": 200}, 2), ({"start": 2, "count": 200}, 1), ({"start": 3}, 0)):
        found = channel_of(client, **asked)
        assert (found["opensearch:totalResults"], len(found["items"])) == (3, items)
        tested = channel_of(client, researcherId="9000000000001", **asked)
        assert tested["opensearch:totalResults"] == 1


@pytest.mark.parametrize(
    ("order", "first"), [("0", "2016"), ("1", "2015"), ("10", ""), ("4", ""), ("", ""), ("99", "")]
)
def test_every_order(client: TestClient, order: str, first: str) -> None:
    """The order is by date or by relevance; a number that CiNii does not have is no error."""
    found = channel_of(client, sortorder=order)
    assert found["opensearch:totalResults"] == 3
    assert found["items"][0]["prism:publicationDate"].startswith(first)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        (f"q={quote('深海魚')}", 1),
        ("q=lantern+fish", 1),
        ("q=lantern%20fish", 1),
        ("q=lantern%E3%80%80fish", 1),
        (f"q={quote('深海魚', encoding='euc-jp')}", 0),
        (f"q={quote('深海魚', encoding='shift_jis')}", 0),
        ("q=%", 0),
        ("q=%zz", 0),
        ("q=%00", 0),
        ("q=%ED%A0%80", 0),
        ("q=lantern&q=nowhere", 1),
        ("q=lantern;sortorder=1", 0),
        ("q=lantern&amp;count=1", 1),
        ("&&=&q=lantern&&", 1),
        ("q", 3),
        ("title=%22lantern%20fish%22", 1),
        ("q=deep-sea", 1),
        ("dataSourceType=JALC%2CCROSSREF", 2),
        ("dataSourceType=JALC&dataSourceType=CROSSREF", 2),
        ("dataSourceType[]=JALC", 3),
    ],
)
def test_odd_encodings(client: TestClient, query: str, total: int) -> None:
    """Whatever bytes a client sends, it gets a whole answer in each format; what is not UTF-8 finds nothing by chance."""
    answer = client.get(f"/opensearch/all?format=json&{query}")
    assert answer.status_code == 200
    assert answer.json()["opensearch:totalResults"] == total
    for form in ("rss", "atom"):
        etree.fromstring(client.get(f"/opensearch/all?format={form}&{query}").content)
    assert client.get(f"/opensearch/all?format=html&{query}").status_code == 200


@pytest.mark.parametrize(
    ("suffix", "accept"), [(".bib", "application/x-bibtex"), (".ris", "application/x-research-info-systems")]
)
def test_a_citation_is_read_by_a_reference_manager(
    client: TestClient, tmp_path: Path, suffix: str, accept: str
) -> None:
    """BibTeX and RIS of a record are what the same library would import."""
    file = tmp_path / f"one{suffix}"
    file.write_bytes(client.get(f"/crid/{CRID}{suffix}").content)
    assert client.get(f"/crid/{CRID}", headers={"Accept": accept}).content == file.read_bytes()
    with shoroku.open(tmp_path / "library") as library:
        library.add([file])
        (record,) = library
    assert (record.doi, record.volume, record.issue, record.pages, record.year) == (
        WHOLE.doi,
        "12",
        "3",
        "93-120",
        2015,
    )
    assert len(record.creators) == 2
    assert "深海魚の発光" in [text.value for text in record.titles]


def test_rdf_states_what_json_ld_states(client: TestClient) -> None:
    """RDF/XML has every text, number and identifier of the JSON-LD, about the same address."""

    def values(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for name, one in node.items():
                if name not in ("@context", "@type", "@language"):
                    yield from values(one)
        elif isinstance(node, list):
            for one in node:
                yield from values(one)
        else:
            yield str(node)

    whole = client.get(f"/crid/{CRID}.json").json()
    root = etree.fromstring(client.get(f"/crid/{CRID}.rdf").content)
    stated = {str(one) for one in root.xpath("//text() | //@*[local-name() = 'about' or local-name() = 'resource']")}
    assert {one.removesuffix(".json") for one in values(whole)} <= stated


@pytest.mark.parametrize(
    ("accept", "begins"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/json, text/plain, */*", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html;q=0.1, application/ld+json;q=0.9", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("nonsense", "text/html"),
    ],
)
def test_a_record_is_negotiated(client: TestClient, accept: str, begins: str) -> None:
    """A program gets data, a browser the page, from the same address."""
    answer = client.get(f"/crid/{CRID}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(begins)


def test_numbers_of_researchers_lead_to_their_works(client: TestClient) -> None:
    """A client looks a researcher up by name, and asks for the works of the one that it chose."""
    (someone,) = channel_of(client, "/opensearch/v2/researchers", name="海野 光")["items"]
    known = someone["@id"].rpartition("/")[2]
    found = client.get(f"/opensearch/v2/articles?format=json&researcherId={known}").json()
    assert [item["title"] for item in found["items"]] == [WHOLE.titles[0].value]


def test_every_record_has_a_whole_address(client: TestClient) -> None:
    """Whatever a record's id is, its address in an item leads to it in each format."""
    for item in channel_of(client)["items"]:
        for suffix in (".json", ".rdf", ".bib", ".ris", ""):
            assert client.get(f"{item['@id']}{suffix}").status_code == 200


def test_a_link_has_a_name() -> None:
    """It is that of its server; of what is no address, the text itself."""
    links = ("https://repository.example.org:8080/a", "http://[nowhere", "somewhere")
    told = item_of(Record(id="a", links=links), "https://here.example", "en")["dc:source"]
    assert [one["dc:title"] for one in told] == ["repository.example.org", told[1]["@id"], told[2]["@id"]]


def test_the_records_are_of_use_here() -> None:
    """The tests rest on records that differ in what they have."""
    assert {one.type for one in RECORDS} == {"article", "book"}
    assert [bool(one.links) for one in RECORDS] == [True, False, False]
    assert isinstance(WHOLE, Record)
