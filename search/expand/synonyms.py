"""A Japanese word is asked for as other words of its meaning, too, at less than half of its worth: 転居 as 引っ越し.

The groups are those of Sudachi's synonym dictionary.
"""

from shoroku.analyzers.analyzer import analyze, has_japanese
from shoroku.analyzers.synonyms import others
from shoroku.search import weights
from shoroku.search.expand.terms import Variant


def variants(form: str) -> list[Variant]:
    """Return what a word, in its normalised form, may stand as besides."""
    words = (word for word in others(form) if has_japanese(word))
    found = ((tuple(token.text for token in analyze(word)), word) for word in words)
    return [Variant(terms, weight=weights.SYNONYM, kind="synonym", written=word) for terms, word in found if terms]
