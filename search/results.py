"""The results of a search before its records are read: rows in order, totals, and how the best rows got their rank."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shoroku.search.engine.expressions import Expression
from shoroku.search.plan import QueryVariant, SearchPlan


class Row(NamedTuple):
    """A matching record: its id, its score, its number in the store and its address in the index.

    The id is "" until it is looked up: most records that are ranked are not listed.
    """

    id: str
    score: float
    seq: int
    address: Any
    relaxed: bool = False


class Reranked(NamedTuple):
    """A reranked record, and the query variant that it matches best.

    ``scores`` are those of all records that were reranked together, first from the index, then after each feature;
    ``place`` is that of this record among them, ``share`` what makes shares of the variant's maximum score of them.
    """

    row: Row
    variant: QueryVariant
    scores: Sequence[tuple[str, Sequence[float]]]
    place: int
    share: float

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """The record's share of the variant's maximum score, first from the index, then after each feature."""
        return tuple((name, found[self.place] * self.share) for name, found in self.scores)


class MatchGroup(NamedTuple):
    """Records that are listed together: the expression that finds them, and the numbers of those that come first."""

    expression: Expression
    best: Sequence[int] = ()


class Results(NamedTuple):
    """The results of a plan for one snapshot of the index.

    ``total`` is the number of records that contain all the words. ``relaxed_total`` is the number of those that contain
    some of them; it is counted only if the former do not fill the page. ``counted`` finds the records that facets count:
    the strict matches or, if there are none, the relaxed ones; for a question in sentences, all that are listed.
    ``reranked`` has the reranked records by number. ``change`` is the change of the store that the index reflects.
    """

    plan: SearchPlan
    rows: tuple[Row, ...]
    total: int
    relaxed_total: int
    counted: Expression
    reranked: Mapping[int, Reranked]
    change: int
