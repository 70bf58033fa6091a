"""How long until records are durable and searchable? ``shoroku add`` compared with the peer's indexing alone, in turn.

    python benchmarks/indexing.py CORPUS.jsonl.gz --peer 'java -cp … LucenePeer' --runs 5

The whole process of ``shoroku add`` is timed: start-up, reading, merging, the store, the index. The peer reports its own time,
from its first document to its commit, without the start of its virtual machine.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import common
import peer


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--peer")
    arguments.add_argument("--runs", type=int, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents, queries = folder / "docs.tsv", folder / "queries.tsv"
        count = peer.write_documents(given.corpus, documents)
        peer.write_queries(["inhibitor", "京都"], queries)
        ours, memory, theirs = [], [], []
        for run in range(given.runs):
            seconds, processes = add(given.corpus, folder / "library")
            peak = sum(one.anonymous + one.file for one in processes)
            ours.append(seconds)
            memory.append(peak)
            line = f"run {run + 1}: shoroku add {seconds:.2f} s, {peak / 2**20:.0f} MiB"
            if given.peer:
                theirs.append(peer.run(given.peer, documents, queries, folder, threads=2)["index_s"])
                line += f"; peer {theirs[-1]:.2f} s"
            print(line, flush=True)
        size = sum(file.stat().st_size for file in (folder / "library" / "index").rglob("*") if file.is_file())
        store = (folder / "library" / "records.db").stat().st_size
    result = {
        "question": "seconds from an empty library to durable and searchable, store included",
        "records": count,
        "shoroku_s": ours,
        "shoroku_median_s": statistics.median(ours),
        "shoroku_records_per_s": round(count / statistics.median(ours)),
        "shoroku_peak_bytes_all_processes_pss": memory,
        "index_bytes": size,
        "store_bytes": store,
    }
    if theirs:
        result |= {
            "peer_s": theirs,
            "peer_median_s": statistics.median(theirs),
            "ratio_median": round(statistics.median(o / t for o, t in zip(ours, theirs, strict=True)), 3),
        }
    common.keep("indexing", result)


class Memory(NamedTuple):
    """Bytes of a process, its share of what it shares included (PSS): its own, and pages of files that it reads or writes."""

    anonymous: int
    file: int


def add(corpus: Path, library: Path) -> tuple[float, list[Memory]]:
    """Run ``shoroku add`` into an empty library; return its seconds, and the memory of each of its processes when all of them
    together held the most. The first is the parent."""
    shutil.rmtree(library, ignore_errors=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "shoroku", "add", str(corpus), "--library", str(library)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks: list[list[Memory]] = []
    watcher = threading.Thread(target=_watch, args=(process, peaks))
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    watcher.join()
    if code:
        sys.exit(f"shoroku add ended with {code}")
    return seconds, max(peaks, default=[], key=lambda some: sum(map(sum, some)))


def _watch(process: "subprocess.Popen[bytes]", peaks: list[list[Memory]]) -> None:
    """Twice a second, note the memory of the process and its children; shared memory is counted once (PSS)."""
    while process.poll() is None:
        peaks.append([_memory(pid) for pid in (process.pid, *_children(process.pid))])
        time.sleep(0.5)


def _children(pid: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0, 0)
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss")}
    anonymous = sizes.get("Pss_Anon", 0)
    return Memory(anonymous, sizes.get("Pss", 0) - anonymous)


if __name__ == "__main__":
    main()
