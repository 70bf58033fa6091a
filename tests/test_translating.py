"""A query in the other language: which words are known together, which by their parts, which stay as they are."""

from collections.abc import Mapping, Sequence

import pytest

from shoroku import Translation
from shoroku.analyzers.synonyms import Language
from shoroku.analyzers.synonyms import Translation as Entry
from shoroku.search.expand.analyze import analyze_tree
from shoroku.search.expand.translations import Translate, in_the_other_language, meanings, mixed
from shoroku.search.expand.variants import QueryTerm
from shoroku.search.query import parse

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


def others(query: str, translate: Translate = translate) -> list[tuple[str, list[str], tuple[int, ...]]]:
    """Return each term of the query in the other language: how it was written, its variants, and the words it covers."""
    found, _ = in_the_other_language(read(query), translate, in_sentences=False)
    return [(term.text, [" ".join(one.terms) for one in term.variants], term.covers) for term in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("霧", [("霧", ["mist", "fog"], (0,))]),
        ("霧の翻訳", [("霧", ["mist", "fog"], (0,)), ("翻訳", ["translat"], (1,))]),
        ("機械 翻訳", [("機械翻訳", ["machin translat"], (0, 1))]),
        ("the machine of translation", [("machine translation", ["機械 翻訳"], (0, 1))]),
        ("translation machine", [("translation", ["翻訳", "translat"], (0,)), ("machine", ["機械", "machin"], (1,))]),
        ("GPT 翻訳", [("GPT", ["gpt"], (0,)), ("翻訳", ["translat"], (1,))]),
        ("砂鯨", []),
        ("glassflute", [("glassflute", ["glassflut"], (0,))]),
        ("", []),
    ],
)
def test_how_a_query_is_understood(query: str, expected: list[tuple[str, list[str], tuple[int, ...]]]) -> None:
    """Words known together are one; Latin words stay besides; what is not known is left out."""
    assert others(query) == expected


def test_a_compound_is_its_parts_side_by_side() -> None:
    """A compound or a quotation that is not known is what its parts are, the longest first, side by side."""
    assert others('"機械翻訳霧"') == [("機械翻訳霧", ["machin translat mist", "machin translat fog"], (0,))]


def test_a_part_without_translation_is_not_dropped() -> None:
    """A quotation of which one part is not known has no translation: what is known of it is not all of it."""
    assert others('"砂鯨翻訳"') == []


def test_without_a_lexicon_only_latin_words_cross() -> None:
    """If nothing is known, names and numbers in Latin script are still looked for."""
    assert others("BERTと霧 2020", nothing) == [("BERT", ["bert"], (0,)), ("2020", ["2020"], (2,))]


def test_meanings_for_people() -> None:
    """What is known of each word, as it was written; a word that is not known has none."""
    found = [
        (m.word, m.into, [t.written for t in m.translations]) for m in meanings(read("霧の機械翻訳 灯台"), translate)
    ]
    assert found == [("霧", "en", ["mist", "fog"]), ("機械翻訳", "en", ["machin translat"]), ("灯台", "en", [])]
    assert [m.translations for m in meanings(read("glassflute"), translate)] == [()]


def test_meanings_of_words_of_both_languages() -> None:
    """Of a query in both languages each word is translated into the other of its own."""
    found = [
        (m.word, m.into, [t.written for t in m.translations]) for m in meanings(read("霧 machine 翻訳"), translate)
    ]
    assert found == [("霧", "en", ["mist", "fog"]), ("machine", "ja", ["機械"]), ("翻訳", "en", ["translat"])]


def test_a_guess_is_no_match() -> None:
    """A translation that is not sure stands behind those that are, and is no match for the word."""
    guess = Translation(("fog",), 0.4, "fog", "library", 2, is_sure=False)
    sure = Translation(("mist",), 0.5, "mist", "library", 9)
    found, share = in_the_other_language(
        read("霧 翻訳"),
        lambda terms, into: (guess, sure) if (terms, into) == (("霧",), "en") else (),
        in_sentences=False,
    )
    assert [[(one.terms, one.kind, one.is_match) for one in term.variants] for term in found] == [
        [(("mist",), "translation", True), (("fog",), "guess", False)]
    ]
    assert share == 0.5


def test_keywords_are_not_searched_for_poor_guesses() -> None:
    """A guess that records nearly contradict is looked for in a sentence, where other words correct it, and not alone."""
    guesses = (
        Translation(("fog",), 0.4, "fog", "library", 9, is_sure=False, certainty=0.3),
        Translation(("rain",), 0.4, "rain", "library", 9, is_sure=False, certainty=0.03),
    )
    for in_sentences, expected in ((False, ["fog"]), (True, ["fog", "rain"])):
        found, _ = in_the_other_language(read("霧"), lambda terms, into: guesses, in_sentences=in_sentences)
        assert [one.written for term in found for one in term.variants] == expected


