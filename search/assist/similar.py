"""Records similar to a record, in either language.

A record is a vector of the words of its title, subjects and abstract, weighted by damped frequency times rarity; words of
the title and the subjects count more. The similarity of two records is the cosine of their vectors (Salton, Wong & Yang, "A
vector space model for automatic indexing", CACM 18(11), 1975). The index finds candidates by the most discriminative words.

A record without text in the other language is translated: each discriminative word becomes its possible translations, of
which the best counts (see ``expand/translations.py``). The better of the two comparisons is the score.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from shoroku.analyzers import analyze, has_japanese, japanese, latin
from shoroku.analyzers.spelling import stopwords
from shoroku.analyzers.synonyms import Language
from shoroku.corpus.record import Record, titles
from shoroku.corpus.records import Records
from shoroku.indexer import fields
from shoroku.search.engine.expressions import AnyTerm, BestOf, Boosted, Combination, Expression, Term, TermPhrase
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters
from shoroku.search.retrieve.filters import filter_expressions

#: Number of words that retrieve candidates, and number of candidates compared in each language.
_ASKED, _CANDIDATES = 40, 20
#: In a large library, words that most records contain would cost the most and tell the least: all postings of the words that
#: retrieve candidates are at most so many, but a few words are always searched.
_MOST_POSTINGS, _FEWEST_ASKED = 200_000, 4
#: Maximum number of tied records that are ordered by number; significant digits of a score (further digits depend on the
#: index's segments).
_MOST_TIED, _DIGITS = 20_000, 3
#: Number of words that are compared, and number of words that are reported.
_COMPARED, _TOLD = 40, 6
#: Weight of a word in the title or in a subject; a word in the abstract has weight 1.
_TITLE = 3
#: Maximum length of the title and of the subjects, with which a record's text begins and ends; the rest is the abstract.
_LONGEST_TITLE, _LONGEST_SUBJECTS = 400, 120
#: A record with this many words in a language is not translated into that language.
_ENOUGH = 30
#: Weight of a translated word. It makes up for words without a translation, which make all records in the other language
#: look less similar.
_ACROSS = 1.5
#: Maximum number of translations of a word.
_MEANINGS = 3
_TEXTS: dict[Language, tuple[str, str]] = {
    "ja": (fields.TEXT_JA, fields.TITLE_JA),
    "en": (fields.TEXT_EN, fields.TITLE_EN),
}


class Shared(msgspec.Struct, frozen=True):
    """A word that two records share, as the given record writes it, and its part of the score."""

    word: str
    share: float


class Similar(msgspec.Struct, frozen=True):
    """A similar record.

    ``score`` is from 0 to 1 (the same words with the same weights). ``because`` lists the words that contribute most.
    ``across`` is true if the record was compared in the other language.
    """

    id: str
    score: float
    record: Record
    title: str
    title_other: str
    because: tuple[Shared, ...]
    across: bool = False


class Compared(NamedTuple):
    """A candidate: its address, its score, the shared words, and whether they were translated."""

    seq: int
    score: float
    because: tuple[tuple[str, float], ...]
    across: bool


class _Vector(NamedTuple):
    """The weighted words of a record in one language, and the length of the vector."""

    worth: dict[str, float]
    length: float

    def most_discriminative(self, most: int) -> list[tuple[str, float]]:
        return sorted(self.worth.items(), key=lambda one: (-one[1], one[0]))[:most]


_DAMPED = [0.0, *(1 + math.log(count) for count in range(1, 50))]

_FUNCTION_TERMS = frozenset(latin.TERMS[word] for word in stopwords.ENGLISH)
_HIRAGANA = re.compile("[ぁ-ゖー]+")

#: A word, its weight, and its forms in the target language: itself, or translations with their weights.
_Word = tuple[str, float, tuple[tuple[tuple[str, ...], float], ...]]
_Asked = list[_Word]


def similar(record: Record, limit: int, filters: Filters, view: IndexView, store: Records) -> list[Similar]:
    """Return the records most similar to a record, without itself, best first."""
    seq = store.seqs([record.id]).get(record.id)
    found = [] if seq is None else Comparer(view).similar(seq, limit, filter_expressions(filters, view))
    records = store.records([one.seq for one in found])
    written = as_written(record)
    told = [_similar(one, records[one.seq], written) for one in found if one.seq in records]
    return sorted(told, key=lambda one: (-one.score, one.id))


def _similar(one: Compared, record: Record, written: Mapping[str, str]) -> Similar:
    title, other = titles(record)
    because = tuple(Shared(written.get(word, word), round(share, 4)) for word, share in one.because)
    return Similar(record.id, round(one.score, 4), record, title, other, because, one.across)


class Comparer:
    """Compares records in one snapshot of the index."""

    def __init__(self, view: IndexView) -> None:
        self._view, self._engine = view, view.engine

    def similar(self, seq: int, limit: int, filters: Sequence[Expression]) -> list[Compared]:
        """Return the ``limit`` records most similar to the record of that number, without itself, best first."""
        itself = AnyTerm(fields.SEQ, [seq])
        addresses = self._engine.top(itself, 1).addresses
        if not addresses:
            return []
        ((japanese_text, english_text),) = self._engine.texts(addresses)
        vectors: dict[Language, _Vector] = {"ja": self._vector(japanese_text), "en": self._vector(english_text)}
        depth = max(_CANDIDATES, limit + 10)
        best: dict[int, Compared] = {}
        for into, vector in vectors.items():
            other: Language = "en" if into == "ja" else "ja"
            for across, source in ((False, vector), (True, vectors[other])):
                if source.worth and not (across and len(vector.worth) >= _ENOUGH):
                    asked = self._translated(source, into) if across else _itself(vector)
                    length = _length(worth for _, worth, _ in asked) if across else source.length
                    candidates = self._candidates(asked, into, itself, filters, depth)
                    for one in self._compared(asked, length, candidates, across=across):
                        if one.seq not in best or one.score > best[one.seq].score:
                            best[one.seq] = one
        return sorted(best.values(), key=lambda one: (-one.score, one.seq))[:limit]

    def _candidates(
        self, asked: _Asked, into: Language, itself: Expression, filters: Sequence[Expression], depth: int
    ) -> list[tuple[int, str]]:
        """Return the numbers and texts of the records that the index finds by the most discriminative words."""
        chosen = self._affordable(asked[:_ASKED], into)
        wanted = [part for one in chosen if (part := self._expression(one, into)) is not None]
        if not wanted:
            return []
        expression = Combination(must=(Combination(should=wanted), *filters), must_not=(itself,))
        addresses = self._best(expression, depth)
        texts = self._engine.texts(addresses)
        found = zip(self._engine.seqs(addresses), texts, strict=True)
        return [(seq, japanese if into == "ja" else other) for seq, (japanese, other) in found]

    def _affordable(self, asked: _Asked, into: Language) -> _Asked:
        """Return the most discriminative words whose postings together are not too many."""
        field, _ = _TEXTS[into]
        left = _MOST_POSTINGS
        found: _Asked = []
        for one in asked:
            _, _, meanings = one
            postings = sum(min(self._engine.doc_freq(field, term) for term in terms) for terms, _ in meanings)
            if postings <= left or len(found) < _FEWEST_ASKED:
                found.append(one)
                left -= postings
        return found

    def _best(self, expression: Expression, depth: int) -> list[Any]:
        """Return where the ``depth`` best records are; of those that tie with the last, the ones with the lowest numbers.

        The index orders equal scores by where its segments lie, which differs between indexes of the same records.
        """
        asked = depth + 1
        while True:
            found = self._engine.top(expression, asked)
            scores = [round(float(score or 0), _DIGITS) for score in found.keys]
            if len(scores) < asked or scores[-1] < scores[depth - 1] or asked > _MOST_TIED:
                break
            asked *= 4
        seqs = self._engine.seqs(found.addresses)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], seqs[at]))
        return [found.addresses[at] for at in order[:depth]]

    def _compared(
        self, asked: _Asked, length: float, candidates: Sequence[tuple[int, str]], *, across: bool
    ) -> Iterator[Compared]:
        for seq, text in candidates:
            vector = self._vector(text)
            lengths = length * vector.length / (_ACROSS if across else 1.0) or 1.0
            because = _translated(asked, vector, lengths) if across else _shared(asked, vector, lengths)
            if because:
                score = min(1.0, sum(share for _, share in because))
                yield Compared(seq, score, tuple(because[:_TOLD]), across)

    def _expression(self, one: _Word, into: Language) -> Expression | None:
        _, worth, meanings = one
        text, title = _TEXTS[into]
        found: list[Expression] = []
        for terms, weight in meanings:
            if not self._view.holds(terms, (text,)):
                continue
            if len(terms) > 1:
                found.append(Boosted(TermPhrase(text, terms), weight))
            else:
                both = Combination(should=[Term(field, terms[0]) for field in (text, title)])
                found.append(Boosted(both, weight))
        if not found:
            return None
        rarity = max(self._view.statistics.rarity(terms) for terms, _ in meanings)
        return Boosted(BestOf(found), worth / max(rarity, 0.1))

    def _vector(self, text: str) -> _Vector:
        """Return the vector of a text that the index stores."""
        counts = Counter(text.split(" "))
        for index, part in enumerate(text.split(f" {fields.BOUNDARY} ")):
            if len(part) < (_LONGEST_TITLE if index == 0 else _LONGEST_SUBJECTS):
                counts.update(part.split(" ") * (_TITLE - 1))
        discriminative = self._view.statistics.discriminative(counts, _is_discriminative)
        worth = {
            term: _DAMPED[count if count < len(_DAMPED) else -1] * idf
            for term, count in counts.items()
            if (idf := discriminative[term])
        }
        return _Vector(worth, _length(worth.values()))

    def _translated(self, vector: _Vector, into: Language) -> _Asked:
        found: _Asked = []
        for term, worth in vector.most_discriminative(_COMPARED):
            meanings = [(one.terms, one.weight) for one in self._view.translate((term,), into)[:_MEANINGS]]
            if not has_japanese(term):
                meanings.append(((term,), 1.0))  # what is written in Latin letters may stand so in Japanese
            if meanings:
                found.append((term, worth, tuple(meanings)))
        return found


def as_written(record: Record) -> dict[str, str]:
    """Return the terms of a record, each as the record first writes it."""
    found: dict[str, str] = {}
    for text in (*record.titles, *record.subjects, *record.abstracts):
        for token in analyze(text.value):
            found.setdefault(token.text, text.value[token.start : token.end])
    return found


@lru_cache(100_000)
def _is_discriminative(term: str) -> bool:
    """Return whether a term says what a text is about: not function words, single letters and words in hiragana."""
    if term.isascii():
        return len(term) > 1 and term not in _FUNCTION_TERMS
    return term != fields.BOUNDARY and _HIRAGANA.fullmatch(term) is None and not japanese.is_light_word(term)


def _length(worth: Iterable[float]) -> float:
    return math.sqrt(sum([each * each for each in worth]))


def _itself(vector: _Vector) -> _Asked:
    return [(term, worth, (((term,), 1.0),)) for term, worth in vector.most_discriminative(_COMPARED)]


def _shared(asked: _Asked, vector: _Vector, lengths: float) -> list[tuple[str, float]]:
    """Return the query words that a record contains with their parts of the cosine, largest first."""
    has = vector.worth.get
    found = [(term, worth * other / lengths) for term, worth, _ in asked if (other := has(term))]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _translated(asked: _Asked, vector: _Vector, lengths: float) -> list[tuple[str, float]]:
    """Return the same of words that a record contains in translation."""
    found = []
    for term, worth, meanings in asked:
        best = 0.0
        for terms, weight in meanings:
            others = [vector.worth.get(each, 0.0) for each in terms]
            if all(others):
                best = max(best, weight * sum(others) / len(others))
        if best:
            found.append((term, worth * best / lengths))
    return sorted(found, key=lambda one: (-one[1], one[0]))
