"""``shoroku suggest``, ``shoroku similar``, "did you mean", and what a shell completes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(
        library,
        record("a", "免疫と関節", journals="臨床免疫", sources=("JaLC",)),
        record("b", "免疫の研究", journals="臨床免疫", sources=("KAKEN",)),
        record(
            "c", "Kinase inhibitors", journals="Clinical Notes", sources=("Crossref",), creators=("Kim \x1b[31mLee",)
        ),
    )
    return library.path


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, arguments)


def completed(*arguments: str) -> list[str]:
    *before, typed = arguments
    return [one.value for one in ShellComplete(app, {}, "shoroku", "_SHOROKU_COMPLETE").get_completions(before, typed)]


def test_suggest_json(place: Path) -> None:
    """--json gives each suggestion's text, kind and count."""
    result = run("suggest", "めんえ", "--json", "--library", str(place))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "prefix": "めんえ",
        "suggestions": [{"text": "免疫", "kind": "title", "records": 2}],
    }


def test_suggest_text(place: Path) -> None:
    """For people it is a line each, in either language; nothing is said where there is nothing."""
    assert run("suggest", "免", "--library", str(place)).stdout == "免疫  (title word, 2)\n"
    assert run("suggest", "免", "--library", str(place), language="ja").stdout == "免疫  (題名の語, 2)\n"
    assert run("suggest", "k", "-n", "1", "--in", "title", "--library", str(place)).stdout.count("\n") == 1
    assert "begins with “zz”" in run("suggest", "zz", "--library", str(place)).stdout
    assert "「zz」で始まるもの" in run("suggest", "zz", "--library", str(place), language="ja").stdout


def test_suggest_is_safe(place: Path) -> None:
    """No control character of a record reaches the terminal."""
    assert "\x1b" not in run("suggest", "k", "--library", str(place)).stdout
    assert run("suggest", "--in", "year", "k", "--library", str(place)).exit_code == 2


def test_did_you_mean(place: Path) -> None:
    """A search that finds nothing says what may have been meant, in text and in JSON."""
    assert "Did you mean: kinase" in run("search", "kinsae", "--library", str(place)).stdout
    assert "もしかして: 免疫" in run("search", "meneki", "--library", str(place), language="ja").stdout
    assert json.loads(run("search", "kinsae", "--json", "--library", str(place)).stdout)["did_you_mean"] == "kinase"
    assert json.loads(run("search", "kinase", "--json", "--library", str(place)).stdout)["did_you_mean"] is None


def test_similar_json(place: Path) -> None:
    """--json gives ids, scores and the words that make them."""
    found = json.loads(run("similar", "a", "--json", "--library", str(place)).stdout)
    assert found["id"] == "a"
    (one,) = found["similar"]
    assert (one["id"], one["title"], one["because"][0]["word"]) == ("b", "免疫の研究", "免疫")
    assert 0 < one["because"][0]["share"] <= one["score"] < 1


def test_similar_to_a_hit(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is not an id means a hit of the last search."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    run("search", "研究", "--library", str(place))
    assert json.loads(run("similar", "1", "--json", "--library", str(place)).stdout)["id"] == "b"
    assert "the last list has the numbers 1 to 1" in run("similar", "2", "--library", str(place)).stderr


def test_similar_text(place: Path) -> None:
    """For people: title, why, id; or that there is none."""
    text = run("similar", "a", "--library", str(place)).stdout
    assert "免疫の研究" in text
    assert "in common: 免疫" in text
    assert "共通する語: 免疫" in run("similar", "a", "--library", str(place), language="ja").stdout
    assert "no other record" in run("similar", "c", "--library", str(place)).stdout
    assert "no other record" in run("similar", "a", "--source", "Crossref", "--library", str(place)).stdout
    assert run("similar", "nobody", "--library", str(place)).exit_code == 1


def test_completion(place: Path) -> None:
    """Values of --journal and --source are completed from the library that the line names."""
    there = ("--library", str(place), "search")
    assert completed(*there, "--journal", "臨") == ["臨床免疫"]
    assert completed(*there, "--journal", "clin") == ["Clinical Notes"]
    assert completed(*there, "--source", "ja") == ["JaLC"]
    assert completed("search", "--library", str(place), "--source", "") == ["Crossref", "JaLC", "KAKEN"]


@pytest.mark.parametrize("option", ["--journal", "--source"])
def test_completion_is_silent(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without a readable library, nothing is completed, printed or created."""
    monkeypatch.setenv("SHOROKU_LIBRARY", str(tmp_path / "none"))
    assert completed("search", option, "a") == []
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "records.db").write_text("this is no database")
    assert completed("--library", str(broken), "search", option, "a") == []
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "none").exists()


def test_completion_through_the_shell(place: Path) -> None:
    """What bash asks for is answered by the command itself."""
    env = {
        "_SHOROKU_COMPLETE": "bash_complete",
        "COMP_WORDS": f"shoroku search --library {place} --journal 臨",
        "COMP_CWORD": "5",
    }
    result = CliRunner(env=env).invoke(app, [], prog_name="shoroku")
    assert result.stdout == "plain,臨床免疫\n"
    assert isinstance(app, click.Group)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Searching for “kinase” instead of “kinsae”.\n"), ("ja", "「kinsae」の代わりに「kinase」を検索します。\n")],
)
def test_correction_taken(place: Path, language: str, told: str) -> None:
    """--did-you-mean searches for the correction and says so; a query that needs none is searched as it is."""
    result = run("search", "kinsae", "--did-you-mean", "--json", "--library", str(place), language=language)
    page = json.loads(result.stdout)
    assert (page["query"], page["total"], result.stderr) == ("kinase", 1, told)
    right = run("search", "kinase", "--did-you-mean", "--json", "--library", str(place), language=language)
    assert (json.loads(right.stdout)["query"], right.stderr) == ("kinase", "")
    assert json.loads(run("search", "kinsae", "--json", "--library", str(place)).stdout)["query"] == "kinsae"


def test_correction_is_remembered(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search history has the corrected query, so that its hits have numbers."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    run("search", "kinsae", "--did-you-mean", "--library", str(place))
    assert '"query": "kinase"' in run("history", "--json").stdout
    assert json.loads(run("show", "1", "--json", "--library", str(place)).stdout)["id"] == "c"
