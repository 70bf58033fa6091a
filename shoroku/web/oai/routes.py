"""The route of OAI-PMH."""

from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shoroku.web.addresses import base_of
from shoroku.web.backend import Backend
from shoroku.web.guard import MAX_BODY
from shoroku.web.oai import provider
from shoroku.web.oai.protocol import ProtocolError, request_of
from shoroku.web.replies import CORS, preflight

_XML = "text/xml; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
#: An address that no mail reaches: the protocol requires one, and none was set.
_NO_CONTACT = "nobody@shoroku.invalid"


async def oai(request: Request) -> Response:
    """Answer a request of OAI-PMH, sent with GET or POST."""
    if request.method == "OPTIONS":
        return preflight()
    query: bytes = request.scope["query_string"]
    if request.method == "POST":
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY:
                told = f"The body is longer than {MAX_BODY} bytes."
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told, CORS)
        is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() in (_FORM, "")
        query = b"&".join(filter(None, (query, bytes(body) if is_form else b"")))
    backend = Backend.of(request)
    base = base_of(request)
    repository = provider.Repository(
        backend.library,
        backend.settings.title or "shoroku",
        backend.settings.contact or _NO_CONTACT,
        f"{base}/oai",
        base,
    )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    pairs = parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True, errors="replace")
    try:
        given = request_of([(name, _allowed(value)) for name, value in pairs])
    except ProtocolError as error:
        return Response(provider.refusal(repository, error, now), headers=CORS, media_type=_XML)
    content = await backend.ask(provider.answer, repository, given, now)
    return Response(content, headers=CORS, media_type=_XML)


def _allowed(value: str) -> str:
    """Return a value as XML can repeat it: what it cannot hold becomes U+FFFD, which no valid argument has."""
    return "".join(char if char.isprintable() else "\ufffd" for char in value)


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/oai", oai, methods=["GET", "HEAD", "POST", "OPTIONS"])]
