"""Compounds and what they are in the other language, from parallel titles and subjects.

A unit is a word or words side by side: up to three of Japanese, whose words are short (関節 リウマチ), up to two of English.
Two units, one of them a compound, belong together when the records that hold the one in Japanese are those that hold the
other in English, which Dice's coefficient measures: 2 n / (a + b), for a and b records that hold them and n that hold
both. Part of a record is taken off n, as a discount for what little evidence is worth (2 records of 2 say less than 20 of
20). Its use for this is Smadja, McKeown & Hatzivassiloglou's (1996). Single words are left to ``alignment.py``.

The result depends on the records alone: not on their order, nor on the batches that they came in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from shoroku.analyzers.latin import TERMS
from shoroku.analyzers.synonyms import Language, Translation, joined
from shoroku.indexer.bilingual.parallels import SIDES, WRITTEN

#: The longest unit of each language, in terms.
LONGEST: dict[Language, int] = {"ja": 3, "en": 2}
#: A unit, and a pair of units, must stand in so many records.
FEWEST = 2
DISCOUNT = 0.7
#: Translations weaker than this are chance; so are those much weaker than a word's best.
WEAKEST, WEAKEST_BESIDE = 0.2, 0.5
#: A word and a compound whose weight among whole texts is lower are no sure translations of each other.
SURE_OF_A_WORD = 0.4
#: Translations of one unit.
MOST = 4

#: A term and how it is written; a gap is two empty strings.
Word = tuple[str, str]

#: How surely a unit is meant, how many records say so, and the unit.
Other = tuple[float, int, str]

#: In how many records each word of a language stands, abstracts included.
Records = Mapping[Language, Mapping[str, int]]

#: What is mined: the language of the result, the unit's terms, and its translations, best first.
Mined = Iterator[tuple[Language, tuple[str, ...], list[Translation]]]


def weight(both: int, one: int, other: int) -> float:
    """Return how surely two units belong together, from 0 to 1."""
    return 2 * max(both - DISCOUNT, 0.0) / (one + other)


def mine(records: Iterable[Sequence[str]]) -> Mined:
    """Yield the translations of compounds, and of words by compounds, in both directions: ``Mining(...).translations()``."""
    return Mining(records).translations(FEWEST, {"ja": {}, "en": {}})


class Mining:
    """What the parallel texts of records say. A record is its pairs (``parallels.parallel``)."""

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

    def translations(self, least: int, records: Records) -> Mined:
        """Yield the translations of compounds, and of words by compounds, in both directions.

        They are sure if at least ``least`` records say so; a word and a compound must besides belong together among all
        ``records`` that hold the word, in abstracts too: a title about a hut does not make it the name of a book.
        """
        yield from _matched(self._sides["ja"], self._sides["en"], self._ends, least, records)

    def written(self, language: Language) -> Mapping[str, str]:
        """Return how each term of these texts is mostly written."""
        return self._sides[language].written


def terms(pairs: Iterable[str]) -> tuple[str, str]:
    """Return the Japanese and the English terms of a record's pairs, with spaces between."""
    sides = [pair.split(SIDES) for pair in pairs]
    japanese = (word[0] for ours, _ in sides for word in _japanese(ours))
    english = (word[0] for _, theirs in sides for word in _english(theirs))
    return " ".join(filter(None, japanese)), " ".join(filter(None, english))


