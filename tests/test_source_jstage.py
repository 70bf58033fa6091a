"""Harvesting J-STAGE's WebAPI, from a server on loopback into a store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, SourceSays, Text
from shoroku.corpus.harvest.client import Client, Patience
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.corpus.harvest.runner import Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources.jstage import SOURCE
from shoroku.corpus.store.store import Store
from shoroku.messages import translated
from tests import sources_server
from tests.dialect_jstage import Article, JStage
from tests.sources_server import Server, Trick, json_reply, xml_reply

SEARCH = "/searchapi/do"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def jstage(server: Server) -> JStage:
    return JStage(server, [Article(number, 2010 + number) for number in range(1, 8)])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as store:
        yield store


@pytest.fixture
def run(server: Server, store: Store) -> Iterator[Callable[..., Run]]:
    """Give a function that prepares a harvest with parameters; waits take no time."""
    with Client(patience=Patience(attempts=2), sleep=lambda _: None) as client:
        yield lambda **parameters: Run(
            store, client, Settings(), SOURCE, {"article": "架空", "base": server.base} | parameters
        )


def harvested(store: Store) -> list[str]:
    return sorted(key for (key,) in store.query("SELECT key FROM contribution"))


def keys(articles: list[Article]) -> list[str]:
    return sorted(f"doi:{article.doi}" for article in articles)


def test_articles_are_taken(jstage: JStage, store: Store, run: Callable[..., Run]) -> None:
    """Every article is taken, in both languages; its lists of authors may differ in length."""
    assert run().harvest() == Result(Tally(new=7), [], [])
    assert harvested(store) == keys(jstage.articles)
    record = store.get("doi:10.99998/kaku.3")
    assert record is not None
    assert record.titles == (Text("架空の論文 3", "ja"), Text("Invented article 3", "en"))
    assert {name.value for person in record.creators for name in person.names} == {
        "架空 花子",
        "架空 太郎",
        "Hanako Kaku",
    }


def test_second_harvest_changes_nothing(store: Store, jstage: JStage, run: Callable[..., Run]) -> None:
    """Harvested again, the same articles get no new change numbers."""
    run().harvest()
    before = store.query("SELECT max(change) FROM record")
    assert run().harvest().tally == Tally(unchanged=7)
    assert store.query("SELECT max(change) FROM record") == before


def test_pages_follow_each_other(jstage: JStage, store: Store, run: Callable[..., Run]) -> None:
    """Pages are requested by where they start, until the total is reached."""
    run(rows="3").harvest()
    assert [(asked["start"], asked["count"]) for asked in jstage.asked] == [("1", "3"), ("4", "3"), ("7", "3")]
    assert harvested(store) == keys(jstage.articles)


def test_a_thousand_at_once(jstage: JStage, run: Callable[..., Run]) -> None:
    """As many articles are requested at once as J-STAGE gives, of its service 3."""
    run().harvest()
    assert jstage.asked == [{"service": "3", "article": "架空", "start": "1", "count": "1000"}]


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("article", "論文", "article"),
        ("author", "架空 花子", "author"),
        ("affil", "架空大学", "affil"),
        ("keyword", "架空", "keyword"),
        ("abst", "架空", "abst"),
        ("text", "架空", "text"),
        ("material", "架空通信", "material"),
        ("issn", "0000-0035", "issn"),
        ("cdjournal", "kaku", "cdjournal"),
        ("vol", "1", "vol"),
        ("no", "2", "no"),
        ("from", "2012", "pubyearfrom"),
        ("until", "2014", "pubyearto"),
    ],
)
def test_parameters_are_sent(jstage: JStage, run: Callable[..., Run], name: str, value: str, sent: str) -> None:
    """Every parameter is sent under J-STAGE's name."""
    run(**{name: value}).harvest()
    assert jstage.asked[0] == {"service": "3", "article": "架空", "start": "1", "count": "1000"} | {sent: value}


