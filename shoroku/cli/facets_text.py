"""Facets for people: one table each."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from shoroku.cli.facet_values import bars_of, shown
from shoroku.cli.message import message
from shoroku.cli.output import console
from shoroku.search import FacetValue, Page


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
