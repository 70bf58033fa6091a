"""Parallel texts of a record: its titles and its paired subjects in both languages, and whether its abstract has both.

They are stored with the record in the index (``stored_terms.py``) and deleted with it; the lexicon is built from them
(``mining.py``, ``alignment.py``). Only translatable words are kept. A gap replaces the others, because words on both sides
of a gap do not form a compound. The words of abstracts are not stored again; the index has them.

The format is a head and the pairs, separated by ``PAIR``. The head is ``fields.MARK``, a checksum of the record's texts by
which samples are drawn, and ``WHOLE`` if there is an abstract in both languages. A pair is Japanese, ``SIDES``, English.
Words are separated by one space, and a gap is two spaces. A Japanese word is its term, followed by its written form if that
differs. An English word is in its written form, in lower case except for abbreviations. All separators are white space,
which no term contains.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

from shoroku.analyzers import has_japanese, is_japanese, japanese, latin
from shoroku.analyzers.analyzer import runs
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.spelling.stopwords import ENGLISH
from shoroku.analyzers.synonyms import Language
from shoroku.corpus.record import Record, Text
from shoroku.indexer.fields import MARK

PAIR, SIDES, WRITTEN, WHOLE = "\n", "\t", "\x1f", "+"

#: Longer titles are cut; further subjects are ignored.
_MOST_CHARACTERS, _MOST_SUBJECTS = 400, 40

#: Particles, auxiliaries and the like that are not among the light words; hardly any other word is so short in kana.
_FUNCTION_WORD = re.compile(
    r"([ぁ-んー]{1,2}|[ァ-ヺー]|られる|させる|ながら|そして|ばかり|らしい|しめる|ごとし|そのまま|いずれ|どちら|あらゆる)$"
)
_GAPS = re.compile(r" {3,}")


def parallel(record: Record) -> str:
    """Return the parallel texts of a record, "" if it has none."""
    pairs = list(zip(*_by_script(record.titles), strict=False))[:1] if len(record.titles) > 1 else []
    if len(record.subjects) > 1:
        subjects = _by_script(record.subjects)
        if len(subjects[0]) == len(subjects[1]):
            pairs += list(zip(*subjects, strict=True))[:_MOST_SUBJECTS]
    found = [
        f"{ours}{SIDES}{theirs}"
        for japanese_text, english_text in pairs
        if (ours := _japanese(japanese_text)) and (theirs := _english(english_text))
    ]
    is_whole = len(record.abstracts) > 1 and all(_by_script(record.abstracts))
    if not found and not is_whole:
        return ""
    return PAIR.join((f"{MARK}{_checksum(record):08x}{WHOLE if is_whole else ''}", *found))


def is_translatable(term: str, language: Language) -> bool:
    """Return whether a term is a word that can be translated."""
    if language == "ja":
        return has_japanese(term) and not _FUNCTION_WORD.match(term) and not japanese.is_light_word(term)
    return len(term) > 1 and term not in latin.FUNCTION_TERMS and not term[0].isdigit() and not has_japanese(term)


def _checksum(record: Record) -> int:
    return crc32("".join(text.value for text in (*record.titles, *record.abstracts)).encode(errors="replace"))


def _by_script(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    """Return the Japanese texts and the others. The script decides, because language tags can be wrong."""
    japanese_texts: list[str] = []
    others: list[str] = []
    for text in texts:
        if "-" not in text.lang:  # ja-Kana and ja-Latn are readings
            (japanese_texts if is_japanese(text.value) else others).append(text.value)
    return japanese_texts, others


def _japanese(text: str) -> str:
    words: list[str] = []
    for run in runs(normalize(text[:_MOST_CHARACTERS]).text):
        words.append("")
        if not run.is_japanese:
            continue
        words += [_japanese_word(surface, term) for surface, term in japanese.surfaces_and_terms(run.text)]
    return _spaced(words)


@lru_cache(100_000)  # titles repeat their words
def _japanese_word(surface: str, term: str) -> str:
    if not is_translatable(term, "ja"):
        return ""
    written = "".join(surface.split())
    return term if written == term else f"{term}{WRITTEN}{written}"


@lru_cache(100_000)
def _english_word(word: str) -> str:
    small = word.lower()
    if len(word) < 2 or small in ENGLISH or word[0].isdigit():
        return ""
    return small if word[1:].islower() else word


def _english(text: str) -> str:
    words: list[str] = []
    end = 0
    characters = normalize(text[:_MOST_CHARACTERS]).text
    for match in latin.word_pattern(characters).finditer(characters):
        start = match.start()
        if start > end + 1 or (start > end and characters[end] not in " -"):  # a compound does not span punctuation
            words.append("")
        words.append(_english_word(match.group()))
        end = match.end()
    return _spaced(words)


def _spaced(words: Iterable[str]) -> str:
    return _GAPS.sub("  ", " ".join(words)).strip(" ")
