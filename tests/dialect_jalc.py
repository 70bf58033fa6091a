"""JaLC's REST API as it speaks on loopback: lists of DOIs, and their records. Every work is invented."""

from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.sources_server import Reply, Request, Server, json_reply


class Work(NamedTuple):
    """An invented work; ``changed`` is the day on which JaLC says that it changed."""

    doi: str
    changed: str = "2020-05-01"


class JaLC:
    """Serves works."""

    def __init__(self, server: Server, works: list[Work]) -> None:
        self.works = works
        self._server = server
        server.route("/doilist/(.+)", self._list)
        server.route("/dois/(.+)", self._record)

    @property
    def asked(self) -> list[dict[str, str]]:
        return [request.query for request in self._server.asked("/doilist/.*")]

    def _list(self, request: Request) -> Reply:
        query = request.query
        first, last = query.get("from", ""), query.get("until", "9999")
        found = [w for w in self.works if w.doi.startswith(f"{request.groups[0]}/") and first <= w.changed <= last]
        if not found:
            return json_reply(
                {"status": "NG", "message": {"errors": {"message": "データが見つかりませんでした。"}}}, 404
            )
        rows, page = int(query.get("rows", "20")), int(query.get("page", "1"))
        items = [
            {
                "dois": {"doi": w.doi, "url": f"https://example.org/{w.doi}"},
                "ra": "JaLC",
                "siteId": "SI/KAKU",
                "updated_date": w.changed,
            }
            for w in found[(page - 1) * rows : page * rows]
        ]
        message = {"total": len(found), "rows": len(items), "totalPages": -(-len(found) // rows), "page": page}
        return json_reply(_envelope("doilist", message, {"items": items}))

    def _record(self, request: Request) -> Reply:
        """Undo two encodings: the server's own, and that of the DOI within the path."""
        doi = unquote(unquote(request.groups[0])) if "%25" in request.groups[0] else ""
        for number, work in enumerate(self.works):
            if work.doi == doi:
                return json_reply(
                    _envelope("doi", {"total": 1, "rows": 1, "totalPages": 1, "page": 1}, _work(work, number))
                )
        return json_reply({"status": "NG", "message": {"errors": {"message": "データが見つかりませんでした。"}}}, 404)


def _envelope(kind: str, message: dict[str, int], data: dict[str, Any]) -> dict[str, Any]:
    return {"status": "OK", "apiType": kind, "apiVersion": "1.0.0", "message": message, "data": data}


def _work(work: Work, number: int) -> dict[str, Any]:
    return {
        "siteId": "SI/KAKU",
        "content_type": "JA",
        "doi": work.doi,
        "ra": "JaLC",
        "site_name": "架空サイト",
        "publisher_list": [{"publisher_name": "架空学会", "lang": "ja"}],
        "title_list": [
            {"lang": "ja", "title": f"<i>架空</i>の報告 {number}"},
            {"lang": "en", "title": f"Invented report {number}", "subtitle": "a sequel"},
        ],
        "creator_list": [
            {"sequence": "1", "type": "person", "names": [{"lang": "ja", "last_name": "架空", "first_name": "花子"}]}
        ],
        "publication_date": {"publication_year": "2019"},
        "content_language": "ja",
        "updated_date": work.changed,
        "journal_title_name_list": [{"journal_title_name": "架空報告", "type": "full", "lang": "ja"}],
        "journal_id_list": [{"journal_id": "0000-0027", "type": "ISSN", "issn_type": "print"}],
        "volume": "3",
        "first_page": str(number + 1),
    }
