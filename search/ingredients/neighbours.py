"""Words that stand together in the question and together in a text belong together.

Each pair of neighbours is asked for as a phrase with two words of room (the sequential dependence of Metzler & Croft,
"A Markov random field model for term dependencies", SIGIR 2005). What all pairs together can give does not grow with
the question: a long one has many pairs that mean nothing.
"""

SLOP = 2
_WEIGHT = 0.5
#: Of so many words at most the neighbourhood is looked at.
MOST = 30


def weight(clauses: int) -> float:
    """Return what a pair is worth in a question of so many clauses."""
    return _WEIGHT / clauses
