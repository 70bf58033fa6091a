"""A rare word counts a little more than BM25 lets it.

Abstracts are short and of one kind; the inverse document frequency, to a power a little above one, tells their subjects
apart better (the power was chosen over collections; see ``benchmarks/relevance``).
"""

_POWER = 0.2


def weight(idf: float) -> float:
    """Return the factor for a word of that inverse document frequency."""
    return float(max(idf, 0.1) ** _POWER)
