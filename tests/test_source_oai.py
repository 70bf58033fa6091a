"""Harvesting repositories over OAI-PMH: ours on loopback, and one that somebody else wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import BadAnswer, BadParameter, Contribution, Record, SourceSays, SourceUnreachable, Text
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.sources import named, oai
from tests import dialect_oai, sources_server
from tests.dialect_oai import Deposit, Repository
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Server

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "oai" / "sickle"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")

FIVE = [
    Deposit(f"oai:repo.example.jp:{n}", f"2024-05-0{n}T12:00:00Z", f"題名 {n}", sets=("odd",) if n % 2 else ())
    for n in range(1, 6)
]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def into(tmp_path: Path) -> Iterator[Harvester]:
    with harvester(tmp_path) as opened:
        yield opened


def _lists(server: Server) -> list[dict[str, str]]:
    return [request.query for request in server.requests if request.query["verb"] == "ListRecords"]


# --- What is asked ----------------------------------------------------------------------------------------------------


def test_a_list_is_followed_by_its_tokens_to_the_end(server: Server, into: Harvester) -> None:
    """Every record of three pages is harvested, and a token is sent alone."""
    result = into.run("oai", {"url": Repository(FIVE).serve(server)})
    assert result.tally.new == 5
    assert sorted(into.records()) == [one.identifier for one in FIVE]
    assert [sorted(query) for query in _lists(server)] == [
        ["metadataPrefix", "verb"],
        *[["resumptionToken", "verb"]] * 2,
    ]


def test_texts_come_with_the_languages_that_jpcoar_states(server: Server, into: Harvester) -> None:
    """Titles and abstracts keep their tags, and the DOI is an identifier."""
    deposit = Deposit(
        "oai:repo.example.jp:1",
        title="発酵",
        title_en="Fermentation",
        abstract="乳酸菌。",
        abstract_en="Bacteria.",
        doi="10.9999/A",
    )
    into.run("oai", {"url": Repository([deposit]).serve(server)})
    (record,) = into.store.all()
    assert record.titles == (Text("発酵", "ja"), Text("Fermentation", "en"))
    assert record.abstracts == (Text("乳酸菌。", "ja"), Text("Bacteria.", "en"))
    assert record.identifier("DOI") == "10.9999/a"


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        (("oai_dc", "junii2", "jpcoar_1.0", "jpcoar_2.0"), "jpcoar_2.0"),
        (("jpcoar_1.0", "oai_dc", "junii2"), "jpcoar_1.0"),
        (("oai_dc", "junii2"), "junii2"),
        (("oai_dc",), "oai_dc"),
    ],
)
def test_the_best_metadata_on_offer_are_asked_for(
    offered: tuple[str, ...], taken: str, server: Server, into: Harvester
) -> None:
    """Without a prefix the repository is asked what it offers; its records can be read in each."""
    into.run("oai", {"url": Repository(FIVE, prefixes=offered).serve(server)})
    assert _lists(server)[0]["metadataPrefix"] == taken
    assert {record.titles for record in into.store.all()} == {(Text(one.title, "ja"),) for one in FIVE}


def test_a_set_and_a_prefix_are_sent_as_given(server: Server, into: Harvester) -> None:
    """A prefix that is given is not asked for, and only the set's records come."""
    into.run("oai", {"url": Repository(FIVE).serve(server), "set": "odd", "prefix": "oai_dc"})
    assert _lists(server)[0] == {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "odd"}
    assert [request.query["verb"] for request in server.requests] == ["ListRecords"] * 2
    assert len(into.records()) == 3


