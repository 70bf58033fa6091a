"""``shoroku suggest`` and ``shoroku lexicon``: the words of a library, by their beginning and by their translation."""

from gettext import gettext as _

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import query_argument, without_surrogates
from shoroku.cli.terminal.text import print_json, safe
from shoroku.messages import N_

#: What a completion can be, as ``Library.suggest`` names it, and as a person reads it.
_KINDS = {"title": N_("title word"), "subject": N_("subject"), "journal": N_("journal"), "author": N_("author")}


@command(
    "suggest",
    short_help=N_("Complete a word, subject, journal or name."),
    help=N_(
        "List title words, subjects, journals and authors in the library that begin with PREFIX, those in most records first."
        " Kana and Latin letters also find the Japanese words that are read that way."
    ),
    examples=("$ shoroku suggest inter", "$ shoroku suggest めんえき --in title"),
)
@query_argument("prefix", "PREFIX")
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 100),
    default=10,
    show_default=True,
    help=N_("Number of completions to show."),
)
@option(
    "--in",
    "within",
    multiple=True,
    metavar="KIND",
    type=click.Choice(list(_KINDS)),
    help=N_("Only this kind: title, subject, journal or author. Repeatable."),
)
@json_option
@library_option
def suggest(prefix: str, limit: int, within: tuple[str, ...], as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = library.suggest(prefix, limit=limit, within=within)  # type: ignore[arg-type]  # click has checked them
    if as_json:
        print_json({"prefix": prefix, "suggestions": found})
        return
    if not found:
        click.echo(_("Nothing in this library begins with “{prefix}”.").format(prefix=safe(prefix)))
    for one in found:
        kind = _(_KINDS[one.kind])
        click.echo(f"{safe(one.text)}  ({kind}, {one.records:,})")


@command(
    "lexicon",
    short_help=N_("Show the translations of a word."),
    help=N_(
        "Show how a search translates each WORD between Japanese and English: the confidence, from 0 to 1, and the origin,"
        " which is the library's own bilingual records or the dictionary. A question mark marks a guess, which only affects the"
        " order of the hits."
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
