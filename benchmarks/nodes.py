"""What a library costs on three nodes, and what the loss of nodes costs: ``python -m benchmarks.nodes LIBRARY...``.

A library is sent to three OpenSearch nodes on this machine (``tests/opensearch_nodes.py``), 6 shards with one replica. Then it is
sent again to a new index, while searches go on in the old one, and nodes are killed: one, then the cluster manager, then all
three. Processor times are those of the loader's processes and of the nodes; bytes are those of the index without replicas.
``--quiet`` leaves that part out: what was measured of it before stays in the result. ``--only-killed`` leaves the other part
out: the first library is sent, then the last one in its place while nodes are killed.
"""

import argparse
import json
import os
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import shoroku
from benchmarks.common import RESULTS, keep, quantiles
from benchmarks.copying import merge
from shoroku.cluster.copies import Clusters
from shoroku.indexer.cluster import mapping
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.connection import PATIENCE_OF_SEARCHES, Cluster
from shoroku.indexer.cluster.sync import Sent
from tests.opensearch_nodes import Nodes, is_set_up, running

QUERIES = (
    "machine translation",
    "京都 寺院",
    "neural network",
    "機械翻訳",
    "dark matter",
    "庭園",
    "parsing",
    "天皇 平安時代",
)
ROUNDS = 20
#: Shares of the records after which a node is killed, started again, and so on.
KILLED, BACK, MANAGER_KILLED, MANAGER_BACK, ALL_KILLED = 0.2, 0.35, 0.5, 0.65, 0.8
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "libraries", type=Path, nargs="+", help="libraries of growing size; nodes are lost while the last is sent"
    )
    parser.add_argument("--heap", default="200m", help="memory of a node")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--quiet", action="store_true", help="kill no node")
    only.add_argument("--only-killed", action="store_true", help="measure only what the loss of nodes costs")
    given = parser.parse_args()
    if not is_set_up():
        raise SystemExit("NO OPENSEARCH NODE: set one up with python -m tests.opensearch_nodes (needs Java and Maven)")
    result: dict[str, Any] = {"shards": 6, "replicas": 1, "heap": given.heap, "loads": []}
    before = json.loads((RESULTS / "nodes.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), 3, heap=given.heap, niceness=0) as nodes:
        for path in given.libraries[:1] if given.only_killed else given.libraries:
            with shoroku.open(path) as library:
                name = "papers" if given.only_killed else f"papers{len(library)}"
                result["loads"].append(_loaded(nodes, library.clusters, name))
                if not given.only_killed:
                    result["loads"][-1] |= _searched(nodes, name)
                print(result["loads"][-1], flush=True)
        if not given.quiet:
            with shoroku.open(given.libraries[-1]) as library:
                result["killed"] = Lossy(nodes, library, name).run()
            print(json.dumps(result["killed"], indent=1), flush=True)
    if given.quiet:
        result["killed"] = before["killed"]
    if given.only_killed:
        result["loads"] = before["loads"]
    keep("nodes", {**result, "load_average": os.getloadavg()})


# --- Loading ----------------------------------------------------------------------------------------------------------


def _loaded(nodes: Nodes, clusters: Clusters, name: str) -> dict[str, Any]:
    began, own, main, theirs = time.perf_counter(), _own_seconds(), time.process_time(), _seconds_of(nodes)
    sent = clusters.send(nodes.urls, name, shards=6, replicas=1)
    seconds = time.perf_counter() - began
    own, main, theirs = _own_seconds() - own, time.process_time() - main, _seconds_of(nodes) - theirs
    cluster = Cluster(of(nodes.urls, name))
    grown = cluster.ask("GET", f"/{sent.name}/_stats/store")["_all"]
    merge(cluster, sent.name)
    merged = cluster.ask("GET", f"/{sent.name}/_stats/store")["_all"]
    records = sent.records
    return {
        "records": records,
        "seconds": round(seconds, 1),
        "records_per_second": round(records / seconds),
        "loader_processor_ms_per_record": round(own / records * 1000, 3),
        "of_that_in_its_main_process": round(main / records * 1000, 3),
        "nodes_processor_ms_per_record": round(theirs / records * 1000, 3),
        "bytes_per_record": round(grown["primaries"]["store"]["size_in_bytes"] / records),
        "bytes_per_record_merged": round(merged["primaries"]["store"]["size_in_bytes"] / records),
        "bytes_with_replicas": grown["total"]["store"]["size_in_bytes"],
        "resident_bytes_of_nodes": [_resident(pid) for pid in nodes.pids],
        "repaired": sent.repaired,
        "mapping": mapping.VERSION,
    }


def _searched(nodes: Nodes, name: str) -> dict[str, Any]:
    """Search page after page, each query several times; the frequencies of words are known from the second time on."""
    with shoroku.open(f"opensearch+{nodes.urls}/{name}") as copy:
        for query in QUERIES:
            copy.search(query, facets=["journal"])
        own, theirs, took = time.process_time(), _seconds_of(nodes), []
        for query in QUERIES * ROUNDS:
            began = time.perf_counter()
            copy.search(query, facets=["journal"])
            took.append((time.perf_counter() - began) * 1000)
    return {
        "search_ms": quantiles(took),
        "search_processor_ms": round((time.process_time() - own) * 1000 / len(took), 2),
        "search_nodes_processor_ms": round((_seconds_of(nodes) - theirs) * 1000 / len(took), 2),
    }


def _own_seconds() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _seconds_of(nodes: Nodes) -> float:
    found = 0
    for pid in nodes.pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found / _TICKS


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) * 1024


# --- Losing nodes -----------------------------------------------------------------------------------------------------


class Lossy:
    """Sends a library to a new index while nodes are killed and searches go on in the old one."""

    def __init__(self, nodes: Nodes, library: shoroku.Library, name: str) -> None:
        self._name = name
        self._nodes, self._library, self._records = nodes, library, len(library)
        self._events: list[dict[str, Any]] = []
        self._lost: list[int] = []
        self._ended = threading.Event()
        self._took: list[tuple[float, float]] = []
        self._partial = 0
        self._errors: list[str] = []
        self._began = time.perf_counter()

    def run(self) -> dict[str, Any]:
        searching = threading.Thread(target=self._search)
        searching.start()
        try:
            sent: Sent = self._library.clusters.send(
                self._nodes.urls, self._name, shards=6, replicas=1, rebuild=True, progress=self._lose
            )
        finally:
            self._ended.set()
            searching.join()
        seconds = time.perf_counter() - self._began
        self._nodes.wait_green()
        grown = Cluster(of(self._nodes.urls, self._name)).ask("GET", f"/{sent.name}/_stats/store")["_all"]
        with shoroku.open(f"opensearch+{self._nodes.urls}/{self._name}") as copy:
            found = sorted(record.id for record in copy)
        own = sorted(record.id for record in self._library)
        return {
            "seconds": round(seconds, 1),
            "events": self._events,
            "sent": sent.changes,
            "found": len(found),
            "the_same_records": found == own,
            "repaired": sent.repaired,
            "bytes_per_record": round(grown["primaries"]["store"]["size_in_bytes"] / len(own)),
            "mapping": mapping.VERSION,
            "seconds_of_searches": PATIENCE_OF_SEARCHES,
            "searches": len(self._took),
            "searches_partial": self._partial,
            "searches_failed": self._errors,
            "search_ms": quantiles([ms for _, ms in self._took]),
            "longest_search_ms": round(max(ms for _, ms in self._took)),
        }

    def _lose(self, done: int) -> None:
        share = done / self._records
        if share > KILLED and not self._events:
            place = (self._nodes.place_of_manager() + 1) % 3
            self._kill("a node is killed", [place])
        elif share > BACK and len(self._events) == 1:
            self._back()
        elif share > MANAGER_KILLED and len(self._events) == 2:
            self._kill("the cluster manager is killed", [self._nodes.place_of_manager()])
        elif share > MANAGER_BACK and len(self._events) == 3:
            self._back()
        elif share > ALL_KILLED and len(self._events) == 4:
            self._kill("all nodes are killed and started", [0, 1, 2])
            self._back(wait=False)

    def _kill(self, what: str, places: list[int]) -> None:
        self._note(what)
        for place in places:
            self._nodes.kill(place)
        self._lost = places

    def _back(self, *, wait: bool = True) -> None:
        began = time.perf_counter()
        for place in self._lost:
            self._nodes.start_node(place)
        if wait:
            self._nodes.wait_green()
            self._note("it is back", green_after=round(time.perf_counter() - began, 1))

    def _note(self, what: str, **more: float) -> None:
        self._events.append({"what": what, "at": round(time.perf_counter() - self._began, 1), **more})
        print(self._events[-1], flush=True)

    def _search(self) -> None:
        with shoroku.open(f"opensearch+{self._nodes.urls}/{self._name}") as copy:
            place = 0
            while not self._ended.is_set():
                began = time.perf_counter()
                try:
                    page = copy.search(QUERIES[place % len(QUERIES)], facets=["journal"])
                    self._partial += page.partial is not None
                except shoroku.ShorokuError as error:
                    self._errors.append(
                        f"{began - self._began:.1f} s: {type(error).__name__}: {getattr(error, 'reason', '')}"[:150]
                    )
                    time.sleep(0.2)
                else:
                    self._took.append((began, (time.perf_counter() - began) * 1000))
                place += 1
                time.sleep(0.05)


if __name__ == "__main__":
    main()
