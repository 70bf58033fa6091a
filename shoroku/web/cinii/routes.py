"""The routes of CiNii's interface."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from shoroku.corpus import writers
from shoroku.corpus.errors import UnknownRecord
from shoroku.corpus.graph.kinds import PROJECT, RESEARCHER
from shoroku.corpus.graph.values import GraphNode, Related
from shoroku.corpus.licence import passed_on
from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.corpus.record import Record
from shoroku.graph.people import BY_CLUSTER, MENTION, NAMED
from shoroku.library import Library
from shoroku.search.engine.engine import SearchTimedOut
from shoroku.search.query.ast import Field, Node, Only, Words, both
from shoroku.web.addresses import base_of
from shoroku.web.backend import Backend
from shoroku.web.cinii import feeds, linked
from shoroku.web.cinii.channel import ChannelInfo, channel
from shoroku.web.cinii.parameters import KINDS, LISTS, PERSON, SearchRequest, search_request
from shoroku.web.cinii.record import json_ld, of_node, rdf
from shoroku.web.cinii.results import Found, find
from shoroku.web.pages.state import SORTS, VALUED, SearchState
from shoroku.web.problems import NO_GRAPH
from shoroku.web.replies import CORS, preflight, reply

_JSON = "application/json; charset=utf-8"
_METHODS = ["GET", "HEAD", "OPTIONS"]
_FEEDS = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}
#: Media type that a client accepts -> format of a search.
_ACCEPTED = {
    "application/json": "json",
    "application/ld+json": "json",
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "text/html": "html",
}
#: The same for a record; and the suffixes of its address.
_ACCEPTED_OF_RECORD = {
    "application/ld+json": ".json",
    "application/json": ".json",
    "application/rdf+xml": ".rdf",
    "application/x-bibtex": ".bib",
    "text/x-bibtex": ".bib",
    "application/x-research-info-systems": ".ris",
    "text/html": "",
}
_SUFFIXES = (".jsonld", ".json", ".rdf", ".bib", ".ris")
_LINKED = frozenset({".json", ".jsonld", ".rdf"})
_WRITERS = {".bib": "bibtex", ".ris": "ris"}


async def search(request: Request) -> Response:
    """Answer a search in the format that the parameter ``format`` or the client's Accept names; else show the page."""
    if request.method == "OPTIONS":
        return preflight()
    kind = request.path_params["kind"]
    is_first_version = not request.url.path.startswith(f"{request.scope.get('root_path', '')}/opensearch/v2/")
    if kind not in KINDS or (is_first_version and kind == "projectsAndProducts"):
        detail = f"There is no search of that kind. There are: {', '.join(KINDS)}."
        raise HTTPException(HTTPStatus.NOT_FOUND, detail, CORS)
    given = _parameters(request)
    backend = Backend.of(request)
    if any(len(value) > backend.settings.max_query for value in given.values()):
        most = backend.settings.max_query
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"A parameter is longer than {most} characters.", CORS)
    asked = search_request(kind, given)
    form = asked.format or _accepted(request, _ACCEPTED, "html")
    if form == "html":
        return RedirectResponse(_page(request, asked, given), HTTPStatus.SEE_OTHER, CORS)
    found = await _found(backend, asked)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    info = ChannelInfo(_address(request, given), base_of(request), backend.settings.title or "shoroku", now)
    answer = channel(asked, found, info)
    same_as = json.dumps({**answer, "dc:date": form}).encode()
    if form == "json":
        return reply(request, _json(answer), _JSON, same_as=same_as)
    feed = feeds.atom(answer, info.name) if form == "atom" else feeds.rss(answer)
    return reply(request, feed, _FEEDS[form], same_as=same_as)


async def _found(backend: Backend, asked: SearchRequest) -> Found:
    """Return what a search finds. Raises HTTPException with what to do if it takes too long because of its parameters."""
    try:
        return await backend.ask(find, backend.library, asked)
    except SearchTimedOut as error:
        if not asked.tested:
            raise
        told = f"{error} These parameters are tested record by record: {', '.join(asked.tested)}. Combine them with others."
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, told, CORS) from None


def _parameters(request: Request) -> dict[str, str]:
    """Return the parameters; of a repeated one, the first, of a repeated list, all. Bytes that are not UTF-8 become U+FFFD."""
    query = request.scope["query_string"].decode("ascii", "replace")
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        found[name] = f"{found[name]},{value}" if name in found and name in LISTS else found.get(name, value)
    return found


def _address(request: Request, given: dict[str, str]) -> str:
    """Return the address of a search without the client's key."""
    query = urlencode({name: value for name, value in given.items() if name != "appid"})
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return f"{base_of(request)}{path}{'?' if query else ''}{query}"


