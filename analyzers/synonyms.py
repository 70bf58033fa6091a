"""What the dictionary knows of words that belong together: its synonym groups.

``spellings`` is of words that the dictionary keeps apart although they are one: 癌, がん, ガン. Members of a group that
share a reading are one word written differently; those are what a query asks for besides its own spelling. (Members of
other readings are other words.) ``translations`` is what words are called in the other language.

Both come from one walk through the dictionary (a second and a half), and are kept in the user's cache folder.
"""

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.analyzers import table
from shoroku.analyzers.japanese import dictionary
from shoroku.analyzers.table import Table, TableDamaged
from shoroku.analyzers.text import has_japanese
from shoroku.analyzers.translations import entries

Spellings = dict[str, list[str]]

#: Changes when what is kept does.
_VERSION = 2


class Thesaurus(NamedTuple):
    """What is kept: ``spellings`` as JSON, ``translations`` as a table (see ``table.py``)."""

    spellings: bytes
    translations: bytes


@cache
def spellings() -> Spellings:
    """Return normalised form -> the other normalised forms of the same word."""
    try:
        return _decoded(_path("spellings.json").read_bytes())
    except (OSError, msgspec.MsgspecError):
        return _decoded(_made().spellings)


@cache
def translations() -> Table:
    """Return the dictionary's translations, in lines as ``translations.decoded`` reads them."""
    try:
        return table.opened(_path("translations"))
    except (OSError, TableDamaged):
        return Table(_made().translations)


def build() -> Thesaurus:
    """Walk through the dictionary, and return what there is to keep."""
    words: dict[tuple[int, str], set[str]] = {}
    groups: dict[int, set[str]] = {}
    for entry in dictionary().entries():
        numbers = entry.synonym_group_ids()
        if not numbers:
            continue
        surface, form = entry.raw_surface(), entry.normalized_form()
        is_noun = entry.part_of_speech()[0] == "名詞"
        for number in numbers:
            groups.setdefault(number, set()).add(form if has_japanese(surface) else surface)
            if is_noun:
                words.setdefault((number, entry.reading_form()), set()).add(form)
    return Thesaurus(msgspec.json.encode(_spellings(words.values())), table.packed(entries(groups)))


def keep() -> None:
    """Make what is not kept yet, so that the first query need not."""
    spellings()
    translations()


def _spellings(words: Iterable[set[str]]) -> Spellings:
    found: dict[str, set[str]] = {}
    for forms in words:
        for form in forms:
            found.setdefault(form, set()).update(forms - {form})
    return {form: sorted(others) for form, others in sorted(found.items()) if others}


def cache_folder() -> Path:
    """Return where what can be made again is kept: $SHOROKU_CACHE, else the user's cache folder (XDG) and shoroku."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shoroku"


@cache
def _made() -> Thesaurus:
    """Make it and keep it for the next time; where that is not possible, the next time makes it again."""
    made = build()
    _keep(_path("spellings.json"), made.spellings)
    _keep(_path("translations"), made.translations)
    return made


def _decoded(content: bytes) -> Spellings:
    return msgspec.json.decode(content, type=Spellings)


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
