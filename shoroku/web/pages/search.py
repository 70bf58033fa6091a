"""The page of a search, and the front page."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Unpack

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shoroku.corpus import writers
from shoroku.library import Library
from shoroku.messages import N_, Language
from shoroku.redistribution import shared_page
from shoroku.search import Page, SearchArguments
from shoroku.web.backend import Backend
from shoroku.web.pages import facets, render
from shoroku.web.pages.hits import shown_hit
from shoroku.web.pages.language import language_of, tag_of
from shoroku.web.pages.state import LEFT_OUT, MOST_PAGES, PAGE_SIZE, SORTS, VALUED, SearchState

#: What the orders are called, and formats of files, in the order in which they are offered.
SORT_LABELS = {
    "relevance": N_("Relevance"),
    "newest": N_("Newest first"),
    "oldest": N_("Oldest first"),
    "title": N_("Title"),
    "cited": N_("Most cited"),
}
FORMATS = {
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "nbib": "NBIB (PubMed)",
    "csv": "CSV",
    "tsv": "TSV",
    "md": "Markdown",
    "jsonl": "JSONL",
}
_PAGES_BESIDE = 2
_MOST_EXPANSIONS = 12
_MOST_SAVED = 50


class Chip(NamedTuple):
    """A filter in use: its name, its value, the value's language, and the state without it."""

    name: str
    label: str
    lang: str
    without: SearchState


async def search_page(request: Request) -> Response:
    """Answer with the page of a search, or with the front page where nothing is asked."""
    backend = Backend.of(request)
    state = SearchState.of(request.query_params)
    check_length(state.query, backend)
    if not state.is_asked:
        return await _front_page(request, state)
    found = await backend.ask(
        _shared,
        backend.library,
        state.query,
        **state.filter_arguments(),
        facets=facets.sizes(),
        sort=state.sort,
        limit=PAGE_SIZE,
        offset=state.offset,
        exact=state.exact,
        lang=state.texts,
    )
    language = language_of(request)
    return render.page(request, "search.html", state=state, **_shown(found, state, language))


def _shared(library: Library, query: str, **asked: Unpack[SearchArguments]) -> Page:
    """Search, and return the page as it may leave the machine."""
    return shared_page(library, library.search(query, **asked))


def check_length(query: str, backend: Backend) -> None:
    """Raise HTTPException if a query is longer than the server takes."""
    if len(query) > backend.settings.max_query:
        raise HTTPException(400, f"The query is longer than {backend.settings.max_query} characters.")


def _shown(page: Page, state: SearchState, language: Language) -> dict[str, Any]:
    """Return what the template of a search shows."""
    guessed = {"guess"}
    also = list(dict.fromkeys(one.written for one in page.also_searched if one.kind not in guessed))
    listed = page.total + page.relaxed_total
    called = facets.called(page, state, language)
    return {
        "found": page,
        "hits": [shown_hit(hit) for hit in page.hits],
        "also": [(word, tag_of(word, "")) for word in also[:_MOST_EXPANSIONS]],
        "more_also": max(len(also) - _MOST_EXPANSIONS, 0),
        "notices": [notice.text(language) for notice in page.notices],
        "partial": page.partial.text(language) if page.partial else "",
        "left_out": [(name, LEFT_OUT[name]) for name in state.left_out],
        "facets": facets.shown_facets(page.facets, state, language, called),
        "bars": facets.bars(page.facets.get("year", ()), state),
        "years": year_span(page.facets.get("year", ())),
        "chips": list(_chips(state, language, called)),
        "sorts": [(sort, SORT_LABELS[sort]) for sort in SORTS],
        "formats": [
            (name, FORMATS.get(name, name)) for name in (*FORMATS, *writers.names()) if name in writers.names()
        ][: len(writers.names())],
        "pages": page_numbers(state.page, listed, has_next=page.cursor is not None),
        "is_last_shown": page.cursor is not None and state.page >= MOST_PAGES,
        "has_next": page.cursor is not None and state.page < MOST_PAGES,
    }


def year_span(years: Iterable[Any]) -> tuple[str, str]:
    """Return the first and the last year that were counted, "" for none."""
    numbers = sorted(int(one.value) for one in years if one.value.isascii() and one.value.isdigit())
    return (str(numbers[0]), str(numbers[-1])) if numbers else ("", "")


def page_numbers(page: int, listed: int, *, has_next: bool) -> list[int]:
    """Return the numbers of the pages to offer: the first, the neighbours, and the last that can be shown; 0 is a gap."""
    last = min(max(-(-listed // PAGE_SIZE), page + has_next), MOST_PAGES)
    wanted = {1, last, *range(page - _PAGES_BESIDE, page + _PAGES_BESIDE + 1)}
    numbers: list[int] = []
    for number in sorted(one for one in wanted if 1 <= one <= last):
        if numbers and number > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


def _chips(state: SearchState, language: Language, called: Mapping[tuple[str, str], str]) -> Iterable[Chip]:
    """Yield the filters in use. ``called`` says what identifiers among them name."""
    for name in VALUED:
        for value in state.filters.get(name, ()):
            label = called.get((name, value)) or facets.value_label(name, value, language)
            yield Chip(name, label, tag_of(label, ""), state.without_value(name, value))
    if (state.first_year, state.last_year) != (None, None):
        first, last = state.first_year or "", state.last_year or ""
        years = str(first) if first == last else f"{first}–{last}"
        yield Chip("year", years, "", state.changed(first_year=None, last_year=None))


class _Overview(NamedTuple):
    page: Page
    saved: tuple[str, ...]


def _overview(library: Library) -> _Overview:
    """Return the counts of a whole library and the names of its saved searches."""
    page = library.search("", limit=0, facets=facets.sizes())
    saved = tuple(one.name for one in library.saved)[:_MOST_SAVED]
    return _Overview(page, saved)


async def _front_page(request: Request, state: SearchState) -> Response:
    backend = Backend.of(request)
    overview = await backend.ask(_overview, backend.library)
    language = language_of(request)
    years = overview.page.facets.get("year", ())
    everything = replace(state, is_asked=True)
    return render.page(
        request,
        "front.html",
        state=state,
        everything=everything,
        total=overview.page.total,
        facets=facets.shown_facets(overview.page.facets, everything, language),
        bars=facets.bars(years, everything),
        years=year_span(years),
        saved=overview.saved,
    )
