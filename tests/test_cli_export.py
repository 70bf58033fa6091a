"""``shoroku export`` and ``shoroku search --format``: files whole or not at all, and what is said beside them."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app
from shoroku.cli.options.output import TABLES, WRITTEN
from shoroku.corpus import writers
from tests.test_cli_process import ENVIRONMENT, SHOROKU, imported, on_a_terminal

LINES = """{"id": "a", "title": "Apple", "year": 2001, "text": "Sweet."}
{"id": "b", "title": "Pear", "year": 2002, "text": "Hidden away.", "abstract_licence": "disallow"}
{"id": "c", "title": "Apple pie", "year": 2003}
"""


@pytest.fixture
def place(library: Library) -> Path:
    CliRunner().invoke(app, ["add", "-", "--library", str(library.path)], input=LINES)
    return library.path


def run(*arguments: object, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, list(map(str, arguments)))


def ids(output: str) -> list[str]:
    return [json.loads(line)["id"] for line in output.splitlines()]


def test_the_formats_are_those_that_can_be_written() -> None:
    """The list that help pages show is that of the writers."""
    assert writers.names() == WRITTEN
    assert tuple(name for name in WRITTEN if writers.named(name).spreadsheet) == TABLES


def test_everything(place: Path) -> None:
    """Without a query: every record, in the order in which they came; nothing else on standard output."""
    result = run("export", "--format", "jsonl", "--library", place)
    assert (result.exit_code, ids(result.stdout)) == (0, ["a", "b", "c"])


def test_a_query_and_filters(place: Path) -> None:
    """Query, filters and order are those of a search."""
    arguments = ("export", "apple", "--format", "jsonl", "--library", place)
    assert ids(run(*arguments).stdout) == [hit.id for hit in Library(place).search("apple").hits]
    assert ids(run(*arguments, "--sort", "newest").stdout) == ["c", "a"]
    assert ids(run(*arguments, "--year", "2001").stdout) == ["a"]
    assert run("export", "nobody", "--format", "ris", "--library", place).stdout == ""


@pytest.mark.parametrize("format_", WRITTEN)
def test_search_prints_what_export_writes(place: Path, format_: str) -> None:
    """The records of a page look as those of an export."""
    arguments = ("apple", "--format", format_, "--library", place)
    assert run("search", *arguments).stdout_bytes == run("export", *arguments).stdout_bytes != b""


def test_search_as_json(place: Path) -> None:
    """``--format json`` is ``--json``; ``table`` is the page for people; two formats at once are refused."""
    by_format, by_flag = (
        run("search", "apple", *words, "--library", place) for words in (["--format", "json"], ["--json"])
    )
    one, other = json.loads(by_format.stdout), json.loads(by_flag.stdout)
    assert one.pop("took_ms") > 0
    assert other.pop("took_ms") > 0
    assert one == other
    assert "Apple pie" in run("search", "apple", "--format", "table", "--library", place).stdout
    assert run("search", "apple", "--json", "--format", "json", "--library", place).exit_code == 0
    refused = run("search", "apple", "--json", "--format", "ris", "--library", place)
    assert (refused.exit_code, "--format json" in refused.stderr) == (2, True)


def test_a_page_of_records(place: Path) -> None:
    """``--limit`` and ``--offset`` choose the records of a page as they do for people."""
    first, second = (
        ids(run("search", "apple", "--format", "jsonl", "-n", "1", "--offset", offset, "--library", place).stdout)
        for offset in (0, 1)
    )
    assert sorted(first + second) == ["a", "c"]


@pytest.mark.parametrize("command", ["search", "export"])
@pytest.mark.parametrize(("language", "word"), [("en", "1 abstract was left out"), ("ja", "1 件の抄録を除きました")])
def test_withheld_abstracts_are_told(place: Path, command: str, language: str, word: str) -> None:
    """What may not be redistributed is left out, and standard error says how many and what to do; with the option it goes."""
    arguments = (command, "--format", "jsonl", "--library", place)
    result = run(*arguments, language=language)
    assert "Hidden away" not in result.stdout
    assert word in result.stderr
    assert "--with-disallowed-abstracts" in result.stderr
    allowed = run(*arguments, "--with-disallowed-abstracts", language=language)
    assert "Hidden away" in allowed.stdout
    assert allowed.stderr == ""


def test_a_file(place: Path, tmp_path: Path) -> None:
    """``--output`` writes a file with the permissions of any new one, says so, and leaves nothing else in its folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    result = run("export", "--format", "ris", "--output", folder / "all.ris", "--library", place)
    assert result.stdout.startswith("3 records written to ")
    assert os.listdir(folder) == ["all.ris"]
    assert (folder / "all.ris").read_bytes() == run("export", "--format", "ris", "--library", place).stdout_bytes
    (tmp_path / "new").touch()
    assert (folder / "all.ris").stat().st_mode == (tmp_path / "new").stat().st_mode


