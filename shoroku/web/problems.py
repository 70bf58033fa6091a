"""Errors as answers: problem details for JSON (RFC 9457), with a status for each kind of error.

No answer holds a path of this machine, a stack, or the text of an unexpected error.
"""

import json
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shoroku.corpus.errors import (
    BadArgument,
    LibraryError,
    ShorokuError,
    UnknownRecord,
    UnknownSavedSearch,
    UnknownWriter,
)
from shoroku.corpus.graph.errors import GraphMissing
from shoroku.indexer.cluster.errors import NotOnCluster
from shoroku.messages import N_, translated
from shoroku.search.engine.engine import SearchTimedOut
from shoroku.search.query.diagnostics import QueryUnclear

MEDIA_TYPE = "application/problem+json"


#: Why a library has no graph to ask: it is of an earlier version, or a copy on a cluster.
NO_GRAPH: tuple[type[ShorokuError], ...] = (GraphMissing, NotOnCluster)
#: Kind of error -> status. The first that fits counts.
_STATUS: tuple[tuple[type[ShorokuError], HTTPStatus], ...] = (
    (UnknownRecord, HTTPStatus.NOT_FOUND),
    (UnknownSavedSearch, HTTPStatus.NOT_FOUND),
    (UnknownWriter, HTTPStatus.BAD_REQUEST),
    (QueryUnclear, HTTPStatus.BAD_REQUEST),
    (BadArgument, HTTPStatus.BAD_REQUEST),
    (SearchTimedOut, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotOnCluster, HTTPStatus.NOT_IMPLEMENTED),
    (LibraryError, HTTPStatus.SERVICE_UNAVAILABLE),
)
#: What is told of a library that cannot be used: its message names files of this machine.
_LIBRARY = N_("The library cannot be searched now. Its owner can find the reason with: shoroku check")
#: What is told of what only the library itself has: the message names the cluster.
_COPY = N_("This server has a copy of a library, without people, projects and links. They are in the library itself.")
#: What is told where a person or a project was asked for; else an error says that no record has the identifier.
_NOBODY = N_("No record names the person {id}.")
_UNKNOWN = {
    "people": _NOBODY,
    "coauthors": _NOBODY,
    "projects": N_("No project has the number {id}, and no work names it."),
    "path": N_("Nothing in this library has the identifier or the name {id}."),
}
_RETRY_SECONDS = "5"


def status_of(error: ShorokuError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def place_of(request: Request) -> str:
    """Return what a request asks for: the first part of its path below the application or its interface, such as "people"."""
    path = request.url.path.removeprefix(str(request.scope.get("root_path", ""))).removeprefix("/api/v1")
    return path.strip("/").partition("/")[0]


def detail_of(error: ShorokuError, language: str = "en", place: str = "") -> str:
    """Return the message of an error as it may leave this machine. ``place`` is what was asked for, as ``place_of`` says it."""
    if type(error) is UnknownRecord and place in _UNKNOWN:
        return translated(_UNKNOWN[place], language).format(id=error.id)
    if isinstance(error, NotOnCluster):
        return translated(_COPY, language)
    return translated(_LIBRARY, language) if isinstance(error, LibraryError) else error.text(language)


def problem(status: HTTPStatus, detail: str, **more: Any) -> Response:
    """Return an answer with problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail} | more
    headers = {"Retry-After": _RETRY_SECONDS} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Response(json.dumps(body, ensure_ascii=False), status.value, headers, MEDIA_TYPE)


def as_problem(request: Request, error: Exception) -> Response:
    """Turn an error of this package, or one of Starlette's, into an answer with problem details."""
    if isinstance(error, ShorokuError):
        return problem(status_of(error), detail_of(error, place=place_of(request)), kind=type(error).__name__)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        answer = problem(status, error.detail or status.phrase)
        answer.headers.update(error.headers or {})
        return answer
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "An unexpected error occurred.")
