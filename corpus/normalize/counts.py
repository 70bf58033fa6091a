"""Whole numbers as sources write them, and what they count about a work or a project."""

from shoroku.corpus.record import LARGEST_COUNT, Count

#: More digits than any number has that a source means; Python refuses to convert a few thousand.
_LONGEST = 16


def whole(written: str) -> int | None:
    """Return a whole number of at most sixteen digits of any script, None if the text is none."""
    return int(written) if written.isdecimal() and len(written) <= _LONGEST else None


def stated(kind: str, value: object, source: str, date: str = "") -> tuple[Count, ...]:
    """Return the count that a source states, none if ``value`` is no whole number or larger than any count may be."""
    written = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    number = whole(written) if written.isascii() else None
    return () if number is None or number > LARGEST_COUNT else (Count(kind, number, source, date),)
