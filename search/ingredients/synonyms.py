"""A Japanese word is asked for as other words of its meaning, too, at less than half of its worth: 転居 as 引っ越し.

The groups are those of Sudachi's synonym dictionary. (Voorhees, "Query expansion using lexical-semantic relations", SIGIR
1994, is the warning: all members at full weight make a search worse.)
"""

from shoroku.analyzers.analyzer import analyze, has_japanese
from shoroku.analyzers.synonyms import others
from shoroku.search.clauses import Alternative

KIND = "synonym"
_WEIGHT = 0.4


def alternatives(form: str) -> list[Alternative]:
    """Return what a word, in its normalised form, may stand as besides."""
    words = (word for word in others(form) if has_japanese(word))
    found = ((tuple(token.text for token in analyze(word)), word) for word in words)
    return [Alternative(terms, weight=_WEIGHT, kind=KIND, written=word) for terms, word in found if terms]
