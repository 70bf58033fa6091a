"""Harvesting PubMed: a search that the server keeps, and its pages."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, SourceSays, Text, TooManyInOneMonth
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources import named
from tests import dialect_pubmed, sources_server
from tests.dialect_pubmed import Article, PubMed, articles, many, search_result
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server

FIVE = many(5)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harvester]:
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    with harvester(tmp_path) as opened:
        yield opened


@pytest.fixture
def service() -> PubMed:
    return PubMed(list(FIVE))


@pytest.fixture
def asked(server: Server, service: PubMed) -> dict[str, str]:
    """Give a small harvest of five articles, two a page."""
    return {"query": "food", "rows": "2", "base": service.serve(server)}


def _usual(exchange: sources_server.Exchange) -> None:
    exchange.send(exchange.good())


def test_what_was_found_is_fetched_page_by_page(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """One search, three pages of it, every article taken."""
    result = into.run("pubmed", asked)
    assert result.tally.new == 5
    assert server.paths() == ["/esearch.fcgi", *["/efetch.fcgi"] * 3]
    fetched = [
        (query["retstart"], query["retmax"]) for query in (request.query for request in server.asked("/efetch.*"))
    ]
    assert fetched == [("0", "2"), ("2", "2"), ("4", "1")]
    assert into.state().finished


def test_an_article_is_taken_with_its_title_in_both_languages(into: Harvester, asked: dict[str, str]) -> None:
    """The English title without its brackets, the original one in Japanese."""
    into.run("pubmed", asked)
    record = into.records()["pmid:1"]
    assert record.titles == (Text("A study of invented food 1", "en"), Text("架空の発酵食品の研究 1", "ja"))
    assert (record.identifier("DOI"), record.sources) == ("10.99999/pubmed.1", ("PubMed",))


@pytest.mark.parametrize(
    ("given", "term"),
    [
        ({"query": "発酵 OR food"}, "発酵 OR food"),
        (
            {"query": "a OR b", "from": "2015", "until": "2020-06"},
            '(a OR b) AND ("2015/01/01"[dp] : "2020/06/30"[dp])',
        ),
        ({"query": "a", "from": "2015-02-03"}, '(a) AND ("2015/02/03"[dp] : "2999/12/31"[dp])'),
        ({"query": "a", "until": "2015"}, '(a) AND ("1800/01/01"[dp] : "2015/12/31"[dp])'),
    ],
)
def test_the_search_is_sent_as_pubmed_reads_it(
    given: dict[str, str], term: str, server: Server, into: Harvester
) -> None:
    """Dates of publication stand in the search; a search that finds nothing is not fetched."""
    into.run("pubmed", {**given, "base": PubMed([]).serve(server)})
    (request,) = server.requests
    assert request.query == {"db": "pubmed", "term": term, "usehistory": "y", "retmax": "0", "tool": "shoroku"}


def test_an_update_searches_for_what_was_modified_since(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The date of modification is a range from two days before the last run."""
    into.run("pubmed", asked)
    since = (date.fromisoformat(into.state().started[:10])).toordinal() - 2
    result = into.run("pubmed", asked, update=True)
    first = date.fromordinal(since).isoformat().replace("-", "/")
    assert server.asked("/esearch.*")[-1].query["term"] == f'(food) AND ("{first}"[mdat] : "2999/12/31"[mdat])'
    assert result.tally.unchanged == 5


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "a", "from": "x"}, "from"),
        ({"query": "a", "until": "2020-02-30"}, "until"),
        ({"query": "a", "from": "2020", "until": "2019"}, "until"),
        ({"query": "a", "rows": "501"}, "rows"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported by name."""
    with pytest.raises(BadParameter) as caught:
        named("pubmed").windows(given, "")
    assert caught.value.name == name


def test_a_search_that_is_too_large_is_cut_until_each_part_fits(server: Server, into: Harvester) -> None:
    """Parts by the day on which PubMed took articles in; every article comes, once."""
    base = PubMed(many(20)).serve(server)
    result = into.run("pubmed", {"query": "food", "most": "6", "base": base})
    assert (result.tally.new, result.tally.unchanged) == (20, 0)
    assert result.warnings == []
    assert all(int(request.query["retmax"]) <= 6 for request in server.asked("/efetch.*"))


def test_one_day_that_is_too_large_is_taken_as_far_as_it_goes_and_said(server: Server, into: Harvester) -> None:
    """What the server does not give out is reported, with how many there are."""
    base = PubMed([Article(number, date(2020, 4, 1)) for number in range(1, 9)]).serve(server)
    result = into.run("pubmed", {"query": "food", "most": "6", "rows": "4", "base": base})
    assert result.tally.new == 6
    (warning,) = result.warnings
    assert isinstance(warning, TooManyInOneMonth)
    assert (warning.total, warning.cap) == (8, 6)
    assert "2020-04-01" in warning.window


def test_a_stopped_harvest_goes_on_where_it_was(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The search is not made again while the server keeps it."""
    assert into.run("pubmed", asked, stop=stop_after(1)).interrupted
    result = into.run("pubmed", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 0)
    assert len(server.asked("/esearch.*")) == 1


def test_a_search_that_was_forgotten_is_made_again(
    server: Server, into: Harvester, service: PubMed, asked: dict[str, str]
) -> None:
    """What was fetched is kept, and what is missing comes."""
    into.run("pubmed", asked, stop=stop_after(1))
    service.forget()
    result = into.run("pubmed", asked)
    assert (result.tally.new, result.tally.unchanged) == (3, 2)
    assert len(server.asked("/esearch.*")) == 2


def test_a_search_that_is_forgotten_at_once_is_made_again(
    server: Server, into: Harvester, asked: dict[str, str]
) -> None:
    """The part of the server that fetches may not know yet what was found."""
    server.next("/efetch.*", sources_server.reply(dialect_pubmed.fetch_error("Unable to obtain query #1")))
    assert into.run("pubmed", asked).tally.new == 5
    assert len(server.asked("/esearch.*")) == 2


@pytest.mark.parametrize(
    ("path", "trick", "error"),
    [
        ("/esearch.*", sources_server.reply(search_result("<ERROR>Search Backend failed</ERROR>")), SourceSays),
        ("/esearch.*", sources_server.reply(search_result("")), BadAnswer),
        ("/esearch.*", sources_server.reply(dialect_pubmed.json_error("API key invalid", 400)), SourceSays),
        ("/esearch.*", sources_server.html(), BadAnswer),
        ("/efetch.*", sources_server.reply(dialect_pubmed.fetch_error("Bad database", 400)), SourceSays),
        ("/efetch.*", sources_server.reply(dialect_pubmed.fetch_error("Bad database", 200)), SourceSays),
        ("/efetch.*", sources_server.reply(articles([])), BadAnswer),
        ("/efetch.*", sources_server.reply(sources_server.xml_reply("<PubmedArticleSet><PubmedArticle>")), BadAnswer),
        ("/efetch.*", sources_server.html(), BadAnswer),
        (
            "/efetch.*",
            sources_server.reply(
                sources_server.xml_reply('<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet>&b;</PubmedArticleSet>')
            ),
            BadAnswer,
        ),
    ],
)
def test_what_is_no_good_answer_is_told_and_the_next_run_has_all(
    path: str,
    trick: sources_server.Trick,
    error: type[Exception],
    server: Server,
    into: Harvester,
    asked: dict[str, str],
) -> None:
    """PubMed's own words where it has some; nothing is lost by it."""
    server.next(path, trick)
    with pytest.raises(error):
        into.run("pubmed", asked)
    assert into.state().failure
    assert into.run("pubmed", asked).tally.new == 5


def test_a_page_that_breaks_off_is_no_page(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """The articles before the break are not taken for the whole."""
    whole = articles(FIVE[2:4]).body
    server.next(
        "/efetch.*", _usual, sources_server.reply(sources_server.Reply(whole[: len(whole) * 3 // 4], "text/xml"))
    )
    with pytest.raises(BadAnswer):
        into.run("pubmed", asked)
    assert len(into.records()) == 2
    assert into.run("pubmed", asked).tally.new == 3


def test_what_pubmed_deleted_is_deleted(server: Server, into: Harvester, asked: dict[str, str]) -> None:
    """DeleteCitation takes an article away that an earlier page brought."""
    into.run("pubmed", asked)
    deleted = '<DeleteCitation><PMID Version="1">3</PMID></DeleteCitation>'
    server.next("/efetch.*", sources_server.reply(articles(FIVE[:2], deleted)))
    result = into.run("pubmed", {**asked, "query": "another"})
    assert result.tally.deleted == 1
    assert result.tally.rejected == 0


@pytest.mark.parametrize(("key", "pause"), [("", 0.34), ("secret-key-of-the-tests", 0.1)])
def test_with_a_key_it_goes_faster(
    key: str, pause: float, server: Server, tmp_path: Path, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three requests a second, ten with a key, which is sent along."""
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    with harvester(tmp_path, Settings(keys={"ncbi": key})) as into:
        into.run("pubmed", asked)
        assert into.paused == pytest.approx([pause] * 3)
    assert {request.query.get("api_key", "") for request in server.requests} == {key}
