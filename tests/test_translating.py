"""A query in the other language: which words are known together, which by their parts, which stay as they are."""

from collections.abc import Mapping

import pytest

from shoroku.analyzers.translations import Language
from shoroku.analyzers.translations import Translation as Entry
from shoroku.search.expand.analyze import analyze_tree
from shoroku.search.expand.terms import QueryTerm
from shoroku.search.expand.translations import (
    Translate,
    Translation,
    in_the_other_language,
    meanings,
    mixed,
    translated,
    translated_terms,
)
from shoroku.search.query import parse
from shoroku.search.weights import TRANSLATION

#: What the tests' lexicon knows: terms -> terms.
KNOWN: Mapping[str, list[str]] = {
    "機械": ["machin"],
    "機械 翻訳": ["machin translat"],
    "翻訳": ["translat"],
    "霧": ["mist", "fog"],
    "machin": ["機械"],
    "machin translat": ["機械 翻訳"],
    "translat": ["翻訳"],
}


def read(query: str) -> tuple[QueryTerm, ...]:
    return analyze_tree(parse(query).tree).terms


def translate(terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
    found = KNOWN.get(" ".join(terms), [])
    return tuple(Translation(tuple(one.split()), 0.5, one, "dictionary") for one in found)


def nothing(terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
    return ()


def ways(query: str, translate: Translate = translate) -> list[list[list[str]]]:
    """Return for each word (or words together) its choices, each as its parts' translations with | between."""
    return [
        [["|".join(" ".join(t.terms) for t in part.translations) for part in choice] for choice in one.choices]
        for one in translated(read(query), translate)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("霧", [[["mist|fog"]]]),
        ("霧の翻訳", [[["mist|fog"]], [["translat"]]]),
        ("機械 翻訳", [[["machin translat"], ["machin", "translat"]]]),
        ("machine translation", [[["機械 翻訳"], ["機械", "翻訳"]]]),
        ("the machine of translation", [[["機械 翻訳"], ["機械", "翻訳"]]]),
        ("translation machine", [[["翻訳"], ["translat"]], [["機械"], ["machin"]]]),
        ("GPT 翻訳", [[["gpt"]], [["translat"]]]),
        ("砂鯨", []),
        ("glassflute", [[["glassflut"]]]),
        ("", []),
    ],
)
def test_how_a_query_is_understood(query: str, expected: list[list[list[str]]]) -> None:
    """Words known together are one or each; Latin words stay besides; what is not known is left out."""
    assert ways(query) == expected


def test_a_compound_is_known_by_its_parts() -> None:
    """Of a compound that is not known, the parts that are: from the left, the longest each time."""
    (term,) = read("機械翻訳霧")[:1] if len(read("機械翻訳霧")) == 1 else read('"機械翻訳霧"')
    assert term.terms == ("機械", "翻訳", "霧")
    (one,) = translated([term], translate)
    assert [[[t.terms for t in part.translations] for part in choice] for choice in one.choices] == [
        [[("machin", "translat")], [("mist",), ("fog",)]]
    ]
    assert [part.written for part in one.choices[0]] == ["機械翻訳", "霧"]


def test_without_a_lexicon_only_latin_words_cross() -> None:
    """Where nothing is known, names and numbers in Latin script are still looked for."""
    assert ways("BERTと霧 2020", nothing) == [[["bert"]], [["2020"]]]


def test_as_query_terms() -> None:
    """The same as query terms: what is known together with its translations as variants, a compound's parts apart."""
    terms = translated_terms(translated(read("霧の機械 翻訳"), translate), is_japanese=False)
    assert [(c.text, [(a.terms, a.weight) for a in c.variants], c.is_japanese) for c in terms] == [
        ("霧", [(("mist",), TRANSLATION), (("fog",), TRANSLATION)], False),
        ("機械翻訳", [(("machin", "translat"), TRANSLATION)], False),
    ]
    (parts,) = (translated_terms(translated(read('"機械翻訳霧"'), translate), is_japanese=False),)
    assert [term.text for term in parts] == ["機械翻訳", "霧"]
    (english,) = translated_terms(translated(read("translation"), translate), is_japanese=True)
    assert english.is_japanese
    assert [a.terms for a in english.variants] == [("翻訳",), ("translat",)]


def test_meanings_for_people() -> None:
    """What is known of each word, as it was written; a word that is not known has none."""
    found = [
        (m.word, m.into, [t.written for t in m.translations]) for m in meanings(read("霧の機械翻訳 灯台"), translate)
    ]
    assert found == [("霧", "en", ["mist", "fog"]), ("機械翻訳", "en", ["machin translat"]), ("灯台", "en", [])]
    assert [m.translations for m in meanings(read("glassflute"), translate)] == [()]


def test_a_guess_is_no_translation() -> None:
    """A word of which there is only a guess is left out, and counts as one that could not be translated."""
    guess = Translation(("fog",), 0.2, "fog", "library", 2, is_sure=False)
    sure = Translation(("translat",), 0.9, "translation", "library", 9)
    known = {("霧",): (guess,), ("翻訳",): (sure, guess)}
    others, share = in_the_other_language(
        read("霧 翻訳"), lambda terms, into: known.get(terms, ()) if into == "en" else ()
    )
    assert [[one.terms for one in term.variants] for term in others] == [[("translat",)]]
    assert share == 0.5


def told(word: str, weight: float, records: int = 9, of: int = 90, *, is_sure: bool = True) -> Entry:
    """Return what records say: a translation, how probable it is, and how many records say so."""
    return Entry((word,), weight, word, records, of, is_sure)


def test_many_records_outweigh_the_dictionary() -> None:
    """The dictionary counts as ten records: a sense that ninety records never have is no longer searched for."""
    found = {
        one.written: one for one in mixed([told("寺", 0.8)], [Entry(("こめかみ",), 0.7, "こめかみ"), told("寺", 0.7)])
    }
    assert found["寺"].weight == pytest.approx(0.9 * 0.8 + 0.1 / 2)
    assert found["寺"].origin == "both"
    assert found["こめかみ"].weight == pytest.approx(0.05)
    assert not found["こめかみ"].is_sure


def test_the_dictionary_outweighs_few_records() -> None:
    """What three records say does not replace what the dictionary does."""
    found = mixed([told("包囲", 0.9, 3, 3)], [Entry(("ネットワーク",), 0.7, "ネットワーク")])
    assert [(one.written, one.is_sure) for one in found] == [("ネットワーク", True), ("包囲", False)]


def test_weak_evidence_is_unsure() -> None:
    """Records that are too few, and a share that is small, alone or beside the best, make a translation unsure."""
    found = mixed([told("a", 0.6), told("b", 0.5, is_sure=False), told("c", 0.19), told("d", 0.03)], [])
    assert [(one.written, one.is_sure) for one in found] == [("a", True), ("b", False), ("c", False)]
