"""Shell completion of values: names in the library. Without a library, nothing is offered."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shoroku.library import Library
    from shoroku.search import FacetValue

#: The environment variable in which a shell asks for completions; ``shoroku completion`` prints a script that sets it.
COMPLETION_VARIABLE = "_SHOROKU_COMPLETE"

_MOST, _MOST_SUGGESTED = 1_000, 50
Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def saved_names(ctx: click.Context, _param: click.Parameter, prefix: str) -> list[str]:
    """Return the saved searches whose names begin with ``prefix``."""
    return _completions(ctx, prefix, lambda library: [one.name for one in library.saved])


def tag_names(ctx: click.Context, _param: click.Parameter, prefix: str) -> list[str]:
    """Return the tags that begin with ``prefix``."""
    return _completions(ctx, prefix, lambda library: list(library.edits.tags()))


def values_of(facet: str) -> Completer:
    """Return a completer for the values of a facet, the most frequent first."""

    def complete(ctx: click.Context, _param: click.Parameter, prefix: str) -> list[str]:
        def names(library: "Library") -> list[str]:
            if facet in ("journal", "author", "subject"):
                found = [one.text for one in library.suggest(prefix, limit=_MOST_SUGGESTED, within=facet)]  # type: ignore[arg-type]  # one of the three
                return found if facet != "author" else [order for name in found for order in _orders(name)]
            page = library.search("", facets=[facet], facet_size=_MOST, limit=0)
            return [name for one in page.facets[facet] for name in _names(one)]

        return _completions(ctx, prefix, names)

    return complete


def _names(value: "FacetValue") -> tuple[str, ...]:
    """Return what a value can be given as: its names, and what it is if that is an identifier."""
    if value.label:
        return tuple(dict.fromkeys((value.value, value.label, *value.names.values())))
    return tuple(value.names.values()) or (value.value,)


def _orders(name: str) -> tuple[str, ...]:
    """Return a person's name as it is written and with the surname first."""
    given, _, surname = name.rpartition(" ")
    return (name, f"{surname} {given}") if given else (name,)


def _completions(ctx: click.Context, prefix: str, names: "Callable[[Library], list[str]]") -> list[str]:
    """Return the names that begin with ``prefix`` in any case; an error offers nothing."""
    from shoroku.cli.options.library import library_to_read, locate

    with suppress(Exception), library_to_read(locate(_library(ctx)), announce=False) as library:
        wanted = prefix.casefold()
        return [name for name in names(library) if name.isprintable() and name.casefold().startswith(wanted)]
    return []


def _library(ctx: click.Context) -> Path | None:
    """Return the folder that ``--library`` names so far, here or before the command."""
    for found in (ctx.params.get("location"), ctx.find_root().params.get("library")):
        if found is not None:
            path: Any = getattr(found, "path", found)
            return Path(path)
    return None
