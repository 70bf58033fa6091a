"""``shoroku open``: a record's page, and nothing that a hostile record could have opened instead."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from shoroku import Identifier, Library, Record, Text
from shoroku.cli import app
from shoroku.corpus.addresses import page

Made = Callable[..., Any]
CRID = "1390000000000000017"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the addresses that a browser was started with."""
    addresses: list[str] = []

    def launch(url: str, wait: bool = False, locate: bool = False) -> int:
        addresses.append(url)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    return addresses


@pytest.fixture
def place(library: Library, fill: Made, record: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a library of some records, and a state folder of its own."""
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    fill(
        library,
        record("doi", "Apple pie", year=2003, identifiers=(Identifier("DOI", "10.1000/a"), Identifier("CRID", CRID))),
        record("link", "Apple tart", year=2002, links=("javascript:alert(1)", "https://example.org/tart")),
        record("bare", "Apple cake", year=2001, links=("file:///etc/passwd",)),
    )
    return library.path


def run(place: Path, *arguments: str, language: str = "en", **environment: str | None) -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "COLUMNS": "80", **environment})
    return runner.invoke(app, arguments)


def test_by_identifier(place: Path, opened: list[str]) -> None:
    """The DOI's page is opened, and its address printed, whichever of its identifiers names the record."""
    for identifier in ("doi", "10.1000/A", "https://doi.org/10.1000/a", CRID, f"https://cir.nii.ac.jp/crid/{CRID}"):
        assert run(place, "open", identifier).stdout == "https://doi.org/10.1000/a\n"
    assert opened == ["https://doi.org/10.1000/a"] * 5


def test_by_number(place: Path, opened: list[str]) -> None:
    """A number is a hit of the last search, on whichever of its pages it was shown."""
    run(place, "search", "apple", "--sort", "newest", "-n", "1")
    run(place, "search", "apple", "--sort", "newest", "-n", "1", "--offset", "1")
    assert run(place, "open", "2").stdout == "https://example.org/tart\n"
    assert run(place, "open", "1").stdout == "https://doi.org/10.1000/a\n"
    assert run(place, "show", "2", "--json").stdout == run(place, "show", "link", "--json").stdout
    run(place, "search", "tart", "--json")
    assert run(place, "open", "1", "--json").stdout == run(place, "open", "link", "--json").stdout
    assert json.loads(run(place, "open", "1", "--json").stdout) == {
        "id": "link",
        "url": "https://example.org/tart",
        "opened": True,
    }


def test_print_opens_nothing(place: Path, opened: list[str]) -> None:
    """--print prints the address."""
    assert run(place, "open", "doi", "--print").stdout == "https://doi.org/10.1000/a\n"
    assert json.loads(run(place, "open", "doi", "--print", "--json").stdout)["opened"] is False
    assert opened == []


WORDS = [
    ((), "7", "there is no search of this library", "検索履歴もありません"),
    (("search", "quux"), "1", "the last search found nothing", "直前の検索結果は 0 件"),
    (("search", "apple"), "7", "the numbers 1 to 3", "1〜3 番"),
    (("search", "apple"), "0", "the numbers 1 to 3", "1〜3 番"),
    ((), "nobody", "No record has the identifier nobody", "識別子 nobody"),
    ((), "bare", "no usable link", "使用できるリンクもありません"),
]


@pytest.mark.parametrize(("before", "asked", "english", "japanese"), WORDS)
def test_what_cannot_be_opened(
    place: Path, opened: list[str], before: tuple[str, ...], asked: str, english: str, japanese: str
) -> None:
    """If there is nothing to open, words in either language say why and what to do, and the code is 1."""
    if before:
        run(place, *before)
    for language, expected in (("en", english), ("ja", japanese)):
        result = run(place, "open", asked, language=language)
        assert (result.exit_code, result.stdout) == (1, "")
        assert expected in result.stderr
        assert "shoroku s" in result.stderr or "found nothing" in english or "numbers" in english
    assert opened == []


def test_history_is_off(place: Path) -> None:
    """If searches are not recorded, a command with a number says so."""
    run(place, "search", "apple", SHOROKU_HISTORY="off")
    assert "while SHOROKU_HISTORY is off" in run(place, "open", "1", SHOROKU_HISTORY="off").stderr
    assert "SHOROKU_HISTORY が off" in run(place, "open", "1", language="ja", SHOROKU_HISTORY="off").stderr


def test_a_search_of_another_library(place: Path, tmp_path: Path, fill: Made, record: Made) -> None:
    """Numbers belong to the library that was searched."""
    with Library(tmp_path / "other") as other:
        fill(other, record("x", "Apple"))
    run(tmp_path / "other", "search", "apple")
    assert "there is no search of this library" in run(place, "open", "1").stderr


def test_an_id_that_is_a_number(place: Path, library: Library, fill: Made, record: Made) -> None:
    """An id comes before a hit's number, and where both could be meant, the other is named."""
    fill(library, record("2", "Number two", links=("https://example.org/2",)))
    run(place, "search", "apple", "--sort", "newest")
    other = run(place, "open", "1", "--print", "--json")
    result = run(place, "open", "2", "--print")
    assert result.stdout == "https://example.org/2\n"
    assert "number 2 of the last list, its id is" in result.stderr
    assert "直前に表示した一覧の 2 番" in run(place, "show", "2", language="ja").stderr
    assert other.stderr == ""


def test_no_browser(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no browser can be started, the address is in the words that say so."""
    monkeypatch.setattr(click, "launch", lambda url: 127)
    for language, word in (("en", "No browser could be started"), ("ja", "ブラウザーを起動できませんでした")):
        result = run(place, "open", "doi", language=language)
        assert result.exit_code == 1
        assert word in result.stderr
        assert "https://doi.org/10.1000/a" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is Linux's")
def test_a_real_browser_is_started(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that opens addresses gets the address as one argument."""
    browser = tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >"{tmp_path}/part" && mv "{tmp_path}/part" "{tmp_path}/given"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(browser.parent), prepend=":")
    started: list[Any] = []
    import subprocess

    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **more: started.append(real(*args, **more)) or started[-1])
    assert run(place, "open", "doi").exit_code == 0
    assert [process.wait(30) for process in started] == [0]
    assert (tmp_path / "given").read_text() == "https://doi.org/10.1000/a|"


