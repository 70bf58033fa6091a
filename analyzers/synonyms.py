"""What else a Japanese word of a query may stand as, by what the dictionary knows: spellings, compounds, readings.

- *Spellings.* Sudachi's dictionary puts words into synonym groups. Their members of one reading are one word written
  differently (癌, がん, ガン). Members of other readings are other words.
- *Compounds.* 胃癌 is one short unit, so 癌 does not stand in the index where 胃癌 does. That it is a 癌 all the same,
  the dictionary says by a mixed spelling of it: 胃がん, where the last kanji is written by its sound, as a word of its
  own. A kanji counts that is written so in several compounds, by the sound that it has alone. Of 科学 or 京都 there is
  no such spelling, and 学 and 都 do not find them.
- *Readings.* うみ may be 海 or 膿, so the dictionary leaves it as it is; a query asks for both.

The tables are made by one walk through the dictionary (about two seconds), and kept in the user's cache folder.
"""

import os
import re
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
from sudachipy import Morpheme

from shoroku.analyzers import japanese

Table = dict[str, list[str]]

_KANJI = re.compile(r"[\u3400-\u9fff]+$")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]{2,}$")
_MIXED = re.compile(r"([\u3400-\u9fff]{1,3})([ぁ-ゖァ-ヺー]{2,})$")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
#: Words that time, place and counting are told by; as the last part of a compound they say nothing of what it is.
_RELATIONAL = frozenset({"副詞可能", "助数詞可能"})
#: A kanji that is written by its sound in fewer compounds than this may be so by chance (大がく is no spelling of use).
_FEWEST_COMPOUNDS = 4
#: A sound that stands for more words than this is no help.
_MOST_READINGS = 6


class Tables(msgspec.Struct, frozen=True):
    """For a normalised form: other spellings, compounds that end with it; for kana (as katakana): words so read."""

    spellings: Table
    compounds: Table
    readings: Table


@cache
def tables() -> Tables:
    """Return what the dictionary knows; made the first time, else read from the cache."""
    path = cache_folder() / f"words-1-{version('sudachidict-core')}-{version('sudachipy')}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Tables)
    except (OSError, msgspec.MsgspecError):
        made = build()
        _keep(path, made)
        return made


def spellings() -> Table:
    """Return normalised form -> the other normalised forms of the same word."""
    return tables().spellings


def compounds(form: str) -> list[str]:
    """Return the compounds that end with the kanji ``form`` and are one short unit: 癌 -> 胃癌, 肺癌, …"""
    return tables().compounds.get(form, [])


def read_as(kana: str) -> list[str]:
    """Return the words that ``kana`` may be the sound of, where it may be several: うみ -> 海, 膿."""
    return tables().readings.get(katakana(kana), [])


def katakana(kana: str) -> str:
    """Return hiragana as katakana; everything else stays."""
    return kana.translate(_TO_KATAKANA)


def build() -> Tables:
    """Walk through the dictionary and return what ``tables`` returns."""
    walk = _Walk()
    for entry in japanese.dictionary().entries():
        part = entry.part_of_speech()
        if part[0] == "名詞":
            walk.noun(entry, part)
    return Tables(walk.spellings(), walk.compounds(), walk.readings())


class _Walk:
    """What is gathered on the way: nouns by synonym group, by mixed spelling, by reading."""

    def __init__(self) -> None:
        self._groups: dict[tuple[int, str], set[str]] = {}
        self._ending: dict[tuple[str, str], set[str]] = {}
        self._relational: set[str] = set()
        self._read: dict[str, set[str]] = {}
        self._ambiguous: set[str] = set()

    def noun(self, entry: Morpheme, part: tuple[str, ...]) -> None:
        surface, form, reading = entry.surface(), entry.normalized_form(), entry.reading_form()
        for group in entry.synonym_group_ids():
            self._groups.setdefault((group, reading), set()).add(form)
        if (mixed := _MIXED.match(surface)) and _is_compound(mixed, form, reading):
            self._ending.setdefault((form[-1], katakana(mixed.group(2))), set()).add(form)
        if part[2] in _RELATIONAL and len(surface) == 1:
            self._relational.add(surface)
        if part[1] == "普通名詞" and surface == form:
            if _KANA.match(surface):
                self._ambiguous.add(katakana(surface))
            elif _KANJI.match(surface):
                self._read.setdefault(reading, set()).add(form)

    def spellings(self) -> Table:
        found: dict[str, set[str]] = {}
        for words in self._groups.values():
            for form in words:
                found.setdefault(form, set()).update(words - {form})
        return _sorted(found)

    def compounds(self) -> Table:
        read_alone = japanese.dictionary().tokenizer("C", fields={"reading_form"})
        found = {}
        for (head, sound), forms in self._ending.items():
            if len(forms) < _FEWEST_COMPOUNDS or head in self._relational:
                continue
            if [word.reading_form() for word in read_alone.tokenize(head)] == [sound]:
                found[head] = {form for form in forms if _is_one_unit(form)}
        return _sorted(found)

    def readings(self) -> Table:
        return _sorted({kana: self._read.get(kana, set()) for kana in self._ambiguous if self._is_telling(kana)})

    def _is_telling(self, kana: str) -> bool:
        return len(self._read.get(kana, ())) <= _MOST_READINGS


def _is_compound(mixed: re.Match[str], form: str, reading: str) -> bool:
    """Tell whether a mixed spelling (胃がん) is that of a word (胃癌) whose last kanji is written by its sound."""
    kanji, kana = mixed.groups()
    is_same_word = len(form) == len(kanji) + 1 and form.startswith(kanji) and _KANJI.match(form) is not None
    return is_same_word and reading.endswith(katakana(kana))


def _is_one_unit(form: str) -> bool:
    return [term for term, _, _ in japanese.morphemes(form)] == [form]


def _sorted(found: dict[str, set[str]]) -> Table:
    return {form: sorted(others) for form, others in sorted(found.items()) if others}


def cache_folder() -> Path:
    """Return where what can be made again is kept: $SHOROKU_CACHE, else the user's cache folder (XDG) and shoroku."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shoroku"


def _keep(path: Path, made: Tables) -> None:
    """Write the tables for the next time; where that is not possible, the next time makes them again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(msgspec.json.encode(made))
        os.replace(file.name, path)
    except OSError:
        return
