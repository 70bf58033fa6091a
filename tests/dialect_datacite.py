"""DataCite on loopback: a list of DOIs whose links lead from page to page."""

from typing import Any
from urllib.parse import urlencode

from tests.sources_server import Reply, Request, Server, json_reply


def data_set(number: int, **attributes: Any) -> dict[str, Any]:
    """Return an invented data set, which supplements an article."""
    doi = f"10.99999/data.{number}"
    return {
        "id": doi,
        "type": "dois",
        "attributes": {
            "doi": doi,
            "creators": [{"name": "Kaku, Hanako", "nameIdentifiers": []}],
            "titles": [{"title": f"Data on glass, part {number}"}],
            "publisher": {"name": "Glass Archive"},
            "publicationYear": 2020,
            "types": {"resourceTypeGeneral": "Dataset"},
            "relatedIdentifiers": [
                {
                    "relationType": "IsSupplementTo",
                    "relatedIdentifier": f"10.99999/article.{number}",
                    "relatedIdentifierType": "DOI",
                }
            ],
            "updated": f"2024-05-0{number % 9 + 1}T00:00:00Z",
            **attributes,
        },
    }


class DataCite:
    """The service. A cursor is the place of the next data set."""

    def __init__(self, works: list[dict[str, Any]]) -> None:
        self.works = works

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        self._base = server.base
        server.route("/dois", self._answer)
        return server.base

    def _answer(self, request: Request) -> Reply:
        query = request.query
        size, at = int(query["page[size]"]), int(query["page[cursor]"]) - 1
        links = {"self": self._base + request.target}
        if at + size < len(self.works):
            links["next"] = f"{self._base}/dois?{urlencode({**query, 'page[cursor]': str(at + size + 1)})}"
        return json_reply({"data": self.works[at : at + size], "meta": {"total": len(self.works)}, "links": links})
