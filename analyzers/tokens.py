"""The token: what every chain returns, and what the index and the highlighter use."""

from typing import NamedTuple


class Token(NamedTuple):
    """One indexed word of a text.

    ``text`` is the term; it contains no white space. ``position`` counts words from 0. ``start`` and ``end`` are offsets
    in code points into the original text; ``end`` is exclusive.
    """

    text: str
    position: int
    start: int
    end: int
