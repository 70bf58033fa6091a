"""Characters are brought to one form each, and every offset leads back to the text as it was given."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers.normalize import normalize

quick = settings(max_examples=150, deadline=None, derandomize=True)

#: What makes offsets hard, thick on the ground; and any code point at all, lone surrogates included.
awkward = st.text(alphabet=st.sampled_from("aIL6-‐ｶﾞﾊﾟーがが㍿㎜①½ﬁ…゛²\u200b\u00ad\u0301\ufe0f\ud800國齋𠮟😀 \n"))
anything = st.one_of(awkward, st.text(alphabet=st.characters(exclude_categories=())))

TABLE = [
    ("plain ASCII", "plain ASCII"),
    ("ＩＬ－６", "IL-6"),
    ("IL‐6", "IL-6"),
    ("IL–6", "IL-6"),
    ("IL−6", "IL-6"),
    ("Alzheimer’s", "Alzheimer's"),
    ("ﾊﾞｲｵﾏｰｶｰ", "バイオマーカー"),
    ("か\u3099", "が"),
    ("㍿", "株式会社"),
    ("㎜", "mm"),
    ("①", "1"),
    ("Ⅱ型", "II型"),
    ("ﬁbre", "fibre"),
    ("x²", "x2"),
    ("國立", "国立"),
    ("藥學", "薬学"),
    ("zero\u200bwidth", "zerowidth"),
    ("soft\u00adhyphen", "softhyphen"),
    ("\u202eright to left\u202c", "right to left"),
    ("\ufeffmark", "mark"),
    ("a\ud800b", "a\ufffdb"),
    ("\u200b", ""),
    ("", ""),
]

SPANS = [
    ("IL-6", 0, 4, (0, 4)),
    ("ﾊﾞｲｵﾏｰｶｰ", 0, 1, (0, 2)),
    ("ﾊﾞｲｵﾏｰｶｰ", 1, 2, (2, 3)),
    ("ﾊﾞｲｵﾏｰｶｰ", 3, 7, (4, 8)),
    ("㍿東京", 0, 2, (0, 1)),
    ("㍿東京", 2, 4, (0, 1)),
    ("㍿東京", 4, 6, (1, 3)),
    ("5㎜の", 1, 3, (1, 2)),
    ("5㎜の", 3, 4, (2, 3)),
    ("a\u200bb", 0, 2, (0, 3)),
    ("a\u200bb", 1, 2, (2, 3)),
    ("か\u3099ん", 0, 1, (0, 2)),
    ("\ud800ab", 1, 3, (1, 3)),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_normal_form(text: str, expected: str) -> None:
    """Width, compatibility forms, hyphens, old kanji and invisible signs come to one form."""
    assert normalize(text).text == expected


@pytest.mark.parametrize(("text", "start", "end", "expected"), SPANS)
def test_span(text: str, start: int, end: int, expected: tuple[int, int]) -> None:
    """A stretch of normalised text is found again in the original."""
    assert normalize(text).span(start, end) == expected


@quick
@given(anything)
def test_spans_lie_within_the_text(text: str) -> None:
    """Every character of the normal form stands somewhere in the original, and takes up room there."""
    characters = normalize(text)
    for index in range(len(characters.text)):
        start, end = characters.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@quick
@given(anything)
def test_spans_are_in_order(text: str) -> None:
    """Moving on in the normal form never goes back in the original."""
    characters = normalize(text)
    spans = [characters.span(index, index + 1) for index in range(len(characters.text))]
    assert all(first[0] <= second[0] and first[1] <= second[1] for first, second in pairwise(spans))


@quick
@given(st.text())
def test_normalizing_leaves_nothing_to_encode_wrongly(text: str) -> None:
    """The normal form can always be encoded, whatever the text held."""
    assert normalize(text + "\ud8ff").text.encode().endswith("\ufffd".encode())


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\u00ad"])
def test_invisible_signs_do_not_part_a_word(sign: str) -> None:
    """A sign that nobody sees is not in the normal form."""
    assert normalize(f"cyto{sign}kine").text == "cytokine"


def test_long_texts_like_short_ones() -> None:
    """Every character is normalised in a long text as it is alone."""
    alone = {chr(code): normalize(chr(code)).text for code in range(0x80, 0x10000) if not 0xD800 <= code <= 0xDFFF}
    is_even = {char: unicodedata.category(char) not in ("Mn", "Me", "Cf", "Lm", "Cn") for char in alone}
    even = [char for char, normalized in alone.items() if len(normalized) == 1 and is_even[char]]
    assert len(even) > 50_000
    for start in range(0, len(even), 1_000):
        some = even[start : start + 1_000]
        assert normalize("\n".join(some)).text == "\n".join(map(alone.__getitem__, some)), hex(ord(some[0]))
