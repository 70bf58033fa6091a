"""What a shell completes: values of options, from the library that the command line so far names. Never an error."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from shoroku.cli.place import Place, resolved

_MOST = 50

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def complete(what: Literal["journal", "source"]) -> Complete:
    """Return what completes an option's value; nothing where there is no library, or none that can be read."""

    def completed(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
        try:
            return _values(_asked(ctx), what, typed)
        except Exception:  # a shell waits for this: whatever is wrong, the command itself will say
            return []

    return completed


def _asked(ctx: click.Context) -> Path | None:
    place = ctx.params.get("place")
    return place.path if isinstance(place, Place) else ctx.find_root().params.get("library")


def _values(asked: Path | None, what: Literal["journal", "source"], typed: str) -> list[str]:
    place = resolved(asked)
    if not place.has_library:
        return []
    import shoroku

    with shoroku.open(place.path) as library:
        if what == "journal":
            return [one.text for one in library.suggest(typed, limit=_MOST, within="journal")]
        names = library.search("", facets=["source"], facet_size=_MOST, limit=0).facets["source"]
    return [name.value for name in names if name.value.casefold().startswith(typed.casefold())]
