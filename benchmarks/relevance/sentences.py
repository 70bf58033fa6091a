"""Makes a cross-lingual test collection: the queries are sentences in the language that their record does not have.

    python benchmarks/relevance/sentences.py CORPUS.jsonl.gz FOLDER [--seed N]

CORPUS is JSON Lines with ``id``, ``title_ja``, ``title_en``, ``abstract_ja`` and ``abstract_en``. Of the records that have
all four, some stay as they are (the search learns from these), the others keep one language. From some of those one
sentence of the removed language becomes a query, and the record itself is its only answer. Writes ``corpus.jsonl``,
``queries.jsonl`` and ``qrels.tsv`` into FOLDER/sentences-en and FOLDER/sentences-ja, named by the queries' language, which
``measure.py`` reads. The same corpus and seed give the same files.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]

#: Records that keep both languages, records in one language, and queries in each direction.
BILINGUAL, IN_ONE, QUERIES = 8_000, 4_300, 300

_ENDS = {"en": re.compile(r"(?<=[a-z0-9)\"][.?!]) +(?=[A-Z\"(])"), "ja": re.compile(r"(?<=。)")}
#: Minimum and maximum length of a sentence, in characters.
_LENGTH = {"en": range(60, 300), "ja": range(25, 120)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", metavar="CORPUS", type=Path)
    arguments.add_argument("folder", metavar="FOLDER", type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    write(list(lines(given.corpus)), given.folder, given.seed)


def lines(corpus: Path) -> Iterator[Line]:
    """Yield the lines of a gzipped corpus that have title and abstract in both languages, without other fields."""
    names = [f"{field}_{language}" for field in ("title", "abstract") for language in ("ja", "en")]
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        for line in map(json.loads, file):
            if all(line.get(name) for name in names):
                yield {name: line[name] for name in ("id", *names)}


def write(both: list[Line], folder: Path, seed: int) -> None:
    """Write the collections that are made from these lines."""
    rng = random.Random(seed)
    rng.shuffle(both)
    learned, cut = both[:BILINGUAL], both[BILINGUAL : BILINGUAL + IN_ONE]
    asked: dict[str, list[tuple[str, str]]] = {"en": [], "ja": []}
    corpus = [line | {"language": "ja"} for line in learned]
    for number, line in enumerate(cut):
        kept, removed = ("ja", "en") if number % 2 else ("en", "ja")
        corpus.append({"id": line["id"], "language": kept} | {k: v for k, v in line.items() if k.endswith(f"_{kept}")})
        usable = [one for one in _sentences(line, removed) if len(one) in _LENGTH[removed]]
        if usable and len(asked[removed]) < QUERIES:
            asked[removed].append((line["id"], rng.choice(usable)))
    rng.shuffle(corpus)
    for language, queries in asked.items():
        _write(folder / f"sentences-{language}", corpus, queries)


def _sentences(line: Line, language: str) -> list[str]:
    return [sentence.strip() for sentence in _ENDS[language].split(line[f"abstract_{language}"])]


def _write(folder: Path, corpus: list[Line], queries: list[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "corpus.jsonl", corpus)
    _write_lines(folder / "queries.jsonl", [{"id": f"q-{answer}", "text": text} for answer, text in queries])
    judged = "".join(f"q-{answer}\t{answer}\t1\n" for answer, _ in queries)
    (folder / "qrels.tsv").write_text(judged, encoding="utf-8")
    print(f"{folder}: {len(corpus):,} records, {len(queries)} queries")


def _write_lines(path: Path, found: list[Line]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
