"""Harvesting OpenAlex along its cursors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, ChangesNeedKey, SourceRefused, SourceSays, Text
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources import named
from tests import sources_server
from tests.dialect_openalex import KEY, OpenAlex, page, work
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server, json_reply

FIVE = [work(number) for number in range(1, 6)]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harvester]:
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    with harvester(tmp_path) as opened:
        yield opened


@pytest.fixture
def asked(server: Server) -> dict[str, str]:
    """Give a small harvest of five works, two a page."""
    return {"issn": "0914-8760", "rows": "2", "base": OpenAlex(list(FIVE)).serve(server)}


def test_cursors_are_followed_until_there_is_none(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """Every work of three pages is taken."""
    result = into.run("openalex", asked)
    assert result.tally.new == 5
    assert [request.query["cursor"] for request in server.requests] == ["*", "c2", "c4"]
    assert into.state().finished


def test_an_empty_page_ends_a_list_whatever_its_cursor(server: Server, into: Harvester) -> None:
    """A cursor that leads nowhere is not followed."""
    server.route("/works", lambda _: page([], 0, "c"))
    assert sum(into.run("openalex", {"query": "food", "base": server.base}).tally) == 0
    assert len(server.requests) == 1


def test_a_japanese_abstract_is_whole_again(into: Harvester, asked: dict[str, str]) -> None:
    """Its words stand together without spaces."""
    into.run("openalex", asked)
    record = into.records()["openalex:W1"]
    assert record.abstracts == (Text("乳酸菌を調べた。", "ja"),)
    assert (record.identifier("DOI"), record.sources) == ("10.99999/openalex.1", ("OpenAlex",))


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"query": "発酵"}, {"search": "発酵"}),
        ({"issn": "09148760"}, {"filter": "primary_location.source.issn:0914-8760"}),
        ({"filter": "type:article,language:ja"}, {"filter": "type:article,language:ja"}),
        (
            {"filter": "language:ja", "query": "a", "from": "2015", "until": "2020-02"},
            {"search": "a", "filter": "language:ja,from_publication_date:2015-01-01,to_publication_date:2020-02-29"},
        ),
    ],
)
def test_parameters_are_sent_as_openalex_names_them(
    given: dict[str, str], sent: dict[str, str], server: Server, into: Harvester
) -> None:
    """All filters in one parameter, whole days, two hundred works a page."""
    into.run("openalex", {**given, "base": OpenAlex([]).serve(server)})
    (request,) = server.requests
    assert request.query == {"per-page": "200", "cursor": "*", **sent}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "query"),
        ({"until": "2020"}, "query"),
        ({"issn": "x"}, "issn"),
        ({"filter": "language"}, "filter"),
        ({"query": "a", "from": "2015-1"}, "from"),
        ({"query": "a", "from": "2020", "until": "2019"}, "until"),
        ({"query": "a", "rows": "201"}, "rows"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported by name."""
    with pytest.raises(BadParameter) as caught:
        named("openalex").windows(given, "")
    assert caught.value.name == name


def test_with_a_key_an_update_asks_for_what_changed(server: Server, tmp_path: Path, asked: dict[str, str]) -> None:
    """The key goes along, and into no URL that is shown."""
    with harvester(tmp_path, Settings(keys={"openalex": KEY})) as into:
        into.run("openalex", asked)
        into.run("openalex", asked, update=True)
        assert "from_updated_date:" in server.requests[-1].query["filter"]
        assert {request.query["api_key"] for request in server.requests} == {KEY}
        server.next("/works", sources_server.reply(json_reply({"error": "Bad", "message": f"key {KEY}"}, 400)))
        with pytest.raises(SourceSays) as caught:
            into.run("openalex", asked)
        assert KEY not in str(caught.value)
        assert KEY not in into.state().failure


