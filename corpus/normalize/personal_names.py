"""Names of people in the form that reference managers expect: family name, comma, given name.

Sources use many forms, and the letters of ``Fujimoto Minoru`` alone do not show which word is the family name. Names that
can be split are converted; the others are kept whole.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.record import Person, Record, in_language
from shoroku.corpus.roles import contributing_people

_JAPANESE_PART = "[々〆ヶ\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_JAPANESE = re.compile(rf"({_JAPANESE_PART}{{1,5}})[ \u3000]({_JAPANESE_PART}{{1,5}})")
_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_JAPANESE_GROUP = re.compile(
    "大学|学会|研究|協会|委員|会社|病院|学校|機構|法人|財団|図書|博物|センター|学部|事務|編集|連盟|組合|教室"
)
_GROUP = re.compile(
    r"\b(?:universit|institut|societ|associat|organi[sz]at|committee|group|consorti|ministr|laborator|cent(?:er|re)|"
    r"department|council|foundation|agency|bureau|office|team|network|collaborat|company|inc|ltd|of|for|the|and|et|al)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+")
_PARTICLES = frozenset("von van de der den del della di da dos du la le zu zur ten ter af el al bin ibn".split())


class Name(NamedTuple):
    """The parts of a name. If it cannot be split, or names a group, all of it is ``family``."""

    family: str
    given: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.given

    def __str__(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def names(record: Record, role: str = "") -> tuple[Name, ...]:
    """Return the names of a work's authors, or of those contributors who have a role, such as "editor".

    Each is in the language of the work if available.
    """
    people = [one for one in record.contributors if one.role.lower() == role] if role else record.creators
    return _names(people, record)


def other_names(record: Record, roles: Collection[str]) -> tuple[Name, ...]:
    """Return the names of those contributors who are people and have none of ``roles``."""
    return _names((one for one in contributing_people(record) if one.role.lower() not in roles), record)


def _names(people: Iterable[Person], record: Record) -> tuple[Name, ...]:
    return tuple(found for person in people if (found := name(person, record.language)).family)


def name(person: Person, language: str) -> Name:
    """Return a person's name, in ``language`` if available."""
    is_japanese = any(_KANJI.search(one.value) or one.lang.startswith("ja") for one in person.names)
    return parts(
        one_line(in_language(person.names, language)), may_begin_with_given=not is_japanese and language != "ja"
    )


def parts(written: str, *, may_begin_with_given: bool = True) -> Name:
    """Split a name into its parts. Japanese names in Latin letters can be in either order, so they are not split."""
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma:
        return Name(family, given) if family and given and "," not in given else Name(written)
    if match := _JAPANESE.fullmatch(written):
        is_person = _KANJI.search(match[1]) and not _JAPANESE_GROUP.search(written)
        return Name(match[1], match[2]) if is_person else Name(written)
    return _western(written, may_begin_with_given)


def _western(written: str, may_begin_with_given: bool) -> Name:
    words = written.split(" ")
    capitals = [word for word in words if _CAPITALS.fullmatch(word)]
    if len(words) == 2 and capitals in ([words[0]], [words[1]]):  # FUJIMOTO Minoru, Minoru FUJIMOTO
        (family,) = capitals
        return Name(family, words[1] if family == words[0] else words[0])
    at = next((index for index, word in enumerate(words) if word in _PARTICLES), len(words) - 1)
    is_person = 2 <= len(words[: at + 1]) <= 3 and not _GROUP.search(" ".join(words[:at] + words[-1:]))
    if not may_begin_with_given or not is_person or not all(word[:1].isupper() for word in (*words[:at], words[-1])):
        return Name(written)
    return Name(" ".join(words[at:]), " ".join(words[:at]))
