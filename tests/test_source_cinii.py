"""Harvesting CiNii Research, from a server on loopback into a store."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shoroku import (
    BadAnswer,
    BadParameter,
    DatesTooVague,
    Identifier,
    KeyMissing,
    Record,
    SourceRefused,
    SourceUnreachable,
    Text,
    TooManyInOneMonth,
)
from shoroku.corpus.harvest.client import Answer, Client, Patience
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.corpus.harvest.runner import Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources.cinii import SOURCE
from shoroku.corpus.store.store import Store
from tests import sources_server
from tests.dialect_cinii import APPID, CiNii, Work, item
from tests.sources_server import Reply, Server, Trick, json_reply

SEARCH = "/opensearch/v2/.*"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def cinii(server: Server) -> CiNii:
    return CiNii(server, [Work(number) for number in range(1, 8)])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as store:
        yield store


@pytest.fixture
def run(server: Server, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Run]]:
    """Give a function that prepares a harvest with parameters; waits take no time."""
    monkeypatch.setenv("CINII_APPID", APPID)
    with Client(patience=Patience(attempts=2), largest=200_000, sleep=lambda _: None) as client:
        yield lambda **parameters: Run(
            store,
            client,
            Settings(),
            SOURCE,
            {"query": "x", "base": server.base} | {k.replace("_", "-"): v for k, v in parameters.items()},
        )


def crids(works: list[Work]) -> list[str]:
    return sorted(work.crid for work in works)


def harvested(store: Store) -> list[str]:
    return sorted(key for (key,) in store.query("SELECT key FROM contribution"))


def get(store: Store, work: Work) -> Record:
    record = store.get(work.crid)
    assert record is not None
    return record


# --- The harvest ------------------------------------------------------------------------------------------------------


def test_whole_records_are_taken(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Each result is fetched whole, so that titles and abstracts come in both languages."""
    assert run().harvest() == Result(Tally(new=7), [], [])
    assert harvested(store) == crids(cinii.works)
    record = get(store, cinii.works[2])
    assert record.titles == (Text("架空の化合物 3 の生成", "ja"), Text("Formation of the invented compound 3", "en"))
    assert [text.lang for text in record.abstracts] == ["ja", "en"]
    assert record.abstract_licence == "allow"
    assert server.paths()[:8] == ["/opensearch/v2/articles", *(f"/crid/{work.crid}.json" for work in cinii.works)]


def test_second_harvest_changes_nothing(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Harvested again, the same works get no new change numbers."""
    run().harvest()
    before = store.query("SELECT max(change) FROM record")
    assert run().harvest().tally == Tally(unchanged=7)
    assert store.query("SELECT max(change) FROM record") == before


def test_nothing_found(server: Server, cinii: CiNii, run: Callable[..., Run]) -> None:
    """A search that finds nothing is one request and no error."""
    cinii.works = []
    assert run().harvest().tally.new == 0
    assert len(server.requests) == 1


def test_pages_follow_each_other(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Pages are requested until the total is reached, however it is written."""
    run(rows="3").harvest()
    assert [(asked["start"], asked["count"]) for asked in cinii.asked] == [("1", "3"), ("4", "3"), ("7", "3")]
    cinii.works.append(Work(99))
    run(rows="4").harvest()
    assert [asked["start"] for asked in cinii.asked[3:]] == ["1", "5"]
    assert harvested(store) == crids(cinii.works)


def test_short_page_is_gone_on_from(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """If a server gives fewer than were requested, the next page begins with what follows them."""
    short = {"opensearch:totalResults": 7, "items": [item(work) for work in cinii.works[:2]]}
    server.next(SEARCH, sources_server.reply(json_reply(short)))
    run(rows="5").harvest()
    assert [asked["start"] for asked in cinii.asked] == ["1", "3"]
    assert harvested(store) == crids(cinii.works)


def test_result_without_crid_is_taken_as_it_is(
    server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]
) -> None:
    """A result that names no record of its own is kept as the search shows it, and nothing is fetched for it."""
    alone = item(cinii.works[0]) | {"@id": "https://example.org/1", "link": {"@id": "https://example.org/1"}}
    server.next(SEARCH, sources_server.reply(json_reply({"opensearch:totalResults": 1, "items": alone})))
    assert run().harvest().tally.new == 1
    assert harvested(store) == ["doi:10.99999/invented.1"]
    assert len(server.requests) == 1


def test_result_without_title_is_rejected(server: Server, cinii: CiNii, run: Callable[..., Run]) -> None:
    """A result without a title is reported, and does not keep the others from being taken."""
    items = [item(cinii.works[0]) | {"title": ""}, item(cinii.works[1])]
    server.next(SEARCH, sources_server.reply(json_reply({"opensearch:totalResults": "2", "items": items})))
    result = run().harvest()
    assert (result.tally.new, result.tally.rejected) == (1, 1)
    assert str(result.rejects[0].error) == "the record has no title"


def test_look_asks_for_few(server: Server, cinii: CiNii, run: Callable[..., Run]) -> None:
    """A look requests ten results at most and keeps none."""
    cinii.works = [Work(number) for number in range(1, 31)]
    page = run().preview()
    assert (len(page.items), page.total) == (10, 30)
    assert len(server.requests) == 11


# --- What is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("query", "IL-6 阻害薬", "q"),
        ("title", "化合物", "title"),
        ("creator", "架空 太郎", "creator"),
        ("affiliation", "架空大学", "affiliation"),
        ("journal", "架空化学会誌", "publicationTitle"),
        ("issn", "0000-0019", "issn"),
        ("volume", "3", "volume"),
        ("number", "2", "number"),
        ("publisher", "架空学会", "publisher"),
        ("description", "生成", "description"),
        ("category", "化学", "category"),
        ("doi", "10.99999/invented.1", "doi"),
        ("degree", "博士", "degree"),
        ("language", "ja,en", "languageType"),
        ("source", "JALC,KAKEN", "dataSourceType"),
        ("resource-type", "journal article", "resourceType"),
        ("full-text", "true", "hasLinkToFullText"),
        ("project", "19KK0341", "projectId"),
        ("researcher", "1410001205410563840", "researcherId"),
    ],
)
def test_parameters_are_sent(cinii: CiNii, run: Callable[..., Run], name: str, value: str, sent: str) -> None:
    """Every parameter is sent under CiNii's name, with the key, the format and the place in the list."""
    run(**{"query": "", name: value}).preview()
    constant = {"appid": APPID, "format": "json", "sortorder": "1", "start": "1", "count": "10"}
    assert cinii.asked[0] == {sent: value} | constant