@pytest.mark.parametrize(
    ("granularity", "given", "sent"),
    [
        ("YYYY-MM-DDThh:mm:ssZ", ("2024-05-02", "2024-05-04"), ("2024-05-02T00:00:00Z", "2024-05-04T23:59:59Z")),
        ("YYYY-MM-DDThh:mm:ssZ", ("2024-05-02T12:00:00Z", "2024-05"), ("2024-05-02T12:00:00Z", "2024-05-31T23:59:59Z")),
        ("YYYY-MM-DD", ("2024-05-02", "2024-05-04"), ("2024-05-02", "2024-05-04")),
        ("YYYY-MM-DD", ("2024", "2024"), ("2024-01-01", "2024-12-31")),
    ],
)
def test_dates_are_sent_as_finely_as_the_repository_knows_them(
    granularity: str, given: tuple[str, str], sent: tuple[str, str], server: Server, into: Harvester
) -> None:
    """From and until, in whatever form, become moments or days, as Identify says."""
    url = Repository(FIVE, granularity=granularity).serve(server)
    into.run("oai", {"url": url, "from": given[0], "until": given[1]})
    query = _lists(server)[0]
    assert (query["from"], query["until"]) == sent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "ftp://repo.example.jp/oai"),
        ("url", "repo.example.jp"),
        ("from", "2024-13"),
        ("from", "yesterday"),
        ("until", "2024-02-30"),
        ("until", "2024-05-01T25:00:00Z"),
        ("until", "2019-12-31"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(name: str, value: str) -> None:
    """An invalid parameter is reported by name."""
    parameters = {"url": "https://repo.example.jp/oai", "from": "2020", name: value}
    with pytest.raises(BadParameter) as caught:
        named("oai").windows(parameters, "")
    assert caught.value.name == name


# --- What changes -----------------------------------------------------------------------------------------------------


def test_an_update_asks_from_the_newest_datestamp_less_two_days(server: Server, into: Harvester) -> None:
    """What changed since is taken, what is unchanged stays, what was deleted goes."""
    repository = Repository(list(FIVE), page=10)
    url = repository.serve(server)
    into.run("oai", {"url": url})
    assert into.state().datestamp == "2024-05-05T12:00:00Z"
    repository.deposits = [
        FIVE[0],
        Deposit(FIVE[1].identifier, "2024-06-01T00:00:00Z"),
        FIVE[2],
        Deposit(FIVE[3].identifier, "2024-06-01T00:00:00Z", "新しい題名"),
        FIVE[4],
    ]
    result = into.run("oai", {"url": url}, update=True)
    assert _lists(server)[-1]["from"] == "2024-05-03T12:00:00Z"
    assert result.tally._asdict() == {"new": 0, "changed": 1, "unchanged": 2, "deleted": 1, "rejected": 0}
    assert into.records()[FIVE[3].identifier].titles == (Text("新しい題名", "ja"),)
    assert FIVE[1].identifier not in into.records()


def test_an_update_that_begins_after_until_asks_nothing() -> None:
    """Behind the end of a closed span there is nothing to request."""
    source = named("oai")
    parameters = {"url": "https://repo.example.jp/oai", "until": "2024-05"}
    (window,) = source.windows(parameters, "2024-06-01T00:00:00Z")
    assert source.page(_refuse, parameters, window, None).cursor is None


def _refuse(*_: object) -> Answer:
    raise AssertionError("asked")


def test_a_datestamp_that_is_none_does_not_spoil_the_next_update(server: Server, into: Harvester) -> None:
    """An update reckons with what can be read."""
    url = Repository([*FIVE[:1], Deposit("oai:repo.example.jp:9", "last Tuesday", "題名")]).serve(server)
    into.run("oai", {"url": url, "prefix": "oai_dc"})
    into.run("oai", {"url": url, "prefix": "oai_dc"}, update=True)
    assert _lists(server)[-1]["from"] == "2024-04-29T12:00:00Z"


def test_a_record_that_was_never_had_can_be_deleted(server: Server, into: Harvester) -> None:
    """A repository tells of deletions to those too who come for the first time."""
    result = into.run("oai", {"url": Repository([*FIVE[:1], Deposit("oai:repo.example.jp:9")]).serve(server)})
    assert (result.tally.new, result.tally.deleted, result.tally.rejected) == (1, 0, 0)


@pytest.mark.parametrize(
    ("identifier", "id_"),
    [
        ("oai:repo.example.jp:1", "oai:repo.example.jp:1"),
        ("oai:localhost:1", "127.0.0.1:oai:localhost:1"),
        ("17", "127.0.0.1:17"),
    ],
)
def test_an_identifier_that_other_repositories_may_have_stands_behind_its_host(
    identifier: str, id_: str, server: Server, into: Harvester
) -> None:
    """Records keep one id, by which they are deleted as well."""
    repository = Repository([Deposit(identifier, title="題名")])
    url = repository.serve(server)
    into.run("oai", {"url": url})
    assert list(into.records()) == [id_]
    repository.deposits = [Deposit(identifier)]
    assert into.run("oai", {"url": url}).tally.deleted == 1
    assert into.records() == {}


# --- What goes wrong --------------------------------------------------------------------------------------------------


def test_nothing_that_matches_is_an_empty_list(server: Server, into: Harvester) -> None:
    """An error that says so is none."""
    result = into.run("oai", {"url": Repository([]).serve(server)})
    assert sum(result.tally) == 0
    assert into.state().failure == ""
    assert into.state().finished


@pytest.mark.parametrize("status", [200, 400, 404, 422])
def test_an_error_in_the_body_counts_whatever_the_status(status: int, server: Server, into: Harvester) -> None:
    """Nothing that matches is an empty list under a 422 too."""
    assert sum(into.run("oai", {"url": Repository([], error_status=status).serve(server)}).tally) == 0


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("badArgument", "no such argument"),
        ("cannotDisseminateFormat", ""),
        ("noSetHierarchy", "集合なし"),
        ("idDoesNotExist", ""),
        ("badResumptionToken", "none was sent"),
        ("somethingElse", "a code of its own"),
    ],
)
@pytest.mark.parametrize("status", [200, 422])
def test_other_errors_are_told_in_the_repository_s_words(
    code: str, message: str, status: int, server: Server, into: Harvester
) -> None:
    """Code and message reach the user, and the store notes the failure."""
    server.next("/oai", sources_server.reply(dialect_oai.error(code, message, status)))
    with pytest.raises(SourceSays) as caught:
        into.run("oai", {"url": Repository(FIVE).serve(server), "prefix": "oai_dc"})
    assert (caught.value.code, caught.value.message) == (code, message)
    assert code in into.state().failure


