"""People as files list them: once per language, with identifiers in many dresses."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.record import Person, Text

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?$")


def paired(lists: Sequence[Sequence[Text]]) -> tuple[Person, ...]:
    """Return the people of lists that name the same ones in different languages.

    Lists of one length are read side by side. Where lengths differ nobody can tell who is who: the longer lists are
    kept as they are, and those of other languages after them, so that no name is lost.
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


def identifier(scheme: str, value: str) -> Identifier:
    """Return a person's identifier, an ORCID without its address."""
    if scheme.strip().upper() == "ORCID" and (match := _ORCID.search(value.strip())):
        return Identifier("ORCID", "-".join(match.groups()).upper())
    return canonical(scheme, value)
