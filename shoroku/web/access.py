"""The access log: one line for each request, with its time; with what was searched for only if that is asked for."""

import json
import logging
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shoroku.web.settings import Settings

_LOG = logging.getLogger("shoroku.access")


class AccessLog:
    """ASGI middleware: logs method, path, status, bytes and milliseconds of each request, but no address of the client.

    The logger is ``shoroku.access``; ``shoroku serve`` prints it.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _LOG.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 500, 0

        async def send_counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            _LOG.info(self._line(scope, status, size, (time.perf_counter() - began) * 1000))

    def _line(self, scope: Scope, status: int, size: int, milliseconds: float) -> str:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        path = _printable(scope.get("raw_path") or scope["path"].encode())
        if self._settings.logs_queries and scope["query_string"]:
            path = f"{path}?{_printable(scope['query_string'])}"
        if self._settings.logs_json:
            told = {"at": at, "method": scope["method"], "path": path, "status": status, "bytes": size}
            return json.dumps(told | {"ms": round(milliseconds, 1)})
        return f"{at} {scope['method']} {path} {status} {size} {milliseconds:.1f}ms"


def _printable(sent: bytes) -> str:
    """Return what a client sent as text on one line: a log is read on terminals."""
    return "".join(chr(one) if 0x20 < one < 0x7F else f"%{one:02X}" for one in sent)