def test_an_expired_token_begins_the_list_anew(server: Server, into: Harvester) -> None:
    """What was fetched is kept, what is missing comes, and nothing is there twice."""
    repository = Repository(FIVE)
    url = repository.serve(server)
    assert into.run("oai", {"url": url}, stop=stop_after(1)).interrupted
    repository.expire()
    result = into.run("oai", {"url": url})
    assert (result.tally.new, result.tally.unchanged) == (3, 2)
    assert len(into.records()) == 5


def test_tokens_that_always_expire_are_given_up(server: Server, into: Harvester) -> None:
    """A repository whose tokens are never good is not asked forever."""
    url = Repository(FIVE).serve(server)
    for _ in range(9):
        server.next("/oai", _as_usual, sources_server.reply(dialect_oai.error("badResumptionToken")))
    with pytest.raises(BadAnswer):
        into.run("oai", {"url": url, "prefix": "oai_dc"})
    assert len(server.requests) < 18


def _as_usual(exchange: sources_server.Exchange) -> None:
    exchange.send(exchange.good())


@pytest.mark.parametrize("fresh", [True, False])
def test_a_list_without_end_is_given_up(fresh: bool, server: Server, into: Harvester) -> None:
    """The same page again and again is noticed, whether its token is always the same or always another."""
    page = '<record><header><identifier>oai:repo.example.jp:1</identifier></header><metadata><oai_dc:dc xmlns:oai_dc="x"><title>T</title></oai_dc:dc></metadata></record>'

    def endless(_: sources_server.Request) -> sources_server.Reply:
        token = f"t{len(server.requests)}" if fresh else "t"
        return dialect_oai.envelope(f"<ListRecords>{page}<resumptionToken>{token}</resumptionToken></ListRecords>")

    server.route("/oai", endless)
    with pytest.raises(BadAnswer):
        into.run("oai", {"url": server.base + "/oai", "prefix": "oai_dc"})
    assert len(server.requests) < 10


