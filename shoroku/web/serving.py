"""The server of ``shoroku serve``: uvicorn over one listening socket, in this process or in several.

Clients that are slow on purpose are cut off: one that takes long to send a request, one that takes long to read its
answer, and one that keeps its connection open after an answer.
"""

import asyncio
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from shoroku.corpus.errors import MissingExtra
from shoroku.web import memory
from shoroku.web.app import create_app
from shoroku.web.settings import Settings

try:
    from uvicorn import Config, Server
    from uvicorn.protocols.http.h11_impl import H11Protocol
    from uvicorn.supervisors.multiprocess import Multiprocess
except ModuleNotFoundError as error:
    raise MissingExtra(package=(error.name or "uvicorn").partition(".")[0], extra="web") from None

#: Seconds in which a client has to send a request, and to read what is sent to it.
PATIENCE = 10.0
_KEEP_ALIVE = 5
_GRACEFUL_SHUTDOWN = 5
_MOST_CONNECTIONS = 1_000
_MOST_HEADER_BYTES = 65_536
_BACKLOG = 512
#: Seconds between two looks whether the process that started this worker is still there.
_ORPHAN_SECONDS = 2.0


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address. Raises OSError."""
    family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    # Connections inherit it. Without it, an answer on a connection that is used again waits 40 ms for the client's
    # acknowledgement; asyncio sets it only for sockets that were made with the protocol's number.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL at which a socket listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(library: Path | str, settings: Settings, listener: socket.socket, workers: int = 1) -> None:
    """Answer requests until SIGINT or SIGTERM. Workers that die are replaced; if this process dies, they stop."""
    if workers == 1:
        _run(configured(partial(create_app, library, settings)), listener)
        return
    counts = tempfile.mkdtemp(prefix="shoroku-serve-")  # where workers leave their counts for each other
    try:
        app = partial(_worker_app, library, settings.shared(counts), os.getpid())
        Multiprocess(configured(app, workers=workers), [listener]).run()
    finally:
        shutil.rmtree(counts, ignore_errors=True)


def configured(app: Any, *, workers: int = 1) -> Config:
    """Return uvicorn's configuration for a function that makes an application."""
    return Config(
        app,
        factory=True,
        workers=workers,
        http=ImpatientProtocol,
        ws="none",
        lifespan="on",
        log_config=_LOGGING,
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACEFUL_SHUTDOWN,
    )


def _run(config: Config, listener: socket.socket) -> None:
    """Run one server. uvicorn raises the signal that stopped it again, which here means that all went well."""
    memory.stay_small()
    before = {one: signal.signal(one, _ignore) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        Server(config).run([listener])
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _ignore(_signal: int, _frame: object) -> None:
    """Handle a signal by doing nothing."""


def _worker_app(library: Path | str, settings: Settings, parent: int) -> Starlette:
    """Make the application of a worker process, which stops when its parent is gone."""
    memory.stay_small()
    threading.Thread(target=_stop_if_orphaned, args=(parent,), daemon=True).start()
    return create_app(library, settings)


def _stop_if_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_ORPHAN_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that cuts off slow clients, which uvicorn waits for."""

    patience = PATIENCE

    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._reading = self._cut_off_later()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:  # the head of a request is not complete
            self._reading = self._reading or self._cut_off_later()
        elif not self.cycle.more_body:
            self._stop_reading()
        else:
            self._reading = self._reading or self._cut_off_later()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing = self._writing or self._cut_off_later()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_writing()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._cut_off_later()  # closing waits until all is sent

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_reading()
        self._stop_writing()
        super().connection_lost(exc)

    def _cut_off_later(self) -> asyncio.TimerHandle:
        return self.loop.call_later(self.patience, self.transport.abort)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None


#: Uvicorn's own warnings to stderr, the access log to stdout.
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"},
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"},
    },
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "shoroku.access": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
    },
}
