"""Facets: counts by journal, year, author and the like.

A facet ignores its own filter: after choosing one journal, a user still sees the counts of the others.

The index counts signatures of journals and publishers, and keys of people and subjects (``indexer/authority/labels.py``). Which
signatures are one journal is in the registry; how a key is written is looked up in the first records that have it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple, get_args

import msgspec

from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.record import Record
from shoroku.corpus.records import Records
from shoroku.indexer import fields, linked_terms
from shoroku.indexer.authority import labels
from shoroku.indexer.authority.labels import Identity
from shoroku.indexer.authority.registry import Kind, as_read
from shoroku.search.engine.engine import Counted
from shoroku.search.engine.expressions import AllOf, AnyTerm, Combination, Expression, Term
from shoroku.search.index_view import IndexView
from shoroku.search.options import MOST_VALUES, Filters
from shoroku.search.plan import SearchPlan
from shoroku.search.retrieve.authors import BOTH
from shoroku.search.retrieve.filters import FIELD_OF_FACET, filter_expressions

#: Facets with names from the registry, and facets whose values are keys.
REGISTERED: frozenset[str] = frozenset(get_args(Kind))
KEYED = frozenset({"author", "subject", *linked_terms.COLUMNS})

#: Assumed maximum number of signatures of a journal; minimum number of signatures to request, so that few journals need only
#: one count; how many more journals than are shown are counted exactly.
_SIGNATURES, _FEWEST_SIGNATURES, _SPARE = 40, 1_000, 3
#: Number of records from which the display form of a key is taken; display forms that are kept while the index stays as it is.
_LOOKED_AT, _KEPT = 5, 20_000
#: Searches of which the facets are kept, for the other pages of a search and for the front page.
_KEPT_SEARCHES = 256


class FacetValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value of a facet and how many records have it.

    A journal, a publisher or a person with a name in both languages has ``names``, by language (``ja``, ``en``); a journal has
    its ``issns``. ``value`` is what to filter by. A project, a funder or an institution has an identifier as its value, else
    ``name:`` and the name; ``label`` is what records call it, "" if they give no name, and ``names`` are its names by language.
    """

    value: str
    count: int
    names: dict[str, str] = {}
    issns: tuple[str, ...] = ()
    label: str = ""


#: Values of facets, by the facet.
Facets = dict[str, tuple[FacetValue, ...]]


class Listing(NamedTuple):
    """A list of journals or people: the total number, and those that were requested."""

    total: int
    values: tuple[FacetValue, ...]


