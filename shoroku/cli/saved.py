"""``shoroku saved``: the saved searches of a library."""

from typing import TYPE_CHECKING, Any

from shoroku.cli.asked_again import LISTED, asked_again
from shoroku.cli.command import command as command_
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read
from shoroku.cli.safe import safe
from shoroku.cli.telling import tell

if TYPE_CHECKING:
    from shoroku.corpus.saved_searches import Saved


@command_("saved")
@json_option
@library_option
def command(as_json: bool, place: Place) -> None:
    with library_to_read(place) as library:
        known = library.saved()
    if as_json:
        print_json([as_data(one) for one in known])
    elif known:
        _print(known)
    else:
        tell(message("saved.none"))


def as_data(one: "Saved") -> dict[str, object]:
    """Return a saved search as plain data."""
    filters = {name: one.filters.get(name, []) for name in LISTED}
    year = one.filters.get("year")
    return {"name": one.name, "query": one.query, **filters, "year": year, "saved": one.made, "looked": one.looked}


def _print(known: "list[Saved]") -> None:
    from rich.text import Text

    from shoroku.cli.history import when
    from shoroku.cli.output import console, print_text
    from shoroku.cli.past import Search

    to = console()
    for one in known:
        search = Search(query=one.query, **_filters(one))
        print_text(to, Text(safe(one.name), style="bold"))
        print_text(to, Text(safe(asked_again(search, ""))), "    ")
        print_text(to, Text(message("saved.looked", made=when(one.made), looked=when(one.looked)), style="dim"), "    ")


def _filters(one: "Saved") -> dict[str, Any]:
    return {name: tuple(value) for name, value in one.filters.items()}