def test_every_parameter_is_tested_here() -> None:
    """No parameter is offered that the table above does not send."""
    tested = {name for mark in test_parameters_are_sent.pytestmark for name, *_ in mark.args[1]}  # type: ignore[attr-defined]
    assert {one.flag for one in SOURCE.parameters if not one.hidden} == tested | {"type", "from", "until", "endpoint"}


@pytest.mark.parametrize("kind", ["data", "books", "dissertations", "projects", "researchers"])
def test_every_kind_is_searched_at_its_own_address(
    kind: str, cinii: CiNii, server: Server, run: Callable[..., Run]
) -> None:
    """The type is a part of the address; a whole record then says what it is."""
    run(type=kind).harvest()
    assert server.requests[0].path == f"/opensearch/v2/{kind}"


def test_researchers_are_searched_by_name(cinii: CiNii, run: Callable[..., Run]) -> None:
    """A creator's name is the name of a researcher; people have no dates, so nothing is divided by them."""
    result = run(type="researchers", creator="架空 太郎", most="5").harvest()
    assert cinii.asked[0]["name"] == "架空 太郎"
    assert "creator" not in cinii.asked[0]
    assert result.tally.new == 5
    assert [type(one).__name__ for one in result.warnings] == ["TooManyInOneMonth"]
    run(type="researchers", creator="架空 太郎", most="5").harvest(update=True)
    assert not any("from" in asked for asked in cinii.asked)


