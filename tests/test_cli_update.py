"""``shoroku update``: every harvest again, only what changed, one line each."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli_harvests import APPID, HURRIED, Desk, deposit
from tests.cli_harvests import desk as open_desk
from tests.dialect_cinii import Work
from tests.sources_server import Exchange, html, status

NOTHING = "0 new, 0 changed, {} unchanged, 0 deleted, 0 rejected"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Sources, and a library into which each was harvested."""
    with open_desk(tmp_path) as opened:
        for harvest in (opened.crossref, opened.cinii, opened.oai):
            assert opened.harvest(*harvest, CINII_APPID=APPID).exit_code == 0
        opened.server.requests.clear()
        yield opened


def test_one_line_for_each(desk: Desk) -> None:
    """Every harvest is made again, with one line each that names it as it was written, and nothing on stderr."""
    result = desk.run("update", CINII_APPID=APPID)
    assert (result.stderr, result.exit_code) == ("", 0)
    # Crossref on loopback gives all again, whatever it is asked; the repository, what bears its newest datestamp.
    assert result.stdout.splitlines() == [
        f"crossref --issn 0914-8760: {NOTHING.format(5)}",
        f"cinii --query IL-6: {NOTHING.format(0)}",
        f"oai {desk.oai[1]}: {NOTHING.format(1)}",
    ]


def test_only_what_changed_is_asked(desk: Desk) -> None:
    """An update requests what changed since, and takes it."""
    desk.repository.deposits[0] = deposit(0, title="別の題名", datestamp="2999-01-01T00:00:00Z")
    desk.repository.deposits[1] = deposit(1, title="", datestamp="2999-01-01T00:00:00Z")
    desk.repository.deposits.append(deposit(9, datestamp="2999-01-01T00:00:00Z"))
    assert f"oai {desk.oai[1]}: 1 new, 1 changed, 1 unchanged, 1 deleted" in desk.run("update").stdout
    assert [request.query["from"][:2] for request in desk.server.asked("/oai") if "from" in request.query] == ["20"]
    assert all("from-index-date" in request.query["filter"] for request in desk.server.asked("/works"))


def test_in_japanese(desk: Desk) -> None:
    """The lines can be read in Japanese."""
    assert "変更なし 5 件" in desk.run("update", SHOROKU_LANG="ja", CINII_APPID=APPID).stdout


def test_one_that_fails(desk: Desk) -> None:
    """One that fails is reported on stderr in one line and does not keep the others from being made; the code is 4."""
    desk.server.next("/works", status(500), status(500))
    result = desk.run("update", CINII_APPID=APPID)
    assert result.exit_code == 4
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["cinii --query IL-6", "oai http"]
    assert result.stderr.startswith("Error: crossref --issn 0914-8760: ")
    assert result.stderr.count("\n") == 1
    assert [harvest["state"] for harvest in desk.json("sources")["harvests"]] == ["failed", "complete", "complete"]


def test_a_key_that_is_gone(desk: Desk) -> None:
    """A harvest whose key is no longer set fails, and the others are made."""
    result = desk.run("update")
    assert result.exit_code == 4
    assert "environment variable CINII_APPID" in result.stderr
    assert len(result.stdout.splitlines()) == 2


def test_json(desk: Desk) -> None:
    """--json prints a list of what became of each, and how many failed."""
    desk.server.next("/works", status(500), status(500))
    told = desk.json("update", CINII_APPID=APPID)
    assert (told["failed"], told["interrupted"]) == (1, False)
    assert [one["source"] for one in told["harvests"]] == ["crossref", "cinii", "oai"]
    assert ["HTTP 500" in (one["error"] or "") for one in told["harvests"]] == [True, False, False]
    assert set(told["harvests"][0]) == {
        "source", "parameters", "new", "changed", "unchanged", "deleted", "rejected", "warnings", "rejects_file",
        "interrupted", "error",
    }  # fmt: skip


def test_an_unfinished_harvest_is_gone_on_with(desk: Desk) -> None:
    """What an error broke off is finished by the next update."""
    desk.server.next("/works", status(500), status(500))
    desk.run("update", CINII_APPID=APPID)
    assert desk.run("update", CINII_APPID=APPID).exit_code == 0
    assert {harvest["state"] for harvest in desk.json("sources")["harvests"]} == {"complete"}


def test_rejects_and_warnings_are_quiet(desk: Desk) -> None:
    """If nobody watches, rejects are written down and counted, warnings counted, and nothing said of either."""
    desk.journal.works[1]["title"] = []
    desk.works.works = [Work(number, str(datetime.now(UTC).year)) for number in range(1, 6)]
    desk.server.next("/crid/.*", html(404))
    result = desk.run("update", CINII_APPID=APPID)
    assert (result.stderr, result.exit_code) == ("", 1)
    crossref, cinii, _ = result.stdout.splitlines()
    assert crossref.endswith("1 rejected")
    assert cinii.endswith("0 rejected, warnings: 1")
    assert len(list((desk.library / "rejects").glob("crossref-*"))) == 1


def test_ctrl_c(desk: Desk) -> None:
    """Ctrl-C ends it after the page being processed; what was not made is left for the next, and the code is 130."""

    def interrupt(exchange: Exchange) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        exchange.send(exchange.good())

    desk.server.next("/works", interrupt)
    result = desk.run("update", CINII_APPID=APPID)
    assert result.exit_code == 130
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["crossref --issn 0914-8760"]
    assert "run the same command again" in result.stderr
    assert desk.run("update", CINII_APPID=APPID).exit_code == 0


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Nothing has been harvested"), ("ja", "まだ収集を行っていません")]
)
def test_nothing_to_update(tmp_path: Path, language: str, word: str) -> None:
    """A library without harvests has nothing to update, which is reported, and is no error."""
    with open_desk(tmp_path) as desk:
        desk.run("add", "-", stdin=b'{"id": "a", "title": "A"}')
        result = desk.run("update", SHOROKU_LANG=language)
        assert (word in result.stdout, result.exit_code) == (True, 0)
        assert desk.json("update") == {"harvests": [], "failed": 0, "interrupted": False}


def test_no_library(tmp_path: Path) -> None:
    """If there is no library, that is an error: whoever wrote the crontab meant another folder."""
    with open_desk(tmp_path) as desk:
        assert desk.run("update").exit_code == 3


def test_as_cron_runs_it(desk: Desk) -> None:
    """As a process without a terminal it says a line for each on stdout, nothing on stderr, and no key."""
    ran = subprocess.run(
        [*HURRIED, "update"], env=desk.process(CINII_APPID=APPID), capture_output=True, text=True, check=False
    )
    assert (ran.stderr, ran.returncode) == ("", 0)
    assert len(ran.stdout.splitlines()) == 3
    assert not re.search(APPID, ran.stdout)


def test_keys_are_never_said(desk: Desk) -> None:
    """A source that repeats its key in an error does not get it told."""
    desk.server.next("/opensearch/.*", *[status(401, body=APPID.encode())] * 2)
    result = desk.run("update", "--json", CINII_APPID=APPID)
    assert json.loads(result.stdout)["failed"] == 1
    assert APPID not in result.output
