"""The OAI-PMH provider: the rules of the protocol, and libraries that mirror each other."""

import itertools
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sickle
from lxml import etree
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Library, Person, Record, Text
from shoroku.adding import PROGRAM
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.store import changelog, moments
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.web import Settings, create_app
from shoroku.web.oai import provider
from tests.age.__main__ import FOLDER
from tests.sea_article import ARTICLE
from tests.web_server import serving

OAI = "{http://www.openarchives.org/OAI/2.0/}"
NAMESPACES = {"oai": OAI[1:-1]}
HIDDEN = "zygote quorum fjord"
SLOW = Settings(seconds=600.0, contact="keeper@library.example", title="Sea library")

WHOLE = msgspec.structs.replace(
    ARTICLE,
    id="w1",
    titles=(
        Text("深海魚の発光", "ja"),
        Text('Light of "deep-sea" fish <b & c>', "en"),
        Text("シンカイギョ", "ja-Kana"),
    ),
    abstracts=(Text("発光器を観察した。", "ja"), Text("We observed light organs.", "en")),
    creators=(
        Person(
            (Text("海野 光", "ja"), Text("UNNO Hikaru", "en")),
            (Text("架空大学", "ja"), Text("Invented University", "en")),
            (Identifier("NRID", "9000000000001"), Identifier("ORCID", "0000-0002-1825-0097")),
        ),
    ),
    journals=(Text("架空海洋誌", "ja"), Text("Journal of Invented Seas", "en")),
    subjects=(Text("発光", "ja"), Text("Bioluminescence", "en")),
    identifiers=(
        Identifier("DOI", "10.99999/sea.17"),
        Identifier("CRID", "1390000000000000017"),
        Identifier("NAID", "110000000017"),
    ),
    abstract_licence="",
)
FORBIDDEN = Record(
    id="w2",
    titles=(Text("Lantern fish", "en"),),
    abstracts=(Text(HIDDEN, "en"),),
    date="2016",
    identifiers=(Identifier("DOI", "10.99999/sea.25"),),
    sources=("Crossref",),
    abstract_licence="disallow",
)
PLAIN = Record(id="w3", titles=(Text("Whales without any identifier", "en"),), sources=("JaLC",))
RECORDS = (WHOLE, FORBIDDEN, PLAIN)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each commit be a day later than the one before it."""
    days = (f"2020-01-{day:02}T12:00:00Z" for day in itertools.count(1))
    monkeypatch.setattr(moments, "now", lambda: next(days))
    return iter(())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of three records: the first of January 1, the others of January 2 and 3."""
    with shoroku.open(tmp_path / "library") as library:
        for one in RECORDS:
            library.take([Contribution(PROGRAM, one)])
        yield library


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    """A client of the library's server."""
    with TestClient(create_app(library, SLOW)) as client:
        yield client


