"""Variants of a query word: other spellings (癌 as がん, anticancer as anti-cancer), and synonyms.

Certain equivalents share one term (``analyzers/``). Uncertain ones are expanded here, at query time, with a lower weight.
"""

import re
from collections.abc import Iterator

from shoroku.analyzers import analyze, has_japanese, japanese, latin, synonyms
from shoroku.analyzers.spelling.plurals import other_number
from shoroku.search.expand.terms import Variant
from shoroku.search.weights import IN_COMPOUND, OTHER_NUMBER, SAME_SOUND, SAME_WORD, SYNONYM

Terms = tuple[str, ...]

_KANA = re.compile(r"[ぁ-ゖァ-ヺー]{2,}$")
_KATAKANA = re.compile(r"[ァ-ヺー]{3,}$")
_LARGE = str.maketrans("ャュョッァィゥェォ", "ヤユヨツアイウエオ")
_LARGE_FOR_SMALL = re.compile(
    r"(?<=[キシチニヒミリギジヂビピ])[ヤユヨ]|(?<=[フヴ])[アイエオ]|(?<=[テデ])イ|ツ(?=[カキクケコサシスセソタチツテトパピプペポ])"
)
_SMALL = str.maketrans("ヤユヨツアイウエオ", "ャュョッァィゥェォ")
_GA = re.compile(r"(?<=[\u3400-\u9fff々])[ヶケが](?=[\u3400-\u9fff])")
_COMPOUND_VERB = re.compile(r"[\u3400-\u9fff][ぁ-ん]{1,2}[\u3400-\u9fff][ぁ-ん]+$")
_PREFIXED = re.compile(
    r"(anti|auto|bi|bio|co|cross|de|electro|extra|hyper|hypo|inter|intra|macro|meta|micro|mid|mini|multi|neo|neuro|non|"
    r"over|para|peri|photo|post|pre|pro|pseudo|psycho|re|self|semi|socio|sub|super|supra|trans|tri|ultra|un|under|well)"
    r"([a-z]{3,})$|(e)(mail|learning|commerce|health|book|government)$"
)
_WITH_GREEK = re.compile(r"([a-z]{2,})(alpha|beta|gamma|delta|kappa)(\d*)$")

#: Roman numerals that number types, phases and grades. X by itself is no number: X線, factor X.
_ROMAN = {
    numeral: str(value)
    for value, numeral in enumerate("i ii iii iv v vi vii viii ix - xi xii xiii xiv xv".split(), 1)
    if numeral != "-"
}
_DIGITS = {digits: numeral for numeral, digits in _ROMAN.items()}
#: Roman numerals that are letters as well; they are numbers beside a word only.
LETTERS = frozenset({"i", "v"})


def japanese_spellings(surface: str, unit: japanese.Unit) -> Iterator[tuple[Terms, float]]:
    """Yield the other terms of a Japanese word, each with its weight."""
    own = tuple(term for term, _, _ in unit.morphemes)
    spellings = synonyms.spellings().get(unit.form, [])
    for spelling in (*spellings, *_place_names(surface)):
        yield _read(spelling), SAME_WORD
    for spelling in _kana(surface):
        if len(terms := _read(spelling)) == 1:  # else it is no word at all
            yield terms, SAME_WORD
    if _COMPOUND_VERB.match(unit.form):  # 取り扱う is two units, 取り扱い one
        yield (unit.form,), SAME_WORD
        if len(own) == 1:
            yield _read(own[0]), SAME_WORD
    if not spellings and _KANA.match(surface):
        for word in synonyms.read_as(surface):
            yield _read(word), SAME_SOUND
    for spelling in (unit.form, *spellings):
        for compound in synonyms.compounds(spelling):
            yield _read(compound), IN_COMPOUND


def _read(spelling: str) -> Terms:
    return tuple(term for term, _, _ in japanese.morphemes(spelling))


def _kana(surface: str) -> list[str]:
    """Return a word in katakana with its small kana large, as names are printed (キヤノン), and the other way round."""
    if not _KATAKANA.match(surface):
        return []
    small = _LARGE_FOR_SMALL.sub(lambda kana: kana.group().translate(_SMALL), surface)
    return [spelling for spelling in dict.fromkeys((surface.translate(_LARGE), small)) if spelling != surface]


def _place_names(surface: str) -> list[str]:
    """Return the other spellings of the ga in a place name: 霞ヶ関, 霞ケ関, 霞が関."""
    if not _GA.search(surface):
        return []
    return [spelling for kana in "ヶケが" if (spelling := _GA.sub(kana, surface)) != surface]


def latin_spellings(word: str) -> Iterator[tuple[Terms, float]]:
    """Yield the other terms of a word in Latin script: anti-cancer for anticancer."""
    lowered = latin.fold(word)
    if other := other_number(lowered):
        yield (latin.TERMS[other],), OTHER_NUMBER
    if greek := _WITH_GREEK.match(lowered):
        yield (latin.TERMS[greek.group(1)], greek.group(2) + greek.group(3)), SAME_WORD
    elif prefixed := _PREFIXED.match(lowered):
        yield tuple(latin.TERMS[part] for part in prefixed.groups() if part), SAME_WORD


def synonyms_of(form: str) -> list[Variant]:
    """Return the synonyms of a Japanese word in its normalised form: 転居 for 引っ越し.

    The groups are those of Sudachi's synonym dictionary.
    """
    words = (word for word in synonyms.others(form) if has_japanese(word))
    found = ((tuple(token.text for token in analyze(word)), word) for word in words)
    return [Variant(terms, weight=SYNONYM, kind="synonym", written=word) for terms, word in found if terms]


def other_numeral(term: str) -> str:
    """Return the Roman numeral of a number, the number of a Roman numeral, or ""."""
    return _ROMAN.get(term) or _DIGITS.get(term, "")
