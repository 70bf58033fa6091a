"""Whatever a library has been through, a withdrawal leaves what a library has that never had the records of the source."""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoroku import Library
from shoroku.indexer.rewriting import rewriting
from tests.stored_bytes import readable
from tests.test_withdrawal_rewriting import (
    dictionary,
    run_in,
    stored,
    totals,
    word_forms_in,
    word_forms_of,
)

FIRST, SECOND, OTHER = "Withdrawn Press", "Withdrawn Review", "JaLC"
#: The sources of a delivered record, by a letter.
SOURCES = {"f": [FIRST], "s": [SECOND], "o": [OTHER], "b": [FIRST, OTHER], "t": [SECOND, FIRST]}
WORDS = ("heron", "herons", "wading", "waded", "serum albumin", "cells", "cell's", "鷺の観察", "機械翻訳", "評価")
QUERIES = ("", "heron", "wad*", "serum albumin", "機械翻訳", "観察", "title:cells", "has:abstract", "tag:kept")


class Delivered(NamedTuple):
    """A record in a run of ``add``: its number, the letter of its sources, and what it is about."""

    number: int
    letter: str
    words: tuple[str, ...] = ("heron",)

    def line(self, gone: set[str], run: int) -> dict[str, Any]:
        """Return the line of a file; a record that goes, or that a later run replaces, has words of its own."""
        own = f"{'kept' if set(SOURCES[self.letter]) - gone else 'quetzal'}{'abcdefghij'[run]}{'abcdefghijklm'[self.number]}ings"
        text = " ".join((*self.words, own))
        kind = (
            {"title_ja": f"{text}の研究"}
            if self.number % 3 == 0
            else {"title_en": f"On {text}", "abstract_en": f"{text} seen."}
        )
        return {"id": f"r{self.number}", "sources": SOURCES[self.letter], "date": str(2000 + self.number % 4), **kind}


def runs_of(*letters: str) -> list[list[Delivered]]:
    """Return a run for each text, with a record for each of its letters, all with numbers of their own."""
    numbers = iter(range(13))
    return [[Delivered(next(numbers), letter) for letter in run] for run in letters]


delivered = st.builds(
    Delivered,
    st.integers(0, 12),
    st.sampled_from("ffssoobt"),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(tuple),
)
histories = st.lists(
    st.lists(delivered, min_size=1, max_size=8, unique_by=lambda one: one.number), min_size=1, max_size=3
)


@settings(max_examples=6)
@given(histories, st.sets(st.integers(0, 12), max_size=4), st.sets(st.integers(0, 12), max_size=2))
@example(runs_of("f"), set(), set())  # the only segment is left without documents
@example(runs_of("fffffffffffo"), set(), set())  # one stays
@example(runs_of("of"), {0}, set())
@example(runs_of("oooooofoooooo"), {3}, set())  # all but one stay
@example(runs_of("f", "o", "s", "o"), set(), set())  # segments of one document each
@example(runs_of("fsofsofsofsof"), set(), {2})  # two withdrawals, the second from a merged segment
@example([*runs_of("ooffooff"), [Delivered(0, "f"), Delivered(2, "o")], [Delivered(0, "o")]], {4}, {5})
def test_as_if_it_had_never_been_there(runs: list[list[Delivered]], tagged: set[int], deleted: set[int]) -> None:
    """Records, answers, scores, terms, stored texts and lengths are those of a library with the other records alone, after a
    withdrawal, and after a second one; no word of what went is in any file."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
        one = Library(Path(folder, "one", "library"))
        one.path.parent.mkdir()
        for number, run in enumerate(runs):
            run_in(one, [record.line({FIRST, SECOND}, number) for record in run])
        edit(one, tagged, deleted)
        for gone in ({FIRST}, {FIRST, SECOND}):
            done = one.withdraw(SECOND if SECOND in gone else FIRST)
            if SECOND in gone and not (done.removed or done.renamed):
                continue
            with Library(Path(folder, f"{len(gone)} gone", "library")) as two:
                two.path.parent.mkdir()
                run_in(two, left(runs, gone))
                edit(two, tagged, deleted)
                if tagged or deleted:
                    two.reindex()  # or it would count what was deleted or tagged twice
                assert_equal(one, two)
        assert not [name for name, content in readable(one.path) if b"quetzal" in content]
        one.close()


def left(runs: list[list[Delivered]], gone: set[str]) -> list[dict[str, Any]]:
    """Return the last line of each record, in the order of the first, without the sources that are gone."""
    lines = {record.number: record.line({FIRST, SECOND}, number) for number, run in enumerate(runs) for record in run}
    without = [
        line | {"sources": [source for source in line["sources"] if source not in gone]} for line in lines.values()
    ]
    return [line for line in without if line["sources"]]


def edit(library: Library, tagged: set[int], deleted: set[int]) -> None:
    """Tag and delete those of some records that stay in both libraries."""
    staying = {record.id for record in library if OTHER in record.sources}
    if some := sorted({f"r{number}" for number in tagged} & staying):
        library.edits.tag(some, "kept")
    if some := sorted({f"r{number}" for number in deleted} & staying):
        library.edits.delete(some)


def assert_equal(one: Library, two: Library) -> None:
    assert {record.id for record in one} == {record.id for record in two}
    for query in QUERIES:
        expected, found = (each.search(query, limit=50, facets=["source", "year", "tag"]) for each in (two, one))
        assert (found.total, found.facets) == (expected.total, expected.facets), query
        assert {hit.id: pytest.approx(hit.score, rel=1e-5) for hit in expected.hits} == {hit.id: hit.score for hit in found.hits}, query  # fmt: skip
    assert one.check() == []
    if not len(two):
        return
    assert stored(one) == stored(two)
    assert dictionary(one) == dictionary(two)
    assert totals(one) == totals(two)
    assert word_forms_of(two) <= word_forms_of(one) <= word_forms_in(one) | word_forms_of(two)
