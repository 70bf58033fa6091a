"""Pairs of characters see what the dictionary cuts differently, or does not know.

Indexing Japanese by words and by overlapping character pairs together does better than either alone (Chen & Gey,
"Japanese text retrieval using n-grams and words", NTCIR-3, 2002). Here the pairs are not indexed: they are counted in the
texts of the best records alone, and how telling a pair is, among those.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

_WEIGHT = 0.4
_K = 1.0
_LENGTH = 0.9
_RUN = re.compile(r"[\u3400-\u9fff々]+|[ァ-ヺー]+")


def pairs(text: str) -> Counter[str]:
    """Return the pairs of neighbouring kanji, and of katakana, in ``text``; a kanji that stands alone is one."""
    found: Counter[str] = Counter()
    for match in _RUN.finditer(text):
        run = match.group()
        found.update([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found


def bonuses(question: str, texts: Sequence[Sequence[str]]) -> list[float]:
    """Return what the pairs of a question are worth in each text; texts are given as terms.

    BM25 over the pairs, with the length of a text by its square root, as short abstracts are often cut off.
    """
    wanted = pairs(question)
    joined = ["".join(text) for text in texts]
    mean = sum(map(len, joined)) / len(joined) if joined else 0
    if not wanted or not mean:
        return [0.0] * len(texts)
    norms = [_K * (1 - _LENGTH + _LENGTH * math.sqrt(len(text) / mean)) for text in joined]
    scores = [0.0] * len(texts)
    for pair, times in wanted.items():
        counts = [text.count(pair) for text in joined]
        having = sum(1 for count in counts if count)
        if having:
            rarity = _WEIGHT * times * math.log(1 + (len(counts) - having + 0.5) / (having + 0.5)) * (_K + 1)
            for index, count in enumerate(counts):
                if count:
                    scores[index] += rarity * count / (count + norms[index])
    return scores
