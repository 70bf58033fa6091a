"""``shoroku similar``: records with content similar to one record's."""

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.hits import record_named
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import Filters, filter_options
from shoroku.cli.terminal.text import print_json
from shoroku.messages import N_


@command(
    "similar",
    short_help=N_("Find records similar to one record."),
    help=N_(
        "Find the records whose content is most similar to that of one record, in Japanese and English. ID is the record's id,"
        " or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your last search. Each record has a score"
        " from 0 to 1 and the words that contribute most to it."
    ),
    examples=("$ shoroku similar 1390287142242714752", "$ shoroku similar 1 --language ja"),
)
@click.argument("identifier", metavar="ID|N")
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 100),
    default=10,
    show_default=True,
    help=N_("Number of records to show."),
)
@filter_options
@json_option
@library_option
def similar(identifier: str, limit: int, filters: Filters, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        record = record_named(library, location, identifier)
        found = library.similar(record.id, limit=limit, **filters)
    if as_json:
        from shoroku.cli.render.similar import similar_as_json

        print_json({"id": record.id, "similar": [similar_as_json(one) for one in found]})
    else:
        from shoroku.cli.render.similar import print_similar

        print_similar(found)
