"""The best records say with which other words the query's subject is written about.

Pseudo-relevance feedback by a relevance model (Lavrenko & Croft, "Relevance-based language models", SIGIR 2001; mixed
with the query as RM3, Abdul-Jaleel et al., TREC 2004). Two things keep it from drifting: a record's say falls
exponentially with its distance from the best score, as the query likelihood of that model does, so one clear answer
speaks alone; and it reorders what was found, nothing else is brought in.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest

from shoroku.analyzers.latin import FUNCTION_TERMS
from shoroku.search.weights import (
    FEEDBACK_FEWEST_WORDS,
    FEEDBACK_LIKELY,
    FEEDBACK_RECORDS,
    FEEDBACK_SHARE,
    FEEDBACK_TEMPERATURE,
    FEEDBACK_TERMS,
    K1,
    B,
)

#: Matches a term that may speak for a subject: single characters and words all in hiragana may not.
is_word = re.compile(r"(?![\u3041-\u309f]*\Z)..", re.DOTALL).match


#: Gives each term its inverse document frequency.
Idf = Callable[[Iterable[str]], Mapping[str, float]]


def blended(
    scores: Sequence[float],
    texts: Sequence[Sequence[str]],
    words: float,
    idf: Idf,
) -> list[float]:
    """Return the scores blended with how well each text fits the model of the best; in the scale of ``scores``.

    ``words`` is how many words the query says, repeated ones counted.
    """
    model = expansion(scores, texts, idf) if words >= FEEDBACK_FEWEST_WORDS else {}
    if not model:
        return list(scores)
    mean = sum(map(len, texts)) / len(texts)
    fits = (_fit(model, text, len(text) / mean) for text in texts)
    return [
        (1 - FEEDBACK_SHARE) * score + FEEDBACK_SHARE * words * fit for score, fit in zip(scores, fits, strict=True)
    ]


def expansion(
    scores: Sequence[float],
    texts: Sequence[Sequence[str]],
    idf: Idf,
) -> dict[str, float]:
    """Return the terms of the best records' model, and each one's probability times its idf."""
    order = sorted(range(len(scores)), key=lambda index: -scores[index])[:FEEDBACK_RECORDS]
    says = {
        index: math.exp((scores[index] - scores[order[0]]) / FEEDBACK_TEMPERATURE) for index in order if texts[index]
    }
    total = sum(says.values())
    model: defaultdict[str, float] = defaultdict(float)
    for index, say in says.items():
        share = say / total / len(texts[index])
        for term, count in Counter(texts[index]).items():
            model[term] += share * count
    spoken = [(chance, term) for term, chance in model.items() if is_word(term) and term not in FUNCTION_TERMS]
    likely = nlargest(FEEDBACK_LIKELY, spoken)  # how common a word is costs more to know than how likely
    rarities = idf(term for _, term in likely)
    weighted = {term: chance * rarities[term] for chance, term in likely}
    chosen = sorted(weighted, key=lambda term: (-weighted[term], term))[:FEEDBACK_TERMS]
    mass = sum(model[term] for term in chosen)
    return {term: weighted[term] / mass for term in chosen} if mass else {}


def _fit(model: dict[str, float], text: Sequence[str], length: float) -> float:
    """Return the BM25 score for the model's terms of a text that is so long in units of the mean."""
    norm = K1 * (1 - B + B * length)
    counts: dict[str, int] = {}
    for term in filter(model.__contains__, text):
        counts[term] = counts.get(term, 0) + 1
    return (K1 + 1) * sum([model[term] * count / (count + norm) for term, count in counts.items()])