def request_of(client: TestClient, **arguments: str) -> etree._Element:
    """Return the answer to a request."""
    answer = client.get("/oai", params={name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def code(answer: etree._Element) -> str:
    """Return the code of an error, "" if there is none."""
    return next((str(error.get("code")) for error in answer.findall(f"{OAI}error")), "")


def values(answer: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in answer.iter(f"{OAI}{name}")]


def numbers(answer: etree._Element) -> list[str]:
    """Return the last parts of the identifiers of an answer; a minus stands before deleted ones."""
    return [
        ("-" if header.get("status") == "deleted" else "") + header.findtext(f"{OAI}identifier", "").rsplit(":", 1)[-1]
        for header in answer.iter(f"{OAI}header")
    ]


def identifier(library: Library, number: int) -> str:
    return f"oai:x{library.changes.lineage}.shoroku.invalid:{number}"


# --- The protocol -----------------------------------------------------------------------------------------------------


def test_identify(client: TestClient, library: Library) -> None:
    """The repository says what it is and what it promises."""
    answer = request_of(client, verb="Identify")
    assert values(answer, "repositoryName") == ["Sea library"]
    assert values(answer, "baseURL") == ["http://testserver/oai"]
    assert values(answer, "adminEmail") == ["keeper@library.example"]
    assert values(answer, "earliestDatestamp") == ["2020-01-01T12:00:00Z"]
    assert values(answer, "deletedRecord") == ["transient"]
    assert values(answer, "granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    request = answer.find(f"{OAI}request")
    assert request is not None
    assert (request.text, dict(request.attrib)) == ("http://testserver/oai", {"verb": "Identify"})
    sample = next(element.text for element in answer.iter() if str(element.tag).endswith("}sampleIdentifier"))
    assert sample == identifier(library, 1)


def test_sets_and_formats(client: TestClient, library: Library) -> None:
    """Sets are the data sources; both formats are there for every record."""
    answer = request_of(client, verb="ListSets")
    assert values(answer, "setSpec") == ["CiNii!20Articles", "Crossref", "JaLC"]
    assert values(answer, "setName") == ["CiNii Articles", "Crossref", "JaLC"]
    for arguments in ({}, {"identifier": identifier(library, 2)}):
        answer = request_of(client, verb="ListMetadataFormats", **arguments)
        assert values(answer, "metadataPrefix") == ["oai_dc", "jpcoar_2.0"]


ERRORS = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=listRecords", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&set=JaLC", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&colour=blue", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
    ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%ff%01", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2020", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2020-01-01T00:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-02&until=2020-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
    ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
    ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=%F0%9F", "noRecordsMatch"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=w1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x0000000000000000.shoroku.invalid:1", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=w1", "idDoesNotExist"),
]


@pytest.mark.parametrize(("query", "error"), ERRORS)
def test_an_error(client: TestClient, query: str, error: str) -> None:
    """Each error has its code, with GET and with POST; only a valid request is repeated with its arguments."""
    for answer in (
        client.get(f"/oai?{query}"),
        client.post("/oai", content=query, headers={"Content-Type": "application/x-www-form-urlencoded"}),
    ):
        root = etree.fromstring(answer.content)
        assert code(root) == error
        assert len(root.findall(f"{OAI}error")) == 1
        request = root.find(f"{OAI}request")
        assert request is not None
        assert bool(request.attrib) == (error not in ("badVerb", "badArgument"))


def test_an_unknown_number(client: TestClient, library: Library) -> None:
    """A number that no record has is no identifier; a known record cannot be fetched in an unknown format."""
    arguments = {"verb": "GetRecord", "metadataPrefix": "oai_dc"}
    assert code(request_of(client, **arguments, identifier=identifier(library, 99))) == "idDoesNotExist"
    assert code(request_of(client, verb="GetRecord", metadataPrefix="x", identifier=identifier(library, 1))) == (
        "cannotDisseminateFormat"
    )
    assert code(request_of(client, **arguments, identifier=identifier(library, 1))) == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ["1", "2", "3"]),
        ({"from_": "2020-01-02"}, ["2", "3"]),
        ({"from_": "2020-01-02T12:00:00Z"}, ["2", "3"]),
        ({"from_": "2020-01-02T12:00:01Z"}, ["3"]),
        ({"until": "2020-01-02"}, ["1", "2"]),
        ({"until": "2020-01-02T11:59:59Z"}, ["1"]),
        ({"from_": "2020-01-02", "until": "2020-01-02"}, ["2"]),
        ({"set": "JaLC"}, ["1", "3"]),
        ({"set": "CiNii!20Articles"}, ["1"]),
        ({"set": "JaLC", "from_": "2020-01-03"}, ["3"]),
    ],
)
def test_a_selective_list(client: TestClient, arguments: dict[str, str], expected: list[str]) -> None:
    """Records are chosen by the time of their last change, and by their data source."""
    for verb in ("ListRecords", "ListIdentifiers"):
        answer = request_of(client, verb=verb, metadataPrefix="oai_dc", **arguments)
        assert numbers(answer) == expected
        assert values(answer, "resumptionToken") == []


def test_deletions_are_told(client: TestClient, library: Library) -> None:
    """A deleted record keeps its identifier, and has the time of its deletion; in a set, too."""
    library.delete("w1")
    answer = request_of(client, verb="ListRecords", metadataPrefix="oai_dc", from_="2020-01-04", set="JaLC")
    assert numbers(answer) == ["-1"]
    assert answer.findall(f".//{OAI}metadata") == []
    answer = request_of(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(library, 1))
    assert numbers(answer) == ["-1"]


