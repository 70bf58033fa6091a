"""Translations of compounds, mined from parallel titles and subjects.

A unit is one word or several adjacent words, up to three (関節 リウマチ, *rheumatoid arthritis*). Two units of which at least one is a compound are translations if they occur in the same records, one in the
Japanese text and the other in the English text. The measure is Dice's coefficient, as in Smadja, McKeown &
Hatzivassiloglou (1996): 2 n / (a + b), where a and b records contain one unit each and n contain both. A discount on n
lowers the score of rare pairs: 2 records of 2 are weaker evidence than 20 of 20. Translations of a single word by a
single word are left to ``alignment.py``.

The result depends only on the records, not on their order or on the batches in which they were added.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from shoroku.analyzers.latin import TERMS
from shoroku.analyzers.synonyms import Language, Translation, joined
from shoroku.indexer.bilingual.parallels import SIDES, WRITTEN

#: Maximum length of a unit, in terms.
LONGEST: dict[Language, int] = {"ja": 3, "en": 3}
#: Minimum number of records for a unit, and for a pair of units.
FEWEST = 2
#: Subtracted from the number of common records.
DISCOUNT = 0.7
#: Minimum weight of a translation, and its minimum share of the best translation's weight.
WEAKEST, WEAKEST_BESIDE = 0.2, 0.5
#: Maximum number of translations for a unit.
MOST = 4

#: A term and its written form; a gap is two empty strings.
Word = tuple[str, str]

#: A possible translation: its weight, the number of common records, and the unit.
Other = tuple[float, int, str]

#: The target language, the source unit's terms, and its translations, the best first.
Of = tuple[Language, tuple[str, ...], list[Translation]]


class Mined(NamedTuple):
    """The translations of compounds, and of words by compounds, in both directions; and for each language the most frequent
    written form of each term, and those compounds among the translations whose words do not occur without them."""

    translations: list[Of]
    written: dict[Language, dict[str, str]]
    inseparable: dict[Language, set[str]]


def weight(both: int, one: int, other: int) -> float:
    """Return the discounted Dice coefficient, from 0 to 1, of two units with ``both`` common records."""
    return 2 * max(both - DISCOUNT, 0.0) / (one + other)


def mined(records: Iterable[Sequence[str]]) -> Mined:
    """Mine records, given as their pairs (``parallels.parallel``): ``Mining(...).result()``."""
    return Mining(records).result()


def mine(records: Iterable[Sequence[str]]) -> Iterator[Of]:
    """Yield the translations of compounds, and of words by compounds, in both directions: ``Mining(...).translations()``."""
    return Mining(records).translations()


class Mining:
    """Statistics over parallel texts. A record is given as its pairs (``parallels.parallel``)."""

    def __init__(self, records: Iterable[Sequence[str]]) -> None:
        ours, theirs, self._ends = _Side("ja"), _Side("en"), list[int]()
        for pairs in records:
            for pair in pairs:
                japanese, english = pair.split(SIDES)
                ours.take(_japanese(japanese))
                theirs.take(_english(english))
            self._ends.append(len(ours.pairs))
        self._sides: dict[Language, _Side] = {"ja": ours, "en": theirs}
        for side in self._sides.values():
            side.settle(self._ends)

    def translations(self) -> Iterator[Of]:
        """Yield the translations of compounds, and of words by compounds, in both directions."""
        yield from _matched(self._sides["ja"], self._sides["en"], self._ends)

    def result(self) -> Mined:
        """Return all that was mined."""
        translations = list(self.translations())
        inseparable: dict[Language, set[str]] = {"ja": set(), "en": set()}
        for into, _, others in translations:
            units = {" ".join(one.terms) for one in others if len(one.terms) > 1}
            inseparable[into].update(filter(self._sides[into].is_inseparable, units))
        return Mined(translations, {language: side.written for language, side in self._sides.items()}, inseparable)


def terms(pairs: Iterable[str]) -> tuple[str, str]:
    """Return the Japanese and the English terms of a record's pairs, separated by spaces."""
    sides = [pair.split(SIDES) for pair in pairs]
    japanese = (word[0] for ours, _ in sides for word in _japanese(ours))
    english = (word[0] for _, theirs in sides for word in _english(theirs))
    return " ".join(filter(None, japanese)), " ".join(filter(None, english))