def test_a_size_that_is_corrected_on_the_way_is_no_reason_to_begin_anew(server: Server, into: Harvester) -> None:
    """The protocol lets completeListSize be an estimate."""
    repository = Repository(list(FIVE))
    url = repository.serve(server)
    server.next("/oai", _as_usual, _resized(5, 7), _resized(5, 6))
    into.run("oai", {"url": url, "prefix": "oai_dc"})
    assert len(_lists(server)) == 3
    assert len(into.records()) == 5


def _resized(before: int, after: int) -> sources_server.Trick:
    def trick(exchange: sources_server.Exchange) -> None:
        good = exchange.good()
        sizes = (f'completeListSize="{size}"'.encode() for size in (before, after))
        exchange.send(good._replace(body=good.body.replace(*sizes)))

    return trick


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.html(),
        sources_server.html(404),
        sources_server.reply(sources_server.xml_reply("<rss/>")),
        sources_server.reply(sources_server.xml_reply("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'/>")),
        sources_server.reply(sources_server.xml_reply("<OAI-PMH><ListRecords><record>")),
        sources_server.reply(dialect_oai.envelope("<ListRecords></ListRecords>", 404)),
        sources_server.reply(
            sources_server.xml_reply('<!DOCTYPE a [<!ENTITY b "c">]><OAI-PMH><ListRecords>&b;</ListRecords></OAI-PMH>')
        ),
        sources_server.reply(
            sources_server.xml_reply('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><OAI-PMH>&b;</OAI-PMH>')
        ),
    ],
    ids=["html", "html-404", "rss", "no-list", "cut", "status", "entities", "external"],
)
def test_what_is_no_list_is_told_and_loses_nothing(
    trick: sources_server.Trick, server: Server, into: Harvester
) -> None:
    """A page that cannot be read ends the run; the next run continues with that page."""
    url = Repository(FIVE).serve(server)
    server.next("/oai", _as_usual, trick)
    with pytest.raises(BadAnswer):
        into.run("oai", {"url": url, "prefix": "oai_dc"})
    assert len(into.records()) == 2
    result = into.run("oai", {"url": url, "prefix": "oai_dc"})
    assert (result.tally.new, result.tally.unchanged) == (3, 0)


@pytest.mark.parametrize(
    "trick",
    [
        sources_server.status(503, retry_after=2),
        sources_server.status(429),
        sources_server.cut(),
        sources_server.hang_up(),
    ],
)
def test_what_passes_is_asked_again(trick: sources_server.Trick, server: Server, into: Harvester) -> None:
    """A page that fails once is requested once more."""
    url = Repository(FIVE).serve(server)
    server.next("/oai", _as_usual, trick)
    assert into.run("oai", {"url": url, "prefix": "oai_dc"}).tally.new == 5
    assert len(server.requests) == 4


def test_what_does_not_pass_is_given_up_for_now(server: Server, into: Harvester) -> None:
    """A repository that is down is reported; the next run continues where it was."""
    url = Repository(FIVE).serve(server)
    server.next("/oai", _as_usual, *[sources_server.status(503)] * 3)
    with pytest.raises(SourceUnreachable):
        into.run("oai", {"url": url, "prefix": "oai_dc"})
    assert into.run("oai", {"url": url, "prefix": "oai_dc"}).tally.new == 3


