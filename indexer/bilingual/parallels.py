"""What a record says in both languages: its titles, and its subjects where they come in pairs.

That is kept beside the record in the index (``fields.PARALLEL``), so it comes and goes with the record; the lexicon is
made from it (``mining.py``). Only words that may be translated are kept, with a gap where others stood, since words on
both sides of a gap are no compound.

Every text is ``fields.MARK``, then the pairs with ``PAIR`` between; a pair is Japanese, ``SIDES``, English; words have a space
between, a gap is two. A Japanese word is its term, and how it was written where that differs; an English word is as
written, in small letters but for abbreviations. What separates is white space to Python, which no term holds.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from shoroku.analyzers import has_japanese, is_japanese, japanese, latin
from shoroku.analyzers.analyzer import runs
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.spelling.stopwords import ENGLISH
from shoroku.corpus.record import Record, Text
from shoroku.indexer.fields import MARK

PAIR, SIDES, WRITTEN = "\n", "\t", "\x1f"

#: A title that is longer is no title; subjects beyond these are no more looked at.
_MOST_CHARACTERS, _MOST_SUBJECTS = 400, 40

_KANA_PARTICLE = re.compile(r"[ぁ-んァ-ヺー]$|から$|まで$|など$|より$|にて$|たる$|なる$|とも$|ため$|また$|まま$")
_GAPS = re.compile(r" {3,}")


def parallel(record: Record) -> str:
    """Return what ``record`` says in both languages, "" if nothing."""
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
    return MARK + PAIR.join(found) if found else ""


def _by_script(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    """Return the Japanese texts and the others; the script decides, tags may err."""
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
    if not has_japanese(term) or _KANA_PARTICLE.match(term) or japanese.is_light_word(term):
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
    for match in latin.WORD.finditer(characters):
        start = match.start()
        if start > end + 1 or (start > end and characters[end] != " "):  # punctuation: no compound goes across
            words.append("")
        words.append(_english_word(match.group()))
        end = match.end()
    return _spaced(words)


def _spaced(words: Iterable[str]) -> str:
    return _GAPS.sub("  ", " ".join(words)).strip(" ")
