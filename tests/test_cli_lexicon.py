"""``shoroku lexicon``: the translations of a word."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(
        library,
        record("a", ("砂鯨の翻訳", "Sandwhale translation")),
        record("b", ("砂鯨の声", "The voice of the sandwhale")),
        record("c", ("翻訳の歴史", "A history of translation")),
    )
    return library.path


def lexicon(place: Path, *arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, ["lexicon", "--library", str(place), *arguments])


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines() if line.strip()]


def test_json(place: Path) -> None:
    """--json gives each word's translations: terms, weight, how it is written, who says so, how many records do."""
    result = lexicon(place, "翻訳", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "query": "翻訳",
        "meanings": [
            {
                "word": "翻訳",
                "into": "en",
                "translations": [
                    {
                        "terms": ["translat"],
                        "weight": 1.0,
                        "written": "translation",
                        "origin": "both",
                        "records": 2,
                        "is_sure": True,
                        "certainty": 0.4,
                    }
                ],
            }
        ],
    }


def test_text(place: Path) -> None:
    """For people it is a table, best first, the word only once; a word of which nothing is known is said."""
    result = lexicon(place, "sandwhale", "zzz")
    assert result.exit_code == 0
    printed = rows(result)
    assert printed[0] == ["Word", "Translation", "Confidence", "Origin", "Records"]
    assert [(line[0], line[-1]) for line in printed if "sandwhale" in line] == [("sandwhale", "2")]
    assert [line for line in printed if "鯨" in line]
    assert "this library" in result.stdout
    assert "No translation known for “zzz”." in result.stdout


def test_in_japanese(place: Path) -> None:
    """The same in Japanese."""
    result = lexicon(place, "人工知能", "zzz", language="ja")
    assert "信頼度" in result.stdout
    assert "artificial intelligence" in result.stdout
    assert "辞書" in result.stdout
    result = lexicon(place, "zzz", language="ja")
    assert result.stdout.strip() == "「zzz」の訳語は見つかりません。"


@pytest.mark.parametrize("word", ["", " ", "、", "\x1b[31m", "\udcff"])
def test_what_is_no_word(word: str, place: Path) -> None:
    """Any text gets a response; no control character reaches the terminal."""
    result = lexicon(place, "--", word)
    assert result.exit_code == 0
    assert "No translation known" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_word_is_needed(place: Path) -> None:
    """Without a word the use is wrong."""
    assert lexicon(place).exit_code == 2


def test_no_library(tmp_path: Path) -> None:
    """If there is no library a message says so, and the code is 3."""
    result = lexicon(tmp_path / "nowhere", "翻訳", language="ja")
    assert result.exit_code == 3
    assert "ライブラリがありません" in result.stderr


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("インターロイキン6", ["IL-6", "interleukin-6"]),
        ("IL-6", ["インターロイキン6"]),
        ("interleukin 6", ["インターロイキン6"]),
    ],
)
def test_names_of_a_molecule(place: Path, word: str, names: list[str]) -> None:
    """The number of a molecule belongs to its name, and the name is known in the other language by the nomenclature."""
    (meaning,) = json.loads(lexicon(place, word, "--json").stdout)["meanings"]
    assert meaning["word"] == word
    assert [one["written"] for one in meaning["translations"]] == names
    assert all(one["is_sure"] and one["origin"] == "dictionary" for one in meaning["translations"])
