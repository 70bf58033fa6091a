"""How certain a translation is: how well the records that contain a word are those that contain its translation.

A probability tells which word translates another, among the words that occur together. It does not tell whether both mean
the same: *hut* is the most probable word for 方丈記 in titles, and *empire* for 大日本帝国. The certainty is Dice's coefficient, as
in ``mining.py``, but counted over titles, subjects and abstracts, and with a larger discount.

A compound and its parts compete for a translation: *empire* belongs to 帝国 and is no translation of 大日本帝国.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from shoroku.analyzers.synonyms import Language, Translation
from shoroku.indexer.bilingual.occurrences import Occurrences

#: A word is no translation of a unit that a compound with that word translates so much better; a compound is none of a unit
#: that occurs so much more often beside a part of it.
COMPOUND_BESIDE, PART_BESIDE = 0.8, 0.75
#: Subtracted from the number of common records: two records are only enough if no other contains either word.
DISCOUNT = 1.2

#: Target language and source unit -> translations.
Found = dict[tuple[Language, str], list[Translation]]

#: The number of records with a unit and its translation, and the certainty that follows from it.
_Common = tuple[int, float]

_OTHER: dict[Language, Language] = {"ja": "en", "en": "ja"}


def certainty(both: int, one: int, other: int, least: int) -> float:
    """Return the discounted Dice coefficient of two units, 0 if fewer than ``least`` records contain both.

    ``one`` and ``other`` records contain one unit each.
    """
    return 2 * max(both - DISCOUNT, 0.0) / (one + other) if both >= least else 0.0


def settle(found: Found, occurrences: Mapping[Language, Occurrences], least: int) -> None:
    """Set the certainty of the translations of compounds and by compounds, and of those that compete with them.

    The other ones keep the certainty that they have. ``occurrences`` are those of all records.
    """
    compounds = [(into, unit) for into, unit in found if " " in unit]
    contested = {(into, one.terms) for into, unit in compounds for one in found[into, unit]}
    contested |= {(into, one.terms) for (into, _), others in found.items() for one in others if len(one.terms) > 1}
    common: defaultdict[tuple[Language, tuple[str, ...]], dict[str, _Common]] = defaultdict(dict)
    pairs = [
        (key, place)
        for key, others in found.items()
        for place, one in enumerate(others)
        if (key[0], one.terms) in contested
    ]
    for (into, unit), place in pairs:
        terms = found[into, unit][place].terms
        own, held = occurrences[_OTHER[into]].of(unit), occurrences[into].of(" ".join(terms))
        both = len(own & held)
        common[into, terms][unit] = both, certainty(both, len(own), len(held), least)
    certain = {target: _certain(some) for target, some in common.items()}
    for (into, unit), place in pairs:
        one = found[into, unit][place]
        held = occurrences[into].of(" ".join(one.terms))
        found[into, unit][place] = Translation(*one[:5], certain[into, one.terms][unit], len(held))


def _certain(common: Mapping[str, _Common]) -> dict[str, float]:
    """Return the certainty of one translation for each of its source units."""
    parts = {unit: list(_parts(unit)) for unit in common if " " in unit}
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
