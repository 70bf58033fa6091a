"""``shoroku lexicon``: what a word is taken to mean in the other language."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read


@command_("lexicon")
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@json_option
@library_option
def command(words: tuple[str, ...], as_json: bool, place: Place) -> None:
    asked = " ".join(words).encode("utf-8", "replace").decode("utf-8")
    with library_to_read(place) as library:
        meanings = library.lexicon(asked)
    if as_json:
        print_json({"query": asked, "meanings": meanings})
    else:
        from shoroku.cli.lexicon_text import print_meanings

        print_meanings(asked, meanings)
