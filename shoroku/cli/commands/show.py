"""``shoroku show`` and ``shoroku open``: one record, at the terminal or in the browser."""

from gettext import gettext as _

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.hits import record_named
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import disallowed_option, json_option, pager_option
from shoroku.cli.terminal.errors import Refused
from shoroku.cli.terminal.text import print_json, print_line, safe, tell_withheld
from shoroku.messages import N_


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
        record = record_named(library, location, identifier)
        contributions = library.contributions(record.id)
    from shoroku.corpus.licence import passed_on

    if as_json:
        shown = passed_on(record, with_disallowed=with_disallowed_abstracts)
        print_line(shown)
    else:
        from shoroku.cli.render.record import print_record
        from shoroku.cli.terminal.console import on_screen, paged

        is_all = with_disallowed_abstracts or on_screen()
        shown = passed_on(record, with_disallowed=is_all)
        with paged(wanted=pager):
            print_record(record, contributions, with_disallowed=is_all)
    tell_withheld(int(shown is not record))


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
        record = record_named(library, location, identifier)
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
