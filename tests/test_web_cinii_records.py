"""Records over the interface of CiNii Research: in each format, without a forbidden abstract, and harvested by another library."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

import shoroku
from shoroku import BadParameter, Library, Record
from shoroku.web import Settings, create_app
from tests.cinii_records import CRID, FORBIDDEN, HIDDEN, RECORDS
from tests.web_server import serving

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


@pytest.mark.parametrize(
    ("path", "accept", "media_type", "part"),
    [
        (f"/crid/{CRID}.json", "", "application/ld+json", "深海魚の発光"),
        (f"/crid/{CRID}.jsonld", "", "application/ld+json", "深海魚の発光"),
        (f"/crid/{CRID}", "application/ld+json", "application/ld+json", "深海魚の発光"),
        (f"/crid/{CRID}.rdf", "", "application/rdf+xml", "深海魚の発光"),
        (f"/crid/{CRID}.bib", "", "application/x-bibtex", "10.99999/sea.17"),
        (f"/crid/{CRID}.ris", "", "application/x-research-info-systems", "10.99999/sea.17"),
        ("/crid/10.99999%2Fsea.17.json", "", "application/ld+json", "深海魚の発光"),
    ],
)
def test_a_record(client: TestClient, path: str, accept: str, media_type: str, part: str) -> None:
    """A record is given in five formats, by its address or by Accept, to whoever asks from anywhere."""
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert part in answer.text
    again = client.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.head(path, headers={"Accept": accept}).status_code == 200


def test_a_record_as_a_page(client: TestClient) -> None:
    """A browser is sent to the record's page; an unknown record is status 404 for a page of any origin."""
    answer = client.get(f"/crid/{CRID}", headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://sea.example/records/{CRID}"
    for path in ("/crid/nothing", "/crid/nothing.json"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_mounted_application(library: Library) -> None:
    """Within another application, all addresses begin where it is mounted."""
    outer = Starlette(routes=[Mount("/sea", create_app(library, SLOW))])
    with TestClient(outer, follow_redirects=False) as client:
        channel = client.get("/sea/opensearch/v2/projectsAndProducts?format=json&q=fish").json()
        assert channel["@id"] == "http://testserver/sea/opensearch/v2/projectsAndProducts?format=json&q=fish"
        for item in channel["items"]:
            whole = client.get(item["rdfs:seeAlso"]["@id"]).json()
            assert whole["@id"] == item["rdfs:seeAlso"]["@id"]
        assert client.get(f"/sea/crid/{CRID}").headers["location"] == f"http://testserver/sea/records/{CRID}"
        assert "<baseURL>http://testserver/sea/oai</baseURL>" in client.get("/sea/oai?verb=Identify").text


def test_a_forbidden_abstract(client: TestClient) -> None:
    """A disallowed abstract is searched and marked as such; its text is in no response."""
    channel = client.get("/opensearch/v2/all", params={"format": "json", "q": HIDDEN}).json()
    assert channel["items"][0]["abstractLicenseFlag"] == "disallow"
    assert "description" not in channel["items"][0]
    whole = client.get(f"/crid/{FORBIDDEN.id}.json").json()
    assert whole["description"] == [{"type": "abstract", "abstractLicenseFlag": {"@value": "disallow"}}]
    for path in (
        *(f"/crid/{FORBIDDEN.id}{suffix}" for suffix in (".json", ".rdf", ".bib", ".ris")),
        *(f"/opensearch/v2/all?format={form}&title=lantern" for form in ("json", "rss", "atom")),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "antern" in answer.text
        assert "zygote" not in answer.text
        assert "quorum" not in answer.text


def facts(record: Record) -> dict[str, Any]:
    """Return what a record says, of which the order of identifiers says nothing."""
    told = msgspec.structs.asdict(record)
    told["identifiers"] = sorted(record.identifiers)
    return told


def test_one_library_harvests_another(library: Library, tmp_path: Path) -> None:
    """It ends with the same records: all texts, people, identifiers; forbidden abstracts are left out, and stay marked."""
    with serving(library) as address, shoroku.open(tmp_path / "other") as other:
        result = other.sources.harvest("cinii", {"endpoint": address, "type": "all"})
        assert result.warnings == []
        assert result.tally.new == len(RECORDS)
        for one in RECORDS:
            expected = msgspec.structs.replace(one, abstracts=() if one is FORBIDDEN else one.abstracts)
            assert facts(other.get(one.id)) == facts(expected)
        assert other.search("発光").total == 1
        assert other.check() == []
        again = other.sources.harvest("cinii", {"endpoint": address, "type": "all"})
        assert again.tally.new == again.tally.changed == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://library.example",
        "ftp://127.0.0.1",
        "https://me:xyzzy@library.example",
        "https://",
        "x",
        "http://127.0.0.1:0",
    ],
)
def test_an_address_that_is_refused(tmp_path: Path, endpoint: str) -> None:
    """Another server is asked over TLS, or on this machine; a password would be stored and shown."""
    with shoroku.open(tmp_path / "l") as library, pytest.raises(BadParameter) as raised:
        library.sources.harvest("cinii", {"endpoint": endpoint})
    assert "xyzzy" not in str(raised.value)
