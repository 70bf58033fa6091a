"""``shoroku similar``: records that are about the same as one."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.options import Asked, filter_options, json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read


@command_("similar")
@click.argument("identifier", metavar="ID")
@option("--limit", "-n", metavar="N", type=click.IntRange(0, 100), default=10, show_default=True, help_id="option.most")
@filter_options
@json_option
@library_option
def command(identifier: str, limit: int, asked: Asked, as_json: bool, place: Place) -> None:
    identifier = identifier.encode("utf-8", "replace").decode("utf-8")
    with library_to_read(place) as library:
        record = library.get(identifier)
        found = library.similar(record.id, limit=limit, **asked._asdict())
    if as_json:
        from shoroku.cli.similar_text import as_json as plain

        print_json({"id": record.id, "similar": [plain(one) for one in found]})
    else:
        from shoroku.cli.similar_text import print_similar

        print_similar(found)