def test_a_withdrawal_is_told_by_number_alone(client: TestClient, library: Library) -> None:
    """Who mirrors the library learns that a record is gone, and nothing of what it was."""
    library.withdraw("Crossref")
    answer = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-04")
    assert numbers(etree.fromstring(answer.content)) == ["-2"]
    for word in ("antern", "10.99999/sea.25", "Crossref", HIDDEN):
        assert word not in answer.text
    assert library.check() == []


def test_abstracts_that_may_not_be_passed_on(client: TestClient) -> None:
    """They are in no format; the others are."""
    for prefix in ("oai_dc", "jpcoar_2.0"):
        answer = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}")
        assert "Lantern fish" in answer.text
        assert "発光器を観察した。" in answer.text
        assert "zygote" not in answer.text


# --- Lists in parts ---------------------------------------------------------------------------------------------------


def walked(client: TestClient, between: Callable[[int], object] = lambda page: None) -> list[list[str]]:
    """Return the pages of a whole list; ``between`` is called before each page but the first."""
    answer = request_of(client, verb="ListRecords", metadataPrefix="oai_dc")
    pages = [numbers(answer)]
    while token := next(filter(None, values(answer, "resumptionToken")), ""):
        between(len(pages))
        answer = request_of(client, verb="ListRecords", resumptionToken=token)
        assert code(answer) == ""
        pages.append(numbers(answer))
    return pages


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an answer hold two records."""
    monkeypatch.setattr(provider, "PAGE_SIZES", {"ListRecords": 2, "ListIdentifiers": 2})


@pytest.mark.usefixtures("small_pages")
def test_a_list_in_parts(client: TestClient, library: Library) -> None:
    """Each part says where it stands; the last one ends with an empty token; a token survives a restart."""
    first = request_of(client, verb="ListRecords", metadataPrefix="oai_dc")
    (token,) = first.iter(f"{OAI}resumptionToken")
    assert dict(token.attrib) == {"cursor": "0", "completeListSize": "3"}
    with TestClient(create_app(library.path, SLOW)) as restarted:
        last = request_of(restarted, verb="ListRecords", resumptionToken=str(token.text))
    assert numbers(last) == ["3"]
    (end,) = last.iter(f"{OAI}resumptionToken")
    assert (end.text, dict(end.attrib)) == (None, {"cursor": "2", "completeListSize": "3"})
    again = request_of(client, verb="ListRecords", resumptionToken=str(token.text))
    assert numbers(again) == ["3"]


@pytest.mark.usefixtures("small_pages")
def test_a_token_of_another_list(client: TestClient, tmp_path: Path) -> None:
    """A token that was changed, or is of another library or verb, is refused."""
    (token,) = values(request_of(client, verb="ListRecords", metadataPrefix="oai_dc"), "resumptionToken")
    changed = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    assert code(request_of(client, verb="ListRecords", resumptionToken=changed)) == "badResumptionToken"
    assert code(request_of(client, verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    with shoroku.open(tmp_path / "other") as other:
        other.take([Contribution(PROGRAM, one) for one in RECORDS])
        with TestClient(create_app(other, SLOW)) as elsewhere:
            assert code(request_of(elsewhere, verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


@pytest.mark.usefixtures("small_pages")
def test_a_list_that_changes_loses_nothing(client: TestClient, library: Library) -> None:
    """What is changed, added or deleted while the list is walked through comes at its end."""

    def change(page: int) -> None:
        if page == 1:
            library.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, date="2020"))])
            library.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, id="w4"))])
            library.delete("w1")

    assert list(itertools.chain(*walked(client, change))) == ["1", "2", "3", "4", "-1"]


# --- Harvesters -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
def test_sickle(library: Library) -> None:
    """Sickle reads everything: lists in parts, sets, formats, deletions, errors."""
    library.delete("w3")
    with serving(library, SLOW) as address:
        reader = sickle.Sickle(f"{address}/oai")
        assert reader.Identify().repositoryName == "Sea library"
        assert [one.setSpec for one in reader.ListSets()] == ["CiNii!20Articles", "Crossref", "JaLC"]
        assert [one.metadataPrefix for one in reader.ListMetadataFormats()] == ["oai_dc", "jpcoar_2.0"]
        records = list(reader.ListRecords(metadataPrefix="oai_dc"))
        assert [one.deleted for one in records] == [False, False, True]
        assert records[0].metadata["title"][0] == "深海魚の発光"
        assert records[0].metadata["identifier"][0] == "https://doi.org/10.99999/sea.17"
        assert len(list(reader.ListRecords(metadataPrefix="jpcoar_2.0", ignore_deleted=True))) == 2
        assert len(list(reader.ListIdentifiers(metadataPrefix="oai_dc", set="JaLC"))) == 2
        one = reader.GetRecord(identifier=identifier(library, 1), metadataPrefix="oai_dc")
        assert one.header.datestamp == "2020-01-01T12:00:00Z"
        with pytest.raises(sickle.oaiexceptions.NoRecordsMatch):
            reader.ListRecords(metadataPrefix="oai_dc", until="1999-01-01")


def mirrored(address: str, library: Library, **options: Any) -> Any:
    """Harvest a library that is served at an address, and return the tally."""
    parameters = {"url": f"{address}/oai", **options.pop("parameters", {})}
    return library.sources.harvest("oai", parameters, **options).tally


def test_a_mirror(library: Library, tmp_path: Path) -> None:
    """Another library ends with the same records, follows changes and deletions, and keeps nothing that was withdrawn."""
    with serving(library, SLOW) as address, shoroku.open(tmp_path / "mirror") as mirror:
        assert mirrored(address, mirror).new == 3
        copy = mirror.get("10.99999/sea.17")
        for field in ("titles", "abstracts", "creators", "journals", "issns", "volume", "issue", "pages", "date"):
            assert getattr(copy, field) == getattr(WHOLE, field), field
        for field in ("publishers", "language", "subjects", "type", "links"):
            assert getattr(copy, field) == getattr(WHOLE, field), field
        assert set(copy.identifiers) == set(WHOLE.identifiers)
        assert mirror.get("10.99999/sea.25").abstracts == ()
        library.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, titles=(Text("Whales of the sea", "en"),)))])
        library.delete("w1")
        library.withdraw("Crossref")
        tally = mirrored(address, mirror, update=True)
        assert (tally.deleted, tally.changed) == (2, 1)
        assert [record.title for record in mirror] == ["Whales of the sea"]
        assert mirror.check() == []


@pytest.mark.parametrize("prefix", ["oai_dc", "jpcoar_2.0"])
def test_two_libraries_mirror_each_other(library: Library, tmp_path: Path, prefix: str) -> None:
    """Each has the records of both, once; however often they do it, no record comes back as another."""
    parameters = {"prefix": prefix}
    with shoroku.open(tmp_path / "second") as second:
        second.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, id="s1", titles=(Text("Squid", "en"),)))])
        with serving(library, SLOW) as at_first, serving(second, SLOW) as at_second:
            for _ in range(3):
                mirrored(at_second, library, parameters=parameters)
                mirrored(at_first, second, parameters=parameters)
                assert len(library) == len(second) == 4
            second.delete("s1")
            mirrored(at_second, library, parameters=parameters, update=True)
            assert len(library) == 3


def test_a_long_list(tmp_path: Path, fill: Callable[..., Library], record: Callable[..., Record]) -> None:
    """A list of several parts is harvested whole."""
    whales = [record(f"r{number:03}", f"Whale {number}", year=2000) for number in range(250)]
    mirror = shoroku.open(tmp_path / "mirror")
    with fill(shoroku.open(tmp_path / "l"), *whales) as many, serving(many, SLOW) as address, mirror:
        assert mirrored(address, mirror).new == 250


# --- Times ------------------------------------------------------------------------------------------------------------


def test_times_never_go_back(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is put back does not hide a change from those who have seen the earlier ones."""
    monkeypatch.setattr(moments, "now", lambda: "2019-01-01T00:00:00Z")
    library.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, date="2019"))])
    assert [one.time for one in library.changes.page()][-1] == "2020-01-03T12:00:00Z"
    assert library.check() == []


