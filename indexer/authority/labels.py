"""Facet values of a record: its journal, publishers, authors and subjects, in the form stored in the index.

A journal or publisher is stored as a *signature*: all its names in the record, and the ISSNs. ``journals.py`` decides from
all records which signatures are one journal. A person is stored as a key: the Japanese name if the record has one, else
the words of the Latin name in alphabetical order, so that name order does not matter. A subject is stored folded.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from shoroku.analyzers import is_japanese
from shoroku.analyzers.normalize import normalize, normalized
from shoroku.analyzers.person_names import japanese_name, latin_words
from shoroku.analyzers.remembered import remembered
from shoroku.corpus.identifiers import issn
from shoroku.corpus.record import Person, Text

#: Separates the parts of a signature. Cleaned text never contains it.
_PARTS = "\x1f"
_ISSN = "#"
_WORD = re.compile(r"[\w+#]+")
#: Longer names are ignored; index terms have a maximum length.
_MOST_CHARACTERS = 1_000


class Signature(NamedTuple):
    """Names as (``ja`` or ``en``, name), Japanese names first, and ISSNs. Names not in Japanese script count as ``en``."""

    names: tuple[tuple[str, str], ...]
    issns: tuple[str, ...]


class Identity(msgspec.Struct, frozen=True, array_like=True):
    """One journal: its most common name in each language, its ISSNs, and its signatures in the index."""

    names: dict[str, str]
    issns: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def name(self) -> str:
        """The display name: the Japanese one, else the other, else an ISSN."""
        return self.names.get("ja") or self.names.get("en") or next(iter(self.issns), "")


def written(signature: Signature) -> str:
    """Return the index term of a signature, "" if it is empty."""
    parts = [f"{language}:{name}" for language, name in signature.names]
    return _PARTS.join(parts + [_ISSN + number for number in signature.issns])


def read(term: str) -> Signature:
    """Return the signature of an index term made by ``written``."""
    parts = term.split(_PARTS)
    names = tuple((part[:2], part[3:]) for part in parts if part[2:3] == ":")
    return Signature(names, tuple(part[1:] for part in parts if part.startswith(_ISSN)))


@remembered(50_000)
def journal(names: tuple[Text, ...], issns: tuple[str, ...]) -> str:
    """Return the index term of a record's journal, from its names and ISSNs; "" if it has none."""
    known = {number for value in issns if (number := issn(value))}
    return written(Signature(_named(_plain(names)), tuple(sorted(known))))


@remembered(50_000)
def publishers(names: tuple[Text, ...]) -> tuple[str, ...]:
    """Return the index terms of a record's publishers. Equally many Japanese and other names are paired in order."""
    named = _named(_plain(names), in_order=True)
    ours = [name for name in named if name[0] == "ja"]
    theirs = [name for name in named if name[0] != "ja"]
    if len(ours) == len(theirs):
        return tuple(written(Signature(pair, ())) for pair in zip(ours, theirs, strict=True))
    return tuple(written(Signature((name,), ())) for name in named)


def author(person: Person) -> str:
    """Return the key of a person, "" if the person has no name."""
    if len(person.names) == 1:  # the common case, called for every person
        return author_key(person.names[0].value)
    names = author_names(person)
    return author_key(names[0]) if names else ""


def author_names(person: Person) -> tuple[str, ...]:
    """Return a person's display names: the Japanese and the Latin name, or the only one; no readings."""
    names = _named(_plain(person.names), in_order=True)
    first = dict(reversed(names))
    return tuple(first[language] for language in ("ja", "en") if language in first)


def by_language(names: Sequence[Text]) -> dict[str, str]:
    """Return the first name in Japanese script (``ja``) and the first other one (``en``); readings only if there is nothing else."""
    found = dict(reversed(_named(_plain(names), in_order=True)))
    return {language: found[language] for language in ("ja", "en") if language in found}


@remembered(40_000)
def author_key(name: str) -> str:
    """Return the key of a name: ``Fujimoto, Minoru`` -> ``fujimoto minoru``, ``藤本 穣`` -> ``藤本穣``."""
    name = name[:_MOST_CHARACTERS]
    text = normalized(name)
    if is_japanese(text):
        return japanese_name(text)
    return " ".join(sorted(latin_words(text))) or folded(name)


@remembered(100_000)
def name_key(name: str) -> str:
    """Fold the name of a journal or publisher: case, width, punctuation and a leading "The"."""
    words = _WORD.findall(normalize(name).text.casefold().replace("&", " and "))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return ("" if is_japanese(name) else " ").join(words) or folded(name)


def name_matches(asked: str, key: str) -> bool:
    """Return whether a name contains what was asked for, as Japanese text or as beginnings of words; both are folded."""
    if is_japanese(asked):
        return asked in key
    return all(any(word.startswith(part) for word in key.split()) for part in asked.split())


@remembered(100_000)
def folded(text: str) -> str:
    """Fold width, case and white space."""
    return " ".join(normalize(text).text.casefold().split())


def tag_term(tag: str) -> str:
    """Return the index term of a tag in the field ``has``: folded, with its spaces replaced."""
    return f"tag:{folded(tag).replace(' ', '_')}"


def distinct(values: Iterable[str]) -> list[str]:
    """Return the distinct values that are not empty."""
    return list(dict.fromkeys(filter(None, values)))


def _plain(texts: Sequence[Text]) -> Sequence[Text]:
    """Remove readings (ja-Kana, ja-Latn) unless there is nothing else."""
    return [text for text in texts if "-" not in text.lang] or texts


def _named(texts: Iterable[Text], *, in_order: bool = False) -> tuple[tuple[str, str], ...]:
    """Return (language by script, name on one line) for the texts, Japanese first; sorted unless ``in_order``."""
    found = {
        ("ja" if is_japanese(text.value) else "en", " ".join(text.value.replace(_PARTS, " ").split())): None
        for text in texts
        if text.value.strip() and len(text.value) <= _MOST_CHARACTERS
    }
    return tuple(found) if in_order else tuple(sorted(found, key=lambda name: (name[0] != "ja", name)))
