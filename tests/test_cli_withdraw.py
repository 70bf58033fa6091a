"""``shoroku withdraw``: previewed, confirmed, then removed from every file."""

import json
import os
import pty
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import shoroku
from shoroku.corpus.store.withdrawal import Withdrawal
from tests.cli_harvests import HURRIED, Desk
from tests.cli_harvests import desk as open_desk

NAME = "Nikkei BP"
LINES = """\
{"id": "a", "title_ja": "取り下げられる題名ア", "abstract_en": "withdrawnwords alone", "sources": ["Nikkei BP"], "doi": "10.99999/a"}
{"id": "b", "title_ja": "残る題名イ", "abstract_en": "stayingwords", "sources": ["Nikkei BP", "JaLC"]}
{"id": "c", "title_ja": "残る題名ウ", "sources": ["JaLC"]}
{"id": "d", "year": 2020, "abstract_en": "withdrawnwords rejected", "sources": ["Nikkei BP"]}
"""
FIGURES = {"source": NAME, "removed": 1, "renamed": 1, "records_gone": 1, "records_changed": 1}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A library that holds records of the source, and a rejects file that holds one more."""
    with open_desk(tmp_path) as opened:
        assert opened.run("add", "-", stdin=LINES.encode()).exit_code == 1
        yield opened


def grep(folder: Path, *words: str) -> list[str]:
    """Return the files in which any of the words stands, in UTF-8 or in UTF-16."""
    needles = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le")]
    files = (path for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.mark.parametrize(
    ("language", "would", "did"), [("en", "to remove", "has been withdrawn"), ("ja", "なくなります", "取り下げました")]
)
def test_says_what_goes_and_what_went(desk: Desk, language: str, would: str, did: str) -> None:
    """--dry-run tells what to remove, --yes does it and tells what went."""
    planned = desk.run("withdraw", "--source", NAME, "--dry-run", SHOROKU_LANG=language)
    made = desk.run("withdraw", "--source", NAME, "--yes", SHOROKU_LANG=language)
    assert (would in planned.stdout, planned.stderr, planned.exit_code) == (True, "", 0)
    assert (did in made.stdout, made.stderr, made.exit_code) == (True, "", 0)


def test_json(desk: Desk) -> None:
    """--json prints the same figures before and after, and whether it was done."""
    assert desk.json("withdraw", "--source", NAME, "--dry-run") == {**FIGURES, "dry_run": True}
    assert desk.json("withdraw", "--source", NAME, "--yes") == {**FIGURES, "dry_run": False}
    assert desk.json("withdraw", "--source", NAME, "--dry-run")["removed"] == 0


def test_dry_run_changes_nothing(desk: Desk) -> None:
    """After --dry-run everything is as it was."""
    desk.run("withdraw", "--source", NAME, "--dry-run", "--yes")
    with shoroku.open(desk.library) as library:
        assert (len(library), library.search("withdrawnwords").total) == (3, 1)
    assert desk.json("sources")["withdrawn"] == []


def test_nothing_is_left_in_any_file(desk: Desk) -> None:
    """No file of the library holds a word of a withdrawn record any more; what stays is found as before."""
    words = ("取り下げられる題名ア", "withdrawnwords", "10.99999/a")
    assert len(grep(desk.library, *words)) >= 2  # the store and a rejects file: the looking works
    desk.run("withdraw", "--source", NAME, "--yes")
    assert grep(desk.library, *words) == []
    with shoroku.open(desk.library) as library:
        assert (len(library), library.search("取り下げられる").total, library.search("stayingwords").total) == (2, 0, 1)
        assert library.get("b").sources == ("JaLC",)
        assert library.check() == []


def test_its_rejects_keep_no_text(desk: Desk, tmp_path: Path) -> None:
    """What of the source is rejected later is reported with its place; its text is in no file of the library.

    A rejects file elsewhere is the user's own, and whole.
    """
    desk.run("withdraw", "--source", NAME, "--yes")
    other = '{"id": "e", "year": 2020, "title_en": 7, "abstract_en": "stayingwords", "sources": ["JaLC"]}\n'
    assert desk.run("add", "-", stdin=(LINES + other).encode()).exit_code == 1
    assert grep(desk.library, "withdrawnwords") == []
    (rejects,) = (desk.library / "rejects").iterdir()
    told = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(one["line"], bool(one["raw"])) for one in told] == [(4, False), (5, True)]
    desk.run("add", "-", "--rejects", tmp_path / "own.jsonl", stdin=LINES.encode())
    assert "withdrawnwords rejected" in (tmp_path / "own.jsonl").read_text()


def test_a_search_while_it_is_withdrawn(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The ids of hits that somebody finds at the last moment are in no file afterwards, either."""
    usual = shoroku.Library.withdraw

    def searched_meanwhile(library: shoroku.Library, source: str) -> Withdrawal:
        desk.run("search", "withdrawnwords")
        assert grep(state, '"1":"a"'), "the looking works"
        return usual(library, source)

    state = tmp_path / "state"  # no other test's hits
    monkeypatch.setenv("SHOROKU_STATE", str(state))
    monkeypatch.setattr(shoroku.Library, "withdraw", searched_meanwhile)
    assert desk.run("withdraw", "--source", NAME, "--yes").exit_code == 0
    assert not grep(state, '"1":"a"')


