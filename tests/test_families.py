"""Molecules that are numbered within a family are found by either name: IL-6, interleukin-6, インターロイキン6."""

from collections.abc import Callable

import pytest

from shoroku import Library, Record


@pytest.fixture
def papers(library: Library, fill: Callable[..., Library], record: Callable[..., Record]) -> Library:
    return fill(
        library,
        record("short", "IL-6阻害薬の効果"),
        record("long", "Interleukin-6 in sepsis"),
        record("spaced", "Interleukin 6 and fever"),
        record("kana", "インターロイキン6の測定"),
        record("other", "IL-8 and インターロイキン17A"),
        record("gamma", "インターフェロンγの産生"),
        record("ifn", "IFN-γ release assays"),
        record("six", "Six interleukin families"),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("IL-6", {"short", "long", "spaced", "kana"}),
        ("il6", {"short", "long", "spaced", "kana"}),
        ("interleukin 6", {"short", "long", "spaced", "kana"}),
        ("インターロイキン6", {"short", "long", "spaced", "kana"}),
        ("インターロイキン-6", {"short", "long", "spaced", "kana"}),
        ("インターロイキン６阻害剤", {"short"}),
        ("インターロイキン6 阻害剤", {"short"}),
        ("インターロイキン6 AND 阻害剤", {"short"}),
        ("IL-17A", {"other"}),
        ("interferon gamma", {"gamma", "ifn"}),
        ("インターフェロンγ", {"gamma", "ifn"}),
        ("IFN-γ", {"gamma", "ifn"}),
        ("=IL-6", {"short"}),
    ],
)
def test_either_name_finds_all(query: str, found: set[str], papers: Library) -> None:
    """A member of a family is found by all its names, and other members are not."""
    page = papers.search(query)
    assert {hit.id for hit in page.hits if not hit.relaxed} == found


def test_what_was_searched_is_shown(papers: Library) -> None:
    """The other names are listed as people write them."""
    shown = [one.written for one in papers.search("IL-6").also_searched]
    assert shown[:2] == ["interleukin-6", "インターロイキン6"]
    assert papers.search("インターロイキン6", exact=True).also_searched == ()
