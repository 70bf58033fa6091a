"""``shoroku lexicon``: what a word is taken to mean in the other language."""

import click

from shoroku.cli.options.command import command
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.printing import print_json


@command("lexicon")
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@json_option
@library_option
def lexicon(words: tuple[str, ...], as_json: bool, location: Location) -> None:
    asked = " ".join(words).encode("utf-8", "replace").decode("utf-8")
    with library_to_read(location) as library:
        meanings = library.lexicon(asked)
    if as_json:
        print_json({"query": asked, "meanings": meanings})
    else:
        from shoroku.cli.render.lexicon import print_meanings

        print_meanings(asked, meanings)
