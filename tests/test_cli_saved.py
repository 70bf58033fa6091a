"""``shoroku save``, ``saved``, ``new`` and ``forget``: searches that are repeated."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len as cells

import shoroku
from shoroku import BadName, Identifier, Library, LibraryReadOnly, NameTaken, UnknownSavedSearch
from shoroku.cli import app
from shoroku.corpus.store.lock import writing

Made = Callable[..., Any]


@pytest.fixture
def place(library: Library, fill: Made, record: Made) -> Path:
    """Give a library of two records about apples."""
    fill(library, record("a", "Apple pie", year=2001), record("b", "Apple tart", year=2005), record("c", "Pear"))
    return library.path


def run(place: Path, *arguments: str, language: str = "en", **environment: str | None) -> Result:
    settings = {"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "COLUMNS": "80", "TZ": "UTC"}
    return CliRunner(env={**settings, **environment}).invoke(app, arguments)


def new(place: Path, *arguments: str) -> list[str]:
    """Return the ids of what is new to the one search asked for."""
    result = run(place, "new", *arguments, "--json")
    assert result.exit_code == 0, result.output
    (one,) = json.loads(result.stdout)
    return [hit["id"] for hit in one["new"]]


# --- What is new ------------------------------------------------------------------------------------------------------


def test_what_came_after_saving(place: Path, library: Library, fill: Made, record: Made) -> None:
    """What matched when it was saved was looked at; what comes after is new once, the newest works first."""
    assert "2 records match now." in run(place, "save", "apples", "apple").stdout
    assert new(place, "apples") == []
    fill(library, record("d", "Apple cake", year=2002), record("e", "Apple juice", year=2004), record("f", "Plum"))
    assert new(place, "apples", "--peek") == ["e", "d"]
    assert new(place, "apples") == ["e", "d"]
    assert new(place, "apples") == []


def test_from_start(place: Path) -> None:
    """With --from-start the first look shows what was there."""
    assert "To see them" in run(place, "save", "apples", "apple", "--from-start").stdout
    assert new(place, "apples") == ["b", "a"]
    assert new(place, "apples") == []


def test_records_that_changed(place: Path, library: Library, fill: Made, record: Made) -> None:
    """A change is new where it makes a record match, and not where the record matched before."""
    run(place, "save", "apples", "apple")
    fill(library, record("a", "Apple pie, corrected"), record("c", "Pear and apple"))
    assert new(place, "apples") == ["c"]
    fill(library, record("c", "Pear alone"))
    assert new(place, "apples") == []
    fill(library, record("c", "Pear and apple again"))
    assert new(place, "apples") == []


def test_records_that_merge(place: Path, library: Library, fill: Made, record: Made) -> None:
    """A known record that another source also delivers is not new, whichever of the two ids it keeps."""
    fill(library, record("old", "Plum", identifiers=(Identifier("DOI", "10.1000/x"),)))
    run(place, "save", "apples", "apple")
    fill(library, record("a", "Apple pie", identifiers=(Identifier("DOI", "10.1000/x"),)))
    assert len(library) == 3  # "Plum", which was not looked at, and "Apple pie", which was, are one
    assert new(place, "apples") == []
    fill(library, record("z", "Apple strudel", identifiers=(Identifier("DOI", "10.1000/z"),)), origin="one")
    assert new(place, "apples") == ["z"]
    fill(library, record("zz", "Apple strudel", identifiers=(Identifier("DOI", "10.1000/z"),)), origin="two")
    assert new(place, "apples") == []


def test_only_what_holds_all_the_words(place: Path, library: Library, fill: Made, record: Made) -> None:
    """Records that contain only most of the words are not new."""
    run(place, "save", "pies", "apple pie crust")
    fill(library, record("d", "Apple pie"), record("e", "Crust of an apple pie"))
    assert new(place, "pies") == ["e"]


def test_filters(place: Path, library: Library, fill: Made, record: Made) -> None:
    """Filters are saved with the words; without words everything that fits is found."""
    run(place, "save", "late", "--year", "2010..", "--language", "en", "--source", "JaLC", "--type", "book")
    fits: dict[str, Any] = {"language": "en", "sources": ("JaLC",), "type": "book"}
    fill(
        library,
        record("d", "X", year=2010, **fits),
        record("e", "X", year=2009, **fits),
        record("f", "X", year=2011, **{**fits, "language": "ja"}),
    )
    assert new(place, "late") == ["d"]


def test_several_looks(place: Path, library: Library, fill: Made, record: Made) -> None:
    """With -n the earliest additions are shown first, and nothing is left out."""
    run(place, "save", "apples", "apple")
    fill(library, record("d", "Apple 1", year=2009), record("e", "Apple 2", year=2001))
    fill(library, record("f", "Apple 3", year=2005))
    result = run(place, "new", "apples", "-n", "2")
    assert "1 more new record;" in result.stdout
    assert (result.stdout.index("Apple 1"), result.stdout.count("Apple")) < (result.stdout.index("Apple 2"), 3)
    assert new(place, "apples", "-n", "2") == ["f"]
    assert new(place, "apples") == []


def test_numbers_can_be_opened(place: Path) -> None:
    """The numbers that are shown name records, across the searches."""
    run(place, "save", "pies", "pie", "--from-start")
    run(place, "save", "tarts", "tart", "--from-start")
    text = run(place, "new", "--all-names").stdout
    assert "pies: 1 new record\n" in text
    assert "\n2.  Apple tart\n" in text
    assert json.loads(run(place, "show", "2", "--json").stdout)["id"] == "b"


# --- Cron -------------------------------------------------------------------------------------------------------------


def test_quiet_where_nothing_is_new(place: Path) -> None:
    """If nothing is new, nothing is printed; with --fail-empty the exit code says so."""
    assert run(place, "new", "--all-names").output == ""  # there is no saved search either
    run(place, "save", "apples", "apple")
    for arguments in (["apples"], ["--all-names"], ["apples", "--peek"]):
        result = run(place, "new", *arguments)
        assert (result.exit_code, result.output) == (0, "")
        assert run(place, "new", *arguments, "--fail-empty").exit_code == 1
    assert json.loads(run(place, "new", "--all-names", "--json").stdout)[0]["new"] == []


def test_fail_empty_where_something_is_new(place: Path) -> None:
    """With something new, --fail-empty changes nothing."""
    run(place, "save", "apples", "apple", "--from-start")
    assert run(place, "new", "--all-names", "--fail-empty").exit_code == 0


def test_search_fail_empty(place: Path) -> None:
    """A search has that option too; records that hold most of the words are something."""
    assert run(place, "search", "quux", "--fail-empty").exit_code == 1
    assert run(place, "search", "quux", "--fail-empty", "--json").exit_code == 1
    assert run(place, "search", "apple", "--fail-empty").exit_code == 0
    assert run(place, "search", "apple pie quux", "--fail-empty").exit_code == 0


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "SHOROKU_LANG": "en",
    }


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_what_could_not_be_written_stays_new(place: Path, extra: list[str]) -> None:
    """Only records that were printed count as seen."""
    run(place, "save", "apples", "apple", "--from-start")
    command = [sys.executable, "-m", "shoroku", "new", "apples", "--library", str(place), *extra]
    with open("/dev/full", "wb") as full:
        assert (
            subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False).returncode
            == 70
        )
    reading, writing_end = os.pipe()
    os.close(reading)
    ran = subprocess.run(command, stdout=writing_end, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(writing_end)
    assert ran.stderr == b""
    assert new(place, "apples") == ["b", "a"]


def test_while_another_writes(place: Path) -> None:
    """Saved searches work while a harvest holds the library's lock."""
    with writing(place):
        assert run(place, "save", "apples", "apple", "--from-start").exit_code == 0
        assert new(place, "apples") == ["b", "a"]
        assert run(place, "forget", "apples").exit_code == 0


