"""``shoroku history``: past searches, private, limited in number, and never an obstacle to a search."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len as cells

import shoroku
from shoroku import Library
from shoroku.cli import app
from shoroku.cli.history import searches as past

Made = Callable[..., Any]


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a state folder of the test's own; it is not made yet."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def place(library: Library, fill: Made, record: Made, state: Path) -> Path:
    fill(library, record("a", "Apple pie", year=2001, language="en"), record("b", "Apple tart", year=2005))
    return library.path


def run(place: Path, *arguments: str, language: str = "en", **environment: str | None) -> Result:
    settings = {"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "COLUMNS": "80", "TZ": "UTC"}
    return CliRunner(env={**settings, **environment}).invoke(app, arguments)


def history(place: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(place, "history", "--json", *arguments).stdout)
    return found


def test_what_is_kept(place: Path) -> None:
    """A search is kept with its filters, its time and how many it found."""
    run(place, "search", "apple", "pie", "--year", "..2003", "--language", "en", "--sort", "oldest")
    (one,) = history(place)
    assert one.pop("at").endswith("Z")
    assert one == {
        "query": "apple pie",
        "library": os.path.realpath(place),
        "journal": [],
        "year": [None, 2003],
        "language": ["en"],
        "source": [],
        "type": [],
        "author": [],
        "publisher": [],
        "subject": [],
        "project": [],
        "funder": [],
        "institution": [],
        "tag": [],
        "sort": "oldest",
        "total": 1,
        "relaxed_total": 0,
    }


def test_what_is_shown(place: Path) -> None:
    """Each line is a command that can be given again: the newest last, the library only where it is another."""
    run(place, "search", "apple", "--journal", "J. of X", "--year", "2003..")
    run(place, "search", "--", "-apple")
    run(place, "search", "pie quux")
    lines = run(place, "history").stdout.splitlines()
    assert [line[18:] for line in lines] == [
        " 0  shoroku search apple --journal 'J. of X' --year 2003..",
        " 0  shoroku search -- -apple",
        "~1  shoroku search 'pie quux'",
    ]
    assert f"--library {os.path.realpath(place)}" in run(place.parent, "history", COLUMNS="250").stdout
    assert run(place, "history", "-n", "1").stdout.splitlines() == lines[-1:]
    assert run(place, "history", "-n", "0").stdout == ""


def test_a_shown_command_asks_the_same(place: Path) -> None:
    """Given again, a line of the history makes the same search."""
    for given in (["--", "--year", "'pie"], ["apple", "--language=-x", "--year", "..2003", "--type", "a b"]):
        run(place, "search", *given)
        (before,) = past.past_searches()[-1:]
        line = run(place, "history", "-n", "1", COLUMNS="500").stdout
        import shlex

        run(place, *shlex.split(line[line.index("shoroku ") + 8 :]))
        assert past.past_searches()[-1].search == before.search
        assert len(past.past_searches()) == (1 if given[0] == "--" else 2)


def test_a_turned_page_is_no_new_search(place: Path) -> None:
    """Pages of one search are one search."""
    run(place, "search", "apple", "-n", "1")
    run(place, "search", "apple", "-n", "1", "--offset", "1")
    run(place, "search", "tart")
    run(place, "search", "apple")
    assert [one["query"] for one in history(place)] == ["apple", "tart", "apple"]


def test_words_where_there_is_nothing(place: Path) -> None:
    """Without searches, a line in either language says so."""
    assert run(place, "history").stdout == "There are no past searches yet.\n"
    assert run(place, "history", language="ja").stdout == "検索履歴はまだありません。\n"
    assert "SHOROKU_HISTORY is off" in run(place, "history", SHOROKU_HISTORY="off").stdout
    assert "SHOROKU_HISTORY が off" in run(place, "history", language="ja", SHOROKU_HISTORY="off").stdout
    assert history(place) == []


def test_clear(place: Path, state: Path) -> None:
    """--clear forgets the searches and the numbers of hits."""
    run(place, "search", "apple")
    run(place, "search", "tart")
    assert run(place, "history", "--clear").stdout == "2 past searches deleted\n"
    assert history(place) == []
    assert run(place, "open", "1").exit_code == 1
    assert sorted(path.name for path in state.iterdir()) == ["lock"]
    assert run(place, "history", "--clear", language="ja").stdout == "検索履歴 0 件を削除しました\n"
    assert json.loads(run(place, "history", "--clear", "--json").stdout) == {"cleared": 0}


@pytest.mark.parametrize("value", ["off", "OFF", "0", "no"])
def test_switched_off(place: Path, state: Path, value: str) -> None:
    """With $SHOROKU_HISTORY=off nothing is written anywhere."""
    assert run(place, "search", "apple", SHOROKU_HISTORY=value).exit_code == 0
    assert not state.exists()


def test_searching_from_a_program_is_not_kept(place: Path, state: Path) -> None:
    """Only what a person types is kept."""
    with shoroku.open(place) as library:
        library.search("apple")
    assert not state.exists()


def test_nobody_elses_business(place: Path, state: Path) -> None:
    """The folder and its files are readable to their owner alone, and nothing of it is in the library."""
    run(place, "search", "applesauce")
    assert [oct(path.stat().st_mode & 0o077) for path in (state, *state.iterdir())] == ["0o0"] * 4
    assert not [path for path in place.rglob("*") if path.is_file() and b"applesauce" in path.read_bytes()]


@pytest.mark.parametrize("spoil", ["file", "directory"])
def test_a_search_never_fails_for_it(place: Path, state: Path, spoil: str) -> None:
    """If the history cannot be written, the search is made all the same, silently."""
    if spoil == "file":
        state.write_text("in the way")
    else:
        (state / "history.jsonl").mkdir(parents=True)
    result = run(place, "search", "apple")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Apple pie" in result.stdout
    assert run(place, "history").exit_code == 0


def test_half_characters(place: Path) -> None:
    """A filter that no text can hold does not spoil the search."""
    assert run(place, "search", "apple", "--journal", "\udcff").exit_code == 0


def test_what_cannot_be_read(place: Path, state: Path) -> None:
    """Lines that are torn, another's or hostile are ignored, and the next search keeps the good ones."""
    run(place, "search", "apple")
    with (state / "history.jsonl").open("ab") as file:
        file.write(
            b'{"at": 3}\n\xff\xfe\n[]\n{"at":"x","search":{"query":"\\u001b[31mred"},"total":1,"relaxed_total":0}\n{"at"'
        )
    (hits,) = state.glob("hits-*")
    hits.write_bytes(b"{")
    text = run(place, "history").stdout
    assert "apple" in text
    assert "\x1b" not in text
    assert run(place, "open", "1").exit_code == 1
    run(place, "search", "tart")
    assert [one["query"] for one in history(place)] == ["apple", "\x1b[31mred", "tart"]


