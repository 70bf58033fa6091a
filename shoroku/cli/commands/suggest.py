"""``shoroku suggest``: what the library holds that begins so."""

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import query_argument
from shoroku.cli.terminal.printing import print_json
from shoroku.cli.terminal.text import safe

#: As in search/suggesting.py, which is not loaded to read a command line.
_KINDS = ("title", "subject", "journal", "author")


@command("suggest")
@query_argument("prefix", "PREFIX")
@option("--limit", "-n", metavar="N", type=click.IntRange(0, 100), default=10, show_default=True, help_id="option.most")
@option("--in", "within", multiple=True, metavar="KIND", type=click.Choice(_KINDS), help_id="option.within")
@json_option
@library_option
def suggest(prefix: str, limit: int, within: tuple[str, ...], as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = library.suggest(prefix, limit=limit, within=within)  # type: ignore[arg-type]  # click has checked them
    if as_json:
        print_json({"prefix": prefix, "suggestions": found})
        return
    if not found:
        click.echo(message("suggest.nothing", prefix=safe(prefix)))
    for one in found:
        click.echo(f"{safe(one.text)}  ({message(f'suggest.{one.kind}')}, {one.records:,})")
