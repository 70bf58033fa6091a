"""The tree that a query is parsed into: its node types, how trees are combined, how they print, and which parts they have.

Trees are equal if they mean the same; the position in the text (``span``) does not matter. A tree
prints as a query that is parsed into the same tree again: ``parse(str(tree)).tree == tree``.

Trees are kept in one form (``both``, ``either``, ``negated``): no And in an And, no Or in an Or, no Not in a Not, no Field right below a
Field and no Not right below one; And and Or have two nodes at least, but for the empty And, which asks for everything.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from shoroku.corpus.normalize.language import base
from shoroku.search.options import Filters
from shoroku.search.query.diagnostics import Span
from shoroku.search.query.fields import field_named
from shoroku.search.query.lexer import Lexer
from shoroku.search.query.signs import ESCAPABLE, NAME, OPERATORS, SIMPLE


class Node(msgspec.Struct, frozen=True, kw_only=True, eq=False, tag_field="kind", tag=str.lower):
    """The base of all nodes. ``span`` is the position in the query: offsets, end excluded."""

    span: Span = (0, 0)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash((type(self), self._facts()))

    def __str__(self) -> str:
        return printed(self)

    def _facts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "span")


class Words(Node, frozen=True, eq=False):
    """Words that are adjacent in the query, with no sign between them, as written.

    They are one node, so that the analysis can see what neighbours form together (a name, a compound).
    """

    text: str


class Phrase(Node, frozen=True, eq=False):
    """Words in quotation marks: side by side, or with at most ``slop`` others between them, in either order."""

    text: str
    slop: int = 0


class Exact(Node, frozen=True, eq=False):
    """A word, or several side by side, in exactly this form: no other ending, no other spelling."""

    text: str


class Prefix(Node, frozen=True, eq=False):
    """Words with this prefix: ``immun*``."""

    text: str


class Wildcard(Node, frozen=True, eq=False):
    """Words of this pattern: ``?`` is one character, ``*`` any number of them, none included."""

    pattern: str


class Fuzzy(Node, frozen=True, eq=False):
    """Words that differ from this one by at most ``edits`` characters."""

    text: str
    edits: int = 1


class Field(Node, frozen=True, eq=False):
    """``node``, searched in one field; ``name`` is one of ``fields.TEXT``."""

    name: str
    node: Node


class Only(Node, frozen=True, eq=False):
    """A value that a field must have as a whole; ``name`` is one of ``fields.VALUES``."""

    name: str
    value: str


class Years(Node, frozen=True, eq=False):
    """Years of publication, both ends included; None is open, at one end at most."""

    first: int | None
    last: int | None


class And(Node, frozen=True, eq=False):
    """All of these. Without any: everything."""

    nodes: tuple[Node, ...] = ()


class Or(Node, frozen=True, eq=False):
    """At least one of these."""

    nodes: tuple[Node, ...]


class Not(Node, frozen=True, eq=False):
    """All but this."""

    node: Node


#: The query that matches everything.
EVERYTHING = And()

#: Nodes without children; the other nodes combine these.
Leaf = Words | Phrase | Exact | Prefix | Wildcard | Fuzzy


# --- One form -----------------------------------------------------------------------------------------------------------


def around(one: Span, other: Span) -> Span:
    """Return the span that covers both."""
    return min(one[0], other[0]), max(one[1], other[1])


def both(nodes: Iterable[Node], span: Span = (0, 0)) -> Node:
    """Return the node for all of ``nodes``."""
    flat = [one for node in nodes for one in (node.nodes if isinstance(node, And) else (node,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat), span=span)


def either(nodes: Iterable[Node], span: Span = (0, 0)) -> Node:
    """Return the node for at least one of ``nodes``, which must not be empty."""
    flat = [one for node in nodes for one in (node.nodes if isinstance(node, Or) else (node,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat), span=span)


def negated(node: Node, span: Span = (0, 0)) -> Node:
    """Return the node for all but ``node``."""
    return node.node if isinstance(node, Not) else Not(node, span=around(span, node.span))


def written_of(node: Leaf) -> str:
    """Return the text of a leaf, with its wildcards."""
    if isinstance(node, Wildcard):
        return node.pattern
    return node.text + "*" if isinstance(node, Prefix) else node.text


# --- Printing -----------------------------------------------------------------------------------------------------------

_SAFE_VALUE = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_SAFE_MONTHS = re.compile(r"(?:\d{4}(?:-\d\d)?)?\.\.(?:\d{4}(?:-\d\d)?)?", re.ASCII)
#: Characters that may be read together with the text after the word.
_NEEDS_MORE = re.compile(r"\\|[\[［][^\]］]*$")
_IN_QUOTES = re.compile(r'[\\"＂*＊]')


def printed(node: Node, *, clearly: bool = False) -> str:
    """Return ``node`` as a query; with ``clearly``, also with brackets that the order of operators makes redundant."""
    if isinstance(node, And):
        return _all_of(node, clearly)
    if isinstance(node, Or):
        return " OR ".join(_bracketed(one, clearly, clearly and _is_several(one)) for one in node.nodes)
    if isinstance(node, Not):
        return "NOT " + _operand(node.node, clearly)
    if isinstance(node, Field):
        return f"{node.name}:{_operand(node.node, clearly)}"
    return _leaf(node)


def _all_of(node: And, clearly: bool) -> str:
    pieces: list[str] = []
    for index, one in enumerate(node.nodes):
        if index:
            both_words = isinstance(one, Words) and isinstance(node.nodes[index - 1], Words)
            pieces.append(" AND " if both_words else " ")
        pieces.append(_bracketed(one, clearly, isinstance(one, Or)))
    return "".join(pieces)


def _operand(node: Node, clearly: bool) -> str:
    return _bracketed(node, clearly, _is_several(node))


def _is_several(node: Node) -> bool:
    return isinstance(node, And | Or) or (isinstance(node, Words) and " " in node.text)


def _bracketed(node: Node, clearly: bool, needed: bool) -> str:
    inside = printed(node, clearly=clearly)
    return f"({inside})" if needed else inside


def _leaf(node: Node) -> str:
    if isinstance(node, Words):
        return " ".join(map(_word, node.text.split(" ")))
    if isinstance(node, Phrase):
        return _quoted(node.text) + (f"~{node.slop}" if node.slop else "")
    if isinstance(node, Exact):
        return "=" + (node.text if _SAFE_VALUE.fullmatch(node.text) else _quoted(node.text))
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Fuzzy):
        return f"{node.text}~" + (str(node.edits) if node.edits > 1 else "")
    if isinstance(node, Only):
        return f"{node.name}:" + (node.value if _is_safe(node) else _quoted(node.value))
    if isinstance(node, Years):
        return f"year:{_years(node)}"
    raise TypeError(node)


def _is_safe(node: Only) -> bool:
    """Tell whether a value need not be quoted."""
    return bool(_SAFE_VALUE.fullmatch(node.value) or (node.name == "month" and _SAFE_MONTHS.fullmatch(node.value)))


def _years(node: Years) -> str:
    if node.first == node.last:
        return str(node.first)
    return f"{'' if node.first is None else node.first}..{'' if node.last is None else node.last}"


def _quoted(text: str) -> str:
    return '"' + _IN_QUOTES.sub(r"\\\g<0>", text) + '"'


def _word(chunk: str) -> str:
    """Return one word of a text, escaped with backslashes if it would be parsed as something else."""
    if SIMPLE.fullmatch(chunk) or (not _NEEDS_MORE.search(chunk) and _reads_as_itself(chunk)):
        return chunk
    escaped = "".join("\\" + char if char in ESCAPABLE else char for char in chunk)
    return "\\" + escaped if escaped in OPERATORS else escaped


def _reads_as_itself(chunk: str) -> bool:
    if (name := NAME.match(chunk)) and field_named(name[1]):
        return False
    noticed: list[str] = []
    token = Lexer(f"{chunk} x", lambda kind, *_: noticed.append(kind)).next(0, single=True)
    if token is None or noticed or token.end != len(chunk):
        return False
    return token.kind == "words" and token.text == chunk


# --- Parts of a query ----------------------------------------------------------------------------------------------------------
# Conditions are the parts that only narrow a query, such as years, language and journal. They do not affect the ranking,
# and a plain query with conditions is still a plain query.

#: Values that have a filter; an ISSN is one of a journal's names there.
_FILTER_OF = {
    "journal": "journal",
    "issn": "journal",
    "language": "language",
    "source": "source",
    "type": "type",
    "project": "project",
    "funder": "funder",
    "institution": "institution",
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
    """Return ``others`` with the values of one more field; names of languages become codes."""
    if name == "language":
        values = tuple(base(value) or value for value in values)
    return Filters(**(others._asdict() | {name: values}))


def _meeting(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """Return the intersection of two ranges of years; if it is empty, the range ends before it begins."""
    firsts = [first for first, _ in (one, other) if first is not None]
    lasts = [last for _, last in (one, other) if last is not None]
    return max(firsts, default=None), min(lasts, default=None)
