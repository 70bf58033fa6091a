"""The chain for Japanese: Sudachi's short units, each as the dictionary normalises it.

Texts are indexed by Sudachi's A units (関節リウマチ -> 関節, リウマチ), so that a part of a compound is found; what holds
a compound together at search time is that a query keeps its long units as phrases (see ``units``).

A unit's term depends on its surface alone, never on the sentence around it: a word is the same term in a query as in
every text, and each surface is looked up once. The dictionary's normalised form brings spellings together (附属 -> 付属,
たんぱく -> 蛋白); where a surface may be a verb's stem or the noun made from it (考え), the verb is taken, so both meet.

SudachiPy: Takaoka et al., "Sudachi: a Japanese Tokenizer for Business", LREC 2018.
"""

import re
import threading
import unicodedata
from collections import deque
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import sudachipy

from shoroku.analyzers import latin
from shoroku.analyzers.latin import Word

#: Sudachi refuses more than 49,149 bytes; a character has four at most.
_CHUNK = 8_000
#: The dictionary's own settings but for what it does to its input: characters are normalised before (``characters.py``),
#: and a reading in brackets after a word must not become a part of the word.
_CONFIG = sudachipy.Config(inputTextPlugin=[])
_SENTENCE_END = re.compile(r"[。．！？!?\n]")
_KATAKANA_LONG = re.compile(r"[ァ-ヺー]{3,}ー$")
_KATAKANA = re.compile(r"[ァ-ヺー]+$")
_LATIN = re.compile(r"[A-Za-z0-9]+$")
_INFLECTED = re.compile(r"[\u3400-\u9fff々][^\u3400-\u9fff]*[ぁ-ん]$")
_ASKS_HOW_MANY = re.compile(r"何.{0,2}$")  # 何歳, 何人, 何年
_WORD_CHARACTER = re.compile(r"[^\W_]")
_ONE_NUMERAL = {numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")} | {"十": "10"}
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"), ("ヴ", "ブ"))
_FUNCTION_WORDS = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号", "代名詞", "接続詞", "感動詞"})
#: Adnominals are function words (この, どの, ある) but for these two.
_CONTENT_ADNOMINALS = frozenset({"大きな", "小さな"})
_AFFIXES = frozenset({"接頭辞", "接尾辞"})
_LIGHT_WORDS = frozenset(
    "為る 有る 居る 成る 出来る 因る よる 於く おく 対する 関する 付く つく 事 こと 物 為 如何 何 何処 何時 誰 此れ 其れ 此の 其の 其処 様 所 時 中 為さる 下さる 頂く 教える 知る 言う うち 場合 際 自分 幾つ 幾ら 成す どう 何故 他 ほか 等 毎 ところ".split()
)


class Unit(NamedTuple):
    """One word of a query: the short units that it is made of, and what the dictionary says of the whole.

    ``form`` is the normalised form of the whole, ``part_of_speech`` the dictionary's first word for it (名詞, 動詞, …).
    """

    morphemes: tuple[Word, ...]
    form: str
    part_of_speech: str
    is_function_word: bool
    start: int
    end: int


@cache
def dictionary() -> sudachipy.Dictionary:
    """Return the system dictionary, loaded on first use (about 0.2 s)."""
    return sudachipy.Dictionary(config=_CONFIG)


class _Tokenizers(threading.local):
    """A tokenizer is not for two threads at once; each thread has its own."""

    def __init__(self) -> None:
        self.short = dictionary().tokenizer("A", fields={"surface"})
        self.long = dictionary().tokenizer("C", fields={"surface", "pos", "normalized_form"})


@cache
def _tokenizers() -> _Tokenizers:
    return _Tokenizers()


class _Terms(dict[str, str]):
    """Surface -> term, or "" for what is no word. Worked out once; emptied when large."""

    _ROOM = 400_000

    def __missing__(self, surface: str) -> str:
        if len(self) >= self._ROOM:
            self.clear()
        term = self[surface] = _term(_form(surface))
        return term


def _form(surface: str) -> str:
    """Return the dictionary's normalised form of a surface that stands alone."""
    if not _WORD_CHARACTER.search(surface):
        return ""
    if stem := _verb(surface):
        return stem
    alone = _tokenizers().long.tokenize(surface)
    if len(alone) == 1:
        form = str(alone[0].normalized_form())
    else:
        entries = dictionary().lookup(surface)
        form = str(entries[0].normalized_form()) if len(entries) else surface
    return _verb(form) or form  # 取扱 is 取り扱い, and that the verb, as it is where it is written so


def _verb(surface: str) -> str:
    """Return the verb or adjective that a surface may be a form of, or ""."""
    if not _INFLECTED.search(surface):
        return ""
    stems = [entry for entry in dictionary().lookup(surface) if entry.part_of_speech()[0] in ("動詞", "形容詞")]
    plain = [entry for entry in stems if entry.part_of_speech()[5].startswith(("連用形-一般", "終止形"))]
    return str((plain or stems)[0].normalized_form()) if stems else ""


def _term(form: str) -> str:
    form = "".join(unicodedata.normalize("NFKC", form).lower().split())[: latin.LONGEST]
    if not _WORD_CHARACTER.search(form):
        return ""
    if form in _ONE_NUMERAL:
        return _ONE_NUMERAL[form]
    if _LATIN.match(form):  # the dictionary knows some words by their Latin form
        return latin.TERMS[form]
    if _KATAKANA.match(form):
        for sound, plain in _V_SOUNDS:
            form = form.replace(sound, plain)
        if _KATAKANA_LONG.match(form):
            form = form[:-1]
    return form


#: The term of a surface: ``TERM_OF["マーカー"] == "マーカ"``.
TERM_OF = _Terms()

#: How the counting words in kana are cut before つ (ひとつ -> ひと, つ), where ひと alone is another word.
_COUNTED = {
    "ひと": "1",
    "ふた": "2",
    "みっ": "3",
    "よっ": "4",
    "いつ": "5",
    "むっ": "6",
    "なな": "7",
    "やっ": "8",
    "ここの": "9",
}


@lru_cache(32)  # a title is read for the index, and again for the lexicon
def _read(chunk: str) -> tuple[list[str], list[str]]:
    """Return the surfaces of a chunk and their terms; nobody changes the lists.

    A list of morphemes prints its surfaces with a space between, in Rust; that saves an object for every word. Where
    the text itself has a space, there are empty surfaces, whose term is "".
    """
    surfaces = str(_tokenizers().short.tokenize(chunk)).split(" ")
    terms = list(map(TERM_OF.__getitem__, surfaces))
    if "つ" in surfaces:
        for index, surface in enumerate(surfaces[1:]):
            if surface == "つ":
                terms[index] = _COUNTED.get(surfaces[index], terms[index])
    return surfaces, terms


def surfaces_and_terms(stretch: str) -> Iterator[tuple[str, str]]:
    """Read a stretch of normalised text into short units as they are written, and their terms, "" for what is no word."""
    for chunk, _ in _chunks(stretch):
        yield from zip(*_read(chunk), strict=True)


def morphemes(stretch: str, at: int = 0) -> list[Word]:
    """Read a stretch of normalised text into short units; punctuation and white space are left out.

    ``at`` is added to where they stand.
    """
    found = []
    for chunk, offset in _chunks(stretch):
        end = 0
        for surface, term in zip(*_read(chunk), strict=True):
            if term:
                start = chunk.index(surface, end)
                end = start + len(surface)
                found.append((term, at + offset + start, at + offset + end))
    return found


def joined(stretch: str) -> str:
    """Return the terms of ``morphemes(stretch)`` with a space between them."""
    return " ".join([term for chunk, _ in _chunks(stretch) for term in _read(chunk)[1] if term])


def units(stretch: str) -> Iterator[Unit]:
    """Read a stretch of normalised text into the words of a query, each with its short units.

    The words are Sudachi's C units; the short ones are cut as ``morphemes`` cuts them, so that they are what is indexed.
    """
    tokenizer = _tokenizers().long
    for chunk, at in _chunks(stretch):
        short = deque(morphemes(chunk, at))
        for word in tokenizer.tokenize(chunk):
            end, parts = word.end(), []
            while short and short[0][2] <= at + end:
                parts.append(short.popleft())
            if parts or _WORD_CHARACTER.search(word.raw_surface()):
                is_function_word = not parts or _is_function_word(word)
                pos = word.part_of_speech()[0]
                yield Unit(tuple(parts), word.normalized_form(), pos, is_function_word, at + word.begin(), at + end)


def _is_function_word(word: sudachipy.Morpheme) -> bool:
    pos, form = word.part_of_speech(), word.normalized_form()
    if pos[0] in _FUNCTION_WORDS or pos[1] == "助動詞語幹":
        return True
    if pos[0] == "連体詞" and form not in _CONTENT_ADNOMINALS:
        return True
    if pos[1] == "非自立可能" and pos[0] in ("動詞", "形容詞"):
        return True
    return form in _LIGHT_WORDS or _ASKS_HOW_MANY.match(form) is not None


def is_light_word(term: str) -> bool:
    """Tell whether a term is a word that has no subject of its own (する, こと, …), as texts write it and as it is normalised."""
    return term in _LIGHT_WORDS


def is_affix(surface: str) -> bool:
    """Tell whether a single character may be a prefix or a suffix (性, 的, 化, 不)."""
    return len(surface) == 1 and any(e.part_of_speech()[0] in _AFFIXES for e in dictionary().lookup(surface))


def _chunks(stretch: str) -> Iterator[tuple[str, int]]:
    """Cut what is too long for the tokenizer, at a sentence's end where there is one."""
    at = 0
    while len(stretch) - at > _CHUNK:
        ends = [match.end() for match in _SENTENCE_END.finditer(stretch, at + _CHUNK // 2, at + _CHUNK)]
        cut = ends[-1] if ends else at + _CHUNK
        yield stretch[at:cut], at
        at = cut
    yield stretch[at:], at
