"""A second look at the best records: their texts are read again, with all that the question says and they say.

The index scores millions of records by what fits into a posting; here a few are scored by what does not. Each ingredient
is a file in ``ingredients/``. A question is a reading of the query in one language; its scores come out as shares of the
best score that it could reach, so that two questions' answers can be compared.
"""

from collections.abc import Sequence
from typing import NamedTuple

import tantivy

from shoroku.analyzers import latin, stopwords
from shoroku.indexer import fields
from shoroku.search.clauses import Clause
from shoroku.search.ingredients import Ingredients, bigrams, coverage, feedback, passages
from shoroku.search.ranking import Ranked
from shoroku.search.statistics import Statistics

#: So many records of each question are looked at again.
WINDOW = 50

_FUNCTION_TERMS = frozenset(latin.TERMS[word] for word in stopwords.ENGLISH)


class Question(NamedTuple):
    """A query read in one language (or as it was written, in both).

    ``reach`` is the best score it could give; ``said`` are its terms, without spaces where it has none. ``is_whole``
    tells that no word was lost in its translation.
    """

    clauses: tuple[Clause, ...]
    reach: float
    said: str
    is_translated: bool = False
    is_whole: bool = True

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for clause in self.clauses for term in clause.terms)

    @property
    def texts(self) -> tuple[str, ...]:
        """The fields that hold the texts it is about."""
        japanese = [clause.is_japanese for clause in self.clauses]
        if self.is_translated:
            return (fields.TEXT_JA,) if any(japanese) else (fields.TEXT_EN,)
        if all(japanese):
            return (fields.TEXT_JA,)
        return (fields.TEXT_JA, fields.TEXT_EN) if any(japanese) else (fields.TEXT_EN,)


class Rescored(NamedTuple):
    """A record's score, and how it came about: the index's, then after each ingredient."""

    row: Ranked
    steps: tuple[tuple[str, float], ...]


class Rescorer:
    """Looks at records again, in one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, statistics: Statistics, ingredients: Ingredients) -> None:
        self._searcher = searcher
        self._statistics = statistics
        self._ingredients = ingredients

    def rescored(self, question: Question, rows: Sequence[Ranked]) -> list[Rescored]:
        """Return the records with new scores, in the order given."""
        scores = [row.score for row in rows]
        steps = [("index", scores)]
        if rows and question.terms:
            texts = self._texts(question, rows)
            for name, step in (
                ("bigrams", self._pairs),
                ("passages", self._passages),
                ("coverage", self._covered),
                ("feedback", self._blended),
            ):
                if name in self._ingredients:
                    scores = step(question, texts, scores)
                    steps.append((name, scores))
        share = 1 / question.reach
        return [
            Rescored(row._replace(score=score * share), tuple((name, found[index] * share) for name, found in steps))
            for index, (row, score) in enumerate(zip(rows, scores, strict=True))
        ]

    def _texts(self, question: Question, rows: Sequence[Ranked]) -> list[list[str]]:
        return [self._words(self._searcher.doc(row.address), question.texts) for row in rows]

    @staticmethod
    def _words(document: tantivy.Document, wanted: Sequence[str]) -> list[str]:
        """Return the terms of a record in the fields wanted; of one that has none there, in the other."""
        texts = [document.get_first(field) for field in wanted]
        if not any(texts):
            texts = [document.get_first(field) for field in (fields.TEXT_EN, fields.TEXT_JA)]
        return [term for text in texts if text for term in text.split(" ") if term != fields.BOUNDARY]

    def _pairs(self, question: Question, texts: list[list[str]], scores: list[float]) -> list[float]:
        if not any(clause.is_japanese for clause in question.clauses):
            return scores
        return [score + more for score, more in zip(scores, bigrams.bonuses(question.said, texts), strict=True)]

    def _passages(self, question: Question, texts: list[list[str]], scores: list[float]) -> list[float]:
        rarities = {term: self._statistics.idf(term) for term in question.terms}
        return [score + more for score, more in zip(scores, passages.bonuses(rarities, texts), strict=True)]

    def _covered(self, question: Question, texts: list[list[str]], scores: list[float]) -> list[float]:
        rarities = {term: self._statistics.idf(term) for term in question.terms}
        return [score * factor for score, factor in zip(scores, coverage.factors(rarities, texts), strict=True)]

    def _blended(self, question: Question, texts: list[list[str]], scores: list[float]) -> list[float]:
        words = float(sum(clause.times for clause in question.clauses))
        return feedback.blended(scores, texts, words, self._statistics.idf, _is_telling)


def _is_telling(term: str) -> bool:
    return term not in _FUNCTION_TERMS
