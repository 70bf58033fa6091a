"""Facets for people: one table each."""

from rich import box
from rich.table import Table

from shoroku.cli.message import message
from shoroku.cli.output import console
from shoroku.cli.safe import safe
from shoroku.search import Page


def print_facet_tables(page: Page) -> None:
    """Print a table for every facet that has values."""
    to = console()
    if page.total or not page.relaxed_total:
        heading = message("facets.total", total=page.total)
    else:
        heading = message("facets.relaxed", total=page.relaxed_total)
    to.print(heading, style="bold", soft_wrap=True)
    for name, values in page.facets.items():
        if values:
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
            table.add_column(message(f"facet.{name}"), overflow="fold")
            table.add_column(message("facets.count"), justify="right", no_wrap=True)
            for one in values:
                table.add_row(safe(one.value) or "-", f"{one.count:,}")
            to.print(table)
