"""``shoroku mcp``: a library as tools, used through the official client, in process and over standard input and output."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters

import shoroku
import shoroku.mcp
from shoroku import Contribution, Library, Person, Record, Text
from shoroku.cli import app
from shoroku.mcp import TOOLS, server
from tests.graph_records import AWARD, funded

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


#: Tool -> calls that would bring the abstract out if anything did. A new tool adds its own here.
PROBES: dict[str, list[dict[str, Any]]] = {
    "search": [
        {"q": "zygote", "explain": True, "facet": ["subject", "author"]},
        {"q": '"quorum fjord"'},
        {"q": "zyg*"},
    ],
    "record": [{"id": "closed"}],
    "facets": [{"q": "zygote"}, {}],
    "similar": [{"id": "closed"}, {"id": "twin"}],
    "people": [{"who": "Fujimoto Minoru", "possibly": True}],
    "coauthors": [{"who": "Fujimoto Minoru"}],
    "projects": [{"number": AWARD}],
    "related": [{"id": "closed", "depth": 3}],
    "path": [{"from": "closed", "to": "twin"}],
}


def test_no_tool_gives_a_word_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever tool is asked, by whatever leads to the record, no word of the abstract is in the answer that was not asked for."""
    assert set(PROBES) == set(TOOLS)
    monkeypatch.setattr(shoroku.mcp, "SECONDS", 600.0)
    people = (Person((Text("Fujimoto Minoru", "en"),)),)
    closed = msgspec.structs.replace(CLOSED, creators=people, funding=funded(), note="brouhaha")
    twin = Record(id="twin", titles=(Text("Lantern fish of the shallow sea", "en"),))
    with shoroku.open(tmp_path / "library") as library:
        library.take([Contribution("jsonl", one) for one in (closed, twin)])

    async def use(client: Client) -> list[tuple[str, dict[str, Any], Any]]:
        calls = [(name, asked) for name, given in PROBES.items() for asked in given]
        return [(name, asked, await client.call_tool(name, asked)) for name, asked in calls]

    answers = used(tmp_path / "library", use)
    for name, asked, result in answers:
        assert not result.is_error, (name, result.content)
        assert name != "search" or "closed" in str(result.structured_content), asked
        words = [word for word in ("zygote", "quorum", "fjord", "waltz", "brouhaha") if word not in str(asked)]
        assert not [word for word in words if word in str(result)], (name, asked)


@pytest.mark.parametrize("name", ["search", "facets"])
def test_remarks_on_a_query(place: Path, name: str) -> None:
    """An assistant is told that a query names a field that there is not."""
    result = used(place, lambda client: client.call_tool(name, {"q": "tite:cancer"}))
    (notice,) = result.structured_content["notices"]
    assert "Did you mean title:?" in notice["en"]


ERRORS: list[tuple[str, dict[str, Any], str]] = [
    ("record", {"id": "nobody"}, "nobody"),
    ("search", {"limit": 5_000}, "limit must be"),
    ("search", {"query": "a"}, "parameter must be one of"),
    ("similar", {}, "id must be given"),
    ("delete", {"id": "closed"}, "name must be one of"),
]


@pytest.mark.parametrize(("name", "arguments", "told"), ERRORS)
def test_errors_are_told_in_words(place: Path, name: str, arguments: dict[str, Any], told: str) -> None:
    """What cannot be answered is a result that says why, without the library's folder."""
    result = used(place, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    assert told in result.content[0].text
    assert str(place) not in str(result)


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    """The command ends at once with the usual error, not with silence."""
    result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["mcp", "--library", str(tmp_path / "nowhere")])
    assert (result.exit_code, "There is no library" in result.stderr) == (3, True)


# --- Over standard input and output -----------------------------------------------------------------------------------


