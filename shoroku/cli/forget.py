"""``shoroku forget``: a saved search is removed."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.completing import saved_names
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read
from shoroku.cli.safe import safe


@command_("forget")
@click.argument("name", metavar="NAME", shell_complete=saved_names)
@json_option
@library_option
def command(name: str, as_json: bool, place: Place) -> None:
    name = name.encode("utf-8", "replace").decode("utf-8")
    with library_to_read(place) as library:
        library.forget(name)
    if as_json:
        print_json({"forgotten": name})
    else:
        click.echo(message("forget.done", name=safe(name)))
