"""What else a Japanese word may stand as, and what words are in the other language: the dictionary's thesaurus, kept.

It is gathered from the dictionary once (``thesaurus.py``) and kept in the user's cache folder: what every Japanese query
needs is read whole, the rest is looked up where it lies (``sorted_table.py``).
"""

import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.analyzers import sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.thesaurus import Tables, Walk, Words, katakana
from shoroku.analyzers.translations import entries

#: Changes when what is kept does.
_VERSION = 5

_WORDS, _SYNONYMS, _TRANSLATIONS = "words.json", "synonyms", "translations"


class Thesaurus(NamedTuple):
    """What is kept: ``words`` as JSON, the others as tables."""

    words: bytes
    synonyms: bytes
    translations: bytes


def spellings() -> Words:
    """Return normalised form -> the other normalised forms of the same word: 癌 -> がん, ガン."""
    return tables().spellings


def compounds(form: str) -> list[str]:
    """Return the compounds that end with the kanji ``form`` and are one short unit: 癌 -> 胃癌, 肺癌, …"""
    return tables().compounds.get(form, [])


def read_as(kana: str) -> list[str]:
    """Return the words that ``kana`` may be the sound of, where it may be several: うみ -> 海, 膿."""
    return tables().readings.get(katakana(kana), [])


def others(form: str) -> list[str]:
    """Return other words of the same meaning, as the dictionary's groups tell it: 転居 -> 引っ越し, 移住, …"""
    found = _synonyms().get(form)
    return found.split("\t") if found else []


@cache
def tables() -> Tables:
    """Return the tables that every Japanese query needs."""
    try:
        return _decoded(_path(_WORDS).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return _decoded(_made().words)


@cache
def translations() -> Table:
    """Return the dictionary's translations, in lines as ``translations.decoded`` reads them."""
    try:
        return sorted_table.opened(_path(_TRANSLATIONS))
    except (OSError, TableDamaged):
        return Table(_made().translations)


@cache
def _synonyms() -> Table:
    try:
        return sorted_table.opened(_path(_SYNONYMS))
    except (OSError, TableDamaged):
        return Table(_made().synonyms)


def build() -> Thesaurus:
    """Walk through the dictionary, and return what there is to keep."""
    walk = Walk()
    synonyms = ((form, "\t".join(words)) for form, words in walk.synonyms().items())
    return Thesaurus(
        msgspec.json.encode(walk.tables()), sorted_table.packed(synonyms), sorted_table.packed(entries(walk.groups))
    )


def keep() -> None:
    """Make what is not kept yet, so that the first query need not."""
    for each in (tables, _synonyms, translations):
        each()


def forget() -> None:
    """Forget what was read, so that it is read, or made, again."""
    for each in (tables, _synonyms, translations, _made):
        each.cache_clear()


def cache_folder() -> Path:
    """Return where what can be made again is kept: $SHOROKU_CACHE, else the user's cache folder (XDG) and shoroku."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shoroku"


@cache
def _made() -> Thesaurus:
    """Make it and keep it for the next time; where that is not possible, the next time makes it again."""
    made = build()
    for name, content in ((_WORDS, made.words), (_SYNONYMS, made.synonyms), (_TRANSLATIONS, made.translations)):
        _keep(_path(name), content)
    return made


def _decoded(content: bytes) -> Tables:
    return msgspec.json.decode(content, type=Tables)


def _path(name: str) -> Path:
    return cache_folder() / f"{_VERSION}-{version('sudachidict-core')}-{version('sudachipy')}-{name}"


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return
