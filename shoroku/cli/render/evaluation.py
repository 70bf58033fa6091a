"""Evaluation measures for people: a line for each collection."""

from collections.abc import Sequence
from gettext import gettext as _

from rich import box
from rich.table import Table

from shoroku.cli.terminal.console import console
from shoroku.cli.terminal.text import safe
from shoroku.evaluation import Evaluation


def print_evaluations(found: Sequence[Evaluation]) -> None:
    """Print a table with a line for each collection and a column for each measure.

    If features of the ranking were left out, their names replace the collection's size, so that a line fits into 80
    columns and no name is broken.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(_("Collection"), overflow="fold")
    with_choices = any(one.without for one in found)
    if with_choices:
        longest = max(len(name) for one in found for name in one.without)
        table.add_column(_("Without"), overflow="fold", min_width=longest)
    else:
        table.add_column(_("Documents"), justify="right")
        table.add_column(_("Queries"), justify="right")
    for measure in found[0].measures:
        table.add_column(measure, justify="right", no_wrap=True)
    table.add_column(_("Seconds"), justify="right")
    for one in found:
        values = [f"{value:.4f}" for value in one.measures.values()]
        choice = [", ".join(one.without) or "–"] if with_choices else [f"{one.documents:,}", f"{one.queries:,}"]
        table.add_row(safe(one.collection), *choice, *values, f"{one.seconds:.1f}")
    console().print(table)
