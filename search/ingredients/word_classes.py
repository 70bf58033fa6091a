"""What is asked about is named by nouns; a Japanese question's verbs tell how it is put.

Lioma & Blanco, "Part of speech based term weighting for information retrieval" (ECIR 2009) find the same for English.
The dictionary gives the classes for Japanese alone.
"""

from shoroku.search.clauses import Clause

_WEIGHTS = {"動詞": 0.7, "形容詞": 0.7, "形状詞": 0.7, "副詞": 0.7}


def weight(clause: Clause) -> float:
    """Return what a word of its class is worth."""
    return _WEIGHTS.get(clause.part_of_speech, 1.0)
