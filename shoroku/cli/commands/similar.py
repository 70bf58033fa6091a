"""``shoroku similar``: records that are about the same as one."""

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import Filters, filter_options
from shoroku.cli.terminal.printing import print_json


@command("similar")
@click.argument("identifier", metavar="ID")
@option("--limit", "-n", metavar="N", type=click.IntRange(0, 100), default=10, show_default=True, help_id="option.most")
@filter_options
@json_option
@library_option
def similar(identifier: str, limit: int, filters: Filters, as_json: bool, location: Location) -> None:
    identifier = identifier.encode("utf-8", "replace").decode("utf-8")
    with library_to_read(location) as library:
        record = library.get(identifier)
        found = library.similar(record.id, limit=limit, **filters._asdict())
    if as_json:
        from shoroku.cli.render.similar import as_json as plain

        print_json({"id": record.id, "similar": [plain(one) for one in found]})
    else:
        from shoroku.cli.render.similar import print_similar

        print_similar(found)
