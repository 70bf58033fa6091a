"""Did you mean: offered where a search finds almost nothing, from the library's own words, and only if it finds more."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import Library, Record
from shoroku.search.assist.did_you_mean import likeliness, one_slip_away, slips

Make = Callable[..., Record]
Fill = Callable[..., Library]


@pytest.fixture
def filled(library: Library, fill: Fill, record: Make) -> Library:
    return fill(
        library,
        record(
            "a", "Rheumatoid arthritis and kinase inhibitors", "Placebo was given, and photosynthesis was not measured."
        ),
        record("b", "Neural machine translation", creators=("Ingrid Larsen",)),
        record("c", "関節リウマチのバイオマーカー", "サイトカインを測定した。"),
        record("d", "免疫と関節リウマチ", journals="臨床免疫"),
        record("e", "機械翻訳の評価"),
        record("f", "Arthritis of the knee", "A casein diet."),
    )


def meant(library: Library, query: str, **asked: object) -> str | None:
    page = library.search(query, **asked)  # type: ignore[arg-type]
    if page.did_you_mean:
        other = library.search(page.did_you_mean, **asked)  # type: ignore[arg-type]
        assert (other.total, other.total + other.relaxed_total) > (page.total, page.total + page.relaxed_total)
    return page.did_you_mean


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("免役", "免疫"),
        ("免役と関節", "免疫と関節"),
        ("鑑節リウマチ", "関節リウマチ"),
        ("機械奔訳", None),  # the dictionary knows no word 奔訳
        ("機会翻訳", "機械翻訳"),
        ("免役 rheumatoid", "免疫 rheumatoid"),
        ("免責", None),  # another reading
        ("免疫", None),
        ("機械", None),
    ],
)
def test_kanji_that_sound_alike(query: str, correction: str | None, filled: Library) -> None:
    """A word in kanji that no title has is compared with those of the same reading that differ in one character."""
    assert meant(filled, query) == correction


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("rheumatiod", "rheumatoid"),
        ("reumatoid", "rheumatoid"),
        ("arthritus", "arthritis"),
        ("inhibitrs", "inhibitors"),
        ("photosythesis", "photosynthesis"),
        ("nueral machne translation", "neural machine translation"),
        ("reumatoid arthritis", "rheumatoid arthritis"),
        ("Nueral", "neural"),
        ("photosintheses", "photosynthesis"),
        ("kinsae inhibitor", "kinase inhibitor"),
    ],
)
def test_slips_of_the_keyboard(query: str, correction: str, filled: Library) -> None:
    """One typo in a word, and two in a long one, are seen; the rest of the query stays as it was written."""
    assert meant(filled, query) == correction


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("baiomaakaa", "バイオマーカー"),
        ("さいとかいん", "サイトカイン"),
        ("saitokain", "サイトカイン"),
        ("バイオマッカー", "バイオマーカー"),
        ("men'eki", "免疫"),
        ("meneki", "免疫"),
        ("ｍｅｎｅｋｉ", "免疫"),
        ("kansetsu riumachi", "関節 リウマチ"),
        ("kansetsuriumachi", "関節リウマチ"),
        ("kikai hon'yaku", "機械 翻訳"),
        ("meneki 評価", "免疫 評価"),
    ],
)
def test_sounds(query: str, correction: str | None, filled: Library) -> None:
    """Japanese typed by its sound, whole or in parts, is offered as the library writes it, if it is not found."""
    page = filled.search(query)
    assert page.total == 0
    assert meant(filled, query) == correction


@pytest.mark.parametrize(
    "query",
    [
        "rheumatoid", "kinase", "Larsen", "ingrid larsen", "zebrafish", "casein", "collagen", "IL-6", "TNF", "p53", "HIV",
        "10.1000/xyz123", "COVID-19", "neural", "免疫", "バイオマーカー", "臨床免疫", "量子", "quokka", "a", "", "…", "knees",
        "computer", "relativity", "unmeasured", '"machne translation"', "cat", "sun",
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(query: str, filled: Library) -> None:
    """Known words, names, abbreviations, identifiers, words in quotation marks, and words that are right though unknown."""
    assert meant(filled, query) is None


def test_not_where_results_are_good(library: Library, fill: Fill, record: Make) -> None:
    """If the query finds enough, nothing is offered, however near a commoner word is."""
    fill(library, *(record(f"a{n}", "kinases") for n in range(30)), *(record(f"b{n}", "kinesis") for n in range(4)))
    assert meant(library, "kinesis") is None


def test_a_rare_word_beside_a_far_commoner_one(library: Library, fill: Fill, record: Make) -> None:
    """A typo that stands in a record is seen as one where the right word is five hundred times as common, and not before."""
    fill(library, *(record(f"a{n}", "learning") for n in range(499)), record("b", "lerning"))
    assert meant(library, "lerning") is None
    fill(library, record("c", "learning"))
    assert meant(library, "lerning") == "learning"


def test_filters_count(filled: Library, fill: Fill, record: Make) -> None:
    """Only what finds more under the same filters is offered."""
    assert meant(filled, "reumatoid", journal="臨床免疫") is None
    fill(filled, record("g", "Rheumatoid factors", journals="臨床免疫"))
    assert meant(filled, "reumatoid", journal="臨床免疫") == "rheumatoid"


def test_only_on_the_first_page(filled: Library) -> None:
    """It is offered only on the first page."""
    assert filled.search("reumatoid", offset=10).did_you_mean is None


@pytest.mark.parametrize(
    "query", ["\ud800abcde", "b" * 3000, "あ" * 3000, "nnnnnnnnnnnnnnnn", "x " * 500, "ōōōōōōōōōōō"]
)
def test_any_text(query: str, filled: Library) -> None:
    """No text is refused."""
    assert meant(filled, query) is None


# --- Slips ------------------------------------------------------------------------------------------------------------

WORDS = st.text("abc", min_size=1, max_size=7)


@given(WORDS)
def test_one_slip_is_one(word: str) -> None:
    """Each word one typo away is at a distance of one, or the word itself."""
    assert {slips(word, other, 3) for other in one_slip_away(word)} <= {0, 1}


@given(WORDS, WORDS)
def test_slips_are_counted_alike_both_ways(one: str, other: str) -> None:
    """The distance is the same both ways, none only between equals, and cut off where asked."""
    found = slips(one, other, 9)
    assert found == slips(other, one, 9)
    assert (found == 0) == (one == other)
    assert slips(one, other, 1) == min(found, 2)


def test_likeliness() -> None:
    """A first letter is seldom wrong, a far consonant seldom another; a swap or a letter too few is common."""
    assert likeliness("aritcle", "article") == 1.0
    assert likeliness("blotting", "plotting") < likeliness("vesicle", "vehicle") <= likeliness("artixle", "article")


def test_prefix_before_a_common_word(library: Library, fill: Fill, record: Make) -> None:
    """A word made of a prefix and a common word is right, also in a quotation that is never closed."""
    common = [record(f"c{number}", f"The closed phrase {number}") for number in range(9)]
    fill(library, *common, *(record(f"e{number}", f"Enclosed spaces {number}") for number in range(9)))
    assert meant(library, "unclosed phrase") is None
    assert meant(library, '"unclosed phrase') is None
    assert meant(library, "enclosd spaces") == "enclosed spaces"
