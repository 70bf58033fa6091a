"""Dates with months in words (``2018 Apr 5``, ``1998 Winter``), as in PubMed and BibTeX."""

import re

from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.counts import whole

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WORDS = re.compile(r"(?<!\d)(\d{4})[\s,./-]*([A-Za-z]{3,9})\.?(?:[\s,./-]*(\d{1,2})(?![\d-]))?", re.ASCII)


def month(written: str) -> str:
    """Return a month, given as a word or a number, as two digits; "" if it is no month."""
    written = written.strip().lower()
    number = whole(written) or _MONTHS.get(written[:3], 0)
    return f"{number:02d}" if 1 <= number <= 12 else ""


def date(written: str, field: str) -> str:
    """Return a date like ``cleaning.date``, but also accept months in words. Raises BadDate."""
    match = _WORDS.search(written)
    if not match or not month(match.group(2)):
        return cleaning.date(written, field)
    return of_parts(match.group(1), match.group(2), match.group(3) or "", field)


def of_parts(year: str, month_: str, day: str, field: str) -> str:
    """Return the date made of the parts that are given. Raises BadDate if there is no year."""
    parts = [year.strip()]
    if (number := month(month_)) and parts[0]:
        parts += [number] if (of_month := whole(day.strip())) is None else [number, f"{of_month:02d}"]
    return cleaning.date("-".join(parts), field)
