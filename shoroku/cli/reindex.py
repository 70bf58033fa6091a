"""``shoroku reindex``: the index made anew from the records."""

import time

import click

from shoroku.cli.command import command as command_
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_at
from shoroku.cli.progress import progress


@command_("reindex")
@json_option
@library_option
def command(as_json: bool, place: Place) -> None:
    began = time.perf_counter()
    with library_at(place) as library, progress(message("reindex.progress"), len(library)) as count:
        records = library.reindex(count)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        print_json({"records": records, "seconds": seconds})
    else:
        click.echo(message("reindex.outcome", records=records, seconds=seconds))
