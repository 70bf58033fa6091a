"""Terms for where in a journal a record stands (volume, number, pages), for its month, and for its links.

They stand in the field ``has``, as tags do: they are few for each record, and the same in many. The year has a field of its own.
"""

import re
import unicodedata
from collections.abc import Iterator

from shoroku.analyzers.remembered import remembered
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.record import Record

#: Fields of a query that these terms answer.
FIELDS = ("volume", "number", "pages")
#: The term of the records that have a link, a value of ``has:``.
LINK = "link"
_LONGEST = 60
_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
#: Signs between two digits separate numbers (a number 1/2 is not 12); other signs are only how a value is written.
_SIGNS = re.compile(r"((?<=\d)[\W_]+(?=\d))|[\W_]+")
#: A number with the name of what it counts in English or Japanese, or with leading zeros.
_NUMBER = re.compile(r"(?:volume|vol|number|issue|no|第)?0*(\d[\d-]*)(?:巻|号)?")
#: What pages are called before or after their numbers. Without a dot, p and S may be the prefix of a page (S12 in a supplement).
_PAGE_NAME = re.compile(r"(?<!\w)(?:pages?|pp\.?|[ps]\.|頁|ページ)\s*(?=\w*\d)|(?<=\d)\s*(?:頁|ページ)", re.IGNORECASE)


def terms(record: Record) -> Iterator[str]:
    """Yield the terms of a record."""
    if record.volume:
        yield from _terms("volume", record.volume)
    if record.issue:
        yield from _terms("number", record.issue)
    if record.pages:
        first, last, _ = _ends(record.pages)
        yield from _terms("first", first)
        yield from _terms("last", last)
    if record.links:
        yield LINK
    if (month := record.date[5:7]) in _MONTHS:  # a program may pass a date of another form
        yield month_term(int(month))


def month_term(month: int) -> str:
    """Return the term of the records of a month, 1 to 12, of any year."""
    return f"month={month:02}"


def asked(field: str, written: str) -> tuple[tuple[str, ...], ...]:
    """Return what a value of a field of the query asks for: alternatives, of each of which a record must have all terms.

    Pages are asked for as a range, or by the first or the last of them; ``1-1`` asks for the articles of page 1 alone.
    """
    if field != "pages":
        return _alternatives(_terms(field, written))
    first, last, is_range = _ends(written)
    ends = (*_terms("first", first), *_terms("last", last))
    return (ends,) if is_range and ends else _alternatives(ends)


def _ends(written: str) -> tuple[str, str, bool]:
    """Return the first and the last page, "" for one that is left open, and whether they are written as a range."""
    text = _PAGE_NAME.sub("", unicodedata.normalize("NFKC", written)).strip()
    whole = pages(text)
    first, sign, last = whole.partition("-")
    return first, last if sign else first, bool(sign) or whole != text  # 1-1 has become 1


def _alternatives(found: Iterator[str] | tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((term,) for term in found)


def _terms(name: str, written: str) -> Iterator[str]:
    """Yield the term of a value, none if it has no letter and no digit."""
    if value := _folded(written):
        yield f"{name}={value}"


@remembered(50_000)
def _folded(written: str) -> str:
    """Return a volume, a number or a page without its name, case, width, signs, and leading zeros: ``Vol. 012`` -> ``12``."""
    text = unicodedata.normalize("NFKC", written[:_LONGEST]).casefold()
    text = _SIGNS.sub(lambda match: "-" if match[1] else "", text)
    match = _NUMBER.fullmatch(text)
    return (match[1] if match else text).encode(errors="replace").decode()  # a lone surrogate cannot be indexed