@pytest.fixture
def time_of_day(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A clock that a test sets: the second of a minute."""
    clock = [10]
    monkeypatch.setattr(moments, "now", lambda: f"2030-01-01T00:00:{clock[0]:02}Z")
    return clock


def test_a_long_commit_is_not_missed(library: Library, time_of_day: list[int]) -> None:
    """Who asks while a commit is on its way, and later for what changed since, is given what it brought."""
    seen: list[tuple[str, int]] = []

    def ask(statement: str) -> None:
        if statement == "COMMIT" and not seen:  # it takes four seconds, and someone asks after two
            seen.append(("2030-01-01T00:00:12Z", library.changes.last))
            time_of_day[0] = 14

    with Store(library.path / STORE_FILE, writable=True) as store:
        store._connection.set_trace_callback(ask)
        store.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, date="2019"))])
    ((asked, last),) = seen
    (change,) = library.changes.page(library.changes.between(asked)[0])
    assert change.change > last
    assert change.record is not None
    assert change.record.date == "2019"
    assert change.time >= asked


def test_a_change_whose_time_is_not_noted_yet(
    library: Library, time_of_day: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that was committed a moment ago, or before a kill, is in each list that ends now; the next commit notes it."""
    with monkeypatch.context() as killed:
        killed.setattr(moments, "note", lambda connection, change: None)
        library.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, date="2019"))])
    changes = library.changes
    for second in (11, 20):
        time_of_day[0] = second
        (change,) = changes.page(changes.between(f"2030-01-01T00:00:{second}Z")[0])
        assert change.time == f"2030-01-01T00:00:{second}Z"
    assert library.check() == []
    time_of_day[0] = 30
    library.take([Contribution(PROGRAM, msgspec.structs.replace(WHOLE, date="2019"))])
    assert [change.time for change in changes.page()][-2:] == ["2030-01-01T00:00:30Z"] * 2
    assert library.check() == []


