"""The pages on exporting run, in both languages, and their tables name what the writers write."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from shoroku.cli import app
from shoroku.cli.options.output import WRITTEN
from shoroku.corpus.writers.csv_ import COLUMNS
from tests.test_docs import ROOT, commands, desk

__all__ = ["desk"]  # a fixture

PAGES = ("docs/export.md", "docs/export.ja.md")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "command"), [(page, command) for page in PAGES for command in commands(page)])
def test_every_command_runs(page: str, command: str, desk: Path) -> None:
    """A command of the page ends well, and writes something."""
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    assert result.stdout


@pytest.mark.parametrize("page", PAGES)
def test_the_program_runs(page: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page's program writes a file and prints figures and titles."""
    (program,) = re.findall(r"```python\n(.*?)```", text_of(page), re.DOTALL)
    exec(compile(program, page, "exec"), {})  # noqa: S102 (our own page)
    assert (desk / "ra.ris").read_bytes().startswith(b"TY  - ")
    assert re.match(r"\d+ \d+\n\d{4} ", capsys.readouterr().out)


@pytest.mark.parametrize("page", PAGES)
def test_the_tables_are_whole(page: str) -> None:
    """Every format and every column of a table is named; both pages have the same rows."""
    text = text_of(page)
    assert [name for name in WRITTEN if f"`{name}`" not in text] == []
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
    tables = [line for line in text.splitlines() if line.startswith("|")]
    codes = [[re.findall("`[^`]*`", cell) for cell in line.split("|")] for line in tables]
    english = [line for line in text_of(PAGES[0]).splitlines() if line.startswith("|")]
    assert codes == [[re.findall("`[^`]*`", cell) for cell in line.split("|")] for line in english]
