"""The library as a search engine of the browser: its description (OpenSearch 1.1), completions, and what crawlers may read."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.web.backend import Backend
from shoroku.web.pages import render
from shoroku.web.pages.hits import cut
from shoroku.web.pages.language import language_of
from shoroku.web.pages.links import Links
from shoroku.web.pages.state import SearchState

SUGGESTIONS = "application/x-suggestions+json"
_MOST, _LONGEST = 8, 200


async def description(request: Request) -> Response:
    """Answer with the description that browsers read to add a search engine."""
    answer = render.page(request, "opensearch.xml")
    answer.headers["Content-Type"] = "application/opensearchdescription+xml; charset=utf-8"
    return answer


async def suggest(request: Request) -> Response:
    """Answer with completions of ``q``, as browsers read them: what was typed, texts, numbers of records, addresses.

    Behind these four stand the kinds of the texts, for our own page.
    """
    backend = Backend.of(request)
    typed = request.query_params.get("q", "")[:_LONGEST]
    language = SearchState.of(request.query_params).language
    found = await backend.ask(backend.library.suggest, typed, limit=_MOST) if typed.strip() else []
    links = Links(request)
    texts = [cut(one.text, _LONGEST) for one in found]
    urls = [links.whole("/" + SearchState(query=one.text, language=language).encoded()) for one in found]
    body = [typed, texts, [f"{one.records:,}" for one in found], urls, [one.kind for one in found]]
    headers = {"Cache-Control": "private, max-age=60", "Content-Language": language_of(request)}
    return Response(escaped_json(json.dumps(body, ensure_ascii=False).encode()), 200, headers, SUGGESTIONS)


async def robots(request: Request) -> Response:
    """Answer with what crawlers may read: records, but not every search that there could be."""
    root = Links(request).path("")
    lines = ["User-agent: *", *(f"Disallow: {root}/{path}" for path in ("?", "export", "feed", "saved/", "suggest"))]
    return PlainTextResponse("\n".join(lines) + "\n")
