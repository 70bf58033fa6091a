"""Putting nodes together so that every tree has the one form that ``tree`` describes."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from shoroku.search.language.names import ALL, HAS, UNSUPPORTED, VALUES, YEARS, has_named
from shoroku.search.language.tree import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Only,
    Or,
    Prefix,
    Span,
    Wildcard,
    Words,
    Years,
)
from shoroku.search.language.years import Range, read_years

#: Told of what was noticed: a kind of notice, where, and its fields.
Tell = Callable[[str, Span, dict[str, str]], None]


def silent(kind: str, span: Span, fields: dict[str, str]) -> None:
    """Tell nobody."""


def around(one: Span, other: Span) -> Span:
    """Return the stretch that holds both."""
    return min(one[0], other[0]), max(one[1], other[1])


def both(nodes: Iterable[Node], span: Span = (0, 0)) -> Node:
    """Return the node for all of ``nodes``."""
    flat = [one for node in nodes for one in (node.nodes if isinstance(node, And) else (node,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat), span=span)


def either(nodes: Iterable[Node], span: Span = (0, 0)) -> Node:
    """Return the node for at least one of ``nodes``, of which there is one at least."""
    flat = [one for node in nodes for one in (node.nodes if isinstance(node, Or) else (node,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat), span=span)


def negated(node: Node, span: Span = (0, 0)) -> Node:
    """Return the node for all but ``node``."""
    return node.node if isinstance(node, Not) else Not(node, span=around(span, node.span))


def within(field: str, node: Node, span: Span = (0, 0), tell: Tell = silent) -> Node:
    """Return ``node``, asked of one field. A field that is named inside of it counts more than the one around."""
    if isinstance(node, Not):
        return replace(node, node=within(field, node.node, span, tell))
    if field == ALL:
        return node
    if field == UNSUPPORTED:
        tell("unsupported_field", span, {})
        return node
    if isinstance(node, Field | Only | Years):
        if not (isinstance(node, Years) and field in YEARS):
            tell("two_fields", span, {"field": node.name if isinstance(node, Field | Only) else "year"})
        return node
    if field not in VALUES and field not in YEARS:
        if field in HAS and node == Words("*"):
            return Only("has", field, span=span)
        return Field(field, node, span=around(span, node.span))
    return _of_leaves(field, node, span, tell)


def _of_leaves(field: str, node: Node, span: Span, tell: Tell) -> Node:
    """Return ``node`` with each leaf made a value of ``field``; the depth of trees is bounded."""
    if isinstance(node, And):
        return both((_of_leaves(field, one, span, tell) for one in node.nodes), node.span)
    if isinstance(node, Or):
        return either((_of_leaves(field, one, span, tell) for one in node.nodes), node.span)
    if isinstance(node, Not):
        return negated(_of_leaves(field, node.node, span, tell), node.span)
    if not isinstance(node, Leaf):
        return node
    if field in YEARS:
        return _years(field, node, tell)
    return _value(field, node, tell)


def _value(field: str, node: Leaf, tell: Tell) -> Node:
    value = written_of(node)
    if value == "*" and field in HAS:
        return Only("has", field, span=node.span)
    if field != "has":
        return Only(field, value, span=node.span)
    if known := has_named(value):
        return Only(field, known, span=node.span)
    tell("unknown_has", node.span, {"value": value, "known": ", ".join(HAS)})
    return node


def _years(field: str, node: Leaf, tell: Tell) -> Node:
    written = written_of(node)
    if written == "*":
        return Only("has", "year", span=node.span)
    found = read_years(written)
    if found is None:
        tell("bad_year", node.span, {"value": written})
        return node
    if found.had_months:
        tell("only_years", node.span, {"value": written})
    if found.was_turned:
        tell("turned_years", node.span, {"value": f"{found.first}..{found.last}"})
    first, last = _ends(field, found)
    return Years(first, last, span=node.span)


def _ends(field: str, found: Range) -> tuple[int | None, int | None]:
    if field == "from":
        return (found.first if found.first is not None else found.last), None
    if field == "until":
        return None, (found.last if found.last is not None else found.first)
    return found.first, found.last


def written_of(node: Leaf) -> str:
    """Return what a leaf stands for as one text, with the stars that it was written with."""
    if isinstance(node, Wildcard):
        return node.pattern
    return node.text + "*" if isinstance(node, Prefix) else node.text