def test_two_at_once(place: Path, library: Library, fill: Made, record: Made) -> None:
    """Of two simultaneous checks the later state counts, in whichever order they end, and nothing is lost."""
    library.saved.create("apples", "apple")
    fill(library, record("d", "Apple 1"))
    with shoroku.open(place) as one, shoroku.open(place) as two:
        early = one.saved.check("apples")
        fill(library, record("e", "Apple 2"))
        late = two.saved.check("apples")
        assert [hit.id for hit in early.hits] == ["d"]
        assert sorted(hit.id for hit in late.hits) == ["d", "e"]
        two.saved.mark_seen(late)
        one.saved.mark_seen(early)
        assert next(iter(one.saved)).mark == late.mark
    assert new(place, "apples") == []


def test_two_processes(place: Path) -> None:
    """Two processes can check at the same moment."""
    for name in ("a", "b", "c"):
        run(place, "save", name, "apple", "--from-start")
    command = [sys.executable, "-m", "shoroku", "new", "--all-names", "--json", "--library", str(place)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) for _ in range(3)]
    printed = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    for index in range(3):
        shown = [[hit["id"] for hit in one[index]["new"]] for one in printed]
        assert ["b", "a"] in shown
        assert all(ids in ([], ["b", "a"]) for ids in shown)
    assert new(place, "a") == []


