"""Japanese: the dictionary's short units in their normal form, and the words that a query is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers import joined_terms
from shoroku.analyzers.japanese import TERM_OF, joined, morphemes, units
from shoroku.analyzers.normalize import normalize

stretches = st.text(
    st.sampled_from("関節リウマチ患者のを研究する一つひとつ、。ーァヴガﾞ 　\n々国立情報学abIL-6考え方ん")
).map(lambda text: normalize(text).text)

MEET = [
    ["バイオマーカー", "バイオマーカ", "ﾊﾞｲｵﾏｰｶｰ"],
    ["コンピュータ", "コンピューター", "ｺﾝﾋﾟｭｰﾀｰ"],
    ["ヴァイオリン", "バイオリン", "ｳﾞｧｲｵﾘﾝ"],
    ["インタビュー", "インタヴュー"],
    ["蛋白質", "タンパク質", "たんぱく質"],
    ["附属", "付属"],
    ["國立", "国立"],
    ["學會", "学会"],
    ["ひとつ", "一つ"],
    ["ふたつ", "二つ"],
    ["みっつ", "三つ"],
    ["よっつ", "四つ"],
    ["㍿", "株式会社"],
    ["第1", "第一", "第１"],
    ["がん", "か\u3099ん"],
]

HELD = [
    ("阻害薬", "IL-6阻害薬"),
    ("関節リウマチ", "関節リウマチ患者"),
    ("情報学", "国立情報学研究所"),
    ("研究所", "国立情報学研究所"),
    ("サイトカイン", "炎症性サイトカインの産生"),
    ("患者", "患者さん"),
]

APART = [("リング", "モニタリング"), ("京都", "東京都"), ("関節", "節"), ("癌", "岩"), ("一", "二")]


def held(part: str, whole: str) -> bool:
    """Return whether the terms of ``part`` stand in a row among those of ``whole``."""
    return f" {joined_terms(part)} " in f" {joined_terms(whole)} "


@pytest.mark.parametrize("forms", MEET)
def test_spellings_meet(forms: list[str]) -> None:
    """Spellings of one word give the same terms."""
    assert len({joined_terms(form) for form in forms}) == 1
    assert joined_terms(forms[0])


@pytest.mark.parametrize(("part", "whole"), HELD)
def test_a_compound_holds_its_parts(part: str, whole: str) -> None:
    """A word's terms stand in a row in the compound that it is part of."""
    assert held(part, whole)


@pytest.mark.parametrize(("part", "whole"), APART)
def test_characters_do_not_meet_by_accident(part: str, whole: str) -> None:
    """A word is not found inside another that only shares its characters."""
    assert not held(part, whole)


