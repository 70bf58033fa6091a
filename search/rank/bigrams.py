"""Pairs of characters see what the dictionary cuts differently, or does not know.

Indexing Japanese by words and by overlapping character pairs together does better than either alone (Chen & Gey,
"Japanese text retrieval using n-grams and words", NTCIR-3, 2002). Here the pairs are not indexed: they are counted in the
texts of the best records alone, and how discriminative a pair is, among those.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from shoroku.search.weights import BIGRAM_B, BIGRAM_K1, BIGRAMS

_RUN = re.compile(r"[\u3400-\u9fff々]+|[ァ-ヺー]+")


def pairs(text: str) -> Counter[str]:
    """Return the pairs of neighbouring kanji, and of katakana, in ``text``; a kanji that stands alone is one."""
    found: Counter[str] = Counter()
    for match in _RUN.finditer(text):
        run = match.group()
        found.update([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found


def bonuses(query: str, texts: Sequence[Sequence[str]]) -> list[float]:
    """Return what the pairs of a query are worth in each text; texts are given as terms.

    BM25 over the pairs, with the length of a text by its square root, as short abstracts are often cut off.
    """
    wanted = pairs(query)
    joined = ["".join(text) for text in texts]
    mean = sum(map(len, joined)) / len(joined) if joined else 0
    if not wanted or not mean:
        return [0.0] * len(texts)
    norms = [BIGRAM_K1 * (1 - BIGRAM_B + BIGRAM_B * math.sqrt(len(text) / mean)) for text in joined]
    scores = [0.0] * len(texts)
    for pair, times in wanted.items():
        counts = [text.count(pair) for text in joined]
        having = sum(1 for count in counts if count)
        if having:
            rarity = BIGRAMS * times * math.log(1 + (len(counts) - having + 0.5) / (having + 0.5)) * (BIGRAM_K1 + 1)
            for index, count in enumerate(counts):
                if count:
                    scores[index] += rarity * count / (count + norms[index])
    return scores
