"""What the shell offers when Tab is pressed: names that are in the library. Where there is none, nothing is offered."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from shoroku.cli.place import library_to_read, resolved

if TYPE_CHECKING:
    from shoroku.library import Library

_MOST, _MOST_SUGGESTED = 1_000, 50
Offered = Literal["journal", "author", "subject", "publisher", "language", "source", "type"]
Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def saved_names(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the saved searches whose names begin so."""
    return _offered(ctx, begun, lambda library: [one.name for one in library.saved()])


def values_of(facet: Offered) -> Completer:
    """Return what offers the values of a facet, those of most records first."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        def names(library: "Library") -> list[str]:
            if facet in ("journal", "author", "subject"):
                found = [one.text for one in library.suggest(begun, limit=_MOST_SUGGESTED, within=facet)]
                return found if facet != "author" else [way for name in found for way in _ways(name)]
            page = library.search("", facets=[facet], facet_size=_MOST, limit=0)
            return [name for one in page.facets[facet] for name in (one.names.values() or (one.value,))]

        return _offered(ctx, begun, names)

    return complete


def _ways(name: str) -> tuple[str, ...]:
    """Return a person's name as it is written and, as it is looked up by the surname, with that first."""
    given, _, surname = name.rpartition(" ")
    return (name, f"{surname} {given}") if given else (name,)


def _offered(ctx: click.Context, begun: str, names: "Callable[[Library], list[str]]") -> list[str]:
    """Return the names that begin so, capitals or not; whatever goes wrong, the shell is told nothing."""
    with suppress(Exception), library_to_read(resolved(_asked(ctx)), aloud=False) as library:
        wanted = begun.casefold()
        return [name for name in names(library) if name.isprintable() and name.casefold().startswith(wanted)]
    return []


def _asked(ctx: click.Context) -> Path | None:
    """Return the folder that ``--library`` names so far, here or before the command."""
    for found in (ctx.params.get("place"), ctx.find_root().params.get("library")):
        if found is not None:
            path: Any = getattr(found, "path", found)
            return Path(path)
    return None
