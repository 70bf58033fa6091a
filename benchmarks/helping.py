"""How long do completions, corrections and similar records take, and how much of the index are completions?

    python benchmarks/helping.py CORPUS.jsonl.gz LIBRARY

LIBRARY is created from the corpus if it does not exist. Prefixes are the first one to five characters of words of the corpus's
titles, half of them Japanese; mistyped queries are such words with one typing error; records are drawn from the results of the
queries. The seed is fixed. The time of a correction is the difference between a search with and without it.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import common
import searching

import shoroku
from shoroku.indexer import completions, current, fields
from shoroku.search import searcher

_COUNT = 300


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("library", type=Path)
    given = arguments.parse_args()
    library = shoroku.open(given.library)
    if not (given.library / "records.db").exists():
        library.add([given.corpus])
    chance = random.Random(20)
    words = [query.split()[0] for query in searching.choose(given.corpus)][:_COUNT]
    prefixes = [word[: chance.randint(1, 5)] for word in words]
    mistyped = [slip(word.lower(), chance) for word in words if word.isascii()]
    records = [hit for word in words for hit, _ in library.run(word, 1)]
    library.suggest("めんえき")  # loads the dictionary, which happens once per process
    result: dict[str, object] = {
        "question": "milliseconds, in process, the first time that each is asked; seconds for cold commands",
        "records": len(library),
        "hints": hints_of(given.library),
        "suggest_ms": common.quantiles(timed(prefixes, library.suggest)),
        "similar_ms": common.quantiles(timed(records, library.similar)),
        "did_you_mean_ms": corrections(library, mistyped),
        "cold_command_s": {
            " ".join(command): searching.cold(given.library, *command)
            for command in (("suggest", "inter"), ("suggest", "めいじ"), ("similar", records[0]))
        },
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    common.keep("helping", result)


def slip(word: str, chance: random.Random) -> str:
    """Return a word with one letter left out, doubled or swapped with the next."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def timed(asked: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    """Return the milliseconds that each call takes."""
    times = []
    for one in asked:
        began = time.perf_counter()
        ask(one)
        times.append((time.perf_counter() - began) * 1000)
    return times


def corrections(library: shoroku.Library, mistyped: Sequence[str]) -> dict[str, float]:
    """Return the time that corrections add to searches that find almost nothing, and how many of them offered one."""
    poor = [query for query in mistyped if library.search(query, limit=0).total <= searcher.POOR]
    offered = sum(library.search(query).did_you_mean is not None for query in poor)
    with_them = timed(poor, library.search)
    most, searcher.POOR = searcher.POOR, -1
    without = timed(poor, library.search)
    searcher.POOR = most
    added = [one - other for one, other in zip(with_them, without, strict=True)]
    return common.quantiles(added) | {"queries": len(poor), "offered": round(offered / len(poor), 3)}


def hints_of(library: Path) -> dict[str, int]:
    """Return the number of distinct completions of each kind, and the size of the whole index in bytes."""
    generation = current(library)
    searcher = generation.index.searcher()
    kinds = {
        "title": completions.TITLE,
        "subject": completions.SUBJECT,
        "journal": completions.JOURNAL,
        "author": completions.AUTHOR,
    }
    found = {name: len(searcher.terms_with_prefix(fields.HINT, kind)) for name, kind in kinds.items()}
    found["reading"] = len(searcher.terms_with_prefix(fields.HINT, completions.READING))
    return found | {"index_bytes": sum(file.stat().st_size for file in generation.path.iterdir() if file.is_file())}


if __name__ == "__main__":
    main()
