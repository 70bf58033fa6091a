"""Records that are about the same, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from shoroku.cli.messages import message
from shoroku.cli.render.record import citation
from shoroku.cli.terminal.console import console, print_text
from shoroku.cli.terminal.text import safe
from shoroku.search.assist.similar import Similar


def as_json(one: Similar) -> dict[str, Any]:
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
        print_text(to, Text(message("similar.nothing")))
    for number, one in enumerate(found, 1):
        first = f"{f'{number}.':<4}"
        indent = " " * len(first)
        print_text(to, Text(safe(one.title), style="bold"), indent, first)
        if one.title_other:
            print_text(to, Text(safe(one.title_other), style="dim"), indent)
        if where := citation(one.record):
            print_text(to, Text(where), indent)
        words = safe(", ".join(dict.fromkeys(shared.word for shared in one.because)))
        why = message("similar.across" if one.across else "similar.because", score=one.score, words=words)
        print_text(to, Text(why), indent)
        print_text(to, Text(safe(one.id), style="dim"), indent)
