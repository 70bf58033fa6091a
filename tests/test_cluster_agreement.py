"""A copy on a cluster agrees with its library: the same records, totals, facets and expansions, and the same scores.

``benchmarks/agreement.py`` compares more, on test collections.
"""

import asyncio
import json
import math
import os
import random
import sys
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from mcp import Client, StdioServerParameters

import shoroku
from shoroku import Library
from shoroku.indexer import fields
from shoroku.indexer.cluster import lengths, mapping
from shoroku.indexer.cluster.address import parsed
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.mapping import Bm25
from shoroku.mcp import server
from shoroku.search import weights
from shoroku.search.engine.engine import Engine
from shoroku.search.engine.expressions import EVERYTHING, Expression, Term, TermPhrase
from tests import pins
from tests.pins_queries import cases

#: Scores are 32-bit floats, and sums of them are made in another order.
CLOSE = 2e-5
#: What of an answer depends on the run.
_OF_THE_RUN = frozenset({"took_ms", "cursor"})


class Pair(NamedTuple):
    library: Library
    copy: Library

    @property
    def engines(self) -> tuple[Engine, Engine]:
        own, other = (one._searching().view().engine for one in self)
        return own, other


@pytest.fixture(scope="module")
def pair(node: str) -> Iterator[Pair]:
    """The bundled sample, and its copy on a cluster."""
    index = f"agreement-{uuid.uuid4().hex[:12]}"
    with pins.libraries() as opened:
        library = opened["sample"]
        library.clusters.send(node, index, shards=3, replicas=0, with_disallowed_abstracts=True)
        yield Pair(library, shoroku.open(f"opensearch+{node}/{index}"))
    cluster = Cluster(parsed(f"opensearch+{node}/{index}"))
    for one in cluster.find(f"/{index}*") or ():
        cluster.ask("DELETE", f"/{one}")


# --- Pinned searches --------------------------------------------------------------------------------------------------


def test_pinned_searches_of_the_sample(pair: Pair) -> None:
    """Every pinned search of the sample gives what is pinned, but for scores in the fifth digit, and the order of records
    whose scores are so close."""
    expected = {line["search"]: line for line in map(json.loads, pins.SEARCHES.read_text("utf-8").splitlines())}
    asked = [(number, case) for number, case in enumerate(cases()) if case.library == "sample"]
    assert len(asked) > 500
    differing = {}
    for number, case in asked:
        found = json.loads(json.dumps(pins._found(pair.copy, case, number % pins.HIGHLIGHTED_EVERY == 0)))
        if parts := _differences(found, expected[case.name]):
            differing[case.name] = parts
    assert {name: parts for name, parts in differing.items() if parts != ["order"]} == {}
    assert len(differing) <= len(asked) * 0.01


