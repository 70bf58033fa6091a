"""Tables of facets, journals and authors for people."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from rich import box
from rich.table import Table

from shoroku.cli.render.page import names_in, year_bars
from shoroku.cli.terminal.console import console
from shoroku.cli.terminal.text import safe
from shoroku.labels import LABELS
from shoroku.messages import language
from shoroku.search import FacetValue, Listing, Page


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
        for line in year_bars(values, to.width) if is_year else ():
            to.print(line, soft_wrap=True)


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
    table.add_column(_(LABELS[facet]), overflow="fold")
    has_issns = any(one.issns for one in values)
    if has_issns:
        table.add_column("ISSN", overflow="fold")
    table.add_column(_("Records"), justify="right", no_wrap=True)
    name = names_in(language())
    for one in values:
        issns = [", ".join(one.issns)] if has_issns else []
        table.add_row(safe(name(facet, one)), *issns, f"{one.count:,}")
    return table
