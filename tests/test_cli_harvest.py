"""``shoroku harvest``: records of a source in the library, and a complete report."""

import json
import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import shoroku
from shoroku.cli.history.command_lines import ARGUMENTS, harvest_command
from shoroku.cli.terminal.progress import figures
from shoroku.corpus.sources import sources
from tests.cli_harvests import APPID, HURRIED, Desk, deposit
from tests.cli_harvests import desk as open_desk
from tests.dialect_cinii import Work
from tests.sources_server import Exchange, Trick, html, status


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def well(exchange: Exchange) -> None:
    """Answer well."""
    exchange.send(exchange.good())


def interrupt(exchange: Exchange) -> None:
    """Press Ctrl-C while a request is being answered, and answer it well."""
    os.kill(os.getpid(), signal.SIGINT)
    well(exchange)


# --- All goes well ----------------------------------------------------------------------------------------------------

SOURCES = ["crossref", "cinii", "oai"]
OUTCOMES = [
    ("en", "5 new, 0 changed, 0 unchanged, 0 deleted, 0 rejected\n"),
    ("ja", "新規 5 件、変更 0 件、変更なし 0 件、削除 0 件、取り込み不可 0 件\n"),
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("language", "line"), OUTCOMES)
def test_says_what_it_did(desk: Desk, source: str, language: str, line: str) -> None:
    """The last line counts what was new, changed, unchanged, deleted and rejected; nothing else is said."""
    result = desk.harvest(*getattr(desk, source), SHOROKU_LANG=language, CINII_APPID=APPID)
    assert (result.stdout, result.stderr, result.exit_code) == (line, "", 0)


def test_what_was_harvested_is_found(desk: Desk) -> None:
    """A record that was harvested is found by either language at once."""
    desk.harvest(*desk.oai)
    with shoroku.open(desk.library) as library:
        for query in ("架空の寄託物 3", "invented deposit 3"):
            assert library.search(query).hits[0].id == "oai:repository.example.org:3"


def test_a_second_harvest_changes_nothing(desk: Desk) -> None:
    """Harvested again, records that are as they were count as unchanged, and the index is not touched."""
    desk.harvest(*desk.crossref)
    with shoroku.open(desk.library) as library:
        before = library.stats().index_change
    assert desk.harvest(*desk.crossref).stdout.startswith("0 new, 0 changed, 5 unchanged")
    with shoroku.open(desk.library) as library:
        assert library.stats().index_change == before


def test_changed_and_deleted(desk: Desk) -> None:
    """What the source changed and deleted since is counted as such."""
    desk.harvest(*desk.oai)
    desk.repository.deposits[0] = deposit(0, title="別の題名")
    desk.repository.deposits[1] = deposit(1, title="")
    assert desk.harvest(*desk.oai).stdout == "0 new, 1 changed, 3 unchanged, 1 deleted, 0 rejected\n"


def test_parameters_are_asked(desk: Desk) -> None:
    """Options of a source reach it, and --from and --until too, though those are words of Python."""
    desk.harvest(*desk.cinii, "--from", "2015", "--until", "2020", "--resource-type", "article", CINII_APPID=APPID)
    asked_first = desk.works.asked[0]
    expected = {"q": "IL-6", "from": "2015", "until": "2020", "resourceType": "article", "appid": APPID}
    assert {name: asked_first[name] for name in expected} == expected


def test_json(desk: Desk) -> None:
    """--json prints source, parameters and counts, and nothing else."""
    assert desk.json("harvest", *desk.oai) == {
        "source": "oai",
        "parameters": {"url": desk.oai[1]},
        "new": 5,
        "changed": 0,
        "unchanged": 0,
        "deleted": 0,
        "rejected": 0,
        "warnings": [],
        "rejects_file": None,
        "interrupted": False,
        "error": None,
    }


# --- Rejects and warnings ---------------------------------------------------------------------------------------------


