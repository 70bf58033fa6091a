"""Questions that say that something is wanted before they say what: only what is wanted is searched for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import Library
from shoroku.search.expand.analyze import analyze, terms_in_texts
from shoroku.search.expand.requests import without_requests
from shoroku.search.query.ast import Phrase, Words
from shoroku.search.query.parser import parse


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("I am interested in glaciers that melt", "glaciers that melt"),
        ("I'm especially interested in glaciers", "glaciers"),
        ("We are looking for papers on glaciers", "glaciers"),
        ("I’d like to find articles describing glaciers", "glaciers"),
        ("What articles exist which deal with glaciers?", "glaciers?"),
        ("Are there any papers dealing with glaciers?", "glaciers?"),
        ("Papers about glaciers. Has anyone studied their dust?", "glaciers. their dust?"),
        ("Please give me publications concerning glaciers", "glaciers"),
        ("Please tell me which papers are available on glaciers", "glaciers"),
        ("What is firn? What papers exist?", "What is firn? ?"),
        # what only looks like a request
        ("The conservation of papers and books on glaciers", "The conservation of papers and books on glaciers"),
        ("Selected papers on glaciers", "Selected papers on glaciers"),
        ("People who are interested in glaciers", "People who are interested in glaciers"),
        ("I don't want glaciers", "I don't want glaciers"),
        ("Which glaciers melt?", "Which glaciers melt?"),
        ("Which papers?", "Which papers?"),
        ("What papers are made from mulberry?", "What papers are made from mulberry?"),
        ("Which articles of clothing protect from heat?", "Which articles of clothing protect from heat?"),
        ("What articles of the constitution are old?", "What articles of the constitution are old?"),
        ("I am interested in articles of clothing", "articles of clothing"),
        ("What papers on-line readers like", "What papers on-line readers like"),
        ("How much water do I need", "How much water do I need"),
        ("What do we want from AI", "What do we want from AI"),
        ("I want-ads and we need-based aid", "I want-ads and we need-based aid"),
        ("Find US patents", "Find US patents"),
        ("please", "please"),
        ("氷河が融ける理由を教えてください", "氷河が融ける理由を教えてください"),
    ],
)
def test_what_is_asked(question: str, asked: str) -> None:
    """What phrases a request is left out, as far as it does, and nothing if there were nothing else."""
    assert " ".join(without_requests(question).split()) == asked


def test_a_later_part_begins_no_query() -> None:
    """Behind a quotation or an operator, a request begins only with a sentence."""
    asked = analyze([Words("How should we store"), Phrase("old"), Words("papers on glaciers in a museum?")])
    assert "papers" in [term.text for term in asked.terms]
    assert without_requests("papers on dust. Papers on ice", is_first=False).split() == ["papers", "on", "dust.", "ice"]
    tree = parse("(glaciers OR ice) AND papers on the conservation of very old books").tree
    assert "papers" in [term.text for term in terms_in_texts(tree)]


@given(st.text(st.sampled_from("iI'’ m.?articlespnodew\t")), st.sampled_from(["", "I am interested in ", "papers on "]))
def test_something_is_left(text: str, beginning: str) -> None:
    """Whatever is asked, words of the question are left, in their order."""
    left = without_requests(beginning + text)
    rest = iter(beginning + text)
    assert all(letter in rest for letter in left if letter != " ")
    assert bool(left.strip(" .,;:?!")) == bool((beginning + text).strip(" .,;:?!"))


def test_keywords_are_all_meant() -> None:
    """In a list of keywords, and in a quotation, no word phrases a request."""
    assert [term.text for term in analyze([Words("papers on glaciers")]).terms] == ["papers", "glaciers"]
    asked = analyze([Words("I am interested in papers on glaciers")])
    assert [term.text for term in asked.terms] == ["glaciers"]
    assert asked.in_sentences


def test_the_subject_decides(tmp_path: Path, record: Callable[..., object], fill: Callable[..., Library]) -> None:
    """A record on the subject comes before one on articles that people are interested in."""
    records = [
        record("asked", "Dust on glaciers in summer", "Glaciers are measured."),
        record("trap", "Which articles interested readers", "Articles on glaciers, and what people are interested in."),
        *(record(f"other-{number}", f"Rivers {number}", "Rivers are measured.") for number in range(8)),
    ]
    with Library(tmp_path / "library") as library:
        page = fill(library, *records).search("I am interested in articles on dust and glaciers")
    assert page.hits[0].id == "asked"
