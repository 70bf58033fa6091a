"""A real HTTP server on loopback that stands in for the sources, and misbehaves when told to.

A dialect (``dialect_*.py``) registers routes; a test queues mischief for the next requests to a path:

    with Server() as server:
        server.route("/works", lambda request: json_reply({"items": []}))
        server.next("/works", status(429, retry_after=2), cut())
        ...
        assert [request.path for request in server.requests] == ["/works"] * 3

Paths are regular expressions that match a whole path; what their groups match is in ``request.groups``.
"""

import contextlib
import gzip
import json
import re
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Request(NamedTuple):
    """What was asked. ``path`` is as it was sent, percent-escapes and all; ``target`` the whole of the request line."""

    target: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    when: float
    groups: tuple[str, ...] = ()


class Reply(NamedTuple):
    """What is answered."""

    body: bytes
    content_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = {}


Handler = Callable[[Request], Reply]


class Exchange:
    """One request with its connection: what a trick works on."""

    def __init__(self, request: Request, connection: "_Connection", good: Callable[[], Reply]) -> None:
        self.request, self.good, self._connection = request, good, connection

    def send(self, reply: Reply, *, length: int | None = None, body: bytes | None = None) -> None:
        """Send a reply, with another Content-Length or only a part of its body where asked."""
        self._connection.send(reply, length, body)

    def drip(self, data: bytes, pause: float) -> None:
        """Send byte by byte until the other side, or the server, has enough."""
        for byte in data:
            if self._connection.server.closing.wait(pause):
                return
            self._connection.wfile.write(bytes([byte]))

    def hang_up(self) -> None:
        """End the connection after this request."""
        self._connection.close_connection = True


Trick = Callable[[Exchange], None]


def json_reply(value: Any, code: int = 200) -> Reply:
    """Return a value as JSON."""
    return Reply(json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8", code)


def xml_reply(text: str, code: int = 200, content_type: str = "text/xml; charset=utf-8") -> Reply:
    """Return a text as XML."""
    return Reply(text.encode(), content_type, code)


# --- Mischief ---------------------------------------------------------------------------------------------------------


def reply(instead: Reply) -> Trick:
    """Answer something else."""
    return lambda exchange: exchange.send(instead)


def status(code: int, *, retry_after: float | None = None, as_date: bool = False, body: bytes = b"") -> Trick:
    """Answer with a status; ``retry_after`` in seconds, written as a number or as an HTTP date."""

    def trick(exchange: Exchange) -> None:
        headers = {}
        if retry_after is not None:
            headers["Retry-After"] = (
                formatdate(time.time() + retry_after, usegmt=True) if as_date else f"{retry_after:g}"
            )
        exchange.send(Reply(body, "text/plain", code, headers))

    return trick


def cut() -> Trick:
    """Say the whole length, send half of the body, hang up."""

    def trick(exchange: Exchange) -> None:
        good = exchange.good()
        exchange.send(good, length=len(good.body), body=good.body[: len(good.body) // 2])
        exchange.hang_up()

    return trick


def hang_up() -> Trick:
    """Send no response."""
    return lambda exchange: exchange.hang_up()


def drip(pause: float = 0.01) -> Trick:
    """Send the body byte by byte."""

    def trick(exchange: Exchange) -> None:
        good = exchange.good()
        exchange.send(good, length=len(good.body), body=b"")
        exchange.drip(good.body, pause)
        exchange.hang_up()

    return trick


def wrong_type(content_type: str = "application/octet-stream") -> Trick:
    """Answer well, under a wrong content type."""
    return lambda exchange: exchange.send(exchange.good()._replace(content_type=content_type))


def html(code: int = 200) -> Trick:
    """Answer with a page for people, as a host under maintenance does."""
    return reply(
        Reply("<!DOCTYPE html><html><body>メンテナンス中</body></html>".encode(), "text/html; charset=utf-8", code)
    )


def bomb(size: int) -> Trick:
    """Answer with gzip that unpacks to ``size`` zeros."""
    return reply(Reply(gzip.compress(bytes(size)), headers={"Content-Encoding": "gzip"}))


def large(size: int) -> Trick:
    """Answer with ``size`` bytes, not compressed."""
    return reply(Reply(b" " * size))


def redirect(to: str, code: int = 302) -> Trick:
    """Send elsewhere: a path of this host, or a whole URL."""
    return reply(Reply(b"", "text/plain", code, {"Location": to}))


def invalid_utf8() -> Trick:
    """Answer well, except for bytes that no UTF-8 text has, put inside the body's first string or element."""

    def trick(exchange: Exchange) -> None:
        good = exchange.good()
        mark = b">" if good.body.lstrip().startswith(b"<") else b'"'
        exchange.send(good._replace(body=good.body.replace(mark, mark + b"\xff\xfe\x80", 1)))

    return trick


# --- The server -------------------------------------------------------------------------------------------------------


class Server:
    """The server; a context manager. ``base`` is its address without a closing slash."""

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self._routes: list[tuple[re.Pattern[str], Handler]] = []
        self._mischief: list[tuple[re.Pattern[str], deque[Trick]]] = []
        self._lock = threading.Lock()
        self._http = _Listener(self, certificate)
        self.port = self._http.server_address[1]
        self.base = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.end()
        self._thread.join()

    def route(self, path: str, handler: Handler) -> None:
        """Answer requests to ``path`` with ``handler``; of two that match, the later registered counts."""
        self._routes.insert(0, (re.compile(path), handler))

    def next(self, path: str, *tricks: Trick) -> None:
        """Play the tricks, one each, on the next requests to ``path``; then answer well again."""
        with self._lock:
            self._mischief.append((re.compile(path), deque(tricks)))

    def paths(self) -> list[str]:
        """Return the paths asked so far, in order."""
        return [request.path for request in self.requests]

    def asked(self, path: str) -> list[Request]:
        """Return the requests to ``path`` so far, in order."""
        return [request for request in self.requests if re.fullmatch(path, request.path)]

    def answer(self, exchange: Exchange) -> None:
        """Note the request; answer it, well or ill."""
        with self._lock:
            self.requests.append(exchange.request)
            queue = next((q for pattern, q in self._mischief if q and pattern.fullmatch(exchange.request.path)), None)
            trick = queue.popleft() if queue else None
        if trick is None:
            exchange.send(exchange.good())
        else:
            trick(exchange)

    def good(self, request: Request) -> Reply:
        """Return what the route says."""
        for pattern, handler in self._routes:
            if match := pattern.fullmatch(request.path):
                return handler(request._replace(groups=match.groups()))
        return Reply(b"no such path", "text/plain", 404)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: Server, certificate: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.owner, self.certificate = owner, certificate
        self.closing = threading.Event()
        self.open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.certificate:
            connection = self.certificate.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self.open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing: the other side hangs up on faults, as it should."""

    def end(self) -> None:
        self.closing.set()
        self.shutdown()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, parts.path, query, headers, time.monotonic())
        owner = self.server.owner
        owner.answer(Exchange(request, self, lambda: owner.good(request)))

    def send(self, reply: Reply, length: int | None, body: bytes | None) -> None:
        """Send head and body in one piece, so that neither waits for the other."""
        body = reply.body if body is None else body
        headers = {
            "Content-Type": reply.content_type,
            "Content-Length": str(len(body) if length is None else length),
            **reply.headers,
        }
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)

    def log_message(self, *_: object) -> None:
        """Log nothing: the server keeps its own log."""
