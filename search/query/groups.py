"""A query, or a bracket in it, during parsing: the operands so far, and the operators that wait for an operand."""

from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from shoroku.search.query.ast import And, Node, Not, Phrase, Words, Years, both, either, negated
from shoroku.search.query.diagnostics import Span, Tell
from shoroku.search.query.field_values import within
from shoroku.search.query.signs import MINUS

#: Brackets are read to this depth.
MOST_DEPTH = 32


class _Item(NamedTuple):
    """An operand. ``is_plain``: words without any sign, which grow together with their neighbours. ``is_beside``: no
    operator stands before it. ``after_not``: the word NOT does, and a tag after the words that follow takes it along."""

    node: Node
    is_plain: bool
    is_beside: bool
    after_not: bool = False


class _Pending(NamedTuple):
    """What stands before an operand: how it is written, and where."""

    written: str
    span: Span


class Group:
    """One level of brackets. Operands are added in order; ``finish`` returns the node for all of them."""

    def __init__(self, start: int, depth: int, tell: Tell) -> None:
        self.start = start
        self.depth = depth
        self.is_mixed = False
        self._tell = tell
        self._alternatives: list[Node] = []
        self._items: list[_Item] = []
        self._operator: _Pending | None = None  # its right side has not come
        self._negations: list[_Pending] = []
        self._field: _Pending | None = None
        self._is_wanted = False
        self._range_end = -1  # the operand of this number is the end of a range

    @property
    def waits(self) -> bool:
        """Whether a sign or a field name waits for its operand."""
        return bool(self._negations) or self._field is not None or self._is_wanted

    @property
    def field(self) -> str:
        """The field that waits for its operand, or ""."""
        return self._field.written if self._field else ""

    # --- Operands -----------------------------------------------------------------------------------------------------

    def grows(self, node: Node) -> bool:
        """Return whether ``node``, if added now, would merge with the operand before it."""
        is_plain = isinstance(node, Words) and not self.waits and self._operator is None
        return is_plain and bool(self._items) and self._items[-1].is_plain

    def add(self, node: Node) -> None:
        """Add an operand with everything that waits for it."""
        if isinstance(node, And) and not self.waits and not any(_are_words(*pair) for pair in pairwise(node.nodes)):
            for one in node.nodes:  # brackets around words and phrases alone change nothing
                self._add(one)
        else:
            self._add(node)

    def _add(self, node: Node) -> None:
        if self.grows(node):
            self._items[-1] = self._items[-1]._replace(node=_grown(self._items[-1].node, node))
            return
        is_plain, is_beside = isinstance(node, Words) and not self.waits, self._operator is None
        after_not = bool(self._negations) and self._negations[-1].written not in MINUS and self._field is None
        self._operator = None
        self._items.append(_Item(self._completed(node), is_plain, is_beside, after_not))

    def _completed(self, node: Node) -> Node:
        if self._field:
            node = within(self.field, node, self._field.span, self._tell)
        if len(self._negations) % 2:
            node = negated(node, self._negations[0].span)
        self.drop()
        return node

    def drop(self) -> None:
        """Clear what waits: it was used, or its operand is empty."""
        self._negations, self._field, self._is_wanted = [], None, False

    def wait_for_field(self, field: str, span: Span) -> None:
        """Note a field name before the next operand."""
        if self._field:
            self._tell("two_fields", self._field.span, {"field": field})
        self._field = _Pending(field, span)

    def wait_for_negation(self, written: str, span: Span) -> None:
        """Note a negation before the next operand; two of them cancel each other."""
        self._negations.append(_Pending(written, span))

    def want(self) -> None:
        """Note that the next operand is required."""
        self._is_wanted = True

    # --- Operators ----------------------------------------------------------------------------------------------------

    def conjunction(self, written: str, span: Span) -> None:
        """Note AND."""
        self._nothing_follows()
        if not self._items:
            self._tell("operator", span, {"operator": written})
            return
        if self._operator:
            self._tell("operator", span, {"operator": written})
        self._operator = _Pending(written, span)

    def disjunction(self, written: str, span: Span) -> None:
        """Note OR."""
        self._nothing_follows()
        if not self._items:
            self._tell("operator", span, {"operator": written})
            return
        if self._operator:
            self._tell("operator", self._operator.span, {"operator": self._operator.written})
        self._end_alternative()
        self._operator = _Pending(written, span)

    def range_goes_on(self) -> None:
        """Note that the next operand ends a range of years, if both ends are years."""
        self._range_end = len(self._items)

    def _nothing_follows(self) -> None:
        """Report an operator or a field with no operand."""
        if self._field:
            self._tell("empty_field", self._field.span, {})
        elif self._negations:
            self._tell("operator", self._negations[-1].span, {"operator": self._negations[-1].written})
        self.drop()

    def _end_alternative(self) -> None:
        node = both([item.node for item in self._items], (self._items[0].node.span[0], self._items[-1].node.span[1]))
        self.is_mixed |= isinstance(node, And) or (isinstance(node, Words) and " " in node.text)
        self._alternatives.append(node)
        self._items = []
        self._range_end = -1

    def finish(self, end: int) -> Node | None:
        """Return the node for all operands, None if there are none."""
        self._nothing_follows()
        if self._operator:
            self._tell("operator", self._operator.span, {"operator": self._operator.written})
        if self._items:
            self._end_alternative()
        self.is_mixed &= len(self._alternatives) > 1
        return either(self._alternatives, (self.start, end)) if self._alternatives else None

    # --- Tags ---------------------------------------------------------------------------------------------------------

    def tag(self, field: str, slop: int, span: Span) -> None:
        """Apply a tag in square brackets to all words of the last operand."""
        if not self._items or self._operator or self.waits:
            self._nothing_follows()
            self._tell("lonely_tag", span, {})
            return
        node = self._tagged()
        if isinstance(node, Phrase) and slop:
            node = replace(node, slop=slop)
        if self.depth >= MOST_DEPTH and isinstance(node, Words):  # several words of one field would need a bracket
            node = Phrase(node.text, span=node.span)
        node = within(field, node, span, self._tell)
        self._items.append(_Item(node, is_plain=False, is_beside=True))
        self._join_range()

    def _tagged(self) -> Node:
        """Remove and return the operands that a tag applies to: in NOT Fujimoto M[au], that is Fujimoto M."""
        last = self._items.pop()
        if last.is_plain and last.is_beside and self._items and self._items[-1].after_not:
            denied = self._items[-1].node
            if isinstance(denied, Not) and isinstance(denied.node, Words):
                self._items.pop()
                return replace(denied, node=_grown(denied.node, last.node))
        return last.node

    def _join_range(self) -> None:
        """Merge 2015[dp] : 2020[dp] into one range."""
        if len(self._items) != self._range_end + 1 or self._range_end < 1:
            return
        begin, end = self._items[-2].node, self._items[-1].node
        if isinstance(begin, Years) and isinstance(end, Years):
            span = (begin.span[0], end.span[1])
            first, last = begin.first, end.last
            if first is not None and last is not None and first > last:
                first, last = last, first
                self._tell("turned_years", span, {"value": f"{first}..{last}"})
            if first is not None or last is not None:
                self._items[-2:] = [_Item(Years(first, last, span=span), is_plain=False, is_beside=True)]


def _are_words(one: Node, other: Node) -> bool:
    return isinstance(one, Words) and isinstance(other, Words)


def _grown(first: Node, second: Node) -> Words:
    assert isinstance(first, Words)  # noqa: S101 (plain words alone grow)
    assert isinstance(second, Words)  # noqa: S101
    return Words(f"{first.text} {second.text}", span=(first.span[0], second.span[1]))
