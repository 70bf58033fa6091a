"""``shoroku show`` and ``shoroku open``: one record, at the terminal or in the browser."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import N_
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import disallowed_option, json_option, outlet, pager_option, tell_withheld
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.exit_codes import Refused
from shoroku.cli.terminal.printing import print_json, print_line, tell
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.corpus.record import Record
    from shoroku.library import Library

_MOST_DIGITS = 6  # no hit has a larger number, and longer ones are identifiers


@command(
    "show",
    short_help=N_("Show one record."),
    help=N_(
        "Show everything known about one record. ID is the record's id, or a CRID, DOI, NAID or PMID in any notation; N is the"
        " number of a hit of your last search."
    ),
    examples=(
        "$ shoroku show 1390287142242714752",
        "$ shoroku show https://cir.nii.ac.jp/crid/1390287142242714752 --json",
        "$ shoroku show 1",
    ),
)
@click.argument("identifier", metavar="ID|N")
@disallowed_option
@pager_option
@json_option
@library_option
def show(identifier: str, with_disallowed_abstracts: bool, pager: bool, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        record = _record(library, location, identifier)
        contributions = library.contributions(record.id)
    way_out = outlet(with_disallowed=with_disallowed_abstracts, is_for_programs=as_json)
    record = way_out.record(record)
    if as_json:
        print_line(record)
    else:
        from shoroku.cli.render.record import print_record
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_record(record, contributions)
    tell_withheld(way_out)


@command(
    "open",
    short_help=N_("Open a record's web page in the browser."),
    help=N_(
        "Open the web page of one record in the browser and print its address: the DOI's page, else the page at CiNii, else a"
        " link in the record. Only http and https addresses are opened. ID is the record's id, or a CRID, DOI, NAID or PMID in"
        " any notation; N is the number of a hit of your last search."
    ),
    examples=("$ shoroku open 1", "$ shoroku open 1390287142242714752 --print"),
)
@click.argument("identifier", metavar="ID|N")
@option("--print", "only_print", is_flag=True, help=N_("Print the address without opening it."))
@json_option
@library_option
def open_(identifier: str, only_print: bool, as_json: bool, location: Location) -> None:
    from shoroku.corpus.addresses import page

    with library_to_read(location) as library:
        record = _record(library, location, identifier)
    url = page(record)
    if not url:
        text = _("Record {id} has no DOI, no CRID and no usable link. To see what it has, run: shoroku show {id}")
        raise Refused(text.format(id=safe(record.id)))
    if as_json:
        print_json({"id": record.id, "url": url, "opened": not only_print})
    else:
        click.echo(url)
    if not only_print and click.launch(url) != 0:
        raise Refused(_("No browser could be started. The address is {url}").format(url=url))


def _record(library: "Library", location: Location, identifier: str) -> "Record":
    """Return the record with that identifier, else, if it is a number, that hit of the last search.

    An identifier comes first, so that a command in a script means the same whatever was searched for before. Raises
    UnknownRecord and Refused.
    """
    from shoroku.corpus.errors import UnknownRecord

    identifier = without_surrogates(identifier.strip())
    number = int(identifier) if identifier.isdecimal() and len(identifier) <= _MOST_DIGITS else None
    try:
        found = library.get(identifier)
    except UnknownRecord:
        if number is None:
            raise
        return library.get(_id_of_hit(location, number))
    if number is not None:
        _warn_of_hit(location, number, found.id)
    return found


def _id_of_hit(location: Location, number: int) -> str:
    from shoroku.cli.history.searches import hits, is_kept

    known = hits(location.key)
    if known and number in known:
        return known[number]
    if known is None and is_kept():
        text = _(
            "No record has the id {number}, and there is no search of this library whose hit it could be. Search first: shoroku search QUERY"
        )
    elif known is None:
        text = _(
            "No record has the id {number}, and hits have no numbers while SHOROKU_HISTORY is off. Use an id, CRID or DOI."
        )
    elif not known:
        text = _("There is no hit {number}: the last search found nothing.")
    else:
        text = _("There is no hit {number}: the last search showed hits {first} to {last}.")
    raise Refused(text.format(number=number, first=min(known or [0]), last=max(known or [0])))


def _warn_of_hit(location: Location, number: int, taken: str) -> None:
    """If a number is both a record's id and a hit of the last search, say which was taken and how to name the other."""
    from shoroku.cli.history.searches import hits

    other = (hits(location.key) or {}).get(number)
    if other is not None and other != taken:
        text = _("{number} is the id of a record. If you mean hit {number} of the last search, its id is {id}")
        tell(text.format(number=number, id=safe(other)), err=True)
