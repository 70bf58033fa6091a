"""Related words from the dictionary: spellings, compounds that end with a word, words with a reading."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from shoroku.analyzers import synonyms
from shoroku.analyzers.sorted_table import packed
from shoroku.analyzers.synonyms import Thesaurus, compounds, read_as, spellings, tables
from shoroku.analyzers.thesaurus import Tables


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give an empty cache folder; what was read before is forgotten, then and afterwards."""
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "cache"))
    synonyms.forget()
    yield tmp_path / "cache"
    synonyms.forget()


@pytest.mark.parametrize(
    ("head", "some"), [("癌", {"胃癌", "肺癌", "肝癌", "乳癌"}), ("鬱", {"躁鬱"}), ("猫", {"山猫"})]
)
def test_compounds_of_a_noun(head: str, some: set[str]) -> None:
    """A noun that is written in kana beside others knows the short compounds that it ends."""
    assert some <= set(compounds(head))
    assert all(compound.endswith(head) and len(compound) > 1 for compound in compounds(head))


@pytest.mark.parametrize("head", ["学", "都", "法", "力", "性", "人", "手", "見", "健", "炎", "時", "先", "岩", ""])
def test_a_common_kanji_has_no_compounds(head: str) -> None:
    """A kanji that ends words by the hundred finds none of them by itself."""
    assert compounds(head) == []


def test_compounds_are_few() -> None:
    """No word becomes a query of more than forty."""
    assert max(map(len, tables().compounds.values())) <= 40


@pytest.mark.parametrize(
    ("kana", "words"),
    [
        ("うみ", ["海", "膿"]),
        ("ウミ", ["海", "膿"]),
        ("かえる", ["蛙"]),
        ("ねこ", []),
        ("けん", []),
        ("海", []),
        ("", []),
    ],
)
def test_words_that_sound_so(kana: str, words: list[str]) -> None:
    """Kana that may be one of a few words know them; what is one word anyway, or one of twenty, knows none."""
    assert read_as(kana) == words


def test_the_spellings_of_a_word() -> None:
    """The spellings of one word know each other, and no other word of the same sound."""
    assert spellings()["癌"] == ["がん", "ガン"]
    assert spellings()["がん"] == ["ガン", "癌"]


@pytest.mark.parametrize("kept", [None, b"", b"{}", b'{"spellings": 1}'])
def test_the_tables_are_made_where_there_are_none(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, kept: bytes | None
) -> None:
    """Tables that are missing or damaged are rebuilt, once; after that they are read."""
    made = Tables({"甲": ["乙"]}, {}, {})
    kept_forms = Thesaurus(msgspec.json.encode(made), packed([]), packed([]))
    calls: list[int] = []
    monkeypatch.setattr(synonyms, "build", lambda _progress: calls.append(1) or kept_forms)
    assert tables() == made
    (path,) = fresh.glob("*words.json")
    if kept is not None:
        path.write_bytes(kept)
        synonyms.forget()
        assert tables() == made
    synonyms.forget()
    assert tables() == made
    assert len(calls) == (1 if kept is None else 2)
