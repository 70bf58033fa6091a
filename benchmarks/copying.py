"""How fast is a library sent to an OpenSearch node, how large is the copy, and how long does a page take from it?

    python -m benchmarks.copying CORPUS.jsonl.gz [--records 20000] [--keep]

In one run, on the first records of a corpus:

- ``shoroku add`` as a whole process, store and index; then ``shoroku sync`` as a whole process, to one node of one shard that
  this script starts (tests/opensearch_nodes.py), and the same again when nothing has changed;
- bytes of the library's own index and of the copy, as it was sent and after its segments were merged into one;
- whole pages (ten hits with highlights, and four facets) from the library and from the copy, in turn, query by query: the first
  time that a query is asked, and the fastest of three times; and how many requests to the node the first one makes, and the
  second. The queries are those of ``searching.py``;
- a run that replaces a twentieth of the records, and the same pages while their old documents do not count any more and are
  not deleted yet.

``--keep`` writes results/copying.json.
"""

import argparse
import gzip
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import shoroku
from benchmarks.common import keep, quantiles
from shoroku import Library
from shoroku.indexer.cluster import sync
from shoroku.indexer.cluster.address import parsed
from shoroku.indexer.cluster.connection import Cluster
from tests.opensearch_nodes import running

_FACETS = ("journal", "year", "language", "source")
_NAME, _ROUNDS = "copying", 3
#: What the stored fields, the postings and so on are called in Lucene's files.
_PARTS = {
    "records and terms as stored": ("fdt", "fdx", "fdm"),
    "positions": ("pos", "pay"),
    "postings": ("doc",),
    "dictionaries": ("tim", "tip", "tmd"),
    "columns (facets, sort keys, listed terms)": ("dvd", "dvm"),
    "lengths": ("nvd", "nvm"),
    "numbers": ("kdd", "kdi", "kdm"),
}


def part(corpus: Path, count: int, target: Path) -> Path:
    """Write the first records of a corpus to a file."""
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines, gzip.open(target, "wt", encoding="utf-8") as out:
        out.writelines(islice(lines, count))
    return target


def command(*arguments: str) -> tuple[float, float]:
    """Run a command of shoroku; return its seconds, and the processor seconds of all its processes."""
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "shoroku", *arguments], check=True, capture_output=True)
    seconds, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return round(seconds, 3), round(used, 3)


def revised(corpus: Path, count: int, target: Path) -> Path:
    """Write the first records of a corpus with another title to a file."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, gzip.open(target, "wt", encoding="utf-8") as out:
        for line in islice(lines, count):
            record = json.loads(line)
            titles = [name for name in record if name.startswith("title")]
            out.write(json.dumps(record | {name: f"{record[name]} revised" for name in titles if record[name]}) + "\n")
    return target


def replacing(library: Library, copy: Library, url: str, queries: Sequence[str]) -> dict[str, Any]:
    """Send what was changed, and time pages as they are before the old documents are deleted; then have them deleted."""

    def send() -> float:
        began = time.perf_counter()
        library.clusters.send(url, _NAME, replicas=0, with_disallowed_abstracts=True)
        return round(time.perf_counter() - began, 3)

    with patch.object(sync._Run, "_sweep", lambda *_: None):
        sent = send()
    return {"seconds_without_deleting": sent, "pages": pages(library, copy, queries), "seconds_of_deleting": send()}


def size_of_own(library: Path) -> dict[str, int]:
    """Return the bytes of a library's index and of its store."""
    index = sum(file.stat().st_size for file in (library / "index").rglob("*") if file.is_file())
    return {"index": index, "store": (library / "records.db").stat().st_size}


def size_of_copy(cluster: Cluster) -> dict[str, Any]:
    """Return the bytes of a copy, in all and by kind of file."""
    cluster.ask("POST", f"/{_NAME}/_flush")
    answer = cluster.ask("GET", f"/{_NAME}/_stats/segments,store", include_segment_file_sizes=True)
    primaries = answer["_all"]["primaries"]
    files = {name: int(one["size_in_bytes"]) for name, one in primaries["segments"]["file_sizes"].items()}
    parts = {part_: sum(files.pop(name, 0) for name in names) for part_, names in _PARTS.items()}
    whole = int(primaries["store"]["size_in_bytes"])
    return {"bytes": whole, "segments": primaries["segments"]["count"], "parts": parts, "others": files}


def merge(cluster: Cluster, name: str) -> None:
    """Merge the segments of each shard of an index into one, when what was kept for other nodes may be dropped.

    A node stores what it was sent a second time, until every copy of the shard has it and segments are merged. It asks about
    that every 30 seconds, unless told otherwise.
    """
    cluster.ask("PUT", f"/{name}/_settings", {"index": {"soft_deletes.retention_lease.sync_interval": "1s"}})
    _flush(cluster, name)
    cluster.ask("POST", f"/{name}/_forcemerge", max_num_segments=1, seconds=600)
    cluster.ask("POST", f"/{name}/_refresh")
    _flush(cluster, name)  # lets go of the segments before the merge, which replicas keep until all have the new ones


