"""What grows with a library, for each record, journal or pair of texts: ``python -m benchmarks.scale LIBRARY``.

The figures of docs/scale.md that concern the loading machine; those of the cluster are of ``benchmarks/nodes.py``. Times are
processor times of one process.
"""

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from sys import getsizeof
from typing import Any

from benchmarks.common import keep
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import generations
from shoroku.indexer.authority.journals import identified
from shoroku.indexer.authority.labels import Signature, written
from shoroku.indexer.bilingual import building, sampling
from shoroku.indexer.cluster import verifying
from shoroku.indexer.cluster.documents import Sending, document
from shoroku.indexer.worker import analyzed

#: Records that are analyzed, and journals of which a registry is made.
ANALYZED, JOURNALS = 8_000, (20_000, 100_000, 300_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    given = parser.parse_args()
    generation = generations.current(given.library)
    with Store(given.library / STORE_FILE) as store:
        records = store.counts()["records"]
        result = {
            "records": records,
            "store_bytes_per_record": round((given.library / STORE_FILE).stat().st_size / records),
            "index_bytes_per_record": round(sum(file.stat().st_size for file in generation.path.iterdir()) / records),
            **_analysis(store),
            "verifying_ms_per_record": _seconds(lambda: verifying.of_store(store, Sending(), frozenset()))
            * 1000
            / records,
        }
    result["lexicon"] = _lexicon(generation)
    result["registries"] = [_registry(count) for count in JOURNALS]
    keep("scale", result)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _analysis(store: Store) -> dict[str, float]:
    changes = list(islice((one for one in verifying.changes(store) if one.payload is not None), ANALYZED))
    texts = [(one.seq, one.payload) for one in changes if one.payload is not None]
    analyzed(texts[:200])  # the dictionary is loaded
    made: list[bytes] = []
    analysis = _seconds(lambda: made.extend(analyzed(texts)))
    by_number = dict(zip((one.seq for one in changes), made, strict=True))
    sent: list[bytes] = []
    making = _seconds(lambda: sent.extend(document(by_number[one.seq], one, Sending()) for one in changes))
    return {
        "analysis_ms_per_record": analysis * 1000 / len(changes),
        "document_ms_per_record": making * 1000 / len(changes),
        "document_bytes_per_record": sum(map(len, sent)) / len(changes),
    }


def _lexicon(generation: generations.Generation) -> dict[str, Any]:
    searcher = generation.index.searcher()
    texts = [one for group in islice(sampling._groups(searcher), None) for one in group]
    size = sum(getsizeof(one.parallel) + getsizeof(one.text_ja) + getsizeof(one.text_en) for one in texts)
    content: list[bytes] = []
    seconds = _seconds(lambda: content.append(building.packed(sampling.sample(searcher))))
    return {
        "bilingual_records": sampling.count(searcher),
        "read": len(texts),
        "bytes_in_memory_per_record_read": round(size / max(len(texts), 1)),
        "seconds": seconds,
        "bytes": len(content[0]),
    }


def _registry(count: int) -> dict[str, Any]:
    gc.collect()
    before = _resident()
    kept: list[object] = []
    seconds = _seconds(lambda: kept.append(identified(_journals(count))))
    return {"journals": count, "seconds": seconds, "resident_bytes": _resident() - before}


def _journals(count: int) -> Iterator[tuple[str, int]]:
    """Yield signatures of journals with a Japanese name, an English one and an ISSN, and the number of their records."""
    for number in range(count):
        names = (("ja", f"第{number}研究会誌"), ("en", f"Journal of Research Group {number}"))
        yield written(Signature(names, (f"{number // 10000:04}-{number % 10000:04}",))), 1 + number % 97


def _resident() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) * 1024


if __name__ == "__main__":
    main()