def told(word: str, weight: float, records: int = 9, of: int = 90, certainty: float = 0.9) -> Entry:
    """Return what records say: a translation, how probable and how certain it is, and how many records say so."""
    return Entry((word,), weight, word, records, of, certainty)


def combined(own: Sequence[Entry], dictionary: Sequence[Entry] = ()) -> dict[str, Translation]:
    return {one.written: one for one in mixed(own, dictionary, {one.terms for one in own})}


def sure(own: Sequence[Entry], dictionary: Sequence[Entry] = ()) -> list[tuple[str, bool]]:
    return [(word, one.is_sure) for word, one in combined(own, dictionary).items()]


def test_many_records_outweigh_the_dictionary() -> None:
    """The dictionary counts as ten records: a sense that ninety records never have is no longer searched for."""
    found = combined([told("寺", 0.8)], [Entry(("こめかみ",), 0.7, "こめかみ"), told("寺", 0.7)])
    assert found["寺"].weight == pytest.approx(0.9 * 0.8 + 0.1 / 2)
    assert found["寺"].origin == "both"
    assert found["こめかみ"].weight == pytest.approx(0.05)
    assert not found["こめかみ"].is_sure


def test_the_dictionary_outweighs_few_records() -> None:
    """What three records say does not replace what the dictionary does."""
    assert sure([told("包囲", 0.9, 3, 3)], [Entry(("ネットワーク",), 0.7, "ネットワーク")]) == [
        ("ネットワーク", True),
        ("包囲", False),
    ]


def test_weak_evidence_is_unsure() -> None:
    """A translation must be certain, alone and beside the most certain one; what is improbable is left out."""
    weak = [told("a", 0.6), told("b", 0.5, certainty=0.39), told("c", 0.3, certainty=0.6), told("d", 0.03)]
    assert sure(weak) == [("a", True), ("b", False), ("c", False)]
    assert sure([told("e", 0.6, certainty=0.39)]) == [("e", False)]


def test_what_the_dictionary_knows_needs_less_evidence() -> None:
    """A sense that the dictionary has and some records confirm is sure, one that next to none confirm is not."""
    entries = [Entry(("c",), 0.7, "c"), Entry(("d",), 0.7, "d")]
    own = [told("a", 0.6), told("c", 0.2, certainty=0.2), told("d", 0.2, certainty=0.05)]
    assert sure(own, entries) == [("a", True), ("c", True), ("d", False)]


def test_the_dictionary_is_believed_where_records_say_nothing_better() -> None:
    """Some records without a sense of the dictionary do not make it unsure unless they are sure of another; many do."""
    entries = [Entry(("system",), 0.7, "system")]
    assert sure([told("apply", 0.3, 4, 20, certainty=0.05)], entries) == [("system", True), ("apply", False)]
    assert sure([told("apply", 0.6, 18, 20)], entries) == [("apply", True), ("system", False)]
    assert sure([told("apply", 0.3, 4, 40, certainty=0.05)], entries) == [("apply", False), ("system", False)]


def test_of_words_that_always_stand_together_none_is_sure() -> None:
    """Three words that are equally certain are three guesses, and so are two that are equally probable, too."""
    assert sure([told("a", 0.4), told("b", 0.3)]) == [("a", True), ("b", True)]
    assert sure([told("a", 0.4), told("b", 0.4)]) == [("a", False), ("b", False)]
    assert sure([told("a", 0.4), told("b", 0.3), told("c", 0.3)]) == [("a", False), ("b", False), ("c", False)]


def test_a_part_of_a_translation_is_unsure() -> None:
    """A part of a compound that records and the dictionary have is no translation: joints are not arthritis."""
    joint, inflamed = told("関節", 0.6), Entry(("関節", "炎"), 0.3, "関節炎", 3, 90, 0.7)
    assert sure([joint, inflamed], [Entry(("関節", "炎"), 0.7, "関節炎")]) == [("関節炎", True), ("関節", False)]
    assert sure([joint, inflamed], [Entry(("関節", "炎"), 0.7, "関節炎"), joint]) == [("関節", True), ("関節炎", True)]
    assert sure([joint], [Entry(("関節", "炎"), 0.7, "関節炎")]) == [("関節", True), ("関節炎", False)]


def test_a_word_that_means_something_else_elsewhere_is_unsure() -> None:
    """If a word occurs mostly in records that teach nothing, what the others teach is a guess."""
    own = [told("印相", 0.9)]
    assert [one.is_sure for one in mixed(own, [], {("印相",)})] == [True]
    assert [one.is_sure for one in mixed(own, [], set())] == [False]
