"""Similar records, for people and as JSON."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import pgettext
from typing import Any

from shoroku.cli.terminal.console import console, print_text
from shoroku.corpus.record import citation
from shoroku.search.assist.similar import Similar


def similar_as_json(one: Similar) -> dict[str, Any]:
    """Return one as plain data; no abstract, which may not be passed on."""
    return {
        "id": one.id,
        "score": one.score,
        "title": one.title,
        "title_other": one.title_other or None,
        "year": one.record.year,
        "doi": one.record.identifier("DOI") or None,
        "because": one.because,
        "across": one.across,
    }


def print_similar(found: Sequence[Similar]) -> None:
    """Print each with its score and the words that make it, numbered."""
    to = console()
    if not found:
        print_text(to, _("This library has no other record with similar content."))
    for number, one in enumerate(found, 1):
        first = f"{f'{number}.':<4}"
        indent = " " * len(first)
        print_text(to, one.title, "bold", indent, first)
        if one.title_other:
            print_text(to, one.title_other, "dim", indent)
        if where := citation(one.record):
            print_text(to, where, indent=indent)
        words = pgettext("between words", ", ").join(dict.fromkeys(shared.word for shared in one.because))
        why = _("{score:.2f} · in common, translated: {words}") if one.across else _("{score:.2f} · in common: {words}")
        why = why.format(score=one.score, words=words)
        print_text(to, why, indent=indent)
        print_text(to, one.id, "dim", indent)
