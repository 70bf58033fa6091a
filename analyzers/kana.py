"""Readings of Japanese words, and the readings that Latin letters can stand for.

A *sound* is a reading in hiragana with every long vowel written as a vowel (ばいおまあかあ for バイオマーカー). Input in kana,
input in Latin letters and the dictionary's readings can then be compared. Latin letters are read as Hepburn, Kunrei
(ISO 3602) or Nihon romanisation, or as typed into an input method.
"""

import re
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from shoroku.analyzers import japanese
from shoroku.analyzers.normalize import normalize

_KANA = re.compile(r"[ぁ-ゖァ-ヺー゛゜]+$")
_HIRAGANA = re.compile(r"[ぁ-ゖー]+$")
_KATAKANA = re.compile(r"[ァ-ヺー]+$")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_TO_KATAKANA = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}
#: Input with more possible readings than this is not romaji.
_MOST_READINGS = 8

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ", "l": "らりるれろ",
}  # fmt: skip
_GLIDES = {
    "ky": "き", "gy": "ぎ", "sy": "し", "sh": "し", "zy": "じ", "jy": "じ", "j": "じ", "ty": "ち", "ch": "ち", "cy": "ち",
    "dy": "ぢ", "ny": "に", "hy": "ひ", "by": "び", "py": "ぴ", "my": "み", "ry": "り", "ly": "り",
}  # fmt: skip
_OTHERS = {
    "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wi": "うぃ", "we": "うぇ", "wo": "を", "fu": "ふ", "tsu": "つ",
    "shi": "し", "chi": "ち", "ji": "じ", "fa": "ふぁ", "fi": "ふぃ", "fe": "ふぇ", "fo": "ふぉ", "fyu": "ふゅ",
    "va": "ゔぁ", "vi": "ゔぃ", "vu": "ゔ", "ve": "ゔぇ", "vo": "ゔぉ", "thi": "てぃ", "dhi": "でぃ", "dhu": "でゅ",
    "tsa": "つぁ", "tsi": "つぃ", "tse": "つぇ", "tso": "つぉ", "she": "しぇ", "che": "ちぇ", "je": "じぇ",
    "qa": "くぁ", "kwa": "くぁ", "gwa": "ぐぁ", "di": "でぃ", "-": "ー",
}  # fmt: skip


def _syllables() -> dict[str, str]:
    found = {row + vowel: kana for row, kanas in _ROWS.items() for vowel, kana in zip("aiueo", kanas, strict=True)}
    found |= {
        glide + vowel: kana + small
        for glide, kana in _GLIDES.items()
        for vowel, small in zip("auo", "ゃゅょ", strict=True)
    }
    return found | _OTHERS


_SYLLABLES = _syllables()
_NEVER_DOUBLED = frozenset("aiueon-'")
_LONGEST = max(map(len, _SYLLABLES))
_MACRONS = {"ā": ("aa",), "ī": ("ii",), "ū": ("uu",), "ē": ("ee", "ei"), "ō": ("ou", "oo")}
_CIRCUMFLEXES = dict(zip("âîûêô", "āīūēō", strict=True))
#: The kana that lengthen a vowel, and the kana after a vowel that are already long vowels or small kana.
_LONG_AFTER = {"お": "うお", "う": "う"}
_LONG = frozenset("あいうえおー" + "ぁぃぅぇぉゃゅょ")
_MOST_LENGTHENED = 24
_VOWEL_OF = {
    kana: vowel
    for vowel, kanas in {
        "あ": "あかがさざただなはばぱまやらわぁゃゎ",
        "い": "いきぎしじちぢにひびぴみりぃ",
        "う": "うくぐすずつづぬふぶぷむゆるぅゅゔ",
        "え": "えけげせぜてでねへべぺめれぇ",
        "お": "おこごそぞとどのほぼぽもよろをぉょ",
    }.items()
    for kana in kanas
}


def in_katakana(sound: str) -> str:
    """Return a sound in katakana with long-vowel marks: ばいおまあかあ -> バイオマーカー."""
    kana = [
        "ー" if before and char in "あいうえお" and _VOWEL_OF.get(before) == char else char
        for before, char in zip(" " + sound, sound, strict=False)
    ]
    return "".join(kana).translate(_TO_KATAKANA)


class _Readers(threading.local):
    """A tokenizer must not be shared by threads, so each thread has its own."""

    def __init__(self) -> None:
        self.reader = japanese.dictionary().tokenizer("C", fields={"surface", "pos", "reading_form"})


@cache
def _readers() -> _Readers:
    return _Readers()


