"""Harvesting DataCite along the links of its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, Identifier, Relation, SourceSays
from shoroku.corpus.sources import named
from tests.dialect_datacite import DataCite, data_set
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server, json_reply

FIVE = [data_set(number) for number in range(1, 6)]


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
    """Give a small harvest of five data sets, two a page."""
    return {"query": "glass", "rows": "2", "base": DataCite(list(FIVE)).serve(server)}


def test_links_are_followed_until_there_is_none(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """Every data set of three pages is taken, with the article that it supplements."""
    assert into.run("datacite", asked).tally.new == 5
    assert [request.query["page[cursor]"] for request in server.requests] == ["1", "3", "5"]
    record = into.records()["doi:10.99999/data.1"]
    assert (record.type, record.sources) == ("dataset", ("DataCite",))
    article = (Identifier("DOI", "10.99999/article.1"),)
    assert record.relations == (Relation("supplements", "IsSupplementTo", identifiers=article),)
    assert into.state().finished


def test_a_stopped_harvest_goes_on_where_it_was(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The cursor of the next page is requested, not the beginning."""
    assert into.run("datacite", asked, stop=stop_after(1)).interrupted
    assert into.run("datacite", asked).tally.new == 3
    assert [request.query["page[cursor]"] for request in server.requests] == ["1", "3", "5"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"query": "glass"}, {"query": "glass"}),
        ({"prefix": "10.60574"}, {"prefix": "10.60574"}),
        (
            {"repository": "osakau.osakau", "type": "dataset"},
            {"client-id": "osakau.osakau", "resource-type-id": "dataset"},
        ),
        ({"orcid": "0000-0002-1825-0097"}, {"user-id": "0000-0002-1825-0097"}),
        (
            {"query": "glass OR heat", "from": "2019", "until": "2020"},
            {"query": "(glass OR heat) AND publicationYear:[2019 TO 2020]"},
        ),
        ({"prefix": "10.60574", "from": "2019"}, {"prefix": "10.60574", "query": "publicationYear:[2019 TO *]"}),
    ],
)
def test_parameters_are_sent_as_datacite_names_them(
    given: dict[str, str], sent: dict[str, str], server: Server, into: Harvester
) -> None:
    """Two hundred works a page, with affiliations and publishers in full."""
    into.run("datacite", {**given, "base": DataCite([]).serve(server)})
    (request,) = server.requests
    usual = {"page[size]": "200", "page[cursor]": "1", "affiliation": "true", "publisher": "true"}
    assert request.query == {**usual, **sent}


def test_an_update_asks_for_what_changed_since(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The newest data set changed on 6 May; two days are requested again."""
    into.run("datacite", asked)
    result = into.run("datacite", asked, update=True)
    assert server.requests[-1].query["query"] == "(glass) AND updated:[2024-05-04 TO *]"
    assert result.tally.unchanged == 5


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "query"),
        ({"type": "dataset"}, "query"),
        ({"query": "a", "from": "19"}, "from"),
        ({"query": "a", "from": "2020", "until": "2019"}, "until"),
        ({"query": "a", "rows": "1001"}, "rows"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported by name before anything is requested."""
    with pytest.raises(BadParameter) as caught:
        named("datacite").windows(given, "")
    assert caught.value.name == name


def test_errors_are_told_in_datacites_words(server: Server, into: Harvester) -> None:
    """An error in its envelope is told as it is; an answer without a list is a failure."""
    errors = {"errors": [{"status": "400", "title": "The query is wrong."}]}
    server.route("/dois", lambda _: json_reply(errors, 400))
    with pytest.raises(SourceSays, match="The query is wrong"):
        into.run("datacite", {"query": "(", "base": server.base})
    server.route("/dois", lambda _: json_reply({}))
    with pytest.raises(BadAnswer):
        into.run("datacite", {"query": "a", "base": server.base})