def test_rejects(desk: Desk) -> None:
    """A record that cannot be taken is reported and written down as with add; the others are in; the code is 1."""
    desk.journal.works[1]["title"] = []
    result = desk.harvest(*desk.crossref)
    (written,) = (desk.library / "rejects").glob("crossref-*Z.jsonl")
    assert result.stdout == "4 new, 0 changed, 0 unchanged, 0 deleted, 1 rejected\n"
    assert "crossref:1: the record has no title" in result.stderr
    assert str(written) in result.stderr
    reject = json.loads(written.read_text(encoding="utf-8"))
    assert (reject["reason"], reject["origin"]) == ("the record has no title", "Crossref")  # by which it is withdrawn
    assert result.exit_code == 1


def test_rejects_file_of_ones_own(desk: Desk) -> None:
    """--rejects says where the rejects are written."""
    desk.journal.works[1]["title"] = []
    desk.harvest(*desk.crossref, "--rejects", desk.folder / "bad.jsonl")
    assert (desk.folder / "bad.jsonl").exists()


@pytest.mark.parametrize(("language", "word"), [("en", "Warning: "), ("ja", "警告: ")])
def test_warnings(desk: Desk, language: str, word: str) -> None:
    """What the source could not give whole is reported, and the harvest ends well."""
    desk.server.next(f"/crid/{desk.works.works[0].crid}.json", html(404))
    result = desk.harvest(*desk.cinii, CINII_APPID=APPID, SHOROKU_LANG=language)
    assert result.stderr.startswith(word)
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 0


# --- Looking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_dry_run(desk: Desk, source: str) -> None:
    """--dry-run tells how many records there are and the first, and leaves nothing behind."""
    result = desk.harvest(*getattr(desk, source), "--dry-run", CINII_APPID=APPID)
    assert result.exit_code == 0
    assert result.stdout.startswith("5 records")
    assert "nvented" in result.stdout
    assert result.stdout.endswith("Nothing was saved (--dry-run).\n")
    assert not desk.library.exists()


def test_dry_run_in_japanese(desk: Desk) -> None:
    """Looking too can be reported in Japanese, titles included where there are such."""
    result = desk.harvest(*desk.oai, "--dry-run", SHOROKU_LANG="ja")
    assert result.stdout.startswith("5 件。先頭のレコード:\n  - 架空の寄託物 0\n")


def test_dry_run_json(desk: Desk) -> None:
    """As JSON, the first records come without their abstracts."""
    told = desk.json("harvest", *desk.oai, "--dry-run")
    assert (told["source"], told["total"], told["rejected"], told["warnings"]) == ("oai", 5, 0, [])
    assert told["records"][0] == {
        "id": "oai:repository.example.org:0",
        "title": "Invented deposit 0",
        "year": None,
        "doi": "10.99999/deposit.0",
    }


# --- What goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Saved records are kept"), ("ja", "保存済みのレコードは保持されます")]
)
def test_an_error_of_the_source(desk: Desk, language: str, word: str) -> None:
    """An error of the source is reported with code 4; what was committed stays, which is reported, and is continued."""
    desk.server.next("/oai", well, well, status(500), status(500))
    result = desk.harvest(*desk.oai, SHOROKU_LANG=language)
    assert result.exit_code == 4
    assert "HTTP 500" in result.stderr
    assert word in result.stderr
    assert re.match("2 new|新規 2 件", result.stdout)
    assert desk.harvest(*desk.oai).stdout.startswith("3 new, 0 changed, 0 unchanged")


def test_an_error_at_the_beginning(desk: Desk) -> None:
    """If nothing was committed, nothing is said to stay."""
    desk.server.next("/works", status(500), status(500))
    result = desk.harvest(*desk.crossref)
    assert (result.stdout, result.exit_code) == ("", 4)
    assert result.stderr.count("\n") == 1


def test_an_error_as_json(desk: Desk) -> None:
    """With --json an error is in the figures, beside what was committed."""
    desk.server.next("/oai", well, well, status(500), status(500))
    result = desk.harvest(*desk.oai, "--json")
    told = json.loads(result.stdout)
    assert (told["new"], told["interrupted"], "HTTP 500" in told["error"]) == (2, False, True)
    assert result.exit_code == 4