def test_forgotten_meanwhile(library: Library, place: Path) -> None:
    """A search that is removed while somebody looks is gone, silently; so is one that is replaced."""
    library.saved.create("apples", "apple", from_start=True)
    news = library.saved.check("apples")
    library.saved.create("apples", "tart", from_start=True, replace=True)
    library.saved.mark_seen(news)
    assert [hit.id for hit in library.saved.check("apples").hits] == ["b"]


# --- What a library goes through --------------------------------------------------------------------------------------


def test_reindex_and_withdrawal(place: Path, library: Library, fill: Made, record: Made) -> None:
    """A new index and a withdrawal leave the saved searches and what was seen as they are."""
    fill(library, record("w", "Apple of the withdrawn", sources=("Gone Ltd",)))
    run(place, "save", "apples", "apple")
    fill(library, record("d", "Apple 1"))
    assert run(place, "withdraw", "--source", "Gone Ltd", "--yes").exit_code == 0
    assert run(place, "reindex").exit_code == 0
    assert new(place, "apples") == ["d"]
    assert not [path for path in place.rglob("*") if path.is_file() and b"of the withdrawn" in path.read_bytes()]


def test_a_library_made_anew(place: Path, library: Library, fill: Made, record: Made, tmp_path: Path) -> None:
    """In a library made again from the same deliveries, what was seen stays seen."""
    run(place, "save", "apples", "apple")
    with Library(tmp_path / "again") as again:
        fill(again, record("d", "Apple 1"), record("b", "Apple tart"), record("a", "Apple pie"))
    shutil.copy(place / "saved.db", tmp_path / "again" / "saved.db")
    assert new(tmp_path / "again", "apples") == ["d"]