def test_it_does_not_come_back(desk: Desk) -> None:
    """What was withdrawn is not taken again, by a harvest or by add."""
    desk.run("withdraw", "--source", NAME, "--yes")
    assert "2 unchanged, 2 rejected" in desk.run("add", "-", stdin=LINES.encode()).stdout
    desk.run("withdraw", "--source", "Crossref", "--yes")
    assert desk.harvest(*desk.crossref).stdout == "0 new, 0 changed, 0 unchanged, 0 deleted, 5 rejected\n"


@pytest.mark.parametrize(("language", "word"), [("en", "--yes"), ("ja", "確認できません")])
def test_refuses_where_nobody_can_be_asked(desk: Desk, language: str, word: str) -> None:
    """Without --yes and without a terminal nothing has been withdrawn; that is a usage error."""
    result = desk.run("withdraw", "--source", NAME, stdin=b"y\n", SHOROKU_LANG=language)
    assert result.exit_code == 2
    assert word in result.stderr
    assert desk.json("sources")["withdrawn"] == []


def answered(desk: Desk, answer: str, **environment: str) -> tuple[str, int]:
    """Withdraw at a terminal and answer the question; return what was shown, and the code."""
    controller, terminal = pty.openpty()
    command = [*HURRIED, "withdraw", "--source", NAME]
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    with subprocess.Popen(command, env=desk.process(**environment), **streams) as process:  # type: ignore[call-overload]
        os.close(terminal)
        waited = threading.Timer(30, process.kill)
        waited.start()
        shown = b""
        try:
            while chunk := os.read(controller, 65536):
                shown += chunk
                if b"[y/N]" in shown and answer:
                    os.write(controller, answer.encode())
                    answer = ""
        except OSError:  # Linux tells the end of a terminal that way
            pass
        code = process.wait(30)
        waited.cancel()
    os.close(controller)
    return shown.decode(), code


ANSWERS = [
    ("y\n", "en", "has been withdrawn", 0, 2),
    ("n\n", "en", "Nothing was withdrawn", 1, 3),
    ("\n", "ja", "取り下げは行いませんでした", 1, 3),
    ("\x04", "en", "Interrupted", 130, 3),  # the end of input
]


@pytest.mark.parametrize(("answer", "language", "word", "code", "left"), ANSWERS)
def test_asks_at_a_terminal(desk: Desk, answer: str, language: str, word: str, code: int, left: int) -> None:
    """At a terminal it tells what to remove, asks, and continues only after a yes."""
    shown, ended = answered(desk, answer, SHOROKU_LANG=language)
    assert (word in shown, ended) == (True, code)
    with shoroku.open(desk.library) as library:
        assert len(library) == left


@pytest.mark.parametrize(("language", "word"), [("en", "no source record is from"), ("ja", "1 件もない")])
def test_nothing_to_remove(desk: Desk, language: str, word: str) -> None:
    """For a data source without records nobody is asked, and nothing is noted unless --yes says so."""
    result = desk.run("withdraw", "--source", "Nikei BP", SHOROKU_LANG=language)
    assert (result.exit_code, word in result.stderr, result.stdout) == (1, True, "")
    assert desk.json("sources")["withdrawn"] == []
    assert desk.run("withdraw", "--source", "Nikei BP", "--yes").exit_code == 0
    assert [one["source"] for one in desk.json("sources")["withdrawn"]] == ["Nikei BP"]


def test_withdrawn_already(desk: Desk) -> None:
    """What has been withdrawn is withdrawn again without a question; an interrupted withdrawal is finished that way."""
    desk.run("withdraw", "--source", NAME, "--yes")
    result = desk.run("withdraw", "--source", NAME.upper())
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("words", [(), ("--source", ""), ("--source", " ")])
def test_wrong_use(desk: Desk, words: tuple[str, ...]) -> None:
    """Without a name it is a usage error."""
    assert desk.run("withdraw", "--yes", *words).exit_code == 2


def test_no_library(tmp_path: Path) -> None:
    """If there is no library nothing can be withdrawn from it."""
    with open_desk(tmp_path) as desk:
        assert desk.run("withdraw", "--source", NAME, "--yes").exit_code == 3
    assert not (tmp_path / "library").exists()
