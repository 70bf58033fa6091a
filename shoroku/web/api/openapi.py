"""The OpenAPI document, made of the table of operations."""

import inspect
from typing import Any

import msgspec

import shoroku
from shoroku.messages import N_, translated
from shoroku.web.api.answers import Problem
from shoroku.web.api.operation import Operation
from shoroku.web.api.operations import OPERATIONS

PREFIX = "/api/v1"
_IDENTIFIER = N_("An identifier.")
_PROBLEMS = {
    "400": "A parameter has a value that it cannot have, or there is no such parameter.",
    "404": "There is no such record.",
    "414": "The URL is too long.",
    "503": "The search took too long and was broken off, the server is busy, or the library cannot be searched now.",
}


def document(language: str = "en") -> dict[str, Any]:
    """Return the document, with summaries and meanings in ``language`` ("en" or "ja")."""
    types = [*dict.fromkeys(one.answer for one in OPERATIONS), Problem]
    references, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schema_of = dict(zip(types, references, strict=True))
    for schema in components.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "shoroku",
            "version": shoroku.__version__,
            "description": "Search scholarly abstracts in Japanese and English. Everything is read-only; abstracts whose"
            " licence forbids redistribution are searched, and not shown.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "paths": {one.path: {"get": _described(one, schema_of, language)} for one in OPERATIONS},
        "components": {"schemas": dict(components)},
    }


def _described(operation: Operation, schema_of: dict[type, Any], language: str) -> dict[str, Any]:
    parameters = [one.described(language) for one in operation.parameters]
    if operation.has_id:
        schema = {"type": "string", "minLength": 1, "maxLength": 500}
        parameters.insert(
            0,
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": translated(_IDENTIFIER, language),
                "schema": schema,
            },
        )
    etag = {"description": "For If-None-Match.", "schema": {"type": "string"}}
    problems = {
        status: {
            "description": meaning,
            "content": {"application/problem+json": {"schema": schema_of[Problem]}},
        }
        for status, meaning in _PROBLEMS.items()
        if status != "404" or operation.may_be_missing
    }
    return {
        "operationId": operation.name,
        "summary": translated(operation.summary, language),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"ETag": etag},
                "content": {"application/json": {"schema": schema_of[operation.answer]}},
            },
            "304": {"description": "The answer that the client has is still right."},
            **problems,
        },
    }
