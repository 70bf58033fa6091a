"""Where much of the query stands in one place, the text is about it; where it is spread, it may be by chance.

The best stretch of a dozen words is scored by the rarity of the query's words in it, each once (Callan,
"Passage-level evidence in document retrieval", SIGIR 1994).
"""

from collections.abc import Iterable, Mapping, Sequence

from shoroku.search.weights import PASSAGE, PASSAGE_WORDS


def bonuses(rarities: Mapping[str, float], places: Iterable[Sequence[tuple[int, str]]]) -> list[float]:
    """Return what the best passage of each text is worth, given the query's terms, their idf, and where they stand."""
    return [PASSAGE * best_passage(rarities, found) for found in places]


def best_passage(rarities: Mapping[str, float], found: Sequence[tuple[int, str]]) -> float:
    """Return the highest sum of rarities of different terms within ``PASSAGE_WORDS`` words of a text; ``found`` says which terms
    stand where, in order."""
    inside: dict[str, int] = {}
    best = worth = 0.0
    first = 0
    for place, term in found:
        inside[term] = inside.get(term, 0) + 1
        if inside[term] == 1:
            worth += rarities[term]
        while place - found[first][0] >= PASSAGE_WORDS:
            left = found[first][1]
            inside[left] -= 1
            if not inside[left]:
                worth -= rarities[left]
            first += 1
        best = max(best, worth)
    return best
