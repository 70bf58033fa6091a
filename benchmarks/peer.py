"""The peer: Lucene with its own Japanese analyzer, a separate program that is called with files.

``PEER`` is a command that takes DOCS.tsv QUERIES.tsv INDEX_FOLDER LANGUAGE THREADS DEPTH RUN_FILE and prints one line
of JSON with ``index_s``, ``docs_per_s``, ``index_bytes``, ``p50_ms`` and ``p95_ms``.
"""

import gzip
import json
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_documents(corpus: Path, target: Path) -> int:
    """Write a JSON Lines corpus as the peer's TSV (id, title, text); return the number of documents."""
    count = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            record = json.loads(line)
            title = _flat(record.get("title_ja"), record.get("title_en"))
            text = _flat(record.get("abstract_ja"), record.get("abstract_en"))
            out.write(f"{record['id']}\t{title}\t{text}\n")
            count += 1
    return count


def write_queries(queries: Iterable[str], target: Path) -> None:
    """Write queries as the peer's TSV (id, text)."""
    target.write_text("".join(f"{n}\t{_flat(query)}\n" for n, query in enumerate(queries)), encoding="utf-8")


def run(command: str, documents: Path, queries: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Let the peer index and search once; return its own measurements."""
    index = folder / "peer-index"
    shutil.rmtree(index, ignore_errors=True)
    arguments = [str(documents), str(queries), str(index), "ja", str(threads), "10", str(folder / "peer.run")]
    done = subprocess.run([*shlex.split(command), *arguments], check=True, capture_output=True, text=True)
    return dict(json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{"))))


def _flat(*texts: str | None) -> str:
    return " ".join(" ".join(text.split()) for text in texts if text)