def test_a_project_and_a_researcher_are_records(server: Server, store: Store, run: Callable[..., Run]) -> None:
    """A project and a researcher come with what their whole records say."""
    crid = "1040000000000000001"
    whole = {
        "@id": f"https://cir.nii.ac.jp/crid/{crid}.json",
        "@type": "Project",
        "projectIdentifier": [{"@type": "KAKEN", "@value": "KAKENHI-PROJECT-19KK0341"}],
        "jpcoar:awardTitle": [{"@language": "ja", "@value": "硝子の研究"}],
        "researcher": [
            {
                "personIdentifier": [{"@type": "KAKEN_RESEARCHERS", "@value": "60746486"}],
                "name": [{"@language": "ja", "@value": "架空 花子"}],
                "affiliation": [{"@language": "ja", "@value": "虚構大学"}],
                "role": "研究代表者",
            }
        ],
        "institution": [{"notation": [{"@language": "ja", "@value": "虚構大学"}]}],
        "since": "2021-04-01",
        "until": "2024-03-31",
        "fundingProgram": [{"notation": [{"@language": "ja", "@value": "科学研究費助成事業"}]}],
        "grant": {"jpcoar:fundingStream": [{"@language": "ja", "@value": "基盤研究(C)"}]},
        "relatedProject": [
            {
                "@id": "https://cir.nii.ac.jp/crid/1040000000000000002",
                "projectIdentifier": [{"@type": "KAKEN", "@value": "18H05521"}],
                "relationType": "isPartOf",
                "notation": [{"@language": "ja", "@value": "総合研究"}],
            }
        ],
        "product": [
            {
                "@id": "https://cir.nii.ac.jp/crid/1360000000000000001",
                "@type": "Article",
                "productIdentifier": [{"identifier": {"@type": "DOI", "@value": "10.5555/GLASS"}}],
                "notation": [{"@language": "en", "@value": "On glass"}],
            }
        ],
        "allocationAmount": {"totalCost": {"amount": "14820000", "unit": "yen"}},
    }
    address = f"https://cir.nii.ac.jp/crid/{crid}"
    found = {"@id": address, "@type": "item", "title": "硝子の研究", "link": {"@id": address}, "dc:type": "Project"}
    channel = {"@type": "channel", "@id": "https://cir.nii.ac.jp/x", "opensearch:totalResults": 1, "items": [found]}
    server.route("/opensearch/v2/projects", lambda _: json_reply(channel))
    server.route(f"/crid/{crid}.json", lambda _: json_reply(whole))
    run(type="projects").harvest()
    record = store.get(crid)
    assert record is not None
    own = Identifier("KAKEN", "19KK0341")
    assert (record.type, record.date, record.until) == ("project", "2021-04-01", "2024-03-31")
    assert own in record.identifiers
    (person,) = record.creators
    assert (person.role, person.identifiers) == ("研究代表者", (Identifier("ERAD", "60746486"),))
    assert [one.role for one in record.contributors] == ["institution"]
    (award,) = record.funding
    assert (award.number, award.funders[0].value, award.word) == ("19KK0341", "科学研究費助成事業", "基盤研究(C)")
    assert [(one.kind, one.inverse, one.title) for one in record.relations] == [
        ("output-of", True, "On glass"),
        ("part-of-project", False, "総合研究"),
    ]
    assert [(one.kind, one.value) for one in record.counts] == [("award-amount", 14820000)]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"from": "2015"}, {"from": "2015"}),
        ({"until": "2015"}, {"until": "2015"}),
        ({"from": "2015", "until": "2020"}, {"from": "2015", "until": "2020"}),
        ({"from": "201503"}, {"from": "201503"}),
        ({"from": "2015-03", "until": "2015-03"}, {"from": "201503", "until": "201503"}),
        ({"from": "2015", "until": "201806"}, {"from": "201501", "until": "201806"}),
    ],
)
def test_dates_are_sent(cinii: CiNii, run: Callable[..., Run], given: dict[str, str], sent: dict[str, str]) -> None:
    """Dates are sent as years where both are, else as months."""
    run(**given).preview()
    assert {name: value for name, value in cinii.asked[0].items() if name in ("from", "until")} == sent


@pytest.mark.parametrize("kind", ["articles", "dissertations", "all"])
def test_type_is_part_of_the_address(server: Server, cinii: CiNii, run: Callable[..., Run], kind: str) -> None:
    """What kind of work is looked for is part of the address."""
    run(type=kind).preview()
    assert server.paths()[0] == f"/opensearch/v2/{kind}"


def test_twenty_at_once(cinii: CiNii, run: Callable[..., Run]) -> None:
    """A page is twenty results: every one is fetched besides, and a harvest stops after the page being processed."""
    run().harvest()
    assert cinii.asked[0]["count"] == "20"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"query": ""}, "query"),
        ({"type": "people"}, "type"),
        ({"from": "last year"}, "from"),
        ({"from": "2015-13"}, "from"),
        ({"until": "20150401"}, "until"),
        ({"from": "2016", "until": "2015"}, "until"),
        ({"from": "201504", "until": "201503"}, "until"),
        ({"rows": "201"}, "rows"),
        ({"rows": "0"}, "rows"),
        ({"most": "many"}, "most"),
    ],
)
def test_what_cannot_be_asked(server: Server, run: Callable[..., Run], given: dict[str, str], name: str) -> None:
    """An invalid parameter is reported before any request."""
    with pytest.raises(BadParameter) as caught:
        run(**given).harvest()
    assert caught.value.name == name
    assert server.requests == []