def is_kana(text: str) -> bool:
    """Return whether a text consists only of kana."""
    return _KANA.match(text) is not None


def is_hiragana(text: str) -> bool:
    """Return whether a text consists only of hiragana and long-vowel marks."""
    return _HIRAGANA.match(text) is not None


def plain(kana: str) -> str:
    """Return the sound of kana: hiragana, with long vowels written as vowels."""
    hiragana = kana.translate(_TO_HIRAGANA)
    if "ー" not in hiragana:
        return hiragana
    found: list[str] = []
    for char in hiragana:
        found.append(_VOWEL_OF.get(found[-1], char) if char == "ー" and found else char)
    return "".join(found)


def sound(word: str) -> str:
    """Return the sound of a written word, or "" if the dictionary does not have it."""
    return plain(word) if is_kana(word) else noted(word)[1]


@lru_cache(100_000)  # words repeat within a library
def noted(word: str) -> tuple[str, str]:
    """Return the part of speech and the sound of a word, each "" if unknown.

    If the dictionary splits the word, the part of speech is that of the last part.
    """
    found = _readers().reader.tokenize(word)
    reading = "".join([one.reading_form() for one in found])
    part = str(found[len(found) - 1].part_of_speech()[0]) if len(found) else ""
    return part, plain(word if is_kana(word) else reading) if is_kana(word) or is_kana(reading) else ""


def sounds(typed: str, *, is_whole: bool = True) -> tuple[str, ...]:
    """Return the sounds that the input may mean, the likeliest first; nothing if it is neither kana nor romaji.

    Before a vowel, ``n`` is ambiguous: ``meneki`` is めねき or めんえき. Unless ``is_whole`` is set, an incomplete syllable at
    the end is ignored.
    """
    text = normalize(typed).text.lower().replace(" ", "")
    if is_kana(text):
        return (plain(text),)
    if not text or not (text.isascii() or set(text) & (set(_MACRONS) | set(_CIRCUMFLEXES))):
        return ()
    ways = (_MACRONS.get(_CIRCUMFLEXES.get(char, char), (char,)) for char in text)
    spelled = ("".join(way) for way in product(*ways))
    found = (
        plain(kana)
        for _, letters in zip(range(_MOST_READINGS), spelled, strict=False)
        for kana in _read(letters, is_whole)
    )
    return tuple(dict.fromkeys(found))[:_MOST_READINGS]


def without_no(sound: str) -> Iterator[str]:
    """Yield the sound without one of the の inside it, because the の of a name may be read but not written: 安倍晴明 is
    あべのせいめい."""
    for at in range(1, len(sound) - 1):
        if sound[at] == "の":
            yield sound[:at] + sound[at + 1 :]


def lengthened(sound: str) -> list[str]:
    """Return a sound read from Latin letters, and the sounds with long vowels, which romanised names seldom mark: きょと may
    be きょうと. The number of sounds is limited."""
    found = [""]
    for at, char in enumerate(sound):
        longer = _LONG_AFTER.get(_VOWEL_OF.get(char, ""), "") if sound[at + 1 : at + 2] not in _LONG else ""
        found = [way + char + vowel for vowel in ("", *longer) for way in found][:_MOST_LENGTHENED]
    return found


def _read(letters: str, is_whole: bool) -> list[str]:
    """Parse Latin letters from the left. Every n before a vowel doubles the readings; only some are kept."""
    ways = {0: [""]}
    end = 0
    for at in range(len(letters)):
        for kana, after in _next(letters, at) if at in ways else ():
            longer = [way + kana for way in ways[at]]
            ways[after] = [*ways.get(after, []), *longer][:_MOST_READINGS]
            end = max(end, after)
    rest = letters[end:]
    if not rest or (not is_whole and end and any(known.startswith(rest) for known in _SYLLABLES)):
        return ways.get(end, [])
    return []


def _next(letters: str, at: int) -> list[tuple[str, int]]:
    """Return the syllables that can follow at a position, each with its end."""
    found = []
    for length in range(min(_LONGEST, len(letters) - at), 0, -1):
        if kana := _SYLLABLES.get(letters[at : at + length]):
            found.append((kana, at + length))
    char, following = letters[at], letters[at + 1 : at + 2]
    if char == "n" and following == "'":
        found.append(("ん", at + 2))
    elif char == "n" and following == "n":
        found += [("ん", at + 1), ("ん", at + 2)]
    elif char == "n" or (char == "m" and following in ("b", "p", "m")):
        found.append(("ん", at + 1))
    elif char not in _NEVER_DOUBLED and (char == following or char + following == "tc"):
        found.append(("っ", at + 1))
    return found
