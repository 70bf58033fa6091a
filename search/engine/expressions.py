"""Expressions: a search as a tree of terms and combinations, independent of any engine.

The compiler builds the trees; an engine (``engine.py``) renders them in its own query language. ``AllOf`` without
expressions matches everything, ``BestOf`` nothing; with one expression, both are that expression.
"""

from collections.abc import Sequence

import msgspec


class Expression(msgspec.Struct, frozen=True, gc=False):
    """The base of all expressions."""


class Term(Expression, frozen=True, gc=False):
    """Records that hold a term in a field."""

    field: str
    value: str | int


class AnyTerm(Expression, frozen=True, gc=False):
    """Records that hold at least one of these terms in a field; the terms are not scored."""

    field: str
    values: Sequence[str] | Sequence[int]


class TermPhrase(Expression, frozen=True, gc=False):
    """Records that hold these terms side by side and in this order, with at most ``slop`` others between them."""

    field: str
    terms: Sequence[str]
    slop: int = 0


class TermPattern(Expression, frozen=True, gc=False):
    """Records that contain a term that matches a regular expression in full."""

    field: str
    pattern: str


class SimilarTerm(Expression, frozen=True, gc=False):
    """Records that hold a term that differs from this one in at most ``edits`` characters."""

    field: str
    term: str
    edits: int


class Range(Expression, frozen=True, gc=False):
    """Records whose number in a field is in this range, both ends included."""

    field: str
    low: int
    high: int


class HasValue(Expression, frozen=True, gc=False):
    """Records that have anything in a field."""

    field: str


class Combination(Expression, frozen=True, gc=False):
    """Records that match all of ``must``, none of ``must_not``, and at least a given number of ``should``.

    The score is the sum of the scores of what matches. Without ``must``, at least one of ``should`` must match.
    """

    must: Sequence[Expression] = ()
    should: Sequence[Expression] = ()
    must_not: Sequence[Expression] = ()
    at_least: int = 0


class AllOf(Expression, frozen=True, gc=False):
    """Records that fit all of these; everything, if there are none."""

    parts: Sequence[Expression] = ()


class BestOf(Expression, frozen=True, gc=False):
    """Records that fit at least one of these, scored by the best; nothing, if there are none."""

    parts: Sequence[Expression] = ()


class Boosted(Expression, frozen=True, gc=False):
    """The same records with their scores multiplied."""

    part: Expression
    factor: float


class Unscored(Expression, frozen=True, gc=False):
    """The same records, each with a score of 0."""

    part: Expression


class Constant(Expression, frozen=True, gc=False):
    """The same records, each with this score."""

    part: Expression
    score: float


class Prepared(Expression, frozen=True, gc=False):
    """An expression that an engine has rendered already, for use in several others; ``query`` is the engine's own."""

    query: object
    expression: Expression


EVERYTHING = AllOf()
NOTHING = BestOf()


def none_of(parts: Sequence[Expression]) -> Expression:
    """Return the expression for all records but those."""
    return Combination(must=(EVERYTHING,), must_not=parts)
