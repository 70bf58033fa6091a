"""What of a query only narrows it: years, language, journal and the like, asked for beside all the rest.

These are no part of what records are ranked by, and a plain query with them is a plain query still.
"""

import re
from typing import NamedTuple

from shoroku.corpus.normalize.language import base
from shoroku.search.filters import Filters
from shoroku.search.language.shape import both
from shoroku.search.language.tree import And, Node, Not, Only, Or, Phrase, Words, Years

#: Values that have a filter; an ISSN is one of a journal's names there.
_FILTER_OF = {"journal": "journal", "issn": "journal", "language": "language", "source": "source", "type": "type"}

#: Quotation marks in words are stray ones; beside a phrase they would make another of what stands between.
_NO_QUOTES = re.compile('["“”「」『』]')


class Split(NamedTuple):
    """A query in parts: what is looked for (``main``, EVERYTHING where nothing is), the filters, and ``others``: what
    narrows the search too and no filter can say (``has:abstract``, ``-language:en``)."""

    main: Node
    filters: Filters = Filters()
    others: tuple[Node, ...] = ()


def split(tree: Node) -> Split:
    """Take from a query what only narrows it. Looked for is only at the top, among what must all be so."""
    main: list[Node] = []
    others: list[Node] = []
    filters = Filters()
    for node in tree.nodes if isinstance(tree, And) else (tree,):
        if not _narrows(node):
            main.append(node)
        elif (more := _with(filters, node)) is not None:
            filters = more
        else:
            others.append(node)
    return Split(both(main, tree.span), filters, tuple(others))


def plain_text(tree: Node) -> str | None:
    """Return what a query of nothing but words and phrases, with no operator, asks for; None if it is another.

    Such a query may be relaxed: who lists words is glad of records that hold most of them.
    """
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    pieces: list[str] = []
    was_words = False
    for node in nodes:
        if isinstance(node, Words) and not was_words:
            pieces.append(_NO_QUOTES.sub(" ", node.text))
        elif isinstance(node, Phrase) and not node.slop:
            pieces.append('"' + node.text.replace('"', " ") + '"')
        else:
            return None
        was_words = isinstance(node, Words)
    return " ".join(pieces)


def _narrows(node: Node) -> bool:
    if isinstance(node, And | Or):
        return bool(node.nodes) and all(map(_narrows, node.nodes))
    return isinstance(node, Only | Years) or (isinstance(node, Not) and _narrows(node.node))


def _with(filters: Filters, node: Node) -> Filters | None:
    """Return ``filters`` with what ``node`` asks for, None if they cannot say it."""
    if isinstance(node, Years):
        return filters._replace(year=_meeting(filters.year or (None, None), (node.first, node.last)))
    alternatives = node.nodes if isinstance(node, Or) else (node,)
    names = {_FILTER_OF.get(one.name, "") if isinstance(one, Only) else "" for one in alternatives}
    name = names.pop()
    if names or not name or getattr(filters, name):
        return None  # of a second one of the same name both must be so, and a filter's values are alternatives
    if any("*" in one.value for one in alternatives if isinstance(one, Only)):
        return None
    return filters_of(name, tuple(one.value for one in alternatives if isinstance(one, Only)), filters)


def filters_of(name: str, values: tuple[str, ...], others: Filters = Filters()) -> Filters:  # noqa: B008 (immutable)
    """Return ``others`` with the values of one more field; languages by their codes, whatever they are written as."""
    if name == "language":
        values = tuple(base(value) or value for value in values)
    return Filters(**(others._asdict() | {name: values}))


def _meeting(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """Return the years that are in both ranges; where there are none, the range ends before it begins."""
    firsts = [first for first, _ in (one, other) if first is not None]
    lasts = [last for _, last in (one, other) if last is not None]
    return max(firsts, default=None), min(lasts, default=None)
