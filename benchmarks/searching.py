"""How long do a bare top ten, a whole page, and a command in a new process take?

    python benchmarks/searching.py CORPUS.jsonl.gz LIBRARY --peer 'java -cp … LucenePeer'

LIBRARY is created from the corpus if it does not exist. The queries are one to three adjacent words of the corpus's own
titles, chosen by a fixed seed, half of them Japanese. A whole page is ten hits with their records and
highlights, and four facets. An exact search has no other spellings, synonyms and translations. *By hand* is what somebody would ask
tantivy who knows the terms: all of them, each in any of four fields. *Directly* is what an exact search asks tantivy for all of
the words, compiled before, with nothing else around it.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import common
import peer
import tantivy

import shoroku
from shoroku.analyzers import joined_terms
from shoroku.indexer import fields, generations
from shoroku.search.engine.expressions import Prepared
from shoroku.search.options import EXPANSION_FEATURES, Filters, SearchOptions, features

_QUERIES = 400
_WORD = re.compile(r"[A-Za-z]{4,}|[一-龥]{2,4}|[ァ-ヶー]{3,8}")
_FIELDS = (fields.TEXT_JA, fields.TEXT_EN, fields.TITLE_JA, fields.TITLE_EN)
FACETS = ("journal", "year", "language", "source")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("library", type=Path)
    arguments.add_argument("--peer")
    given = arguments.parse_args()
    library = shoroku.open(given.library)
    if not (given.library / "records.db").exists():
        library.add([given.corpus])
    queries = choose(given.corpus)
    library.search("inhibitor 京都", facets=FACETS)  # loads the dictionary, which happens once per process
    result: dict[str, object] = {
        "question": "milliseconds, in process, warm; seconds for cold commands",
        "records": len(library),
        "queries": len(queries),
        "bare_top_ten_ms": timed(queries, lambda query: library.run(query, 10)),
        "exact_bare_top_ten_ms": timed(queries, lambda query: library.run(query, 10, without=EXPANSION_FEATURES)),
        "directly_ms": directly(library, queries),
        "by_hand_ms": by_hand(given.library, queries),
        "whole_page_ms": timed(queries, lambda query: library.search(query, facets=FACETS)),
        "cold_command_s": {query: cold(given.library, "search", query) for query in ("inhibitor", "機械翻訳")},
    }
    if given.peer:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            peer.write_documents(given.corpus, folder / "docs.tsv")
            peer.write_queries(queries, folder / "queries.tsv")
            theirs = peer.run(given.peer, folder / "docs.tsv", folder / "queries.tsv", folder, threads=2)
            result["peer_bare_top_ten_ms"] = {"p50": theirs["p50_ms"], "p95": theirs["p95_ms"]}
    print(json.dumps(result, ensure_ascii=False, indent=1))
    common.keep("searching", result)


def directly(library: shoroku.Library, queries: list[str]) -> dict[str, float]:
    """Return the quantiles of the top tens of tantivy alone for the expressions of exact searches, which were compiled before."""
    searching = library._searching()
    view, options = searching.view(), SearchOptions(features=features(without=EXPANSION_FEATURES))
    searcher = generations.current(library.path).index.searcher()
    made: dict[str, tantivy.Query] = {}
    for query in queries:
        (prepared,) = searching._compiled(query, Filters(), options, view).strict
        assert isinstance(prepared, Prepared)
        made[query] = cast("tantivy.Query", prepared.query)
    return timed(queries, lambda query: searcher.search(made[query], 10))


def by_hand(library: Path, queries: list[str]) -> dict[str, float]:
    """Return the quantiles of the top tens of tantivy alone, in whose queries the words have become terms before."""
    index = generations.current(library).index
    searcher, occur, q = index.searcher(), tantivy.Occur, tantivy.Query
    made = {
        query: q.boolean_query(
            [
                (
                    occur.Must,
                    q.boolean_query([(occur.Should, q.term_query(index.schema, name, term)) for name in _FIELDS]),
                )
                for term in joined_terms(query).split()
            ]
        )
        for query in queries
    }
    return timed(queries, lambda query: searcher.search(made[query], 10))


def choose(corpus: Path) -> list[str]:
    """Return queries of one to three neighbouring words from titles, half of them Japanese."""
    chance = random.Random(20)
    titles: dict[str, list[str]] = {"ja": [], "en": []}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for language in titles:
                if record.get(f"title_{language}"):
                    titles[language].append(record[f"title_{language}"])
    queries: list[str] = []
    while len(queries) < _QUERIES:
        words = _WORD.findall(chance.choice(titles["ja" if len(queries) % 2 else "en"]))
        if words:
            first = chance.randrange(len(words))
            queries.append(" ".join(words[first : first + chance.randint(1, 3)]))
    return queries


def timed(queries: list[str], search: Callable[[str], object], rounds: int = 3) -> dict[str, float]:
    """Return the quantiles of each query's fastest of several rounds, and those of the first round."""
    times = [[_milliseconds(search, query) for query in queries] for _ in range(rounds)]
    best = [min(of_one) for of_one in zip(*times, strict=True)]
    return common.quantiles(best) | {f"first_{name}": value for name, value in common.quantiles(times[0]).items()}


def _milliseconds(search: Callable[[str], object], query: str) -> float:
    began = time.perf_counter()
    search(query)
    return (time.perf_counter() - began) * 1000


def cold(library: Path, *arguments: str, runs: int = 7) -> float:
    """Return the median seconds of a command, such as ``search QUERY``, as a whole process."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        command = [sys.executable, "-m", "shoroku", *arguments, "--library", str(library)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return round(statistics.median(times), 3)


if __name__ == "__main__":
    main()
