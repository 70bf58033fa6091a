"""Records named on the command line: by an identifier, or by the number of a hit of the last search.

The history is imported only where it is read, so that help pages load without it.
"""

import re
from collections.abc import Iterable
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.errors import Refused
from shoroku.cli.terminal.text import safe, tell

if TYPE_CHECKING:
    from shoroku.cli.options.library import Location
    from shoroku.corpus.record import Record
    from shoroku.library import Library

_MOST_DIGITS = 6  # no hit has a larger number, and longer ones are identifiers
_PART = re.compile(r"(?P<first>[0-9]{1,6})(?:-(?P<last>[0-9]{1,6}))?")


def hit_numbers(ctx: click.Context, param: click.Parameter, written: str | None) -> tuple[int, ...] | None:
    """Read ``1,3,5-7``: numbers and ranges, both ends included, each number once. A callback of an option."""
    if written is None:
        return None
    from shoroku.cli.history import searches

    found = _numbers(written)
    if found is None:
        text = _("“{value}” is not a list of hits. Write numbers and ranges with commas between them, as in 1,3,5-7.")
        raise click.BadParameter(text.format(value=safe(written)), ctx, param)
    if len(found) > searches.MOST_HITS:
        text = _("“{value}” names more than {most:,} hits.")
        raise click.BadParameter(text.format(value=safe(written), most=searches.MOST_HITS), ctx, param)
    return tuple(found)


def _numbers(written: str) -> list[int] | None:
    """Return the numbers of a list like ``1,3,5-7``, None if it is no such list. Far too many numbers are cut."""
    from shoroku.cli.history import searches

    found: dict[int, None] = {}
    for part in written.replace(" ", "").split(","):
        match = _PART.fullmatch(part)
        first, last = (int(match["first"]), int(match["last"] or match["first"])) if match else (0, 0)
        if not 1 <= first <= last:
            return None
        if len(found) <= searches.MOST_HITS:
            found |= dict.fromkeys(range(first, min(last, first + searches.MOST_HITS) + 1))
    return list(found)


def ids_of_hits(location: "Location", numbers: Iterable[int]) -> list[str]:
    """Return the ids of hits of the library's last search. Raises Refused if one was not shown."""
    from shoroku.cli.history import searches

    known = searches.hits(location.key)
    ids = []
    for number in numbers:
        if known is None or number not in known:
            raise Refused(_no_such_hit(number, known))
        ids.append(known[number])
    return ids


def record_named(library: "Library", location: "Location", identifier: str) -> "Record":
    """Return the record with that identifier, else, if it is a number, that hit of the last search.

    Identifiers take precedence, so that a command in a script does not depend on earlier searches. Raises UnknownRecord
    and Refused.
    """
    from shoroku.corpus.errors import UnknownRecord

    identifier = without_surrogates(identifier.strip())
    number = int(identifier) if identifier.isdecimal() and len(identifier) <= _MOST_DIGITS else None
    try:
        found = library.get(identifier)
    except UnknownRecord:
        if number is None:
            raise
        return library.get(_id_of_hit(location, number))
    if number is not None:
        _warn_of_hit(location, number, found.id)
    return found


def ids_named(
    library: "Library", location: "Location", words: Iterable[str], *, also_deleted: bool = False
) -> list[str]:
    """Return the ids of records, each once: a word is an identifier, the number of a hit, or a list like ``1,3,5-7``.

    Of a record that is deleted, ``also_deleted`` takes the identifier as it is given. Raises UnknownRecord and Refused.
    """
    from shoroku.corpus.errors import DeletedRecord

    ids: list[str] = []
    for word in words:
        numbers = _numbers(word)
        if numbers is None or len(numbers) == 1 or without_surrogates(word.strip()) in library:
            try:
                ids.append(record_named(library, location, word).id)
            except DeletedRecord as error:
                if not also_deleted:
                    raise
                ids.append(error.id)
        else:
            ids += ids_of_hits(location, numbers)
    return list(dict.fromkeys(ids))


def identifier_or_hit(library: "Library", location: "Location", word: str) -> str:
    """Return the identifier as given; for a number that is no identifier, the id of that hit if it was shown."""
    from shoroku.cli.history import searches

    word = without_surrogates(word.strip())
    numbers = _numbers(word)
    if numbers is None or len(numbers) > 1 or word in library:
        return word
    return (searches.hits(location.key) or {}).get(numbers[0], word)


def _id_of_hit(location: "Location", number: int) -> str:
    from shoroku.cli.history import searches

    known = searches.hits(location.key)
    if known and number in known:
        return known[number]
    if known is None and searches.is_kept():
        text = _(
            "No record has the id {number}, and there is no search of this library whose hit it could be. Search first: shoroku search QUERY"
        )
    elif known is None:
        text = _(
            "No record has the id {number}, and hits have no numbers while SHOROKU_HISTORY is off. Use an id, CRID or DOI."
        )
    else:
        raise Refused(_no_such_hit(number, known))
    raise Refused(text.format(number=number))


def _no_such_hit(number: int, known: dict[int, Any] | None) -> str:
    """Return why there is no hit of that number. ``known`` has the hits that were shown, None if no search is known."""
    from shoroku.cli.history import searches

    if known is None and searches.is_kept():
        text = _(
            "There is no hit {number}, because this library was not searched yet. Search first: shoroku search QUERY"
        )
    elif known is None:
        text = _("There is no hit {number}: hits have no numbers while SHOROKU_HISTORY is off. Use an id, CRID or DOI.")
    elif not known:
        text = _("There is no number {number}: the last search found nothing.")
    else:
        text = _("There is no number {number}: the last list has the numbers {first} to {last}.")
    return text.format(number=number, first=min(known or [0]), last=max(known or [0]))


def _warn_of_hit(location: "Location", number: int, taken: str) -> None:
    """If a number is both a record's id and a hit of the last search, say which was taken and how to name the other."""
    from shoroku.cli.history import searches

    other = (searches.hits(location.key) or {}).get(number)
    if other is not None and other != taken:
        text = _("{number} is the id of a record. If you mean number {number} of the last list, its id is {id}")
        tell(text.format(number=number, id=safe(other)), err=True)
