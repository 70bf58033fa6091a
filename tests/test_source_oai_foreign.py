"""Harvesting from an OAI-PMH server that is not ours: oai-repo, behind the loopback server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import oai_repo
import pytest
from lxml import etree

from shoroku import SourceSays, Text
from tests.dialect_oai import Deposit
from tests.source_runs import Harvester, harvester, stop_after
from tests.sources_server import Request, Server, xml_reply

DEPOSITS = [
    Deposit(
        f"oai:repo.example.jp:{n}",
        f"2024-05-{n:02}T00:00:00Z",
        f"架空の発酵食品の研究 {n}",
        f"A study of an invented food {n}",
        "乳酸菌を調べた。",
        "Bacteria were studied.",
        f"10.99999/foreign.{n}",
    )
    for n in range(1, 8)
]
NAMESPACES = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "jpcoar_2.0": "https://github.com/JPCOAR/schema/blob/master/2.0/",
}


class _Data(oai_repo.DataInterface):
    """What oai-repo asks of whoever runs it."""

    limit = 3

    def __init__(self, deposits: list[Deposit], base: str) -> None:
        self.deposits = {one.identifier: one for one in deposits}
        self.identify = oai_repo.Identify(
            repository_name="R",
            base_url=base,
            admin_email=["a@example.org"],
            earliest_datestamp="2024-05-01T00:00:00Z",
            deleted_record="no",
            granularity="YYYY-MM-DDThh:mm:ssZ",
        )

    def get_identify(self) -> Any:
        return self.identify

    def get_metadata_formats(self, identifier: str | None = None) -> list[Any]:
        return [oai_repo.MetadataFormat(prefix, f"{name}schema.xsd", name) for prefix, name in NAMESPACES.items()]

    def get_record_header(self, identifier: str) -> Any:
        return oai_repo.RecordHeader(identifier, self.deposits[identifier].datestamp)

    def get_record_metadata(self, identifier: str, metadataprefix: str) -> Any:
        return etree.fromstring(self.deposits[identifier].metadata(metadataprefix))

    def get_record_abouts(self, identifier: str) -> list[Any]:
        return []

    def list_identifiers(
        self,
        metadataprefix: str,
        filter_from: datetime | None = None,
        filter_until: datetime | None = None,
        filter_set: str | None = None,
        cursor: int = 0,
    ) -> tuple[list[str], int, str]:
        chosen = [one.identifier for one in self.deposits.values() if _between(one, filter_from, filter_until)]
        return chosen[cursor : cursor + self.limit], len(chosen), ""


def _between(one: Deposit, first: datetime | None, last: datetime | None) -> bool:
    stamp = datetime.fromisoformat(one.datestamp).astimezone(UTC)
    return (first is None or first <= stamp) and (last is None or stamp <= last)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        repository = oai_repo.OAIRepository(_Data(list(DEPOSITS), f"{running.base}/oai"))

        def answer(request: Request) -> Any:
            return xml_reply(bytes(repository.process(dict(request.query))).decode())

        running.route("/oai", answer)
        yield running


@pytest.fixture
def into(tmp_path: Path) -> Iterator[Harvester]:
    with harvester(tmp_path) as opened:
        yield opened


def test_all_its_records_come_in_its_best_format(server: Server, into: Harvester) -> None:
    """Three pages, JPCOAR by its own list of formats, texts with their languages."""
    result = into.run("oai", {"url": f"{server.base}/oai"})
    assert result.tally.new == 7
    assert result.rejects == []
    record = into.records()["oai:repo.example.jp:7"]
    assert record.titles == (Text("架空の発酵食品の研究 7", "ja"), Text("A study of an invented food 7", "en"))
    assert record.abstracts == (Text("乳酸菌を調べた。", "ja"), Text("Bacteria were studied.", "en"))
    assert record.identifier("DOI") == "10.99999/foreign.7"
    assert [request.query["verb"] for request in server.requests] == ["ListMetadataFormats", *["ListRecords"] * 3]


def test_dublin_core_is_read_too(server: Server, into: Harvester) -> None:
    """The format that every repository has gives the same works, with languages by their script."""
    into.run("oai", {"url": f"{server.base}/oai", "prefix": "oai_dc"})
    assert into.records()["oai:repo.example.jp:1"].titles[0] == Text("架空の発酵食品の研究 1", "ja")


def test_it_goes_on_where_it_was_stopped(server: Server, into: Harvester) -> None:
    """Its token is still good in the next run."""
    assert into.run("oai", {"url": f"{server.base}/oai"}, stop=stop_after(1)).interrupted
    assert into.run("oai", {"url": f"{server.base}/oai"}).tally.new == 4
    assert len(into.records()) == 7


def test_an_update_finds_what_is_new(server: Server, into: Harvester) -> None:
    """Dates go out as it wants them."""
    into.run("oai", {"url": f"{server.base}/oai"})
    result = into.run("oai", {"url": f"{server.base}/oai"}, update=True)
    assert (result.tally.new, result.tally.unchanged) == (0, 3)


def test_nothing_in_a_span_is_nothing(server: Server, into: Harvester) -> None:
    """It says noRecordsMatch, which is not a failure."""
    assert sum(into.run("oai", {"url": f"{server.base}/oai", "from": "2025"}).tally) == 0


def test_its_errors_are_told(server: Server, into: Harvester) -> None:
    """A prefix that it does not have is its error, not ours."""
    with pytest.raises(SourceSays) as caught:
        into.run("oai", {"url": f"{server.base}/oai", "prefix": "junii2"})
    assert caught.value.code == "cannotDisseminateFormat"
