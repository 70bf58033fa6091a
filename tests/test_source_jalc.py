"""Harvesting JaLC, from a server on loopback into a store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, SourceSays, SourceUnreachable, Text
from shoroku.corpus.harvest.client import Client, Patience
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.corpus.harvest.runner import Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.sources.jalc import SOURCE
from shoroku.corpus.store.store import Store
from tests import sources_server
from tests.dialect_jalc import JaLC, Work
from tests.sources_server import Server, Trick, json_reply

LIST = "/doilist/.*"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def jalc(server: Server) -> JaLC:
    return JaLC(server, [Work(f"10.99997/kaku.{number}", f"2020-05-0{number}") for number in range(1, 8)])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as store:
        yield store


@pytest.fixture
def run(server: Server, store: Store) -> Iterator[Callable[..., Run]]:
    """Give a function that prepares a harvest with parameters; waits take no time."""
    with Client(patience=Patience(attempts=2), sleep=lambda _: None) as client:
        yield lambda **parameters: Run(
            store, client, Settings(), SOURCE, {"base": server.base} | (parameters or {"prefix": "10.99997"})
        )


def harvested(store: Store) -> list[str]:
    return sorted(key for (key,) in store.query("SELECT key FROM contribution"))


def keys(works: list[Work]) -> list[str]:
    return sorted(f"doi:{work.doi.lower()}" for work in works)


def test_every_doi_of_a_prefix_is_taken(jalc: JaLC, store: Store, run: Callable[..., Run]) -> None:
    """Every DOI under a prefix is fetched, and its record is in both languages."""
    jalc.works.append(Work("10.99996/of.another.prefix"))
    assert run().harvest() == Result(Tally(new=7), [], [])
    assert harvested(store) == keys(jalc.works[:7])
    record = store.get("doi:10.99997/kaku.3")
    assert record is not None
    assert record.titles == (Text("架空の報告 2", "ja"), Text("Invented report 2 : a sequel", "en"))
    assert record.sources == ("JaLC",)


def test_second_harvest_changes_nothing(store: Store, jalc: JaLC, run: Callable[..., Run]) -> None:
    """Harvested again, the same works get no new change numbers."""
    run().harvest()
    before = store.query("SELECT max(change) FROM record")
    assert run().harvest().tally == Tally(unchanged=7)
    assert store.query("SELECT max(change) FROM record") == before


def test_pages_follow_each_other(jalc: JaLC, store: Store, run: Callable[..., Run]) -> None:
    """Pages are requested by their numbers, up to the last that JaLC names."""
    run(prefix="10.99997", rows="3").harvest()
    assert jalc.asked == [{"rows": "3", "page": "1"}, {"rows": "3", "page": "2"}, {"rows": "3", "page": "3"}]
    assert harvested(store) == keys(jalc.works)


def test_one_doi(server: Server, jalc: JaLC, store: Store, run: Callable[..., Run]) -> None:
    """A single DOI, in any notation, is fetched without any list."""
    assert run(doi="https://doi.org/10.99997/kaku.2").harvest().tally == Tally(new=1)
    assert harvested(store) == ["doi:10.99997/kaku.2"]
    assert len(server.requests) == 1


@pytest.mark.parametrize("doi", ["10.99997/kaku.1", "10.99997/a(b)c;d", "10.99997/x/y/z", "10.99997/架空?#%"])
def test_doi_is_encoded_twice(server: Server, jalc: JaLC, store: Store, run: Callable[..., Run], doi: str) -> None:
    """A DOI is encoded twice in its address, whatever characters it has."""
    jalc.works = [Work(doi)]
    assert run().harvest().tally == Tally(new=1)
    assert harvested(store) == [f"doi:{doi}"]
    assert server.paths()[1].startswith("/dois/10.99997%252F")


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"from": "2020-05-03"}, {"from": "2020-05-03"}),
        ({"until": "2020-05-03"}, {"until": "2020-05-03"}),
        ({"from": "2020", "until": "2020-05"}, {"from": "2020-01-01", "until": "2020-05-31"}),
        ({"rows": "20"}, {"rows": "20"}),
    ],
)
def test_parameters_are_sent(jalc: JaLC, run: Callable[..., Run], given: dict[str, str], sent: dict[str, str]) -> None:
    """Dates of change are sent as days, with the page and its size."""
    run(prefix="10.99997", **given).harvest()
    assert jalc.asked[0] == {"rows": "100", "page": "1"} | sent


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"rows": "3"}, "prefix"),
        ({"prefix": "10.99997", "doi": "10.99997/x"}, "prefix"),
        ({"prefix": "99997"}, "prefix"),
        ({"prefix": "10.99997/x"}, "prefix"),
        ({"doi": "kaku.2"}, "doi"),
        ({"prefix": "10.99997", "from": "yesterday"}, "from"),
        ({"prefix": "10.99997", "from": "2020", "until": "2019"}, "until"),
        ({"prefix": "10.99997", "rows": "101"}, "rows"),
    ],
)
def test_what_cannot_be_asked(server: Server, run: Callable[..., Run], given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported before any request."""
    with pytest.raises(BadParameter) as caught:
        run(**given).harvest()
    assert caught.value.name == name
    assert server.requests == []


