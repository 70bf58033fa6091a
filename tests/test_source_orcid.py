"""Harvesting ORCID: one person or several, each by an ORCID iD."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shoroku import BadAnswer, BadParameter
from shoroku.cli.history.command_lines import harvest_command
from shoroku.corpus.sources import named
from tests.source_runs import Harvester, harvester
from tests.sources_server import Reply, Request, Server, json_reply, xml_reply
from tests.test_format_orcid import XML

ONE, OTHER, GONE = "0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"


def person(orcid: str) -> dict[str, Any]:
    """Return the record of an invented person."""
    name = {"given-names": {"value": "Hanako"}, "family-name": {"value": f"Kaku {orcid[-4:]}"}}
    return {"orcid-identifier": {"path": orcid}, "person": {"name": name}, "activities-summary": {}}


@pytest.fixture
def server() -> Iterator[Server]:
    def answer(request: Request) -> Reply:
        (orcid,) = request.groups
        return json_reply({"error-code": 9016}, 404) if orcid == GONE else json_reply(person(orcid))

    with Server() as running:
        running.route("/v3.0/([\\dX-]+)/record", answer)
        yield running


@pytest.fixture
def into(tmp_path: Path) -> Iterator[Harvester]:
    with harvester(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("written", [ONE, f"https://orcid.org/{ONE}", f"{ONE}, {ONE}"])
def test_one_person(written: str, server: Server, into: Harvester) -> None:
    """A person is a record; an iD may be an address."""
    assert into.run("orcid", {"id": written, "base": server.base}).tally.new == 1
    assert [request.path for request in server.requests] == [f"/v3.0/{ONE}/record"]
    assert into.records()[f"orcid:{ONE}"].type == "researcher"


def test_several_people(server: Server, into: Harvester) -> None:
    """A record that is not there is reported, and the others are taken."""
    result = into.run("orcid", {"id": f"{ONE},{GONE},{OTHER}", "base": server.base})
    assert result.tally.new == 2
    (warning,) = result.warnings
    assert isinstance(warning, BadAnswer)
    assert GONE in warning.url


def test_nobody(server: Server, into: Harvester) -> None:
    """If the only record is not there, the harvest fails."""
    with pytest.raises(BadAnswer):
        into.run("orcid", {"id": GONE, "base": server.base})


def test_xml_is_read_as_well(server: Server, into: Harvester) -> None:
    """The server decides which format it answers in."""
    server.route("/v3.0/([\\dX-]+)/record", lambda _: xml_reply(XML))
    assert into.run("orcid", {"id": ONE, "base": server.base}).tally.new == 1


@pytest.mark.parametrize("written", ["", "Kaku", "0000-0002-1825-0098", f"{ONE},1"])
def test_what_is_no_orcid_is_refused(written: str) -> None:
    """The check digit is verified before anything is requested."""
    with pytest.raises(BadParameter) as caught:
        named("orcid").windows({"id": written}, "")
    assert caught.value.name == "id"


def test_the_command() -> None:
    """The iD is an argument of the command, as the address of a repository is."""
    assert harvest_command("orcid", {"id": ONE, "base": "http://x"}) == f"harvest orcid {ONE}"
