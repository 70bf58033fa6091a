"""Conditions: the parts of a query that only narrow it, such as years, language and journal.

They do not affect the ranking, and a plain query with conditions is still a plain query.
"""

from itertools import pairwise
from typing import NamedTuple

from shoroku.corpus.normalize.language import base
from shoroku.search.options import Filters
from shoroku.search.query.ast import And, Node, Not, Only, Or, Phrase, Words, Years, both

#: Values that have a filter; an ISSN is one of a journal's names there.
_FILTER_OF = {
    "journal": "journal",
    "issn": "journal",
    "language": "language",
    "source": "source",
    "type": "type",
    "tag": "tag",
}


class Split(NamedTuple):
    """The parts of a query: what is searched (``main``, or EVERYTHING), the filters, and ``others``, which are conditions
    that no filter can express (``has:abstract``, ``-language:en``)."""

    main: Node
    filters: Filters = Filters()
    others: tuple[Node, ...] = ()


def split(tree: Node) -> Split:
    """Split the conditions from a query. Only the top level is examined, where all parts must hold."""
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


def plain_parts(tree: Node) -> tuple[Words | Phrase, ...] | None:
    """Return the parts of a query that consists of words and phrases without operators; None for any other.

    Such a query may be relaxed to records that contain most of the words.
    """
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    found: list[Words | Phrase] = []
    for node in nodes:
        after_words = bool(found) and isinstance(found[-1], Words)
        if (isinstance(node, Words) and not after_words) or (isinstance(node, Phrase) and not node.slop):
            found.append(node)
        else:
            return None
    return tuple(found)


def words_and_required(tree: Node) -> tuple[Node, tuple[Node, ...]]:
    """Split a query into plain words and conditions (author:藤本 関節リウマチ 治療 -小児).

    The words are ranked and relaxed as if they were alone; every record found must meet the conditions. A query with AND
    between words requires each of them and is not split.
    """
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    are_words = [isinstance(node, Words) for node in nodes]
    if not any(are_words) or any(map(all, pairwise(are_words))):
        return tree, ()
    plain = [node for node in nodes if isinstance(node, Words) or (isinstance(node, Phrase) and not node.slop)]
    words = " ".join(node.text for node in plain if isinstance(node, Words))
    phrases = [node for node in plain if isinstance(node, Phrase)]
    return And((Words(words), *phrases)), tuple(node for node in nodes if node not in plain)


def _narrows(node: Node) -> bool:
    if isinstance(node, And | Or):
        return bool(node.nodes) and all(map(_narrows, node.nodes))
    return isinstance(node, Only | Years) or (isinstance(node, Not) and _narrows(node.node))


def _with(filters: Filters, node: Node) -> Filters | None:
    """Return ``filters`` with the condition of ``node`` added, None if they cannot express it."""
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
    """Return the intersection of two ranges of years; if it is empty, the range ends before it begins."""
    firsts = [first for first, _ in (one, other) if first is not None]
    lasts = [last for _, last in (one, other) if last is not None]
    return max(firsts, default=None), min(lasts, default=None)
