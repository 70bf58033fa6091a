"""Combines people that are listed once per language."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from shoroku.corpus.normalize import cleaning
from shoroku.corpus.record import Person, Text


def paired(lists: Sequence[Sequence[Text]]) -> tuple[Person, ...]:
    """Return the people of several lists that name the same people in different languages.

    Lists of equal length are paired in order. If the lengths differ, the names cannot be paired: the longer lists come first,
    followed by the others, so that no name is lost.
    """
    ordered = sorted((one for one in lists if one), key=len, reverse=True)
    groups = (tuple(group) for _, group in groupby(ordered, key=len))
    return tuple(Person(names=cleaning.distinct(names)) for group in groups for names in zip(*group, strict=True))


def by_language(names: Iterable[Text]) -> list[list[Text]]:
    """Return the names in one list per language, for ``paired``."""
    lists: dict[str, list[Text]] = {}
    for name in names:
        if name.value:
            lists.setdefault(name.lang, []).append(name)
    return list(lists.values())
