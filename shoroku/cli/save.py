"""``shoroku save``: a search under a name, to be looked at again and again."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.message import message
from shoroku.cli.options import Asked, filter_options, json_option, library_option, query_argument
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_at
from shoroku.cli.safe import safe
from shoroku.cli.telling import tell


@command_("save")
@click.argument("name", metavar="NAME")
@query_argument()
@filter_options
@option("--from-start", is_flag=True)
@option("--replace", is_flag=True)
@json_option
@library_option
def command(name: str, words: str, asked: Asked, from_start: bool, replace: bool, as_json: bool, place: Place) -> None:
    name = name.encode("utf-8", "replace").decode("utf-8")
    with library_at(place) as library:
        count = library.save(name, words, **asked._asdict(), from_start=from_start, replace=replace)
    if as_json:
        print_json({"name": name, "matching": count})
    else:
        tell(message("save.done_from_start" if from_start else "save.done", name=safe(name), count=count))
