"""OpenAlex on loopback: a list of works along cursors, null at the end."""

from typing import Any

from tests.sources_server import Reply, Request, Server, json_reply

KEY = "secret-key-of-the-tests"


def work(number: int, **fields: Any) -> dict[str, Any]:
    """Return an invented work, its abstract in Japanese."""
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/10.99999/openalex.{number}",
        "title": f"架空の発酵食品の研究 {number}",
        "type": "article",
        "language": "ja",
        "publication_date": "2020-04-01",
        "abstract_inverted_index": {"乳酸菌を": [0], "調べた。": [1]},
        "authorships": [{"author": {"display_name": "山田 花子"}, "raw_affiliation_strings": ["架空大学"]}],
        "primary_location": {
            "source": {"display_name": "架空食品学会誌", "issn_l": "0914-8760", "issn": ["0914-8760"]}
        },
        "biblio": {"volume": "3", "issue": "1", "first_page": "1", "last_page": "9"},
        "ids": {"openalex": f"https://openalex.org/W{number}"},
        "is_retracted": False,
        **fields,
    }


class OpenAlex:
    """The service. What changed since a day it tells only to those with the key."""

    def __init__(self, works: list[dict[str, Any]]) -> None:
        self.works = works

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        server.route("/works", self._answer)
        return server.base

    def _answer(self, request: Request) -> Reply:
        query = request.query
        if "from_updated_date" in query.get("filter", "") and query.get("api_key") != KEY:
            return json_reply({"error": "Forbidden", "message": "from_updated_date needs a key"}, 403)
        size = int(query["per-page"])
        at = 0 if query["cursor"] == "*" else int(query["cursor"].removeprefix("c"))
        onward = f"c{at + size}" if at + size < len(self.works) else None
        return page(self.works[at : at + size], len(self.works), onward)


def page(some: list[dict[str, Any]], total: int, onward: str | None) -> Reply:
    """Return a page."""
    return json_reply({"meta": {"count": total, "per_page": 200, "next_cursor": onward}, "results": some})