def test_bounded(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest searches stay, and of very long pages the last hits."""
    monkeypatch.setattr(past, "MOST_SEARCHES", 3)
    monkeypatch.setattr(past, "MOST_HITS", 2)
    for word in ("one", "two", "three", "four"):
        past.remember(past.Search(query=word), 0, 0, 1, [])
    assert [one.search.query for one in past.past_searches()] == ["two", "three", "four"]
    past.remember(past.Search(query="x", library=os.path.realpath(place)), 0, 0, 1, ["a", "b", "c"])
    assert run(place, "open", "1").exit_code == 1
    assert "numbers 2 to 3" in run(place, "open", "1").stderr


def test_the_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a name of its own the folder is where user state belongs."""
    from shoroku.cli.history.searches import state_folder

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("SHOROKU_STATE", raising=False)
    monkeypatch.setenv("HOME", "/home/x")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "shoroku"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")  # which the specification says is to be ignored
    assert state_folder() == Path("/home/x/.local/state/shoroku")


MANY = """
import sys
from shoroku.cli.history import searches as past
past._PATIENCE = 60
for number in range(40):
    past.remember(past.Search(query=f"{sys.argv[1]} {number}"), number, 0, 1, [])
"""


def test_several_at_once(state: Path) -> None:
    """Processes that search at once lose nothing of each other's, and tear nothing."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    running = [subprocess.Popen([sys.executable, "-c", MANY, name], env=environment) for name in ("a", "b", "c")]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    kept = [one.search.query for one in past.past_searches()]
    assert sorted(kept) == sorted(f"{name} {number}" for name in "abc" for number in range(40))
    for name in "abc":
        assert [one for one in kept if one[0] == name] == [f"{name} {number}" for number in range(40)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_lines_that_fit(place: Path, language: str) -> None:
    """Long searches are wrapped beside their figures, in Japanese too."""
    run(place, "search", "関節リウマチの治療と薬物動態について " * 5, "--journal", "臨床リウマチ")
    lines = run(place, "history", language=language).stdout.splitlines()
    assert max(map(cells, lines)) <= 80
    assert len(lines) > 1
    assert {line[:20] for line in lines[1:]} == {" " * 20}
