"""``shoroku history``: what was searched for, when, and how many records were found."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from shoroku.cli.history.searches import is_kept
from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option
from shoroku.cli.options.output import json_option, pager_option
from shoroku.cli.terminal.printing import print_json, tell
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.cli.history.searches import Past


@command("history")
@option("--limit", "-n", metavar="N", type=click.IntRange(0), default=20, show_default=True, help_id="option.newest")
@option("--clear", "is_clear", is_flag=True, help_id="option.clear")
@pager_option
@json_option
@library_option
def history(limit: int, is_clear: bool, pager: bool, as_json: bool, location: Location) -> None:
    from shoroku.cli.history import searches

    if is_clear:
        cleared = searches.clear()
        if as_json:
            print_json({"cleared": cleared})
        else:
            click.echo(message("history.cleared", count=cleared))
        return
    known = searches.past_searches()
    shown = known[max(0, len(known) - limit) :]
    if as_json:
        print_json([_as_data(one) for one in shown])
    elif known:
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            _print(shown, location.key)
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

    from shoroku.cli.history.command_lines import asked_again
    from shoroku.cli.terminal.console import console, print_text

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
