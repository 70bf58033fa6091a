"""The routes of the interface: a request is read by the table of operations, answered in a thread, and sent as JSON.

Answers have an entity tag, which depends on the state of the library and on what was asked: a client that has an answer is
told that it is still right (304) without a search.
"""

import hashlib
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import shoroku
from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.library import Library
from shoroku.web.api.openapi import PREFIX, document
from shoroku.web.api.operation import Operation
from shoroku.web.api.operations import OPERATIONS
from shoroku.web.api.parameters import read
from shoroku.web.backend import Backend
from shoroku.web.replies import holds

_MEDIA_TYPE = "application/json"
_CACHED = "public, no-cache"  # kept, but asked for again with If-None-Match
_encode = msgspec.json.Encoder().encode


def entity_tag(library: Library, *asked: object) -> str:
    """Return the weak entity tag of an answer: the same as long as the library and what was asked are."""
    figures = (shoroku.__version__, library.mark(), library.changes.last, asked)
    return f'W/"{hashlib.blake2b(repr(figures).encode(), digest_size=12).hexdigest()}"'


def _route(operation: Operation) -> Route:
    async def answer(request: Request) -> Response:
        values = read(operation.parameters, request.query_params.multi_items())
        if operation.has_id:
            values["id"] = request.path_params["id"]
        backend = Backend.of(request)

        def answered() -> tuple[str, bytes | None]:
            tag = entity_tag(backend.library, operation.name, sorted(values.items()))
            if holds(request.headers.get("if-none-match", ""), tag):
                return tag, None
            told = operation.answered(backend.library, values)
            is_partial = isinstance(told, dict) and "partial" in told
            return "" if is_partial else tag, sent(told)

        tag, body = await backend.ask(answered)
        headers = {"ETag": tag, "Cache-Control": _CACHED} if tag else {"Cache-Control": "no-store"}
        if body is None:
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        return Response(body, HTTPStatus.OK, headers, _MEDIA_TYPE)

    path = PREFIX + operation.path.replace("{id}", "{id:path}")
    return Route(path, answer, name=f"api-{operation.name}")


def sent(told: Any) -> bytes:
    """Return an answer as JSON, without characters that could end a script it is pasted into."""
    return escaped_json(_encode(told))


@cache
def _document() -> bytes:
    return _encode(document())


async def openapi(_request: Request) -> Response:
    """Answer with the OpenAPI document."""
    return Response(_document(), HTTPStatus.OK, {"Cache-Control": "public, max-age=3600"}, _MEDIA_TYPE)


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [*map(_route, OPERATIONS), Route(f"{PREFIX}/openapi.json", openapi, name="api-openapi")]
