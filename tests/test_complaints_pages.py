"""Complaints of users of other search engines: hits that change places from one page to the next."""

from collections.abc import Callable, Iterator

import pytest

import shoroku
from shoroku import Library, Record

WORDS = ["血清", "蛋白", "serum", "protein"]


@pytest.fixture(scope="module")
def worn(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library that was written in many commits, in no order of ids, with records replaced and withdrawn between."""

    def one(number: int, change: int = 0) -> Record:
        words = [WORDS[(number + change + shift) % len(WORDS)] for shift in range(1 + number % 3)]
        return record(f"r{number * 37 % 101:03d}", (" ".join(words), f"{'、'.join(words)}の話{number % 2}"))

    with shoroku.open(tmp_path_factory.mktemp("worn") / "library") as library:
        fill(library, *(one(number) for number in range(0, 98, 5)), origin="gone")
        library.withdraw("gone")
        for start in range(4):
            fill(library, *(one(number) for number in range(start, 98, 4)))
        fill(library, *(one(number, change=1) for number in range(0, 98, 3)))
        assert len(list(library.path.glob("index/*/*.term"))) > 1, "one segment alone shows nothing"
        yield library


@pytest.mark.parametrize("size", [1, 3, 7, 10])
@pytest.mark.parametrize("query", ["血清", "serum protein", "血清蛋白", "serum 血清 protein 蛋白", ""])
def test_pages_in_a_row_are_one_long_page(worn: Library, query: str, size: int) -> None:
    """Pages of any size give each hit once, in the one order, with the one score (OpenSearch#18943)."""
    whole = worn.search(query, limit=1000)
    expected = [(hit.id, hit.relaxed, hit.score) for hit in whole.hits]
    assert len(expected) > 20
    found: list[tuple[str, bool, float]] = []
    cursor = None
    while True:
        page = worn.search(query, limit=size, cursor=cursor)
        by_offset = worn.search(query, limit=size, offset=len(found))
        assert [hit.id for hit in page.hits] == [hit.id for hit in by_offset.hits]
        found += [(hit.id, hit.relaxed, hit.score) for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == expected


def test_a_replaced_record_is_listed_once(worn: Library) -> None:
    """Neither replacing nor withdrawing leaves a hit behind or makes one twice."""
    ids = [hit.id for hit in worn.search("", limit=1000).hits]
    assert len(ids) == len(set(ids)) == len(worn)
