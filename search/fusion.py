"""One ranking from the answers to several questions: a record is worth the better of what it is worth to each.

Scores of BM25 mean nothing beside those of another query, for rarer words give higher ones. What can be compared is the
share of the best possible score that a record has reached (``Matcher.reach``). Taking the larger share, not a sum, a
record that has one language alone is not punished for it (compare CombMAX in Fox & Shaw, "Combination of multiple
searches", TREC-2, 1993).
"""

from collections.abc import Iterable, Sequence

from shoroku.search.rescoring import Question, Rescored

#: A translated question in sentences has lost words on its way: its shares are lower than those of one in the record's
#: own language. A list of keywords is short, and who typed it wants those words first.
_SENTENCES, _KEYWORDS = 1.1, 0.85


def fused(
    answers: Iterable[tuple[Question, Sequence[Rescored]]], *, in_sentences: bool
) -> list[tuple[Question, Rescored]]:
    """Return each record once, with the question that it answers best; best first, those of equal score by id."""
    best: dict[int, tuple[Question, Rescored]] = {}
    for question, found in answers:
        for one in found:
            scaled = one._replace(
                row=one.row._replace(score=one.row.score * weight(question, in_sentences=in_sentences))
            )
            if one.row.seq not in best or scaled.row.score > best[one.row.seq][1].row.score:
                best[one.row.seq] = question, scaled
    return sorted(best.values(), key=lambda found: (-found[1].row.score, found[1].row.id))


def weight(question: Question, *, in_sentences: bool) -> float:
    """Return what a share of the question's best score counts."""
    return (_SENTENCES if in_sentences else _KEYWORDS) if question.is_translated else 1.0
