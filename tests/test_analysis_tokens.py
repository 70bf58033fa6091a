"""The one chain of titles, abstracts and queries: terms, positions, and offsets into the text as given."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers import Token, analyze, has_japanese, joined_terms, latin
from shoroku.analyzers.patterns import lazy

quick = settings(max_examples=150, deadline=None, derandomize=True)
awkward = st.text(
    alphabet=st.sampled_from(
        "abILcC6-ー. ,()':;#+αβΑ12３ｶﾞﾊﾟ㍿㎜\u200b\ud800\u3099゛つひとカタナ々〇國藤研究。！\n\u3000\x00\x85½…"
    ),
    max_size=40,
)
anything = st.one_of(awkward, st.text(alphabet=st.characters(exclude_categories=())))


def assert_tokens(text: str, expected: list[tuple[str, int, int]]) -> None:
    """Check terms and offsets, and that positions count up from 0."""
    assert analyze(text) == [Token(term, at, start, end) for at, (term, start, end) in enumerate(expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL-6阻害薬", [("il6", 0, 4), ("阻害", 4, 6), ("薬", 6, 7)]),
        ("抗IL-6抗体", [("抗", 0, 1), ("il6", 1, 5), ("抗体", 5, 7)]),
        ("anti-IL-6 therapy", [("anti", 0, 4), ("il6", 5, 9), ("therapi", 10, 17)]),
        ("ＩＬ－６　ﾊﾞｲｵﾏｰｶｰ", [("il6", 0, 4), ("バイオ", 5, 9), ("マーカ", 9, 13)]),
        ("㍿の5㎜", [("株式", 0, 1), ("会社", 0, 1), ("の", 1, 2), ("5mm", 2, 4)]),
        ("Ⅱ型", [("ii", 0, 1), ("型", 1, 2)]),
        ("TNF-α, (TNFα)", [("tnf", 0, 3), ("alpha", 4, 5), ("tnf", 8, 11), ("alpha", 11, 12)]),
        ("cyto\u200bkine", [("cytokin", 0, 9)]),
        ("\ud800IL-6\udfff", [("il6", 1, 5)]),
        ("か\u3099ん", [("がん", 0, 3)]),
        ("𠮷田 IL-6", [("𠮷", 0, 1), ("田", 1, 2), ("il6", 3, 7)]),
        ("C++ and C#", [("c++", 0, 3), ("and", 4, 7), ("c#", 8, 10)]),
        ("1,000 mg (0.05)", [("1000", 0, 5), ("mg", 6, 8), ("0.05", 10, 14)]),
        ("関節リウマチ。\nRA", [("関節", 0, 2), ("リューマチ", 2, 6), ("ra", 8, 10)]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, int, int]]) -> None:
    """Each word of a text gives its term, its place among the words and where it stands."""
    assert_tokens(text, expected)


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "…。、", "\ud800", "😀", "¶", "\x00\x1b", "\u202e", "()'\"", "- – —"]
)
def test_no_word_no_token(text: str) -> None:
    """Text that holds no word gives no token."""
    assert analyze(text) == []
    assert joined_terms(text) == ""


@pytest.mark.parametrize(
    ("forms", "terms"),
    [
        (["IL-6", "IL6", "ＩＬ－６", "IL‐6", "il-6", "IL–6"], "il6"),
        (["TNF-α", "TNFα", "TNF-alpha", "tnf alpha", "TNF‐Α"], "tnf alpha"),
        (["α2", "alpha2", "alpha-2", "α-2", "Α2"], "alpha2"),
        (["NF-κB", "NFκB", "NF-kappaB", "nf kappa b"], "nf kappa b"),
        (["kappaB", "kappaB.", "kappa B"], "kappa b"),
        (["Ⅱ型", "II型", "ii型"], "ii 型"),
        (["㎜", "mm", "ＭＭ"], "mm"),
        (["①", "1", "１"], "1"),
        (["㍿", "株式会社", "株式會社"], "株式 会社"),
        (["β-カロテン", "βカロテン", "β‐ｶﾛﾃﾝ"], joined_terms("βカロテン")),
        (["COVID-19", "covid19", "ＣＯＶＩＤ－１９"], "covid19"),
    ],
)
def test_spellings_meet(forms: list[str], terms: str) -> None:
    """Spellings of one thing give the same terms."""
    assert {form: joined_terms(form) for form in forms} == dict.fromkeys(forms, terms)
    assert {form: " ".join(token.text for token in analyze(form)) for form in forms} == dict.fromkeys(forms, terms)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("il6", "IL-17 と 6"),
        ("il6", "IL-60"),
        ("il6", "IL-6.5"),
        ("ra", "ratio"),
        ("リング", "モニタリング"),
        ("京都", "東京都"),
    ],
)
def test_words_do_not_meet_by_accident(word: str, text: str) -> None:
    """A word isn't found where its letters only happen to stand."""
    assert word not in joined_terms(text).split()