class FacetCounter:
    """Counts over one snapshot of the index."""

    def __init__(self, view: IndexView, store: Records) -> None:
        self._view, self._store = view, store
        self._counted: tuple[Expression, dict[str, Counted]] | None = None

    def count(self, expression: Expression, sizes: Mapping[str, int]) -> int:
        """Return how many records an expression finds. Its facets are counted on the way."""
        total, counts = self._view.engine.counts(expression, _asked(sizes), highest=(fields.YEAR,))
        self._counted = expression, counts
        return total

    def known(self, plan: SearchPlan) -> Facets | None:
        """Return the facets of the records with all the words of a plan if another page of the search has counted them."""
        found = self._view.statistics.facets.get(_asked_by(plan))
        return None if found is None else _copied(found)

    def keep(self, plan: SearchPlan, facets: Facets) -> None:
        """Keep the facets of the records with all the words of a plan, while the index stays as it is."""
        kept = self._view.statistics.facets
        if facets:
            kept[_asked_by(plan)] = _copied(facets)
        for oldest in list(kept)[:-_KEPT_SEARCHES]:
            kept.pop(oldest, None)

    def facets(self, counted: Expression, filters: Filters, sizes: Mapping[str, int]) -> Facets:
        """Return the most frequent values of each facet (years: newest first) with their counts.

        ``counted`` finds what is counted within ``filters``, of which each facet leaves its own out.
        """
        groups: dict[Filters, list[str]] = {}
        for name in sizes:
            groups.setdefault(filters.without(name), []).append(name)
        found: dict[str, tuple[FacetValue, ...]] = {}
        for kept, together in groups.items():
            if self._counted and self._counted[0] is counted and not any(filters):
                narrowed, counts = self._counted
            else:
                narrowed = self._view.engine.prepare(self.narrowed(counted, kept))
                asked = _asked({name: sizes[name] for name in together})
                _, counts = self._view.engine.counts(narrowed, asked, highest=(fields.YEAR,))
            for name in together:
                if name == "tag":
                    found[name] = self._tags(narrowed, sizes[name])
                    continue
                result = counts[FIELD_OF_FACET[name]]
                if name in REGISTERED:
                    found[name] = self._registered(name, narrowed, result, sizes[name])  # type: ignore[arg-type]
                else:
                    found[name] = self._values(name, result.values)
        return {name: found[name] for name in sizes}

    def narrowed(self, expression: Expression, filters: Filters) -> Expression:
        """Return the expression with the filters."""
        return AllOf((expression, *filter_expressions(filters, self._view))) if any(filters) else expression

    def _tags(self, narrowed: Expression, size: int) -> tuple[FacetValue, ...]:
        """Return the most frequent tags. They are terms of a field with other terms, which a facet would count, too."""
        counts = self._view.engine.terms(fields.HAS, labels.tag_term(""), within=narrowed)
        return self.written("tag", nsmallest(size, counts, key=lambda item: (-item[1], item[0])))

    def _values(self, name: str, counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
        """Return counts as they are shown. Of equal counts the first in the order of the values comes first."""
        if name == "year":
            return tuple(FacetValue(*item) for item in counts.items())
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return self.written(name, ordered) if name in KEYED else tuple(FacetValue(*item) for item in ordered)

    def _registered(self, kind: Kind, narrowed: Expression, result: Counted, size: int) -> tuple[FacetValue, ...]:
        """Merge signatures. If there are more than were requested, count all signatures of the best journals again."""
        counts = result.values
        if result.others:
            field = FIELD_OF_FACET[kind]
            best = nsmallest(size * _SPARE, self._together(kind, counts).items(), key=_rank)
            signatures = [each for one, _ in best for each in self._identity(kind, one).signatures]
            only = Combination(must=(narrowed, AnyTerm(field, signatures)))
            _, of_best = self._view.engine.counts(only, {field: MOST_VALUES})
            whole = of_best[field].values
            counts = {signature: whole[signature] for signature in signatures if signature in whole}
        return self.registered(kind, counts, size)

    def counts(self, field: str, expression: Expression, filters: Filters) -> dict[str, int]:
        """Return how many records there are under every term of a field."""
        return dict(self._view.engine.terms(field, "", within=self.narrowed(expression, filters)))

    def seqs(self, expression: Expression) -> list[int]:
        """Return the numbers of all the records that an expression finds, in their order."""
        return self._in_order(expression, max(self._view.engine.num_docs, 1))

    def registered(
        self, kind: Kind, counts: Mapping[str, int], size: int, fits: Callable[[Identity], bool] = lambda one: True
    ) -> tuple[FacetValue, ...]:
        """Return the ``size`` commonest journals or publishers, of those that fit, from counts of their signatures."""
        best = nsmallest(size, self._together(kind, counts).items(), key=_rank)
        chosen = ((self._identity(kind, one), count) for one, count in best)
        return tuple(_named(identity, count) for identity, count in chosen if fits(identity))

    def _together(self, kind: Kind, counts: Mapping[str, int]) -> dict[int | str, int]:
        """Return the counts of journals, by their numbers, or by their signatures where the registry has none yet."""
        together: dict[int | str, int] = {}
        numbers = self._view.registry.numbers(kind, counts)
        for number, (signature, count) in zip(numbers, counts.items(), strict=True):
            one = signature if number is None else number
            together[one] = together.get(one, 0) + count
        return together

    def _identity(self, kind: Kind, one: int | str) -> Identity:
        return self._view.registry.identity(kind, one) if isinstance(one, int) else as_read(one)

    def written(self, name: str, counts: Sequence[tuple[str, int]]) -> tuple[FacetValue, ...]:
        """Return people, subjects or tags as their records write them, in the order given, from their keys and counts."""
        known = self._view.statistics.written
        found: dict[str, FacetValue] = {key: one for key, _ in counts if (one := known.get((name, key)))}
        field = fields.HAS if name == "tag" else FIELD_OF_FACET[name]
        seqs = {key: self._first_records(name, field, key) for key, _ in counts if key not in found}
        records = self._store.records(list({seq for some in seqs.values() for seq in some}))
        for key, some in seqs.items():
            found[key] = _written(name, key, 0, [records[seq] for seq in some if seq in records])
            if all(seq in records for seq in some):  # else one was removed meanwhile
                known[name, key] = found[key]
        if len(known) > _KEPT:
            known.clear()
        return tuple(_own(found[key], count) for key, count in counts)

    def called(self, name: str, keys: Sequence[str]) -> list[str]:
        """Return what records call some projects, funders or institutions; with its identifier what has one."""
        return [_with_identifier(one) for one in self.written(name, [(key, 0) for key in keys])]

    def _first_records(self, name: str, field: str, key: str) -> list[int]:
        """Return the first records with a key; before them the record of a project, which knows its title."""
        first = self._in_order(Term(field, key), _LOOKED_AT)
        if name == "project":
            itself = AllOf((Term(field, key), Term(fields.TYPE, PROJECT)))
            first = list(dict.fromkeys((*self._in_order(itself, 1), *first)))
        return first

    def _in_order(self, expression: Expression, most: int) -> list[int]:
        return [int(seq) for seq in self._view.engine.top(expression, most, by=fields.SEQ, direction="ascending").keys]


def _copied(facets: Facets) -> Facets:
    """Return facets whose names a caller may change while others are kept."""
    return {name: tuple(_own(value, value.count) for value in values) for name, values in facets.items()}


def _own(value: FacetValue, count: int) -> FacetValue:
    """Return a value with another count, and with names of its own."""
    return msgspec.structs.replace(value, count=count, names=dict(value.names))


def _asked_by(plan: SearchPlan) -> Hashable:
    """Return what the facets of a search depend on."""
    options = plan.options
    return plan.text, plan.filters, options.features, options.lang, tuple(options.facets.items())


def by_count(value: FacetValue) -> tuple[int, str]:
    """Sort by count, the highest first, then by the value."""
    return -value.count, value.value


def _asked(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return how many values of which fields the index is asked for: signatures become fewer when they are put together."""
    return {
        FIELD_OF_FACET[name]: min(max(size * _SIGNATURES, _FEWEST_SIGNATURES), MOST_VALUES)
        if name in REGISTERED
        else size
        for name, size in sizes.items()
        if name != "tag"
    }


def _rank(item: tuple[int | str, int]) -> tuple[int, bool, int | str]:
    """Sort by count, highest first, then by number, which is the order of names; values without a number come last."""
    one, count = item
    return -count, isinstance(one, str), one


def _named(one: Identity, count: int) -> FacetValue:
    return FacetValue(one.name, count, dict(one.names) if len(one.names) > 1 else {}, one.issns)


def _written(name: str, key: str, count: int, records: Sequence[Record]) -> FacetValue:
    """Choose how a key is displayed: in two languages if possible, not as ``Surname, Given``, and as most records do."""
    if name in linked_terms.COLUMNS:
        return _called(name, key, count, records)
    found: Counter[tuple[str, ...]] = Counter(names for record in records for names in _WRITTEN[name](record, key))
    if not found:
        return FacetValue(key, count)
    names = min(found, key=lambda names: (-len(names), name == "author" and _is_turned(names), -found[names], names))
    by_language = dict(zip(("ja", "en"), names, strict=True)) if len(names) > 1 else {}
    return FacetValue(BOTH.join(names), count, by_language)


def _called(name: str, key: str, count: int, records: Sequence[Record]) -> FacetValue:
    """Return a project, a funder or an institution as the first record calls it that gives a name."""
    value = linked_terms.as_written(name, key)
    given = (labels.by_language(texts) for record in records for texts in linked_terms.names_in(record, name, key))
    names = next(filter(None, given), {})
    label = next(iter(names.values()), "")
    if not label and key.startswith(linked_terms.AWARD):
        label = next(filter(None, (linked_terms.award_in(record, key) for record in records)), "")
    if label and value.startswith(linked_terms.NAME):
        value = f"{linked_terms.NAME}{label}"
    return FacetValue(value, count, names if len(names) > 1 else {}, label=label)


def _with_identifier(one: FacetValue) -> str:
    if one.value.startswith((linked_terms.NAME, linked_terms.AWARD)):
        return one.label or one.value.removeprefix(linked_terms.NAME)
    return f"{one.value} ({one.label})" if one.label else one.value


def _is_turned(names: Sequence[str]) -> bool:
    return any("," in name for name in names)


def _people(record: Record, key: str) -> Iterable[tuple[str, ...]]:
    return {
        names for person in record.creators if labels.author(person) == key for names in [labels.author_names(person)]
    }


def _subjects(record: Record, key: str) -> Iterable[tuple[str, ...]]:
    return {(" ".join(text.value.split()),) for text in record.subjects if labels.folded(text.value) == key}


def _tags(record: Record, key: str) -> Iterable[tuple[str, ...]]:
    return {(tag,) for tag in record.tags if labels.tag_term(tag) == key}


_WRITTEN = {"author": _people, "subject": _subjects, "tag": _tags}