def test_without_a_key_an_update_asks_for_all_again_and_says_so(
    server: Server, into: Harvester, asked: dict[str, str]
) -> None:
    """What changed is taken, what did not changes nothing, and the user is told what a key would spare."""
    into.run("openalex", asked)
    OpenAlex([work(1, title="新しい題名"), *FIVE[1:], work(6)]).serve(server)
    result = into.run("openalex", asked, update=True)
    assert result.tally._asdict() == {"new": 1, "changed": 1, "unchanged": 4, "deleted": 0, "rejected": 0}
    (warning,) = result.warnings
    assert isinstance(warning, ChangesNeedKey)
    assert "OPENALEX_API_KEY" in warning.text("ja")


def test_what_is_refused_altogether_is_told(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """A harvest that is refused is not tried in another way."""
    server.next("/works", sources_server.status(403))
    with pytest.raises(SourceRefused):
        into.run("openalex", asked)
    assert len(server.requests) == 1


def test_a_stopped_harvest_goes_on_where_it_was(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The next page is requested, not the first."""
    assert into.run("openalex", asked, stop=stop_after(1)).interrupted
    result = into.run("openalex", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 0)


def test_an_expired_cursor_begins_the_list_anew(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """What was fetched is kept, and what is missing comes."""
    into.run("openalex", asked, stop=stop_after(1))
    told = {"error": "Invalid query parameters error.", "message": "Cursor value is invalid."}
    server.next("/works", sources_server.reply(json_reply(told, 400)))
    result = into.run("openalex", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 2)


def test_a_total_that_changes_is_no_reason_to_begin_anew(server: Server, into: Harvester) -> None:
    """A cursor holds its place whatever is added meanwhile."""
    pages = iter([page(FIVE[:2], 5, "a"), page(FIVE[2:4], 6, "b"), page(FIVE[4:], 7, None)])
    server.route("/works", lambda _: next(pages))
    into.run("openalex", {"query": "food", "base": server.base})
    assert len(server.requests) == 3
    assert len(into.records()) == 5


@pytest.mark.parametrize("fresh", [True, False])
def test_a_list_without_end_is_given_up(fresh: bool, server: Server, into: Harvester) -> None:
    """The same page again and again is noticed, whether its cursor is always the same or always another."""
    server.route("/works", lambda _: page(FIVE[:2], 5, f"c{len(server.requests)}" if fresh else "c"))
    with pytest.raises(BadAnswer):
        into.run("openalex", {"query": "food", "base": server.base})
    assert len(server.requests) < 10


@pytest.mark.parametrize(
    ("trick", "error"),
    [
        (sources_server.reply(json_reply({"error": "Bad", "message": "Unknown filter field: x"}, 400)), SourceSays),
        (sources_server.reply(json_reply({"results": []})), BadAnswer),
        (sources_server.reply(json_reply({"meta": {}, "results": []}, 404)), BadAnswer),
        (sources_server.reply(json_reply("no"))  , BadAnswer),
        (sources_server.html(), BadAnswer),
    ],
    ids=["words", "no-meta", "status", "string", "html"],
)  # fmt: skip
def test_what_is_no_list_is_told_and_loses_nothing(
    trick: sources_server.Trick, error: type[Exception], server: Server, into: Harvester, asked: dict[str, str]
) -> None:
    """OpenAlex's own words where it has some; the next run continues with that page."""
    into.run("openalex", asked, stop=stop_after(1))
    server.next("/works", trick)
    with pytest.raises(error):
        into.run("openalex", asked)
    assert into.run("openalex", asked).tally.new == 3


def test_the_daily_limit_is_waited_for_as_told(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """A 429 is followed by the pause that it requests."""
    server.next("/works", sources_server.status(429, retry_after=7))
    assert into.run("openalex", asked).tally.new == 5
    assert into.paused[0] == 7


def test_links_that_a_browser_would_run_are_left_out(server: Server, into: Harvester) -> None:
    """Works come without them; a warning names each, of many works the first ones."""
    works = [
        work(number)
        | {"primary_location": {"landing_page_url": f"javascript:alert({number})", "pdf_url": "https://a.example/"}}
        for number in range(1, 31)
    ]
    result = into.run("openalex", {"query": "food", "base": OpenAlex(works).serve(server)})
    assert {record.links for record in into.records().values()} == {("https://a.example/",)}
    told = [warning.text("en") for warning in result.warnings]
    assert "javascript:alert(1)" in told[0]
    assert len(told) == 20