def test_update_asks_for_what_changed(jalc: JaLC, store: Store, run: Callable[..., Run]) -> None:
    """An update asks from two days before the newest change that was met, and takes what is new and what changed."""
    run().harvest()
    assert Harvests(store).all()[0].datestamp == "2020-05-07"
    jalc.works.append(Work("10.99997/kaku.8", "2020-05-09"))
    assert run().harvest(update=True).tally == Tally(new=1, unchanged=3)
    assert jalc.asked[-1]["from"] == "2020-05-05"


def test_update_keeps_to_the_users_dates(jalc: JaLC, run: Callable[..., Run]) -> None:
    """An update beyond the last day that the user gave has nothing to request."""
    run(prefix="10.99997", until="2020-05-02").harvest()
    jalc.works.append(Work("10.99997/kaku.8", "2020-05-02"))
    assert run(prefix="10.99997", until="2020-05-02").harvest(update=True).tally.new == 1
    assert SOURCE.windows({"prefix": "10.99997", "until": "2020-05-02"}, "2020-06-01T00:00:00Z") == []


def test_prefix_without_dois(jalc: JaLC, run: Callable[..., Run]) -> None:
    """If JaLC knows no DOI under a prefix, what it says is reported, and the harvest is done."""
    result = run(prefix="10.12345").harvest()
    assert result.tally == Tally()
    assert [str(warning).partition(": ")[2] for warning in result.warnings] == [
        "the source returned an error: 404 データが見つかりませんでした。"
    ]


def test_update_that_finds_nothing(jalc: JaLC, run: Callable[..., Run]) -> None:
    """An update after which nothing changed has nothing to tell."""
    run().harvest()
    jalc.works = []
    assert run().harvest(update=True) == Result(Tally(), [], [])


@pytest.mark.parametrize(
    ("trick", "kind"),
    [
        (sources_server.status(404), BadAnswer),
        (sources_server.html(), BadAnswer),
        (sources_server.reply(json_reply({"status": "OK", "data": {}})), BadAnswer),
        (
            sources_server.reply(json_reply({"message": {"errors": {"message": "rowsの値が不正です。"}}}, 400)),
            SourceSays,
        ),
        (sources_server.reply(json_reply({"message": [{"errors": ["不正"]}]}, 400)), SourceSays),
    ],
    ids=["empty 404", "HTML", "no items", "400", "400 in a list"],
)
def test_list_that_is_none(
    server: Server, jalc: JaLC, run: Callable[..., Run], trick: Trick, kind: type[Exception]
) -> None:
    """What is not a list of DOIs ends the run, with JaLC's own words where there are any; the next run continues."""
    server.next(LIST, trick)
    with pytest.raises(kind) as caught:
        run().harvest()
    assert kind is BadAnswer or "不正" in str(caught.value)
    assert run().harvest().tally.new == 7


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.status(404),
        sources_server.html(),
        sources_server.reply(json_reply({"apiType": "doi", "data": {"doi": "10.99997/kaku.4"}})),
    ],
    ids=["404", "HTML", "no title"],
)
def test_record_that_cannot_be_had(
    server: Server, jalc: JaLC, store: Store, run: Callable[..., Run], trick: Trick
) -> None:
    """A record that cannot be fetched is reported by its address, and the others are taken."""
    server.next("/dois/.*kaku.4", trick)
    result = run().harvest()
    assert harvested(store) == keys([work for work in jalc.works if not work.doi.endswith("4")])
    assert ["/dois/10.99997%252Fkaku.4" in str(warning) for warning in result.warnings] == [True]


def test_host_that_fails_altogether(server: Server, jalc: JaLC, store: Store, run: Callable[..., Run]) -> None:
    """Two records in a row that the host fails at end the run; the next continues with that page."""
    server.next("/dois/.*kaku.[56]", *[sources_server.status(500)] * 4)
    with pytest.raises(SourceUnreachable):
        run(prefix="10.99997", rows="3").harvest()
    assert harvested(store) == keys(jalc.works[:3])
    assert run(prefix="10.99997", rows="3").harvest().tally == Tally(new=4)
    assert [asked["page"] for asked in jalc.asked] == ["1", "2", "2", "3"]


def test_total_that_changes_restarts_the_list(
    server: Server, jalc: JaLC, store: Store, run: Callable[..., Run]
) -> None:
    """A DOI that is added underway shifts the pages: the list is begun again, and none is lost."""

    def adds(exchange: sources_server.Exchange) -> None:
        jalc.works.insert(0, Work("10.99997/kaku.0"))
        exchange.send(exchange.good())

    server.next(LIST, lambda exchange: exchange.send(exchange.good()), adds)
    run(prefix="10.99997", rows="3").harvest()
    assert harvested(store) == keys(jalc.works)
    assert [asked["page"] for asked in jalc.asked] == ["1", "2", "1", "2", "3"]


def test_pause_is_a_second() -> None:
    """JaLC is asked once a second."""
    assert SOURCE.pause >= 1.0
