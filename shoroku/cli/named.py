"""The record that a person names: by an identifier, or by the number that the last search gave it."""

from typing import TYPE_CHECKING

from shoroku.cli.message import message
from shoroku.cli.place import Place
from shoroku.cli.safe import safe
from shoroku.cli.telling import Refused, tell

if TYPE_CHECKING:
    from shoroku.corpus.record import Record
    from shoroku.library import Library

_LONGEST = 6  # digits: no hit has a larger number, and every longer one is some registry's


class NoSuchHit(Refused):
    """A number names no hit of the last search."""


def named(library: "Library", place: Place, identifier: str) -> "Record":
    """Return the record of that identifier; if there is none and it is a number, that hit of the last search.

    An identifier comes first, so that a script's command means the same whatever was searched for before. Raises
    UnknownRecord and NoSuchHit.
    """
    from shoroku.corpus.errors import UnknownRecord

    identifier = identifier.strip().encode("utf-8", "replace").decode("utf-8")
    number = int(identifier) if identifier.isdecimal() and len(identifier) <= _LONGEST else None
    try:
        found = library.get(identifier)
    except UnknownRecord:
        if number is None:
            raise
        return library.get(_id_of(place, number))
    if number is not None:
        _tell_of_hit(place, number, found.id)
    return found


def _id_of(place: Place, number: int) -> str:
    from shoroku.cli.past import hits
    from shoroku.cli.state import is_kept

    known = hits(place)
    if known is None:
        raise NoSuchHit(message("hit.no_search" if is_kept() else "hit.off", number=number))
    if number not in known:
        if not known:
            raise NoSuchHit(message("hit.none", number=number))
        raise NoSuchHit(message("hit.unknown", number=number, first=min(known), last=max(known)))
    return known[number]


def _tell_of_hit(place: Place, number: int, taken: str) -> None:
    """Where a record's id looks like a hit's number, say which was meant, and how to name the other."""
    from shoroku.cli.past import hits

    other = (hits(place) or {}).get(number)
    if other is not None and other != taken:
        tell(message("hit.is_id", number=number, id=safe(other)), err=True)
