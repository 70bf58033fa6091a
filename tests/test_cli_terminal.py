"""The terminal: pages, pagers, colours, completion, help."""

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len as cells

from shoroku import Library, ShorokuError
from shoroku.cli import app
from shoroku.cli.app import COMMANDS
from shoroku.corpus import errors
from shoroku.indexer import errors as index_errors

Made = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[1]
FOUND = "\x1b[1;33mApple\x1b[0m"


@pytest.fixture
def place(library: Library, fill: Made, record: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a library of twelve records about apples."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    sources = {"language": "en", "sources": ("JaLC", "Crossref"), "journals": "Fruit Journal"}
    fill(library, *(record(f"r{year}", f"Apple {year}", year=year, **sources) for year in range(2001, 2013)))
    return library.path


def run(place: Path, *arguments: str, language: str = "en", **environment: str | None) -> Result:
    settings = {"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "COLUMNS": "80"}
    return CliRunner(env={**settings, **environment}).invoke(app, arguments)


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_pages(place: Path) -> None:
    """--page counts from 1 in pages of --limit, and says what the next one is."""
    text = run(place, "search", "apple", "--sort", "newest", "--page", "2", "-n", "5").stdout
    assert re.findall(r"^\d+\. .*", text, re.MULTILINE) == [
        f"{6 + i}.".ljust(4) + f"Apple {2007 - i}" for i in range(5)
    ]
    assert "For more, add --page 3 to the command." in text
    last = run(place, "search", "apple", "--sort", "newest", "--page", "2", language="ja").stdout
    assert "12. Apple 2001" in last
    assert "--page 3" not in last
    assert "--page 2 を付けてください" in run(place, "search", "apple", "--page", "1", language="ja").stdout


@pytest.mark.parametrize("other", [("--offset", "3"), ("--cursor", "bzU")])
@pytest.mark.parametrize(("language", "word"), [("en", "Use only one of"), ("ja", "1 つだけ指定")])
def test_two_places_at_once(place: Path, other: tuple[str, str], language: str, word: str) -> None:
    """A page begins at one place."""
    result = run(place, "search", "apple", "--page", "2", *other, language=language)
    assert result.exit_code == 2
    assert word in result.stderr


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999"])
def test_pages_that_are_none(place: Path, page: str) -> None:
    """Pages before the first, and beyond all bounds, are usage errors."""
    assert run(place, "search", "apple", "--page", page).exit_code == 2


# --- Colours ----------------------------------------------------------------------------------------------------------

COLOURS: list[tuple[list[str], dict[str, str | None], bool]] = [
    ([], {}, False),
    (["--color", "auto"], {}, False),
    (["--color", "always"], {}, True),
    (["--color", "always"], {"NO_COLOR": "1"}, True),
    (["--color", "always"], {"TERM": "dumb"}, True),
    ([], {"FORCE_COLOR": "1"}, True),
    ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    (["--color", "never"], {"FORCE_COLOR": "1"}, False),
]


@pytest.mark.parametrize(("arguments", "environment", "is_coloured"), COLOURS)
def test_colours_in_a_pipe(
    place: Path, arguments: list[str], environment: dict[str, str | None], is_coloured: bool
) -> None:
    """--color says more than the variables, and they more than the pipe; it may stand before the command."""
    unset: dict[str, str | None] = {"NO_COLOR": None, "FORCE_COLOR": None, "TERM": "xterm-256color"}
    for words in (["search", "apple", *arguments], [*arguments, "search", "apple"]):
        text = run(place, *words, **{**unset, **environment}).stdout
        assert (FOUND in text) == is_coloured
        assert ("\x1b" in text) == is_coloured or "NO_COLOR" in environment


def test_never_is_never(place: Path) -> None:
    """--color never leaves no sequence at all, on any command and on a terminal."""
    assert "\x1b" not in at_a_terminal(place, "search", "apple", "--color", "never")
    assert FOUND in at_a_terminal(place, "search", "apple")


# --- Pagers -----------------------------------------------------------------------------------------------------------


def at_a_terminal(place: Path, *arguments: str, keys: bytes = b"", **environment: str) -> str:
    """Run with a terminal of 80 columns as input and output, and return what it was sent."""
    controller, terminal = pty.openpty()
    settings = {
        "SHOROKU_LANG": "en",
        "SHOROKU_LIBRARY": str(place),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "NO_COLOR": "",
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
    }
    command = [sys.executable, "-m", "shoroku", *arguments]
    everything = {name: value for name, value in os.environ.items() if name not in ("LESS", "PAGER", "SHOROKU_PAGER")}
    everything |= settings | environment
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=everything) as process:
        os.close(terminal)
        os.write(controller, keys)
        sent = b""
        try:
            while chunk := os.read(controller, 65536):
                sent += chunk
        except OSError:  # Linux tells the end of a terminal that way
            pass
        process.wait(30)
    os.close(controller)
    return sent.decode()


@pytest.fixture
def pager(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that makes a pager which keeps its arguments and what it was given."""

    def make(name: str) -> Path:
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$0" "$@" >>"{tmp_path}/arguments"\ncat >"{tmp_path}/paged"\n')
        program.chmod(0o755)
        return program

    return make


def test_less_is_told_to_keep_colours(place: Path, pager: Made, tmp_path: Path) -> None:
    """less gets -R and colours, whatever other options it is given."""
    less = pager("less")
    for environment in ({"PATH": f"{less.parent}:{os.environ['PATH']}"}, {"PAGER": f"{less} -i", "LESS": "-F"}):
        shown = at_a_terminal(place, "search", "apple", "--pager", **environment)
        assert (tmp_path / "arguments").read_text().split()[-1] == "-R"
        assert FOUND in (tmp_path / "paged").read_text()
        assert "Apple" not in shown


def test_which_pager(place: Path, pager: Made, tmp_path: Path) -> None:
    """$SHOROKU_PAGER comes before $PAGER; one that is not less gets colours where they are asked for."""
    mine, other = pager("mine"), pager("other")
    at_a_terminal(place, "search", "apple", "--pager", SHOROKU_PAGER=f"{mine} --x", PAGER=str(other))
    assert (tmp_path / "arguments").read_text() == f"{mine} --x\n"
    assert "Apple 2001" in (tmp_path / "paged").read_text()
    assert "\x1b" not in (tmp_path / "paged").read_text()
    at_a_terminal(place, "search", "apple", "--pager", "--color", "always", PAGER=str(other))
    assert FOUND in (tmp_path / "paged").read_text()


def test_no_colours_in_less_where_none_are_wanted(place: Path, pager: Made, tmp_path: Path) -> None:
    """--color never and $NO_COLOR count in a pager as well."""
    less = str(pager("less"))
    at_a_terminal(place, "search", "apple", "--pager", "--color", "never", PAGER=less)
    assert "\x1b" not in (tmp_path / "paged").read_text()
    at_a_terminal(place, "search", "apple", "--pager", PAGER=less, NO_COLOR="1")
    assert "\x1b[1;33m" not in (tmp_path / "paged").read_text()


def test_a_pager_that_is_not_there(place: Path, pager: Made, tmp_path: Path) -> None:
    """If the pager cannot be started, what it would show is shown; a name that cannot be read stands for none."""
    assert "Apple 2001" in at_a_terminal(place, "search", "apple", "--pager", PAGER="no-such-program")
    path = f"{pager('less').parent}:{os.environ['PATH']}"
    for named in ("'unclosed", " "):
        (tmp_path / "paged").unlink(missing_ok=True)
        assert "Apple" not in at_a_terminal(place, "search", "apple", "--pager", PAGER=named, PATH=path)
        assert FOUND in (tmp_path / "paged").read_text()


def test_a_pipe_needs_no_pager(place: Path, pager: Made, tmp_path: Path) -> None:
    """In a pipe, and for programs, --pager changes nothing."""
    program = str(pager("less"))
    assert "Apple" in run(place, "search", "apple", "--pager", PAGER=program).stdout
    assert run(place, "search", "apple", "--pager", "--json", PAGER=program).stdout.startswith("{")
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize("command", [["show", "r2001"], ["facets"], ["history"], ["new", "apples"]])
def test_what_goes_through_a_pager(place: Path, pager: Made, tmp_path: Path, command: list[str]) -> None:
    """So does everything that may be long; the same text as without."""
    run(place, "search", "apple")
    run(place, "save", "apples", "apple", "--from-start")
    before = at_a_terminal(place, *command, *(["--peek"] if command[0] == "new" else []))
    shown = at_a_terminal(place, *command, "--pager", PAGER=str(pager("less")))
    assert shown == ""
    assert (tmp_path / "paged").read_text() == before.replace("\r\n", "\n")


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
def test_real_less(place: Path) -> None:
    """The less of this machine shows the colours, and quits on q."""
    shown = at_a_terminal(place, "search", "apple", "--pager", keys=b"q", PAGER="less -X")
    assert re.search(r"\x1b\[1;?3?3?m(\x1b\[33m)?Apple", shown)
    assert "ESC[" not in shown


# --- Sentences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ja"])
def test_sentences_that_fit(place: Path, language: str) -> None:
    """What is said is divided between words on a terminal, so that a command in it stays whole; in a pipe it is one line."""
    for words in (["show", "no-such-record-of-that-name"], ["open", "4711"]):
        lines = at_a_terminal(place, *words, SHOROKU_LANG=language, COLUMNS="50").splitlines()
        assert max(map(cells, lines)) <= 50
        assert len(lines) > 1
        piped = run(place, *words, language=language).output
        assert piped.count("\n") == 1
        assert not set(re.findall(r"[A-Za-z-]+", piped)) - set(re.findall(r"[A-Za-z-]+", "\n".join(lines)))


# --- Completion -------------------------------------------------------------------------------------------------------


def completed(place: Path, *words: str) -> list[str]:
    """Return what is offered for the last of ``words``."""
    environment = {
        "_SHOROKU_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["shoroku", *words]),
        "COMP_CWORD": str(len(words)),
    }
    return [line.partition(",")[2] for line in run(place, **environment).stdout.splitlines() if line]


def test_completion_of_commands_and_options(place: Path) -> None:
    """Commands, options and their values are offered."""
    assert completed(place, "sa") == ["save", "saved"]
    assert "exit" not in " ".join(completed(place, ""))
    assert set(completed(place, "search", "--s")) == {
        "--search-in",
        "--source",
        "--sort",
        "--strict-query",
        "--subject",
    }
    assert completed(place, "search", "--sort", "") == ["relevance", "newest", "oldest", "title", "cited"]
    assert completed(place, "search", "--color", "a") == ["auto", "always"]
    assert "crossref" in completed(place, "harvest", "")
    assert completed(place, "completion", "") == ["bash", "zsh", "fish"]


def test_completion_from_the_library(place: Path, tmp_path: Path) -> None:
    """Names of sources, journals, languages and saved searches come from the library."""
    run(place, "save", "my_apples", "apple")
    assert completed(place, "search", "--source", "") == ["Crossref", "JaLC"]
    assert completed(place, "search", "--source", "jal") == ["JaLC"]
    assert completed(place, "facets", "--language", "") == ["en"]
    assert completed(place, "search", "--journal", "f") == ["Fruit Journal"]
    assert completed(place, "new", "") == ["my_apples"]
    assert completed(place, "forget", "my") == ["my_apples"]
    elsewhere = str(tmp_path / "elsewhere")
    assert completed(place, "search", "--library", elsewhere, "--source", "") == []
    assert completed(Path(elsewhere), "search", "--library", str(place), "--source", "J") == ["JaLC"]
    assert completed(Path(elsewhere), "--library", str(place), "search", "--source", "J") == ["JaLC"]


@pytest.mark.parametrize(
    ("language", "option", "command"), [("en", "Order of the hits.", "Find"), ("ja", "並び順", "検索")]
)
def test_what_is_offered_is_explained(place: Path, language: str, option: str, command: str) -> None:
    """If a shell shows it, each command and option is explained in the person's language."""
    asked = {"_SHOROKU_COMPLETE": "zsh_complete", "COMP_CWORD": "1", "COMP_WORDS": "shoroku sea"}
    assert command in run(place, language=language, **asked).stdout
    asked |= {"COMP_CWORD": "2", "COMP_WORDS": "shoroku search --"}
    explained = run(place, language=language, **asked).stdout.splitlines()
    assert option in explained[explained.index("--sort") + 1]
    assert "_" not in explained[2::3]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(place: Path, shell: str) -> None:
    """Each script asks this program, by the variable that it looks for."""
    script = run(place, "completion", shell).stdout
    assert re.search(rf"_SHOROKU_COMPLETE={shell}_complete ", script)
    assert "shoroku" in script
    assert not re.search("(?<!_)SHOROKU_COMPLETE", script)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_script_in_bash(place: Path, tmp_path: Path) -> None:
    """bash takes the script, and asking through it offers what is there."""
    program = tmp_path / "bin" / "shoroku"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shoroku "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(shoroku completion bash)"\nCOMP_WORDS=(shoroku search --sort n)\nCOMP_CWORD=3\n'
        '_shoroku_completion shoroku\nprintf "%s\\n" "${COMPREPLY[@]}"\ncomplete -p shoroku\n'
    )
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "SHOROKU_LIBRARY": str(place)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    ran = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[0] == "newest"
    assert "-F _shoroku_completion" in ran.stdout


# --- Help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ja"])
def test_help_is_the_page_of_the_command(place: Path, language: str) -> None:
    """``help COMMAND`` is ``COMMAND --help``."""
    for words in ([], *([command] for command in COMMANDS), ["harvest", "cinii"]):
        told = run(place, "help", *words, language=language)
        assert told.exit_code == 0
        assert told.stdout == run(place, *words, "--help", language=language).stdout


@pytest.mark.parametrize(("language", "word"), [("en", "There is no help on"), ("ja", "のヘルプはありません")])
def test_help_on_nothing(place: Path, language: str, word: str) -> None:
    """An unknown command is a usage error."""
    for words in (["serch"], ["search", "more"], ["exit-codes", "3"]):
        result = run(place, "help", *words, language=language)
        assert result.exit_code == 2
        assert word in result.stderr


def families(kind: type[ShorokuError] = ShorokuError) -> set[int]:
    return {kind.exit_code}.union(*map(families, kind.__subclasses__()))


def test_exit_codes_are_explained(place: Path) -> None:
    """Every code that an error of the library has, or the edge gives, is explained: in help and documents, in both languages."""
    assert {errors, index_errors}  # imported, so that every family is there
    known = families() | {0, 1, 2, 70, 130}
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("exit-codes.md", "exit-codes.ja.md")]
    for text in pages:
        assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == known
    for language in ("en", "ja"):
        text = run(place, "help", "exit-codes", language=language).stdout
        assert {int(code) for code in re.findall(r"^  (\d+)  ", text, re.MULTILINE)} == known
        assert max(map(cells, text.splitlines())) <= 80
        page = run(place, "--help", language=language).stdout
        assert {int(code) for code in re.findall(r"^  (\d+)  ", page, re.MULTILINE)} == known
