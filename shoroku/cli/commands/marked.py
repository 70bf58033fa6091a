"""Marked records: ``shoroku mark``, ``unmark`` and ``marked``."""

from gettext import gettext as _
from gettext import ngettext

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.hits import ids_named
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option, reading_options
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.text import print_json, tell, tell_withheld
from shoroku.messages import N_


@command(
    "mark",
    short_help=N_("Mark records to come back to them."),
    help=N_(
        "Put records on the library's list of marked records. ID is a record's id, or a CRID, DOI, NAID or PMID in any notation;"
        " N is the number of a hit of your last search, or several: 1,3,5-7. shoroku marked lists the marked records, and"
        " shoroku export --marked exports them. Marks survive later harvests."
    ),
    examples=("$ shoroku mark 1,2", "$ shoroku mark 1390287142242714752 10.99999/mri.4.2_85"),
)
@click.argument("names", metavar="ID|N...", nargs=-1, required=True)
@json_option
@library_option
def mark(names: tuple[str, ...], as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        count = library.marked.add(ids_named(library, location, names))
        total = len(library.marked)
    text = ngettext(
        "{count:,} record marked; the list has {total:,}. To show it, run: shoroku marked",
        "{count:,} records marked; the list has {total:,}. To show it, run: shoroku marked",
        count,
    )
    _tell_counts(text, "added", count, total, as_json=as_json)


@command(
    "unmark",
    short_help=N_("Take records off the list of marked records."),
    help=N_(
        "Take records off the list of marked records; with --all, every one. The records stay in the library. ID is a record's"
        " id, or a CRID, DOI, NAID or PMID in any notation; N is a number shown by your last search or by shoroku marked, or"
        " several: 1,3,5-7."
    ),
    examples=("$ shoroku unmark 2", "$ shoroku unmark --all"),
)
@click.argument("names", metavar="[ID|N]...", nargs=-1)
@option("--all", "everything", is_flag=True, help=N_("Unmark every record."))
@json_option
@library_option
@click.pass_context
def unmark(ctx: click.Context, names: tuple[str, ...], everything: bool, as_json: bool, location: Location) -> None:
    if bool(names) == everything:
        text = _("Give either records or --all. To list the marked records, run: shoroku marked")
        raise click.UsageError(text, ctx)
    with library_at(location) as library:
        marked = library.marked
        count = marked.clear() if everything else marked.remove(ids_named(library, location, names))
        total = len(marked)
    text = ngettext(
        "{count:,} record unmarked; the list has {total:,}.",
        "{count:,} records unmarked; the list has {total:,}.",
        count,
    )
    _tell_counts(text, "removed", count, total, as_json=as_json)


def _tell_counts(text: str, key: str, count: int, total: int, *, as_json: bool) -> None:
    """Say how many records were marked or unmarked, and how many are marked now."""
    if as_json:
        print_json({key: count, "marked": total})
    else:
        tell(text.format(count=count, total=total))


@command(
    "marked",
    short_help=N_("List the marked records."),
    help=N_(
        "List the marked records in the order in which they were marked. Their numbers can be used like those of hits, for"
        " example in shoroku show 3 or shoroku unmark 3."
    ),
    examples=(
        "$ shoroku marked",
        "$ shoroku marked --json",
        "$ shoroku export --marked --format ris --output marked.ris",
    ),
)
@reading_options
@library_option
@click.pass_context
def marked(
    ctx: click.Context,
    with_disallowed_abstracts: bool,
    fail_empty: bool,
    pager: bool,
    as_json: bool,
    location: Location,
) -> None:
    with library_to_read(location) as library:
        records = list(library.marked)
    if as_json:
        from shoroku.corpus.licence import passed_on

        shown = [passed_on(record, with_disallowed=with_disallowed_abstracts) for record in records]
        print_json(shown)
        tell_withheld(sum(one is not record for one, record in zip(shown, records, strict=True)))
    elif records:
        from shoroku.cli.render.page import print_records
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_records(records)
    else:
        tell(_("No record is marked. Mark some with: shoroku mark ID, or the number of a hit"))
    if records:
        from shoroku.cli.history.searches import remember_list

        remember_list(location.key, [record.id for record in records])
    elif fail_empty:
        ctx.exit(PROBLEMS)