def _differences(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    names = (found.keys() | expected.keys()) - {"search", "hits"}
    parts = sorted(name for name in names if found.get(name) != expected.get(name))
    ours, theirs = found.get("hits", []), expected.get("hits", [])
    scores = [dict(map(tuple, (hit[:2] for hit in hits))) for hits in (ours, theirs)]
    if [hit[2:] for hit in ours] != [hit[2:] for hit in theirs]:
        parts.append("relaxed")
    if scores[0].keys() != scores[1].keys():
        parts.append("hits")
    elif any(
        not math.isclose(score, scores[1][name], rel_tol=CLOSE, abs_tol=CLOSE) for name, score in scores[0].items()
    ):
        parts.append("scores")
    elif [hit[0] for hit in ours] != [hit[0] for hit in theirs]:
        parts.append("order")
    return parts


def test_a_long_question(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question of many words finds what it finds in the library; also if it has more parts than a cluster takes, but then the
    order may differ."""
    texts = [text for text in _texts(pair.engines[0]) if len(text) > 60]
    words = list(dict.fromkeys(word for text in texts[:4] for word in text if len(word) > 1))
    question = " ".join(words[:60])
    own, other = (one.search(question, limit=20) for one in pair)
    assert own.relaxed_total > 20
    assert [hit.id for hit in other.hits] == [hit.id for hit in own.hits]
    monkeypatch.setattr("shoroku.search.engine.cluster._MOST_PARTS", 100)
    short = pair.copy.search(question, limit=20)
    assert (short.total, short.relaxed_total) == (own.total, own.relaxed_total)
    assert [hit.score for hit in short.hits] != [hit.score for hit in other.hits]
    assert len({hit.id for hit in short.hits} & {hit.id for hit in own.hits}) >= 15


# --- Scores -----------------------------------------------------------------------------------------------------------


def _scores(engine: Engine, expression: Expression) -> dict[int, float]:
    hits = engine.top(expression, 1_000)
    return dict(zip(engine.seqs(hits.addresses), map(float, hits.keys), strict=True))


def _same_scores(pair: Pair, expression: Expression) -> None:
    own, other = (_scores(engine, expression) for engine in pair.engines)
    assert other == pytest.approx(own, rel=CLOSE), expression


@pytest.mark.parametrize("field", mapping.TEXTS)
def test_scores_of_terms(pair: Pair, field: str) -> None:
    """A term scores alike in each field, however many records have no text there."""
    own, _ = pair.engines
    if field == fields.ID:
        terms = ["sample-0001"]
    else:
        terms = [term for term, _ in own.terms(field, "") if term != fields.BOUNDARY]
    assert terms
    for term in random.Random(1).sample(terms, min(len(terms), 12)):
        _same_scores(pair, Term(field, term))


def _texts(engine: Engine) -> list[list[str]]:
    addresses = engine.top(EVERYTHING, 1_000, by=fields.SEQ).addresses
    return [japanese.split(" ") for japanese, _ in engine.texts(addresses) if japanese]


@pytest.mark.parametrize(("apart", "slop"), [(1, 0), (1, 2), (2, 2), (3, 2), (-1, 2), (-2, 3)])
def test_scores_of_phrases(pair: Pair, apart: int, slop: int) -> None:
    """Two terms score alike, side by side or with others between; also in the other order, where the slop allows that."""
    texts = [text for text in _texts(pair.engines[0]) if len(text) > 30]
    chance = random.Random(2)
    for text in chance.sample(texts, 6):
        at = chance.choice([at for at in range(5, 20) if text.count(text[at]) == 1 and text[at] != text[at + apart]])
        if fields.BOUNDARY in (text[at], text[at + apart]) or text.count(text[at + apart]) > 1:
            continue
        phrase = TermPhrase(fields.TEXT_JA, (text[at], text[at + apart]), slop)
        own, other = (set(_scores(engine, phrase)) for engine in pair.engines)
        assert own == other
        if all(_once(one, phrase.terms) for one in texts):
            _same_scores(pair, phrase)


def _once(text: list[str], terms: Any) -> bool:
    """Return whether no two of these terms compete for a third in a text."""
    return all(text.count(term) <= 1 for term in terms) or not all(term in text for term in terms)


def test_a_word_beside_itself(pair: Pair) -> None:
    """A word that a query says twice scores alike, with a slop too."""
    own, _ = pair.engines
    for slop in (0, 2):
        phrase = TermPhrase(fields.TEXT_JA, ("免疫", "免疫"), slop)
        assert set(_scores(pair.engines[1], phrase)) == set(_scores(own, phrase))


# --- Tools for assistants ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", {"q": "IL-6阻害薬", "facet": ["journal", "year"]}),
        ("search", {"q": "免疫", "limit": 3, "language": ["ja"]}),
        ("record", {"id": "sample-0001"}),
        ("facets", {"q": "治療"}),
        ("similar", {"id": "sample-0042", "limit": 2}),
    ],
)
def test_tools(pair: Pair, name: str, arguments: dict[str, Any]) -> None:
    """A tool gives the same answer from a copy, but for the duration and the last digits of scores."""

    async def answer(library: Library) -> Any:
        async with Client(server(library)) as client:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            return result.structured_content

    own, other = (_rounded(asyncio.run(answer(library))) for library in pair)
    assert own
    assert other == own


def _rounded(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _rounded(one) for name, one in answer.items() if name not in _OF_THE_RUN}
    if isinstance(answer, list):
        return [_rounded(one) for one in answer]
    return round(answer, 3) if isinstance(answer, float) else answer


def test_tools_over_standard_input(pair: Pair) -> None:
    """``shoroku mcp`` serves a copy."""
    arguments = ["-P", "-m", "shoroku", "mcp", "--library", str(pair.copy.location)]
    started = StdioServerParameters(command=sys.executable, args=arguments, env={**os.environ})

    async def found() -> Any:
        async with Client(started) as client:
            return (await client.call_tool("search", {"q": "IL-6阻害薬"})).structured_content

    assert asyncio.run(found())["hits"][0]["id"] == pair.library.search("IL-6阻害薬").hits[0].id


# --- Lengths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stretch", [1.0, 1.02, 1.5, 20.0])
@pytest.mark.parametrize(("length", "times"), [(0, 1), (3, 1), (40, 2), (900, 7)])
def test_parameters_for_a_longer_average(stretch: float, length: int, times: int) -> None:
    """BM25 with the parameters for an average that is too long scores as with the right average."""
    average, usual = 30.0, Bm25(weights.K1, weights.B)

    def score(bm25: Bm25, mean: float) -> float:
        return (bm25.k1 + 1) * times / (times + bm25.k1 * (1 - bm25.b + bm25.b * length / mean))

    changed = lengths.stretched(stretch, usual)
    assert 0 <= changed.b <= 1
    assert lengths.factor(stretch, usual) * score(changed, average * stretch) == pytest.approx(score(usual, average))


def test_the_average_is_measured(pair: Pair) -> None:
    """For fields that some records have not, the state of the copy says how much too long the average is."""
    copy = pair.copy
    stretches = copy._searching()._beside.seen().state.stretches  # type: ignore[attr-defined]
    records = list(pair.library)
    without = sum(not record.creators for record in records)
    assert stretches.keys() >= {fields.TITLE_JA, fields.TITLE_EN, fields.TEXT_JA}
    assert all(1 < stretch < 10 for stretch in stretches.values())
    assert (fields.NAME in stretches) == bool(without)
