"""Expressions for volume, number and pages, and for months."""

from shoroku.indexer import fields, issue_terms
from shoroku.search.engine.expressions import NOTHING, AllOf, AnyTerm, Combination, Expression, Range, Term
from shoroku.search.years import Month, read_months

_MOST_YEARS = 9999


def in_issue(field: str, written: str) -> Expression:
    """Return the expression for the records with a volume, a number or pages (``issue_terms.FIELDS``)."""
    ways = [AllOf([Term(fields.HAS, term) for term in some]) for some in issue_terms.asked(field, written)]
    return Combination(should=ways) if ways else NOTHING


def in_months(written: str) -> Expression:
    """Return the expression for the records that are surely of a range of months.

    A record of which only the year is known is so if the whole year is within the range. Years without records of a known
    month need no terms, so a range costs two short lists of months however long it is.
    """
    months = read_months(written)
    if months is None:
        return NOTHING
    first, last, _ = months
    return AllOf([*([_since(first)] if first else ()), *([_until(last)] if last else ())])


def _since(first: Month) -> Expression:
    year, month = first
    if month == 1:
        return Range(fields.YEAR, year, _MOST_YEARS)
    return Combination(should=[Range(fields.YEAR, year + 1, _MOST_YEARS), _in_year(year, month, 12)])


def _until(last: Month) -> Expression:
    year, month = last
    if month == 12:
        return Range(fields.YEAR, 0, year)
    return Combination(should=[Range(fields.YEAR, 0, max(year - 1, 0)), _in_year(year, 1, month)])


def _in_year(year: int, first: int, last: int) -> Expression:
    terms = [issue_terms.month_term(month) for month in range(first, last + 1)]
    return AllOf([Range(fields.YEAR, year, year), AnyTerm(fields.HAS, terms)])
