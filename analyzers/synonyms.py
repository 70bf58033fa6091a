"""Spellings, synonyms and translations from the dictionary's thesaurus, cached on disk.

``thesaurus.py`` extracts them from the dictionary once; they are stored in the user's cache folder. The tables that every
Japanese query needs are loaded whole; the others are on-disk sorted tables (``sorted_table.py``).
"""

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.analyzers import sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.thesaurus import Tables, Walk, Words, katakana
from shoroku.analyzers.translations import entries
from shoroku.analyzers.version import installed

#: Raise it when the format of the cached files changes.
_VERSION = 6

_WORDS, _SYNONYMS, _TRANSLATIONS = "words.json", "synonyms", "translations"


class Thesaurus(NamedTuple):
    """The cached files: ``words`` as JSON, the others as sorted tables."""

    words: bytes
    synonyms: bytes
    translations: bytes


def spellings() -> Words:
    """Return normalised form -> other normalised forms of the same word: 癌 -> がん, ガン."""
    return tables().spellings


def compounds(form: str) -> list[str]:
    """Return the compounds that end with the kanji ``form`` and are a single short unit: 癌 -> 胃癌, 肺癌, …"""
    return tables().compounds.get(form, [])


def read_as(kana: str) -> list[str]:
    """Return the words that ``kana`` can be the reading of, if there are several: うみ -> 海, 膿."""
    return tables().readings.get(katakana(kana), [])


def others(form: str) -> list[str]:
    """Return words of the same meaning from the dictionary's synonym groups: 転居 -> 引っ越し, 移住, …"""
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
    """Return the dictionary's translations, encoded for ``translations.decoded``."""
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
    """Read the whole dictionary and return the tables to cache."""
    walk = Walk()
    synonyms = ((form, "\t".join(words)) for form, words in walk.synonyms().items())
    return Thesaurus(
        msgspec.json.encode(walk.tables()), sorted_table.packed(synonyms), sorted_table.packed(entries(walk.groups))
    )


def keep() -> None:
    """Create the missing cache files, so that the first query does not have to."""
    for each in (tables, _synonyms, translations):
        each()


def forget() -> None:
    """Clear the loaded tables, so that they are loaded or created again."""
    for each in (tables, _synonyms, translations, _made):
        each.cache_clear()


def cache_folder() -> Path:
    """Return the cache folder: $SHOROKU_CACHE, else the platform's cache folder."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    import platformdirs  # loaded only where the default is asked for

    return platformdirs.user_cache_path("shoroku")


@cache
def _made() -> Thesaurus:
    """Create the tables and cache them. If they cannot be written, they are created again next time."""
    made = build()
    for name, content in ((_WORDS, made.words), (_SYNONYMS, made.synonyms), (_TRANSLATIONS, made.translations)):
        _keep(_path(name), content)
    return made


def _decoded(content: bytes) -> Tables:
    return msgspec.json.decode(content, type=Tables)


def _path(name: str) -> Path:
    return cache_folder() / f"{_VERSION}-{installed('sudachidict-core')}-{installed('sudachipy')}-{name}"


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return
