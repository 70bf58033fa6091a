"""Ranking by a structured query: a word of the query is all that it may be in the other language, by probabilities."""

from collections import Counter

import pytest

from shoroku.search.expand.translations import StructuredTerm
from shoroku.search.rank.rerank import structured_scores

HELD_BY = {"寺": 100, "院": 50, "最澄": 5, "噂": 2}
TEMPLE = StructuredTerm("templ", 1.0, (("寺", 0.7), ("院", 0.2), ("噂", 0.05)))
SAICHO = StructuredTerm("saicho", 1.0, (("最澄", 0.9),))
RARITIES = {"templ": 2.0, "saicho": 5.0, "unknown": 4.0}


def scores(*texts: str, query: tuple[StructuredTerm, ...] = (TEMPLE, SAICHO)) -> tuple[list[float], float]:
    found, best = structured_scores(
        query,
        [Counter(text.split()) for text in texts],
        [len(text.split()) for text in texts],
        lambda term: HELD_BY.get(term, 0),
        RARITIES,
        1000,
    )
    return found, best


def test_the_likelier_translation_counts_more() -> None:
    """Of texts that hold one translation each, that of the likeliest is first, and a rare guess does not outweigh it."""
    (likely, possible, guess, none), _ = scores("寺 は", "院 は", "噂 は", "山 は")
    assert likely > possible > guess > none == 0


def test_translations_of_one_word_add_up_as_one_word() -> None:
    """Two translations of one word count like that word said twice, less than one translation each of two words."""
    (of_one, of_both), _ = scores("寺 院 山 川", "寺 最澄 山 川")
    assert of_both > of_one


def test_a_long_text_counts_less() -> None:
    """The same word in a longer text is worth less, as in BM25."""
    (short, long), _ = scores("寺 は", "寺 は 山 と 川 の 間 に ある")
    assert short > long


def test_the_best_score_grows_with_what_cannot_be_translated() -> None:
    """A word without a translation makes the share of the best score smaller, by its rarity."""
    _, best = scores("寺")
    _, with_unknown = scores("寺", query=(TEMPLE, SAICHO, StructuredTerm("unknown", 1.0, ())))
    assert with_unknown == pytest.approx(best * (2.0 + 5.0 + 4.0) / (2.0 + 5.0))


def test_what_no_record_holds_is_as_good_as_unknown() -> None:
    """If the index holds no translation every score is 0, and nothing is divided by 0."""
    assert scores("寺", query=(StructuredTerm("unknown", 1.0, (("無", 1.0),)),)) == ([0.0], 1.0)