def test_key_is_needed(server: Server, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an appid no request is sent, and it is told where it belongs."""
    monkeypatch.delenv("CINII_APPID", raising=False)
    with Client() as client, pytest.raises(KeyMissing, match=r"CINII_APPID, or keys\.cinii_appid"):
        Run(store, client, Settings(), SOURCE, {"query": "x"})


def test_pause_is_a_second() -> None:
    """CiNii is asked once a second, with or without a key."""
    assert SOURCE.pause >= 1.0
    assert SOURCE.pause_with_key is None


# --- What goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trick", "reason"),
    [
        (sources_server.status(404), "HTTP 404, there is none"),
        (sources_server.html(), "Expecting value"),
        (sources_server.reply(json_reply({"error": "x"})), "the record has no title"),
        (sources_server.reply(json_reply([])), "it contains none"),
        (sources_server.bomb(300_000), "larger than 200,000 bytes"),
        (sources_server.redirect("http://localhost/"), "leads to another host"),
    ],
    ids=["404", "HTML", "error", "empty", "bomb", "redirect"],
)
def test_record_that_cannot_be_had(
    server: Server, cinii: CiNii, store: Store, run: Callable[..., Run], trick: Trick, reason: str
) -> None:
    """A record that cannot be fetched is taken as the search shows it, with a warning; the others come whole."""
    work = cinii.works[3]
    server.next(f"/crid/{work.crid}.json", trick)
    result = run().harvest()
    assert result.tally.new == 7
    assert [text.value for text in get(store, work).abstracts] == [work.abstracts[0]]
    assert len(get(store, cinii.works[4]).abstracts) == 2
    (warning,) = result.warnings
    assert f"/crid/{work.crid}.json" in str(warning)
    assert reason in str(warning)


def test_record_that_the_host_cannot_give(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """One record at which the host fails whenever it is asked does not stop the harvest."""
    server.next(f"/crid/{cinii.works[3].crid}.json", *[sources_server.status(500)] * 2)
    result = run().harvest()
    assert harvested(store) == crids(cinii.works)
    assert [type(warning) for warning in result.warnings] == [SourceUnreachable]


def test_host_that_fails_altogether(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Two records in a row that the host fails at end the run, before poorer records are taken; the next continues."""
    server.next(f"/crid/({cinii.works[4].crid}|{cinii.works[5].crid}).json", *[sources_server.status(500)] * 4)
    with pytest.raises(SourceUnreachable):
        run(rows="3").harvest()
    assert harvested(store) == crids(cinii.works[:3])
    result = run(rows="3").harvest()
    assert (result.tally.new, result.warnings) == (4, [])
    assert [asked["start"] for asked in cinii.asked] == ["1", "4", "4", "7"]


def test_blocked(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """If CiNii refuses, even a record alone, no further request is sent."""
    server.next(f"/crid/{cinii.works[0].crid}.json", sources_server.status(403))
    with pytest.raises(SourceRefused):
        run().harvest()
    assert len(server.requests) == 2
    assert harvested(store) == []


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.html(),
        sources_server.status(400, body=b"Bad Request"),
        sources_server.reply(json_reply({"error": "invalid parameter"}, 400)),
        sources_server.reply(json_reply({"items": []})),
        sources_server.reply(json_reply([])),
        sources_server.reply(Reply(b"")),
        sources_server.reply(json_reply({"opensearch:totalResults": 300, "items": []})),
    ],
    ids=["HTML", "400", "error", "no total", "a list", "empty", "no items"],
)
def test_search_that_is_none(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run], trick: Trick) -> None:
    """What is not a list of results ends the run; it is reported, and the next run continues."""
    server.next(SEARCH, trick)
    with pytest.raises(BadAnswer, match="a list of search results from CiNii"):
        run().harvest()
    assert run().harvest().tally.new == 7


@pytest.mark.parametrize(
    "trick",
    [sources_server.wrong_type(), sources_server.invalid_utf8(), sources_server.cut(), sources_server.status(429)],
)
def test_search_that_is_not_as_it_should_be(
    server: Server, cinii: CiNii, store: Store, run: Callable[..., Run], trick: Trick
) -> None:
    """A wrong content type, some bytes that are no text, a cut and an excess of requests do not end a run."""
    server.next(SEARCH, trick)
    run().harvest()
    assert harvested(store) == crids(cinii.works)


# --- The cap ----------------------------------------------------------------------------------------------------------


def spread(count: int) -> list[Work]:
    """Return works over five years, twelve months each."""
    return [Work(number, f"{2011 + number % 5}-{number // 5 % 12 + 1:02}") for number in range(1, count + 1)]