def test_a_backup_that_was_put_back(place: Path, library: Library, fill: Made, record: Made, tmp_path: Path) -> None:
    """In a store of an earlier day, what comes is new, and what was seen is not."""
    library.close()
    shutil.copytree(place, tmp_path / "backup")
    fill(library, record("d", "Apple 1"), record("e", "Apple 2"), record("f", "Apple 3"))
    library.saved.create("apples", "apple")
    library.close()
    shutil.copy(place / "saved.db", tmp_path / "backup" / "saved.db")
    with Library(tmp_path / "backup") as back:
        fill(back, record("g", "Apple 4"), record("d", "Apple 1"))
    assert new(tmp_path / "backup", "apples") == ["g"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_that_cannot_be_written(place: Path, library: Library) -> None:
    """If the folder cannot be written to, saving says so."""
    place.chmod(0o500)
    try:
        with pytest.raises(LibraryReadOnly):
            library.saved.create("apples", "apple")
    finally:
        place.chmod(0o700)


def test_no_room_for_the_file(place: Path, library: Library) -> None:
    """If the file cannot be made, saving says so, in words and with the library's exit code."""
    (place / "saved.db").mkdir()
    result = run(place, "save", "apples", "apple")
    assert result.exit_code == 3
    assert "cannot be written to" in result.stderr


def test_a_file_that_is_none_of_ours(place: Path) -> None:
    """A damaged file, or one of a later version, is reported with a message; a search does not care."""
    (place / "saved.db").write_bytes(b"something else entirely" * 100)
    assert run(place, "saved").exit_code == 3
    assert run(place, "search", "apple").exit_code == 0
    (place / "saved.db").unlink()
    run(place, "save", "apples", "apple")
    with sqlite3.connect(place / "saved.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "pip install -U shoroku" in run(place, "new", "apples").stderr


# --- Names and words --------------------------------------------------------------------------------------------------


def test_saved(place: Path) -> None:
    """The list shows names, commands that can be given again, and times; as JSON, all that is kept."""
    run(place, "save", "関節", "関節リウマチ", "--year", "..2003", "--journal", "J. of X")
    run(place, "save", "all")
    lines = run(place, "saved").stdout.splitlines()
    assert [line for line in lines if not line.startswith("    saved ")] == [
        "all",
        "    shoroku search",
        "関節",
        "    shoroku search 関節リウマチ --journal 'J. of X' --year ..2003",
    ]
    first, second = json.loads(run(place, "saved", "--json").stdout)
    assert first["query"] == ""
    assert second["year"] == [None, 2003]
    assert second["journal"] == ["J. of X"]
    assert second["saved"] == second["looked"]


def test_forget(place: Path) -> None:
    """A search that is forgotten is gone, and its name is free."""
    run(place, "save", "apples", "apple")
    assert run(place, "forget", "apples").stdout == "Saved search apples deleted\n"
    assert json.loads(run(place, "saved", "--json").stdout) == []
    assert run(place, "save", "apples", "apple").exit_code == 0
    with sqlite3.connect(place / "saved.db") as connection:
        ((left,),) = connection.execute("SELECT count(*) FROM seen").fetchall()
    connection.close()
    assert left == 2


def test_replace(place: Path) -> None:
    """A name is not taken twice, unless one asks for it."""
    run(place, "save", "apples", "apple")
    refused = run(place, "save", "apples", "tart")
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert run(place, "save", "apples", "tart", "--replace").exit_code == 0
    assert json.loads(run(place, "saved", "--json").stdout)[0]["query"] == "tart"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x1b[31mb", "a\x00b"])
def test_names_that_cannot_be(place: Path, name: str) -> None:
    """A name that is empty, too long or not fit for a terminal is refused."""
    assert run(place, "save", name, "apple").exit_code == 2
    assert not (place / "saved.db").exists()


def test_white_space_in_names(place: Path) -> None:
    """White space in a name counts as single spaces, wherever the name is given."""
    run(place, "save", " my  apples ", "apple")
    assert new(place, "my apples") == []
    assert run(place, "forget", "my   apples").exit_code == 0


SAID = [
    (("new", "nobody"), 1, "no saved search named “nobody”", "「nobody」という名前の保存した検索はありません"),
    (("forget", "nobody"), 1, "no saved search named “nobody”", "「nobody」という名前の保存した検索はありません"),
    (("save", "-- ", "x"), 2, "the first of which is not a hyphen", "ハイフン以外の文字で始まる"),
    (("new",), 2, "Give either names", "一方を指定"),
    (("new", "x", "--all-names"), 2, "Give either names", "一方を指定"),
    (("saved",), 0, "has no saved searches", "保存した検索はありません"),
]


@pytest.mark.parametrize(("arguments", "code", "english", "japanese"), SAID)
def test_words(place: Path, arguments: tuple[str, ...], code: int, english: str, japanese: str) -> None:
    """What goes wrong is said in either language, with what to do."""
    if arguments[0] == "save":
        arguments = ("save", "--", "-x", "y")
    for language, expected in (("en", english), ("ja", japanese)):
        result = run(place, *arguments, language=language)
        assert result.exit_code == code
        assert expected in result.output


@pytest.mark.parametrize("language", ["en", "ja"])
def test_lines_that_fit(place: Path, language: str) -> None:
    """No line is wider than the terminal."""
    run(place, "save", "名前" * 45, "関節リウマチの治療と薬物動態について " * 5)
    run(place, "save", "apples", "apple", "--from-start")
    for arguments in (["saved"], ["new", "apples", "-n", "1"]):
        lines = run(place, *arguments, language=language).stdout.splitlines()
        assert max(map(cells, lines)) <= 80


def test_no_library(tmp_path: Path) -> None:
    """Nothing is saved in a library that is not there, and none is made."""
    for arguments in (("save", "x", "y"), ("saved",), ("new", "x"), ("forget", "x")):
        assert run(tmp_path / "nowhere", *arguments).exit_code == 3
    assert not (tmp_path / "nowhere").exists()


def test_from_a_program(library: Library, place: Path) -> None:
    """The same from Python, with errors of their own."""
    assert library.saved.create("apples", "apple", year=(2004, None), from_start=True) == 1
    with pytest.raises(NameTaken):
        library.saved.create("apples")
    with pytest.raises(BadName):
        library.saved.create("")
    with pytest.raises(UnknownSavedSearch):
        library.saved.check("pears")
    news = library.saved.check("apples")
    assert ([hit.id for hit in news.hits], news.more) == (["b"], 0)
    assert [hit.id for hit in library.saved.check("apples").hits] == ["b"]
    library.saved.mark_seen(news)
    library.saved.mark_seen(news)
    assert library.saved.check("apples").hits == ()
    assert [one.name for one in library.saved] == ["apples"]
    library.saved.delete("apples")
    assert list(library.saved) == []
