"""``shoroku stats``: the figures of a library."""

from shoroku.cli.command import command as command_
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json, readable
from shoroku.cli.place import Place, library_to_read


@command_("stats")
@json_option
@library_option
def command(as_json: bool, place: Place) -> None:
    with library_to_read(place) as library:
        stats = library.stats()
    if as_json:
        print_json({**stats._asdict(), "path": readable(stats.path)})
    else:
        from shoroku.cli.stats_text import print_stats

        print_stats(stats)
