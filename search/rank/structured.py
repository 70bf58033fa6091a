"""BM25 of a structured query: a query term is all that it may be in the other language, by probabilities.

Darwish & Oard, "Probabilistic structured query methods" (SIGIR 2003): a term's frequency in a text, and the number of
records that hold it, are the sums of those of its translations, each times its probability. So a translation that is
unlikely adds little, and a rare one does not outweigh a likely one, as it would if each were scored as a word of its own.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from shoroku.search.expand.translations import StructuredQuery
from shoroku.search.weights import BM25_CEILING, K1, B


def structured_scores(
    query: StructuredQuery,
    texts: Sequence[Counter[str]],
    lengths: Sequence[int],
    doc_freq: Callable[[str], int],
    rarities: Mapping[str, float],
    records: int,
) -> tuple[list[float], float]:
    """Return the score of each text, and that of a text of average length that holds each term once, as what it likely is.

    ``texts`` are how often each text has the terms of the query, ``lengths`` how many terms it has; their average stands
    for that of all texts. ``doc_freq`` gives the number of
    records that hold a term, of all ``records``. ``rarities`` are the idf of the query's own terms: the best score grows
    by what cannot be translated.
    """
    average = sum(lengths) / (len(lengths) or 1) or 1.0
    norms = [K1 * (1 - B + B * length / average) for length in lengths]
    scores, best, translated = [0.0] * len(texts), 0.0, 0.0
    for term, weight, translations in query:
        held_by = {other: doc_freq(other) for other, _ in translations}
        known = [(other, probability) for other, probability in translations if held_by[other]]
        if not known:
            continue
        translated += weight * rarities[term]
        frequency = sum(probability * held_by[other] for other, probability in known)
        worth = weight * math.log(1 + max(records - frequency + 0.5, 0.0) / (frequency + 0.5)) * (K1 + 1)
        likely = sum(probability**2 for _, probability in known) / sum(probability for _, probability in known)
        best += worth * likely / (likely + K1)
        for index, count in enumerate(texts):
            if found := sum([probability * count[other] for other, probability in known if other in count]):
                scores[index] += worth * found / (found + norms[index])
    share = translated / sum(term.weight * rarities[term.term] for term in query) if translated else 1.0
    return scores, best * BM25_CEILING / share or 1.0
