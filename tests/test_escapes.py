"""Control characters, terminal escapes and marks of direction in a record come through at no exit for text or JSON.

Readers take them out on import. Here they are put into the store past every reader, as a version might have that cleaned less.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Identifier, Person, Record, Text
from shoroku.web import Settings, create_app
from tests.test_licence_exits import CASES, OTHER, RECORD, run
from tests.test_web_disallowed import PROBES

#: Colours, a title of the window, controls of eight bits, a text turned round, and ends of lines.
TRICKS = "\x1b[31mred\x1b[0m\x1b]0;own\x07\x9b31m\u202egnp\u2066\u200f\ufeff\x00\x08\r\nfake\u2028fake\x85fake"
#: What no exit may give as it is. Ends of lines are judged apart: a cell of a table may hold them.
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
#: Fields that are codes, which no value with such characters has.
CODES = ("id", "kind", "date", "until", "lang", "language", "abstract_licence", "edited")
LINES = ("ris", "nbib", "bibtex", "md")


def tricked(value: Any, name: str = "") -> Any:
    """Return a value with the characters behind every text in it."""
    if name in CODES:
        return value
    if isinstance(value, str):
        return value and value + TRICKS
    if isinstance(value, tuple):
        return tuple(tricked(one, name) for one in value)
    if isinstance(value, msgspec.Struct):
        fields = {field: tricked(getattr(value, field), field) for field in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    return value


def record() -> Record:
    """Return the record of the tests of licences, with all fields and without a licence."""
    full = msgspec.structs.replace(
        RECORD,
        abstract_licence="",
        type="report",
        creators=(Person((Text("Zygote, A.", "en"),), (Text("Institute", "en"),), role="chair"),),
        contributors=(Person((Text("Editor, A.", "en"),), role="editor"),),
        journals=(Text("Journal of Zygotes", "en"),),
        publishers=(Text("Publisher", "en"),),
        subjects=(Text("zygote", "en"),),
        identifiers=(Identifier("DOI", "10.5555/x"), Identifier("NAID", "1"), Identifier("ISBN", "2")),
        issns=("1234-5678",),
        volume="1",
        issue="2",
        pages="3-4",
        links=("https://example.org/a",),
        tags=("tag",),
        note="note",
    )
    found: Record = tricked(full)
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library that holds the record, and one beside it."""
    folder = tmp_path_factory.mktemp("escapes")
    added = msgspec.structs.replace(
        record(), id="c1", identifiers=()
    )  # what is added must not take the place of the other
    (folder / "file.jsonl").write_bytes(msgspec.json.encode(added) + b"\n")
    with shoroku.open(folder / "library") as library:
        library.take([Contribution("jsonl", record(), f"file.jsonl:1{TRICKS}"), Contribution("jsonl", OTHER)])
        library.saved.create("deep", "zygote", from_start=True)
        library.marked.add(["a1", "b1"])
    return folder


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[TestClient]:
    """A client of the library."""
    with TestClient(create_app(place / "library", Settings(seconds=60)), raise_server_exceptions=False) as client:
        yield client


def test_the_store_holds_them(place: Path) -> None:
    """The record was not cleaned on its way, so that the other tests say something."""
    with shoroku.open(place / "library") as library:
        (kept,) = library.contributions("a1")
    assert kept.record.titles == record().titles
    assert kept.record.identifiers == record().identifiers


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_commands(place: Path, words: list[str]) -> None:
    """No output of any command has one of them as it is, and none of a format of lines has a line of the record's own."""
    (place / "out").unlink(missing_ok=True)
    printed = run(place, words)
    assert not RAW.findall(printed)
    with shoroku.open(place / "library") as library:
        assert RAW.search(library.get("a1").titles[0].value), "the record is still as it was taken"
    if words[-1] in LINES or "--format" not in words:
        assert "\nfake" not in printed


@pytest.mark.parametrize("path", [path for paths in PROBES.values() for path in paths])
def test_routes(client: TestClient, path: str) -> None:
    """No answer of a server in JSON or text has one of them as it is; in XML there are none that it cannot hold.

    A page for a browser is drawn, and no characters drive what draws it (its markup: tests/test_web.py).
    """
    answer = client.get(path.replace("closed", "a1").replace("/open", "/b1"))
    form = answer.headers.get("content-type", "")
    if "xml" in form:
        etree.fromstring(answer.content, etree.XMLParser(huge_tree=True))
    elif "html" not in form:
        assert not RAW.findall(answer.text)
    if path.endswith(tuple(f"format={name}" for name in LINES)):
        assert "\nfake" not in answer.text
