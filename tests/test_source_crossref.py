"""Harvesting Crossref along its cursor."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shoroku import BadAnswer, BadParameter, SourceSays, Text
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.sources import named
from tests import sources_server
from tests.dialect_crossref import Crossref, failure, work, works
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "crossref"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")

FIVE = [work(number) for number in range(1, 6)]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def into(tmp_path: Path) -> Iterator[Harvester]:
    with harvester(tmp_path) as opened:
        yield opened


@pytest.fixture
def asked(server: Server) -> dict[str, str]:
    """Give a small harvest of five works, two a page."""
    return {"issn": "0914-8760", "rows": "2", "base": Crossref(FIVE).serve(server)}


def _usual(exchange: sources_server.Exchange) -> None:
    exchange.send(exchange.good())


@pytest.mark.parametrize(("total", "pages"), [(5, 3), (4, 3), (1, 1), (0, 1)])
def test_a_list_is_followed_until_a_page_is_not_full(total: int, pages: int, server: Server, into: Harvester) -> None:
    """Every work is taken; where the last page is full, an empty one follows."""
    base = Crossref(FIVE[:total]).serve(server)
    result = into.run("crossref", {"query": "food", "rows": "2", "base": base})
    assert result.tally.new == total
    assert len(server.requests) == pages
    assert into.state().finished


def test_a_work_is_taken_with_what_crossref_says_of_it(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """Title, abstract without its markup, people, journal, DOI, source."""
    into.run("crossref", asked)
    record = into.records()["doi:10.99999/crossref.1"]
    assert record.titles == (Text("A study of invented food, part 1", "en"),)
    assert record.abstracts == (Text("Lactic acid bacteria were studied.", "en"),)
    assert record.creators[0].names == (Text("Hanako Yamada", "en"),)
    assert (record.issns, record.sources) == (("0914-8760",), ("Crossref",))


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"issn": "09148760"}, {"filter": "issn:0914-8760"}),
        ({"prefix": "10.1234"}, {"filter": "prefix:10.1234"}),
        ({"query": "発酵 food"}, {"query": "発酵 food"}),
        (
            {"issn": "0914-8760", "query": "a", "from": "2015", "until": "2020-06"},
            {"query": "a", "filter": "issn:0914-8760,from-pub-date:2015,until-pub-date:2020-06"},
        ),
    ],
)
def test_parameters_are_sent_as_crossref_names_them(
    given: dict[str, str], sent: dict[str, str], server: Server, into: Harvester
) -> None:
    """Filters in one parameter; a thousand works a page, from the cursor's beginning."""
    into.run("crossref", {**given, "base": Crossref([]).serve(server)})
    (request,) = server.requests
    assert request.query == {"rows": "1000", "cursor": "*", **sent}
    assert "mailto:test@example.org" in request.headers["user-agent"]


