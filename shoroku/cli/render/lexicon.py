"""Translations of words for people: one table."""

from collections.abc import Sequence
from gettext import gettext as _

from rich import box
from rich.table import Table

from shoroku.cli.terminal.console import console
from shoroku.cli.terminal.text import safe
from shoroku.messages import N_
from shoroku.search.expand.translations import Meaning

_ORIGINS = {"library": N_("this library"), "dictionary": N_("dictionary"), "both": N_("both")}


def print_meanings(query: str, meanings: Sequence[Meaning]) -> None:
    """Print a table of the translations, and a line for each word that has none."""
    to = console()
    known = [meaning for meaning in meanings if meaning.translations]
    if known:
        to.print(_table(known))
    unknown = [meaning.word for meaning in meanings if not meaning.translations]
    for word in unknown if meanings else [query]:
        to.print(_("No translation known for “{word}”.").format(word=safe(word)), soft_wrap=True)


def _table(meanings: Sequence[Meaning]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Word"), overflow="fold")
    table.add_column(_("Translation"), overflow="fold")
    table.add_column(_("Confidence"), justify="right", no_wrap=True)
    table.add_column(_("Origin"), no_wrap=True)
    table.add_column(_("Records"), justify="right", no_wrap=True)
    for meaning in meanings:
        word = safe(meaning.word)
        for one in meaning.translations:
            origin, records = _(_ORIGINS[one.origin]), f"{one.records:,}" if one.records else "-"
            weight = f"{one.weight:.2f}" if one.is_sure else f"? {one.weight:.2f}"
            table.add_row(word, safe(one.written), weight, origin, records)
            word = ""
    return table
