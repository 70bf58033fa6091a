"""What a record is counted under: its journal, publishers, authors and subjects, each as the index keeps it.

A journal and a publisher are kept as a *signature*: every name that the record gives, and the ISSNs. Which signatures are
one journal is not decided here but over all records (``identity.py``). A person is kept as a key: the Japanese name where
the record gives one, else the words of the Latin name in the order of the alphabet, so that it does not matter which
comes first. A subject is kept folded.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from shoroku.analyzers import is_japanese
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.person_names import japanese_name, latin_words
from shoroku.corpus.identifiers import issn
from shoroku.corpus.record import Person, Text

#: Between the parts of a signature. No cleaned text holds it.
_PARTS = "\x1f"
_ISSN = "#"
_WORD = re.compile(r"[\w+#]+")
#: A longer name is none; a term of the index has an end.
_MOST_CHARACTERS = 1_000


class Signature(NamedTuple):
    """Names as (``ja`` or ``en``, name), Japanese ones first, and ISSNs. What is not in Japanese script counts as ``en``."""

    names: tuple[tuple[str, str], ...]
    issns: tuple[str, ...]


def written(signature: Signature) -> str:
    """Return a signature as the term that the index keeps, "" for an empty one."""
    parts = [f"{language}:{name}" for language, name in signature.names]
    return _PARTS.join(parts + [_ISSN + number for number in signature.issns])


def read(term: str) -> Signature:
    """Return the signature of a term that ``written`` gave."""
    parts = term.split(_PARTS)
    names = tuple((part[:2], part[3:]) for part in parts if part[2:3] == ":")
    return Signature(names, tuple(part[1:] for part in parts if part.startswith(_ISSN)))


@lru_cache(50_000)
def journal(names: tuple[Text, ...], issns: tuple[str, ...]) -> str:
    """Return the journal of a record, from all its names and ISSNs, as a term; "" if it has none."""
    known = {number for value in issns if (number := issn(value))}
    return written(Signature(_named(_plain(names)), tuple(sorted(known))))


@lru_cache(50_000)
def publishers(names: tuple[Text, ...]) -> tuple[str, ...]:
    """Return the publishers of a record as terms: as many Japanese names as others are the same ones, in that order."""
    named = _named(_plain(names), in_order=True)
    ours = [name for name in named if name[0] == "ja"]
    theirs = [name for name in named if name[0] != "ja"]
    if len(ours) == len(theirs):
        return tuple(written(Signature(pair, ())) for pair in zip(ours, theirs, strict=True))
    return tuple(written(Signature((name,), ())) for name in named)


def author(person: Person) -> str:
    """Return the key of a person, "" for one without a name."""
    if len(person.names) == 1:  # most people, and this is asked for every one
        return author_key(person.names[0].value)
    names = author_names(person)
    return author_key(names[0]) if names else ""


def author_names(person: Person) -> tuple[str, ...]:
    """Return how a person is called: the Japanese name and the Latin one, or the one that there is; no readings."""
    names = _named(_plain(person.names), in_order=True)
    first = dict(reversed(names))
    return tuple(first[language] for language in ("ja", "en") if language in first)


@lru_cache(100_000)
def author_key(name: str) -> str:
    """Return the key of a name: ``Fujimoto, Minoru`` -> ``fujimoto minoru``, ``藤本 穣`` -> ``藤本穣``."""
    text = normalize(name[:_MOST_CHARACTERS]).text
    if is_japanese(text):
        return japanese_name(text)
    return " ".join(sorted(latin_words(text))) or folded(name[:_MOST_CHARACTERS])


@lru_cache(100_000)
def name_key(name: str) -> str:
    """Return a journal's or publisher's name as it is compared: without case, width, punctuation and a leading "The"."""
    words = _WORD.findall(normalize(name).text.casefold().replace("&", " and "))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return ("" if is_japanese(name) else " ").join(words) or folded(name)


@lru_cache(100_000)
def folded(text: str) -> str:
    """Return a text as it is compared: width, case and white space folded."""
    return " ".join(normalize(text).text.casefold().split())


def distinct(values: Iterable[str]) -> list[str]:
    """Return the values that are not empty, each once."""
    return list(dict.fromkeys(filter(None, values)))


def _plain(texts: Sequence[Text]) -> Sequence[Text]:
    """Leave out readings (ja-Kana, ja-Latn) where there is anything else."""
    return [text for text in texts if "-" not in text.lang] or texts


def _named(texts: Iterable[Text], *, in_order: bool = False) -> tuple[tuple[str, str], ...]:
    """Return (language by script, name on one line) of the texts, Japanese first; sorted unless ``in_order``."""
    found = {
        ("ja" if is_japanese(text.value) else "en", " ".join(text.value.replace(_PARTS, " ").split())): None
        for text in texts
        if text.value.strip() and len(text.value) <= _MOST_CHARACTERS
    }
    return tuple(found) if in_order else tuple(sorted(found, key=lambda name: (name[0] != "ja", name)))