def test_an_update_asks_for_what_was_indexed_since(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The newest work was indexed on 6 May; two days are requested again."""
    into.run("crossref", asked)
    result = into.run("crossref", asked, update=True)
    assert server.requests[-1].query["filter"] == "issn:0914-8760,from-index-date:2024-05-04"
    assert result.tally._asdict() == {"new": 0, "changed": 0, "unchanged": 5, "deleted": 0, "rejected": 0}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "query"),
        ({"from": "2015"}, "query"),
        ({"issn": "1234"}, "issn"),
        ({"prefix": "11.1234"}, "prefix"),
        ({"query": "a", "from": "15"}, "from"),
        ({"query": "a", "until": "2020-02-30"}, "until"),
        ({"query": "a", "from": "2020", "until": "2019"}, "until"),
        ({"query": "a", "rows": "1001"}, "rows"),
        ({"query": "a", "rows": "0"}, "rows"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported by name."""
    with pytest.raises(BadParameter) as caught:
        named("crossref").windows(given, "")
    assert caught.value.name == name


def test_a_stopped_harvest_goes_on_where_it_was(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The cursor is requested again, not the beginning."""
    assert into.run("crossref", asked, stop=stop_after(1)).interrupted
    result = into.run("crossref", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 0)
    assert [request.query["cursor"] == "*" for request in server.requests] == [True, False, False]


def test_an_expired_cursor_begins_the_list_anew(server: Server, into: Harvester) -> None:
    """What was fetched is kept, and what is missing comes."""
    service = Crossref(FIVE)
    asked = {"query": "food", "rows": "2", "base": service.serve(server)}
    into.run("crossref", asked, stop=stop_after(1))
    service.forget()
    result = into.run("crossref", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 2)


@pytest.mark.parametrize("total", [4, 5, 6])
@pytest.mark.parametrize("page", [1, 2])
def test_a_page_lost_on_its_way_is_missed_in_the_end(page: int, total: int, server: Server, into: Harvester) -> None:
    """The cursor has moved on although the answer was cut, so the next one is the page after; all are had nevertheless."""
    base = Crossref([work(number) for number in range(1, total + 1)]).serve(server)
    server.next("/works", *[_usual] * page, sources_server.cut())
    into.run("crossref", {"query": "food", "rows": "2", "base": base})
    assert len(into.records()) == total


def test_a_few_works_less_than_said_are_no_lost_page(server: Server, into: Harvester) -> None:
    """Works may go while the list is read; the list is not begun again for them."""
    server.route("/works", lambda request: works(FIVE[:4] if request.query["cursor"] == "*" else FIVE[4:], 7))
    into.run("crossref", {"query": "food", "rows": "4", "base": server.base})
    assert len(server.requests) == 2
    assert len(into.records()) == 5


def test_a_total_that_changes_is_no_reason_to_begin_anew(server: Server, into: Harvester) -> None:
    """A cursor holds its place whatever is added meanwhile."""
    pages = iter([works(FIVE[:2], 5), works(FIVE[2:4], 6), works(FIVE[4:], 7)])
    server.route("/works", lambda _: next(pages))
    into.run("crossref", {"query": "food", "rows": "2", "base": server.base})
    assert len(server.requests) == 3
    assert len(into.records()) == 5


@pytest.mark.parametrize(
    ("trick", "error"),
    [
        (sources_server.reply(failure("validation-failure", "Filter issn:x is bad", 400)), SourceSays),
        (sources_server.reply(sources_server.json_reply({"status": "ok", "message": {"items": None}})), BadAnswer),
        (sources_server.reply(sources_server.json_reply([])), BadAnswer),
        (sources_server.reply(sources_server.json_reply({"message": {"items": []}}, 404)), BadAnswer),
        (sources_server.html(), BadAnswer),
        (sources_server.html(404), BadAnswer),
        (sources_server.reply(sources_server.Reply(b"Resource not found.", "text/plain", 404)), BadAnswer),
    ],
    ids=["failure", "no-items", "array", "status", "html", "html-404", "text-404"],
)
def test_what_is_no_list_is_told_and_loses_nothing(
    trick: sources_server.Trick, error: type[Exception], server: Server, into: Harvester, asked: dict[str, str]
) -> None:
    """Crossref's own words where it has some; what was committed stays."""
    server.next("/works", _usual, trick)
    with pytest.raises(error):
        into.run("crossref", asked)
    assert len(into.records()) == 2
    assert into.state().failure


def test_crossref_s_words_are_told(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The kind of the failure and its message reach the user."""
    server.next("/works", sources_server.reply(failure("validation-failure", "Filter issn:x is bad", 400)))
    with pytest.raises(SourceSays) as caught:
        into.run("crossref", asked)
    assert (caught.value.code, caught.value.message) == ("validation-failure", "Filter issn:x is bad")


def test_a_list_without_end_is_given_up(server: Server, into: Harvester) -> None:
    """The same full page again and again is noticed, although the cursor may rightly stay the same."""
    server.route("/works", lambda _: works(FIVE[:2], 1_000_000))
    with pytest.raises(BadAnswer):
        into.run("crossref", {"query": "food", "rows": "2", "base": server.base})
    assert len(server.requests) < 10


@pytest.mark.parametrize(
    "trick", [sources_server.status(429, retry_after=7), sources_server.status(500), sources_server.status(503)]
)
def test_what_passes_is_asked_again(
    trick: sources_server.Trick, server: Server, into: Harvester, asked: dict[str, str]
) -> None:
    """A page that fails once is requested once more."""
    server.next("/works", trick)
    assert into.run("crossref", asked).tally.new == 5


def test_a_work_that_cannot_be_read_does_not_keep_its_neighbours_away(server: Server, into: Harvester) -> None:
    """A work without a title is rejected with what it was."""
    some: list[dict[str, Any]] = [work(1), work(2, title=[]), work(3)]
    server.route("/works", lambda _: works(some, 3))
    result = into.run("crossref", {"query": "food", "base": server.base})
    assert (result.tally.new, result.tally.rejected) == (2, 1)
    assert b"crossref.2" in result.rejects[0].raw


def test_bytes_that_are_no_utf_8_do_not_spoil_the_page(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """Harmful bytes are cleaned away, the works stay."""
    body = works([work(1)], 1).body.replace(b"invented food", b"invented \xff food")
    server.next("/works", sources_server.reply(sources_server.Reply(body)))
    into.run("crossref", asked)
    (record,) = into.store.all()
    assert record.titles[0].value.startswith("A study of invented")


def test_the_pace_is_below_what_crossref_allows(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """A request a second, of at least five that Crossref's headers allow."""
    into.run("crossref", asked)
    assert into.paused == [1.0, 1.0]


# --- Real answers -----------------------------------------------------------------------------------------------------


@with_samples
def test_two_real_pages_bear_the_same_cursor_and_are_both_taken(server: Server, into: Harvester) -> None:
    """A first and a later page of one list of many."""
    names = [f"test_workscontainer_with_cursor_{number}.json" for number in (0, 2)]
    bodies = [(SAMPLES / name).read_bytes() for name in names]
    replies = iter([sources_server.Reply(body) for body in bodies])
    server.route("/works", lambda _: next(replies))
    result = into.run("crossref", {"prefix": "10.1155", "rows": "5", "base": server.base}, stop=stop_after(2))
    assert result.interrupted
    assert result.tally.new + result.tally.rejected == 10
    cursors = [request.query["cursor"] for request in server.requests]
    assert cursors[0] == "*"
    assert (
        json.loads(bodies[0])["message"]["next-cursor"] == cursors[1] == json.loads(bodies[1])["message"]["next-cursor"]
    )
    (pending,) = Harvests(into.store).pending(into.state().number)
    assert pending.total == 138567
