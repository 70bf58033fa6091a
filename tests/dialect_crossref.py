"""Crossref on loopback: a list of works along a cursor that is one place in the server's memory, as the real one is."""

from typing import Any

from tests.sources_server import Reply, Request, Server, json_reply

CURSOR = "DnF1ZXJ5VGhlbkZldGNo"


def work(number: int, **fields: Any) -> dict[str, Any]:
    """Return an invented work."""
    return {
        "DOI": f"10.99999/crossref.{number}",
        "type": "journal-article",
        "title": [f"A study of invented food, part {number}"],
        "abstract": "<jats:title>Abstract</jats:title><jats:p>Lactic acid bacteria were studied.</jats:p>",
        "author": [{"family": "Yamada", "given": "Hanako", "affiliation": [{"name": "Invented University"}]}],
        "container-title": ["Journal of Invented Food"],
        "issn-type": [{"value": "0914-8760", "type": "print"}],
        "volume": "3",
        "issued": {"date-parts": [[2020, 4]]},
        "indexed": {"date-time": f"2024-05-0{number % 9 + 1}T00:00:00Z"},
        "reference-count": 0,
        **fields,
    }


class Crossref:
    """The service. The cursor is the same on every page, and moves on when it is requested, whether the answer arrives
    or not; ``forget`` lets it expire."""

    def __init__(self, works: list[dict[str, Any]]) -> None:
        self.works = works
        self._at: int | None = None

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        server.route("/works", self._answer)
        return server.base

    def forget(self) -> None:
        """Forget where the cursor stands."""
        self._at = None

    def _answer(self, request: Request) -> Reply:
        cursor, rows = request.query["cursor"], int(request.query["rows"])
        if cursor == "*":
            self._at = 0
        elif cursor != CURSOR or self._at is None:
            return failure("cursor-invalid", "Cursor specified but it is invalid", 404)
        at = self._at or 0
        self._at = at + rows
        return works(self.works[at : at + rows], len(self.works))


def works(some: list[dict[str, Any]], total: int) -> Reply:
    """Return a page."""
    message = {"facets": {}, "next-cursor": CURSOR, "total-results": total, "items": some, "items-per-page": 20}
    return json_reply({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})


def failure(kind: str, message: str, status: int) -> Reply:
    """Return an error in Crossref's words."""
    told = [{"type": kind, "value": "x", "message": message}]
    return json_reply({"status": "failed", "message-type": "validation-failure", "message": told}, status)