@quick
@given(anything)
def test_joined_terms_are_the_tokens(text: str) -> None:
    """The fast way reads the same words as the one that keeps offsets."""
    assert joined_terms(text) == " ".join(token.text for token in analyze(text))


@quick
@given(anything)
def test_tokens_are_sound(text: str) -> None:
    """Terms hold no white space, positions count up from 0, offsets lie within the text and in order."""
    tokens = analyze(text)
    assert [token.position for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert token.text.split() == [token.text]
        assert 0 <= token.start < token.end <= len(text)
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)


@quick
@given(anything, anything)
def test_a_word_between_spaces_is_found(before: str, after: str) -> None:
    """A word with a space on both sides is read whatever stands around it."""
    assert "cytokin" in [token.text for token in analyze(f"{before} cytokine {after}")]


@pytest.mark.parametrize(
    "piece", ["a", "あ", "α", "1,", "IL-6 阻害薬。", "\ud800", "\u0301", "ｶﾞ", "ー", "a'", "(", "情報学", "\x00 "]
)
def test_a_million_characters(piece: str) -> None:
    """A text of a million characters is read to its end, in time that grows with its length only."""
    text = piece * (1_000_000 // len(piece)) + " biomarker"
    began = time.process_time()
    terms = joined_terms(text)
    assert terms.endswith("biomark")
    assert time.process_time() - began < 60  # a quadratic reading would take hours


def test_offsets_hold_in_a_long_text() -> None:
    """If a text is cut for the tokenizer, offsets continue."""
    text = "関節リウマチの患者を調べた。" * 2_000 + "阻害薬"
    token = analyze(text)[-2]
    assert (token.text, text[token.start : token.end]) == ("阻害", "阻害")
    assert token.start == len(text) - 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL-6", False),
        ("naïve", False),
        ("αβγ", False),
        ("阻害", True),
        ("ｶﾞﾝ", True),
        ("の", True),
        ("a々", True),
        ("한국어", False),
        ("", False),
    ],
)
def test_has_japanese(text: str, expected: bool) -> None:
    """Kana and kanji of any width are Japanese, other scripts are not."""
    assert has_japanese(text) is expected


@quick
@given(st.text(alphabet=st.characters(max_codepoint=127)) | st.text(alphabet="alphkB 019.,-'+#C_/", max_size=20))
def test_words_in_ascii_are_found_faster_but_not_otherwise(text: str) -> None:
    """The shorter expression for texts in ASCII finds the same words as the one for all texts."""
    assert latin.as_written(text) == latin.WORD.findall(text)


def test_an_expression_is_compiled_when_it_is_used() -> None:
    """An expression has the methods of a compiled one, and a mistake in it shows when it is first used."""
    digits = lazy(r"\d+")
    assert digits.findall("a1b22") == ["1", "22"]
    assert digits.sub("#", "a1b22") == "a#b#"
    assert (digits.fullmatch("22") is not None, digits.match("b22")) == (True, None)
    wrong = lazy("(")
    with pytest.raises(re.error):
        wrong.search("")
    with pytest.raises(AttributeError):
        digits.__len__  # noqa: B018
