"""Laws of the query language: every text is read, and a tree prints as a query that is read into it again."""

import os

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shoroku.search.query import Node, parse
from shoroku.search.query.ast import Exact, Fuzzy, Only, Phrase, Prefix, Wildcard, Words, Years, both, either, negated
from shoroku.search.query.field_values import within
from tests.query_fuzz import check, texts

quick = settings(max_examples=200, deadline=None)

#: ``SHOROKU_QUERY_FUZZ=100000`` makes the long run of it.
_QUERIES = int(os.environ.get("SHOROKU_QUERY_FUZZ", "400"))

_signs = st.sampled_from('()（）|"「」『』“”:：*＊?~=-－+[]\\ AND OR NOT title year'.split(" "))
_chunks = st.one_of(
    st.text(min_size=1, max_size=6), _signs, st.tuples(_signs, st.text(max_size=3), _signs).map("".join)
)
_words = st.lists(_chunks, min_size=1, max_size=4).map(lambda chunks: " ".join(" ".join(chunks).split())).filter(bool)
_leaves = st.one_of(
    _words.map(Words),
    st.builds(Phrase, _words, st.integers(0, 100)),
    _words.map(Exact),
    st.from_regex(r"[a-z]{3,6}", fullmatch=True).map(Prefix),
    st.from_regex(r"\*?[a-z]{3,6}\?[a-z]{1,3}\*?", fullmatch=True).map(Wildcard),
    st.builds(Fuzzy, st.from_regex(r"[a-z]{5,8}", fullmatch=True), st.integers(1, 2)),
    st.builds(
        Only, st.sampled_from(["journal", "language", "source", "issn", "doi", "id"]), _words.filter(lambda w: w != "*")
    ),
    st.builds(Only, st.just("has"), st.sampled_from(["abstract", "doi"])),
    st.builds(lambda a, b: Years(min(a, b), max(a, b)), st.integers(0, 2999), st.integers(0, 2999)),
    st.builds(Years, st.none(), st.integers(0, 2999)),
    st.builds(Years, st.integers(0, 9999), st.none()),
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=4)
    fields = st.sampled_from(["title", "abstract", "author", "affiliation", "publisher", "subject", "tiab", "journal"])
    return st.one_of(several.map(both), several.map(either), nodes.map(negated), st.builds(within, fields, nodes))


trees = st.recursive(_leaves, _grown, max_leaves=12)


@quick
@given(trees)
def test_a_tree_is_read_as_it_prints(tree: Node) -> None:
    """Whatever a tree asks for, it prints as a query that asks for the same, with nothing amiss."""
    parsed = parse(str(tree))
    assume(all(notice.kind != "many_patterns" for notice in parsed.notices))  # a query has a bound, a tree has none
    assert parsed.tree == tree
    assert parsed.problems == ()


@quick
@given(st.text())
def test_any_text(text: str) -> None:
    """Every text gives a tree."""
    check(text)


@quick
@given(st.lists(_chunks, max_size=20).map(" ".join))
def test_signs_thrown_together(text: str) -> None:
    """So does every heap of signs."""
    check(text)


@pytest.mark.parametrize("seed", range(4))
def test_what_people_type_with_slips(seed: int) -> None:
    """And so does what people type, with typing errors."""
    for _, text in zip(range(_QUERIES // 4), texts(seed), strict=False):
        check(text)


@pytest.mark.parametrize("text", ["9015:2020[dp]", "=9015:2020[dp] AND a", "year:2020..9015"])
def test_far_years(text: str) -> None:
    """A year that means an open end means it on either side of a range, and when it is printed."""
    check(text)
