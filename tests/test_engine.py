"""The engine of a library's own index by itself: what expressions match, score and count."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import shoroku
from shoroku import Contribution, Record, Text
from shoroku.indexer import fields
from shoroku.search.engine.engine import Engine
from shoroku.search.engine.expressions import EVERYTHING, AnyTerm, Boosted, Term

WORD = Term(fields.TEXT_EN, "serum")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give the engine over six records of three years."""
    path: Path = tmp_path_factory.mktemp("engine")
    with shoroku.open(path) as library:
        made = [
            Record(id=f"r{n}", titles=(Text("Serum " * (n % 2) + f"protein {n}", "en"),), date=str(2000 + n % 3))
            for n in range(6)
        ]
        library.take([Contribution("x", record) for record in made])
        yield library._searching().view().engine


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0, 3.0])
def test_a_boost_multiplies_the_score(engine: Engine, factor: float) -> None:
    """Whatever the factor is."""
    plain, boosted = (engine.top(one, 10).keys for one in (WORD, Boosted(WORD, factor)))
    assert len(plain) == 3
    assert boosted == pytest.approx([key * factor for key in plain])


def test_the_order_by_a_field(engine: Engine) -> None:
    """The highest values come first, unless it is said otherwise."""
    found = engine.top(EVERYTHING, 2, by=fields.SEQ)
    assert engine.seqs(found.addresses) == [6, 5]
    found = engine.top(EVERYTHING, 2, by=fields.SEQ, direction="ascending")
    assert engine.seqs(found.addresses) == [1, 2]


@pytest.mark.parametrize(("size", "counted", "others"), [(1, 2, 4), (2, 4, 2), (3, 6, 0), (9, 6, 0)])
def test_how_many_values_are_left_out(engine: Engine, size: int, counted: int, others: int) -> None:
    """Counts of values say how many records have a value that is not among them; none if all are."""
    total, found = engine.counts(EVERYTHING, {fields.YEAR: size})
    assert total == 6
    assert (sum(found[fields.YEAR].values.values()), found[fields.YEAR].others) == (counted, others)


@pytest.mark.parametrize(("values", "count"), [([], 0), (["serum"], 3), (["serum", "protein"], 6), (["none"], 0)])
def test_one_of_several_terms(engine: Engine, values: list[str], count: int) -> None:
    """A record with any of the terms matches, and none if there are no terms; many terms are as good as few."""
    for more in ([], [f"other{n}" for n in range(3_000)] if values else []):
        assert engine.count(AnyTerm(fields.TEXT_EN, [*values, *more])) == count
