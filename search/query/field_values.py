"""What a field name turns its operand into: words in that field, or values of it."""

from msgspec.structs import replace

from shoroku.search.query.ast import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Only,
    Or,
    Words,
    Years,
    around,
    both,
    either,
    negated,
    written_of,
)
from shoroku.search.query.diagnostics import Span, Tell, silent
from shoroku.search.query.fields import ALL, HAS, NUMBERED, UNSUPPORTED, VALUES, YEARS, has_named
from shoroku.search.years import Range, read_months, read_years


def within(field: str, node: Node, span: Span = (0, 0), tell: Tell = silent) -> Node:
    """Return ``node`` limited to one field. A field named inside of it takes precedence."""
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
    """Return ``node`` with each leaf turned into a value of ``field``. The depth of trees is bounded."""
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
    if field == "month":
        return _months(value, node, tell)
    if field in NUMBERED and not any(sign.isalnum() for sign in value):
        tell("no_number", node.span, {"value": value})
    if field != "has":
        return Only(field, value, span=node.span)
    if known := has_named(value):
        return Only(field, known, span=node.span)
    tell("unknown_has", node.span, {"value": value, "known": ", ".join(HAS)})
    return node


def _months(value: str, node: Leaf, tell: Tell) -> Node:
    found = read_months(value)
    if found is None:
        tell("bad_month", node.span, {"value": value})
        return node
    if found.was_turned:
        tell("turned_years", node.span, {"value": str(found)})
        value = str(found)
    return Only("month", value, span=node.span)


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
