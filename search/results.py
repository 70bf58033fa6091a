"""What a search finds, before its records are read: rows in order, totals, and how the best came to stand where they do."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shoroku.search.engine.expressions import Expression
from shoroku.search.plan import QueryVariant, SearchPlan


class Row(NamedTuple):
    """A record found: its id, its score, its number in the store and its address in the index."""

    id: str
    score: float
    seq: int
    address: Any
    relaxed: bool = False


class Reranked(NamedTuple):
    """A record that was scored again: the query variant that it answers best, and its share of that variant's maximum
    score, first as the index gave it, then after each feature."""

    row: Row
    variant: QueryVariant
    steps: tuple[tuple[str, float], ...]


class MatchGroup(NamedTuple):
    """Records that are listed together: the expression that finds them, and the numbers of those that come first."""

    expression: Expression
    best: Sequence[int] = ()


class Results(NamedTuple):
    """What a plan finds in one state of the index.

    ``total`` counts the records that hold all the words; ``relaxed_total`` those that hold some of them, counted only
    where the first do not fill the page. ``counted`` finds what facets are counted over: the strict matches, or the
    relaxed ones where there is no other; of a question in sentences, all that is listed. ``reranked`` has the records
    that were scored again, by their numbers. ``change`` is the change of the store that the index reflects.
    """

    plan: SearchPlan
    rows: tuple[Row, ...]
    total: int
    relaxed_total: int
    counted: Expression
    reranked: Mapping[int, Reranked]
    change: int
