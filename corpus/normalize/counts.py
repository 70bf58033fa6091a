"""Numbers that sources state about a work or a project."""

from shoroku.corpus.record import LARGEST_COUNT, Count


def stated(kind: str, value: object, source: str, date: str = "") -> tuple[Count, ...]:
    """Return the count that a source states, none if ``value`` is no whole number or larger than any count may be."""
    written = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    is_number = written.isascii() and written.isdecimal() and len(written) < 17
    return (Count(kind, int(written), source, date),) if is_number and int(written) <= LARGEST_COUNT else ()
