"""Markup becomes plain text, and what only looks like it stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.readers.json_formats import cinii

MATHML = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'

TAKEN = [
    ("H<sub>2</sub>O", "H2O"),
    ("10<sup>-3</sup> mol", "10-3 mol"),
    ("<i>E. coli</i> and <I>B. subtilis</I>", "E. coli and B. subtilis"),
    ("<b>GABA 含有漬物</b>", "GABA 含有漬物"),
    ("<jats:p>An <jats:italic toggle='yes'>in vitro</jats:italic> study</jats:p>", "An in vitro study"),
    ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>", "Abstract\nOne.\nTwo."),
    ("<jats:sec><jats:title>目的</jats:title><jats:p>検討する。</jats:p></jats:sec>", "目的\n検討する。"),
    ("<p>One</p>\n\n   <p>Two\n   goes on</p>", "One\nTwo goes on"),
    ("One<br/>Two<br>Three", "One\nTwo\nThree"),
    ('<a href="https://example.org/?a=1">here</a>', "here"),
    ("<a>here</a>", "here"),
    ("W&ouml;rter &mdash; &apos;so&apos; &#x3b1;&#946;", "Wörter — 'so' αβ"),
    ("Science &amp; Technology", "Science & Technology"),
    ("p &amp;lt; 0.05", "p < 0.05"),
    ("p &#38;lt; 0.05 &amp;amp;amp; q", "p < 0.05 & q"),
    ("&lt;i&gt;in situ&lt;/i&gt;", "in situ"),
    ("&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;", "2"),
    ("<![CDATA[ions <i>in</i> a < b]]>", "ions in a < b"),
    ("left over]]>", "left over"),
    ("before<!-- not said -->after", "beforeafter"),
    ('<?xml version="1.0"?>text', "text"),
]

KEPT = [
    "p < 0.05 and q > 3",
    "p<0.05 and q>3",
    "a<b and c>d",
    "3 < x < 5",
    "<S> is the mean spin, <q> the charge",
    "the operator <T|x>",
    "R&D at AT&T &copy2 &nosuch; &",
    "https://example.org/?a=1&copy=2&lt",
    "<!-- never closed",
    "<",
    "",
    "日本語の抄録　全角空白",
]

FORMULAS = [
    (
        f"the <mml:math {MATHML}>\n <mml:msup>\n  <mml:mi>L</mml:mi> <mml:mi>p</mml:mi>\n </mml:msup>\n</mml:math> space",
        "the Lp space",
    ),
    ("<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>", "E=mc2"),
    (
        "<jats:alternatives><jats:tex-math>$$x^2$$</jats:tex-math><mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives> grows",
        "x grows",
    ),
    ("<math><mi>y</mi><annotation encoding='application/x-tex'>y</annotation></math>", "y"),
    (r"<jats:tex-math>\documentclass{minimal} \begin{document}$$x^2$$\end{document}</jats:tex-math>", "$$x^2$$"),
    ("<mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>5</mml:mn>", "p<5"),
]

EVIL = [
    "<",
    "<!--",
    "<b ",
    '<b a="',
    "<b a='x' ",
    "<b a=b ",
    "&amp;",
    "&#38;",
    "<p>",
    " \n<p>",
    "<mi>  ",
    "</a",
    "\\documentclass ",
]


@pytest.mark.parametrize(("text", "expected"), TAKEN)
def test_takes_markup_away(text: str, expected: str) -> None:
    """Tags vanish, blocks begin a line, entities are the characters that they name."""
    assert plain(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_keeps_what_is_no_markup(text: str) -> None:
    """Less-than signs, ampersands and averages in angle brackets stay as they are."""
    assert plain(text) == text


@pytest.mark.parametrize(("text", "expected"), FORMULAS)
def test_formula_keeps_its_letters(text: str, expected: str) -> None:
    """A formula keeps its letters, once, without the layout of its source."""
    assert plain(text) == expected


@given(st.text())
def test_without_marks_nothing_changes(text: str) -> None:
    """A text with neither a less-than sign nor an ampersand nor the end of CDATA is returned as it is."""
    text = text.replace("<", "").replace("&", "").replace("]]>", "")
    assert plain(text) == text


PIECES = st.sampled_from(
    ["<p>", "</p>", "<i>", "</i>", "&amp;", "&lt;", "gt;", "<", ">", "<!--", "-->", "]]>", "<mml:mi>", "x", " ", "\n"]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_never_raises_and_never_grows(text: str) -> None:
    """Whatever comes in, a text comes out that is no longer than it."""
    assert len(plain(text)) <= len(text)


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_second_reading_changes_nothing_where_no_markup_is_left(text: str) -> None:
    """Plain text without a less-than sign or an ampersand is plain."""
    once = plain(text)
    if "<" not in once and "&" not in once and "]]>" not in once:
        assert plain(once) == once


@given(st.floats(0, 1, allow_nan=False), st.integers(0, 100))
def test_comparisons_survive(p: float, q: int) -> None:
    """Numbers compared with signs stay, between paragraphs too."""
    assert plain(f"<p>p < {p} and q > {q}</p>") == f"p < {p} and q > {q}"


@pytest.mark.parametrize("piece", EVIL)
def test_time_is_linear(piece: str) -> None:
    """Four hundred thousand characters of the worst sort take no more than seconds on a busy machine."""
    text = "<tex-math>" + piece * (400_000 // len(piece)) + "<i>"
    began = time.process_time()
    plain(text)
    assert time.process_time() - began < 5


def test_cinii_texts_are_plain() -> None:
    """A CiNii record's title and abstracts hold no markup."""
    made = cinii.record(
        {
            "@id": "https://cir.nii.ac.jp/crid/1390000000000000001",
            "dc:title": [{"@language": "ja", "@value": "H<sub>2</sub>O &amp; 氷"}],
            "description": [
                {"type": "abstract", "notation": [{"@language": "en", "@value": "<jats:p>p &lt; 0.05</jats:p>"}]}
            ],
        }
    )
    assert [text.value for text in made.titles + made.abstracts] == ["H2O & 氷", "p < 0.05"]
