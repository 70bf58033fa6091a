"""Words in quotation marks in the other language: translated whole, or by parts side by side, alone and beside operators."""

from collections.abc import Callable

import pytest

from shoroku import Library, Record


@pytest.fixture
def shelf(library: Library, fill: Callable[..., Library], record: Callable[..., Record]) -> Library:
    return fill(
        library,
        record("both", ("機械学習による分類", "Classification by machine learning")),
        record("ja", "機械学習の歴史"),
        record("en", "A history of machine learning"),
        record("apart", "Learning to use a machine"),
        record("mind-ja", "人工知能の倫理"),
        record("mind", "Artificial intelligence and law"),
        record("artificial", "Intelligence tests and artificial light"),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"機械学習"', {"both", "ja", "en"}),
        ('"機械学習" OR 砂鯨', {"both", "ja", "en"}),
        ('"機械学習" AND history', {"en"}),
        ('"機械学習" NOT 分類', {"ja", "en"}),
        ('"machine learning" OR 砂鯨', {"both", "ja", "en"}),
        ('("人工知能" OR 砂鯨) NOT 倫理', {"mind"}),
        ('title:"機械学習" OR 砂鯨', {"both", "ja"}),
        ('"機械 学習"~3 OR 砂鯨', {"both", "ja"}),
    ],
)
def test_quotation_beside_operators(query: str, found: set[str], shelf: Library) -> None:
    """A quotation finds its whole translation, never parts of it; in a field, or with words between, it is not translated."""
    page = shelf.search(query)
    assert {hit.id for hit in page.hits if not hit.relaxed} == found


def test_exact_search_translates_nothing(shelf: Library) -> None:
    """With exact, a quotation beside operators finds what is written so."""
    assert {hit.id for hit in shelf.search('"機械学習" OR 砂鯨', exact=True).hits} == {"both", "ja"}
