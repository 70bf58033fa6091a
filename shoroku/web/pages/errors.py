"""Errors as pages, for those who ask for pages; everybody else gets problem details."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shoroku.corpus.errors import LibraryError, ShorokuError, UnknownRecord
from shoroku.messages import N_, translated
from shoroku.search.engine.engine import SearchTimedOut
from shoroku.web.pages import render
from shoroku.web.pages.language import language_of
from shoroku.web.pages.state import SearchState
from shoroku.web.problems import as_problem, detail_of, place_of


class _Said(NamedTuple):
    """What a page says of an error: a heading, and what to do, which an error of the library says itself."""

    heading: str
    advice: str = ""


_SAID = {
    400: _Said(N_("The request cannot be understood"), N_("Shorten the search, or begin a new one.")),
    404: _Said(N_("There is no such page"), N_("The address may be mistyped, or the page may have moved.")),
    405: _Said(N_("This page can only be read"), N_("Nothing can be changed or sent here.")),
    413: _Said(N_("The request is too large"), N_("Nothing can be changed or sent here.")),
    414: _Said(N_("The address is too long"), N_("Shorten the search, or begin a new one.")),
    429: _Said(N_("There were too many requests"), N_("Try again in a few seconds.")),
    500: _Said(N_("Something went wrong"), N_("Try again. If it happens again, tell whoever runs this server.")),
    501: _Said(N_("This is not available here")),
    503: _Said(N_("The server is busy"), N_("Try again in a few seconds.")),
}
_NO_RECORD = _Said(
    N_("There is no such record"), N_("It may have been merged with another or withdrawn. Search for its title.")
)
#: What was asked for -> what is said if there is no such thing.
_NONE_OF = {
    "people": _Said(
        N_("There is no such person"),
        N_("No record of this library names this person. Search for a name, or for the title of a work."),
    ),
    "projects": _Said(
        N_("There is no such project"),
        N_("No record of this library has this number, and no work names it. Search for the project’s title."),
    ),
}
_TIMED_OUT = _Said(N_("The search took too long"))
_NO_LIBRARY = _Said(N_("The library cannot be searched now"))


def as_answer(request: Request, error: Exception) -> Response:
    """Turn an error into a page where the request prefers one, else into problem details (RFC 9457)."""
    problem = as_problem(request, error)
    if not wants_page(request):
        return problem
    language = language_of(request)
    said = _said(error, problem.status_code, place_of(request))
    if isinstance(error, ShorokuError) and not isinstance(error, UnknownRecord):
        advice = detail_of(error, language)
    else:
        advice = translated(said.advice, language)
    state = SearchState(language=SearchState.of(request.query_params).language, is_asked=False)
    typed = request.query_params.get("q", "")[:200] if problem.status_code != HTTPStatus.NOT_FOUND else ""
    answer = render.page(
        request,
        "error.html",
        status=problem.status_code,
        state=state,
        heading=translated(said.heading, language),
        advice=advice,
        code=problem.status_code,
        typed=typed,
    )
    for name in ("Retry-After", "Allow"):
        if name in problem.headers:
            answer.headers[name] = problem.headers[name]
    return answer


def wants_page(request: Request) -> bool:
    """Return whether a request names HTML among what it accepts, as browsers do and programs do not."""
    path = request.url.path.removeprefix(str(request.scope.get("root_path", "")))
    asks_for_data = path.startswith("/opensearch/") and request.query_params.get("format", "html") != "html"
    return "text/html" in request.headers.get("accept", "") and not asks_for_data and not path.startswith("/api/")


def _said(error: Exception, status: int, place: str) -> _Said:
    kinds = (
        (UnknownRecord, _NONE_OF.get(place, _NO_RECORD)),
        (SearchTimedOut, _TIMED_OUT),
        (LibraryError, _NO_LIBRARY),
    )
    for kind, said in kinds:
        if isinstance(error, kind):
            return said
    if isinstance(error, HTTPException | ShorokuError) and status in _SAID:
        return _SAID[status]
    return _SAID[400] if 400 <= status < 500 else _SAID[500]
