"""A large corpus for measuring speed: records made by recombining the titles and sentences of a smaller one, seeded.

    python benchmarks/recombined.py CORPUS.jsonl.gz COUNT TARGET.jsonl.gz [--seed 7]

Each record takes its language, year, journal, sources and length from one record of the corpus, its title from another,
its authors from a third, and each sentence of its abstract from any record of that language. A record in both languages
takes its sentences in both from the same records, so that the bilingual lexicon still has something to learn. Words are as
frequent as in the corpus; the number of distinct words does not grow, so an index of a real corpus of that size is larger.
"""

import argparse
import gzip
import itertools
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_SENTENCE = {"ja": re.compile(r"[^。]+。?"), "en": re.compile(r"[^.]+(?:\.(?=\s)|.$)\s*")}
_LANGUAGES = ("ja", "en")


class _Texts(NamedTuple):
    """A record of the corpus, and the sentences of its abstracts."""

    record: dict[str, Any]
    sentences: dict[str, list[str]]


def recombined(corpus: Path, count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Yield ``count`` records made from those of a corpus (JSON Lines with title_ja, abstract_ja, title_en, …)."""
    chance = random.Random(seed)
    everything = [_Texts(record, _sentences(record)) for record in _records(corpus)]
    alike: dict[tuple[str, ...], list[_Texts]] = {}
    for one in everything:
        alike.setdefault(_languages(one), []).append(one)
    for number in range(count):
        model = chance.choice(everything)
        others = alike[_languages(model)]
        made = dict(model.record)
        title, people = chance.choice(others).record, chance.choice(others).record
        made |= {"id": f"r{seed}-{number}", "authors": people.get("authors", [])}
        made |= {key: title[key] for key in ("title_ja", "title_en") if title.get(key)}
        longest = max((len(model.sentences[language]) for language in _LANGUAGES), default=0)
        givers = [chance.choice(others) for _ in range(longest)]
        places = [chance.random() for _ in givers]
        for language in _LANGUAGES:
            taken = (_at(one.sentences[language], place) for one, place in zip(givers, places, strict=True))
            if abstract := "".join(taken).strip():
                made[f"abstract_{language}"] = abstract
        yield made


def _at(sentences: list[str], place: float) -> str:
    return sentences[int(place * len(sentences))] if sentences else ""


def _sentences(record: dict[str, Any]) -> dict[str, list[str]]:
    return {language: _SENTENCE[language].findall(record.get(f"abstract_{language}") or "") for language in _LANGUAGES}


def _languages(one: _Texts) -> tuple[str, ...]:
    return tuple(language for language in _LANGUAGES if one.sentences[language])


def _records(corpus: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write(corpus: Path, count: int, target: Path, seed: int = 7) -> None:
    """Write ``count`` records to ``target`` as gzip JSON Lines: those of the corpus first, then recombined ones."""
    with gzip.open(target, "wt", encoding="utf-8", compresslevel=1) as out:
        own = list(itertools.islice(_records(corpus), count))
        for record in itertools.chain(own, recombined(corpus, count - len(own), seed)):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    """Make the corpus."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    write(given.corpus, given.count, given.target, given.seed)


if __name__ == "__main__":
    main()