def test_a_time_that_cannot_be_noted(library: Library, time_of_day: list[int]) -> None:
    """If a change is committed and its time cannot be, the change stays, and the next commit notes the time."""
    with Store(library.path / STORE_FILE, writable=True) as store:
        store._connection.set_authorizer(
            lambda action, table, *_: (
                sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_INSERT and table == "moment" else sqlite3.SQLITE_OK
            )
        )
        store.take([Contribution(PROGRAM, msgspec.structs.replace(PLAIN, date="2019"))])
        store._connection.set_authorizer(None)
        assert changelog.page(store, 0, None, 10)[-1].time == "2030-01-01T00:00:10Z"
        time_of_day[0] = 20
        store.take([Contribution(PROGRAM, msgspec.structs.replace(WHOLE, date="2019"))])
    assert [change.time for change in library.changes.page()][-2:] == ["2030-01-01T00:00:20Z"] * 2


def test_a_library_of_an_earlier_version(tmp_path: Path) -> None:
    """One that does not know times has the time when it was last written; the next change is later than that of all before."""
    with tarfile.open(FOLDER / "store-4.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    with shoroku.open(tmp_path / "library") as library, TestClient(create_app(library, SLOW)) as client:
        for file in library.path.glob("records.db*"):
            os.utime(file, (1_500_000_000, 1_500_000_000))
        answer = request_of(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
        assert set(values(answer, "datestamp")) == {"2017-07-14T02:40:00Z"}
        before = numbers(answer)
        assert (
            numbers(request_of(client, verb="ListIdentifiers", metadataPrefix="oai_dc", from_="2017-07-14")) == before
        )
        assert code(request_of(client, verb="ListIdentifiers", metadataPrefix="oai_dc", from_="2017-07-15")) == (
            "noRecordsMatch"
        )
        library.reindex()
        library.take([Contribution(PROGRAM, PLAIN)])
        answer = request_of(client, verb="ListIdentifiers", metadataPrefix="oai_dc", from_="2020-01-01")
        assert len(numbers(answer)) == len(before) + 1
        *earlier, last = values(answer, "datestamp")
        assert len(set(earlier)) == 1
        assert last > earlier[0]


def test_a_time_is_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change is dated no earlier than it can be seen."""
    monkeypatch.undo()
    for _ in range(3):
        before = datetime.now(UTC)
        found = datetime.fromisoformat(moments.now())
        assert before <= found < datetime.now(UTC) + timedelta(seconds=1)
