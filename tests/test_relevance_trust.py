"""The benchmark of trust: how it draws queries, and which records it holds for true."""

import random

import pytest

from benchmarks.relevance import trust_truth

#: Enough bilingual records to state one translation, two records in one language each, and one of something else.
CORPUS = [
    *(
        {"id": f"b{number}", "title_ja": f"灯台{word}", "title_en": f"{english} of a lighthouse"}
        for number, (word, english) in enumerate(
            [
                ("の歴史", "History"),
                ("の構造", "Structure"),
                ("の保存", "Preservation"),
                ("の照明", "Illumination"),
                ("の管理", "Management"),
            ]
        )
    ),
    {"id": "ja", "title_ja": "岬の灯台守", "abstract_ja": "灯台の暮らしを記録する。"},
    {"id": "en", "title_en": "Lighthouses on the northern coast"},
    {"id": "other", "title_en": "History of harbours", "abstract_en": "Harbours are described."},
]


@pytest.fixture(scope="module")
def truth() -> trust_truth.Truth:
    return trust_truth.Truth(CORPUS)


@pytest.mark.parametrize(
    ("query", "true"),
    [
        ("灯台", {"b0", "b1", "b2", "b3", "b4", "ja", "en"}),
        ("lighthouse", {"b0", "b1", "b2", "b3", "b4", "ja", "en"}),
        ("lighthouse history", {"b0"}),
        ("history", {"b0", "other"}),
        ("岬の灯台守", {"ja"}),
        ("windmill", set()),
    ],
)
def test_true_records_hold_the_words_or_what_five_records_translate(
    truth: trust_truth.Truth, query: str, true: set[str]
) -> None:
    """A record is true if it holds all words, in any inflection, or a translation that five records state."""
    assert truth.of(query) == true


def test_the_same_seed_draws_the_same_queries() -> None:
    """Queries are drawn from the titles, in both languages, and the seed decides which."""
    drawn = [trust_truth.queries(CORPUS, random.Random(seed), 4) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert {language for _, language in drawn[0]} == {"ja", "en"}
