"""A stand-in for a cluster, for answers that a healthy one does not give: a server on loopback that answers by a table."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Request(NamedTuple):
    """A request that the stand-in got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


#: A status and the answer's JSON, or what makes them of a request.
Answer = tuple[int, Any] | Callable[[Request], tuple[int, Any]]

VERSION: Answer = (200, {"version": {"number": "2.19.6", "distribution": "opensearch"}})


class Fake:
    """The stand-in. ``answers`` maps a pattern of "METHOD /path" to an answer; the first that fits counts, else it is 404."""

    def __init__(self, url: str, answers: dict[str, Answer]) -> None:
        self.url, self.answers = url, answers
        self.requests: list[Request] = []

    def answer(self, request: Request) -> tuple[int, Any]:
        self.requests.append(request)
        for pattern, answer in self.answers.items():
            if re.fullmatch(pattern, f"{request.method} {request.path.partition('?')[0]}"):
                return answer(request) if callable(answer) else answer
        return 404, {"error": {"type": "missing", "reason": "nothing here"}, "status": 404}


@contextmanager
def fake(answers: dict[str, Answer]) -> Iterator[Fake]:
    """Run a stand-in while the body runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told = found.answer(
                Request(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if isinstance(told, str) else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _answer  # noqa: N815 (as the base class calls them)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Fake(f"http://127.0.0.1:{server.server_port}", answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
