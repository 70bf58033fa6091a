"""A word that the question says twice is what it is about.

The query's term frequency, in proportion, as in BM25 with an unbounded k3 (Robertson et al., "Okapi at TREC-3", 1994).
"""

from shoroku.search.clauses import Clause


def weight(clause: Clause) -> float:
    """Return how often the question says the word."""
    return float(clause.times)
