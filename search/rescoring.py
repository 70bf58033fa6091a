"""A second look at the best records: their texts are read again, with all that the question says and they say.

The index scores millions of records by what fits into a posting; here a few are scored by what does not. Each ingredient
is a file in ``ingredients/``. A question is a reading of the query in one language; its scores come out as shares of the
best score that it could reach, so that two questions' answers can be compared.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import tantivy

from shoroku.analyzers.latin import FUNCTION_TERMS
from shoroku.indexer import fields
from shoroku.search.clauses import Clause
from shoroku.search.ingredients import Ingredients, bigrams, coverage, feedback, passages
from shoroku.search.ranking import Ranked
from shoroku.search.statistics import Statistics

#: So many records of each question are looked at again.
WINDOW, TRANSLATED_WINDOW = 50, 30


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


class _Read(NamedTuple):
    """The texts of some records as terms, the idf of the question's terms, and where each text has them."""

    texts: list[list[str]]
    rarities: dict[str, float]
    places: list[list[tuple[int, str]]]


_Step = Callable[[Question, _Read, list[float]], list[float]]


class Rescorer:
    """Looks at records again, in one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, statistics: Statistics, ingredients: Ingredients) -> None:
        self._searcher = searcher
        self._statistics = statistics
        self._ingredients = ingredients
        self._steps: tuple[tuple[str, _Step], ...] = (
            ("bigrams", self._pairs),
            ("passages", self._passages),
            ("coverage", self._covered),
            ("feedback", self._blended),
        )

    def rescored(self, question: Question, rows: Sequence[Ranked]) -> list[Rescored]:
        """Return the records with new scores, in the order given. Of one word there is nothing more to be said."""
        scores = [row.score for row in rows]
        steps = [("index", scores)]
        if rows and len(set(question.terms)) > 1:
            read = self._read(question, rows)
            for name, step in self._steps:
                if name in self._ingredients:
                    scores = step(question, read, scores)
                    steps.append((name, scores))
        share = 1 / question.reach
        return [
            Rescored(row._replace(score=score * share), tuple((name, found[index] * share) for name, found in steps))
            for index, (row, score) in enumerate(zip(rows, scores, strict=True))
        ]

    def _read(self, question: Question, rows: Sequence[Ranked]) -> _Read:
        texts = [self._words(self._searcher.doc(row.address), question.texts) for row in rows]
        rarities = {term: self._statistics.idf(term) for term in question.terms}
        places = [[(place, term) for place, term in enumerate(text) if term in rarities] for text in texts]
        return _Read(texts, rarities, places)

    @staticmethod
    def _words(document: tantivy.Document, wanted: Sequence[str]) -> list[str]:
        """Return the terms of a record in the fields wanted; of one that has none there, in the other."""
        texts = [document.get_first(field) for field in wanted]
        if not any(texts):
            texts = [document.get_first(field) for field in (fields.TEXT_EN, fields.TEXT_JA)]
        return " ".join(filter(None, texts)).split(" ")

    def _pairs(self, question: Question, read: _Read, scores: list[float]) -> list[float]:
        if not any(clause.is_japanese for clause in question.clauses):
            return scores
        return _sums(scores, bigrams.bonuses(question.said, read.texts))

    def _passages(self, _: Question, read: _Read, scores: list[float]) -> list[float]:
        return _sums(scores, passages.bonuses(read.rarities, read.places))

    def _covered(self, _: Question, read: _Read, scores: list[float]) -> list[float]:
        held = ({term for _, term in found} for found in read.places)
        return [score * factor for score, factor in zip(scores, coverage.factors(read.rarities, held), strict=True)]

    def _blended(self, question: Question, read: _Read, scores: list[float]) -> list[float]:
        words = float(sum(clause.times for clause in question.clauses))
        return feedback.blended(scores, read.texts, words, self._statistics.idf, _is_telling)


def _sums(scores: Iterable[float], more: Iterable[float]) -> list[float]:
    return [score + each for score, each in zip(scores, more, strict=True)]


def _is_telling(term: str) -> bool:
    return term not in FUNCTION_TERMS