# --- Addresses --------------------------------------------------------------------------------------------------------


def linked(*links: str, **identifiers: str) -> Record:
    known = tuple(Identifier(kind, value) for kind, value in identifiers.items())
    return Record(id="r", titles=(Text("T"),), links=links, identifiers=known)


HOSTILE = [
    "javascript:alert(1)",
    "JavaScript://example.org/%0aalert(1)",
    "file:///etc/passwd",
    "data:text/html,<script>",
    "ftp://example.org/x",
    "-a",
    "--help",
    "-https://example.org",
    "https://example.org/a b",
    "https://example.org/a\nb",
    "https://example.org/\x1b[31m",
    "\thttps://example.org",
    "https://example.org\\@evil.example",
    "https://doi.org@evil.example/10.1000/x",
    "https://user:secret@example.org/",
    "https://",
    "https:///etc/passwd",
    "https:example.org",
    "https://[::1",
    "https://example.org:port/",
    "https://ex ample.org/",
    "//example.org/x",
    "example.org/x",
    "/etc/passwd",
    "",
]


@pytest.mark.parametrize("link", HOSTILE)
def test_hostile_links(link: str) -> None:
    """What is not a plain web address is never one that would be opened."""
    assert page(linked(link)) == ""


ADDRESSES = [
    (linked("https://example.org/x?a=1&b=2#c"), "https://example.org/x?a=1&b=2#c"),
    (linked("HTTP://Example.ORG:8080/X"), "http://example.org:8080/X"),
    (linked("https://example.org/論文/一"), "https://example.org/%E8%AB%96%E6%96%87/%E4%B8%80"),
    (linked("https://日本語.example/x"), "https://xn--wgv71a119e.example/x"),
    (linked("https://example.org/%E8%AB%96"), "https://example.org/%E8%AB%96"),
    (linked("https://example.org/'\"<`$(x)"), "https://example.org/%27%22%3C%60$(x)"),
    (linked("javascript:x", "http://[::1]/x"), "http://[::1]/x"),
    (linked("https://example.org", DOI="10.1000/<a>(1)?#b"), "https://doi.org/10.1000/%3Ca%3E(1)%3F%23b"),
    (linked("https://example.org", CRID=CRID), f"https://cir.nii.ac.jp/crid/{CRID}"),
    (linked(DOI="javascript:x", CRID="../../x", NAID="110007707553"), "https://ci.nii.ac.jp/naid/110007707553"),
    (linked(DOI="10.1000/a b", PMID="123"), "https://pubmed.ncbi.nlm.nih.gov/123/"),
    (linked(DOI="10.1000/a\nb", PMID="１２３"), ""),
    (Record(id=CRID), f"https://cir.nii.ac.jp/crid/{CRID}"),
]


@pytest.mark.parametrize(("record", "expected"), ADDRESSES)
def test_addresses(record: Record, expected: str) -> None:
    """A DOI's address comes first, then CiNii's, then a link; always in ASCII, with what is no part of one encoded."""
    assert page(record) == expected
