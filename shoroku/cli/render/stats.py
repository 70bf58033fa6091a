"""A library's figures for people."""

from shoroku.cli.messages import message
from shoroku.cli.render.facets import print_facets
from shoroku.cli.terminal.console import console, print_rows
from shoroku.cli.terminal.text import safe
from shoroku.library import Stats

_COUNTS = ("records", "contributions", "merged", "tombstones", "last_change", "index_change", "index_generation")
_SIZES = ("store_bytes", "index_bytes")


def print_stats(stats: Stats) -> None:
    """Print the figures, then the counts by language, source and type."""
    to = console()
    figures = stats._asdict()
    rows = [(message("stats.path"), safe(stats.path))]
    rows += [(message(f"stats.{name}"), f"{figures[name]:,}") for name in _COUNTS]
    rows += [(message(f"stats.{name}"), _size(figures[name])) for name in _SIZES]
    print_rows(to, rows)
    if any(stats.facets.values()):
        to.print()
        print_facets(to, stats.facets)


def _size(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"
