"""Of two records with the same score, the one that holds more of the different things asked for is the better answer.

The share of the question's words that a record holds, each counted by its rarity: the coordination level of the first
ranked systems (Cleverdon, 1967), as a mild factor on the score.
"""

from collections.abc import Iterable, Mapping, Set

_STRENGTH = 0.3


def factors(rarities: Mapping[str, float], held: Iterable[Set[str]]) -> list[float]:
    """Return a factor between 1 - strength and 1 for each text, given the question's terms, their idf, and which of them
    the text holds."""
    total = sum(rarities.values())
    if not total:
        return [1.0 for _ in held]
    return [1 - _STRENGTH * (1 - sum(map(rarities.__getitem__, terms)) / total) for terms in held]
