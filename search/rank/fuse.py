"""One ranking from the answers to several query variants: a record is worth the better of what it is worth to each.

Scores of BM25 mean nothing beside those of another query, for rarer words give higher ones. What can be compared is the
share of the maximum score that a record has reached (``plan.max_score``). Taking the larger share, not a sum, a record
that has one language alone is not punished for it (compare CombMAX in Fox & Shaw, "Combination of multiple searches",
TREC-2, 1993).
"""

from collections.abc import Iterable

from shoroku.search.plan import QueryVariant
from shoroku.search.results import Reranked
from shoroku.search.weights import TRANSLATED_KEYWORDS, TRANSLATED_SENTENCES


def fuse(answers: Iterable[Reranked], *, in_sentences: bool) -> list[Reranked]:
    """Return each record once, as it answers its best query variant; best first, those of equal score by id."""
    best: dict[int, Reranked] = {}
    for one in answers:
        scaled = one
        if one.variant.is_translated:
            score = one.row.score * variant_weight(one.variant, in_sentences=in_sentences)
            scaled = one._replace(row=one.row._replace(score=score))
        known = best.get(one.row.seq)
        if known is None or scaled.row.score > known.row.score:
            best[one.row.seq] = scaled
    return sorted(best.values(), key=lambda one: (-one.row.score, one.row.id))


def variant_weight(variant: QueryVariant, *, in_sentences: bool) -> float:
    """Return what a share of the variant's maximum score counts."""
    if not variant.is_translated:
        return 1.0
    return TRANSLATED_SENTENCES if in_sentences else TRANSLATED_KEYWORDS
