"""``shoroku add``: valid records are added; invalid ones are reported, counted and written to a file."""

import gzip
import json
import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import shoroku
from shoroku.cli import app
from shoroku.cli.terminal.progress import estimated_records, figures
from shoroku.corpus.readers import formats
from tests.cli_files import BIBTEX, JATS, NBIB, RIS, jalc

GOOD = '{"id": "a", "title": "First"}\n{"id": "b", "title": "Second"}\n'
BAD = '{"id": "c", "title":\n{"id": "d"}\n{"id": "e", "title": "Fifth", "year": "19xx"}\n'


def add(library: Path, *arguments: object, stdin: bytes = b"", language: str = "en") -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language})
    return runner.invoke(app, ["add", "--library", str(library), *map(str, arguments)], input=stdin)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.jsonl"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.jsonl"
    path.write_text(GOOD + BAD, encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, names of files are text")
def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    """Such a file is read like others; what names it has U+FFFD for each byte that is no text."""
    name = os.fsdecode(bytes(tmp_path) + b"/b\xffx.jsonl")
    Path(name).write_text(GOOD + BAD, encoding="utf-8")
    library = tmp_path / "library"
    result = add(library, name)
    assert result.exit_code == 1, result.output
    assert "b\ufffdx.jsonl:4" in result.output
    with shoroku.open(library) as opened:
        places = [one.place for record in opened.records() for one in opened.contributions(record.id)]
        assert places == [f"{tmp_path}/b\ufffdx.jsonl"] * 2
        assert opened.check() == []
    Path(name).write_text(BAD, encoding="utf-8")
    told = json.loads(add(library, "--json", name).stdout)
    assert (told["new"], told["rejected"]) == (0, 3)
    missing = add(library, os.fsdecode(b"no\xff.jsonl"))
    assert "no\ufffd.jsonl" in missing.output
    assert "unexpected" not in missing.output.lower()


def test_says_what_it_did(tmp_path: Path, good: Path) -> None:
    """The last line counts what was new, changed, unchanged and rejected; the code is 0."""
    first, again = add(tmp_path / "lib", good), add(tmp_path / "lib", good)
    assert first.stdout == "2 new, 0 changed, 0 unchanged, 0 rejected\n"
    assert again.stdout == "0 new, 0 changed, 2 unchanged, 0 rejected\n"
    assert first.exit_code == again.exit_code == 0
    assert first.stderr == ""


def test_what_was_added_is_found(tmp_path: Path, good: Path) -> None:
    """A record that was added is found at once."""
    add(tmp_path / "lib", good)
    with shoroku.open(tmp_path / "lib") as library:
        assert [hit.id for hit in library.search("second").hits] == ["b"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(tmp_path: Path, pack: type[bytes]) -> None:
    """- is standard input, plain or gzip."""
    assert add(tmp_path / "lib", "-", stdin=pack(GOOD.encode())).stdout.startswith("2 new")


def test_rejects_are_told_and_the_rest_is_taken(tmp_path: Path, mixed: Path) -> None:
    """Each reject is reported with file, line and reason; the good records are in; the code is 1."""
    result = add(tmp_path / "lib", mixed)
    assert result.exit_code == 1
    assert result.stdout == "2 new, 0 changed, 0 unchanged, 3 rejected\n"
    told = result.stderr.splitlines()
    assert told[0].startswith(f"{mixed}:3: not valid JSON")
    assert told[1] == f"{mixed}:4: the record has no title"
    assert told[2].startswith(f"{mixed}:5: year: “19xx”")


def test_rejects_file(tmp_path: Path, mixed: Path) -> None:
    """All rejects are in a file of the library, named for the first file, whose path is reported."""
    result = add(tmp_path / "lib", mixed)
    (written,) = (tmp_path / "lib" / "rejects").glob("mixed.jsonl-*Z.jsonl")
    assert str(written) in result.stderr
    lines = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert [(line["file"], line["line"], line["field"]) for line in lines] == [
        (str(mixed), 3, ""),
        (str(mixed), 4, "title"),
        (str(mixed), 5, "year"),
    ]
    assert lines[1]["reason"] == "the record has no title"
    assert lines[1]["raw"] == '{"id": "d"}\n'


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02 what is this?"])
def test_a_file_that_cannot_be_read_leaves_no_rejects_file(tmp_path: Path, mixed: Path, content: bytes | None) -> None:
    """It has no records to keep: the reason is told, and no file or folder is made, unless one is asked for by name or
    there are rejected records as well."""
    file = tmp_path / "other.txt"
    if content is not None:
        file.write_bytes(content)
    result = add(tmp_path / "lib", file)
    assert result.exit_code == 1
    assert str(file) in result.stderr
    assert "Rejected records" not in result.stderr
    assert result.stdout.endswith(" 1 rejected\n")
    assert not (tmp_path / "lib" / "rejects").exists()
    add(tmp_path / "lib", file, "--rejects", tmp_path / "named.jsonl")
    (line,) = map(json.loads, (tmp_path / "named.jsonl").read_text(encoding="utf-8").splitlines())
    assert (line["file"], line["raw"]) == (str(file), "")
    add(tmp_path / "lib", mixed, file)
    (written,) = (tmp_path / "lib" / "rejects").iterdir()
    assert len(written.read_text(encoding="utf-8").splitlines()) == 4


def test_two_runs_have_two_rejects_files(tmp_path: Path, mixed: Path) -> None:
    """A run right after another does not write over its rejects."""
    add(tmp_path / "lib", mixed)
    add(tmp_path / "lib", mixed)
    assert len(list((tmp_path / "lib" / "rejects").iterdir())) == 2


def test_rejects_file_of_ones_own(tmp_path: Path, mixed: Path) -> None:
    """--rejects says where the rejects are written."""
    add(tmp_path / "lib", mixed, "--rejects", tmp_path / "deep" / "bad.jsonl")
    assert len((tmp_path / "deep" / "bad.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert not (tmp_path / "lib" / "rejects").exists()


def test_rejects_file_that_cannot_be_written(tmp_path: Path, mixed: Path) -> None:
    """If the rejects file cannot be written that is reported, and the records are in all the same."""
    (tmp_path / "file").touch()
    result = add(tmp_path / "lib", mixed, "--rejects", tmp_path / "file" / "bad.jsonl")
    assert "could not be written" in result.stderr
    assert result.stdout.startswith("2 new")
    assert result.exit_code == 1


def test_many_rejects_are_not_all_told(tmp_path: Path) -> None:
    """The first twenty are reported, the others counted; the file has them all."""
    result = add(tmp_path / "lib", "-", "--rejects", tmp_path / "bad", stdin=b'{"id": "x"}\n' * 25)
    assert result.stderr.count("-:") == 20
    assert "… and 5 more" in result.stderr
    assert len((tmp_path / "bad").read_text(encoding="utf-8").splitlines()) == 25


# --- Every format -----------------------------------------------------------------------------------------------------


def test_all_formats_at_once(tmp_path: Path) -> None:
    """Files of several formats and standard input go in with one command, each recognised by what it holds."""
    files = {"export.ris": RIS, "refs.bib": BIBTEX, "pubmed.nbib": NBIB, "article.xml": JATS}
    files |= {f"{number}.json": jalc(number) for number in (1, 2)}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = add(tmp_path / "lib", *(tmp_path / name for name in files), "-", stdin=GOOD.encode())
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout == "8 new, 0 changed, 0 unchanged, 0 rejected\n"
    with shoroku.open(tmp_path / "lib") as library:
        assert sorted(record.titles[0].value.strip(".") for record in library.records()) == sorted(
            [
                "Invented export",
                "Invented references",
                "Invented citation",
                "Invented article",
                "架空の報告 1",
                "架空の報告 2",
                "First",
                "Second",
            ]
        )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_help_page_names_every_format(language: str) -> None:
    """The help of --format names all formats that there are, and no other."""
    runner = CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "1000"})
    page = "".join(line.strip() + " " for line in runner.invoke(app, ["add", "--help"]).stdout.splitlines())
    (text,) = re.findall(r"--format NAME +[^:]+: ?(.*?)[.。] +--", page)
    named = re.split("[,、] ?", text)
    assert sorted(named) == sorted(formats())


def test_withdrawn_records_are_told(tmp_path: Path) -> None:
    """What comes from a withdrawn data source alone is not taken, counted as rejected, and told."""
    line = b'{"id": "a", "title": "A", "sources": ["Nikkei BP"]}'
    with shoroku.open(tmp_path / "lib") as library:
        add(tmp_path / "lib", "-", stdin=line)
        library.withdraw("Nikkei BP")
    result = add(tmp_path / "lib", "-", stdin=line)
    assert result.stdout == "0 new, 0 changed, 0 unchanged, 1 rejected\n"
    assert result.stderr == "Records not added because their only data source was withdrawn: 1\n"


# --- Strict, repairs, JSON --------------------------------------------------------------------------------------------


def test_strict(tmp_path: Path, mixed: Path) -> None:
    """With --strict and a reject nothing is taken, and a message says so."""
    result = add(tmp_path / "lib", mixed, "--all-or-nothing")
    assert "Nothing was added" in result.stderr
    assert result.stdout == "0 new, 0 changed, 0 unchanged, 3 rejected\n"
    assert result.exit_code == 1
    with shoroku.open(tmp_path / "lib") as library:
        assert len(library) == 0


def test_strict_without_rejects(tmp_path: Path, good: Path) -> None:
    """With --strict and no reject everything is taken."""
    result = add(tmp_path / "lib", good, "--all-or-nothing")
    assert (result.stdout, result.exit_code) == ("2 new, 0 changed, 0 unchanged, 0 rejected\n", 0)
    assert result.stderr == ""


def test_repairs_are_told(tmp_path: Path) -> None:
    """A record from which control characters were taken is in; the field is reported; the code is 0."""
    result = add(tmp_path / "lib", "-", stdin=rb'{"id": "a", "title": "re\u001b[31md"}')
    assert result.stderr == "-:1: control characters removed from: title\n"
    assert result.exit_code == 0


@pytest.mark.parametrize(("language", "word"), [("en", "was left out"), ("ja", "取り除きました")])
def test_links_that_are_left_out_are_told(tmp_path: Path, language: str, word: str) -> None:
    """A link that a browser would run is not taken; that is told with the rest of the repairs, and the code is 0."""
    line = '{"id": "a", "title": "t\\u001b[1m", "links": ["javascript:alert(1)", "https://example.org/a"]}'
    result = add(tmp_path / "lib", "-", stdin=line.encode(), language=language)
    controls, link = result.stderr.splitlines()
    assert "title" in controls
    assert link.startswith("-:1: ")
    assert "javascript:alert(1)" in link
    assert word in link
    assert result.exit_code == 0


def test_json(tmp_path: Path, mixed: Path) -> None:
    """--json prints the counts and the rejects file, and nothing else on stdout."""
    result = add(tmp_path / "lib", mixed, "--json")
    printed = json.loads(result.stdout)
    assert Path(printed.pop("rejects_file")).exists()
    assert printed == {"new": 2, "changed": 0, "unchanged": 0, "withdrawn": 0, "rejected": 3, "repaired": 0}
    assert result.exit_code == 1


def test_json_without_rejects(tmp_path: Path, good: Path) -> None:
    """Without rejects there is no rejects file."""
    assert json.loads(add(tmp_path / "lib", good, "--json").stdout)["rejects_file"] is None


def test_file_that_is_not_there(tmp_path: Path, good: Path) -> None:
    """A file that cannot be read is reported by name and does not keep the next from being read."""
    result = add(tmp_path / "lib", tmp_path / "nowhere", good)
    assert f"{tmp_path / 'nowhere'}: cannot be read" in result.stderr
    assert result.stdout == "2 new, 0 changed, 0 unchanged, 1 rejected\n"
    assert result.exit_code == 1


def test_unknown_format(tmp_path: Path, good: Path) -> None:
    """An unknown format is a usage error, and the known ones are listed."""
    result = add(tmp_path / "lib", good, "--format", "cuneiform")
    assert result.exit_code == 2
    assert "jsonl" in result.stderr
    assert not (tmp_path / "lib").exists()


def test_format_by_name(tmp_path: Path) -> None:
    """--format reads a file that would not be recognised."""
    record = b'{"crid": "1390000000000000001", "year": 2020, "title_ja": "x"}'
    assert add(tmp_path / "lib", "-", "--format", "jsonl", stdin=record).stdout.startswith("1 new")


def test_in_japanese(tmp_path: Path, mixed: Path) -> None:
    """All messages exist in Japanese."""
    result = add(tmp_path / "lib", mixed, "--all-or-nothing", language="ja")
    assert result.stdout == "新規 0 件、変更 0 件、変更なし 0 件、取り込み不可 3 件\n"
    assert f"{mixed}:4: 題名がありません" in result.stderr
    assert "何も取り込みませんでした" in result.stderr


def test_no_progress_bar_where_nobody_watches(tmp_path: Path, good: Path) -> None:
    """Without a terminal nothing is drawn."""
    assert add(tmp_path / "lib", good).stderr == ""


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is reported, and its rejects file is written all the same."""
    (tmp_path / "a\udcffb.jsonl").write_text('{"id": "d"}\n')
    result = add(tmp_path / "lib", tmp_path / "a\udcffb.jsonl", "--json")
    assert result.exit_code == 1
    assert "a\ufffdb.jsonl" in result.stderr
    written = Path(json.loads(result.stdout)["rejects_file"].replace("\ufffd", "\udcff"))
    assert "a\ufffdb.jsonl" in json.loads(written.read_text(encoding="utf-8"))["file"]


def test_names_cannot_drive_the_terminal(tmp_path: Path) -> None:
    """A file's name with an escape in it is told without the escape."""
    result = add(tmp_path / "lib", tmp_path / "a\x1b[31mb.jsonl")
    assert "\x1b" not in result.stderr
    assert "ab.jsonl" in result.stderr


def test_a_folder_given_as_a_file(tmp_path: Path, good: Path) -> None:
    """It is said to be one, with what to type; it is no rejected record, and no file of rejects is written."""
    folder = tmp_path / "my exports"
    folder.mkdir()
    for library in ("new", "new", "other"):
        files = [folder] if library == "other" else [folder, good]
        result = add(tmp_path / library, *files)
        assert result.stderr.endswith(
            f"{folder} is a folder, not a file. Give the files in it. For example: shoroku add '{folder}'/*\n"
        )
        assert "Rejected records" not in result.stderr
        assert result.stdout.endswith(" 0 rejected\n")
        assert result.exit_code == 1
        assert not (tmp_path / library / "rejects").exists()
    with shoroku.open(tmp_path / "new") as library_:
        assert len(library_) == 2
    told = json.loads(add(tmp_path / "new", folder, "--json").stdout)
    assert (told["rejected"], told["rejects_file"]) == (0, None)
    assert "フォルダ" in add(tmp_path / "new", folder, language="ja").stderr


def test_a_folder_refuses_all_if_all_or_nothing_is_asked(tmp_path: Path, good: Path) -> None:
    """What stands in it is not added either, so nothing is."""
    result = add(tmp_path / "lib", good, tmp_path, "--all-or-nothing")
    assert "Nothing was added (--all-or-nothing)." in result.stderr
    assert result.stdout == "0 new, 0 changed, 0 unchanged, 0 rejected\n"
    assert result.exit_code == 1


def test_folder_with_other_files(tmp_path: Path, good: Path) -> None:
    """A library is not made among other files, but in a new or an empty folder, or where one was begun."""
    result = add(tmp_path, good)
    assert result.exit_code == 2
    assert f"{tmp_path} is no library, and has other files in it." in result.stderr
    assert "ほかのファイルが入っています" in add(tmp_path, good, language="ja").stderr
    assert [path.name for path in tmp_path.iterdir()] == ["good.jsonl"]
    begun = tmp_path / "begun"
    (begun / "rejects").mkdir(parents=True)
    (begun / "lock").touch()
    (begun / ".DS_Store").touch()
    assert add(begun, good).exit_code == 0
    assert add(begun, good).exit_code == 0


@pytest.mark.parametrize("is_packed", [False, True])
def test_records_are_estimated(is_packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, the records of JSON Lines are estimated from the beginning of each file; of others they are unknown."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    lines = "".join(
        json.dumps({"id": number, "title": f"Title {number * 7919 % 10_007}" * 9}) + "\n" for number in range(20_000)
    )
    large = tmp_path / "large.jsonl"
    large.write_bytes(gzip.compress(lines.encode()) if is_packed else lines.encode())
    few = tmp_path / "few.jsonl"
    few.write_text('{"id": "1"}\n{"id": "2"}\n')
    other = tmp_path / "other.ris"
    other.write_text("TY  - JOUR\nER  - \n")
    assert estimated_records([str(few)]) == 2
    assert estimated_records([str(few), str(large)]) == pytest.approx(20_002, rel=0.2)
    for unknown in (str(other), "-", str(tmp_path / "none")):
        assert estimated_records([str(few), unknown]) is None


def test_progress_with_an_estimate() -> None:
    """An estimated total is reported as one, with the time left."""
    assert figures(500, 2000, 10, is_estimate=True) == "500 of about 2,000 records, 50.0/s, 0:00:30 left"
    assert figures(500, None, 10, is_estimate=True) == "500 records, 50.0/s"
