"""Facets as pages show them: values to tick, those that are ticked first, and the years as bars."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from shoroku.corpus.record import person_name
from shoroku.indexer import linked_terms
from shoroku.indexer.authority.labels import by_language
from shoroku.labels import LANGUAGES, TYPES
from shoroku.messages import N_, Language, translated
from shoroku.search import FacetValue, Page
from shoroku.web.pages.hits import cut
from shoroku.web.pages.language import tag_of
from shoroku.web.pages.state import VALUED, SearchState

#: Facets in the order in which they are shown; years stand by themselves.
FACETS = tuple(name for name in VALUED if name != "tag")
TYPE_LABELS = TYPES | {"project": N_("project"), "report": N_("report"), "researcher": N_("researcher")}
#: Values that are counted, and values that are shown before one asks for more.
COUNTED, _FIRST = 20, 6
#: The same of projects, funders and institutions, each of which is looked up in a record to tell what it is called.
_COUNTED_LINKED = 10
ALL_YEARS = 2_000
_MOST_BARS = 48
_FEWEST_BARS = 2
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_LONGEST = 120


class Choice(NamedTuple):
    """A value that can be ticked. ``records`` is None for a value that was not counted."""

    value: str
    label: str
    lang: str
    records: int | None
    is_ticked: bool


class ShownFacet(NamedTuple):
    """A facet: the values that are shown at once, and those behind them."""

    name: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


class Bar(NamedTuple):
    """A bar of the histogram: the years it stands for, its records, and its height in hundredths."""

    first: int
    last: int
    records: int
    height: int
    is_chosen: bool


def sizes() -> dict[str, int]:
    """Return what a page counts."""
    linked = dict.fromkeys(linked_terms.COLUMNS, _COUNTED_LINKED)
    return {**dict.fromkeys(FACETS, COUNTED), **linked, "year": ALL_YEARS}


def called(page: Page, state: SearchState, language: Language) -> dict[tuple[str, str], str]:
    """Return what the projects, funders and institutions are called to which a search is narrowed, by filter and value.

    The facets know that of those that are frequent, the records that were found of the others.
    """
    found: dict[tuple[str, str], str] = {}
    for name in linked_terms.COLUMNS:
        for value in state.filters.get(name, ()):
            asked = linked_terms.asked(name, value)
            counted = (one for one in page.facets.get(name, ()) if linked_terms.asked(name, one.value) == asked)
            label = next((_label(one, language) for one in counted if one.label), "")
            found[name, value] = label or _name_in(page, name, [term for _, term in asked], language)
    return {one: label for one, label in found.items() if label}


def _name_in(page: Page, name: str, terms: Iterable[str], language: Language) -> str:
    texts = (one for term in terms for hit in page.hits for one in linked_terms.names_in(hit.record, name, term) if one)
    names = by_language(next(texts, ()))
    return names.get(language) or next(iter(names.values()), "")


def shown_facets(
    counted: Mapping[str, Sequence[FacetValue]],
    state: SearchState,
    language: Language,
    called: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> tuple[ShownFacet, ...]:
    """Return the facets that have anything to choose from. ``called`` says what values name that were chosen."""
    found = (_facet(name, counted.get(name, ()), state.filters.get(name, ()), language, called) for name in FACETS)
    return tuple(facet for facet in found if facet.first)


def _facet(
    name: str,
    values: Sequence[FacetValue],
    ticked: tuple[str, ...],
    language: Language,
    called: Mapping[tuple[str, str], str],
) -> ShownFacet:
    chosen = {one.value for one in values if _is_among(one, ticked)}
    known = {each for one in values for each in (one.value, *one.names.values(), *one.issns)}
    labels = ((value, called.get((name, value), value)) for value in ticked if value not in known)
    uncounted = [Choice(value, cut(label, _LONGEST), tag_of(label, ""), None, True) for value, label in labels]
    choices = [_choice(name, one, one.value in chosen, language) for one in values if one.value]
    first = [*uncounted, *(one for one in choices if one.is_ticked)]
    rest = [one for one in choices if not one.is_ticked]
    room = max(_FIRST - len(first), 0)
    return ShownFacet(name, (*first, *rest[:room]), tuple(rest[room:]))


def _is_among(value: FacetValue, ticked: tuple[str, ...]) -> bool:
    return any(one in ticked for one in (value.value, *value.names.values(), *value.issns))


def _choice(name: str, value: FacetValue, is_ticked: bool, language: Language) -> Choice:
    label = value_label(name, _label(value, language), language)
    return Choice(value.value, cut(label, _LONGEST), tag_of(label, ""), value.count, is_ticked)


def _label(value: FacetValue, language: Language) -> str:
    return value.names.get(language, "") or value.label or value.value


def value_label(name: str, value: str, language: Language) -> str:
    """Return what a value of a filter is called."""
    if name == "type":
        return translated(TYPE_LABELS.get(value, value), language)
    if name == "language":
        return translated(LANGUAGES.get(value, value), language)
    if name in linked_terms.COLUMNS:
        return value.removeprefix(linked_terms.NAME)
    return person_name(value) if name == "author" else value


def bars(years: Sequence[FacetValue], state: SearchState) -> tuple[Bar, ...]:
    """Return the bars of the histogram, oldest first; none for so few years that they say nothing."""
    counts = {int(one.value): one.count for one in years if one.value.isascii() and one.value.isdigit()}
    if len(counts) < _FEWEST_BARS:
        return ()
    first, last = min(counts), max(counts)
    step = next((step for step in _STEPS if last // step - first // step < _MOST_BARS), _STEPS[-1])
    numbers = range(first // step, last // step + 1)
    totals = dict.fromkeys(numbers, 0)
    for year, count in counts.items():
        totals[year // step] += count
    most = max(totals.values())
    return tuple(
        Bar(
            number * step,
            number * step + step - 1,
            totals[number],
            max(round(100 * totals[number] / most), 2) if totals[number] else 0,
            _is_chosen(number * step, number * step + step - 1, state),
        )
        for number in numbers
    )


def _is_chosen(first: int, last: int, state: SearchState) -> bool:
    """Return whether a bar has years that the search is narrowed to, or the search is not narrowed to years."""
    begins_before_end = state.last_year is None or first <= state.last_year
    return begins_before_end and (state.first_year is None or last >= state.first_year)
