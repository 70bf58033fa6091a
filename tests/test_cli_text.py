"""Text for the terminal: safe characters, columns, lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.cli.terminal.text import cells, safe, wrap

quick = settings(max_examples=200, deadline=None, derandomize=True)
anything = st.text(alphabet=st.characters(exclude_categories=()))
words = st.text(alphabet=st.sampled_from("ab 漢字。、（）ーｶﾞが\u3099éα"))

SAFE = [
    ("plain", "plain"),
    ("IL-6阻害薬", "IL-6阻害薬"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x1b]0;title\x07text", "text"),
    ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1b]0;never ended", ""),
    ("\x9b31mred", "red"),
    ("a\x1bPq#0\x1b\\b", "ab"),
    ("two\nlines\r\nthree\u2028four", "two lines three four"),
    ("tab\tand  spaces", "tab and spaces"),
    ("\u202egnp.exe\u202c", "gnp.exe"),
    ("bell\x07 back\x08", "bell back"),
    ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ("👩\u200d👧", "👩\u200d👧"),
]


@pytest.mark.parametrize(("text", "expected"), SAFE)
def test_safe(text: str, expected: str) -> None:
    """Escapes go as wholes, controls go, white space is one space, readable text stays."""
    assert safe(text) == expected


@quick
@given(anything)
def test_nothing_drives_the_terminal(text: str) -> None:
    """Of no text does a control character, a line's end or a lone surrogate come through; doing it twice changes nothing."""
    made = safe(text)
    assert not [char for char in made if ord(char) < 32 or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000]
    assert safe(made) == made


CELLS = [
    ("", 0),
    ("abc", 3),
    ("漢字", 4),
    ("ｶﾞ", 2),
    ("が", 2),
    ("か\u3099", 2),
    ("é", 1),
    ("e\u0301", 1),
    ("α2", 2),
    ("（）", 4),
]


@pytest.mark.parametrize(("text", "expected"), CELLS)
def test_cells(text: str, expected: int) -> None:
    """East Asian characters take two columns, half-width and others one, combining marks none."""
    assert cells(text) == expected


WRAPPED = [
    ("", 10, [""]),
    ("one two three", 7, ["one two", "three"]),
    ("関節リウマチの治療。", 12, ["関節リウマチ", "の治療。"]),
    ("関節リウマチ。", 12, ["関節リウマ", "チ。"]),
    ("これは（括弧）", 8, ["これは", "（括弧）"]),
    ("抗IL-6抗体", 5, ["抗", "IL-6", "抗体"]),
    ("これは`免疫`と", 7, ["これは", "`免疫`", "と"]),
    ("これは`免疫`と", 11, ["これは`免", "疫`と"]),
    ("averylongword", 5, ["avery", "longw", "ord"]),
]


@pytest.mark.parametrize(("text", "width", "expected"), WRAPPED)
def test_wrap(text: str, width: int, expected: list[str]) -> None:
    """Lines end at spaces or between Japanese characters, never before a full stop or after an opening sign."""
    assert wrap(text, width) == expected


@quick
@given(words, st.integers(4, 30))
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    """Whatever the text, no line is too wide, and only spaces are lost."""
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
