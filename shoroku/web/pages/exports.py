"""Files of records: of one, of a page, or of all that a search finds, sent as they are made."""

from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shoroku.corpus import writers
from shoroku.exporting import Export
from shoroku.library import Library
from shoroku.redistribution import shared_record
from shoroku.web.backend import Backend
from shoroku.web.pages.state import PAGE_SIZE, SearchState

#: Bytes that are made in a thread at a time.
_PIECE = 65_536


async def export(request: Request) -> Response:
    """Answer with a file of the records of a search: those of its page with ``scope=page``, else all.

    All means those that contain all the words. Abstracts whose licence forbids redistribution are left out.
    """
    from shoroku.web.pages.search import check_length

    backend = Backend.of(request)
    state = SearchState.of(request.query_params)
    check_length(state.query, backend)
    form = request.query_params.get("format", "")
    writers.named(form)
    if request.query_params.get("scope") == "page":
        page = await backend.ask(
            backend.library.search,
            state.query,
            **state.filter_arguments(),
            sort=state.sort,
            limit=PAGE_SIZE,
            offset=state.offset,
            exact=state.exact,
            lang=state.texts,
        )
        return await file_of(request, form, [hit.id for hit in page.whole().hits], "shoroku")
    made = await backend.ask(_all_of, backend.library, form, state)
    return _sent(request, made, form, "shoroku")


def _all_of(library: Library, form: str, state: SearchState) -> Export:
    order = state.sort if state.sort in ("newest", "oldest") else None
    return Export(map(shared_record, library.all(state.query, sort=order, **state.match_arguments())), form)


async def file_of(request: Request, form: str, identifiers: list[str], name: str) -> Response:
    """Answer with a file of records. Raises UnknownWriter and UnknownRecord."""
    backend = Backend.of(request)
    made = await backend.ask(_selected, backend.library, form, identifiers)
    return _sent(request, made, form, name)


def _selected(library: Library, form: str, identifiers: list[str]) -> Export:
    return Export(map(shared_record, library.select(identifiers)), form)


def _sent(request: Request, made: Export, form: str, name: str) -> Response:
    writer = writers.named(form)
    headers = {"Content-Disposition": f'attachment; filename="{name}{writer.suffix}"'}
    if request.method == "HEAD":
        return Response(None, 200, headers, writer.media_type)
    return StreamingResponse(_pieces(Backend.of(request), iter(made)), 200, headers, writer.media_type)


async def _pieces(backend: Backend, made: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the file in pieces. Each is made in a thread like a search, so that files do not crowd out searches."""
    while piece := await backend.ask(_next_piece, made):
        yield piece


def _next_piece(made: Iterator[bytes]) -> bytes:
    """Return the next piece, b"" at the end."""
    piece = bytearray()
    while len(piece) < _PIECE and (more := next(made, b"")):
        piece += more
    return bytes(piece)
