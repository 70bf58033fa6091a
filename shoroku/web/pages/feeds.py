"""Atom feeds (RFC 4287): what was added last of the records that a search finds, or a saved search of the library."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from shoroku.corpus.licence import passed_on
from shoroku.corpus.main_text import main_and_other
from shoroku.corpus.record import Record, citation, titles
from shoroku.library import Library
from shoroku.web.backend import Backend
from shoroku.web.pages import render
from shoroku.web.pages.hits import Shown, cut, shown, shown_record
from shoroku.web.pages.links import Links
from shoroku.web.pages.search import check_length
from shoroku.web.pages.state import SearchState

_ENTRIES = 30
_SUMMARY = 1_000
#: For a library without records: the feed says nothing, and has said so since.
_BEGINNING = "1970-01-01T00:00:00Z"


class Entry(NamedTuple):
    """A record in a feed."""

    record: Record
    title: str
    other: str
    where: str
    people: tuple[Shown, ...]
    summary: str
    fetched: str


async def search_feed(request: Request) -> Response:
    """Answer with the feed of a search."""
    backend = Backend.of(request)
    state = SearchState.of(request.query_params).changed()
    check_length(state.query, backend)
    entries = await backend.ask(_entries, backend.library, state.query, state.match_arguments())
    return _feed(request, state.query, state, entries, "/feed" + state.encoded())


async def saved_feed(request: Request) -> Response:
    """Answer with the feed of a saved search. It marks nothing as seen: a reader keeps what it has read itself."""
    backend = Backend.of(request)
    name = request.path_params["name"]
    saved, entries = await backend.ask(_saved, backend.library, name)
    given = {field: values if isinstance(values, list | tuple) else [values] for field, values in saved.filters.items()}
    years = given.pop("year", [None, None])
    state = SearchState(
        query=saved.query,
        filters={field: tuple(map(str, values)) for field, values in given.items()},
        first_year=years[0],
        last_year=years[-1],
    )
    return _feed(request, saved.name, state, entries, request.url.path)


def _saved(library: Library, name: str) -> tuple[Any, list[Entry]]:
    saved = library.saved[name]
    return saved, _entries(library, saved.query, saved.filters)


def _entries(library: Library, query: str, filters: Mapping[str, Any]) -> list[Entry]:
    matching: dict[str, Any] = {**filters}
    records = library.all(query, sort="stored", **matching).latest(_ENTRIES)
    return [_entry(library, record) for record in records]


def _entry(library: Library, record: Record) -> Entry:
    record = passed_on(record)
    title, other = titles(record)
    listed = shown_record(record, title, other)
    abstract, _ = main_and_other(record, record.abstracts)
    fetched = max((one.fetched for one in library.contributions(record.id)), default="")
    return Entry(
        record,
        cut(title or record.id, 300),
        cut(other, 300),
        citation(record),
        listed.people,
        cut(abstract.value, _SUMMARY),
        _atom_date(fetched),
    )


def _atom_date(written: str) -> str:
    """Return a time as Atom wants it (RFC 3339)."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _BEGINNING
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _feed(request: Request, name: str, state: SearchState, entries: list[Entry], address: str) -> Response:
    updated = max((entry.fetched for entry in entries), default=_BEGINNING)
    links = Links(request)
    answer = render.page(
        request,
        "feed.xml",
        state=state,
        name=cut(name, 200),
        entries=entries,
        updated=updated,
        self_url=links.whole(address.removeprefix(str(request.scope.get("root_path", "")))),
        html_url=links.whole("/" + state.encoded()),
        shown=shown,
    )
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer
