"""Keys of sources: they are sent, set the pace, and are never told or kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import KeyMissing, Record, SourceSays, SourceUnreachable, Text
from shoroku.corpus.harvest.client import Client, Patience
from shoroku.corpus.harvest.runner import Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.sources.source import Get, Key, Page, Parameters, Source, Window
from shoroku.corpus.store.store import Store
from tests import sources_server
from tests.sources_server import Server, json_reply

KEY = "secret-key"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as store:
        yield store


class Keyed:
    """A source on loopback that wants a key and repeats it in all that it says."""

    def __init__(self, server: Server, pause_with_key: float | None = None) -> None:
        self.server = server
        server.route("/asked", lambda request: json_reply({}))
        self.source = Source(
            name="keyed", origin="Keyed", about="", parameters=(),
            windows=lambda parameters, since: [{}], page=self._page,
            keys=(Key("SHOROKU_TEST_KEY", "keyed_key", required=False),), key_parameters={"keyed_key": "appid"},
            pause=5.0, pause_with_key=pause_with_key,
        )  # fmt: skip
        self.refuses = False

    def _page(self, get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
        get(f"{self.server.base}/asked", {"q": "x"})
        get(f"{self.server.base}/asked", {"q": "x"})
        says = SourceSays(url="u", code="1", message=f"your key is {KEY}")
        if self.refuses:
            raise says
        item = Item(1, Record(id="a", titles=(Text("Title", "en"),)))
        return Page((item,), warnings=(says,))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.mark.parametrize("place", ["environment", "settings"])
def test_key_is_sent_and_never_told(server: Server, store: Store, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """A key is sent in its parameter; what the source says with it in is told without it, and kept without it."""
    keyed = Keyed(server)
    monkeypatch.delenv("SHOROKU_TEST_KEY", raising=False)
    if place == "environment":
        monkeypatch.setenv("SHOROKU_TEST_KEY", KEY)
    settings = Settings(keys={"keyed_key": KEY if place == "settings" else "another"})
    with Client(sleep=lambda _: None) as client:
        result = Run(store, client, settings, keyed.source, {}).harvest()
        keyed.refuses = True
        with pytest.raises(SourceSays) as caught:
            Run(store, client, settings, keyed.source, {}).harvest()
        with pytest.raises(SourceSays) as looked:
            Run(store, client, settings, keyed.source, {}).preview()
    assert {request.query["appid"] for request in server.requests} == {KEY}
    told = [str(one) for one in (*result.warnings, caught.value, looked.value)]
    assert told == ["u: the source returned an error: 1 your key is …"] * 3
    assert Harvests(store).all()[0].failure == told[0]
    assert KEY.encode() not in b"".join(file.read_bytes() for file in store.path.parent.glob("records.db*"))


@pytest.mark.parametrize(
    ("keys", "pause_with_key", "pause"),
    [({}, 0.5, 5.0), ({"keyed_key": KEY}, 0.5, 0.5), ({"keyed_key": KEY}, None, 5.0)],
)
def test_pace_with_and_without_key(
    server: Server, store: Store, keys: dict[str, str], pause_with_key: float | None, pause: float
) -> None:
    """The pause between requests is the source's; with a key, the one for those who have one."""
    sleeps: list[float] = []
    with Client(clock=lambda: 0.0, sleep=sleeps.append) as client:
        Run(store, client, Settings(keys=keys), Keyed(server, pause_with_key).source, {}).harvest()
    assert sleeps == [pause]


def test_missing_key_is_told_before_anything_is_asked(server: Server, store: Store) -> None:
    """Without the key that a source must have no request is sent, and it is told where the key belongs."""
    source = Keyed(server).source._replace(keys=(Key("SHOROKU_TEST_KEY", "keyed_key", required=True),))
    with Client() as client, pytest.raises(KeyMissing, match=r"SHOROKU_TEST_KEY, or keys\.keyed_key"):
        Run(store, client, Settings(), source, {})
    assert server.requests == []


def test_failure_of_the_host_is_noted(server: Server, store: Store) -> None:
    """A host that does not get better ends the run with a note that says which address, without its key."""
    server.next("/asked", *[sources_server.status(503)] * 9)
    with Client(patience=Patience(attempts=2), sleep=lambda _: None) as client, pytest.raises(SourceUnreachable):
        Run(store, client, Settings(keys={"keyed_key": KEY}), Keyed(server).source, {}).harvest()
    assert (
        Harvests(store)
        .all()[0]
        .failure.startswith(f"{server.base}/asked?q=x&appid=…: no valid response after several attempts (HTTP 503)")
    )
