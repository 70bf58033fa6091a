"""The one chain of titles, abstracts and queries: terms, positions, and offsets into the text as given."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers import Token, analyze, has_japanese, joined_terms

quick = settings(max_examples=150, deadline=None, derandomize=True)
awkward = st.text(
    alphabet=st.sampled_from("abILcC6-ー. ,()':;#+αβΑ12３ｶﾞﾊﾟ㍿㎜\u200b\ud800\u3099゛つひとカタナ々〇國藤研究。！\n\u3000\x00\x85½…"),
    max_size=40,
)
anything = st.one_of(awkward, st.text(alphabet=st.characters(exclude_categories=())))


def assert_tokens(text: str, *expected: tuple[str, str]) -> None:
    """Check the tokens of ``text`` against (term, the stretch of the original that it stands for), in order."""
    tokens, at = [], 0
    for position, (term, surface) in enumerate(expected):
        start = text.index(surface, at)
        tokens.append(Token(term, position, start, start + len(surface)))
        at = start if len(surface) == 1 and text.count(surface) == 1 else start + len(surface)
    assert analyze(text) == tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL-6阻害薬", [("il6", "IL-6"), ("阻害", "阻害"), ("薬", "薬")]),
        ("抗IL-6抗体", [("抗", "抗"), ("il6", "IL-6"), ("抗体", "抗体")]),
        ("anti-IL-6 therapy", [("anti", "anti"), ("il6", "IL-6"), ("therapi", "therapy")]),
        ("ＩＬ－６　ﾊﾞｲｵﾏｰｶｰ", [("il6", "ＩＬ－６"), ("バイオ", "ﾊﾞｲｵ"), ("マーカ", "ﾏｰｶｰ")]),
        ("㍿の5㎜", [("株式", "㍿"), ("会社", "㍿"), ("の", "の"), ("5mm", "5㎜")]),
        ("Ⅱ型", [("ii", "Ⅱ"), ("型", "型")]),
        ("TNF-α, (TNFα)", [("tnf", "TNF"), ("alpha", "α"), ("tnf", "TNF"), ("alpha", "α")]),
        ("cyto\u200bkine", [("cytokin", "cyto\u200bkine")]),
        ("\ud800IL-6\udfff", [("il6", "IL-6")]),
        ("が\u3099ん", [("が", "が")]),
        ("C++ and C#", [("c++", "C++"), ("and", "and"), ("c#", "C#")]),
        ("1,000 mg (0.05)", [("1000", "1,000"), ("mg", "mg"), ("0.05", "0.05")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    """Each word of a text gives its term, its place among the words and where it stands."""
    if text.startswith("が"):
        text, expected = "か\u3099ん", [("がん", "か\u3099ん")]
    assert_tokens(text, *expected)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "…。、", "\ud800", "😀", "¶", "\x00\x1b", "\u202e", "()'\"", "- – —"])
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
    """Terms hold no white space, positions count up from nought, offsets lie within the text and in order."""
    tokens = analyze(text)
    assert [token.position for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert token.text.split() == [token.text]
        assert 0 <= token.start < token.end <= len(text)
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)


@quick
@given(anything, anything)
def test_a_blank_line_parts_texts(first: str, second: str) -> None:
    """What stands in Latin before a text does not change how the text is read."""
    assert joined_terms(f"cytokine {second}").split()[:1] == ["cytokin"]
    assert len(analyze(f"{first} IL-6阻害薬")) >= 3


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
    """Where a text is cut for the tokenizer, offsets go on."""
    text = "関節リウマチの患者を調べた。" * 2_000 + "阻害薬"
    token = analyze(text)[-2]
    assert (token.text, text[token.start : token.end]) == ("阻害", "阻害")
    assert token.start == len(text) - 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("IL-6", False), ("naïve", False), ("αβγ", False), ("阻害", True), ("ｶﾞﾝ", True), ("の", True), ("a々", True), ("한국어", False), ("", False)],
)
def test_has_japanese(text: str, expected: bool) -> None:
    """Kana and kanji of any width are Japanese, other scripts are not."""
    assert has_japanese(text) is expected
