"""The documentation runs: every command and every snippet in it is executed."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from shoroku import Library
from shoroku.cli import app
from shoroku.corpus.record import encode
from shoroku.corpus.sample import sample_file
from tests import graph_transcript
from tests.harvest_transcript import transcript

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.ja.md", "docs/jsonl.md", "docs/jsonl.ja.md", "docs/editing.md", "docs/editing.ja.md")
#: Pages whose examples run on the records of people, a project, data and citations that stand beside the sample.
LINKED = ("docs/graph.md", "docs/graph.ja.md")


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line[2:].split(" #")[0] for block in blocks for line in block.splitlines() if line.startswith("$ shoroku ")]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of a fresh clone that the documentation names, a library that holds the sample, and a search
    just made."""
    sample = tmp_path / "corpus" / "sample" / "records.jsonl"
    sample.parent.mkdir(parents=True)
    sample.write_bytes(sample_file().read_bytes())
    (tmp_path / "records.jsonl").write_bytes(sample.read_bytes())
    linked = shutil.copy(ROOT / "corpus" / "sample" / "linked.jsonl", sample.parent)
    with Library(tmp_path / "linked") as library:
        library.add([linked])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOROKU_LIBRARY", str(tmp_path / "library"))
    with Library(tmp_path / "library") as library:
        library.add([tmp_path / "records.jsonl"])
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    CliRunner().invoke(app, ["search", "関節リウマチ", "--limit", "20"])
    return tmp_path


@pytest.mark.parametrize(
    ("page", "command"), [(page, command) for page in PAGES + LINKED for command in commands(page)]
)
def test_every_command_runs(page: str, command: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of the documentation ends well."""
    if page in LINKED:
        monkeypatch.setenv("SHOROKU_LIBRARY", "linked")
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output


IN_ORDER = (
    "README.md",
    "README.ja.md",
    "docs/editing.md",
    "docs/editing.ja.md",
    "docs/export.md",
    "docs/export.ja.md",
    *LINKED,
)


@pytest.mark.parametrize("page", IN_ORDER)
def test_the_commands_run_in_their_order(page: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has a fresh clone, no library and no history can run a page from top to bottom."""
    monkeypatch.delenv("SHOROKU_LIBRARY")
    monkeypatch.setattr("platformdirs.user_data_path", lambda name: desk / "data" / name)
    monkeypatch.setenv("SHOROKU_STATE", str(desk / "no history"))
    shutil.rmtree(desk / "library")
    shutil.rmtree(desk / "linked")
    for command in commands(page):
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output)
        if "search" in command and "--format" not in command:
            assert re.search(r"^1\.  ", result.stdout, re.MULTILINE), command


def test_the_first_screen_is_true(desk: Path) -> None:
    """What the README shows below its first search is what that search prints, but for the time it took."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.findall(r"```console\n(.*?)```", text, re.DOTALL)[0]
    shown = block.split("1 record (", 1)[1].split(")\n", 1)[1]
    result = CliRunner().invoke(app, ["search", "緑茶 香気", "--limit", "1"], env={"LC_ALL": "en_US.UTF-8"})
    assert result.output.split(")\n", 1)[1].strip() == shown.strip()


@pytest.mark.parametrize(
    ("number", "command"),
    [
        (0, ["search", "rheumatoid arthritis", "--limit", "5", "--no-facets", "--explain"]),
        (1, ["search", "免疫", "--limit", "25", "--no-facets"]),
    ],
)
def test_what_is_shown_across_languages_is_true(number: int, command: list[str], desk: Path) -> None:
    """What the README shows of a search across languages is what it prints; “…” stands where something is left out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("## Across languages", 1)[1]
    shown = re.findall(r"```text\n(.*?)```", text, re.DOTALL)[number].splitlines()
    printed = filter(str.strip, CliRunner().invoke(app, command, env={"LC_ALL": "en_US.UTF-8"}).output.splitlines()[1:])
    is_cut = False
    for line in filter(str.strip, shown):
        if line.strip() == "…":
            is_cut = True
            continue
        assert line in printed if is_cut else line == next(printed)
        is_cut = False
    assert is_cut