def test_every_parameter_is_tested_here() -> None:
    """No parameter is offered that the table above does not send."""
    tested = {name for mark in test_parameters_are_sent.pytestmark for name, *_ in mark.args[1]}  # type: ignore[attr-defined]
    assert {one.flag for one in SOURCE.parameters if not one.hidden} == tested


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"article": ""}, "article"),
        ({"from": "201504"}, "from"),
        ({"until": "now"}, "until"),
        ({"from": "2016", "until": "2015"}, "until"),
        ({"rows": "1001"}, "rows"),
    ],
)
def test_what_cannot_be_asked(server: Server, run: Callable[..., Run], given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported before any request."""
    with pytest.raises(BadParameter) as caught:
        run(**given).harvest()
    assert caught.value.name == name
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "sent"), [({}, [("2025", "")]), ({"from": "2026"}, [("2026", "")]), ({"until": "2020"}, [])]
)
def test_update_asks_for_recent_years(given: dict[str, str], sent: list[tuple[str, str]]) -> None:
    """An update requests what was published since the year before, within the years that the user gave."""
    windows = SOURCE.windows({"article": "x"} | given, "2026-03-01T00:00:00Z")
    assert [(window["from"], window["until"]) for window in windows] == sent


def test_nothing_found(server: Server, jstage: JStage, run: Callable[..., Run]) -> None:
    """That nothing was found is no error, however J-STAGE says it."""
    jstage.articles = []
    assert run().harvest() == Result(Tally(), [], [])
    server.next(
        SEARCH,
        sources_server.reply(
            xml_reply("<feed><result><status>0</status></result><totalResults>0</totalResults><entry/></feed>")
        ),
    )
    assert run().harvest() == Result(Tally(), [], [])


@pytest.mark.parametrize("status", ["ERR_003", "ERR_004", "ERR_014", "SYS_ERR_009", "ERR_999"])
def test_errors_are_told(jstage: JStage, run: Callable[..., Run], status: str) -> None:
    """An error of J-STAGE's, known or not, ends the run with its code and its words; the next run continues."""
    jstage.status, jstage.message = status, "取得条件が不正です"
    with pytest.raises(SourceSays, match=f"{status} 取得条件が不正です"):
        run().harvest()
    jstage.status = "0"
    assert run().harvest().tally == Tally(new=7)


def test_warning_is_told_beside_the_articles(jstage: JStage, store: Store, run: Callable[..., Run]) -> None:
    """A warning does not keep the articles beside it from being taken."""
    jstage.status, jstage.message = "WARN_002", "多すぎます"
    result = run().harvest()
    assert result.tally == Tally(new=7)
    assert [(warning.code, warning.message) for warning in result.warnings] == [("WARN_002", "多すぎます")]


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.html(),
        sources_server.reply(json_reply({})),
        sources_server.reply(xml_reply("")),
        sources_server.reply(xml_reply("<feed><result><status>0</status></result></feed>")),
        sources_server.reply(xml_reply("<feed><totalResults>5000</totalResults><entry/></feed>")),
        sources_server.reply(xml_reply('<!DOCTYPE f [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><feed>&c;</feed>')),
        sources_server.reply(xml_reply('<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed>&a;</feed>')),
        sources_server.invalid_utf8(),
        sources_server.status(400, body=b"Bad Request"),
    ],
    ids=["HTML", "JSON", "empty", "no total", "no entries", "entity bomb", "external entity", "UTF-8", "400"],
)
def test_answer_that_is_none(server: Server, jstage: JStage, run: Callable[..., Run], trick: Trick) -> None:
    """What is not a list of articles ends the run, and nothing in it is followed; the next run continues."""
    server.next(SEARCH, trick)
    with pytest.raises(BadAnswer, match="a list of articles from J-STAGE"):
        run().harvest()
    assert run().harvest().tally == Tally(new=7)


def test_answer_that_is_cut_in_the_middle(
    server: Server, jstage: JStage, store: Store, run: Callable[..., Run]
) -> None:
    """A feed that breaks off, in an answer that says that it is whole, is not taken for the last page."""

    def breaks_off(exchange: sources_server.Exchange) -> None:
        good = exchange.good()
        exchange.send(good._replace(body=good.body[: len(good.body) // 2]))

    server.next(SEARCH, breaks_off)
    with pytest.raises(BadAnswer):
        run().harvest()
    assert harvested(store) == []
    run().harvest()
    assert harvested(store) == keys(jstage.articles)


@pytest.mark.parametrize("trick", [sources_server.wrong_type(), sources_server.cut(), sources_server.status(503)])
def test_answer_that_is_not_as_it_should_be(
    server: Server, jstage: JStage, run: Callable[..., Run], trick: Trick
) -> None:
    """A wrong content type, a cut connection and a passing failure do not end a run."""
    server.next(SEARCH, trick)
    assert run().harvest().tally == Tally(new=7)


def test_attribution_is_told() -> None:
    """The description of the source includes the attribution that J-STAGE requires."""
    assert "Powered by J-STAGE" in SOURCE.about
    assert "Powered by J-STAGE" in translated(SOURCE.about, "ja")


def test_pause_is_a_second() -> None:
    """J-STAGE is asked once a second."""
    assert SOURCE.pause >= 1.0
