"""Routes for whoever runs the server: whether it is well, and what it has done."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shoroku.web.backend import Backend
from shoroku.web.metrics import metrics


async def healthz(request: Request) -> Response:
    """Answer 200 if the library can be searched, if need be in part, with the change that its index reflects; else 503."""
    backend = Backend.of(request)
    page = await backend.ask(backend.library.search, "", limit=0)
    told = {"status": "ok", "records": page.total, "behind": page.behind, "change": page.change}
    if page.partial:
        told |= {"status": "partial", "missing_shards": page.partial.missing, "shards": page.partial.shards}
    return JSONResponse(told)


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [Route("/healthz", healthz), Route("/metrics", metrics)]
