"""How certain a translation is: how well the records that contain a word are those that contain its translation.

A probability tells which word translates another, among the words that occur together. It does not tell whether both mean
the same: *hut* is the most probable word for 方丈記 in titles, and *empire* for 大日本帝国. The certainty is Dice's coefficient, as
in ``mining.py``, but counted over titles, subjects and abstracts, and with a larger discount.

A compound and its parts compete for a translation: *empire* belongs to 帝国 and is no translation of 大日本帝国.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from shoroku.analyzers.synonyms import Language, Translation
from shoroku.indexer.bilingual.mining import LONGEST

#: A word is no translation of a unit that a compound with that word translates so much better; a compound is none of a unit
#: that occurs so much more often beside a part of it.
COMPOUND_BESIDE, PART_BESIDE = 0.8, 0.75
#: Subtracted from the number of common records: two records are only enough if no other contains either word.
DISCOUNT = 1.2

#: Target language and source unit -> translations.
Found = Mapping[tuple[Language, str], Sequence[Translation]]

_OTHER: dict[Language, Language] = {"ja": "en", "en": "ja"}


#: The number of records with a unit and its translation, and the weight of that.
_Common = tuple[int, float]


def with_certainty(
    found: Found, texts: Sequence[tuple[str, str]], least: int
) -> Iterator[tuple[tuple[Language, str], list[Translation]]]:
    """Yield the translations with their certainty, and the number of records that contain them.

    ``texts`` are the Japanese and the English terms of each record. If a unit and its translation occur together in fewer
    than ``least`` of them, the certainty is 0.
    """
    targets = {key: [" ".join(one.terms) for one in others] for key, others in found.items()}
    units: dict[Language, set[str]] = {"ja": set(), "en": set()}
    for (into, unit), across in targets.items():
        units[_OTHER[into]].add(unit)
        units[into].update(across)
    places = {
        language: _places(units[language], (text[side] for text in texts), LONGEST[language])
        for side, language in enumerate(units)
    }
    common: defaultdict[tuple[Language, str], dict[str, _Common]] = defaultdict(dict)
    for (into, unit), across in targets.items():
        own, held_by = places[_OTHER[into]][unit], places[into]
        for target in across:
            held = held_by[target]
            both = len(own & held)
            common[into, target][unit] = both, _dice(both, len(own), len(held)) if both >= least else 0.0
    certain = {key: _certain(some) for key, some in common.items()}
    for (into, unit), others in found.items():
        held_by = places[into]
        yield (
            (into, unit),
            [
                Translation(*one[:5], certain[into, target][unit], len(held_by[target]))
                for one, target in zip(others, targets[into, unit], strict=True)
            ],
        )


def _dice(both: int, one: int, other: int) -> float:
    return 2 * max(both - DISCOUNT, 0.0) / (one + other)


def _certain(common: Mapping[str, _Common]) -> dict[str, float]:
    """Return the certainty of one translation for each of its source units."""
    parts = {unit: list(_parts(unit)) for unit in common if " " in unit}
    if not parts:  # nearly always
        return {unit: certainty for unit, (_, certainty) in common.items()}
    best: dict[str, float] = {}  # part of a compound -> the best weight of such a compound
    for unit, within in parts.items():
        for part in within:
            best[part] = max(common[unit][1], best.get(part, 0.0))
    found = {}
    for unit, (records, certainty) in common.items():
        beside = max((common[part][0] for part in parts.get(unit, ()) if part in common), default=0)
        is_rivalled = COMPOUND_BESIDE * best.get(unit, 0.0) > certainty or records < PART_BESIDE * beside
        found[unit] = 0.0 if is_rivalled else certainty
    return found


def _parts(unit: str) -> Iterator[str]:
    """Yield the shorter units within a compound."""
    if " " in unit:
        terms = unit.split(" ")
        for length in range(1, len(terms)):
            for start in range(len(terms) - length + 1):
                yield " ".join(terms[start : start + length])


def _places(units: set[str], texts: Iterable[str], longest: int) -> dict[str, set[int]]:
    """Return the numbers of the texts that contain each unit."""
    found: dict[str, set[int]] = {unit: set() for unit in units}
    starts = {unit.split(" ", 1)[0] for unit in units if " " in unit}
    for number, text in enumerate(texts):
        terms = text.split(" ")
        at = [place for place, term in enumerate(terms) if term in starts]
        compounds = (" ".join(terms[place : place + length]) for length in range(2, longest + 1) for place in at)
        for unit in units.intersection(chain(terms, compounds)):
            found[unit].add(number)
    return found