@pytest.mark.parametrize(
    ("page", "heading", "language"),
    [("README.md", "From one record to the next", "en"), ("README.ja.md", "レコードから次のレコードへ", "ja")],
)
def test_the_path_that_is_shown_is_true(page: str, heading: str, language: str, desk: Path) -> None:
    """What the README shows of a path is what the command above it prints."""
    text = (ROOT / page).read_text(encoding="utf-8").split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    (shown,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    command = [line for line in text.splitlines() if line.startswith("$ shoroku path")][-1]
    result = CliRunner().invoke(app, shlex.split(command)[2:], env={"SHOROKU_LANG": language})
    assert result.output == shown


@pytest.mark.parametrize("page", LINKED)
def test_the_program_about_the_graph_runs(page: str, desk: Path) -> None:
    """Every question of the page about the graph has an answer."""
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    lines = program.splitlines()
    assert len(lines) > 5
    with Library("linked") as library:
        for line in lines:
            assert eval(line, {"library": library}), line  # noqa: S307 (our own page)


def test_a_record_of_one_language_is_found_by_the_other(desk: Path) -> None:
    """“rheumatoid arthritis” finds records that have Japanese alone, 免疫 finds records that have English alone."""
    with Library(desk / "library") as library:
        for query, other in (("rheumatoid arthritis", "ja"), ("免疫", "en")):
            hits = library.search(query, limit=50).hits
            alone = [
                hit for hit in hits if {text.lang for text in (*hit.record.titles, *hit.record.abstracts)} == {other}
            ]
            assert any(not hit.relaxed for hit in alone)
            exact = library.search(query, limit=50, exact=True)
            assert not {hit.id for hit in alone} & {hit.id for hit in exact.hits if not hit.relaxed}


@pytest.mark.parametrize("page", ["docs/editing.md", "docs/editing.ja.md"])
def test_the_editing_programs_run(page: str, desk: Path) -> None:
    """The programs of the pages about one's own records run."""
    for program in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(program, page, "exec"), {})  # noqa: S102 (our own page)


def test_the_python_snippet_runs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's program runs and finds the record that it is about."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})  # noqa: S102 (our own README)
    assert "2020 IL-6阻害薬とバイオマーカー <mark>IL-6阻害薬</mark>" in capsys.readouterr().out


@pytest.mark.parametrize("page", ["docs/jsonl.md", "docs/jsonl.ja.md"])
def test_json_lines_examples_are_imported(page: str, desk: Path) -> None:
    """Every example line on the page of the format is a valid record."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (lines,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (desk / "examples.jsonl").write_text(lines, encoding="utf-8")
    with Library(desk / "examples") as library:
        added = library.add([desk / "examples.jsonl"])
        assert (added.outcome.new, added.rejects) == (2, [])
        assert all(encode(record) for record in library.records())


def test_the_transcript_of_harvesting_is_true(tmp_path: Path) -> None:
    """What the page on harvesting shows is what its commands print; ``python -m tests.harvest_transcript`` generates it."""
    text = (ROOT / "docs/harvesting.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(\$ shoroku.*?)```", text, re.DOTALL)
    assert transcript(tmp_path) == shown


def test_the_transcript_of_the_graph_is_true(tmp_path: Path) -> None:
    """The page shows what its commands print; ``python -m tests.graph_transcript`` generates it."""
    assert graph_transcript.transcript(tmp_path) == graph_transcript.PAGE.read_text(encoding="utf-8")


PLACES = ("*.md", "docs/*.md", "benchmarks/**/*.md", "corpus/**/*.md")


@pytest.mark.parametrize("page", sorted(str(one.relative_to(ROOT)) for place in PLACES for one in ROOT.glob(place)))
def test_links_lead_somewhere(page: str) -> None:
    """What a page links to in this project exists."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    linked = [one for one in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in one]
    assert [one for one in linked if not (ROOT / page).parent.joinpath(one).exists()] == []