def test_a_missing_key(desk: Desk) -> None:
    """A key that is missing is reported with where it is read from; no library is made."""
    result = desk.harvest(*desk.cinii)
    assert result.exit_code == 2
    assert "environment variable CINII_APPID" in result.stderr
    assert "keys.cinii_appid" in result.stderr
    assert not desk.library.exists()


WRONG = [
    (("nowhere",), "nowhere"),
    (("pubmed",), "--query"),
    (("oai",), "URL"),
    (("oai", "somewhere"), "https://"),
    (("crossref",), "issn"),
    (("crossref", "--issn", "12"), "NNNN-NNNN"),
    (("crossref", "--journal", "x"), "--journal"),
]


@pytest.mark.parametrize(("words", "named"), WRONG)
@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_wrong_use(desk: Desk, words: tuple[str, ...], named: str, option: list[str]) -> None:
    """An unknown source, and an invalid parameter, are usage errors, and leave no harvest behind."""
    result = desk.harvest(*words, *option)
    assert result.exit_code == 2
    assert named in result.stderr
    assert desk.json("sources")["harvests"] == []


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------

STOPS = [
    ("en", "Stopping after", "run the same command again"),
    ("ja", "保存してから終了します", "同じコマンドをもう一度"),
]


@pytest.mark.parametrize(("language", "at_once", "at_last"), STOPS)
def test_ctrl_c(desk: Desk, language: str, at_once: str, at_last: str) -> None:
    """Ctrl-C lets the page being processed be committed, says so and how to continue, and ends with 130; the next run continues."""
    desk.server.next("/oai", well, interrupt)
    result = desk.harvest(*desk.oai, SHOROKU_LANG=language)
    assert result.exit_code == 130
    assert result.stderr.index(at_once) < result.stderr.index(at_last)
    assert re.match("2 new|新規 2 件", result.stdout)
    again = desk.harvest(*desk.oai)
    assert (again.stdout, again.exit_code) == ("3 new, 0 changed, 0 unchanged, 0 deleted, 0 rejected\n", 0)


def test_ctrl_c_as_json(desk: Desk) -> None:
    """With --json it is in the figures that the harvest was interrupted."""
    desk.server.next("/oai", well, interrupt)
    told = desk.json("harvest", *desk.oai)
    assert (told["interrupted"], told["new"]) == (True, 2)


def test_ctrl_c_on_the_last_page(desk: Desk) -> None:
    """If the page being processed was the last, the harvest is complete, and the code 0."""
    desk.server.next("/works", well, well, interrupt)
    result = desk.harvest(*desk.crossref)
    assert (result.stdout.startswith("5 new"), result.exit_code) == (True, 0)


def test_ctrl_c_twice(desk: Desk) -> None:
    """A second Ctrl-C ends it at once with 130; pages committed before are searchable, and the next run continues."""
    desk.server.next("/crid/.*", well, well, interrupt, interrupt)  # both while the second page is in hand
    result = desk.harvest(*desk.cinii, CINII_APPID=APPID)
    assert (result.stdout, result.exit_code) == ("", 130)
    assert "Everything committed so far is safe" in result.stderr
    assert desk.run("search", "--json").stdout.count('"id"') == 2
    assert desk.harvest(*desk.cinii, CINII_APPID=APPID).stdout.startswith("3 new, 0 changed, 0 unchanged")


def test_ctrl_c_is_pythons_again_afterwards(desk: Desk) -> None:
    """After a harvest Ctrl-C means again what it meant before."""
    before = signal.getsignal(signal.SIGINT)
    desk.harvest(*desk.oai)
    assert signal.getsignal(signal.SIGINT) is before


# --- Keys -------------------------------------------------------------------------------------------------------------

MISCHIEF = [
    status(500, body=APPID.encode()),
    status(401, body=APPID.encode()),
    html(200),
    lambda exchange: exchange.send(exchange.good()._replace(body=json.dumps({"error": APPID}).encode())),
]


