"""Spellings, synonyms and translations from the dictionary's thesaurus, cached on disk.

``thesaurus.py`` extracts them from the dictionary once; they are stored in the user's cache folder. The tables that every
Japanese query needs are loaded whole; the others are on-disk sorted tables (``sorted_table.py``).
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
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
    for path in _paths(_WORDS):
        with suppress(OSError, msgspec.MsgspecError):
            return _decoded(path.read_bytes())
    return _decoded(_made().words)


@cache
def translations() -> Table:
    """Return the dictionary's translations, encoded for ``translations.decoded``."""
    return _opened(_TRANSLATIONS) or Table(_made().translations)


@cache
def _synonyms() -> Table:
    return _opened(_SYNONYMS) or Table(_made().synonyms)


def _opened(name: str) -> Table | None:
    for path in _paths(name):
        with suppress(OSError, TableDamaged):
            return sorted_table.opened(path)
    return None


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
    """Create the tables and cache them. If they cannot be written anywhere, they are created again next time."""
    made = build()
    for name, content in ((_WORDS, made.words), (_SYNONYMS, made.synonyms), (_TRANSLATIONS, made.translations)):
        any(_is_kept(path, content) for path in _paths(name))
    return made


def _decoded(content: bytes) -> Tables:
    return msgspec.json.decode(content, type=Tables)


def _can_be_written(folder: Path) -> bool:
    """Return whether this user may write in a folder, or make it."""
    existing = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


def _paths(name: str) -> Iterator[Path]:
    """Yield where a cached file may be: in the cache folder or, where that cannot be written, in a temporary one."""
    whole = f"{_VERSION}-{installed('sudachidict-core')}-{installed('sudachipy')}-{name}"
    yield cache_folder() / whole
    if _can_be_written(cache_folder()):
        return
    if (folder := _own_temporary_folder()) is not None:
        yield folder / whole


def _own_temporary_folder() -> Path | None:
    """Return this user's folder in the folder for temporary files; None where there is none that is theirs alone."""
    folder = Path(tempfile.gettempdir()) / f"shoroku-cache-{os.getuid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
            return folder
    return None


def _is_kept(path: Path, content: bytes) -> bool:
    """Write a file to the cache, whole or not at all; return whether that was possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent)
    except OSError:
        return False
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        return False
    return True