def test_a_record_that_cannot_be_read_does_not_keep_its_neighbours_away(server: Server, into: Harvester) -> None:
    """Metadata of an unknown kind and a record without a title are rejected, each with its reason."""
    bad = [
        "<record><header><identifier>oai:repo.example.jp:7</identifier></header><metadata><mods/></metadata></record>",
        "<record><header><identifier>oai:repo.example.jp:8</identifier></header><metadata><junii2/></metadata></record>",
    ]
    good = "<record><header><identifier>oai:repo.example.jp:9</identifier></header><metadata><junii2><title>題</title></junii2></metadata></record>"
    server.route("/oai", lambda _: dialect_oai.envelope(f"<ListRecords>{''.join(bad)}{good}</ListRecords>"))
    result = into.run("oai", {"url": server.base + "/oai", "prefix": "junii2"})
    assert (result.tally.new, result.tally.rejected) == (1, 2)
    assert all(reject.raw for reject in result.rejects)


def test_the_pace_is_a_question_a_second(server: Server, into: Harvester) -> None:
    """Between two requests to a repository the client waits."""
    into.run("oai", {"url": Repository(FIVE).serve(server), "prefix": "oai_dc"})
    assert into.paused == [1.0, 1.0]


# --- Real answers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def real(server: Server) -> str:
    """Serve the answers that were recorded from a repository; its tokens are the names of the next files."""

    def answer(request: sources_server.Request) -> sources_server.Reply:
        name = request.query.get("resumptionToken") or request.query.get("set") or f"{request.query['verb']}.xml"
        return sources_server.xml_reply((SAMPLES / name).read_text(encoding="utf-8"))

    server.route("/oai", answer)
    return f"{server.base}/oai"


@with_samples
def test_a_real_list_is_harvested_to_its_end(real: str, server: Server, into: Harvester) -> None:
    """Four pages, in the format that the repository offers; a record that was had before is told to be deleted."""
    deleted = Record(id="oai:test.example.com:1585310", titles=(Text("Sample", "en"),))
    into.store.take([Contribution("OAI-PMH", deleted)])
    result = into.run("oai", {"url": real, "from": "2010"})
    assert len(_lists(server)) == 4
    assert (_lists(server)[0]["metadataPrefix"], _lists(server)[0]["from"]) == ("oai_dc", "2010-01-01")
    assert (result.tally.rejected, result.tally.deleted) == (0, 1)
    assert list(into.records()) == ["oai:test.example.com:1585322"]
    assert into.state().datestamp.startswith("2011-")


@with_samples
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("badArgument.xml", "badArgument"),
        ("badResumptionToken.xml", "badResumptionToken"),
        ("cannotDisseminateFormat.xml", "cannotDisseminateFormat"),
        ("idDoesNotExist.xml", "idDoesNotExist"),
        ("noSetHierarchy.xml", "noSetHierarchy"),
        ("undefinedError.xml", "undefinedError"),
    ],
)
def test_real_errors_are_told(name: str, code: str, real: str, into: Harvester) -> None:
    """Each error of the protocol, and one that is not, as it was recorded."""
    with pytest.raises(SourceSays) as caught:
        into.run("oai", {"url": real, "set": name, "prefix": "oai_dc"})
    assert caught.value.code == code


@with_samples
def test_a_real_noRecordsMatch_is_an_empty_list(real: str, into: Harvester) -> None:  # noqa: N802 (the protocol's name)
    """Nothing matched, and nothing failed."""
    assert sum(into.run("oai", {"url": real, "set": "noRecordsMatch.xml", "prefix": "oai_dc"}).tally) == 0


@with_samples
def test_a_real_answer_that_is_no_xml_is_told(real: str, into: Harvester) -> None:
    """What a broken repository sent."""
    with pytest.raises(BadAnswer):
        into.run("oai", {"url": real, "set": "ListRecordsBroken.xml", "prefix": "oai_dc"})


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/oai", "http://a..b/oai", "http://[::1/oai", "http://h:99999/oai", "http://u:p@h/oai", "oai"],
)
def test_what_is_no_address(url: str) -> None:
    """What is not a web address, or holds a password, is refused before anything is stored."""
    with pytest.raises(BadParameter) as caught:
        oai.SOURCE.windows({"url": url}, "")
    assert "u:p" not in str(caught.value)
