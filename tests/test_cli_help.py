"""Help pages, versions, and click's own words: in both languages, with lines that fit."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len as cells

import shoroku
from shoroku.cli import app
from shoroku.cli.app import COMMANDS
from shoroku.cli.options.query import FACETS, FILTERS
from shoroku.corpus.sources import sources
from shoroku.search import Filters

LANGUAGES = ["en", "ja"]
#: Every help page but that of the group itself: a group's commands have pages of their own.
PAGES = [(command,) for command in COMMANDS] + [("harvest", source) for source in sources()]
#: The pages of what does something with a library.
LEAVES = [page for page in PAGES if page not in [("harvest",), ("completion",), ("help",), ("mcp",)]]


def run(*arguments: str, language: str = "en", **environment: str | None) -> Result:
    return CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "80", **environment}).invoke(app, arguments)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), *PAGES], ids=" ".join)
@pytest.mark.parametrize(("language", "usage", "example"), [("en", "Usage:", "Examples:"), ("ja", "使い方:", "例:")])
def test_help(command: tuple[str, ...], flag: str, language: str, usage: str, example: str) -> None:
    """Every command has a help page with an example, in both languages, within 80 columns."""
    result = run(*command, flag, language=language)
    assert result.exit_code == 0
    assert result.stdout.startswith(usage)
    assert re.search(rf"^{example}\n  \$ shoroku {' '.join(command)}", result.stdout, re.MULTILINE)
    assert max(map(cells, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_every_option_is_explained_in_japanese(command: tuple[str, ...]) -> None:
    """No option's help is left in English, click's own included."""
    page = run(*command, "--help", language="ja").stdout
    options = page[page.index("オプション:\n") :]
    entries = re.split(r"\n  (?=-)", options)[1:]
    assert len(entries) >= 3
    assert [entry for entry in entries if not re.search("[ぁ-んァ-ヶ一-龠]|  (ISSN|DOI)$", entry)] == []


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_every_command_takes_library_and_json(command: tuple[str, ...]) -> None:
    """--library and --json are options of every command."""
    page = run(*command, "--help").stdout
    assert "--library DIR" in page
    assert "--json" in page


def test_the_group_lists_commands_and_exit_codes() -> None:
    """The first help page lists the commands, the environment and the exit codes."""
    page = run("--help").stdout
    assert [command for command in COMMANDS if not re.search(rf"^  {command}  ", page, re.MULTILINE)] == []
    for code in ("0", "1", "2", "3", "4", "70", "130"):
        assert re.search(rf"^  {code}  ", page, re.MULTILINE)
    assert "SHOROKU_LIBRARY" in page


def test_version() -> None:
    """--version prints name and version."""
    assert run("--version").stdout == f"shoroku {shoroku.__version__}\n"


LOCALES = [
    ({"LC_ALL": "ja_JP.UTF-8"}, "ja"),
    ({"LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
    ({"LANG": "ja_JP.eucJP"}, "ja"),
    ({"LANG": "ja"}, "ja"),
    ({"LANG": "C"}, "en"),
    ({}, "en"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
    ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, "ja"),
    ({"SHOROKU_LANG": "en", "LC_ALL": "ja_JP.UTF-8"}, "en"),
    ({"SHOROKU_LANG": "ja", "LC_ALL": "C"}, "ja"),
]


@pytest.mark.parametrize(("environment", "expected"), LOCALES)
def test_which_language(environment: dict[str, str], expected: str) -> None:
    """$SHOROKU_LANG decides, else the locale's variables in their order."""
    unset: dict[str, str | None] = dict.fromkeys(("SHOROKU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    result = CliRunner(env={**unset, **environment}).invoke(app, ["--help"])
    assert result.stdout.startswith("使い方" if expected == "ja" else "Usage")


WRONG = [
    ("search", "--nope"),
    ("search", "--libary", "x"),
    ("search", "--limit", "many"),
    ("search", "--limit", "-3"),
    ("search", "--limit"),
    ("search", "--sort", "best"),
    ("search", "--year", "20x"),
    ("search", "--json=3"),
    ("show",),
    ("show", "a", "b"),
    ("add",),
    ("serch",),
    ("--library", "x"),
]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_use(arguments: tuple[str, ...]) -> None:
    """A usage error has code 2, and is reported in either language without a word of the other."""
    english, japanese = run(*arguments), run(*arguments, language="ja")
    assert english.exit_code == japanese.exit_code == 2
    assert "Error: " in english.stderr
    assert not re.search("[ぁ-んァ-ヶ一-龠]", english.stderr)
    told = re.search("^エラー: (.*)", japanese.stderr, re.MULTILINE)
    assert told
    names = {*arguments, "ID", "FILE", "relevance", "newest", "oldest", "title", "cited", "search"}
    assert set(re.findall("[A-Za-z]{2,}", re.sub(r"--\w+", "", told[1]))) - names == set()


def test_without_a_command() -> None:
    """``shoroku`` alone shows the help page."""
    result = run()
    assert "Usage: shoroku" in result.output
    assert result.exit_code == 2


FORMER = [
    (("search", "cytokine", "--search-in", "ja", "--json"), ("search", "cytokine", "--lang", "ja", "--json")),
    (("search", "(cytokine", "--strict-query"), ("search", "(cytokine", "--strict")),
]


@pytest.mark.parametrize(("now", "before"), FORMER)
def test_former_names_of_options(now: tuple[str, ...], before: tuple[str, ...]) -> None:
    """An option that was renamed is accepted under its former name, which no help page shows."""
    kept, old = run(*now), run(*before)
    took = re.compile(r'"took_ms": [\d.]+')
    assert took.sub("", old.output) == took.sub("", kept.output)
    assert old.exit_code == kept.exit_code
    assert not re.search(r"--lang\b|--strict\b(?!-)", run(now[0], "--help").stdout)


def test_the_former_name_of_all_or_nothing(tmp_path: Path) -> None:
    """``add --strict`` still means ``add --all-or-nothing``."""
    file = tmp_path / "mixed.jsonl"
    file.write_text('{"title": "A"}\n{', encoding="utf-8")
    result = run("add", str(file), "--strict", "--library", str(tmp_path / "library"))
    assert result.stdout == "0 new, 0 changed, 0 unchanged, 1 rejected\n"
    assert "--strict" not in run("add", "--help").stdout


def test_filters_and_facets_are_those_of_the_library() -> None:
    """The command line filters and counts by what the library can filter and count by."""
    assert Filters._fields == FILTERS
    page = run("facets", "--json").stdout
    assert list(json.loads(page)["facets"]) == list(FACETS)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "99999 is not in the range 0 to 10,000."), ("ja", "指定できる範囲: 0 から 10,000 まで")],
)
def test_a_number_out_of_range_is_answered_in_words(language: str, words: str) -> None:
    """A number that an option does not take is answered with the range in words, which the help page shows, too."""
    runner = CliRunner(env={"SHOROKU_LANG": language})
    assert words in runner.invoke(app, ["search", "--limit", "99999"]).stderr
    assert "<=x" not in runner.invoke(app, ["search", "--help"]).stdout
