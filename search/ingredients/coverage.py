"""Of two records with the same score, the one that holds more of the different things asked for is the better answer.

The share of the question's words that a record holds, each counted by its rarity: the coordination level of the first
ranked systems (Cleverdon, 1967), as a mild factor on the score.
"""

from collections.abc import Iterable, Mapping, Sequence

_STRENGTH = 0.3


def factors(rarities: Mapping[str, float], texts: Iterable[Sequence[str]]) -> list[float]:
    """Return a factor between 1 - strength and 1 for each text, given the question's terms and their idf."""
    total = sum(rarities.values())
    if not total:
        return [1.0 for _ in texts]
    held = (sum(rarities[term] for term in rarities.keys() & set(text)) for text in texts)
    return [1 - _STRENGTH * (1 - each / total) for each in held]