class _Side:
    """One language of all texts: the units of each pair, and the number of records that contain each unit."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.pairs: list[list[str]] = []  # the terms of each pair; after ``settle``, its units
        self.compounds: list[list[str]] = []  # the compounds of each pair; set by ``settle``
        self.counts: Counter[str] = Counter()
        self.implied: set[str] = set()  # compounds that occur wherever one of their parts does, and not all
        self.written: dict[str, str] = {}  # term -> its most frequent written form; set by ``settle``
        self._words: list[list[Word]] = []

    def take(self, words: list[Word]) -> None:
        """Add the words of one pair, with gaps."""
        self.pairs.append([word[0] for word in words])
        self._words.append(words)

    def settle(self, ends: list[int]) -> None:
        """Find the frequent units, and the implied ones among them.

        All parts of a frequent unit are frequent (Agrawal & Srikant 1994), so longer units are made only from those.
        """
        grown = self.pairs
        words: list[list[str]] = []
        compounds: list[list[str]] = [[] for _ in grown]
        for length in range(1, LONGEST[self.language] + 1):
            if length > 1:
                grown = [_grown(shorter, terms) for shorter, terms in zip(grown, self.pairs, strict=True)]
            counts = _records(grown, ends)
            frequent = {unit for unit, count in counts.items() if unit and count >= FEWEST}
            grown = [[unit if unit in frequent else "" for unit in some] for some in grown]
            self.counts.update({unit: counts[unit] for unit in frequent})
            self.implied.update(filter(self._is_implied, frequent))
            met = [list(frequent.intersection(some)) for some in grown]
            if length == 1:
                words = met
            else:
                compounds = [some + more for some, more in zip(compounds, met, strict=True)]
        self.compounds = compounds
        self.pairs = [some + more for some, more in zip(words, compounds, strict=True)]
        for (term, written), _ in sorted(
            Counter(chain.from_iterable(self._words)).items(), key=lambda item: (item[1], item[0])
        ):
            self.written[term] = written  # the most frequent one is the last

    def _is_implied(self, unit: str) -> bool:
        if " " not in unit:
            return False
        count = self.counts[unit]
        is_implied = self.counts[unit.split(" ", 1)[1]] == count or self.counts[unit.rsplit(" ", 1)[0]] == count
        return is_implied and not self.is_inseparable(unit)

    def is_inseparable(self, unit: str) -> bool:
        """Return whether none of the words of a compound occurs without it."""
        return all(self.counts[term] == self.counts[unit] for term in unit.split(" "))

    def readable(self, unit: str) -> str:
        """Return a unit for display, each word in its most frequent form."""
        return joined(map(self.written.__getitem__, unit.split(" ")), self.language)


def _grown(shorter: list[str], terms: list[str]) -> list[str]:
    """Return the units that are one term longer, with gaps where there are none."""
    after = len(terms) - len(shorter) + 1
    pairs = zip(shorter, shorter[1:], terms[after:], strict=False)
    return [f"{start} {term}" if start and rest else "" for start, rest, term in pairs]


def _records(pairs: list[list[str]], ends: list[int]) -> "Counter[str]":
    """Count the records that contain each unit."""
    return Counter(chain.from_iterable(_by_record(pairs, ends)))


def _by_record(pairs: list[list[str]], ends: list[int]) -> Iterator[set[str]]:
    """Yield the distinct units of each record."""
    start = 0
    for end in ends:
        yield set(pairs[start]) if end - start == 1 else set(chain.from_iterable(pairs[start:end]))
        start = end


def _japanese(text: str) -> list[Word]:
    return list(map(_japanese_word, text.split(" ")))


def _english(text: str) -> list[Word]:
    return list(map(_english_word, text.split(" ")))


@lru_cache(200_000)  # titles repeat their words
def _japanese_word(word: str) -> Word:
    term, _, written = word.partition(WRITTEN)
    return term, written or term


@lru_cache(200_000)
def _english_word(word: str) -> Word:
    return (TERMS[word], word) if word else ("", "")


def _matched(ours: _Side, theirs: _Side, ends: list[int]) -> Iterator[Of]:
    contexts = _contexts(ours, theirs, ends)
    found: dict[Language, dict[str, list[Other]]] = {"ja": {}, "en": {}}
    for unit, places in contexts.items():
        count = ours.counts[unit]
        for other, both in Counter(chain.from_iterable(places)).items():
            if both >= FEWEST and (sure := weight(both, count, theirs.counts[other])) >= WEAKEST:
                found["en"].setdefault(unit, []).append((sure, both, other))
                found["ja"].setdefault(other, []).append((sure, both, unit))
    for side, across in ((ours, theirs), (theirs, ours)):
        for unit, others in found[side.language].items():
            if told := _telling(unit, others, side):
                yield side.language, tuple(unit.split(" ")), _best(told, across.counts[unit], side)


def _telling(unit: str, others: list[Other], side: _Side) -> list[Other]:
    """Remove redundant translations: for a word, compounds that occur wherever one of their parts does; for a compound,
    single words that score no better than a compound with them (関節リウマチ: *rheumatoid arthritis*, not *arthritis*)."""
    if " " not in unit:
        return [other for other in others if other[2] not in side.implied]
    whole = {part: 0.0 for _, _, other in others for part in other.split(" ")}
    for sure, _, other in others:
        if " " in other:
            for part in other.split(" "):
                whole[part] = max(whole[part], sure)
    return [other for other in others if " " in other[2] or other[0] > whole[other[2]]]


def _contexts(ours: _Side, theirs: _Side, ends: list[int]) -> dict[str, list[Sequence[str]]]:
    """Return, for each unit of ours and each of its records, the units on the other side; for a word, only compounds."""
    contexts: dict[str, list[Sequence[str]]] = {}
    start = 0
    for end in ends:
        if end - start == 1:
            for unit in ours.pairs[start]:
                contexts.setdefault(unit, []).append((theirs.pairs if " " in unit else theirs.compounds)[start])
        else:  # a record counts once, even if several of its pairs have the same units
            of_record: dict[str, set[str]] = {}
            for place in range(start, end):
                for unit in ours.pairs[place]:
                    across = (theirs.pairs if " " in unit else theirs.compounds)[place]
                    of_record.setdefault(unit, set()).update(across)
            for unit, others in of_record.items():
                contexts.setdefault(unit, []).append(list(others))
        start = end
    return contexts


def _best(others: list[Other], of: int, side: _Side) -> list[Translation]:
    """Return the best translations of a unit that stands in the texts of ``of`` records."""
    if len(others) > 1:
        others.sort(key=lambda one: (-one[0], -one[1], one[2]))
    weakest = others[0][0] * WEAKEST_BESIDE
    return [
        Translation(tuple(other.split(" ")), sure, side.readable(other), both, of)
        for sure, both, other in others[:MOST]
        if sure >= weakest
    ]
