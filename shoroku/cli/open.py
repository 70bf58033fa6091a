"""``shoroku open``: a record's page on the web, in the browser."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.message import message
from shoroku.cli.named import named
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read
from shoroku.cli.safe import safe
from shoroku.cli.telling import Refused


@command_("open")
@click.argument("identifier", metavar="ID|N")
@option("--print", "is_only_printed", is_flag=True, help_id="option.print")
@json_option
@library_option
def command(identifier: str, is_only_printed: bool, as_json: bool, place: Place) -> None:
    from shoroku.cli.web import address

    with library_to_read(place) as library:
        record = named(library, place, identifier)
    url = address(record)
    if url is None:
        raise Refused(message("open.nowhere", id=safe(record.id)))
    if as_json:
        print_json({"id": record.id, "url": url, "opened": not is_only_printed})
    else:
        click.echo(url)
    if not is_only_printed and click.launch(url) != 0:
        raise Refused(message("open.failed", url=url))
