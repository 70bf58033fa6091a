"""Parsing a query: text -> tree and diagnostics.

Parsing never fails and takes linear time for any text: it uses a stack instead of recursion, and the size of a query is
bounded.

Operators bind in the order NOT, AND, OR; a space means AND. Most bibliographic systems do the same (Web of Science, EBSCO,
CiNii); PubMed reads from left to right, Google and Scopus bind OR first. If it makes a difference, a hint shows how the query
was read. Brackets override the order.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from shoroku.search.query.ast import (
    EVERYTHING,
    Exact,
    Fuzzy,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    either,
    printed,
    written_of,
)
from shoroku.search.query.diagnostics import Notice, QueryUnclear, Span
from shoroku.search.query.fields import HAS, LISTS
from shoroku.search.query.groups import MOST_DEPTH, Group
from shoroku.search.query.lexer import LEAVES, MOST_PIECES, Lexer, QueryToken
from shoroku.search.query.signs import OPERATORS

#: Of a longer text the rest is not looked at.
MOST_CHARACTERS = 60_000
#: What a query's words, phrases and values may have together, without the spaces, and how many of them it may have.
MOST_CONTENT, MOST_LEAVES = 10_000, 512
#: What each of them counts for at least, so that no canonical spelling costs more than what was written.
_LEAST_CONTENT = 12
#: What bounds the time of reading: signs, words with signs in them, and pieces of such words (a character has one at
#: most). A tree that was read within them prints within them.
_MOST_TOKENS, _MOST_SLOW_WORDS = 8_192, 2_048
#: Words with stars, question marks or tildes.
MOST_PATTERNS = 32
#: One that begins with a star is held against every word there is, and counts for so many.
_LEADING = 8
_MOST_NOTICES = 50
_MOST_OPERATORS = 32  # where a query is nothing else
_LONGEST_READING = 300
_COMMAS = re.compile("[,，、]+")


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


#: What is said however much has been said before: that not all was read.
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
