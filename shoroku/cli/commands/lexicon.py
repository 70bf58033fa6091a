"""``shoroku lexicon``: translations of a word, as a search uses them."""

import click

from shoroku.cli.options.command import command
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.text import print_json
from shoroku.messages import N_


@command(
    "lexicon",
    short_help=N_("Show the translations of a word."),
    help=N_(
        "Show how a search translates each WORD between Japanese and English: the confidence, from 0 to 1, and the origin,"
        " which is the library's own bilingual titles and subjects or the dictionary."
    ),
    examples=("$ shoroku lexicon 関節リウマチ", "$ shoroku lexicon cytokine --json"),
)
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@json_option
@library_option
def lexicon(words: tuple[str, ...], as_json: bool, location: Location) -> None:
    query = without_surrogates(" ".join(words))
    with library_to_read(location) as library:
        meanings = library.lexicon(query)
    if as_json:
        print_json({"query": query, "meanings": meanings})
    else:
        from shoroku.cli.render.lexicon import print_meanings

        print_meanings(query, meanings)
