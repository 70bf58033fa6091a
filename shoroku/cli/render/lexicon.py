"""What words mean in the other language, for people: one table."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from shoroku.cli.messages import message
from shoroku.cli.terminal.console import console
from shoroku.cli.terminal.text import safe
from shoroku.search.expand.translations import Meaning


def print_meanings(asked: str, meanings: Sequence[Meaning]) -> None:
    """Print a table of what is known, and a line for each word of which nothing is."""
    to = console()
    known = [meaning for meaning in meanings if meaning.translations]
    if known:
        to.print(_table(known))
    unknown = [meaning.word for meaning in meanings if not meaning.translations]
    for word in unknown if meanings else [asked]:
        to.print(message("lexicon.none", words=safe(word)), soft_wrap=True)


def _table(meanings: Sequence[Meaning]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("word", "translation"):
        table.add_column(message(f"lexicon.{name}"), overflow="fold")
    table.add_column(message("lexicon.weight"), justify="right", no_wrap=True)
    table.add_column(message("lexicon.origin"), no_wrap=True)
    table.add_column(message("lexicon.records"), justify="right", no_wrap=True)
    for meaning in meanings:
        word = safe(meaning.word)
        for one in meaning.translations:
            origin, records = message(f"lexicon.origin.{one.origin}"), f"{one.records:,}" if one.records else "-"
            table.add_row(word, safe(one.written), f"{one.weight:.2f}", origin, records)
            word = ""
    return table
