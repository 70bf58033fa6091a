"""Query terms and their variants: the words that a record should contain, and the other forms in which they may occur.

Variants are other spellings (癌 as がん, anticancer as anti-cancer), synonyms, and the names of a family of molecules
(IL-6, interleukin-6, インターロイキン6). Certain equivalents share one term (``analyzers/``). Uncertain ones are expanded
here, at query time, with a lower weight.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeVar

from shoroku.analyzers import analyze, has_japanese, japanese, latin, synonyms
from shoroku.analyzers.patterns import lazy
from shoroku.search.weights import IN_COMPOUND, OTHER_NUMBER, SAME_SOUND, SAME_WORD, SYNONYM

Item = TypeVar("Item")

#: The kind of an expansion. A guess is a translation with little evidence.
Kind = Literal["spelling", "synonym", "translation", "guess"]


class Variant(NamedTuple):
    """A form in which a query term may occur: ``terms`` side by side, in texts, names or identifiers."""

    terms: tuple[str, ...]
    scope: str = "text"  # "text", "name" or "id"
    weight: float = 1.0
    kind: str = "word"  # its relation to the word of the query: "word" itself, or one of ``Kind``
    written: str = ""  # as a reader would write it, where that is not the word itself

    @property
    def is_match(self) -> bool:
        """Whether a record with this variant counts as containing the word. Synonyms and guesses only affect the ranking."""
        return self.kind not in ("synonym", "guess")

    @property
    def readable(self) -> str:
        """The variant as a reader would write it: Japanese without spaces."""
        return self.written or ("" if any(not term.isascii() for term in self.terms) else " ").join(self.terms)


class QueryTerm(NamedTuple):
    """A word of the query.

    ``text`` is the word as written, ``terms`` are its terms in the index, and ``variants`` are the forms that are searched, the
    word itself first. ``is_japanese`` tells which fields can contain it. ``times`` is its number of occurrences in the query,
    ``part_of_speech`` comes from the dictionary ("" for words that are not Japanese), and ``weight`` is its weight in the
    query, to be multiplied by its weight in the index. ``covers`` are the positions in the query of the words that it
    translates; a part of a word covers none. ``is_phrase`` tells that it was quoted, so that its parts are not searched alone.
    """

    text: str
    terms: tuple[str, ...]
    variants: tuple[Variant, ...]
    is_japanese: bool = False
    is_function_word: bool = False
    times: int = 1
    part_of_speech: str = ""
    weight: float = 1.0
    covers: tuple[int, ...] = ()
    is_phrase: bool = False


class AnalyzedQuery(NamedTuple):
    """The words of a query.

    ``normalized`` is the text as the terms of the index, without spaces where the text has none; "" for a query without
    Japanese, or of one term. ``in_sentences`` tells a question from a list of keywords; ``is_cut`` that terms were left out for their number.
    """

    terms: tuple[QueryTerm, ...]
    normalized: str = ""
    in_sentences: bool = False
    is_cut: bool = False


def first_of_each(items: Iterable[tuple[object, Item]]) -> list[Item]:
    """Return the first item with each key, in their order; ``items`` are pairs of a key and an item."""
    found: dict[object, Item] = {}
    for key, item in items:
        found.setdefault(key, item)
    return list(found.values())


# --- Spellings and synonyms ---------------------------------------------------------------------------------------------

Terms = tuple[str, ...]

_KANA = lazy(r"[ぁ-ゖァ-ヺー]{2,}$")
_KATAKANA = lazy(r"[ァ-ヺー]{3,}$")
_LARGE = str.maketrans("ャュョッァィゥェォ", "ヤユヨツアイウエオ")
_LARGE_FOR_SMALL = lazy(
    r"(?<=[キシチニヒミリギジヂビピ])[ヤユヨ]|(?<=[フヴ])[アイエオ]|(?<=[テデ])イ|ツ(?=[カキクケコサシスセソタチツテトパピプペポ])"
)
_SMALL = str.maketrans("ヤユヨツアイウエオ", "ャュョッァィゥェォ")
_GA = lazy(r"(?<=[\u3400-\u9fff々])[ヶケが](?=[\u3400-\u9fff])")
_COMPOUND_VERB = lazy(r"[\u3400-\u9fff][ぁ-ん]{1,2}[\u3400-\u9fff][ぁ-ん]+$")
_PREFIXED = lazy(
    r"(anti|auto|bi|bio|co|cross|de|electro|extra|hyper|hypo|inter|intra|macro|meta|micro|mid|mini|multi|neo|neuro|non|"
    r"over|para|peri|photo|post|pre|pro|pseudo|psycho|re|self|semi|socio|sub|super|supra|trans|tri|ultra|un|under|well)"
    r"([a-z]{3,})$|(e)(mail|learning|commerce|health|book|government)$"
)
_WITH_GREEK = re.compile(r"([a-z]{2,})(alpha|beta|gamma|delta|kappa)(\d*)$")

#: Roman numerals of types, phases and grades. X alone is not a number: X線, factor X.
_ROMAN = {
    numeral: str(value)
    for value, numeral in enumerate("i ii iii iv v vi vii viii ix - xi xii xiii xiv xv".split(), 1)
    if numeral != "-"
}
_DIGITS = {digits: numeral for numeral, digits in _ROMAN.items()}
#: Roman numerals that are also letters; they are numbers only next to a word.
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
    if other := latin.other_number(lowered):
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


# --- Families of molecules ----------------------------------------------------------------------------------------------
# The names are those of the international nomenclature. A number, or a Greek letter, belongs to the family's name.

#: A family's names as terms of the index.
_FAMILIES = (
    ("il", "interleukin", "インターロイキン"),
    ("ifn", "interferon", "インターフェロン"),
    ("cox", latin.TERMS["cyclooxygenase"], "シクロオキシゲナーゼ"),
    ("aqp", "aquaporin", "アクアポリン"),
)
_FAMILY_OF = {name: family for family in _FAMILIES for name in family}
_MEMBER = re.compile(rf"\d{{1,3}}[a-z]?$|(?:{'|'.join(dict.fromkeys(latin.GREEK.values()))})\d?$")
#: Written as one word: IL-6, interleukin-6.
_ONE_WORD = re.compile(r"([a-z]{2,})(\d{1,3}[a-z]?)$")


def with_members(terms: Sequence[QueryTerm]) -> list[QueryTerm]:
    """Return the terms of a query, a family's name and its number as one, each with the family's other names."""
    found: list[QueryTerm] = []
    for term in terms:
        if found and len(term.terms) == 1 and _MEMBER.match(term.terms[0]) and found[-1].terms[0] in _FAMILY_OF:
            before = found[-1]
            if len(before.terms) == 1:
                found[-1] = _member(before, term)
                continue
        found.append(_named(term))
    return found


def _member(name: QueryTerm, number: QueryTerm) -> QueryTerm:
    """Return a family's name and the number after it as one term."""
    (family,), (member,) = name.terms, number.terms
    own = (family, member)
    text = name.text + ("" if name.is_japanese else " ") + number.text
    return QueryTerm(text, own, (Variant(own), *_others(family, member, own)), is_japanese=name.is_japanese)


def _named(term: QueryTerm) -> QueryTerm:
    """Return a term such as IL-6 with the family's other names, any other term as it is."""
    if len(term.terms) != 1 or term.is_japanese:
        return term
    match = _ONE_WORD.match(term.terms[0])
    if match is None or match[1] not in _FAMILY_OF:
        return term
    known = {variant.terms for variant in term.variants}
    others = (one for one in _others(match[1], match[2], term.terms) if one.terms not in known)
    return term._replace(variants=(*term.variants, *others))


def _others(family: str, member: str, own: tuple[str, ...]) -> Iterator[Variant]:
    """Yield the other ways to write a member of a family."""
    for name in _FAMILY_OF[family]:
        written = _written(name, member) if name != family else ""
        together = [(name + member,)] if name.isascii() and member[0].isdigit() else []
        for terms in (*together, (name, member)):
            if terms != own:
                yield Variant(terms, weight=SAME_WORD, kind="spelling", written=written)


def _written(name: str, member: str) -> str:
    """Return a member's name as people write it: IL-6, interleukin-6, インターロイキン6."""
    if not name.isascii():
        return name + member
    return f"{name.upper() if name == _FAMILY_OF[name][0] else latin.readable(name, ())}-{member}"
