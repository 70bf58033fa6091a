"""Cleaning of strings by every reader: harmful characters, languages, dates."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import BadDate, Text
from shoroku.corpus.normalize import cleaning

quick = settings(max_examples=150, deadline=None, derandomize=True)
anything = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from("\x00\x1b[]31m\x9b\x07\\\u202e\ufeff\ud800 "))
)

HARMFUL = [
    ("a\x00b", "ab"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x1b]0;a window's title\x07text", "text"),
    ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x9b2Jclear", "clear"),
    ("\x1bMline", "line"),
    ("\x1b", ""),
    ("\u202eright\u202c", "right"),
    ("\u2066isolated\u2069", "isolated"),
    ("\u200eleft\u200f", "left"),
    ("\ufeffmark", "mark"),
    ("half \ud800 pair", "half \ufffd pair"),
    ("two\rlines\x0c", "two lines"),
    ("bell\x07 \x7f\x85", "bell"),
    ("  around \n", "around"),
]

HARMLESS = ["tab\tand\nnewline", "関節リウマチ", "naïve", "👩\u200d🔬", "α2", "[31m", ""]

DATES = [
    ("2020", "2020"),
    ("2020-12", "2020-12"),
    ("2020-12-30", "2020-12-30"),
    ("2020/3/5", "2020-03-05"),
    ("2020.3", "2020-03"),
    ("20201230", "2020-12-30"),
    ("202012", "2020-12"),
    ("1984年3月", "1984-03"),
    ("1984年3月5日", "1984-03-05"),
    ("１９８４年３月", "1984-03"),
    ("昭和59年(1984)", "1984"),
    ("[1984]", "1984"),
    ("c1984", "1984"),
    ("1984-1985", "1984"),
    ("2008-03/04", "2008-03"),
    ("2008-3/4", "2008-03"),
    ("2008/03-04", "2008-03"),
    ("Mar 2003", "2003"),
    ("2003 Mar 5", "2003"),
    ("03/04/2008", "2008"),
    ("2003-Q1", "2003"),
    ("2020-12-30T10:00:00Z", "2020-12-30"),
    ("2020-13", "2020"),
    ("2020-00-00", "2020"),
    ("2020-03-00", "2020-03"),
    ("2021-02-29", "2021-02"),
    ("2020-02-29", "2020-02-29"),
    (" 2020 ", "2020"),
    (2020, "2020"),
    ("", ""),
    ("  ", ""),
]

NO_DATES = ["19xx", "n.d.", "in press", "0000", "0000-00-00", "12345", "99", 7, "令和2年", "٢٠٢٠", "-", "\ud800"]


@pytest.mark.parametrize(("value", "expected"), HARMFUL)
def test_clean_takes_away(value: str, expected: str) -> None:
    """Characters that drive a terminal, turn a line round or cannot be encoded are taken away."""
    assert cleaning.clean(value) == expected


@pytest.mark.parametrize("value", HARMLESS)
def test_clean_leaves(value: str) -> None:
    """What can be read stays as it is, and counts as harmless."""
    assert cleaning.clean(value) == value
    assert not cleaning.any_harmful(value)


@quick
@given(anything)
def test_cleaned_text_is_harmless(value: str) -> None:
    """After cleaning nothing harmful is left, and cleaning again changes nothing."""
    once = cleaning.clean(value)
    assert not cleaning.any_harmful(once)
    assert cleaning.clean(once) == once
    assert once.encode().decode() == once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": ["x", {"b": "\x00"}]}, True),
        ({"a": [1, None, True, {"b": "x"}]}, False),
        (["\ud800"], True),
        (7, False),
    ],
)
def test_any_harmful_looks_inside(value: object, expected: bool) -> None:
    """Lists and objects are looked through."""
    assert cleaning.any_harmful(value) is expected


def test_deep_clean() -> None:
    """Every string inside is cleaned, everything else stays."""
    assert cleaning.deep_clean({"a\x00": ["\x1bMx", 1, None, {"b": " y "}]}) == {"a": ["x", 1, None, {"b": "y"}]}


@pytest.mark.parametrize(("written", "expected"), DATES)
def test_date(written: str | int, expected: str) -> None:
    """A date is read as far as it is certain."""
    assert cleaning.date(written) == expected


@pytest.mark.parametrize("written", NO_DATES)
def test_no_date(written: str | int) -> None:
    """If no year can be read, the error names the field and the value."""
    with pytest.raises(BadDate) as caught:
        cleaning.date(written, "year")
    assert (caught.value.field, caught.value.value) == ("year", str(written))


@quick
@given(st.one_of(st.text(st.sampled_from("0129-/.年月日 x")), st.dates().map(str)))
def test_a_date_is_iso_and_settled(written: str) -> None:
    """Whatever was written, a date is ISO 8601, and reading it again changes nothing."""
    try:
        date = cleaning.date(written)
    except BadDate:
        return
    assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", date)
    assert cleaning.date(date) == date


@quick
@given(st.dates())
def test_an_iso_date_stays(day: object) -> None:
    """A day in ISO form comes back as it is."""
    assert cleaning.date(str(day)) == str(day)


@pytest.mark.parametrize(
    ("value", "lang"),
    [("Glass", "en"), ("硝子", "ja"), ("ｶﾞﾗｽ", "ja"), ("Glass の", "ja"), ("naïve", "en"), ("", "en"), ("α", "en")],
)
def test_language_of(value: str, lang: str) -> None:
    """Kana or kanji make a text Japanese; all else counts as English."""
    assert cleaning.language_of(value) == lang


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [(" 硝子\x00 ", "", Text("硝子", "ja")), ("Glass", "fr", Text("Glass", "fr")), ("a", "", Text("a", "en"))],
)
def test_text(value: str, lang: str, expected: Text) -> None:
    """A text is cleaned, and tagged by its script where no tag was given."""
    assert cleaning.text(value, lang) == expected


def test_distinct() -> None:
    """Each text stands once, in order; an empty one not at all; a tag is better than none."""
    texts = [Text("a"), Text("", "en"), Text("b", "en"), Text("a", "fr"), Text("b", "de")]
    assert cleaning.distinct(texts) == (Text("a", "fr"), Text("b", "en"))
