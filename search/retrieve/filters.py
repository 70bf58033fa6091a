"""Filters as expressions: journal, year, language, source, … Several values of one filter are alternatives."""

from shoroku.corpus.normalize.language import base
from shoroku.indexer import fields, linked_terms
from shoroku.indexer.authority.labels import folded, name_key, tag_term
from shoroku.indexer.authority.registry import Kind, key
from shoroku.search.engine.expressions import NOTHING, AnyTerm, Combination, Expression, Range, Term, Unscored
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters
from shoroku.search.retrieve import authors

#: Facet -> the field that is counted and, for most, filtered by.
FIELD_OF_FACET = {
    "journal": fields.JOURNAL,
    "year": fields.YEAR,
    "language": fields.LANGUAGE,
    "source": fields.SOURCE,
    "type": fields.TYPE,
    "author": fields.AUTHOR,
    "publisher": fields.PUBLISHER,
    "subject": fields.TOPIC,
    **linked_terms.COLUMNS,
}

_MOST_YEARS = 9999
#: Minimum length of the beginning of a name, and maximum number of names with that beginning.
_SHORTEST_START, _MOST_NAMES = 2, 1_000


def filter_expressions(filters: Filters, view: IndexView) -> list[Expression]:
    """Return one expression for each filter that is set; they do not affect scores."""
    found: list[Expression] = []
    if filters.journal:
        found.append(_named(view, "journal", fields.JOURNAL_KEY, filters.journal))
    if filters.publisher:
        found.append(_named(view, "publisher", fields.PUBLISHER_KEY, filters.publisher))
    if filters.author:
        found.append(Combination(should=[authors.counted_as(name) for name in filters.author]))
    if filters.subject:
        found.append(AnyTerm(fields.TOPIC, [folded(value) for value in filters.subject]))
    if filters.tag:
        found.append(AnyTerm(fields.HAS, [tag_term(value) for value in filters.tag]))
    found += [_linked(name, values) for name in linked_terms.COLUMNS if (values := getattr(filters, name))]
    if filters.year:
        found.append(_years(*filters.year))
    for name, values in (("language", filters.language), ("source", filters.source), ("type", filters.type)):
        if values:
            if name == "language":
                values = tuple(base(value) or value for value in values)
            found.append(AnyTerm(FIELD_OF_FACET[name], _as_indexed(view, FIELD_OF_FACET[name], values)))
    return [Unscored(one) for one in found]


def _linked(name: str, values: tuple[str, ...]) -> Expression:
    """Return the expression for projects, funders or institutions."""
    terms = dict.fromkeys(term for value in values for term in linked_terms.asked(name, value))
    return Combination(should=[Term(*term) for term in terms])


def _named(view: IndexView, kind: Kind, field: str, names: tuple[str, ...]) -> Expression:
    """Return the expression for journals or publishers: what has one of the names itself, and all that is the same one.

    A name that ends with ``*`` is the beginning of names.
    """
    names = tuple(whole for name in names for whole in _whole_names(view, field, name))
    known = [identity for name in names if (identity := view.registry.called(kind, name))]
    signatures = [signature for one in known for signature in one.signatures]
    by_name = AnyTerm(field, [key(name) for name in names])
    return Combination(should=[by_name, AnyTerm(FIELD_OF_FACET[kind], signatures)])


def _whole_names(view: IndexView, field: str, name: str) -> list[str]:
    """Return the names that begin so, those that most records have, if ``name`` ends with ``*``; else the name."""
    start = name_key(name.rstrip("*")) if name.endswith("*") else ""
    if len(start) < _SHORTEST_START:
        return [name]
    return [whole for whole, _ in view.engine.terms(field, start, _MOST_NAMES)]


def _years(first: int | None, last: int | None) -> Expression:
    low = min(max(first or 0, 0), _MOST_YEARS)
    high = min(max(last if last is not None else _MOST_YEARS, 0), _MOST_YEARS)
    return Range(fields.YEAR, low, high) if low <= high else NOTHING


def _as_indexed(view: IndexView, field: str, values: tuple[str, ...]) -> list[str]:
    """Return the values as spelled in the index, ignoring case and width; unknown values are left out."""
    known: dict[str, list[str]] = {}
    for value, _ in view.engine.terms(field, ""):
        known.setdefault(folded(value), []).append(value)
    return [spelled for value in values for spelled in known.get(folded(value), ())]
