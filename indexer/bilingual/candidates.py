"""Candidates for word alignment (``alignment.py``): pairs of words that occur together more often than by chance.

The measure is Dunning's log-likelihood ratio ("Accurate Methods for the Statistics of Surprise and Coincidence",
Computational Linguistics 1993). Each word keeps only its best candidates among the words that are at least as frequent.
The candidates of each language are found independently, so that two processes can share the work.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import groupby, islice
from operator import or_
from typing import NamedTuple

import msgspec

#: Minimum number of records for a word, and for a pair of words.
FEWEST = 2
#: Candidates kept for each word: the pairs with the highest log-likelihood ratio.
_CANDIDATES = 4
#: Of the pairs with two common records, of those with three, and so on, for so many numbers, only the best ``_CANDIDATES`` are
#: looked at. Of pairs with more common records, all that may be significant are.
_LEVELS = 8
#: The estimate of a ratio may be lower than the ratio by this factor. With fewer records than _FEW, the estimate is too
#: rough, and no estimate is needed.
_SLACK, _FEW = 0.9, 2_000
#: Empty records that are assumed in addition to those of the library. In a library of two records, both contain a word and
#: its translation, and no pair would be significant.
_ELSEWHERE = 10


class Counted(msgspec.Struct, array_like=True, gc=False):
    """The words of both languages by number, as far as they are counted. Rarer words have lower numbers.

    ``records`` is the number of all records. For each word, ``held_by`` has the number of records that contain it,
    ``sides`` its language (an index of ``LANGUAGES``), and ``places`` the records in which it is counted, in ascending order.
    """

    records: int
    held_by: list[int]
    sides: list[int]
    places: list[list[int]]


class Link(NamedTuple):
    """A candidate pair: the numbers of the Japanese and the English word, their log-likelihood ratio, and the number of
    sampled records with both."""

    japanese: int
    english: int
    ratio: float
    both: int


def candidates(words: Counted, side: int) -> list[Link]:
    """Return the best pairs of each word of one language with words of the other that are at least as frequent.

    ``side`` is the language, an index of ``LANGUAGES``.
    """
    ratios = _Ratios(words.records + _ELSEWHERE)
    ratio_of, weakest = ratios.ratio, ratios.weakest
    seen = list(map(len, words.places))
    links = []
    for number, others in _beside(words, side, ratios):
        held = words.held_by[number]
        best = [(-ratio_of(both, held, seen[other]), other, both) for other, both in others]
        best.sort()  # the highest ratio first
        for ratio, other, both in best[:_CANDIDATES]:
            if -ratio > weakest:
                links.append(Link(other, number, -ratio, both) if side else Link(number, other, -ratio, both))
    return links


def _beside(words: Counted, side: int, ratios: "_Ratios") -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield each word of one language with its possible candidates in the other, and the number of records with both.

    This leaves out rarer words and words with too few common records for their frequency. Of the words with equally many
    common records, only the rarest ``_CANDIDATES`` are kept, because they have the highest ratios.

    A set is an integer with one bit for each member, so that one operation handles all words of a record. The most
    frequent word has the lowest bit. Words are handled from the most frequent to the rarest, and the sets grow.
    """
    met = [0] * words.records  # each record's words of the other language so far
    others: list[int] = []  # the word of each bit
    fewest: list[int] = []  # lowest record count up to each bit, negated for bisection
    for held, group in groupby(reversed(range(len(words.places))), words.held_by.__getitem__):
        alike = list(group)
        starts = _starts(ratios.limits(held), fewest)
        all_from = FEWEST + len(starts) - 1  # with so many common records, every word is looked at
        counts = [len(words.places[number]) for number in alike if words.sides[number] != side]
        least = ratios.least(held, min([*counts, -fewest[-1]] if fewest else counts, default=0))
        for number in alike:
            places = words.places[number]
            if words.sides[number] != side:
                bit = 1 << len(others)
                for place in places:
                    met[place] |= bit
                others.append(number)
                fewest.append(max(-len(places), fewest[-1] if fewest else -words.records))
                continue
            found = [
                (others[member], both)
                for both, members in _met_often([met[place] for place in places], starts, least, len(others))
                for member in _highest(members, _CANDIDATES if both < all_from else len(others))
            ]
            if found:
                yield number, found


def _highest(members: int, most: int) -> list[int]:
    """Return the ``most`` highest members of a set, the highest first."""
    found = []
    while members and most:
        highest = members.bit_length() - 1
        found.append(highest)
        members ^= 1 << highest
        most -= 1
    return found