class _Side:
    """One language of all texts: which units stand in which pair, and in how many records."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.pairs: list[list[str]] = []  # the terms of each pair; once settled, its units
        self.compounds: list[list[str]] = []  # of each pair; once settled
        self.counts: Counter[str] = Counter()
        self.implied: set[str] = set()  # compounds that stand wherever one of their parts does: the part says it all
        self.written: dict[str, str] = {}  # how a term is mostly written; once settled
        self._written: Counter[Word] = Counter()

    def take(self, words: list[Word]) -> None:
        """Take one pair's words, with gaps."""
        self.pairs.append([word[0] for word in words])
        self._written.update(words)

    def settle(self, ends: list[int]) -> None:
        """Find the units that are met often enough, and those among them that are implied.

        A unit that is met often is made of units that are (Agrawal & Srikant 1994), so the others are never made.
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
        for (term, written), _ in sorted(self._written.items(), key=lambda item: (item[1], item[0])):
            self.written[term] = written  # the most frequent one is the last

    def _is_implied(self, unit: str) -> bool:
        if " " not in unit:
            return False
        count = self.counts[unit]
        return self.counts[unit.split(" ", 1)[1]] == count or self.counts[unit.rsplit(" ", 1)[0]] == count

    def held_by(self, unit: str, records: Records) -> int:
        """Return in how many records a unit stands: a word in whole texts, a compound in titles and subjects."""
        return max(self.counts[unit], records[self.language].get(unit, 0))

    def readable(self, unit: str) -> str:
        """Return a unit as its words are mostly written."""
        return joined(map(self.written.__getitem__, unit.split(" ")), self.language)


def _grown(shorter: list[str], terms: list[str]) -> list[str]:
    """Return units one term longer; where there is none, a gap."""
    after = len(terms) - len(shorter) + 1
    pairs = zip(shorter, shorter[1:], terms[after:], strict=False)
    return [f"{start} {term}" if start and rest else "" for start, rest, term in pairs]


def _records(pairs: list[list[str]], ends: list[int]) -> "Counter[str]":
    """Count in how many records each unit stands."""
    counts: Counter[str] = Counter()
    start = 0
    for end in ends:
        counts.update(set(pairs[start]) if end - start == 1 else set(chain.from_iterable(pairs[start:end])))
        start = end
    return counts


def _japanese(text: str) -> list[Word]:
    return list(map(_japanese_word, text.split(" ")))


def _english(text: str) -> list[Word]:
    return list(map(_english_word, text.split(" ")))


@lru_cache(200_000)  # the same words again and again
def _japanese_word(word: str) -> Word:
    term, _, written = word.partition(WRITTEN)
    return term, written or term


@lru_cache(200_000)
def _english_word(word: str) -> Word:
    return (TERMS[word], word) if word else ("", "")


def _matched(ours: _Side, theirs: _Side, ends: list[int], least: int, records: Records) -> Mined:
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
                of = across.counts[unit], across.held_by(unit, records)
                yield side.language, tuple(unit.split(" ")), _best(told, unit, of, side, least, records)


def _telling(unit: str, others: list[Other], side: _Side) -> list[Other]:
    """Leave out, for a word, compounds that say no more than one of their parts; for a compound, parts that say no more
    than a compound (関節リウマチ is rheumatoid arthritis)."""
    if " " not in unit:
        return [other for other in others if other[2] not in side.implied]
    whole = {part: 0.0 for _, _, other in others for part in other.split(" ")}
    for sure, _, other in others:
        if " " in other:
            for part in other.split(" "):
                whole[part] = max(whole[part], sure)
    return [other for other in others if " " in other[2] or other[0] > whole[other[2]]]


def _contexts(ours: _Side, theirs: _Side, ends: list[int]) -> dict[str, list[Sequence[str]]]:
    """Return for each unit of ours what stands across from it, record by record: of a word's, the compounds."""
    contexts: dict[str, list[Sequence[str]]] = {}
    start = 0
    for end in ends:
        if end - start == 1:
            for unit in ours.pairs[start]:
                contexts.setdefault(unit, []).append((theirs.pairs if " " in unit else theirs.compounds)[start])
        else:  # a record counts once, however many of its pairs say the same
            of_record: dict[str, set[str]] = {}
            for place in range(start, end):
                for unit in ours.pairs[place]:
                    across = (theirs.pairs if " " in unit else theirs.compounds)[place]
                    of_record.setdefault(unit, set()).update(across)
            for unit, others in of_record.items():
                contexts.setdefault(unit, []).append(list(others))
        start = end
    return contexts


def _best(
    others: list[Other], unit: str, of: tuple[int, int], side: _Side, least: int, records: Records
) -> list[Translation]:
    """Return the best translations of a unit; ``of`` is in how many records it stands, as titles and as whole texts say."""
    if len(others) > 1:
        others.sort(key=lambda one: (-one[0], -one[1], one[2]))
    weakest = others[0][0] * WEAKEST_BESIDE
    found = []
    for sure, both, other in others[:MOST]:
        if sure >= weakest:
            are_compounds = " " in unit and " " in other
            is_sure = both >= least and (
                are_compounds or weight(both, of[1], side.held_by(other, records)) >= SURE_OF_A_WORD
            )
            found.append(Translation(tuple(other.split(" ")), sure, side.readable(other), both, of[0], is_sure))
    return found
