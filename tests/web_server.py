"""A library served on loopback by uvicorn, in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from shoroku import Library
from shoroku.web import Settings, create_app


@contextmanager
def serving(library: Library, settings: Settings = Settings(seconds=600.0)) -> Iterator[str]:  # noqa: B008 (immutable)
    """Serve a library, and give the address without a closing slash. Another time limit: a loaded machine is slow."""
    config = uvicorn.Config(create_app(library, settings), port=0, log_level="error", lifespan="on", ws="none")
    server = uvicorn.Server(config)
    ready = threading.Event()
    begun = server.startup

    async def startup(*arguments: object, **named: object) -> None:
        await begun(*arguments, **named)  # type: ignore[arg-type]
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)
