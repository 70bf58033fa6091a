"""What new users typed at the bundled sample, and what surprised them once: each line does what they meant, or says why not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli.app import app
from shoroku.corpus.sample import sample_file

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a library of the bundled sample."""
    path = tmp_path_factory.mktemp("tries") / "library"
    with Library(path) as library:
        library.add([Path(str(sample_file()))])
    return path


@pytest.fixture
def run(place: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, language: str = "en") -> Result:
        settings = {"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "SHOROKU_STATE": str(tmp_path / "state")}
        return CliRunner(env={**settings, "COLUMNS": "80"}).invoke(app, arguments)

    return run


def total(result: Result) -> int:
    """Return the number of records that a search printed."""
    return int(result.stdout.split(" record", 1)[0])


COUNT = ("--limit", "0", "--no-facets")


def test_an_excluded_word_before_a_year(run: Run) -> None:
    """A minus excludes a word, also if the query ends in the minus of an open range."""
    everything = total(run("search", "arthritis year:2015-", *COUNT))
    without = run("search", "arthritis -oral year:2015-", *COUNT)
    assert 0 < total(without) < everything
    assert without.stderr == ""
    assert total(run("search", "arthritis NOT oral", "--year", "2015-", *COUNT)) == total(without)


def test_an_excluded_word_without_quotation_marks(run: Run) -> None:
    """The shell's words look like options; the error says how to exclude a word."""
    result = run("search", "arthritis", "-vision")
    assert result.exit_code == 2
    assert '"WORD -vision"' in result.stderr
    assert "NOT vision" in result.stderr


@pytest.mark.parametrize(
    ("value", "query"),
    [
        ("2015-2020", "year:2015-2020"),
        ("平成30年", "year:平成30年"),
        ("R2", "year:R2"),
        ("昭和50年代", "year:昭和50年代"),
        ("平成20年-令和2年", "year:2008..2020"),
    ],
)
def test_years_in_any_notation(run: Run, value: str, query: str) -> None:
    """--year reads what year: reads, Japanese eras as well."""
    found = run("search", "--year", value, *COUNT)
    assert total(found) == total(run("search", query, *COUNT)) > 0
    assert total(found) < total(run("search", *COUNT))


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (("--language", "jp"), "No record of this library has the language “jp”. The library has:"),
        (("--source", "JaLCC"), "No record of this library has the data source “JaLCC”. Did you mean: JaLC\n"),
        (("--journal", "深山膠原病"), "Did you mean: 深山膠原病・免疫研究"),
    ],
)
def test_a_filter_that_matches_nothing(run: Run, filters: tuple[str, ...], told: str) -> None:
    """A value that no record has is reported with the nearest."""
    result = run("search", "arthritis", *filters, *COUNT)
    assert result.exit_code == 0
    assert told in result.stderr
    assert total(result) == 0


def test_journals_by_their_beginning(run: Run) -> None:
    """A star at the end of a journal's name stands for the rest of it."""
    assert total(run("search", "--journal", "深山*", *COUNT)) == total(
        run("search", "--journal", "深山膠原病・免疫研究", *COUNT)
    )


@pytest.mark.parametrize(
    ("language", "told"), [("en", "This quotation mark is never closed"), ("ja", "引用符が閉じられていない")]
)
def test_a_quotation_mark_that_is_never_closed(run: Run, language: str, told: str) -> None:
    """The query stays as it was typed, and the sign is pointed at."""
    result = run("search", '"rheumatoid arthritis', *COUNT, language=language)
    assert told in result.stderr
    assert '"rheumatoid arthritis\n  ^' in result.stderr
    assert total(run("search", '"rheumatoid arthritis', *COUNT)) > 0


def test_no_hits_are_wanted(run: Run) -> None:
    """Without hits, the number of records is told, and not that nothing was found."""
    assert "Nothing was found" not in run("search", "arthritis", *COUNT).stdout
    assert "Nothing was found" in run("search", "glassflute", *COUNT).stdout