def _page(request: Request, asked: SearchRequest, given: Mapping[str, str]) -> str:
    """Return the address of the page that shows a search to people, in the language that ``given`` names, if any.

    What the page cannot be asked for is named in its address, so that it says what it leaves out.
    """
    base = base_of(request)
    language = [("lang", asked.lang)] if given.get("lang", "").strip().lower() == asked.lang else []
    if asked.kind == "researchers":
        person = Field("author", Words(asked.person)) if asked.person else None
        return f"{base}/{SearchState(query=str(person or ''), is_asked=bool(person)).encoded(*language)}"
    nodes = [Only("journal", f"{asked.journal}*")] if asked.journal else []
    query = str(both((asked.tree, *nodes)))
    first, last = asked.filters.get("year", (None, None))
    state = SearchState(
        query=query,
        filters={name: _distinct(asked.filters[name]) for name in VALUED if name in asked.filters},
        first_year=first,
        last_year=last,
        sort=asked.order if asked.order in SORTS else "relevance",
        is_asked=bool(query or asked.tested),
        left_out=asked.tested,
    )
    return f"{base}/{state.encoded(*language)}"


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Return values without those that differ from an earlier one by case alone, as CiNii's code JALC does from JaLC."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(value.casefold(), value)
    return tuple(found.values())


def _page_of(base: str, tree: Node) -> str:
    """Return the address of the page with the results of a query."""
    text = str(tree)
    return f"{base}/?{urlencode({'q': text})}" if text else f"{base}/"


def _json(value: object) -> bytes:
    return escaped_json(msgspec.json.encode(value))


def _accepted(request: Request, known: dict[str, str], otherwise: str) -> str:
    """Return the format of the first media type in Accept that is known, those with a higher quality first."""
    wanted = []
    for one in request.headers.get("accept", "").split(","):
        media_type, *parameters = (part.strip() for part in one.lower().split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            wanted.append((-float(quality), media_type))
        except ValueError:
            continue
    wanted.sort(key=lambda pair: pair[0])
    return next((known[name] for quality, name in wanted if name in known and quality < 0), otherwise)


# --- Records ----------------------------------------------------------------------------------------------------------


async def record(request: Request) -> Response:
    """Answer a record in the format that its address or Accept names; else show its page."""
    if request.method == "OPTIONS":
        return preflight()
    written: str = request.path_params["identifier"].rstrip("/")
    suffix = next((one for one in _SUFFIXES if written.endswith(one)), "")
    identifier = written.removesuffix(suffix)
    form = suffix or _accepted(request, _ACCEPTED_OF_RECORD, "")
    base = base_of(request)
    if identifier.startswith(PERSON) and not form:
        return RedirectResponse(_page_of(base, Field("author", Words(identifier.removeprefix(PERSON)))), 303, CORS)
    backend = Backend.of(request)
    try:
        found, links = await backend.ask(_held, backend.library, identifier, with_links=form in _LINKED)
    except UnknownRecord:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no record with that identifier.", CORS) from None
    if not form:
        return RedirectResponse(f"{base}{_page_path(found)}", HTTPStatus.SEE_OTHER, CORS)
    return _as(form, request, found, links, base)


def _held(library: Library, identifier: str, *, with_links: bool) -> tuple[Record | GraphNode, tuple[Related, ...]]:
    """Return a record, or a person or a project that the graph knows without a record, and the links of it.

    Raises UnknownRecord.
    """
    found: Record | GraphNode
    try:
        found = library.get(identifier)
    except UnknownRecord:
        found = _known(library, identifier)
    return found, linked.related(library, found.id) if with_links else ()


def _known(library: Library, identifier: str) -> GraphNode:
    """Return a person or a project by an identifier, not by a name. Raises UnknownRecord."""
    if identifier.startswith((NAMED, MENTION)):
        raise UnknownRecord(id=identifier)
    try:
        node = library.related(identifier, limit=0).node
    except UnknownRecord:
        node = _cluster(library, identifier)
    except NO_GRAPH:
        raise UnknownRecord(id=identifier) from None
    if node.type not in (PROJECT, "person"):
        raise UnknownRecord(id=identifier)
    return node


def _cluster(library: Library, identifier: str) -> GraphNode:
    """Return what one source takes for one person. Raises UnknownRecord."""
    entries = [one for one in library.person(identifier) if one.basis == BY_CLUSTER]
    if len(entries) != 1:
        raise UnknownRecord(id=identifier)
    return GraphNode(entries[0].id, "person", entries[0].name, held=False, identifiers=(entries[0].id,))


def _page_path(found: Record | GraphNode) -> str:
    """Return the path of the page of a record, a person or a project."""
    place = {PROJECT: "projects", RESEARCHER: "people", "person": "people"}.get(found.type, "records")
    return f"/{place}/{quote(found.id, safe='')}"


def _as(form: str, request: Request, found: Record | GraphNode, links: tuple[Related, ...], base: str) -> Response:
    if form in _LINKED:
        made = of_node(found, base, links) if isinstance(found, GraphNode) else json_ld(found, base, links)
        if form == ".rdf":
            return reply(request, rdf(made), "application/rdf+xml; charset=utf-8")
        return reply(request, _json(made), "application/ld+json; charset=utf-8")
    if isinstance(found, GraphNode):
        raise HTTPException(HTTPStatus.NOT_FOUND, "A person or a project has no citation.", CORS)
    writer = writers.named(_WRITERS[form])
    return reply(request, b"".join(writer.write([passed_on(found)])), f"{writer.media_type}; charset=utf-8")


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route("/opensearch/v2/{kind}", search, methods=_METHODS),
        Route("/opensearch/{kind}", search, methods=_METHODS),
        Route("/crid/{identifier:path}", record, methods=_METHODS),
    ]
