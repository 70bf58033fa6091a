"""``shoroku history``: past searches, as commands that can be run again."""

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.library import Location, library_option
from shoroku.cli.options.output import json_option, pager_option
from shoroku.cli.options.query import filters_as_json
from shoroku.cli.terminal.text import print_json, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.cli.history.searches import PastSearch


@command(
    "history",
    short_help=N_("Show past searches."),
    help=N_(
        "Show past searches, newest last: the time, the number of records that contained all the words (~ before the number:"
        " some of the words), and the command. The last 1,000 searches and the numbers of the last hits are kept in your own"
        " folder ($SHOROKU_STATE, else the platform's folder for user state), never in the library. SHOROKU_HISTORY=off"
        " disables the history."
    ),
    examples=("$ shoroku history -n 5", "$ shoroku history --json", "$ shoroku history --clear"),
)
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0),
    default=20,
    show_default=True,
    help=N_("Number of searches to show, counted from the newest."),
)
@option("--clear", is_flag=True, help=N_("Delete all past searches and the numbers of the hits."))
@pager_option
@json_option
@library_option
def history(limit: int, clear: bool, pager: bool, as_json: bool, location: Location) -> None:
    from shoroku.cli.history import searches

    if clear:
        count = searches.clear()
        if as_json:
            print_json({"cleared": count})
        else:
            text = ngettext("{count:,} past search deleted", "{count:,} past searches deleted", count)
            click.echo(text.format(count=count))
        return
    known = searches.past_searches()
    shown = known[max(0, len(known) - limit) :]
    if as_json:
        print_json([_as_data(one) for one in shown])
    elif known:
        from shoroku.cli.render.searches import print_past_searches
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_past_searches(shown, location.key)
    elif searches.is_kept():
        tell(_("There are no past searches yet."))
    else:
        tell(_("There are no past searches, and none are recorded: SHOROKU_HISTORY is off."))


def _as_data(one: "PastSearch") -> dict[str, object]:
    search = one.search
    return {
        "at": one.at,
        "query": search.query,
        "library": search.library or None,
        **filters_as_json(search.filters),
        "sort": search.sort,
        "total": one.total,
        "relaxed_total": one.relaxed_total,
    }