def test_hits_by_their_numbers(run: Run) -> None:
    """Hits of the last search are shown, compared, exported and marked by their numbers."""
    listed = run("search", "arthritis", "--limit", "7", "--no-facets", "--json").stdout
    ids = [line.split('"')[3] for line in listed.splitlines() if line.startswith('      "id"')]
    assert len(ids) == 7
    assert f"ID                {ids[1]}\n" in run("show", "2").stdout
    assert run("similar", "1", "--limit", "2").stdout == run("similar", ids[0], "--limit", "2").stdout != ""
    written = run("export", "--hits", "1,3,5-7", "--format", "ris").stdout
    assert [line[6:] for line in written.splitlines() if line.startswith("ID")] == [ids[n - 1] for n in (1, 3, 5, 6, 7)]
    first = run("export", "arthritis", "--limit", "4", "--format", "ris").stdout
    assert first.count("ER  - ") == 4


def test_a_molecule_in_both_scripts(run: Run) -> None:
    """The name in katakana meets the abbreviation, and its record comes first."""
    assert run("search", "インターロイキン6 阻害剤").stdout.splitlines()[3].startswith("1.  IL-6阻害薬とバイオマーカー")
    assert "IL-6" in run("lexicon", "インターロイキン6").stdout


@pytest.mark.parametrize(
    ("word", "whole"), [("関節リウマチ", "rheumatoid arthritis"), ("rheumatoid arthritis", "関節リウマチ")]
)
def test_a_term_is_translated_whole(run: Run, word: str, whole: str) -> None:
    """The lexicon has the term, and not its words apart."""
    assert f" {word}   {whole} " in run("lexicon", word).stdout


def test_a_part_of_a_term_is_no_match(run: Run) -> None:
    """Joints of robots, and of the knee, are not found for arthritis: 関節 is only a part of 関節炎."""
    asked = ("--no-facets", "--limit", "50")
    shown = run("search", "arthritis", *asked).stdout
    assert "Also searched for: 関節炎\n" in shown
    assert "多関節アーム" not in shown.split("── ")[0]
    assert "多関節アーム" in run("search", "関節", *asked).stdout


def test_a_mistyped_command(run: Run) -> None:
    """The nearest command is named."""
    assert "Did you mean search?" in run("serach", "arthritis").stderr
    assert "もしかして" in run("serach", "arthritis", language="ja").stderr


@pytest.mark.parametrize("command", [["search", "arthritis"], ["check"], ["add", "-"]])
def test_a_file_is_no_library(run: Run, command: list[str], tmp_path: Path) -> None:
    """A file that is named as the library is called one, and no bug report is asked for."""
    file = tmp_path / "records.jsonl"
    file.write_text("{}")
    result = run(*command, "--library", str(file))
    assert result.exit_code == 2
    assert f"{file} is a file. A library is a folder." in " ".join(result.stderr.split())


def test_everybody_keeps_an_affiliation(run: Run) -> None:
    """Two authors of one affiliation have it both."""
    shown = run("show", "1390287142242714752").stdout
    assert shown.count("Department of Clinical Immunology") == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [(bytes(range(256)) * 9, "no records were found in it when read as ris"), (b"", "the file is empty")],
    ids=["binary", "empty"],
)
def test_a_file_without_records(content: bytes, told: str, tmp_path: Path) -> None:
    """A file that holds no record is rejected with the reason, also if its format was named."""
    file = tmp_path / "records.dat"
    file.write_bytes(content)
    arguments = ["add", str(file), "--format", "ris", "--library", str(tmp_path / "library")]
    result = CliRunner(env={"SHOROKU_LANG": "en", "COLUMNS": "200"}).invoke(app, arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "1 rejected" in result.stdout + result.stderr
    assert "cinii-rss" not in result.stderr  # no list of formats


def test_bibtex_of_other_programs_reads_it(tmp_path: Path) -> None:
    """Keys have letters, digits and hyphens alone; a publisher with *and* in its name is one publisher."""
    file = tmp_path / "records.jsonl"
    file.write_text(
        '{"id": "ky+g+n+m00177-11", "title": "祇園祭", "authors": ["鈴木 花子"], "year": 1959,'
        ' "publishers": [{"value": "Sand and Whale"}]}\n',
        encoding="utf-8",
    )
    with Library(tmp_path / "library") as library:
        library.add([file])
    settings = {"SHOROKU_LANG": "en", "SHOROKU_LIBRARY": str(tmp_path / "library")}
    written = CliRunner(env=settings).invoke(app, ["export", "--format", "bibtex"]).stdout
    key = written.split("{", 1)[1].split(",", 1)[0]
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "publisher = {{Sand and Whale}}" in written
