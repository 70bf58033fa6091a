"""Every help page ends with examples, and they are true: what needs no network is run, the rest is parsed."""

import gzip
import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from shoroku import Library
from shoroku.cli import app
from shoroku.cli.app import COMMANDS
from shoroku.corpus.sample import sample_file
from shoroku.corpus.sources import sources
from tests.cli_files import BIBTEX, NBIB, RIS, jalc

PAGES = [(), *((command,) for command in COMMANDS), *(("harvest", source) for source in sources())]
#: Records of people, a project, data and citations; beside the sample in a clone.
LINKED = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "linked.jsonl"
#: What asks the network, a collection of somebody else's, or a person; and what only shows a file of cron's.
PARSED = ("harvest", "update", "eval", "serve", "mcp", "withdraw", "sync")


def page(words: tuple[str, ...], language: str) -> str:
    return CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "200"}).invoke(app, [*words, "--help"]).stdout


def examples(words: tuple[str, ...], language: str) -> list[str]:
    """Return the commands that the page ends with."""
    heading = "Examples:\n" if language == "en" else "例:\n"
    return re.findall(r"^  \$ (.*)", page(words, language).rsplit(heading, 1)[1], re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_pages_end_with_examples(words: tuple[str, ...], language: str) -> None:
    """Two or three examples of the command itself stand last."""
    found = examples(words, language)
    own = [one for one in found if f"shoroku {' '.join(words)}".strip() in one]
    assert 2 <= len(found) <= 3
    assert len(own) >= 2
    assert page(words, language).rstrip().endswith(found[-1]) or found[-1] == "crontab -l"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name, a library that holds the sample and the linked records, and a search
    just made."""
    files = {"export.ris": RIS, "refs.bib": BIBTEX, "pubmed.nbib": NBIB, "jalc/1.json": jalc(1), "jalc/2.json": jalc(2)}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with gzip.open(tmp_path / "records.jsonl.gz", "wb") as file:
        file.write(sample_file().read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOROKU_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(click, "launch", lambda url: 0)
    with Library(tmp_path / "library") as library:
        library.add([sample_file(), LINKED])
    CliRunner().invoke(app, ["search", "IL-6阻害薬"])
    return tmp_path


COMMAND_LINES = sorted({line for words in PAGES for language in ("en", "ja") for line in examples(words, language)})


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_examples(line: str, desk: Path) -> None:
    """An example that can be run ends well; the options of the others are those that there are."""
    given, _, piped = line.rpartition("| ")
    words = shlex.split(piped.split(">")[0])
    if words == ["crontab", "-l"]:
        return
    assert words.pop(0) == "shoroku"
    if words[0] in PARSED:
        parse(words)
        return
    if words[0] in ("new", "forget"):
        for name in ("still", "ra"):
            CliRunner().invoke(app, ["save", name, "関節リウマチ", "--from-start"])
    expanded = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    put_in = gzip.decompress(Path(given.split()[1]).read_bytes()) if given else b""
    result = CliRunner().invoke(app, expanded, input=put_in)
    assert result.exit_code == (1 if "--fail-empty" in words and not result.stdout else 0), result.output
    if "--json" in words:
        assert [json.loads(part) for part in ([result.stdout] if words[0] != "show" else result.stdout.splitlines())]


def parse(words: list[str]) -> None:
    """Read a command line as far as can be without doing what it says. Raises click's errors."""
    group: click.Command = app
    ctx = click.Context(app)
    while isinstance(group, click.Group):
        found = group.get_command(ctx, words[0])
        assert found, words
        group, words = found, words[1:]
    group.make_context(group.name, words, parent=ctx)
