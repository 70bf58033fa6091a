"""Facets for people: in a few lines below a page, or as a table each; and the histogram of the years."""

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from gettext import ngettext

from rich import box
from rich.console import Console
from rich.table import Table

from shoroku.cli.messages import N_, language
from shoroku.cli.terminal.console import console, print_items
from shoroku.cli.terminal.text import cells, safe
from shoroku.search import FacetValue, Listing, Page

TYPES = {"article": N_("article"), "book": N_("book"), "dataset": N_("dataset"), "dissertation": N_("dissertation")}
_LABELS = {
    "journal": N_("Journal"),
    "year": N_("Year"),
    "language": N_("Language"),
    "source": N_("Data source"),
    "type": N_("Type"),
    "author": N_("Author"),
    "publisher": N_("Publisher"),
    "subject": N_("Subject"),
}


def _shown(facet: str, one: FacetValue) -> str:
    """Return a value as a person reads it: names in the user's language, except that of a person, who has both."""
    if facet == "type" and (label := _(TYPES.get(one.value, one.value))) != one.value:
        return f"{label} ({safe(one.value)})"
    named = "" if facet == "author" else one.names.get(language(), "")
    return safe(named or one.value) or "-"


def print_facets(to: Console, facets: Mapping[str, Sequence[FacetValue]], most_years: int | None = None) -> None:
    """Print each facet's values and counts in a few lines; of the years a histogram and the newest ``most_years``."""
    labels = {name: _(_LABELS[name]) for name in facets}
    width = max(map(cells, labels.values())) + 2
    for name, values in facets.items():
        if not values:
            continue
        label = labels[name]
        if name == "year" and (bars := _bars(values, to.width - width)):
            to.print(f"{label}{' ' * (width - cells(label))}{bars}", soft_wrap=True)
            label = ""
        listed = values[:most_years] if name == "year" else values
        print_items(to, label, width, [f"{_shown(name, one)} ({one.count:,})" for one in listed])


def _bars(years: Sequence[FacetValue], width: int) -> str:
    """Return the histogram of the years, with a note if a bar stands for several."""
    bars, step = histogram(years, width)
    if step == 1:
        return bars
    note = _("(one bar: {step} years)")
    bars, step = histogram(years, width - cells(note.format(step=step * 10)) - 1)
    return f"{bars} {note.format(step=step)}"


def print_facet_tables(page: Page, most_years: int | None = None) -> None:
    """Print a table for every facet that has values; of the years the newest ``most_years``, and a histogram of all."""
    to = console()
    if page.total or not page.relaxed_total:
        total, text = page.total, ngettext("{total:,} record", "{total:,} records", page.total)
    else:
        total, text = (
            page.relaxed_total,
            ngettext(
                "No record contains all the words; {total:,} contains some of them:",
                "No record contains all the words; {total:,} contain some of them:",
                page.relaxed_total,
            ),
        )
    to.print(text.format(total=total), style="bold", soft_wrap=True)
    for name, values in page.facets.items():
        is_year = name == "year"
        if values:
            to.print(_table(name, values[:most_years] if is_year else values))
        if is_year and (bars := _bars(values, to.width)):
            to.print(bars, soft_wrap=True)


def print_listing(facet: str, found: Listing) -> None:
    """Print a table of journals or authors, and how many there are if not all are shown."""
    to = console()
    if not found.total:
        to.print(_("Nothing was found. Use fewer words, another spelling, or fewer filters."), soft_wrap=True)
    elif found.values:
        to.print(_table(facet, found.values))
    if len(found.values) < found.total:
        text = _("{shown:,} of {total:,} shown; -n shows more.").format(shown=len(found.values), total=found.total)
        to.print(text, style="dim", soft_wrap=True)


def _table(facet: str, values: Sequence[FacetValue]) -> Table:
    """Return a table of values, the ISSNs of journals, and numbers of records."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_(_LABELS[facet]), overflow="fold")
    has_issns = any(one.issns for one in values)
    if has_issns:
        table.add_column("ISSN", overflow="fold")
    table.add_column(_("Records"), justify="right", no_wrap=True)
    for one in values:
        issns = [", ".join(one.issns)] if has_issns else []
        table.add_row(_shown(facet, one), *issns, f"{one.count:,}")
    return table


# --- Histogram --------------------------------------------------------------------------------------------------------

#: No record; then from few to many.
_NONE, _BARS = "·", "▁▂▃▄▅▆▇"
#: How many years a bar may stand for.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_FEWEST_YEARS = 3


def histogram(years: Sequence[FacetValue], width: int) -> tuple[str, int]:
    """Return ``1990 ▁▃▇·▂ 2024`` in at most ``width`` columns, and how many years one bar stands for.

    "" for so few years that a histogram says no more than their counts.
    """
    counts = {int(one.value): one.count for one in years}
    if len(counts) < _FEWEST_YEARS:
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