def test_large_search_is_split_until_each_part_fits(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """If one search finds more than CiNii gives out, parts by year and month are requested, and nothing is lost."""
    cinii.works = spread(300)
    result = run(most="40", rows="20").harvest()
    assert harvested(store) == crids(cinii.works)
    assert (result.tally.new, result.tally.unchanged) == (300, 0)
    assert result.warnings == []
    asked = [(one.get("from", ""), one.get("until", "")) for one in cinii.asked if one["count"] != "1"]
    assert {("2011", "2011"), ("201101", "201101"), ("201512", "201512")} <= set(asked)
    assert max(int(one["start"]) + int(one["count"]) - 1 for one in cinii.asked) <= 40


def test_split_keeps_the_ends(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Parts do not go beyond the dates that the user gave."""
    cinii.works = spread(300)
    run(**{"most": "20", "rows": "20", "from": "201203", "until": "201404"}).harvest()
    wanted = [work for work in cinii.works if "2012-03" <= work.date <= "2014-04"]
    assert harvested(store) == crids(wanted)
    assert min(one["from"] for one in cinii.asked) >= "2012"
    assert max(one["until"] for one in cinii.asked) <= "201404"


def test_month_that_is_too_large(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """A single month above the cap is taken up to the cap, and that is reported."""
    cinii.works = [Work(number, "2015-04") for number in range(1, 61)]
    result = run(most="50", rows="20").harvest()
    assert result.tally.new == 50
    (warning,) = result.warnings
    assert isinstance(warning, TooManyInOneMonth)
    assert (warning.window, warning.total, warning.cap) == ("201504", 60, 50)


def test_what_no_date_reaches_is_told(cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """Works without a date are lost when a search is split, and that is reported."""
    cinii.works = [*spread(60), Work(98, ""), Work(99, "")]
    result = run(most="50", rows="50").harvest()
    assert harvested(store) == crids(cinii.works[:60])
    assert [(type(warning), warning.total) for warning in result.warnings] == [(DatesTooVague, 2)]


def test_split_goes_on_after_a_failure(server: Server, cinii: CiNii, store: Store, run: Callable[..., Run]) -> None:
    """A run that fails among the parts continues among them."""
    cinii.works = spread(300)
    run_ = run(most="40", rows="20")
    tricks: list[Trick] = [lambda exchange: exchange.send(exchange.good())] * 60
    server.next(SEARCH, *tricks, sources_server.html())
    with pytest.raises(BadAnswer):
        run_.harvest()
    before = len(cinii.asked)
    result = run(most="40", rows="20").harvest()
    assert harvested(store) == crids(cinii.works)
    assert result.tally.unchanged == 0
    assert all(one.get("from") for one in cinii.asked[before:])


@pytest.mark.parametrize(("total", "is_split"), [(10_000, False), (10_001, True)])
def test_cap_is_ten_thousand(total: int, is_split: bool) -> None:
    """Up to 10,000 results are requested as they are; a search of more is split."""
    asked: list[dict[str, str]] = []

    def fake(url: str, parameters: Any = None) -> Answer:
        asked.append(parameters)
        work = Work(1)
        return Answer(url, 200, json.dumps({"opensearch:totalResults": total, "items": [item(work)]}).encode(), "")

    (window,) = SOURCE.windows({"query": "x"}, "")
    page = SOURCE.page(lambda url, parameters=None: fake(url, parameters), {"query": "x"}, window, None)
    assert bool(page.split) is is_split
    assert asked[0]["count"] == "20"


def test_last_page_ends_at_the_cap(cinii: CiNii, run: Callable[..., Run]) -> None:
    """No result beyond the cap is requested."""
    cinii.works = [Work(number, "2015-04") for number in range(1, 61)]
    run(**{"most": "50", "rows": "20", "from": "201504", "until": "201504"}).harvest()
    assert [(one["start"], one["count"]) for one in cinii.asked] == [("1", "20"), ("21", "20"), ("41", "10")]


# --- Updates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "since", "sent"),
    [
        ({}, "2026-03-01T00:00:00Z", [("2025", "")]),
        ({"from": "2010"}, "2026-03-01T00:00:00Z", [("2025", "")]),
        ({"from": "2026"}, "2026-03-01T00:00:00Z", [("2026", "")]),
        ({"until": "202506"}, "2026-03-01T00:00:00Z", [("202501", "202506")]),
        ({"until": "2020"}, "2026-03-01T00:00:00Z", []),
        ({}, "", [("", "")]),
    ],
)
def test_update_asks_for_recent_years(given: dict[str, str], since: str, sent: list[tuple[str, str]]) -> None:
    """An update requests what was published since the year before, within the dates that the user gave."""
    windows = SOURCE.windows({"query": "x"} | given, since)
    assert [(window["from"], window["until"]) for window in windows] == sent
