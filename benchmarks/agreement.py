"""Does a copy of a library on an OpenSearch cluster answer as the library does? (docs/cluster.md)

    python -m benchmarks.agreement NODE COLLECTION... [--queries 100] [--keep]
    python -m benchmarks.agreement --table

NODE is the address of a running node, such as http://127.0.0.1:9200. Each COLLECTION is a test collection in the form that
``shoroku eval`` reads. It is put into a library of its own, the library is sent to the node, and both are asked:

- the queries, or that many of them, chosen by a seed where there are more: totals, facets, expansions, corrections, notices,
  and the first ten hits of both; nDCG@10 of both;
- Boolean queries that are made of words of each query, by the same seed (AND, OR, NOT, phrases, prefixes, fields): all
  records that match, as a set.

Beside the collections, the pinned searches of the tests and the queries of docs/query.md are asked. ``--keep`` writes
results/agreement.json; without a COLLECTION, the figures of those that are in it stay. ``--table`` writes the tables in
docs/cluster.md and docs/cluster.ja.md from it.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import shoroku
from benchmarks.common import RESULTS, keep
from shoroku import Library, Page, evaluation
from shoroku.indexer.cluster.address import parsed
from shoroku.indexer.cluster.connection import Cluster
from shoroku.search import FACETS
from tests import pins
from tests.pins_queries import cases
from tests.test_query_language_docs import queries as documented

_SEED, _FIRST, _DEPTH = 20_261_129, 10, 100
_WORD = re.compile(r"[A-Za-z]{4,}|[一-龥]{2,4}|[ァ-ヶー]{3,8}")
_BOOLEAN = (
    "{0} AND {1}",
    "{0} OR {1}",
    "{0} -{1}",
    '"{0} {1}"',
    '"{0} {1}"~3',
    "({0} OR {1}) AND {2}",
    "title:{0} OR {1}",
    "{0:.4}* AND NOT {2}",
)


class Told(NamedTuple):
    """What one of the two answers to a query."""

    totals: tuple[int, int]
    facets: dict[str, Any]
    others: tuple[Any, ...]
    ids: list[str]


def told(page: Page) -> Told:
    """Return what of a page is compared."""
    searched = [(one.word, one.kind, one.written) for one in page.also_searched]
    others = (page.did_you_mean, searched, page.notices, [hit.highlights for hit in page.hits[:2]])
    return Told((page.total, page.relaxed_total), page.facets, others, [hit.id for hit in page.hits])


def compared(own: Told, other: Told) -> dict[str, bool]:
    """Return in what two answers are alike."""
    first, second = own.ids[:_FIRST], other.ids[:_FIRST]
    return {
        "totals": own.totals == other.totals,
        "facets": own.facets == other.facets,
        "others": own.others == other.others,
        "first_ten": first == second,
        "first_ten_as_set": set(first) == set(second),
        "first_one": first[:1] == second[:1],
    }


def _version(node: str) -> str:
    return str(Cluster(parsed(f"opensearch+{node}/x")).ask("GET", "/")["version"]["number"])


def tally(found: Sequence[dict[str, bool]]) -> dict[str, int]:
    """Return how many were compared, and in how many each part is alike."""
    names = dict.fromkeys(name for one in found for name in one)
    return {"compared": len(found)} | {name: sum(one[name] for one in found if name in one) for name in names}


@contextmanager
def copied(library: Library, node: str, name: str) -> Iterator[Library]:
    """Send a library to a node; yield the copy, and remove it at the end."""
    index = f"{name}-{uuid.uuid4().hex[:8]}"
    library.clusters.send(node, index, shards=3, replicas=0, with_disallowed_abstracts=True)
    copy = shoroku.open(f"opensearch+{node}/{index}")
    try:
        yield copy
    finally:
        cluster = Cluster(parsed(str(copy.location)))
        for one in cluster.find(f"/{index}*") or ():
            cluster.ask("DELETE", f"/{one}")


# --- Collections ------------------------------------------------------------------------------------------------------


def collection(folder: Path, node: str, most: int) -> dict[str, Any]:
    """Compare the answers for the queries of a collection, and for Boolean queries of their words."""
    chance = random.Random(_SEED)
    queries = list(evaluation._queries(folder / "queries.jsonl"))
    asked = queries if len(queries) <= most else chance.sample(queries, most)
    judged = {one.id for one in asked}
    qrels = [one for one in evaluation._judgements(folder / "qrels.tsv") if one[0] in judged]
    with tempfile.TemporaryDirectory() as place, shoroku.open(place) as library:
        library.take(evaluation._documents(folder / "corpus.jsonl"))
        with copied(library, node, "agreement") as copy:
            began = time.perf_counter()
            found, runs, differing = _asked(library, copy, [(one.id, one.text) for one in asked])
            wanted = list(_boolean([one.text for one in asked], chance))
            sets = {query: _same_matches(library, copy, query) for query in wanted}
            return {
                "collection": folder.resolve().name,
                "documents": len(library),
                "queries": len(queries),
                **tally(found),
                "nDCG@10": [evaluation._measured(run, qrels)["nDCG@10"] for run in runs],
                "boolean": len(sets),
                "boolean_same_matches": sum(same for same, _ in sets.values()),
                "boolean_matches": sum(count for _, count in sets.values()),
                "differing": differing,
                "boolean_differing": [query for query, (same, _) in sets.items() if not same],
                "seconds": round(time.perf_counter() - began, 1),
            }


def _asked(
    library: Library, copy: Library, asked: Sequence[tuple[str, str]]
) -> tuple[list[dict[str, bool]], tuple[list[Any], list[Any]], list[dict[str, Any]]]:
    found, differing = [], []
    runs: tuple[list[Any], list[Any]] = ([], [])
    for number, text in asked:
        both = [told(one.search(text, facets=FACETS, limit=_DEPTH)) for one in (library, copy)]
        for run, one in zip(runs, both, strict=True):
            run += [
                evaluation._Line(number, document, rank, float(len(one.ids) - rank))
                for rank, document in enumerate(one.ids)
            ]
        alike = compared(*both)
        found.append(alike)
        if not all(alike.values()):
            parts = [name for name, same in alike.items() if not same]
            differing.append({"query": number, "parts": parts, "first": [one.ids[:_FIRST] for one in both]})
    return found, runs, differing


def _boolean(texts: Iterable[str], chance: random.Random) -> Iterator[str]:
    """Yield a Boolean query for each text that has three words."""
    for text in texts:
        words = list(dict.fromkeys(_WORD.findall(text)))
        if len(words) >= 3:
            yield chance.choice(_BOOLEAN).format(*chance.sample(words, 3))


def _same_matches(library: Library, copy: Library, query: str) -> tuple[bool, int]:
    """Return whether a query finds the same records in both, and how many."""
    own, other = ({record.id for record in one.all(query, sort="stored", relaxed=True)} for one in (library, copy))
    return own == other, len(own)


# --- Pinned searches, and those of the documentation ------------------------------------------------------------------


def small(node: str) -> dict[str, Any]:
    """Compare the answers to the pinned searches, and to the queries of docs/query.md, on the two libraries of the pins."""
    names = sorted({*documented("en"), *documented("ja")})
    parts: dict[str, list[dict[str, bool]]] = {"pinned": [], "documented": []}
    differing = []
    with pins.libraries() as opened:
        for name, library in opened.items():
            asked = [("pinned", case.query, case.arguments) for case in cases() if case.library == name]
            asked += [("documented", query, {"facets": FACETS, "limit": _DEPTH}) for query in names]
            with copied(library, node, name) as copy:
                for part, query, arguments in asked:
                    own, other = (_answer(one, query, arguments) for one in (library, copy))
                    alike = compared(own, other)
                    parts[part].append(alike)
                    if not all(alike.values()):
                        differing.append(
                            {"library": name, "query": query, "parts": [part_ for part_ in alike if not alike[part_]]}
                        )
    return {name: tally(found) for name, found in parts.items()} | {"differing": differing}


def _answer(library: Library, query: str, arguments: dict[str, Any]) -> Told:
    try:
        return told(library.search(query, **arguments))
    except shoroku.ShorokuError as error:
        return Told((0, 0), {}, (type(error).__name__,), [])


# --- Tables -----------------------------------------------------------------------------------------------------------

_ROOT = Path(__file__).parent.parent
_HEADS = {
    "cluster.md": "| asked | records | queries | totals | facets | first ten in order | first ten as a set | Boolean queries: "
    "same matches | nDCG@10: library | copy |",
    "cluster.ja.md": "| 尋ねたもの | レコード | 検索 | 件数 | ファセット | 最初の 10 件の順序 | 最初の 10 件の集合 | "
    "ブール検索の一致集合 | nDCG@10：ライブラリ | 写し |",
}
_SMALL = {
    "cluster.md": {"pinned": "pinned searches", "documented": "queries of [query.md](query.md)"},
    "cluster.ja.md": {"pinned": "固定された検索", "documented": "[query.ja.md](query.ja.md) の検索式"},
}
_BEGIN, _END = "<!-- agreement -->", "<!-- end of agreement -->"


def table(result: dict[str, Any], page: str) -> str:
    """Return what was compared as a Markdown table; a share that is not whole is told with its number."""
    lines = [_HEADS[page], "|" + "---|" * 10]
    for one in result["collections"]:
        of, compared_ = one["compared"], (one["totals"], one["facets"], one["first_ten"], one["first_ten_as_set"])
        alike = [f"{count} / {of}" for count in compared_]
        boolean = f"{one['boolean_same_matches']} / {one['boolean']}"
        asked = f"{of}" if of == one["queries"] else f"{of} / {one['queries']:,}"
        figures = [f"{figure:.4f}" for figure in one["nDCG@10"]]
        cells = [one["collection"], f"{one['documents']:,}", asked, *alike, boolean, *figures]
        lines.append(f"| {' | '.join(cells)} |")
    for name, title in _SMALL[page].items():
        one = result["small"][name]
        compared_ = (one["totals"], one["facets"], one["first_ten"], one["first_ten_as_set"])
        alike = [f"{count:,} / {one['compared']:,}" for count in compared_]
        lines.append(f"| {title} | 191, 204 | {one['compared']:,} | {' | '.join(alike)} | | | |")
    return "\n".join(lines)


def _before() -> dict[str, Any]:
    return dict(json.loads((RESULTS / "agreement.json").read_text(encoding="utf-8")))


def write_tables() -> None:
    """Write the tables in the documentation."""
    result = _before()
    for page in _HEADS:
        path = _ROOT / "docs" / page
        text = path.read_text(encoding="utf-8")
        before, rest = text.split(_BEGIN, 1)
        _, after = rest.split(_END, 1)
        path.write_text(f"{before}{_BEGIN}\n\n{table(result, page)}\n\n{_END}{after}", encoding="utf-8")
        print(f"written: {path}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("node", nargs="?")
    arguments.add_argument("collections", nargs="*", type=Path)
    arguments.add_argument("--queries", type=int, default=100)
    arguments.add_argument("--keep", action="store_true")
    arguments.add_argument("--table", action="store_true")
    given = arguments.parse_args()
    if given.table or not given.node:
        write_tables()
        return
    result: dict[str, Any] = {
        "question": "do a library and its copy on a cluster answer alike?",
        "seed": _SEED,
        "opensearch": _version(given.node),
        "small": small(given.node),
        "collections": [] if given.collections else _before()["collections"],
    }
    print({name: one for name, one in result["small"].items() if name != "differing"}, file=sys.stderr, flush=True)
    for folder in given.collections:
        one = collection(folder, given.node, given.queries)
        result["collections"].append(one)
        print({name: value for name, value in one.items() if "differing" not in name}, file=sys.stderr, flush=True)
    if given.keep:
        keep("agreement", result)
    else:
        print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
