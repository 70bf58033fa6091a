"""``shoroku mcp``: a library as tools, used through the official client, in process and over standard input and output."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters

import shoroku
from shoroku import Contribution, Library, Record, Text
from shoroku.cli import app
from shoroku.mcp import TOOLS, server

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"
CLOSED = Record(
    id="closed",
    titles=(Text("Lantern fish", "en"),),
    abstracts=(Text("zygote quorum fjord waltz", "en"),),
    abstract_licence="disallow",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the bundled sample, and a record whose abstract may not be passed on."""
    folder = tmp_path_factory.mktemp("mcp") / "library"
    with shoroku.open(folder) as library:
        library.add([SAMPLE])
        library.take([Contribution("jsonl", CLOSED)])
    return folder


def used(place: Path, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """Connect a client to a server in this process, and return what it does."""

    async def connected() -> Any:
        with Library(place) as library:
            async with Client(server(library)) as client:
                return await use(client)

    return asyncio.run(connected())


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"q": "免疫", "limit": 3, "year": "2000..", "language": ["ja"], "facet": ["year", "journal"]}),
    ("search", {"q": "zygote", "explain": True}),
    ("record", {"id": "sample-0001"}),
    ("record", {"id": "closed"}),
    ("facets", {"q": "cytokine"}),
    ("similar", {"id": "sample-0001", "limit": 2}),
]


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_answers_are_typed(place: Path, name: str, arguments: dict[str, Any]) -> None:
    """Each answer has the shape that its tool declares, which the client checks too, and the same as text."""

    async def use(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        return {tool.name: tool for tool in tools}, await client.call_tool(name, arguments)

    tools, result = used(place, use)
    assert set(tools) == set(TOOLS)
    assert not result.is_error, result.content
    jsonschema.validate(arguments, tools[name].input_schema)
    jsonschema.validate(result.structured_content, tools[name].output_schema)
    assert tools[name].annotations.read_only_hint


def test_disallowed_abstracts_are_named_as_withheld(place: Path) -> None:
    """The record is found by its abstract; that there is one is said, its words are not."""

    async def use(client: Client) -> Any:
        found = await client.call_tool("search", {"q": "zygote", "explain": True})
        return (
            found,
            await client.call_tool("record", {"id": "closed"}),
            await client.call_tool("similar", {"id": "closed"}),
        )

    found, record, similar = used(place, use)
    (hit,) = found.structured_content["hits"]
    assert (hit["id"], hit["withheld"], hit["highlights"]["abstract"]) == ("closed", True, None)
    assert record.structured_content["withheld"]
    for result in (found, record, similar):
        assert not [word for word in ("quorum", "fjord", "waltz") if word in str(result)]


@pytest.mark.parametrize("name", ["search", "facets"])
def test_remarks_on_a_query(place: Path, name: str) -> None:
    """An assistant is told that a query names a field that there is not."""
    result = used(place, lambda client: client.call_tool(name, {"q": "tite:cancer"}))
    (notice,) = result.structured_content["notices"]
    assert "Did you mean title:?" in notice["en"]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("record", {"id": "nobody"}, "nobody"),
        ("search", {"limit": 5_000}, "limit must be"),
        ("search", {"query": "a"}, "parameter must be one of"),
        ("similar", {}, "id must be given"),
        ("delete", {"id": "closed"}, "name must be one of"),
    ],
)
def test_errors_are_told_in_words(place: Path, name: str, arguments: dict[str, Any], told: str) -> None:
    """What cannot be answered is a result that says why, without the library's folder."""
    result = used(place, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    assert told in result.content[0].text
    assert str(place) not in str(result)


def test_over_standard_input_and_output(place: Path) -> None:
    """The command serves the same tools to a client that starts it."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-P", "-m", "shoroku", "mcp", "--library", str(place)],
        env={**os.environ, "SHOROKU_LANG": "en"},
    )

    async def use() -> Any:
        async with Client(parameters) as client:
            return await client.call_tool("record", {"id": "sample-0001"})

    assert asyncio.run(use()).structured_content["record"]["id"] == "sample-0001"


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    """The command ends at once with the usual error, not with silence."""
    result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["mcp", "--library", str(tmp_path / "nowhere")])
    assert (result.exit_code, "There is no library" in result.stderr) == (3, True)
