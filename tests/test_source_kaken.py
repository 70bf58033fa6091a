"""Harvesting KAKEN and NRID, whose empty answers may mean that they were asked too soon."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, Identifier, KeyMissing, PerhapsThrottled
from shoroku.corpus.sources import named
from tests.dialect_kaken import APPID, Kaken
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server, json_reply, xml_reply


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harvester]:
    monkeypatch.setenv("CINII_APPID", APPID)
    with harvester(tmp_path) as opened:
        yield opened


def test_projects_are_taken_page_by_page(server: Server, into: Harvester) -> None:
    """Every project is taken; the next page begins behind the last result."""
    base = Kaken(45).serve(server)
    result = into.run("kaken", {"query": "硝子", "rows": "20", "base": base})
    assert result.tally.new == 45
    assert [request.query["st"] for request in server.requests] == ["1", "21", "41"]
    record = into.records()["KAKENHI-PROJECT-20K00001"]
    assert (record.type, record.sources) == ("project", ("KAKEN",))
    assert record.creators[0].identifiers == (Identifier("ERAD", "60740001"),)
    assert into.state().finished


def test_researchers_are_taken(server: Server, into: Harvester) -> None:
    """NRID is asked for JSON; a researcher is a record."""
    base = Kaken(3, is_json=True).serve(server)
    assert into.run("nrid", {"researcher": "架空 花子", "base": base}).tally.new == 3
    assert server.requests[0].query["format"] == "json"
    assert into.records()["nrid:1000060740001"].type == "researcher"


@pytest.mark.parametrize(("asked", "sent"), [("1", "20"), ("20", "20"), ("21", "50"), ("150", "200"), ("500", "500")])
def test_pages_have_a_size_that_the_search_knows(asked: str, sent: str, server: Server, into: Harvester) -> None:
    """With any other size nothing would be found, so the next larger one is taken."""
    into.run("kaken", {"query": "x", "rows": asked, "base": Kaken(1).serve(server)})
    assert server.requests[0].query["rw"] == sent


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"query": "硝子"}, {"kw": "硝子"}),
        ({"number": "19KK0341"}, {"qb": "19KK0341"}),
        ({"researcher-number": "60746486"}, {"qm": "60746486"}),
        (
            {"researcher": "架空 花子", "institution": "虚構大学", "from": "2019", "until": "2020"},
            {"qg": "架空 花子", "qe": "虚構大学", "s1": "2019", "s2": "2020"},
        ),
        ({"title": "硝子", "field": "化学"}, {"qa": "硝子", "qd": "化学"}),
    ],
)
def test_parameters_are_sent_as_kaken_names_them(
    given: dict[str, str], sent: dict[str, str], server: Server, into: Harvester
) -> None:
    """A hundred results a page, from the first on, with the application ID."""
    into.run("kaken", {**given, "base": Kaken(1).serve(server)})
    assert server.requests[0].query == {"rw": "100", "st": "1", "appid": APPID, **sent}


def test_a_throttled_answer_is_requested_again(server: Server, into: Harvester) -> None:
    """An empty answer in the middle is no end: the same page comes once more."""
    kaken = Kaken(25)
    base = kaken.serve(server)
    asked = {"query": "x", "rows": "20", "base": base}
    assert into.run("kaken", asked, stop=stop_after(1)).interrupted
    kaken.throttled = 1
    assert into.run("kaken", asked).tally.new == 5
    assert [request.query["st"] for request in server.requests] == ["1", "21", "21"]


def test_a_list_that_breaks_off_is_a_failure(server: Server, into: Harvester) -> None:
    """If a page stays empty before the end, the harvest fails, keeps what came, and goes on later."""
    kaken = Kaken(25)
    asked = {"query": "x", "rows": "20", "base": kaken.serve(server)}
    into.run("kaken", asked, stop=stop_after(1))
    kaken.throttled = 2
    with pytest.raises(BadAnswer, match="nothing from result 21 on, of 25"):
        into.run("kaken", asked)
    assert into.run("kaken", asked).tally.new == 5
    assert len(into.records()) == 25


def test_nothing_found_is_said_to_be_uncertain(server: Server, into: Harvester) -> None:
    """An answer without results, twice, ends the harvest with a warning."""
    result = into.run("kaken", {"query": "x", "base": Kaken(0).serve(server)})
    (warning,) = result.warnings
    assert isinstance(warning, PerhapsThrottled)
    assert warning.source == "KAKEN"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "query"),
        ({"from": "2019"}, "query"),
        ({"query": "a", "from": "19"}, "from"),
        ({"query": "a", "from": "2020", "until": "2019"}, "until"),
        ({"query": "a", "rows": "501"}, "rows"),
        ({"query": "a", "rows": "9" * 5_000}, "rows"),  # more digits than Python converts
    ],
)
@pytest.mark.parametrize("source", ["kaken", "nrid"])
def test_what_cannot_be_asked_is_refused(source: str, given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported by name before anything is requested."""
    with pytest.raises(BadParameter) as caught:
        named(source).windows(given, "")
    assert caught.value.name == name


def test_the_application_id_is_needed(server: Server, into: Harvester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an application ID nothing is requested."""
    monkeypatch.delenv("CINII_APPID")
    with pytest.raises(KeyMissing):
        into.run("kaken", {"query": "x", "base": Kaken(1).serve(server)})
    assert not server.requests


@pytest.mark.parametrize("source", ["kaken", "nrid"])
def test_an_answer_in_another_language(source: str, server: Server, into: Harvester) -> None:
    """An answer that does not say how many results there are, or says what is no such number, is a failure of the source."""
    digits = "9" * 5_000
    for answer in (
        (xml_reply("<html/>"), xml_reply(f"<grantAwards><totalResults>{digits}</totalResults></grantAwards>"))
        if source == "kaken"
        else (json_reply({"x": 1}), json_reply({"totalResults": digits}))
    ):
        server.route("/opensearch/", lambda _, answer=answer: answer)
        with pytest.raises(BadAnswer):
            into.run(source, {"query": "x", "base": server.base})


def test_an_update_fetches_everything_again(server: Server, into: Harvester) -> None:
    """Nothing that is the same is stored again."""
    asked = {"query": "x", "base": Kaken(3).serve(server)}
    into.run("kaken", asked)
    result = into.run("kaken", asked, update=True)
    assert (result.tally.new, result.tally.unchanged) == (0, 3)