@pytest.mark.parametrize(
    ("surface", "term"),
    [
        ("マーカー", "マーカ"),
        ("マーカ", "マーカ"),
        ("バー", "バー"),
        ("ヴァイオリン", "バイオリン"),
        ("附属", "付属"),
        ("一", "1"),
        ("〇", "0"),
        ("十", "10"),
        ("、", ""),
        ("「", ""),
        (" ", ""),
        ("", ""),
        ("\ufffd", ""),
        ("とりわけ", "取り分け"),
    ],
)
def test_term_of_a_surface(surface: str, term: str) -> None:
    """A short unit gives one term, a sign none."""
    assert TERM_OF[surface] == term


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("考え", "考えを述べる"),
        ("考える", "よく考えること"),
        ("調べる", "詳しく調べた"),
        ("産生", "産生される"),
        ("高い", "高くなる"),
    ],
)
def test_a_word_is_the_same_term_alone_and_in_a_sentence(word: str, sentence: str) -> None:
    """Inflected or not, the word of a query is among the terms of the sentence."""
    assert set(joined_terms(word).split()) <= set(joined_terms(sentence).split())


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("桶", "京都における祭り"),
        ("仕様", "測定しようとした"),
        ("若い", "もし雨なら"),
        ("増す", "調べました"),
        ("5", "ご利用の方"),
        ("強いる", "強い風"),
        ("強い", "我慢を強いられた"),
        ("舞う", "そのまえに"),
        ("虎", "措置をとらなければならない"),
        ("彼れ", "雨であれば"),
        ("己", "知られておらず"),
        ("年", "20歳の人"),
        ("化ける", "情報化を進める"),
    ],
)
def test_a_form_of_another_word_is_not_the_word(word: str, sentence: str) -> None:
    """Endings, prefixes and adverbs that sound like a word are not that word."""
    assert set(joined_terms(word).split()).isdisjoint(joined_terms(sentence).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("強い風", "風が強く"),
        ("過ぎる", "過ぎた"),
        ("つよい", "強い"),
        ("強いる", "我慢を強いられた"),
        ("強いる", "協力を強いた"),
        ("強いる", "無理を強いて進める"),
        ("飲む", "飲んだ"),
        ("選ぶ", "選んだ"),
        ("分かる", "分かった"),
        ("表す", "表した"),
        ("記す", "記した"),
        ("奪う", "奪って"),
        ("急ぐ", "急いで"),
        ("行う", "行って"),
        ("失う", "失い"),
        ("傾く", "傾いた"),
    ],
)
def test_inflected_forms_share_a_term(one: str, other: str) -> None:
    """An adjective or verb has the same term in all its forms."""
    assert set(joined_terms(one).split()) & set(joined_terms(other).split()) - {"風", "が", "た", "て"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("関節リウマチ", ["関節", "リューマチ"]),
        ("国立情報学研究所", ["国立", "情報 学", "研究 所"]),
        ("癌の研究", ["癌", "研究"]),
        ("機械学習による予測", ["機械 学習", "予測"]),
        ("京都における癌について", ["京都", "癌"]),
        ("考え方", ["考える 方"]),
        ("これはペンです", ["ペン"]),
        ("、。", []),
    ],
)
def test_words_of_a_query(query: str, words: list[str]) -> None:
    """A query falls into words, each of one or more short units; particles and light verbs are distinguished."""
    content = [unit for unit in units(query) if not unit.is_function_word]
    assert [" ".join(term for term, _, _ in unit.morphemes) for unit in content] == words


@pytest.mark.parametrize(
    ("query", "function_words"),
    [("癌の研究", ["の"]), ("研究を行った", ["を", "た"]), ("癌", []), ("機械学習による", ["に", "よる"])],
)
def test_function_words_of_a_query(query: str, function_words: list[str]) -> None:
    """What only holds a sentence together is called a function word."""
    assert [query[unit.start : unit.end] for unit in units(query) if unit.is_function_word] == function_words


def test_units_stand_where_their_parts_stand() -> None:
    """A word reaches from its first short unit to the end of its last."""
    (unit,) = units("、機械学習")
    assert (unit.start, unit.end) == (1, 5)
    assert [tuple(part) for part in unit.morphemes] == [("機械", 1, 3), ("学習", 3, 5)]
    assert unit.form == "機械学習"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(stretches)
def test_units_are_made_of_what_is_indexed(stretch: str) -> None:
    """A query's short units are exactly those that the same text is indexed under."""
    assert [part for unit in units(stretch) for part in unit.morphemes] == list(morphemes(stretch))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(stretches)
def test_joined_is_morphemes(stretch: str) -> None:
    """The fast way reads the same units; each has its own place, in order."""
    found = list(morphemes(stretch))
    assert joined(stretch) == " ".join(term for term, _, _ in found)
    assert all(0 <= start < end <= len(stretch) for _, start, end in found)
    assert found == sorted(found, key=lambda word: word[1])


def test_units_of_a_long_text() -> None:
    """A query longer than the tokenizer takes is read whole."""
    text = "関節リウマチの研究。" * 2_000
    found = list(units(text))
    assert found[-1].end == len(text) - 1
    assert [part for unit in found for part in unit.morphemes] == list(morphemes(text))


def test_a_reading_in_brackets_is_no_part_of_the_word() -> None:
    """韓国(からくに) is the word 韓国 and, apart from it, its reading."""
    assert joined("韓国(からくに)の王").split()[0] == "韓国"