def _flush(cluster: Cluster, name: str) -> None:
    for _ in range(2):
        cluster.ask("POST", f"/{name}/_flush", force=True)
        time.sleep(3)


def pages(library: Library, copy: Library, queries: Sequence[str]) -> dict[str, Any]:
    """Time whole pages, in milliseconds, and count the requests that those of the copy make."""
    both = {"library": library, "copy": copy}
    for one in both.values():
        one.search("inhibitor 京都", facets=_FACETS)  # loads the dictionary, and opens the index
    times: dict[str, list[list[float]]] = {name: [] for name in both}
    requests: list[list[int]] = []
    count = _counted(copy)
    totals_differ = 0
    for query in queries:
        of_query: dict[str, list[float]] = {name: [] for name in both}
        totals = set()
        of_query_requests: list[int] = []
        for _ in range(_ROUNDS):
            before = next(count)
            for name, one in both.items():
                began = time.perf_counter()
                totals.add(one.search(query, facets=_FACETS).total)
                of_query[name].append((time.perf_counter() - began) * 1000)
            of_query_requests.append(next(count) - before - 1)
        totals_differ += len(totals) > 1
        requests.append(of_query_requests)
        for name, found in of_query.items():
            times[name].append(found)
    found = {
        name: {"first": quantiles([one[0] for one in some]), "fastest": quantiles([min(one) for one in some])}
        for name, some in times.items()
    }
    asked = {
        name: {"least": min(some), "most": max(some), **quantiles(some)}
        for name, some in (("first", [one[0] for one in requests]), ("second", [one[1] for one in requests]))
    }
    return {**found, "queries": len(queries), "totals_differ": totals_differ, "requests": asked, "raw_ms": times}


def _counted(copy: Library) -> "itertools.count[int]":
    """Return a counter that goes on with every request that a copy makes, and with every look at it."""
    found = itertools.count()
    transport = copy._asked()._transport  # type: ignore[attr-defined]
    perform = transport.perform_request

    def counting(*arguments: Any, **named: Any) -> Any:
        next(found)
        return perform(*arguments, **named)

    transport.perform_request = counting
    return found


def _queries(corpus: Path, count: int) -> list[str]:
    sys.path[:0] = [str(Path(__file__).parent)]
    import searching

    return searching.choose(corpus)[:count]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--records", type=int, default=20_000)
    arguments.add_argument("--queries", type=int, default=100)
    arguments.add_argument("--keep", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        queries = _queries(given.corpus, given.queries)
        corpus, library = part(given.corpus, given.records, folder / "part.jsonl.gz"), folder / "library"
        # Both tiers of the compiler, and no lower priority than the program that is measured.
        with running(folder / "nodes", heap="2g", jvm=["-XX:TieredStopAtLevel=4"], niceness=0) as nodes:
            added = command("add", str(corpus), "--library", str(library))
            print("added", added, flush=True)
            sending = ("sync", "--to", "opensearch", nodes.url, "--index", _NAME, "--library", str(library))
            sent = command(*sending, "--replicas", "0", "--with-disallowed-abstracts")
            print("sent", sent, flush=True)
            again = command(*sending, "--with-disallowed-abstracts")
            address = f"opensearch+{nodes.url}/{_NAME}"
            cluster = Cluster(parsed(address))
            sizes = {"own": size_of_own(library), "as_sent": size_of_copy(cluster)}
            with shoroku.open(library) as own, shoroku.open(address) as copy:
                records = len(own)
                timed = {"as_sent": pages(own, copy, queries)}
                merge(cluster, _NAME)
                sizes["merged"] = size_of_copy(cluster)
                timed["merged"] = pages(own, copy, queries)
                changed = records // 20
                command("add", str(revised(corpus, changed, folder / "revised.jsonl.gz")), "--library", str(library))
                replaced = replacing(own, copy, nodes.url, queries)
                timed["while_replaced_are_there"] = replaced.pop("pages")
            version = cluster.ask("GET", "/")["version"]
            java = cluster.ask("GET", "/_nodes/jvm")["nodes"]
    jvm = next(iter(java.values()))["jvm"]
    result = {
        "question": "seconds to send a library, bytes of the copy, milliseconds of a page, beside the library's own",
        "records": records,
        "opensearch": version["number"],
        "lucene": version["lucene_version"],
        "java": f"{jvm['vm_name']} {jvm['version']}",
        "load_average": os.getloadavg(),
        "add_s": {"seconds": added[0], "processor": added[1]},
        "sync_s": {"seconds": sent[0], "processor": sent[1]},
        "sync_nothing_s": {"seconds": again[0], "processor": again[1]},
        "records_per_s": {"add": round(records / added[0]), "sync": round(records / sent[0])},
        "replacing": {"records": changed, **replaced},
        "bytes": sizes,
        "page_ms": timed,
    }
    shown = json.loads(json.dumps(result))
    for one in shown["page_ms"].values():
        one.pop("raw_ms")
    print(json.dumps(shown, ensure_ascii=False, indent=1))
    if given.keep:
        keep("copying", result)


if __name__ == "__main__":
    main()