def _starts(limits: Iterable[float], fewest: Sequence[int]) -> list[int]:
    """Return, for each limit, the first bit whose word occurs in at most that many records. The last value is 0: all words."""
    starts: list[int] = []
    for limit in islice(limits, _LEVELS):
        starts.append(bisect_left(fewest, -limit))
        if not starts[-1]:
            return starts
    return [*starts, 0]


def _met_often(sets: Sequence[int], starts: Sequence[int], least: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (number of sets, the members that are in exactly so many of them).

    ``starts`` gives the lowest bit that counts for members of two sets, of three, and so on; the last value is valid for all
    further numbers. Of these, members in fewer than ``least`` sets are left out. No set has a member from ``end`` on.
    """
    last = len(starts) - 1
    if len(sets) < (FEWEST if last else max(FEWEST, least)) or starts[-1] >= end:
        return
    if len(sets) == FEWEST:  # every third word
        if members := (sets[0] & sets[1]) >> starts[0] << starts[0]:
            yield FEWEST, members
        return
    for count, members in _by_count(_counts(sets)):
        level = count - FEWEST
        if level >= last and count < least:
            continue
        start = starts[min(level, last)]
        if start < end and (members := members >> start << start):
            yield count, members


def _counts(sets: Sequence[int]) -> list[int]:
    """Return in how many sets each number is, for all numbers at once.

    The counts are binary, and each of their digits is a set: the numbers whose count has it. Sets of one weight are added by
    full adders: of three, one of the same weight and one of twice the weight remain.
    """
    digits = []
    while sets:
        digit, carried = sets[0], []
        for one, two in zip(sets[1::2], sets[2::2], strict=False):
            either = digit ^ one
            carried.append(digit & one | either & two)
            digit = either ^ two
        if len(sets) % 2 == 0:
            carried.append(digit & sets[-1])
            digit ^= sets[-1]
        digits.append(digit)
        sets = carried
    return digits


def _by_count(digits: Sequence[int]) -> list[tuple[int, int]]:
    """Return (count, the numbers with exactly this count) for all counts from 2 that a number has.

    ``digits`` are those of ``_counts``. The numbers are divided by one digit of their count after the other.
    """
    found = [(0, reduce(or_, digits[1:]))]
    for digit in reversed(digits):
        parts = []
        for count, members in found:
            if having := members & digit:
                parts.append((2 * count + 1, having))
            if others := members ^ having:
                parts.append((2 * count, others))
        found = parts
    return found


class _Ratios:
    """Dunning's log-likelihood ratios (-2 log lambda) for pairs of words in a given number of records."""

    def __init__(self, records: int) -> None:
        self._records = records
        self._information = [0.0, *(number * math.log(number) for number in range(1, records + 1))]
        #: The threshold for ratios. It rises with the number of records, because more pairs then co-occur by chance.
        self.weakest = 4 + math.log(max(records, 1))
        self._most_expected = cache(self._found_most_expected)
        self.ratio = cache(self._ratio)

    def _ratio(self, both: int, one: int, other: int) -> float:
        """Return the ratio of two words; 0 if they co-occur no more often than by chance, or if the counts are impossible."""
        records, of = self._records, self._information
        neither = records - one - other + both
        if both * records <= one * other or both > one or both > other or neither < 0:
            return 0.0
        cells = of[both] + of[one - both] + of[other - both] + of[neither]
        return 2 * (cells + of[records] - of[one] - of[records - one] - of[other] - of[records - other])

    def least(self, held: int, other: int) -> int:
        """Return a number of common records below which a word in ``held`` records has no significant ratio with any word in
        ``other`` records or more."""
        both = max(FEWEST, held * other // self._records)
        while both < min(held, other) and self.ratio(both, held, other) <= self.weakest:
            both += 1
        return both

    def limits(self, held: int) -> Iterator[float]:
        """Yield, for ``FEWEST``, ``FEWEST`` + 1, … common records, the highest frequency of the other word at which the
        ratio still exceeds the threshold (an estimate). ``held`` is the frequency of the word itself."""
        for both in range(FEWEST, held + 1):
            yield math.inf if self._records < _FEW else self._most_expected(both) * self._records / held

    def _found_most_expected(self, both: int) -> float:
        """Return the highest number of co-occurrences by chance at which ``both`` observed ones are still significant.

        For rare words the ratio is 2 (n log(n / e) - n + e), with n observed and e expected (Quasthoff & Wolff 2002). For
        frequent words it is higher; _SLACK makes up for that.
        """
        low, high = 0.0, float(both)
        for _ in range(30):
            middle = (low + high) / 2
            is_enough = 2 * (both * math.log(both / middle) - both + middle) > _SLACK * self.weakest
            low, high = (middle, high) if is_enough else (low, middle)
        return high
