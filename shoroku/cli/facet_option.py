"""``--facet NAME`` and ``--facet NAME:N``."""

from collections.abc import Callable
from typing import Any

import click

from shoroku.cli.command import option
from shoroku.cli.histogram import MOST_YEARS
from shoroku.cli.message import message
from shoroku.cli.safe import safe

FACETS = ("journal", "year", "language", "source", "type", "author", "publisher", "subject")

Sizes = dict[str, int | None]


def _sizes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> Sizes:
    """Read facets with how many values each shall have, None where that is not said."""
    found: Sizes = {}
    for value in given:
        name, colon, size = value.partition(":")
        if name not in FACETS:
            raise click.BadParameter(message("facet.unknown", name=safe(name), known=", ".join(FACETS)), ctx, param)
        if colon and not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= 10_000):
            raise click.BadParameter(message("facet.size_unreadable", value=safe(value), name=name), ctx, param)
        found[name] = int(size) if colon else None
    return found


def facet_option(help_id: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option; the facets arrive as ``sizes``, in the order given."""
    return option("--facet", "sizes", metavar="NAME[:N]", multiple=True, callback=_sizes, help_id=help_id)


def with_default(sizes: Sizes, size: int) -> dict[str, int]:
    """Return the sizes, with ``size`` where none was said."""
    return {name: size if own is None else own for name, own in sizes.items()}


def with_all_years(sizes: dict[str, int]) -> tuple[dict[str, int], int | None]:
    """Return the sizes with all years, as bars are for all of them, and how many years shall be listed; None if not counted."""
    if "year" not in sizes:
        return sizes, None
    return sizes | {"year": MOST_YEARS}, sizes["year"]
