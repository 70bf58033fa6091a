"""Translations from the dictionary."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku.analyzers import has_japanese, synonyms
from shoroku.analyzers.analyzer import joined_terms
from shoroku.analyzers.sorted_table import Table, packed
from shoroku.analyzers.synonyms import Language, Meaning, Translation, decoded, encoded, entries, key


def written(table: Table, word: str, into: Language) -> list[str]:
    line = table.get(key(joined_terms(word).split(), into))
    return [one.written for one in decoded(line, into)] if line else []


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a cache folder with nothing in it, and forget what was read from another."""
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "cache"))
    synonyms.forget()
    yield tmp_path / "cache"
    synonyms.forget()


@pytest.mark.parametrize(
    ("word", "into", "among"),
    [
        ("翻訳", "en", "translation"),
        ("人工知能", "en", "artificial intelligence"),
        ("遺伝子", "en", "gene"),
        ("learning", "ja", "学習"),
        ("Artificial Intelligence", "ja", "人工知能"),
        ("contexts", "ja", "文脈"),
    ],
)
def test_the_dictionary_knows(word: str, into: Language, among: str) -> None:
    """A word of the dictionary is found by its terms, whatever form it is asked in, in both directions."""
    assert among in written(synonyms.translations(), word, into)


@pytest.mark.parametrize(
    ("word", "into"), [("性", "en"), ("する", "en"), ("の", "en"), ("a", "ja"), ("the", "ja"), ("翻訳", "ja")]
)
def test_grammar_is_not_translated(word: str, into: Language) -> None:
    """Affixes, function words and single letters are not looked up as words; nor is a word in its own language."""
    assert written(synonyms.translations(), word, into) == []


GROUPS = {
    1: ["Serum", "serum", "血清", "血しょう"],
    2: ["blood serum", "血清"],
    3: [f"語彙{number}" for number in "春夏秋冬東西南北中"] + ["season"],
    4: ["血漿", "血小板"],
}


def test_groups_become_lines_in_both_directions() -> None:
    """Members of one group translate each other; of forms with the same terms one is kept; too large a group is left out."""
    lines = Table(packed(entries(GROUPS)))
    assert written(lines, "血清", "en") == ["blood serum", "serum"]
    assert written(lines, "serums", "ja") == ["血清", "血しょう"]
    assert written(lines, "season", "ja") == []
    assert written(lines, "血小板", "en") == []


def test_lines_of_a_glossary_add_to_groups() -> None:
    """Lines of a glossary come first, and words keep what the groups say; only what a line denies is left out, both ways."""
    glossary = [
        Meaning(("血しょう", "plasma")),
        Meaning(("湖霧", "lake fog")),
        Meaning(("血清", "serum"), ("blood serum",)),
    ]
    lines = Table(packed(entries(GROUPS, lines=glossary)))
    assert written(lines, "血しょう", "en") == ["plasma", "serum"]
    assert written(lines, "血清", "en") == ["serum"]
    assert written(lines, "blood serum", "ja") == []
    assert written(lines, "serum", "ja") == ["血清", "血しょう"]
    assert written(lines, "lake fog", "ja") == ["湖霧"]
    assert written(lines, "湖霧", "en") == ["lake fog"]


def test_the_glossary_is_known_in_both_directions() -> None:
    """Every form is a translation of its line's forms in the other language, and no two lines say the same."""
    lines = synonyms.glossary()
    for forms, no_meaning in lines:
        for form in forms:
            into: Language = "en" if has_japanese(form) else "ja"
            found = {joined_terms(one) for one in written(synonyms.translations(), form, into)}
            assert {joined_terms(one) for one in forms if has_japanese(one) != has_japanese(form)} <= found, form
            assert found.isdisjoint(map(joined_terms, no_meaning)), form
    pairs = [(one, other) for line in lines for one in line.forms for other in line.forms if one < other]
    assert len(pairs) == len(set(pairs))


def test_what_misleads_is_not_searched() -> None:
    """Tea is not brown, though the dictionary says so; what the dictionary knows besides stays, also of words of the same stem."""
    assert written(synonyms.translations(), "茶", "en") == ["tea"]
    assert "ブラウン" not in synonyms.others("茶")
    assert "加療" in synonyms.others("治療")
    for word, into, meant in (
        ("experience", "ja", {"経験", "体験", "実験"}),
        ("age", "ja", {"世代", "年代", "高齢化"}),
        ("magnet", "ja", {"磁石"}),
        ("drug", "ja", {"薬物", "薬剤"}),
        ("art", "ja", {"芸術", "美術"}),
        ("子供", "en", {"child", "children"}),
        ("人工知能", "en", {"artificial intelligence", "AI"}),
        ("標準偏差", "en", {"standard deviation", "SD"}),
    ):
        assert meant <= set(written(synonyms.translations(), word, into)), word


@pytest.mark.parametrize("into", ["ja", "en"])
def test_what_is_encoded_is_decoded(into: Language) -> None:
    """A line gives back what it was made of, with weights to two digits."""
    some = (Translation(("rheumatoid", "arthr"), 0.847, "rheumatoid arthritis", 12), Translation(("ra",), 0.3, "ra"))
    assert decoded(encoded(some, into), into) == (some[0]._replace(weight=0.85), some[1])


def test_it_is_kept_and_read_again(fresh: Path) -> None:
    """One walk through the dictionary makes the files, and the next process reads them."""
    synonyms.keep()
    files = sorted(fresh.iterdir())
    assert [file.name.rsplit("-", 1)[1] for file in files] == ["synonyms", "translations", "words.json"]
    before = [file.stat().st_mtime_ns for file in files]
    synonyms.forget()
    assert "translation" in written(synonyms.translations(), "翻訳", "en")
    assert synonyms.spellings()["癌"]
    assert [file.stat().st_mtime_ns for file in files] == before


def test_a_damaged_file_is_made_again(fresh: Path) -> None:
    """What cannot be read in the cache is rebuilt."""
    synonyms.keep()
    for file in fresh.iterdir():
        os.truncate(file, file.stat().st_size // 2)
    synonyms.forget()
    assert "translation" in written(synonyms.translations(), "翻訳", "en")
    assert synonyms.spellings()["癌"]


def test_without_a_cache_it_works_all_the_same(fresh: Path) -> None:
    """If nothing can be kept, words are translated nevertheless."""
    fresh.write_text("a file where the folder should be")
    assert "translation" in written(synonyms.translations(), "翻訳", "en")


def test_progress_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """While the tables are created, the share that is done is reported, from 0 to 1 and never backwards."""
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path))
    shares: list[float] = []
    synonyms.report_to(shares.append)
    synonyms.forget()
    try:
        synonyms.keep()
    finally:
        synonyms.report_to(lambda share: None)
        synonyms.forget()
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert len(shares) > 50
