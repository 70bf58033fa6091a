"""``shoroku history``: what was searched for, when, and how many records were found."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option, pager_option
from shoroku.cli.output import paged, print_json
from shoroku.cli.place import Place
from shoroku.cli.safe import safe
from shoroku.cli.state import is_kept
from shoroku.cli.telling import tell

if TYPE_CHECKING:
    from shoroku.cli.past import Past


@command_("history")
@option("--limit", "-n", metavar="N", type=click.IntRange(0), default=20, show_default=True, help_id="option.newest")
@option("--clear", "is_clear", is_flag=True, help_id="option.clear")
@pager_option
@json_option
@library_option
def command(limit: int, is_clear: bool, pager: bool, as_json: bool, place: Place) -> None:
    from shoroku.cli import past

    if is_clear:
        cleared = past.clear()
        if as_json:
            print_json({"cleared": cleared})
        else:
            click.echo(message("history.cleared", count=cleared))
        return
    known = past.searches()
    shown = known[max(0, len(known) - limit) :]
    if as_json:
        print_json([_as_data(one) for one in shown])
    elif known:
        with paged(wanted=pager):
            _print(shown, past.library_of(place))
    else:
        tell(message("history.none" if is_kept() else "history.off"))


def _as_data(one: "Past") -> dict[str, object]:
    search = one.search
    return {
        "at": one.at,
        "query": search.query,
        "library": search.library or None,
        "journal": search.journal,
        "year": search.year,
        "language": search.language,
        "source": search.source,
        "type": search.type,
        "author": search.author,
        "publisher": search.publisher,
        "subject": search.subject,
        "sort": search.sort,
        "total": one.total,
        "relaxed_total": one.relaxed_total,
    }


def _print(shown: "list[Past]", library: str) -> None:
    from rich.text import Text

    from shoroku.cli.asked_again import asked_again
    from shoroku.cli.output import console, print_text

    to = console()
    counts = [f"{one.total:,}" if one.total or not one.relaxed_total else f"~{one.relaxed_total:,}" for one in shown]
    width = max(map(len, counts), default=0)
    for one, count in zip(shown, counts, strict=True):
        before = f"{when(one.at)}  {count:>{width}}  "
        print_text(to, Text(safe(asked_again(one.search, library))), " " * len(before), before)


def when(at: str) -> str:
    """Return a moment as the person's clock shows it, to the minute."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return safe(at)
