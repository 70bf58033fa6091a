"""The rules of analysis bear a number, so that an index made by other rules is known for what it is."""

from shoroku.analyzers import joined_terms, name_terms
from shoroku.analyzers.version import VERSION

TEXT = """
IL-6阻害薬とバイオマーカー：ＴＮＦ－αの定量（第Ⅱ相）。國立衛生試験場附属の㍿が5㎜の試料をひとつ調べた。
Randomised trials of behaviour in naïve tumour-bearing mice; β-carotene, 1,000 mg (p<0.05), NF-κB, Alzheimer's.
ﾀﾝﾊﾟｸ質の考え方を考え、コンピューターとヴァイオリンで二〇二〇年に検証した。 C++ Schrödinger
取扱と受付、𠮟責、葛\U000e0100城、neighbourhood leucocytes centred indices
"""
NAMES = ["Ōtani Jun'ichi", "M. Fujimoto", "齋藤 花子", "藤本穣"]

TERMS = (
    "il6 阻害 薬 と バイオ マーカ tnf alpha の 定量 第 ii 相 国立 衛生 試験 場 付属 の 株式 会社 が 5mm の 試料 を 1 つう 調べる た random trial "
    "of behavior in naiv tumor bear mice beta caroten 1000 mg p 0.05 nf kappa b alzheim 蛋白 質 の 考える 方 を "
    "考える コンピュータ と バイオリン で 2020 年 に 検証 き た c++ schroding 取り扱う と 受け付ける 叱責 葛城 neighborhood leukocyt center index"
)
NAME_TERMS: list[list[str]] = [
    ["otani", "junichi", "otani/j", "junichi/o"],
    ["fujimoto", "fujimoto/m", "fujimoto/m."],
    ["斎藤花子", "斎藤", "花子"],
    ["藤本穣", "藤本", "穣"],
]

_CHANGED = (
    "Terms have changed: raise analyzers/version.py VERSION (unless the dictionary's did), then pin the new ones here."
)


def test_terms_change_only_with_the_version() -> None:
    """A text gives the terms that it gave when the version was last raised."""
    assert VERSION == 6, "The version was raised: write it here, and pin the terms that the text gives now."
    assert joined_terms(TEXT) == TERMS, _CHANGED
    assert [list(name_terms(name)) for name in NAMES] == NAME_TERMS, _CHANGED
