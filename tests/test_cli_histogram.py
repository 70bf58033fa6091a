"""The line of bars for years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import FacetValue
from shoroku.cli.render.page import histogram, year_bars


def years(counts: dict[int, int]) -> list[FacetValue]:
    return [FacetValue(str(year), count) for year, count in sorted(counts.items(), reverse=True)]


@pytest.mark.parametrize(
    ("counts", "width", "expected"),
    [
        ({}, 70, ("", 1)),
        ({2020: 5, 2019: 1}, 70, ("", 1)),
        ({2018: 1, 2019: 4, 2020: 7}, 70, ("2018 ▁▄▇ 2020", 1)),
        ({2016: 1, 2019: 700, 2020: 7}, 70, ("2016 ▁··▇▁ 2020", 1)),
        ({2000: 1, 2010: 1, 2019: 1}, 14, ("2000 ▇·▇▇ 2019", 5)),
        ({1: 1, 2020: 1, 9999: 1}, 30, ("1 ▇···▇··············▇ 9999", 500)),
    ],
)
def test_bars(counts: dict[int, int], width: int, expected: tuple[str, int]) -> None:
    """There is a bar for every year, or for as many years as fit; the tallest is the commonest."""
    assert histogram(years(counts), width) == expected


@given(st.dictionaries(st.integers(0, 9999), st.integers(1, 10**7), min_size=3), st.integers(20, 120))
def test_it_fits_and_shows_every_year(counts: dict[int, int], width: int) -> None:
    """Whatever the years, the line fits, and a year with records has a bar; there are three bars at least, or none."""
    line, step = histogram(years(counts), width)
    if not line:
        return
    first, bars, last = line.split(" ")
    assert len(line) <= width
    assert (int(first), int(last)) == (min(counts), max(counts))
    shown = {index for index, bar in enumerate(bars) if bar != "·"}
    assert len(bars) >= 3
    assert shown == {year // step - min(counts) // step for year in counts}


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (50, ["1950 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▆ 2023 (one bar: 5 years)"]),
        (27, ["1950 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▆ 2023", "(one bar: 5 years)"]),
        (14, []),
    ],
)
def test_narrow_terminal(width: int, expected: list[str]) -> None:
    """What a bar stands for is noted behind the line, or below it in a narrow terminal; one or two bars are not drawn."""
    assert year_bars(years(dict.fromkeys(range(1950, 2024), 7)), width) == expected
