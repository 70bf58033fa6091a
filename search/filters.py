"""What narrows a search: journal, year, language, source, … Several values of one are alternatives."""

from collections.abc import Iterable
from typing import NamedTuple

import tantivy

from shoroku.indexer import fields
from shoroku.indexer.authority.labels import folded
from shoroku.indexer.authority.registry import Kind, Registry, key
from shoroku.search import people
from shoroku.search.errors import BadArgument

#: Facet name -> the field that it counts.
FACETS = {
    "journal": fields.JOURNAL,
    "year": fields.YEAR,
    "language": fields.LANGUAGE,
    "source": fields.SOURCE,
    "type": fields.TYPE,
    "author": fields.AUTHOR,
    "publisher": fields.PUBLISHER,
    "subject": fields.TOPIC,
}

_MOST_YEARS = 9999

Occur, Q = tantivy.Occur, tantivy.Query


class Filters(NamedTuple):
    """What a record must be. An empty tuple and None ask for nothing. ``year`` is a range, both ends included."""

    journal: tuple[str, ...] = ()
    year: tuple[int | None, int | None] | None = None
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()

    def without(self, name: str) -> "Filters":
        """Return these filters but for the one of that name."""
        return Filters(**(self._asdict() | {name: None if name == "year" else ()}))


def filters(
    journal: str | Iterable[str] = (),
    year: int | tuple[int | None, int | None] | None = None,
    language: str | Iterable[str] = (),
    source: str | Iterable[str] = (),
    type: str | Iterable[str] = (),  # noqa: A002 (the field's name)
    author: str | Iterable[str] = (),
    publisher: str | Iterable[str] = (),
    subject: str | Iterable[str] = (),
) -> Filters:
    """Return filters from what a caller gives: one value or several."""
    return Filters(
        _tuple(journal),
        _years(year),
        _tuple(language),
        _tuple(source),
        _tuple(type),
        _tuple(author),
        _tuple(publisher),
        _tuple(subject),
    )


def as_queries(
    asked: Filters, schema: tantivy.Schema, searcher: tantivy.Searcher, registry: Registry
) -> list[tantivy.Query]:
    """Return one query for each filter that asks for something; they add nothing to a score."""
    queries = []
    if asked.journal:
        queries.append(_named(schema, registry, "journal", fields.JOURNAL_KEY, asked.journal))
    if asked.publisher:
        queries.append(_named(schema, registry, "publisher", fields.PUBLISHER_KEY, asked.publisher))
    if asked.author:
        queries.append(Q.boolean_query([(Occur.Should, people.query(schema, name)) for name in asked.author]))
    if asked.subject:
        queries.append(Q.term_set_query(schema, fields.TOPIC, [folded(value) for value in asked.subject]))
    if asked.year:
        queries.append(_year_query(schema, *asked.year))
    for name, values in (("language", asked.language), ("source", asked.source), ("type", asked.type)):
        if values:
            field = FACETS[name]
            queries.append(Q.term_set_query(schema, field, _as_indexed(searcher, field, values)))
    return [Q.const_score_query(query, 0.0) for query in queries]


def _named(schema: tantivy.Schema, registry: Registry, kind: Kind, field: str, names: tuple[str, ...]) -> tantivy.Query:
    """Return the query for journals or publishers: what carries one of the names itself, and all that is the same one."""
    carrying = Q.term_set_query(schema, field, [key(name) for name in names])
    known = [identity for name in names if (identity := registry.called(kind, name))]
    same = Q.term_set_query(schema, FACETS[kind], [signature for one in known for signature in one.signatures])
    return Q.boolean_query([(Occur.Should, carrying), (Occur.Should, same)])


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
        return Q.empty_query()
    return Q.range_query(schema, fields.YEAR, tantivy.FieldType.Unsigned, low, high)


def _as_indexed(searcher: tantivy.Searcher, field: str, values: tuple[str, ...]) -> list[str]:
    """Return the values as the index spells them, whatever the case or width of those given; unknown ones are left out."""
    known: dict[str, list[str]] = {}
    for value, _ in searcher.terms_with_prefix(field, ""):
        known.setdefault(folded(value), []).append(value)
    return [spelled for value in values for spelled in known.get(folded(value), ())]


def _tuple(values: str | Iterable[str]) -> tuple[str, ...]:
    found = (values,) if isinstance(values, str) else tuple(values)
    if not all(isinstance(value, str) for value in found):
        raise BadArgument(name="filter", value=found, expected="text")
    return found
