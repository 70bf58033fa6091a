"""Facets as people read them: names in the reader's language, years with their histogram."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from shoroku.cli.histogram import histogram
from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.output import print_items
from shoroku.cli.safe import safe
from shoroku.cli.width import cells
from shoroku.search import FacetValue

#: A person is shown with both names, all else with the one that the reader reads.
_WITH_BOTH_NAMES = "author"


def shown(facet: str, one: FacetValue) -> str:
    """Return a value as it is shown: a journal's name in the reader's language, where it has one."""
    named = "" if facet == _WITH_BOTH_NAMES else one.names.get(language(), "")
    return safe(named or one.value) or "-"


def print_facets(to: Console, facets: Mapping[str, Sequence[FacetValue]], most_years: int | None = None) -> None:
    """Print each facet's values and counts in a few lines; of the years the newest ``most_years``, after a line of bars."""
    labels = {name: message(f"facet.{name}") for name in facets}
    width = max(map(cells, labels.values())) + 2
    for name, values in facets.items():
        if not values:
            continue
        label = labels[name]
        if name == "year" and (bars := bars_of(values, to.width - width)):
            to.print(f"{label}{' ' * (width - cells(label))}{bars}", soft_wrap=True)
            label = ""
        listed = values[:most_years] if name == "year" else values
        print_items(to, label, width, [f"{shown(name, one)} ({one.count:,})" for one in listed])


def bars_of(years: Sequence[FacetValue], width: int) -> str:
    """Return the histogram of the years, and what a bar stands for where that is not one year."""
    bars, step = histogram(years, width)
    if step == 1:
        return bars
    longest = message("facet.year.step", step=step * 10)
    bars, step = histogram(years, width - cells(longest) - 1)
    return f"{bars} {message('facet.year.step', step=step)}"
