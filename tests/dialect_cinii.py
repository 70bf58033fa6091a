"""CiNii Research as it speaks on loopback: OpenSearch v2 in JSON, and whole records. Every work is invented."""

from typing import Any, NamedTuple

from tests.sources_server import Reply, Request, Server, json_reply

APPID = "secret-appid-of-the-tests"


class Work(NamedTuple):
    """An invented work. ``date`` is YYYY-MM, YYYY, or "" for one without."""

    number: int
    date: str = "2015-04"
    licence: str = "allow"

    @property
    def crid(self) -> str:
        return f"139{self.number:016}"

    @property
    def doi(self) -> str:
        return f"10.99999/invented.{self.number}"

    @property
    def titles(self) -> tuple[str, str]:
        return f"架空の化合物 {self.number} の生成", f"Formation of the invented compound {self.number}"

    @property
    def abstracts(self) -> tuple[str, str]:
        return f"架空の化合物 {self.number} について述べる。", f"We describe the invented compound {self.number}."


class CiNii:
    """Serves works. ``asked`` after a harvest: the parameters of every search, in order."""

    def __init__(self, server: Server, works: list[Work]) -> None:
        self.works = works
        self._server = server
        server.route("/opensearch/v2/(\\w+)", self._search)
        server.route("/crid/(\\d{19})\\.json", self._record)

    @property
    def asked(self) -> list[dict[str, str]]:
        return [request.query for request in self._server.asked("/opensearch/v2/.*")]

    def _search(self, request: Request) -> Reply:
        query = request.query
        if query.get("appid") != APPID:
            return Reply(b"Forbidden", "text/plain", 403)
        found = sorted(
            (work for work in self.works if _is_found(work, query)), key=lambda work: (work.date, work.number)
        )
        start = int(query.get("start", "1"))
        count = min(int(query.get("count", "20")), 200) or 20
        items = found[start - 1 : start - 1 + count] if start <= 10_000 else []
        channel = {
            "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
            "@id": f"{self._server.base}{request.target}",
            "@type": "channel",
            "title": "CiNii Research OpenSearch",
            "opensearch:totalResults": str(len(found)) if len(found) % 2 else len(found),
            "opensearch:startIndex": start,
            "opensearch:itemsPerPage": str(len(items)),
            "items": [item(work) for work in items],
        }
        return json_reply(channel)

    def _record(self, request: Request) -> Reply:
        number = int(request.groups[0][3:])
        found = next((work for work in self.works if work.number == number), None)
        return json_reply(whole(found)) if found else Reply(b"Not Found", "text/html", 404)


def _is_found(work: Work, query: dict[str, str]) -> bool:
    first, last = query.get("from", ""), query.get("until", "")
    if first or last:
        month = work.date.replace("-", "")
        return bool(month) and month[: len(first)] >= first and (not last or month[: len(last)] <= last)
    return True


def item(work: Work) -> dict[str, Any]:
    """Return a work as a search shows it."""
    address = f"https://cir.nii.ac.jp/crid/{work.crid}"
    return {
        "@id": address,
        "@type": "item",
        "title": work.titles[0],
        "link": {"@id": address},
        "rdfs:seeAlso": {"@id": f"{address}.json"},
        "dc:creator": ["架空 太郎", "Hanako KAKU"] if work.number % 2 else "架空 太郎",
        "dc:type": "Article",
        "prism:publicationName": "架空化学会誌",
        "prism:issn": "0000-0019",
        "prism:volume": work.number % 40 + 1,
        "prism:publicationDate": work.date,
        "description": work.abstracts[0],
        "abstractLicenseFlag": work.licence,
        "dc:identifier": [{"@type": "cir:DOI", "@value": work.doi}],
    }


def whole(work: Work) -> dict[str, Any]:
    """Return a work as its own page shows it."""
    return {
        "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
        "@id": f"https://cir.nii.ac.jp/crid/{work.crid}.json",
        "@type": "Article",
        "productIdentifier": [{"identifier": {"@type": "DOI", "@value": work.doi}}],
        "dc:title": _bilingual(work.titles),
        "dc:language": "ja",
        "description": [
            {
                "type": "abstract",
                "notation": _bilingual(work.abstracts),
                "abstractLicenseFlag": {"@value": work.licence},
            }
        ],
        "creator": [
            {
                "@id": "https://cir.nii.ac.jp/crid/1420000000000000000",
                "foaf:name": _bilingual(("架空 太郎", "KAKU Taro")),
            }
        ],
        "publication": {
            "prism:publicationName": _bilingual(("架空化学会誌", "Journal of Invented Chemistry")),
            "prism:volume": str(work.number % 40 + 1),
            "prism:publicationDate": work.date,
        },
        "dataSourceIdentifier": [{"@type": "JALC", "@value": f"oai:japanlinkcenter.org:{work.number}"}],
    }


def _bilingual(pair: tuple[str, str]) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": value} for lang, value in zip(("ja", "en"), pair, strict=True)]