def test_figures_as_json(place: Path, tmp_path: Path) -> None:
    """``--json`` tells what was written; without a file it is refused, since records stand on standard output."""
    file = tmp_path / "all.ris"
    result = run("export", "--format", "ris", "-o", file, "--json", "--library", place)
    assert json.loads(result.stdout) == {"records": 3, "withheld_abstracts": 1, "file": str(file)}
    refused = run("export", "--format", "ris", "--json", "--library", place)
    assert (refused.exit_code, "--output" in refused.stderr) == (2, True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_file_that_is_there(place: Path, tmp_path: Path, language: str) -> None:
    """A file that is there is left as it is, unless ``--force`` says otherwise; then a link continues pointing to it."""
    file, link = tmp_path / "all.ris", tmp_path / "link.ris"
    file.write_text("mine", encoding="utf-8")
    file.chmod(0o600)
    link.symlink_to(file)
    arguments = ("export", "--format", "ris", "-o", link, "--library", place)
    refused = run(*arguments, language=language)
    assert (refused.exit_code, file.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in refused.stderr
    assert run(*arguments, "--force", language=language).exit_code == 0
    assert file.read_bytes().startswith(b"TY  - ")
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_half_written_stays(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If an export fails on its way, what was there before is there still, and nothing else."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "all.ris").write_text("mine", encoding="utf-8")

    def broken(*_: object) -> object:
        yield b"TY  - JOUR\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shoroku.exporting.Export.__iter__", broken)
    result = run("export", "--format", "ris", "-o", folder / "all.ris", "--force", "--library", place)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert os.listdir(folder) == ["all.ris"]
    assert (folder / "all.ris").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("file", ["nowhere/all.ris", "."])
def test_a_file_that_cannot_be_written(place: Path, tmp_path: Path, file: str) -> None:
    """A folder that is not there, or a folder in the place of a file: one line that says so."""
    result = run("export", "--format", "ris", "-o", tmp_path / file, "--force", "--library", place)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].startswith("Error: ")
    assert "cannot be written" in result.stderr


def test_a_name_that_is_taken_meanwhile(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``--force`` a file that appears while records are written is not replaced either."""
    file = tmp_path / "all.ris"

    def meanwhile(*_: object) -> object:
        file.write_text("theirs", encoding="utf-8")
        yield b"TY  - JOUR\n"

    monkeypatch.setattr("shoroku.exporting.Export.__iter__", meanwhile)
    assert run("export", "--format", "ris", "-o", file, "--library", place).exit_code == 2
    assert file.read_text(encoding="utf-8") == "theirs"


def test_a_device_is_written_to(place: Path) -> None:
    """A device or a pipe is no file to be replaced."""
    assert run("export", "--format", "ris", "-o", os.devnull, "--library", place).exit_code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    "arguments",
    [("export",), ("export", "--format", "docx"), ("export", "--format", "ris", "--excel"), ("search", "--excel")],
)
def test_wrong_use(place: Path, arguments: tuple[str, ...]) -> None:
    """No format, an unknown one, a mark for Excel where there is no table: 2."""
    assert run(*arguments, "--library", place).exit_code == 2


def test_excel(place: Path) -> None:
    """``--excel`` begins a table with a byte-order mark."""
    assert run("export", "--format", "csv", "--excel", "--library", place).stdout_bytes.startswith(b"\xef\xbb\xbfid,")


def test_no_library(tmp_path: Path) -> None:
    """A library that is not there: 3, and no file."""
    result = run("export", "--format", "ris", "-o", tmp_path / "a.ris", "--library", tmp_path / "none")
    assert (result.exit_code, (tmp_path / "a.ris").exists()) == (3, False)


@pytest.mark.parametrize("command", ["export", "search"])
def test_a_reader_who_leaves(place: Path, command: str) -> None:
    """``shoroku export | head`` ends silently, with code 0."""
    lines = "".join(
        f'{{"id": "{number}", "title": "Apple {number}", "text": "{"x" * 500}"}}\n' for number in range(900)
    )
    CliRunner().invoke(app, ["add", "-", "--library", str(place)], input=lines)
    words = [
        *SHOROKU,
        command,
        "--format",
        "ris",
        "--library",
        str(place),
        *(["-n", "900"] if command == "search" else []),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk(place: Path) -> None:
    """If what is printed cannot be written, one line says so, and the code is not 0."""
    command = [*SHOROKU, "export", "--format", "ris", "--library", str(place), "-o", "/dev/full"]
    ran = subprocess.run(command, capture_output=True, env=ENVIRONMENT, text=True, check=False)
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr


def test_progress(place: Path, tmp_path: Path) -> None:
    """On a terminal standard error shows how far it is; elsewhere nothing is shown."""
    shown = on_a_terminal("export", "--format", "ris", "-o", str(tmp_path / "a.ris"), "--library", str(place))
    assert "3 of 3 records" in shown
    assert "Writing" not in run("export", "--format", "ris", "--library", place).stderr


def test_one_format_loads_no_other(place: Path) -> None:
    """An export to CSV does not load the libraries for RIS and BibTeX."""
    words = ["export", "--format", "csv", "--library", str(place)]
    statement = f"from shoroku.cli import main\nsys.argv[1:] = {words!r}\ntry: main()\nexcept SystemExit: pass"
    assert imported(statement, ("rispy", "bibtexparser", "rich.console")) == set()


def test_the_first_records(place: Path) -> None:
    """``--limit`` exports the first ones, in the order of the export."""
    arguments = ("export", "--format", "jsonl", "--library", place)
    assert ids(run(*arguments, "--limit", "2").stdout) == ["a", "b"]
    assert ids(run(*arguments, "apple", "--sort", "newest", "-n", "1").stdout) == ["c"]


def test_hits_of_the_last_search(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--hits`` exports hits of the last search by their numbers, in the order asked; one that was not shown is named."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    arguments = ("export", "--format", "jsonl", "--library", place, "--hits")
    early = run(*arguments, "1")
    assert (early.exit_code, "not searched yet" in early.stderr) == (1, True)
    run("search", "--sort", "oldest", "--library", place)
    assert ids(run(*arguments, "3,1").stdout) == ["c", "a"]
    assert ids(run(*arguments, "2-3, 2, 1").stdout) == ["b", "c", "a"]
    assert "Hidden away" not in run(*arguments, "2").stdout
    missing = run(*arguments, "1-4")
    assert (missing.exit_code, missing.stdout, "numbers 1 to 3" in missing.stderr) == (1, "", True)


@pytest.mark.parametrize("written", ["", "0", "3-1", "1,,2", "a", "1-2-3", "１", "1-999999", "-1"])
def test_what_is_no_list_of_hits(place: Path, written: str) -> None:
    """A list of hits that cannot be read is a usage error, reported with an example."""
    result = run("export", "--format", "jsonl", "--library", place, f"--hits={written}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "1,3,5-7" in result.stderr or "10,000" in result.stderr


@pytest.mark.parametrize(
    "other", [["apple"], ["--year", "2001"], ["--sort", "newest"], ["--limit", "1"], ["--relaxed"]]
)
def test_hits_stand_alone(place: Path, other: list[str]) -> None:
    """``--hits`` beside a query or a filter is a usage error."""
    result = run("export", *other, "--hits", "1", "--format", "jsonl", "--library", place)
    assert (result.exit_code, "--hits" in result.stderr) == (2, True)
