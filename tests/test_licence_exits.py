"""Abstracts that may not be redistributed are left out of every output: each command, each form of its output, each format."""

import itertools
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner

from shoroku import Contribution, Export, Library, Record, Text
from shoroku.cli import app
from shoroku.corpus import writers
from tests.graph_records import AWARD, funded

TITLE = "Lantern fish of the deep sea"
#: No title holds any of these words but the first; two of them side by side can only come from the abstract.
ABSTRACT = "lantern zygote quorum fjord waltz sphinx glyph vortex nymph jackdaw " * 3
SECRET = [f"{one} {other}" for one, other in itertools.pairwise(ABSTRACT.split())]
RECORD = Record(
    id="a1",
    titles=(Text(TITLE, "en"),),
    abstracts=(Text(ABSTRACT.strip(), "en"),),
    date="2020",
    language="en",
    sources=("JaLC",),
    abstract_licence="disallow",
    funding=funded(),
)
OTHER = Record(
    id="b1", titles=(Text("Lantern fish of the shallow sea", "en"),), abstracts=(Text("About lantern fish.", "en"),)
)
BY_NAME = "--with-disallowed-abstracts"

#: Every command, with all forms of output that it has. What is new has to be put here, or the first test fails.
EXITS: dict[str, list[list[str]]] = {
    "add": [["add", "{file}"], ["add", "{file}", "--json"]],
    "authors": [["authors", "lantern"], ["authors", "lantern", "--json"]],
    "journals": [["journals", "lantern"], ["journals", "lantern", "--json"]],
    "completion": [],
    "check": [["check"], ["check", "--json"]],
    "eval": [],
    "export": [["export", "zygote", "--format", name] for name in writers.names()]
    + [["export", "--format", "md", "--output", "{out}", "--force", "--json"]],
    "facets": [["facets", "zygote"], ["facets", "zygote", "--json"]],
    "forget": [["forget", "nothing"], ["forget", "nothing", "--json"]],
    "harvest": [],
    "help": [["help", "search"]],
    "history": [["history"], ["history", "--json"]],
    "lexicon": [["lexicon", "zygote"], ["lexicon", "zygote", "--json"]],
    "mark": [["mark", "a1"], ["mark", "a1", "b1", "--json"]],
    "marked": [["marked"], ["marked", "--json"], ["export", "--marked", "--format", "jsonl"]],
    "edit": [["edit", "a1", "--set", "pages=7"], ["edit", "a1", "--set", "pages=7", "--json"]],
    "tag": [["tag", "review", "a1"], ["tag", "review", "a1", "--json"], ["tag"], ["tag", "--json"]],
    "note": [["note", "a1", "x"], ["note", "a1", "x", "--json"], ["note", "a1"]],
    "delete": [["delete", "b1"], ["delete", "b1", "--json"]],
    "undo": [["undo", "b1"], ["undo", "b1", "--json"]],
    "edits": [["edits"], ["edits", "--json"]],
    "new": [["new", "deep", "--peek"], ["new", "deep", "--peek", "--json"], ["new", "--all-names", "--peek", "--json"]],
    "open": [["open", "a1", "--print"], ["open", "a1", "--print", "--json"]],
    "reindex": [["reindex"], ["reindex", "--json"]],
    "save": [["save", "again", "zygote", "--replace"], ["save", "again", "zygote", "--replace", "--json"]],
    "saved": [["saved"], ["saved", "--json"]],
    "search": [
        *(["search", "zygote", "--format", name] for name in ("table", "json", *writers.names())),
        ["search", "zygote"],
        ["search", "zygote", "--json"],
        ["search", "zygote", "--json", "--explain"],
        ["search", "zygote", "--explain"],
        ["search", "fjord", "--pager"],
        ["search", '"quorum fjord"'[1:7], "--exact", "--json"],
    ],
    "show": [["show", "a1"], ["show", "a1", "--json"], ["show", "a1", "--pager"]],
    "similar": [["similar", "a1"], ["similar", "a1", "--json"], ["similar", "b1", "--json"]],
    "related": [["related", "a1"], ["related", "a1", "--json"]],
    "person": [["person", "Zygote"], ["person", "Zygote", "--works", "--coauthors", "--possibly", "--json"]],
    "project": [["project", AWARD, "--works", "--members"], ["project", AWARD, "--json"]],
    "path": [["path", "a1", "b1"], ["path", "a1", "b1", "--json"]],
    "graph": [
        ["graph", "a1", "--json"],
        *(["graph", "a1", "--format", name] for name in ("graphml", "dot", "csv", "jsonld", "json")),
    ],
    "sources": [["sources"], ["sources", "--json"]],
    "serve": [],
    "mcp": [],
    "sync": [],
    "stats": [["stats"], ["stats", "--json"]],
    "unmark": [["unmark", "b1"], ["unmark", "b1", "--json"]],
    "suggest": [["suggest", "zyg"], ["suggest", "zyg", "--json"]],
    "update": [],
    "withdraw": [
        ["withdraw", "--source", "JaLC", "--dry-run"],
        ["withdraw", "--source", "JaLC", "--dry-run", "--json"],
    ],
}
#: Commands that show no records of the library, and why they need no run here.
WITHOUT = {
    "completion": "prints a script",
    "eval": "reads collections of its own",
    "harvest": "speaks to the network; its look shows titles only (test_cli_harvest.py)",
    "update": "speaks to the network and prints counts",
    "serve": "answers over HTTP; each route is tried (test_web_disallowed.py)",
    "mcp": "answers calls of tools; each is tried (test_mcp.py)",
    "sync": "prints counts; what it sends is looked through (test_cluster_sync.py)",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a record whose abstract may not be redistributed, and one beside it."""
    folder = tmp_path_factory.mktemp("exits")
    (folder / "file.jsonl").write_bytes(msgspec.json.encode(RECORD) + b"\n")
    with Library(folder / "library") as library:
        library.take([Contribution("jsonl", RECORD), Contribution("jsonl", OTHER)])
        library.saved.create("deep", "zygote", from_start=True)
        library.marked.add(["a1", "b1"])
    return folder


def run(place: Path, words: list[str], *more: str) -> str:
    """Run a command with its output piped; return all that it printed and wrote."""
    named = [word.format(file=place / "file.jsonl", out=place / "out") for word in words]
    environment = {"SHOROKU_LANG": "en", "SHOROKU_STATE": str(place / "state"), "XDG_STATE_HOME": str(place / "state")}
    library = [] if words[0] == "help" else ["--library", str(place / "library")]
    result = CliRunner(env=environment).invoke(app, [*named, *library, *more])
    assert result.exit_code in (0, 1), result.output
    written = (place / "out").read_text() if (place / "out").exists() else ""
    return result.output + result.stderr + written


def told(text: str) -> list[str]:
    """Return what of the abstract stands in a text, its marks and signs left out."""
    plain = " ".join("".join(sign if sign.isalpha() else " " for sign in text.replace("mark", " ")).lower().split())
    return [pair for pair in SECRET if pair in plain]


def test_every_command_is_tried() -> None:
    """A command that is not among the exits, or a form of its output that is not, has to be added there."""
    ctx = click.Context(app)
    commands = {name: one for name in app.list_commands(ctx) if (one := app.get_command(ctx, name)) is not None}
    shown = {name for name, one in commands.items() if not one.hidden}
    assert len(shown) > 15
    assert shown <= set(EXITS)
    for name in shown - set(WITHOUT):
        given = {word for words in EXITS[name] for word in words}
        options = {option for one in commands[name].params for option in one.opts}
        if name != "add":
            assert {"--json", "--format", "--pager"} & options <= given | {"--pager"}, name


CASES = [words for words_ in EXITS.values() for words in words_]


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_what_is_piped_is_withheld(place: Path, words: list[str]) -> None:
    """Nothing that can be stored or piped holds a part of such an abstract; where it is left out, a message says so."""
    printed = run(place, words)
    assert not told(printed)
    if (words[0] in ("show", "new", "export", "search") and "a1" in printed) or words == ["marked", "--json"]:
        assert "abstract was left out" in printed


@pytest.mark.parametrize(
    "words", [words for words in CASES if words[0] in ("show", "new", "export", "search")], ids=" ".join
)
def test_what_is_asked_for_by_name_is_given(place: Path, words: list[str]) -> None:
    """If they are explicitly asked for, such abstracts or their snippets are in every form of output."""
    printed = run(place, words, BY_NAME)
    assert told(printed)
    assert "left out" not in printed


@pytest.mark.parametrize("name", writers.names())
def test_writers(name: str) -> None:
    """No format that is written holds a part of such an abstract."""
    export = Export([RECORD], name)
    assert not told(b"".join(export).decode())
    assert export.withheld == 1


def test_a_hit_on_its_way_out(place: Path) -> None:
    """A hit is passed on without abstract and snippet, and whole if that is asked for by name."""
    with Library(place / "library") as library:
        page = library.search("zygote")
    (hit,) = page.passed_on().hits
    assert (hit.record.abstracts, set(hit.highlights) - {"title", "title_other"}, hit.withheld) == ((), set(), True)
    assert page.passed_on(with_disallowed_abstracts=True) == page


@pytest.mark.parametrize("words", [["show", "a1"], ["search", "zygote"], ["new", "deep", "--peek"]], ids=" ".join)
def test_a_person_at_a_terminal_sees_it(place: Path, words: list[str]) -> None:
    """At a terminal, in the form for people, the abstract is shown; as JSON it is not, there either."""
    for more, is_shown in (([], True), (["--json"], False)):
        controller, terminal = pty.openpty()
        command = [sys.executable, "-m", "shoroku", *words, *more, "--library", str(place / "library")]
        environment = {**os.environ, "SHOROKU_LANG": "en", "XDG_STATE_HOME": str(place / "state"), "NO_COLOR": "1"}
        with subprocess.Popen(command, stdout=terminal, stderr=subprocess.PIPE, env=environment) as process:
            os.close(terminal)
            printed = _all(controller)
            process.wait(60)
        assert bool(told(printed)) is is_shown


def _all(controller: int) -> str:
    pieces = []
    try:
        while piece := os.read(controller, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(controller)
    return b"".join(pieces).decode("utf-8", "replace")


def test_json_says_what_was_withheld(place: Path) -> None:
    """A hit whose abstract was left out says so."""
    printed = CliRunner().invoke(app, ["search", "zygote", "--json", "--library", str(place / "library")])
    (hit,) = json.loads(printed.stdout)["hits"]
    assert hit["withheld"] is True
    assert hit["highlights"]["abstract"] is None
