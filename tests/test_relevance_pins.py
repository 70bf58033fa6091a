"""The pinned figures: the search is as good on the project's own two collections as it was."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.relevance import pins
from shoroku.search import FEATURES

PINNED = pins.read()
CROSSING = pins.HERE / "collections" / "crossing"
COLLECTIONS = pytest.mark.parametrize("folder", pins.COLLECTIONS, ids=lambda folder: folder.name)


def pinned(folder: Path) -> Any:
    return PINNED["collections"][folder.name]


@cache
def by_query(folder: Path) -> dict[str, float]:
    return pins.by_query(folder)


@COLLECTIONS
def test_as_good_as_it_was(folder: Path) -> None:
    """No collection's nDCG@10 is below its pin; where one is, the queries that fell are named."""
    allowed = pins.tolerance(PINNED["versions"], pins.versions())
    problem = pins.verdict(folder.name, pinned(folder)["queries"], by_query(folder), allowed)
    assert not problem, problem


@COLLECTIONS
def test_every_feature_is_pinned(folder: Path) -> None:
    """The figures without a feature are there for all that there are, and for no other."""
    assert list(pinned(folder)["ablation"]) == [pins.EVERYTHING, *FEATURES]
    for figures in pinned(folder)["ablation"].values():
        assert list(figures) == list(pins.MEASURES)


@COLLECTIONS
def test_the_pins_are_of_one_measurement(folder: Path) -> None:
    """The pinned figures of the queries are those of the collection that is there, and their mean is the collection's."""
    queries, everything = pinned(folder)["queries"], pinned(folder)["ablation"][pins.EVERYTHING]
    judged = {line.split("\t")[0] for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()}
    assert set(queries) == judged
    assert pinned(folder)["documents"] == len((folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines())
    assert pins.mean(queries) == pytest.approx(everything["nDCG@10"], abs=2e-4)


@COLLECTIONS
def test_room_to_get_better_and_worse(folder: Path) -> None:
    """The collections are neither solved nor hopeless: a change of the ranking can be seen in both directions."""
    assert 0.7 < pinned(folder)["ablation"][pins.EVERYTHING]["nDCG@10"] < 0.97


def test_crossing_needs_translations() -> None:
    """Without translations less than half is left of what is found across languages."""
    ablation = PINNED["collections"]["crossing"]["ablation"]
    for measure in pins.MEASURES:
        assert ablation["translations"][measure] < ablation[pins.EVERYTHING][measure] / 2


def test_own_language_first() -> None:
    """If a query's answer is in its own language, what is asked in the other does not come before it."""
    own = {query: value for query, value in by_query(CROSSING).items() if query.startswith("o")}
    assert own == dict.fromkeys(("o01", "o02", "o03", "o04", "o05", "o06"), 1.0)


@pytest.mark.parametrize(("feature", "tolerance"), [("translations", 0.02), ("passages", 0.01)])
def test_a_worse_search_does_not_pass(feature: str, tolerance: float) -> None:
    """Without a feature that contributes much, the figures fall below their pin by more than the tolerance."""
    now = pins.by_query(CROSSING, [feature])
    assert "Queries that fell" in pins.verdict("crossing", pinned(CROSSING)["queries"], now, tolerance)


def test_what_a_fall_says() -> None:
    """A verdict names the queries that fell, the worst first, one that finds nothing at all among them, and no other."""
    before = {"q1": 1.0, "q2": 1.0, "q3": 0.5, "q4": 0.5}
    problem = pins.verdict("questions", before, {"q1": 0.9, "q3": 0.5, "q4": 0.6}, 0.005)
    assert "questions: nDCG@10 fell from 0.7500 to 0.5000" in problem
    assert problem.index("q2: 1.0000 -> 0.0000") < problem.index("q1: 1.0000 -> 0.9000")
    assert "q3" not in problem
    assert "q4" not in problem


@pytest.mark.parametrize(("now", "is_fine"), [(0.9, True), (0.8951, True), (0.8949, False), (0.95, True)])
def test_how_much_may_be_lost(now: float, is_fine: bool) -> None:
    """Half a point may be lost, and anything won."""
    assert (pins.verdict("x", {"q": 0.9}, {"q": now}, pins.TOLERANCE) == "") is is_fine


@pytest.mark.parametrize(
    ("changed", "allowed"),
    [("sudachipy", 0.02), ("sudachidict-core", 0.02), ("tantivy", 0.005)],
)
def test_another_dictionary(changed: str, allowed: float) -> None:
    """If another dictionary cuts the texts, two points may be lost; another index is no excuse."""
    versions = PINNED["versions"]
    assert pins.tolerance(versions, versions) == 0.005
    assert pins.tolerance(versions, versions | {changed: "0"}) == allowed
