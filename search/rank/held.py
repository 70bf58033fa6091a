"""Own words first: which words of the query a record holds as they were asked, and which by what they may stand for.

A record that holds some words of the query is never behind one that is there for translations, synonyms or guesses, if
those stand for no more words. Scores alone cannot see to that: a rare wrong guess scores more than a common right word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shoroku.indexer import fields
from shoroku.search.engine.expressions import AnyTerm, BestOf, Combination, Constant, Expression, Unscored
from shoroku.search.index_view import IndexView
from shoroku.search.results import Reranked, Row
from shoroku.search.retrieve.compiler import CompiledPlan
from shoroku.search.weights import TRANSLATED_MARGIN

#: A score is a 32-bit float, which is exact for sums of so many powers of two.
_BITS = 24


class Held(NamedTuple):
    """How much of the query a record holds: ``own`` as it was asked, ``translated`` as it is in the other language, ``any``
    in one way or another. ``has_parts`` tells that it holds parts of words, as they were asked."""

    own: float = 0
    translated: float = 0
    any: float = 0
    has_parts: bool = False


def words_held(
    rows: Sequence[Row], compiled: CompiledPlan, weights: Sequence[float], view: IndexView
) -> dict[int, Held]:
    """Return what each of some records holds, by its number; each word counts its weight."""
    asked, *others = compiled.words
    translated = [word for some in others for word in some if word.term.covers]
    tests: list[tuple[str, int, Expression]] = []
    for place, word in enumerate(asked):
        if word.matching:
            tests.append(("own", place, BestOf(word.matching)))
        if guesses := [way for way in word.ways if way not in word.matching]:
            tests.append(("other", place, BestOf(guesses)))
        tests += [("part", place, part) for part in word.parts]
    tests += [("translated", place, BestOf(word.ways)) for place, word in enumerate(translated) if word.ways]

    def total(places: Iterable[int]) -> float:
        return sum(weights[place] for place in sorted(places))

    found: dict[int, Held] = {}
    for seq, fitting in _fitting([expression for _, _, expression in tests], rows, view).items():
        by_kind: dict[str, set[int]] = {"own": set(), "other": set(), "part": set(), "translated": set()}
        for kind, place, _ in map(tests.__getitem__, fitting):
            by_kind[kind].update(translated[place].term.covers if kind == "translated" else (place,))
        own, other, across = by_kind["own"], by_kind["other"], by_kind["translated"]
        found[seq] = Held(total(own), total(across), total(own | other | across), bool(by_kind["part"]))
    return found


def _fitting(expressions: Sequence[Expression], rows: Sequence[Row], view: IndexView) -> dict[int, set[int]]:
    """Return which of some expressions each record fits. One search tells it for two dozen: its scores are sets of bits."""
    found: dict[int, set[int]] = {row.seq: set() for row in rows}
    if not rows:
        return found
    only = Unscored(AnyTerm(fields.SEQ, list(found)))
    for start in range(0, len(expressions), _BITS):
        some = expressions[start : start + _BITS]
        bits = [Constant(one, float(1 << place)) for place, one in enumerate(some)]
        hits = view.engine.top(Combination(must=(only,), should=bits), len(found))
        for score, seq in zip(hits.keys, view.engine.seqs(hits.addresses), strict=True):
            found[seq].update(start + place for place in range(len(some)) if int(score) >> place & 1)
    return found


def by_own_words(answers: Sequence[Reranked], held: Mapping[int, Held]) -> list[Reranked]:
    """Leave out what records score in the other language that hold as much of the query as it was asked."""
    return [
        one for one in answers if not one.variant.is_translated or held[one.row.seq].translated > held[one.row.seq].own
    ]


def words_relied_on(answers: Sequence[Reranked], held: Mapping[int, Held], *, in_sentences: bool) -> dict[int, float]:
    """Return for each record that is there only for expansions how much they stand for; others are left out."""
    margin = TRANSLATED_MARGIN if in_sentences else 1.0
    found = {}
    for one in answers:
        holds = held[one.row.seq]
        if one.variant.is_translated:
            found[one.row.seq] = holds.translated * margin
        elif holds.any and not holds.own and not holds.has_parts:
            found[one.row.seq] = holds.any
    return found


def own_words_first(
    answers: Sequence[Reranked], held: Mapping[int, Held], relied_on: Mapping[int, float], fewest: float
) -> list[Reranked]:
    """Return the records, given best first, in an order that puts own words first.

    A record that is there only for expansions waits for all those that hold as many words as they were asked. ``answers``
    have all records that hold ``fewest`` such words or more; who would have to wait for others is left out.
    """
    waiting = [one for one in answers if relied_on.get(one.row.seq, fewest) >= fewest]
    own = Counter(held[one.row.seq].own for one in waiting if one.row.seq not in relied_on)
    found = []
    while waiting:
        most = max(own, default=-1)
        at = next(at for at, one in enumerate(waiting) if relied_on.get(one.row.seq, most + 1) > most)
        one = waiting.pop(at)
        found.append(one)
        if one.row.seq not in relied_on:
            count = held[one.row.seq].own
            own[count] -= 1
            if not own[count]:
                del own[count]
    return found
