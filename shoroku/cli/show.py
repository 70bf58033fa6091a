"""``shoroku show``: one record, all that is known of it."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.named import named
from shoroku.cli.options import json_option, library_option, pager_option
from shoroku.cli.output import paged, print_line
from shoroku.cli.place import Place, library_to_read


@command_("show")
@click.argument("identifier", metavar="ID|N")
@pager_option
@json_option
@library_option
def command(identifier: str, pager: bool, as_json: bool, place: Place) -> None:
    with library_to_read(place) as library:
        record = named(library, place, identifier)
        contributions = library.contributions(record.id)
    if as_json:
        print_line(record)
    else:
        from shoroku.cli.record_text import print_record

        with paged(wanted=pager):
            print_record(record, contributions)
