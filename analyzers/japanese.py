"""The chain for Japanese: Sudachi's short units in their normalised forms.

Texts are indexed by Sudachi's A units (関節リウマチ -> 関節, リウマチ), so the parts of a compound can be found. A query keeps
its long units together as phrases (see ``units``).

The term of a unit depends only on its surface, not on the sentence. A word therefore has the same term in queries and in
texts, and each surface is looked up once. The dictionary's normalised form unifies spellings (附属 -> 付属, たんぱく ->
蛋白). If a surface can be a verb stem or a noun derived from the verb (考え), its term is the verb, so both match.

SudachiPy: Takaoka et al., "Sudachi: a Japanese Tokenizer for Business", LREC 2018.
"""

import re
import threading
import unicodedata
from collections import deque
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from typing import NamedTuple

import sudachipy

from shoroku.analyzers import latin
from shoroku.analyzers.latin import Word
from shoroku.analyzers.patterns import lazy
from shoroku.analyzers.spelling import katakana

#: Sudachi accepts at most 49,149 bytes; a character has at most four.
_CHUNK = 8_000
#: The default settings without the input plug-ins: ``normalize.py`` normalises characters first, and a reading in
#: brackets must not become part of the word before it.
_CONFIG = sudachipy.Config(inputTextPlugin=[])
_SENTENCE_END = re.compile(r"[。．！？!?\n]")
_LATIN = re.compile(r"[A-Za-z0-9]+$")
_INFLECTED = lazy(r"[\u3400-\u9fff々][^\u3400-\u9fff]*[ぁ-ん]$")
_ASKS_HOW_MANY = re.compile(r"何.{0,2}$")  # 何歳, 何人, 何年
_VERBAL = ("動詞", "形容詞")
#: What may be the form before た of several verbs: no dictionary form, and none that ends in い (急い, 傾い).
_AMBIGUOUS = re.compile("[^うくぐすつぬぶむるい]$")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_ONE_NUMERAL = {numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")} | {"十": "10"}
_FUNCTION_WORDS = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号", "代名詞", "接続詞", "感動詞"})
#: All adnominals are function words (この, どの, ある) except these two.
_CONTENT_ADNOMINALS = frozenset({"大きな", "小さな"})
_AFFIXES = frozenset({"接頭辞", "接尾辞"})
_LIGHT_WORDS = frozenset(
    "為る 有る 居る 成る 出来る 因る よる 於く おく 対する 関する 付く つく 事 こと 物 為 如何 何 何処 何時 誰 此れ 其れ 此の 其の 其処 様 所 時 中 為さる 下さる 頂く 教える 知る 言う うち 場合 際 自分 幾つ 幾ら 成す どう 何故 他 ほか 等 毎 ところ".split()
)


class Unit(NamedTuple):
    """One word of a query, with its short units.

    ``form`` is the normalised form of the whole word; ``part_of_speech`` is the dictionary's top-level category
    (名詞, 動詞, …).
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
    """A tokenizer must not be shared by threads, so each thread has its own."""

    def __init__(self) -> None:
        self.short = dictionary().tokenizer("A", fields={"surface"})
        self.found = self.short.tokenize("")  # used again for every text, which saves time
        self.long = dictionary().tokenizer("C", fields={"surface", "pos", "normalized_form"})


@cache
def _tokenizers() -> _Tokenizers:
    return _Tokenizers()


class _Terms(dict[str, str]):
    """Surface -> term, or "" if the surface is not a word. A cache that is emptied when it grows too large."""

    room = 400_000

    def __missing__(self, surface: str) -> str:
        if len(self) >= self.room:
            self.clear()
        term = _term(_form(surface))
        if term == surface:
            term = surface  # one text instead of two, as in ``latin``
        self[surface] = term
        return term


def _form(surface: str) -> str:
    """Return the normalised form of a surface on its own."""
    if not _WORD_CHARACTER.search(surface):
        return ""
    if surface in _OTHERWISE:
        return _OTHERWISE[surface]
    if stem := _verb(surface):
        return stem
    alone = _tokenizers().long.tokenize(surface)
    if len(alone) == 1:
        form = str(alone[0].normalized_form())
    else:
        entries = dictionary().lookup(surface)
        form = str(entries[0].normalized_form()) if len(entries) else surface
    return _verb(form) or form  # 取扱 -> 取り扱い -> the verb, as for the spelling 取り扱い


def _verb(surface: str) -> str:
    """Return the verb or adjective that a surface may be a form of, or "" if there is none.

    Of several verbs with the same stem (分かっ of 分かる and 分かつ, 表し of 表す and 表する), it is the one that Sudachi chooses
    in the past tense.
    """
    if not _INFLECTED.search(surface):
        return ""
    stems = [entry for entry in dictionary().lookup(surface) if entry.part_of_speech()[0] in _VERBAL]
    if _AMBIGUOUS.search(surface) and len({entry.normalized_form() for entry in stems}) > 1:
        in_the_past = _tokenizers().long.tokenize(surface + ("だ" if surface.endswith("ん") else "た"))
        if in_the_past[0].raw_surface() == surface and in_the_past[0].part_of_speech()[0] in _VERBAL:
            return str(in_the_past[0].normalized_form())
    plain = [entry for entry in stems if entry.part_of_speech()[5].startswith(("連用形-一般", "終止形"))]
    return str((plain or stems)[0].normalized_form()) if stems else ""


def _term(form: str) -> str:
    form = "".join(unicodedata.normalize("NFKC", form).lower().split())[: latin.LONGEST]
    if not _WORD_CHARACTER.search(form):
        return ""
    if form in _ONE_NUMERAL:
        return _ONE_NUMERAL[form]
    if _LATIN.match(form):  # some words have a Latin normalised form
        return latin.TERMS[form]
    return katakana.folded(form)


#: Surface -> term: ``TERM_OF["マーカー"] == "マーカ"``.
TERM_OF = _Terms()

#: Surfaces that are nearly always a form of another word than the one that the dictionary has for them alone, with that word: に+おけ+る
#: is no bucket (桶), しよう+と+する no specification (仕様), ご+利用 not five, 強い no form of 強いる, and 20+歳 no year.
_OTHERWISE = {
    "あれ": "有る",
    "おけ": "おく",
    "おら": "居る",
    "ご": "御",
    "しよう": "為る",
    "すぎ": "過ぎる",
    "すぎる": "過ぎる",
    "ちなみ": "因み",
    "つまり": "詰まり",
    "つよい": "強い",
    "つよく": "強い",
    "とら": "取る",
    "とりわけ": "取り分け",
    "なれ": "成る",
    "まえ": "前",
    "まし": "ます",
    "もし": "若し",
    "よれ": "よる",
    "シ": "シ",
    "化": "化",
    "急い": "急ぐ",
    "強い": "強い",
    "歳": "歳",
    "臭い": "臭い",
    "行っ": "行う",
    "過ぎる": "過ぎる",
}

#: After these, 強い is a form of the verb 強いる; the adjective has 強く and 強かっ before them.
_ENDINGS_OF_VERBS = frozenset("られ られる られれ た たら て ない なかっ ず ます まし ませ つつ".split())

#: Counting words in kana are split before つ (ひとつ -> ひと, つ); ひと on its own is another word.
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


def _read(chunk: str) -> tuple[list[str], list[str]]:
    """Return the surfaces of a chunk and their terms. Callers must not change the lists.

    ``str()`` of a morpheme list joins the surfaces with spaces in Rust, which avoids one Python object per word. A space
    in the text gives empty surfaces, whose term is "".
    """
    tokenizers = _tokenizers()
    surfaces = str(tokenizers.short.tokenize(chunk, out=tokenizers.found)).split(" ")
    terms = list(map(TERM_OF.__getitem__, surfaces))
    if "つ" in surfaces:
        for index, surface in enumerate(surfaces[1:]):
            if surface == "つ":
                terms[index] = _COUNTED.get(surfaces[index], terms[index])
    if "強い" in chunk:
        for index, surface in enumerate(surfaces[:-1]):
            if surface == "強い" and surfaces[index + 1] in _ENDINGS_OF_VERBS:
                terms[index] = "強いる"
    return surfaces, terms


#: A title is analysed for the index and again for the lexicon.
_read_twice = lru_cache(32)(_read)


def _in_one_text(chunk: str) -> tuple[str, list[str]]:
    """Return the surfaces of a chunk, joined by spaces, and their terms. A text takes a tenth of the memory of a list."""
    surfaces, terms = _read_twice(chunk)
    return " ".join(surfaces), terms


#: Who searches further sees the same titles and sentences again. Each takes about a kilobyte.
_seen_again = lru_cache(16_384)(_in_one_text)
_LONGEST_SENTENCE = 400


def surfaces_and_terms(stretch: str) -> Iterator[tuple[str, str]]:
    """Return the surfaces and terms of the short units of a run; the term is "" if the surface is not a word."""
    for chunk, _ in _chunks(stretch):
        yield from zip(*_read_twice(chunk), strict=True)


def morphemes(stretch: str, at: int = 0) -> list[Word]:
    """Return the short units of a run, without punctuation and white space. ``at`` is added to their offsets."""
    found = []
    for chunk, offset in _chunks(stretch):
        surfaces, terms = _read_twice(chunk)
        end = 0
        for surface, term in zip(surfaces, terms, strict=True):
            if term:
                start = chunk.index(surface, end)
                end = start + len(surface)
                found.append((term, at + offset + start, at + offset + end))
    return found


def morphemes_among(stretch: str, at: int, wanted: Set[str]) -> list[Word]:
    """Return those short units of a run that have a wanted term. Others between them are one word with an empty term."""
    found: list[Word] = []
    for chunk, offset in _chunks(stretch):
        all_surfaces, terms = (_seen_again if len(chunk) <= _LONGEST_SENTENCE else _in_one_text)(chunk)
        if wanted.isdisjoint(terms):
            found.append(("", at + offset, at + offset))
            continue
        surfaces = all_surfaces.split(" ")
        done = end = 0
        for hit in [index for index, term in enumerate(terms) if term in wanted]:
            if any(terms[done:hit]):
                found.append(("", at + offset, at + offset))
            if " " in chunk:  # the surfaces lack it
                for surface in surfaces[done:hit]:
                    end = chunk.index(surface, end) + len(surface)
            else:
                end += sum(map(len, surfaces[done:hit]))
            start = chunk.index(surfaces[hit], end)
            end = start + len(surfaces[hit])
            found.append((terms[hit], at + offset + start, at + offset + end))
            done = hit + 1
        if any(terms[done:]):
            found.append(("", at + offset, at + offset))
    return found


def joined(stretch: str) -> str:
    """Return the terms of ``morphemes(stretch)``, separated by spaces."""
    if len(stretch) <= _CHUNK:
        return " ".join(filter(None, _read_twice(stretch)[1]))
    return " ".join([term for chunk, _ in _chunks(stretch) for term in _read_twice(chunk)[1] if term])


def units(stretch: str) -> Iterator[Unit]:
    """Split a run into the words of a query (Sudachi's C units), each with its short units.

    The short units are those of ``morphemes``, so they equal the indexed terms.
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
    """Return whether a term, as written or normalised, is a word without a subject of its own (する, こと, …)."""
    return term in _LIGHT_WORDS


def is_affix(surface: str) -> bool:
    """Return whether a single character can be a prefix or a suffix (性, 的, 化, 不)."""
    return len(surface) == 1 and any(e.part_of_speech()[0] in _AFFIXES for e in dictionary().lookup(surface))


def _chunks(stretch: str) -> Iterator[tuple[str, int]]:
    """Split text that is too long for the tokenizer, at the end of a sentence if possible."""
    at = 0
    while len(stretch) - at > _CHUNK:
        ends = [match.end() for match in _SENTENCE_END.finditer(stretch, at + _CHUNK // 2, at + _CHUNK)]
        cut = ends[-1] if ends else at + _CHUNK
        yield stretch[at:cut], at
        at = cut
    yield stretch[at:], at
