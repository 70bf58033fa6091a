"""The pinned figures of the two collections of this folder, with all features and without each one.

``tests/test_relevance_pins.py`` compares the search with them; ``measure.py --pin`` rewrites them.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from shoroku import evaluation

HERE = Path(__file__).parent
PINNED = HERE / "pinned.json"
COLLECTIONS = tuple(HERE / "collections" / name for name in ("questions", "crossing"))

#: The measures that are pinned.
MEASURES = ("nDCG@10", "R@10")
EVERYTHING = "everything"

#: The packages that take part in analysis and ranking.
_PACKAGES = ("sudachipy", "sudachidict-core", "tantivy")

#: The loss that is allowed, and the loss that is allowed with another dictionary, which splits texts differently.
TOLERANCE, TOLERANCE_OF_OTHER_DICTIONARY = 0.005, 0.02


def versions() -> dict[str, str]:
    """Return the versions that the figures depend on."""
    return {name: version(name) for name in _PACKAGES}


def tolerance(pinned: Mapping[str, str], installed: Mapping[str, str]) -> float:
    """Return how much lower than its pin a figure may be, given the versions of then and of now."""
    same = all(pinned[name] == installed[name] for name in ("sudachipy", "sudachidict-core"))
    return TOLERANCE if same else TOLERANCE_OF_OTHER_DICTIONARY


def read() -> dict[str, Any]:
    """Return the pinned figures."""
    return dict(json.loads(PINNED.read_text(encoding="utf-8")))


def write() -> None:
    """Measure the collections and pin the figures."""
    collections = {folder.name: _pin(folder) for folder in COLLECTIONS}
    pinned = {"versions": versions(), "collections": collections}
    PINNED.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _pin(folder: Path) -> dict[str, Any]:
    ablation = evaluation.ablation(folder)
    return {
        "documents": ablation[0].documents,
        "ablation": {
            ", ".join(one.without) or EVERYTHING: {name: one.measures[name] for name in MEASURES} for one in ablation
        },
        "queries": by_query(folder),
    }


def by_query(folder: Path, without: Sequence[str] = ()) -> dict[str, float]:
    """Return the nDCG@10 of each query of a collection. Raises what ``shoroku.evaluation.evaluate`` does.

    A query that finds nothing is not in the run and counts 0. ``without`` names features to leave out.
    """
    import ir_measures

    measure = ir_measures.parse_measure("nDCG@10")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "run.trec"
        evaluation.evaluate(folder, file, without)
        run = list(ir_measures.read_trec_run(str(file)))
    judged = [line.split("\t") for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()]
    qrels = [ir_measures.Qrel(query, document, int(grade)) for query, document, grade in judged]
    found = {one.query_id: float(one.value) for one in ir_measures.iter_calc([measure], qrels, run)}
    return {query: round(found.get(query, 0.0), 4) for query in dict.fromkeys(qrel.query_id for qrel in qrels)}


def mean(of_queries: Mapping[str, float]) -> float:
    """Return a collection's figure, given those of its queries."""
    return sum(of_queries.values()) / len(of_queries)


def fallen(pinned: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Return a line for each query with a lower figure than before, the greatest loss first."""
    losses = {query: before - now.get(query, 0.0) for query, before in pinned.items()}
    worse = sorted((query for query in losses if losses[query] > 0), key=lambda query: (-losses[query], query))
    return [f"{query}: {pinned[query]:.4f} -> {now.get(query, 0.0):.4f}" for query in worse]


def verdict(name: str, pinned: Mapping[str, float], now: Mapping[str, float], allowed: float) -> str:
    """Return "" if a collection's figure is at most ``allowed`` below its pin, else a report of the queries that fell."""
    before, after = mean(pinned), mean({query: now.get(query, 0.0) for query in pinned})
    if after >= before - allowed:
        return ""
    lines = "\n".join(f"  {line}" for line in fallen(pinned, now))
    return (
        f"{name}: nDCG@10 fell from {before:.4f} to {after:.4f} ({allowed} is allowed). Queries that fell:\n{lines}\n"
        "If that is meant: python benchmarks/relevance/measure.py --pin"
    )
