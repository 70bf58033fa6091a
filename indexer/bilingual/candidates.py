"""Candidates for word alignment (``alignment.py``): pairs of words that occur together more often than by chance.

The measure is Dunning's log-likelihood ratio ("Accurate Methods for the Statistics of Surprise and Coincidence",
Computational Linguistics 1993). Each word keeps only its best candidates among the words that are at least as frequent.
The candidates of each language are found independently, so that two processes can share the work.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, islice
from typing import NamedTuple

import msgspec

#: Minimum number of records for a word, and for a pair of words.
FEWEST = 2
#: Candidates kept for each word: the pairs with the highest log-likelihood ratio.
_CANDIDATES = 4
#: Pairs with two common records, three, and so on are kept in separate sets, for this many sets. Pairs with more common
#: records are counted one by one.
_LEVELS = 3
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
    sets = list(map(frozenset, words.places))
    fewest: list[int] = []  # lowest record count up to each bit, negated for bisection
    for held, alike in groupby(reversed(range(len(words.places))), words.held_by.__getitem__):
        starts = _starts(ratios.limits(held), fewest)
        for number in alike:
            places = words.places[number]
            if words.sides[number] != side:
                bit = 1 << len(others)
                for place in places:
                    met[place] |= bit
                others.append(number)
                fewest.append(max(-len(places), fewest[-1] if fewest else -words.records))
                continue
            found: list[tuple[int, int]] = []
            for both, members in _met_often([met[place] for place in places], starts):
                if both:
                    found += [(others[member], both) for member in _highest(members, _CANDIDATES)]
                elif members:
                    own = sets[number]
                    for member in _highest(members, len(others)):
                        other = others[member]
                        found.append((other, len(own & sets[other])))
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


def _met_often(sets: Sequence[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return (number of sets, the members that are in exactly so many of them).

    The number is 0 for the members of the highest level, which may be in more sets. ``starts`` gives the lowest bit that
    counts at each level: the first value for members of two sets, the second for three, and so on.
    """
    if len(sets) < FEWEST:
        return []
    if len(sets) == FEWEST:  # every third word
        return [(FEWEST, (sets[0] & sets[1]) >> starts[0] << starts[0])]
    in_one, in_two, in_three, in_four, in_five = sets[0], 0, 0, 0, 0  # the members of at least so many sets
    for members in sets[1:]:
        in_five |= in_four & members
        in_four |= in_three & members
        in_three |= in_two & members
        in_two |= in_one & members
        in_one |= members
    levels = [in_two, in_three, in_four, in_five][: min(len(sets) - 1, len(starts))]
    found = [
        (level, (members & ~more) >> start << start)
        for level, (members, more, start) in enumerate(zip(levels, (*levels[1:], 0), starts, strict=False), FEWEST)
    ]
    if len(levels) < len(sets) - 1:
        found[-1] = 0, found[-1][1]
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
