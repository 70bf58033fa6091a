"""KAKEN and NRID as they speak on loopback: searches that find nothing if they are asked for a page of another size, or too soon."""

from typing import Any

from tests.sources_server import Reply, Request, Server, json_reply, xml_reply

APPID = "secret-appid-of-the-tests"
_SIZES = {"20", "50", "100", "200", "500"}


def project(number: int) -> str:
    """Return an invented project as XML."""
    own = f"{20 + number // 10000}K{number % 10000:05}"
    return f"""<grantAward id="KAKENHI-PROJECT-{own}" awardNumber="{own}"><summary xml:lang="ja"><title>硝子の研究 {number}</title>
<member eradCode="6074{number:04}" role="principal_investigator"><personalName><fullName>架空 花子</fullName></personalName></member>
</summary></grantAward>"""


def researcher(number: int) -> dict[str, Any]:
    """Return an invented researcher."""
    return {
        "accn": f"100006074{number:04}",
        "id:person:erad": [f"6074{number:04}"],
        "name": {
            "name:familyName": [{"lang": "ja", "text": "架空"}],
            "name:givenName": [{"lang": "ja", "text": f"花子 {number}"}],
        },
    }


class Kaken:
    """The searches of KAKEN (XML) or NRID (JSON) over ``size`` results; ``throttled`` answers are empty, one by one."""

    def __init__(self, size: int, *, is_json: bool = False) -> None:
        self.size, self.throttled = size, 0
        self._is_json = is_json

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        server.route("/opensearch/", self._answer)
        return server.base

    def _answer(self, request: Request) -> Reply:
        query = request.query
        if query.get("appid") != APPID:
            return Reply(b"Forbidden", "text/plain", 403)
        start, rows = int(query["st"]), query["rw"]
        numbers = range(start, min(self.size, start - 1 + int(rows)) + 1)
        total = self.size
        if self.throttled or rows not in _SIZES:
            self.throttled -= 1
            numbers, total = range(0), 0
        if self._is_json:
            found = [researcher(number) for number in numbers]
            return json_reply({"totalResults": total, "startIndex": start, "researchers": found})
        found = "".join(project(number) for number in numbers)
        head = (
            f"<totalResults>{total}</totalResults><startIndex>{start}</startIndex><itemsPerPage>{rows}</itemsPerPage>"
        )
        return xml_reply(f'<?xml version="1.0" encoding="UTF-8"?><grantAwards>{head}{found}</grantAwards>')
