"""A token: the unit that every chain hands out and that the index and the highlighter share."""

from typing import NamedTuple


class Token(NamedTuple):
    """One word of a text, as it is indexed.

    ``text`` is the term; it never holds white space. ``position`` counts words from 0. ``start`` and ``end`` are
    character (code point) offsets into the text as it was given, ``end`` exclusive.
    """

    text: str
    position: int
    start: int
    end: int
