"""Parsing a query: text -> tree and diagnostics.

Parsing never fails and takes linear time for any text: it uses a stack instead of recursion, and the size of a query is
bounded.

Operators bind in the order NOT, AND, OR; a space means AND. Most bibliographic systems do the same (Web of Science, EBSCO,
CiNii); PubMed reads from left to right, Google and Scopus bind OR first. If it makes a difference, a hint shows how the query
was read. Brackets override the order.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from shoroku.search.query.ast import (
    EVERYTHING,
    And,
    Exact,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
    both,
    either,
    negated,
    printed,
    written_of,
)
from shoroku.search.query.diagnostics import Notice, QueryUnclear, Span, Tell
from shoroku.search.query.field_values import within
from shoroku.search.query.fields import HAS, LISTS
from shoroku.search.query.lexer import LEAVES, MOST_PIECES, Lexer, QueryToken
from shoroku.search.query.signs import MINUS, OPERATORS

#: Maximum length of a query; the rest is ignored.
MOST_CHARACTERS = 60_000
#: Maximum number of characters of all words, phrases and values of a query, without spaces; and maximum number of these.
MOST_CONTENT, MOST_LEAVES = 10_000, 512
#: The minimum length that each of them counts for, so that the canonical form of a query never counts for more.
_LEAST_CONTENT = 12
#: Limits on the parsing time: the number of tokens, and of words with signs in them. A tree that was parsed within these
#: limits prints within them.
_MOST_TOKENS, _MOST_SLOW_WORDS = 8_192, 2_048
#: Words with stars, question marks or tildes.
MOST_PATTERNS = 32
#: A word that begins with a star is compared with every word of the index, and counts like this many.
_LEADING = 8
_MOST_NOTICES = 50
_MOST_OPERATORS = 32  # of a query that consists of operators only
_LONGEST_READING = 300
_COMMAS = re.compile("[,，、]+")


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
    """The operator before an operand: how it is written, and where."""

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


class ParsedQuery(NamedTuple):
    """A parsed query: the text, the tree, and notices in the order of the text."""

    text: str
    tree: Node
    notices: tuple[Notice, ...] = ()

    @property
    def problems(self) -> tuple[Notice, ...]:
        """The notices about invalid parts."""
        return tuple(notice for notice in self.notices if notice.is_problem)


def parse(text: str, *, strict: bool = False) -> ParsedQuery:
    """Parse a query. Any text gives a tree.

    With ``strict``, raises QueryUnclear for the first invalid part.
    """
    parsed = _Parser(text).parsed()
    if strict:
        for notice in parsed.problems:
            raise QueryUnclear(query=text, notice=notice)
    return parsed


class _Parser:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._notices: dict[tuple[str, Span], Notice] = {}
        self._told: set[str] = set()
        self._lexer = Lexer(text[:MOST_CHARACTERS], self._tell)
        self._groups = [Group(0, 0, self._tell)]
        self._ignored_brackets = 0
        self._operators: list[QueryToken] = []
        self._content = self._leaves = self._tokens = self._patterns = 0
        self._is_full = False
        self._take_kind: dict[str, Callable[[QueryToken, Group], None]] = {
            "and": self._operator,
            "or": self._operator,
            "not": self._negation,
            "minus": self._negation,
            "plus": lambda _, group: group.want(),
            "field": self._field,
            "tag": lambda token, group: group.tag(token.text, token.number, (token.start, token.end)),
            "to": lambda _, group: group.range_goes_on(),
            "star": self._star,
            "open": self._open,
            "close": self._close,
        }

    def parsed(self) -> ParsedQuery:
        at = 0
        while (token := self._next(at)) is not None:
            if token.kind in LEAVES:
                self._leaf(_leaf_of(token), self._groups[-1])
            else:
                self._take_kind[token.kind](token, self._groups[-1])
            if self._is_full:
                break
            at = token.end
        if self._is_full or len(self._text) > MOST_CHARACTERS:
            self._tell("long", (min(at, MOST_CHARACTERS), len(self._text)), {})
        tree = self._ended()
        return ParsedQuery(self._text, tree, tuple(sorted(self._notices.values(), key=lambda notice: notice.start)))

    def _next(self, at: int) -> QueryToken | None:
        spent = (
            self._tokens > _MOST_TOKENS or self._lexer.slow_words > _MOST_SLOW_WORDS or self._lexer.pieces > MOST_PIECES
        )
        token = self._lexer.next(at, single=self._groups[-1].waits)
        if token and spent:
            self._is_full = True
            return None
        self._tokens += token is not None and token.kind not in LEAVES
        return token

    def _ended(self) -> Node:
        """Close open brackets, and return the tree."""
        end = len(self._text)
        while len(self._groups) > 1:
            start = self._groups[-1].start
            self._tell("open_bracket", (start, start + 1), {})
            self._end_group(end)
        tree = self._finished(self._groups[0], end)
        if tree is not None:
            return tree
        return self._only_operators() if self._operators and not self._leaves else EVERYTHING

    def _only_operators(self) -> Node:
        """Return the tree of a query that consists of operators only: they are words."""
        written = [token for token in self._operators if token.text in OPERATORS][:_MOST_OPERATORS]
        if not written:
            return EVERYTHING
        for kind in ("operator", "only_operators"):
            self._notices = {key: notice for key, notice in self._notices.items() if notice.kind != kind}
        span = (written[0].start, written[-1].end)
        text = " ".join(token.text for token in written)
        self._tell("only_operators", span, {"operator": text})
        return Words(text, span=span)

    # --- Leaves -------------------------------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf, group: Group) -> None:
        if isinstance(leaf, Phrase | Exact) and not leaf.text:
            self._tokens += 4  # they cost time and leave nothing
            self._tell("empty_quote", leaf.span, {})
            group.drop()
            return
        if isinstance(leaf, Prefix | Wildcard | Fuzzy):
            leaf = self._counted_pattern(leaf)
        values = self._values(leaf, group)
        grows = group.grows(leaf)
        if not grows and self._leaves + len(values) > MOST_LEAVES:
            self._is_full = True
            return
        kept = self._within_budget(values, grows=grows)
        if kept:
            self._leaves += 0 if grows else len(kept)
            group.add(either(kept, leaf.span))

    def _counted_pattern(self, leaf: Leaf) -> Leaf:
        self._patterns += _LEADING if isinstance(leaf, Wildcard) and leaf.pattern[0] == "*" else 1
        if self._patterns <= MOST_PATTERNS:
            return leaf
        self._tell("many_patterns", leaf.span, {"most": str(MOST_PATTERNS)}, only_once=True)
        return Words(written_of(leaf).strip("*"), span=leaf.span)

    def _values(self, leaf: Leaf, group: Group) -> list[Leaf]:
        """Return the values of a comma-separated list if the field allows one, else the leaf itself."""
        if group.field not in LISTS or not isinstance(leaf, Words) or group.depth >= MOST_DEPTH:
            return [leaf]
        values: list[Leaf] = [Words(value, span=leaf.span) for value in _COMMAS.split(leaf.text) if value]
        return values or [leaf]

    def _within_budget(self, values: list[Leaf], *, grows: bool) -> list[Leaf]:
        """Return the ``values`` that fit the limits; words may be cut."""
        kept: list[Leaf] = []
        for leaf in values:
            text = written_of(leaf)
            room, needed = MOST_CONTENT - self._content, len(text) - text.count(" ")
            if needed > room:
                self._is_full = True
                if isinstance(leaf, Words) and room > 0:
                    kept.append(Words(_cut(leaf.text, room), span=leaf.span))
                    self._content = MOST_CONTENT
                break
            self._content += needed if grows else max(needed, _LEAST_CONTENT)
            kept.append(leaf)
        return kept

    # --- Signs --------------------------------------------------------------------------------------------------------

    def _operator(self, token: QueryToken, group: Group) -> None:
        self._operators.append(token)
        (group.conjunction if token.kind == "and" else group.disjunction)(token.text, (token.start, token.end))

    def _negation(self, token: QueryToken, group: Group) -> None:
        self._operators.append(token)
        group.wait_for_negation(token.text, (token.start, token.end))

    def _field(self, token: QueryToken, group: Group) -> None:
        written = self._text[token.start : token.end].rstrip()
        group.wait_for_field(token.text, (token.start, token.start + len(written)))

    def _star(self, token: QueryToken, group: Group) -> None:
        if group.field in HAS:  # abstract:* is what has an abstract
            self._leaf(Words("*", span=(token.start, token.end)), group)
            return
        self._tell("star_alone", (token.start, token.end), {})
        group.drop()

    # --- Brackets -----------------------------------------------------------------------------------------------------

    def _open(self, token: QueryToken, group: Group) -> None:
        if group.depth < MOST_DEPTH:
            self._groups.append(Group(token.start, group.depth + 1, self._tell))
            return
        self._ignored_brackets += 1
        self._tell("deep", (token.start, token.end), {"most": str(MOST_DEPTH)}, only_once=True)

    def _close(self, token: QueryToken, _: Group) -> None:
        if self._ignored_brackets:
            self._ignored_brackets -= 1
        elif len(self._groups) > 1:
            self._end_group(token.end)
        else:
            self._tell("stray_bracket", (token.start, token.end), {})

    def _end_group(self, end: int) -> None:
        group = self._groups.pop()
        node = self._finished(group, end)
        if node is not None:
            self._groups[-1].add(node)
            return
        self._tell("empty_bracket", (group.start, end), {})
        self._groups[-1].drop()

    def _finished(self, group: Group, end: int) -> Node | None:
        node = group.finish(end)
        if node is not None and group.is_mixed:
            reading = printed(node, clearly=True)
            if len(reading) > _LONGEST_READING:
                reading = reading[: _LONGEST_READING - 1] + "…"
            self._tell("mixed", (group.start, end), {"reading": reading}, only_once=True)
        return node

    # --- Notices ------------------------------------------------------------------------------------------------------

    def _tell(self, kind: str, span: Span, fields: dict[str, str], *, only_once: bool = False) -> None:
        """Keep a notice, unless it is a repetition or there are too many."""
        if kind not in _ALWAYS_SAID and (self._is_full or len(self._notices) >= _MOST_NOTICES):
            return  # what is amiss at the place where a query was cut is nobody's fault
        if only_once and kind in self._told:
            return
        self._told.add(kind)
        written = {"written": self._text[span[0] : span[1]]}
        self._notices.setdefault((kind, span), Notice(kind, *span, written | fields))


def _leaf_of(token: QueryToken) -> Leaf:
    span = token.start, token.end
    if token.kind == "words":
        return Words(token.text, span=span)
    if token.kind == "phrase":
        return Phrase(token.text, token.number, span=span)
    if token.kind == "fuzzy":
        return Fuzzy(token.text, token.number, span=span)
    if token.kind == "wildcard":
        return Wildcard(token.text, span=span)
    return (Exact if token.kind == "exact" else Prefix)(token.text, span=span)


#: Always reported, even after many other notices: not all of the query was read.
_ALWAYS_SAID = frozenset({"long", "only_operators"})


def _cut(text: str, room: int) -> str:
    """Return the beginning of ``text`` with ``room`` characters, not counting spaces."""
    kept: list[str] = []
    for word in text.split(" "):
        if room <= 0:
            break
        kept.append(word[:room])
        room -= len(word)
    return " ".join(kept)
