"""Feedback: the best records reorder the others, if there are enough of them."""

from collections.abc import Iterable

from shoroku.search.rank.rerank import blended
from shoroku.search.weights import FEEDBACK_FEWEST_RECORDS

TEXTS = ["whale song sea".split(), *(["whale", f"word{number}"] for number in range(40))]
#: Like the first text, but with fewer of the query's words than the others.
LIKE_THE_BEST = "song sea".split()


def scores_of(count: int) -> list[float]:
    """Return the scores of ``count`` texts, the best first; the last is the one that resembles the best."""
    texts = [*TEXTS[: count - 1], LIKE_THE_BEST]
    scores = [9.0, *(2.0 for _ in texts[2:]), 1.5]

    def idf(terms: Iterable[str]) -> dict[str, float]:
        return dict.fromkeys(terms, 1.0)

    return blended(scores, texts, 2.0, idf)


def test_what_resembles_the_best_rises() -> None:
    """A text that is about what the best one is about overtakes texts that are not."""
    *_, other, like_the_best = scores_of(FEEDBACK_FEWEST_RECORDS)
    assert like_the_best > other


def test_a_handful_of_records_stays_as_it_is() -> None:
    """The best of a few records do not tell what distinguishes a subject."""
    *_, other, like_the_best = scores_of(FEEDBACK_FEWEST_RECORDS - 1)
    assert (other, like_the_best) == (2.0, 1.5)
