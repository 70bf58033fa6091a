"""Cursors: opaque, sixteen characters. One names a place in the order of hits, and the state of the index that had it.

A cursor of an earlier state is answered from the order as it is now, and the answer says so.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from shoroku.library import Library
from shoroku.search import Page
from shoroku.search.options import MOST_OFFSET, cursor_at

PATTERN = "^[A-Za-z0-9_-]{16}$"
_STATE, _PLACE = 8, 4


def page(
    library: Library, query: str, asked: Mapping[str, Any], offset: int, cursor: str | None
) -> tuple[Page, str | None, bool]:
    """Return a page, the cursor of the next one (None on the last), and whether ``cursor`` was of an earlier state.

    ``asked`` are arguments of ``Library.search``. ``cursor``, if there is one, matches PATTERN and replaces ``offset``.
    """
    now = state(library)
    before, place = _read(cursor) if cursor else (now, offset)
    where: dict[str, Any] = {"cursor": cursor_at(place)} if cursor else {"offset": offset}
    found = library.search(query, **asked, **where)
    following = _written(now, place + asked["limit"]) if found.cursor and asked["limit"] else None
    return found, following, before != now


def state(library: Library) -> bytes:
    """Return what changes whenever the index does."""
    return hashlib.blake2b(repr(library.mark()).encode(), digest_size=_STATE).digest()


def _written(state: bytes, place: int) -> str:
    return base64.urlsafe_b64encode(state + place.to_bytes(_PLACE, "big")).decode()


def _read(cursor: str) -> tuple[bytes, int]:
    decoded = base64.urlsafe_b64decode(cursor)
    return decoded[:_STATE], min(int.from_bytes(decoded[_STATE:], "big"), MOST_OFFSET)