@pytest.mark.parametrize("trick", MISCHIEF)
@pytest.mark.parametrize("option", [[], ["--json"], ["--dry-run"]])
def test_keys_are_never_said(desk: Desk, trick: Trick, option: list[str]) -> None:
    """However a source fails, its key is in no output and in no file of the library."""
    desk.server.next("/opensearch/.*", trick, trick)
    result = desk.harvest(*desk.cinii, *option, CINII_APPID=APPID)
    assert result.exit_code == 4
    assert APPID not in result.output
    assert [path for path in desk.library.rglob("*") if path.is_file() and APPID.encode() in path.read_bytes()] == []


def test_keys_from_the_settings_file(desk: Desk) -> None:
    """A key in the settings file serves as one in the environment does."""
    desk.settings.write_text(f'[keys]\ncinii_appid = "{APPID}"\n', encoding="utf-8")
    assert desk.harvest(*desk.cinii).stdout.startswith("5 new")


# --- How it looks -----------------------------------------------------------------------------------------------------


def on_a_terminal(desk: Desk, *words: str) -> str:
    """Run with a terminal of 80 columns, and return what it was sent."""
    controller, terminal = pty.openpty()
    environment = desk.process(TERM="xterm-256color", CINII_APPID=APPID)
    with subprocess.Popen([*HURRIED, *words], stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        sent = b""
        try:
            while chunk := os.read(controller, 65536):
                sent += chunk
        except OSError:  # Linux tells the end of a terminal that way
            pass
        process.wait(30)
    os.close(controller)
    return sent.decode()


def test_progress_bar(desk: Desk) -> None:
    """On a terminal a bar shows records, how many there are, the rate and the time left."""
    desk.works.works = [Work(number, "2016-04") for number in range(1, 9)]
    sent = on_a_terminal(desk, "harvest", *desk.cinii)
    assert re.search(r"8 of 8 records, [\d.,]+/s, 0:00:00 left", sent)
    assert "8 new" in sent


FIGURES = [
    (10, None, 5.0, "10 records, 2.0/s"),
    (10, 110, 5.0, "10 of 110 records, 2.0/s, 0:00:50 left"),
    (1, 7_201, 1.0, "1 of 7,201 records, 1.0/s, 2:00:00 left"),
    (0, 10, 0.0, "0 of 10 records, 0.0/s"),
]


@pytest.mark.parametrize(("done", "total", "seconds", "line"), FIGURES)
def test_figures_of_the_bar(
    monkeypatch: pytest.MonkeyPatch, done: int, total: int | None, seconds: float, line: str
) -> None:
    """Rate and time left follow from what was done so far; without a total, no time left."""
    monkeypatch.setenv("SHOROKU_LANG", "en")
    assert figures(done, total, seconds) == line


WORDS = [
    ("cinii", {"query": "IL-6 抄録", "base": "http://127.0.0.1", "rows": "2"}, "cinii --query 'IL-6 抄録'"),
    ("oai", {"url": "https://irdb.nii.ac.jp/oai", "set": "1"}, "oai https://irdb.nii.ac.jp/oai --set 1"),
    ("gone", {"query": "x"}, "gone --query x"),
]


@pytest.mark.parametrize(("source", "parameters", "words"), WORDS)
def test_a_harvest_in_words(source: str, parameters: dict[str, str], words: str) -> None:
    """A harvest is named as it would be written, without what is hidden."""
    assert harvest_command(source, parameters) == f"harvest {words}"


@pytest.mark.parametrize("source", sources())
@pytest.mark.parametrize("language", ["en", "ja"])
def test_help_of_a_source(desk: Desk, source: str, language: str) -> None:
    """A source's help names all its options but the hidden ones, and where its keys are read from, in one language."""
    page = desk.harvest(source, "--help", SHOROKU_LANG=language).stdout
    known = sources()[source]
    shown = [parameter for parameter in known.parameters if not parameter.hidden and parameter.flag not in ARGUMENTS]
    assert [parameter.flag for parameter in shown if f"  --{parameter.flag} " not in page] == []
    assert [
        parameter.flag for parameter in known.parameters if parameter.hidden and f"--{parameter.flag} " in page
    ] == []
    assert [key.variable for key in known.keys if key.variable not in page] == []
    assert f"$ shoroku harvest {source}" in page
