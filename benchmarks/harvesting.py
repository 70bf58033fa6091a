"""How fast is a harvest, and does its memory grow? Simulated sources on loopback, in a separate process.

    python benchmarks/harvesting.py --records 100000 --one-by-one 5000

There are no pauses between requests. ``pages``: Crossref-like responses of 1,000 records per page, including parsing, merging
and the store. ``one by one``: CiNii-like, pages of 20 results with one request for each complete record. There, most of the
time is spent in HTTP, so the same requests without any parsing are measured too.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import common

from shoroku.corpus.harvest.client import Client
from shoroku.corpus.harvest.runner import Progress, Run
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources import named
from shoroku.corpus.store.store import Store

_ABSTRACT = "Serum was measured in invented patients before and after an invented treatment. " * 12
_ABSTRACT_JA = "架空の患者の血清を、架空の治療の前後に測定した。値は治療後に下がり、その後も安定していた。" * 5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--one-by-one", type=int, default=5_000)
    given = arguments.parse_args()
    base = _serving()
    pages = harvested(
        "crossref", {"query": "x", "rows": "1000", "base": f"{base}/pages/{given.records}"}, given.records
    )
    singles = harvested("cinii", {"query": "x", "base": f"{base}/single/{given.one_by_one}"}, given.one_by_one)
    singles["questions_alone_per_s"] = asked(f"{base}/single/{given.one_by_one}/crid", given.one_by_one)
    result = {
        "question": "records a second through parsing, merging and the store",
        "pages": pages,
        "one_by_one": singles,
    }
    print(json.dumps(result, indent=1))
    common.keep("harvesting", result)


def harvested(source: str, parameters: dict[str, str], records: int) -> dict[str, Any]:
    """Harvest into a new store; return records per second, and peak memory as the number of records grows."""
    memory: dict[int, int] = {}

    def progress(now: Progress) -> None:
        tenth = now.records * 10 // records
        memory.setdefault(tenth, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "records.db", writable=True) as store,
        Client() as client,
    ):
        chosen = named(source)._replace(pause=0.0, keys=())
        began = time.perf_counter()
        Run(store, client, Settings(), chosen, parameters, progress=progress).harvest()
        seconds = time.perf_counter() - began
        count = store.count()
    return {
        "records": count,
        "seconds": round(seconds, 2),
        "records_per_s": round(count / seconds),
        "peak_mib_at_tenths": {str(tenth * records // 10): mib for tenth, mib in sorted(memory.items())},
    }


def asked(url: str, count: int) -> int:
    """Send the requests of a harvest one by one and ignore the responses; return requests per second."""
    with Client() as client:
        began = time.perf_counter()
        for number in range(count):
            client.get(f"{url}/{1990000000000000000 + number}.json")
        return round(count / (time.perf_counter() - began))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one write

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, kind, total, *rest = parts.path.split("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if kind == "pages":
            body = _crossref(int(total), query)
        elif rest[0] == "crid":
            body = _whole(rest[1].removesuffix(".json"))
        else:
            body = _results(int(total), query)
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


def _crossref(total: int, query: dict[str, str]) -> dict[str, Any]:
    first = 0 if query.get("cursor", "*") == "*" else int(query["cursor"])
    rows = min(int(query.get("rows", "1000")), total - first)
    items = [
        {
            "DOI": f"10.99999/bench.{number}",
            "title": [f"Invented measurements of serum, part {number}"],
            "abstract": f"<jats:p>{_ABSTRACT}{number}</jats:p>",
            "author": [{"family": f"Family{number % 997}", "given": "Given", "affiliation": []}],
            "container-title": ["Journal of Invented Measurements"],
            "issued": {"date-parts": [[2000 + number % 25]]},
            "type": "journal-article",
            "language": "en",
        }
        for number in range(first, first + rows)
    ]
    return {"status": "ok", "message": {"total-results": total, "next-cursor": str(first + rows), "items": items}}


def _results(total: int, query: dict[str, str]) -> dict[str, Any]:
    start, count = int(query["start"]), int(query["count"])
    crids = range(start - 1, min(total, start - 1 + count))
    items = [_result(1990000000000000000 + number) for number in crids]
    head = {"@type": "channel", "opensearch:totalResults": total, "opensearch:startIndex": start}
    return head | {"opensearch:itemsPerPage": len(items), "items": items}


def _result(crid: int) -> dict[str, Any]:
    url = f"https://cir.nii.ac.jp/crid/{crid}"
    return {"@id": url, "@type": "item", "title": f"架空の測定 {crid}", "link": {"@id": url}}


def _whole(crid: str) -> dict[str, Any]:
    texts = [{"@language": "ja", "@value": _ABSTRACT_JA}, {"@language": "en", "@value": _ABSTRACT}]
    return {
        "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
        "@id": f"https://cir.nii.ac.jp/crid/{crid}.json",
        "@type": "Article",
        "productIdentifier": [{"identifier": {"@type": "DOI", "@value": f"10.99999/bench.{crid}"}}],
        "dc:title": [
            {"@language": "ja", "@value": f"架空の測定 {crid}"},
            {"@language": "en", "@value": f"Measurements {crid}"},
        ],
        "description": [{"type": "abstract", "notation": texts}],
        "creator": [{"foaf:name": [{"@language": "ja", "@value": "架空 花子"}]}],
        "publication": {
            "prism:publicationName": [{"@language": "ja", "@value": "架空測定学"}],
            "prism:publicationDate": "2020",
        },
        "dataSourceIdentifier": [{"@type": "JALC", "@value": f"oai:{crid}"}],
    }


def _serving() -> str:
    """Start the server in a separate process, which ends with this one; return its address."""
    ours, theirs = multiprocessing.Pipe()
    multiprocessing.Process(target=_serve, args=(theirs,), daemon=True).start()
    return f"http://127.0.0.1:{ours.recv()}"


def _serve(to: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    to.send(server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    main()
