"""Answers for programs of any origin: whoever may read them at all may read them from a page of another site (CORS)."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Retry-After"}
_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
#: Several answers stand at one address, chosen by what the client accepts.
_VARY = {"Vary": "Accept, Accept-Encoding"}


def reply(request: Request, body: bytes, media_type: str, *, same_as: bytes | None = None) -> Response:
    """Return an answer with an ETag, or status 304 if the client has it already.

    ``same_as`` is what tells two answers apart, if their bodies also hold the time.
    """
    tag = f'W/"{hashlib.blake2b(body if same_as is None else same_as, digest_size=12).hexdigest()}"'
    headers = CORS | _VARY | {"ETag": tag, "Cache-Control": "no-cache"}
    if request.method in ("GET", "HEAD") and holds(request.headers.get("if-none-match", ""), tag):
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type)


def preflight() -> Response:
    """Answer OPTIONS: who may ask, and how."""
    return Response(None, 204, CORS | _PREFLIGHT)


def holds(tags: str, tag: str) -> bool:
    """Return whether If-None-Match names a tag (weak comparison, RFC 9110 13.1.2)."""
    opaque = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (opaque, "*") for one in tags.split(","))
