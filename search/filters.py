"""What narrows a search: journal, year, language, source, type. Several values of one are alternatives."""

from collections.abc import Iterable
from typing import NamedTuple

import tantivy

from shoroku.corpus.identifiers import issn
from shoroku.indexer import fields
from shoroku.indexer.documents import journal_key
from shoroku.search.errors import BadArgument

#: Facet name -> the field that it counts.
FACETS = {
    "journal": fields.JOURNAL,
    "year": fields.YEAR,
    "language": fields.LANGUAGE,
    "source": fields.SOURCE,
    "type": fields.TYPE,
}

_MOST_YEARS = 9999


class Filters(NamedTuple):
    """What a record must be. An empty tuple and None ask for nothing. ``year`` is a range, both ends included."""

    journal: tuple[str, ...] = ()
    year: tuple[int | None, int | None] | None = None
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()

    def without(self, name: str) -> "Filters":
        """Return these filters but for the one of that name."""
        return Filters(**(self._asdict() | {name: None if name == "year" else ()}))


def filters(
    journal: str | Iterable[str] = (),
    year: int | tuple[int | None, int | None] | None = None,
    language: str | Iterable[str] = (),
    source: str | Iterable[str] = (),
    type: str | Iterable[str] = (),  # noqa: A002 (the field's name)
) -> Filters:
    """Return filters from what a caller gives: one value or several."""
    return Filters(_tuple(journal), _years(year), _tuple(language), _tuple(source), _tuple(type))


def as_queries(asked: Filters, schema: tantivy.Schema, searcher: tantivy.Searcher) -> list[tantivy.Query]:
    """Return one query for each filter that asks for something; they add nothing to a score."""
    queries = []
    if asked.journal:
        keys = [issn(value) or journal_key(value) for value in asked.journal]
        queries.append(tantivy.Query.term_set_query(schema, fields.JOURNAL_KEY, keys))
    if asked.year:
        queries.append(_year_query(schema, *asked.year))
    for name, values in (("language", asked.language), ("source", asked.source), ("type", asked.type)):
        if values:
            field = FACETS[name]
            queries.append(tantivy.Query.term_set_query(schema, field, _as_indexed(searcher, field, values)))
    return [tantivy.Query.const_score_query(query, 0.0) for query in queries]


def _years(year: int | tuple[int | None, int | None] | None) -> tuple[int | None, int | None] | None:
    """Return a year or a range as a range; one that is open at both ends asks for nothing."""
    if isinstance(year, int):
        return year, year
    if year is None or tuple(year) == (None, None):
        return None
    if isinstance(year, str) or len(year) != 2 or not all(end is None or isinstance(end, int) for end in year):
        raise BadArgument(name="year", value=year, expected="2015, (2015, 2020), (2015, None)")
    return year[0], year[1]


def _year_query(schema: tantivy.Schema, first: int | None, last: int | None) -> tantivy.Query:
    low = min(max(first or 0, 0), _MOST_YEARS)
    high = min(max(last if last is not None else _MOST_YEARS, 0), _MOST_YEARS)
    if low > high:
        return tantivy.Query.empty_query()
    return tantivy.Query.range_query(schema, fields.YEAR, tantivy.FieldType.Unsigned, low, high)


def _as_indexed(searcher: tantivy.Searcher, field: str, values: tuple[str, ...]) -> list[str]:
    """Return the values as the index spells them, whatever the case or width of those given; unknown ones are left out."""
    known: dict[str, list[str]] = {}
    for value, _ in searcher.terms_with_prefix(field, ""):
        known.setdefault(journal_key(value), []).append(value)
    return [spelled for value in values for spelled in known.get(journal_key(value), ())]


def _tuple(values: str | Iterable[str]) -> tuple[str, ...]:
    found = (values,) if isinstance(values, str) else tuple(values)
    if not all(isinstance(value, str) for value in found):
        raise BadArgument(name="filter", value=found, expected="text")
    return found
