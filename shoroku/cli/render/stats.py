"""A library's figures for people."""

from gettext import gettext as _

from shoroku.cli.render.page import print_facets
from shoroku.cli.terminal.console import console, print_rows
from shoroku.messages import N_
from shoroku.stats import Stats

_COUNTS = {
    "records": N_("Records"),
    "contributions": N_("Source records"),
    "merged": N_("Merged from several source records"),
    "tombstones": N_("Deleted"),
    "last_change": N_("Last change"),
    "index_change": N_("Last change in the index"),
    "index_generation": N_("Index generation"),
}
_SIZES = {"store_bytes": N_("Size of the database"), "index_bytes": N_("Size of the index")}


def print_stats(stats: Stats) -> None:
    """Print the figures, then the counts by language, data source and type."""
    to = console()
    figures = stats._asdict()
    rows = [(_("Library"), stats.path)]
    rows += [(_(label), f"{figures[name]:,}") for name, label in _COUNTS.items()]
    rows += [(_(label), f"{figures[name] / 1_000_000:,.1f} MB") for name, label in _SIZES.items()]
    print_rows(to, rows)
    if any(stats.facets.values()):
        to.print()
        print_facets(to, stats.facets)
