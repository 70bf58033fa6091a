"""Scores of two queries made comparable, and the better of the two taken: one ranking of records in two languages.

Scores of BM25 mean nothing beside those of another query, for rarer words give higher ones. What can be compared is how
much of the best that a query could reach a record has reached: its score divided by the query's *reach*, the sum of
what its words give to a record that holds each of them as often as can count. A record is worth the larger share.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import tantivy

Occur, Q = tantivy.Occur, tantivy.Query

#: tantivy's BM25: however often a term stands in a text, it counts k1 + 1 times at most.
_MOST_OFTEN = 1.2 + 1

#: A translated query has lost words on its way, and of those left each is met only where the right translation was
#: found: its shares are lower than those of a query in the record's own language. This makes up for it.
CROSSED = 1.15


class Weighed(NamedTuple):
    """A query and its reach: the highest score that it could give."""

    query: tantivy.Query
    reach: float

    def times(self, weight: float) -> "Weighed":
        """Return this with scores ``weight`` times as high."""
        return self if weight == 1.0 else Weighed(Q.boost_query(self.query, weight), self.reach * weight)


def idf(count: int, documents: int) -> float:
    """Return the weight of a term that ``count`` of so many documents hold (Robertson & Zaragoza 2009, as in Lucene)."""
    count = min(count, documents)  # documents that were deleted may still be counted with the term
    return math.log(1 + (documents - count + 0.5) / (count + 0.5))


def term_reach(count: int, documents: int) -> float:
    """Return the reach of a query for one term in one field."""
    return idf(count, documents) * _MOST_OFTEN


def sum_of(queries: Iterable[Weighed | None]) -> Weighed | None:
    """Return a query that gives the sum of what these give, None if there is none."""
    found = [query for query in queries if query]
    if len(found) < 2:
        return found[0] if found else None
    return Weighed(Q.boolean_query([(Occur.Should, one.query) for one in found]), sum(one.reach for one in found))


def best_of(queries: Iterable[Weighed | None]) -> Weighed | None:
    """Return a query that gives the best of what these give, None if there is none."""
    found = [query for query in queries if query]
    if len(found) < 2:
        return found[0] if found else None
    return Weighed(Q.disjunction_max_query([one.query for one in found]), max(one.reach for one in found))


def share(weighed: Weighed, factor: float = 1.0) -> tantivy.Query:
    """Return the query that scores what part of its reach a record has reached, times ``factor``."""
    return Q.boost_query(weighed.query, factor / weighed.reach) if weighed.reach > 0 else weighed.query


def fused(own: Weighed | None, crossed: Weighed | None) -> tantivy.Query:
    """Return the query that ranks records by the larger of their shares: of the query as asked, and as translated."""
    shares = [share(own)] if own else []
    if crossed:
        shares.append(share(crossed, CROSSED))
    if not shares:
        return Q.empty_query()
    return shares[0] if len(shares) == 1 else Q.disjunction_max_query(shares)
