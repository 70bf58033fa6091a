"""The application: the routes of all faces, and what surrounds every request."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from shoroku.cluster.opening import open as open_library
from shoroku.corpus.errors import ShorokuError
from shoroku.library import Library
from shoroku.web import api, cinii, memory, oai, pages, service
from shoroku.web.access import AccessLog
from shoroku.web.backend import Backend
from shoroku.web.guard import Guard
from shoroku.web.metrics import Counting, Metrics, path_of
from shoroku.web.pages.errors import as_answer
from shoroku.web.settings import Settings

#: Each face gives its routes. The order matters where two could match.
FACES: tuple[Callable[[], list[BaseRoute]], ...] = (
    api.routes,
    cinii.routes,
    oai.routes,
    pages.routes,
    service.routes,
)

_COMPRESSED_FROM = 1_000
#: zlib's level: the highest takes nearly twice as long, for two hundredths of a page.
_COMPRESSION = 5


def create_app(library: Library | str | Path, settings: Settings = Settings()) -> Starlette:  # noqa: B008 (immutable)
    """Return an ASGI application over a library. Mount it in another application, or serve it with ``shoroku serve``.

    ``library`` is a ``Library`` or its folder. The application opens it when the server starts, or on first use where it is
    mounted in another; it sees later commits by itself, and closes the library when the server stops.
    """
    backend = Backend(library if isinstance(library, Library) else open_library(library), settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        pages.warm_up()
        await backend.warm_up()
        memory.settle()
        yield
        backend.close()

    routes = [route for face in FACES for route in face()]
    metrics = Metrics([path_of(route) for route in routes], settings.counts)
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(AccessLog, settings=settings),
            Middleware(Counting, metrics=metrics, backend=backend, routes=routes),
            Middleware(Guard, settings=settings),
            Middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM, compresslevel=_COMPRESSION),
        ],
        exception_handlers={ShorokuError: as_answer, HTTPException: as_answer, Exception: as_answer},
        lifespan=lifespan,
    )
    app.state.backend, app.state.metrics = backend, metrics
    return app
