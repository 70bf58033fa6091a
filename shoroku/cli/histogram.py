"""Years as a line of bars, that fits a terminal and needs no colour."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoroku.search import FacetValue

#: No record, then from few to many.
_NONE, _BARS = "·", "▁▂▃▄▅▆▇"
#: How many years a bar may stand for.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
#: More years than this are counted for the bars; a record's year has four digits.
MOST_YEARS = 10_000
FEWEST_YEARS = 3


def histogram(years: "Sequence[FacetValue]", width: int) -> tuple[str, int]:
    """Return ``1990 ▁▃▇·▂ 2024`` in at most ``width`` columns, and how many years one bar stands for.

    "" for so few years that their counts say as much.
    """
    counts = {int(one.value): one.count for one in years}
    if len(counts) < FEWEST_YEARS:
        return "", 1
    first, last = min(counts), max(counts)
    room = max(1, width - len(f"{first} ") - len(f" {last}"))
    step = next(step for step in _STEPS if last // step - first // step < room)
    bars = [0] * (last // step - first // step + 1)
    for year, count in counts.items():
        bars[year // step - first // step] += count
    most = max(bars)
    line = "".join(_BARS[(count * len(_BARS) - 1) // most] if count else _NONE for count in bars)
    return f"{first} {line} {last}", step
