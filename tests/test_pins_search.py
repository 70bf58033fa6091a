"""The search finds what it found: ids, scores, facets, notices and highlights of many searches are as pinned.

After a change that is meant: ``python -m tests.pins``, and read what ``git diff`` shows.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import Library
from tests import pins
from tests.pins_library import records
from tests.pins_queries import cases

#: So many differences are told.
_TOLD = 20


@pytest.fixture(scope="module")
def opened() -> Iterator[dict[str, Library]]:
    with pins.libraries() as libraries:
        yield libraries


@pytest.mark.parametrize("file", pins.FILES, ids=lambda file: file.stem)
def test_nothing_changed(file: Path, opened: dict[str, Library]) -> None:
    """Every pinned search, call and command gives what is written down, scores to six digits."""
    before = {pins.name(line): line for line in pins.read(file)}
    now = {pins.name(line): line for line in pins.FILES[file](opened)}
    assert list(now) == list(before), "other searches are pinned than are made: python -m tests.pins"
    found = [f"{name}\n    {told}" for name, line in now.items() if (told := pins.difference(before[name], line))]
    assert not found, f"{len(found)} of {len(now)} differ:\n" + "\n".join(found[:_TOLD])


def test_what_is_pinned() -> None:
    """There are five hundred queries and more, no search twice, and most of them find something."""
    names = [case.name for case in cases()]
    assert len({case.query for case in cases()}) >= 500
    assert len(set(names)) == len(names)
    pinned = pins.read(pins.SEARCHES)
    assert sum(bool(line.get("hits")) for line in pinned) > len(pinned) / 2
    for part in (
        "facets",
        "notices",
        "also_searched",
        "did_you_mean",
        "highlights",
        "relaxed",
        "in_one_list",
        "raises",
    ):
        assert sum(part in line for line in pinned) >= 5, part


def test_the_small_library_is_always_the_same() -> None:
    """The records that the pins are about do not depend on the run."""
    first = list(records())
    assert first == list(records())
    assert len({record["id"] for record in first}) == len(first) == 204


@pytest.mark.parametrize(
    ("pinned", "now", "told"),
    [
        ({"total": 3}, {"total": 4}, ".total: was 3, is 4"),
        ({"hits": [["a", 0.5]]}, {"hits": [["a", 0.5000001]]}, ""),
        ({"hits": [["a", 0.5]]}, {"hits": [["a", 0.50001]]}, ".hits[0][1]: was 0.5, is 0.50001"),
        ({"hits": [["a", 1.0]]}, {"hits": [["b", 1.0]]}, ".hits[0][0]: was 'a', is 'b'"),
        ({"total": 1}, {"total": 1, "cursor": "x"}, ".cursor: was None, is 'x'"),
        ({"hits": [["a", 1.0]]}, {"hits": []}, ".hits: was [['a', 1.0]], is []"),
    ],
)
def test_a_change_is_told(pinned: dict[str, object], now: dict[str, object], told: str) -> None:
    """What differs is named by its place; a score may differ in the seventh digit."""
    assert pins.difference(pinned, now) == told
