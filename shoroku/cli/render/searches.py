"""Past and saved searches for people, as commands that can be run again; and the new records of saved searches."""

from collections.abc import Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from shoroku.alerts import News
from shoroku.cli.history.command_lines import search_command
from shoroku.cli.history.searches import PastSearch, search_of
from shoroku.cli.render.page import print_hits
from shoroku.cli.terminal.console import console, print_text
from shoroku.cli.terminal.text import safe
from shoroku.corpus.store.saved_searches import Saved


def print_past_searches(searches: Sequence[PastSearch], library: str) -> None:
    """Print each search with its time and number of records; the command names the library unless it is ``library``."""
    to = console()
    counts = [f"{one.total:,}" if one.total or not one.relaxed_total else f"~{one.relaxed_total:,}" for one in searches]
    width = max(map(len, counts), default=0)
    for one, count in zip(searches, counts, strict=True):
        before = f"{_moment(one.at)}  {count:>{width}}  "
        print_text(to, search_command(one.search, library), indent=" " * len(before), first=before)


def print_saved_searches(known: Sequence[Saved]) -> None:
    """Print each saved search: its name, its command, when it was saved and last shown."""
    to = console()
    for one in known:
        search = search_of(one.query, "", one.filters)
        print_text(to, one.name, "bold")
        print_text(to, search_command(search, ""), indent="    ")
        times = _("saved {saved}, last shown {shown}").format(saved=_moment(one.made), shown=_moment(one.looked))
        print_text(to, times, "dim", "    ")


def print_news(news: Sequence[News]) -> None:
    """Print the new records of each search below its name, numbered through, so that each number names one record."""
    to = console()
    number = 1
    for index, one in enumerate(news):
        if index:
            to.print()
        count = len(one.hits)
        heading = ngettext("{name}: {count:,} new record", "{name}: {count:,} new records", count)
        print_text(to, heading.format(name=one.saved.name, count=count), "bold")
        print_hits(to, one.hits, number)
        number += count
        if one.more:
            to.print()
            text = ngettext(
                "{count:,} more new record; the next run shows it.",
                "{count:,} more new records; the next run shows them.",
                one.more,
            )
            print_text(to, text.format(count=one.more), "dim")


def _moment(at: str) -> str:
    """Return a time (ISO 8601) in the user's time zone, to the minute."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return safe(at)
