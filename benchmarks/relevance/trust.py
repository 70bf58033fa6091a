"""Can the results be trusted? Do records with the query's own words come first, and does the total count only true matches?

    python benchmarks/relevance/trust.py CORPUS.jsonl.gz LIBRARY [--seed N] [--keep NAME] [--details]

CORPUS is gzipped JSON Lines with ``id``, ``title_ja``, ``title_en``, ``abstract_ja``, ``abstract_en``, ``journal`` and
``authors``; LIBRARY is a library that ``shoroku add`` made from it. The seed draws all queries from the corpus, half of them
in each language. A hit is *true* if it holds all words of the query or a whole translation of it (``trust_truth.py``).

- *first ten*: 200 queries of one to three words that are adjacent in a title; the share of true hits among the first
  ten, for queries that have ten true records or more.
- *first ones*: the same for queries that have n < 10 true records, among the first n hits.
- *true ones first*: the share of all these queries whose first hits (ten, or n) are all true.
- *known item*: the words of 200 titles in each language; how often their record comes first, with expansions and with ``exact``.
- *totals*: 40 of the queries; the total divided by the number of true records.

``--details`` prints the queries that fell short. They are words of the corpus: do not publish them.
"""

import argparse
import json
import random
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import common  # noqa: E402
from trust_truth import Truth, known_items, lines, queries  # noqa: E402

import shoroku  # noqa: E402

RESULTS = HERE / "results"
QUERIES, TOTALS, TITLES = 200, 40, 200
TEN = 10
#: A total that exceeds the number of true records by more than this factor counts guesses.
MOST_OF_TRUTH = 1.5


class Answer(NamedTuple):
    """What a search gave for one query: which of the hits are true, how many records truly are, and the total."""

    query: str
    language: str
    hits: tuple[bool, ...]
    true: int
    total: int
    exact_total: int

    @property
    def wanted(self) -> int:
        """The maximum number of true hits among the first ten."""
        return min(TEN, self.true)

    @property
    def share(self) -> float:
        return sum(self.hits[: self.wanted]) / self.wanted

    @property
    def is_in_order(self) -> bool:
        """Whether no false hit precedes a true one, and no true record is missing while a false one is shown."""
        found = self.hits[: self.wanted]
        return all(found)

    @property
    def factor(self) -> float:
        return self.total / self.true


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", metavar="CORPUS", type=Path)
    arguments.add_argument("library", metavar="LIBRARY", type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", metavar="NAME", help="write results/NAME.json: the figures, without any query")
    arguments.add_argument("--details", action="store_true", help="print the queries that fell short")
    given = arguments.parse_args()
    rng = random.Random(given.seed)
    corpus = list(lines(given.corpus))
    asked, items = queries(corpus, rng, QUERIES), known_items(corpus, rng, TITLES)
    with shoroku.open(given.library) as library:
        answers = list(map(_Judge(library, Truth(corpus)).answer, asked))
        first = {language: _known(library, some) for language, some in items.items()}
    figures = _figures(answers, first)
    print(_table(figures))
    if given.details:
        _print_details(answers)
    if given.keep:
        _keep(given.keep, figures, given.seed)


class _Judge:
    def __init__(self, library: shoroku.Library, truth: Truth) -> None:
        self._library, self._truth = library, truth

    def answer(self, asked: tuple[str, str]) -> Answer:
        text, language = asked
        true = self._truth.of(text)
        page = self._library.search(text, limit=TEN)
        exact = self._library.search(text, limit=0, exact=True)
        return Answer(text, language, tuple(hit.id in true for hit in page.hits), len(true), page.total, exact.total)


def _known(library: shoroku.Library, titles: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return how often the record of a title is the first hit, with expansions and without."""

    def is_first(title: str, wanted: str, *, exact: bool) -> bool:
        hits = library.search(title, limit=1, exact=exact).hits
        return bool(hits) and hits[0].id == wanted

    return {
        name: statistics.mean(is_first(title, wanted, exact=exact) for wanted, title in titles)
        for name, exact in (("everything", False), ("exact", True))
    }


def _figures(answers: Sequence[Answer], first: dict[str, dict[str, float]]) -> dict[str, Any]:
    def of(some: Sequence[Answer]) -> dict[str, Any]:
        many = [one for one in some if one.true >= TEN]
        few = [one for one in some if 0 < one.true < TEN]
        judged = [*many, *few]
        return {
            "queries": len(some),
            "with ten": len(many),
            "first ten, of those": _mean([one.share for one in many]),
            "first ones, of the others": _mean([one.share for one in few]),
            "true ones first": _mean([one.is_in_order for one in judged]),
        }

    totals = [one for one in answers if one.true][:TOTALS]
    factors = [one.factor for one in totals]
    return {
        "both": of(answers),
        "ja": of([one for one in answers if one.language == "ja"]),
        "en": of([one for one in answers if one.language == "en"]),
        "known item": {name: {how: round(r, 4) for how, r in found.items()} for name, found in first.items()},
        "totals": {
            "queries": len(totals),
            "median": round(statistics.median(factors), 3),
            "largest": round(max(factors), 2),
            f"at most {MOST_OF_TRUTH}": _mean([factor <= MOST_OF_TRUTH for factor in factors]),
            "smallest": round(min(factors), 3),
        },
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.mean(values), 4) if values else None


def _table(figures: dict[str, Any]) -> str:
    names = list(figures["both"])
    rows = [["", *names], ["---", *("---:" for _ in names)]]
    rows += [[which, *(str(figures[which][name]) for name in names)] for which in ("both", "ja", "en")]
    found = ["| " + " | ".join(row) + " |" for row in rows]
    found += ["", "| R@1 of a title's words | everything | exact |", "| --- | ---: | ---: |"]
    found += [f"| {name} | {r['everything']} | {r['exact']} |" for name, r in figures["known item"].items()]
    found += ["", "| total / truth | |", "| --- | ---: |"]
    found += [f"| {name} | {value} |" for name, value in figures["totals"].items()]
    return "\n".join(found)


def _print_details(answers: Sequence[Answer]) -> None:
    print("\nfell short:")
    for one in answers:
        if one.true and not one.is_in_order:
            marks = "".join("o" if true else "x" for true in one.hits)
            print(f"  {one.query}  {marks} true {one.true} total {one.total} exact {one.exact_total}")
    print("\ntotals:")
    for one in [one for one in answers if one.true][:TOTALS]:
        if not 1 / MOST_OF_TRUTH <= one.factor <= MOST_OF_TRUTH:
            print(f"  {one.query}  true {one.true} total {one.total} exact {one.exact_total}")


def _keep(name: str, figures: dict[str, Any], seed: int) -> None:
    machine = {key: value for key, value in common.machine().items() if key != "date"}
    path = RESULTS / f"{name}.json"
    text = json.dumps({"machine": machine, "seed": seed, "figures": figures}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
