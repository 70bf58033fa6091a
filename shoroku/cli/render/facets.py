"""Facets for people: one table each."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from shoroku.cli.messages import language, message
from shoroku.cli.terminal.console import console, print_items
from shoroku.cli.terminal.text import cells, safe
from shoroku.search import FacetValue, Page

#: No record, then from few to many.
_NONE, _BARS = "·", "▁▂▃▄▅▆▇"
#: How many years a bar may stand for.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
FEWEST_YEARS = 3


def histogram(years: Sequence[FacetValue], width: int) -> tuple[str, int]:
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


def print_facet_tables(page: Page, most_years: int | None = None) -> None:
    """Print a table for every facet that has values; over the newest ``most_years`` years, a line of bars for all."""
    to = console()
    if page.total or not page.relaxed_total:
        heading = message("facets.total", total=page.total)
    else:
        heading = message("facets.relaxed", total=page.relaxed_total)
    to.print(heading, style="bold", soft_wrap=True)
    for name, values in page.facets.items():
        is_year = name == "year"
        if values:
            table = facet_table(name, values[:most_years] if is_year else values)
            to.print(table)
        if is_year and (bars := bars_of(values, to.width)):
            to.print(bars, soft_wrap=True)


def facet_table(name: str, values: Sequence[FacetValue]) -> Table:
    """Return the table of one facet: values, the ISSNs of journals, and counts to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(message(f"facet.{name}"), overflow="fold")
    has_issns = any(one.issns for one in values)
    if has_issns:
        table.add_column("ISSN", overflow="fold")
    table.add_column(message("facets.count"), justify="right", no_wrap=True)
    for one in values:
        issns = [", ".join(one.issns)] if has_issns else []
        table.add_row(shown(name, one), *issns, f"{one.count:,}")
    return table