def over_stdio(place: Path, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """Start the command as an assistant does, and return what a client does with it."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-P", "-m", "shoroku", "mcp", "--library", str(place)],
        env={**os.environ, "SHOROKU_LANG": "en"},
    )

    async def connected() -> Any:
        async with Client(parameters) as client:
            return await use(client)

    return asyncio.run(connected())


def without_time(answer: Any) -> Any:
    """Return an answer without the time that it took."""
    return {**answer, "took_ms": 0} if answer and "took_ms" in answer else answer


def test_every_tool_over_standard_input_and_output(place: Path) -> None:
    """The command gives a client that starts it the same tools, answers and errors as in process; its text is the same JSON."""

    async def use(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        answers = [await client.call_tool(name, arguments) for name, arguments in CALLS]
        return tools, answers, [await client.call_tool(name, arguments) for name, arguments, _ in ERRORS]

    tools, answers, errors = over_stdio(place, use)
    expected_tools, expected, expected_errors = used(place, use)
    assert [tool.model_dump() for tool in tools] == [tool.model_dump() for tool in expected_tools]
    for one, other in zip(answers, expected, strict=True):
        assert not one.is_error
        assert without_time(one.structured_content) == without_time(other.structured_content)
        assert json.loads(one.content[0].text) == one.structured_content
    for one, other, (_, _, told) in zip(errors, expected_errors, ERRORS, strict=True):
        assert (one.is_error, one.content[0].text) == (True, other.content[0].text)
        assert told in one.content[0].text


def test_a_library_that_changes_meanwhile(tmp_path: Path) -> None:
    """A client sees what another process adds, corrects and deletes, without starting again."""
    folder = tmp_path / "library"
    with shoroku.open(folder) as library:
        library.add_records([{"id": "a", "title": "Lantern fish"}])

    async def use(client: Client) -> Any:
        async def found() -> list[str]:
            answer = await client.call_tool("search", {"q": "lantern", "sort": "oldest"})
            return [hit["title"] for hit in answer.structured_content["hits"]]

        seen = [await found()]
        with shoroku.open(folder) as writer:
            writer.add_records([{"id": "b", "title": "深海の魚 lantern"}])
            seen.append(sorted(await found()))
            writer.add_records([{"id": "b", "title": "浅海の魚 lantern"}])
            seen.append(sorted(await found()))
            writer.delete("a")
            seen.append(await found())
        return seen, await client.call_tool("record", {"id": "a"})

    seen, gone = over_stdio(folder, use)
    assert seen == [
        ["Lantern fish"],
        ["Lantern fish", "深海の魚 lantern"],
        ["Lantern fish", "浅海の魚 lantern"],
        ["浅海の魚 lantern"],
    ]
    assert gone.is_error


def test_calls_at_once_and_calls_given_up(place: Path) -> None:
    """Several calls are answered at once, each its own; a call that a client gives up does not keep others waiting."""

    async def use(client: Client) -> Any:
        given_up = [asyncio.ensure_future(client.call_tool("search", {"q": "免疫", "limit": 1_000})) for _ in range(3)]
        await asyncio.sleep(0)
        for one in given_up:
            one.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        ids = [f"sample-{number:04}" for number in range(1, 9)]
        answers = await asyncio.gather(*(client.call_tool("record", {"id": one}) for one in ids))
        return ids, [answer.structured_content["record"]["id"] for answer in answers]

    asked, answered = over_stdio(place, use)
    assert answered == asked


def test_japanese(place: Path) -> None:
    """Questions and answers in Japanese pass unharmed, characters outside the first plane included."""

    async def use(client: Client) -> Any:
        return (
            await client.call_tool("search", {"q": "ｍｅｎｅｋｉ　免疫", "limit": 5}),
            await client.call_tool("search", {"q": "𠮷野家 𩸽", "limit": 5}),
            await client.call_tool("facets", {"q": "免疫", "facet": ["subject"]}),
        )

    _, rare, facets = over_stdio(place, use)
    assert rare.structured_content["query"] == "𠮷野家 𩸽"
    assert "免疫" in [value["value"] for value in facets.structured_content["facets"]["subject"]]
    assert "免疫" in facets.content[0].text


def test_a_call_that_takes_too_long(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that is cut is told in words."""
    monkeypatch.setattr(shoroku.mcp, "SECONDS", 0.0)
    result = used(place, lambda client: client.call_tool("search", {"q": "a"}))
    assert (result.is_error, "was stopped" in result.content[0].text) == (True, True)
