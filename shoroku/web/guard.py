"""What surrounds every request: bounds on its size, methods that only read, and headers for safety."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shoroku.web.pages.errors import as_answer
from shoroku.web.settings import Settings

#: Nothing is loaded from elsewhere, and no script or style stands in a page.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SAFETY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
_ALLOWED = "GET, HEAD, OPTIONS"
#: What scripts of any web site may read: this interface for programs, and those that answer OPTIONS themselves.
_FOR_PROGRAMS = "/api/"
_WITH_OPTIONS = ("/opensearch/", "/crid/", "/oai")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": _ALLOWED,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
#: POST is for clients of OAI-PMH, which may send a request's parameters in the body.
MAX_BODY = 16_384


class Guard:
    """ASGI middleware: refuses what is too large, and adds headers for safety."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        for_programs = _path(scope).startswith(_FOR_PROGRAMS)
        answers_options = _path(scope).startswith(_WITH_OPTIONS)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers.setdefault(name, value)
                if for_programs:
                    headers["Access-Control-Allow-Origin"] = "*"
                    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
                elif answers_options:  # what a face answers says so itself; what is refused here does not
                    headers.setdefault("Access-Control-Allow-Origin", "*")
            await send(message)

        if refused := self._refused(scope):
            await refused(scope, receive, send_safely)
        else:
            await self._app(scope, receive, send_safely)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        """Return the answer to a request that is not to be handled, else None."""
        if scope["method"] == "OPTIONS" and not _path(scope).startswith(_WITH_OPTIONS):
            return Response(None, HTTPStatus.NO_CONTENT, {"Allow": _ALLOWED} | _PREFLIGHT)
        error = self._error(scope)
        return as_answer(Request(scope), error) if error else None

    def _error(self, scope: Scope) -> HTTPException | None:
        """Return what is wrong with a request, else None."""
        if scope["method"] not in _METHODS:
            told = "This server only reads: use GET or HEAD."
            return HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, told, {"Allow": _ALLOWED})
        query: bytes = scope["query_string"]
        if len(scope.get("raw_path") or b"") + len(query) > self._settings.max_url:
            told = f"The URL is longer than {self._settings.max_url} bytes."
            return HTTPException(HTTPStatus.REQUEST_URI_TOO_LONG, told)
        if query.count(b"&") >= self._settings.max_parameters:
            told = f"There are more than {self._settings.max_parameters} parameters."
            return HTTPException(HTTPStatus.BAD_REQUEST, told)
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is longer than {MAX_BODY} bytes.")
        return None


def _path(scope: Scope) -> str:
    """Return the path of a request below the application."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
