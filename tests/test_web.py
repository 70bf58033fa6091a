"""The web face: bounds, headers, errors."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku import SearchTimedOut
from shoroku.analyzers import japanese, joined_terms, keep_at_most, latin
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
