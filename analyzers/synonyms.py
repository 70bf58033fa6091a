"""Spellings that the dictionary keeps apart although they are one word: 癌, がん, ガン.

Sudachi's dictionary puts words into synonym groups. Their members of one reading are one word written differently;
those are what a query asks for besides its own spelling. (Members of other readings are other words.)

The table is made by a walk through the dictionary (about a second), and kept in the user's cache folder.
"""

import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from shoroku.analyzers.japanese import dictionary

Spellings = dict[str, list[str]]


@cache
def spellings() -> Spellings:
    """Return normalised form -> the other normalised forms of the same word."""
    path = cache_folder() / f"spellings-{version('sudachidict-core')}-{version('sudachipy')}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Spellings)
    except (OSError, msgspec.MsgspecError):
        made = build()
        _keep(path, made)
        return made


def build() -> Spellings:
    """Walk through the dictionary and return what ``spellings`` returns."""
    words: dict[tuple[int, str], set[str]] = {}
    for entry in dictionary().entries():
        groups = entry.synonym_group_ids()
        if groups and entry.part_of_speech()[0] == "名詞":
            for group in groups:
                words.setdefault((group, entry.reading_form()), set()).add(entry.normalized_form())
    found: dict[str, set[str]] = {}
    for forms in words.values():
        for form in forms:
            found.setdefault(form, set()).update(forms - {form})
    return {form: sorted(others) for form, others in sorted(found.items()) if others}


def cache_folder() -> Path:
    """Return where what can be made again is kept: $SHOROKU_CACHE, else the user's cache folder (XDG) and shoroku."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shoroku"


def _keep(path: Path, made: Spellings) -> None:
    """Write the table for the next time; where that is not possible, the next time makes it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(msgspec.json.encode(made))
        os.replace(file.name, path)
    except OSError:
        return
