"""Make the dictionary of stored terms: ``python -m tests.terms_dictionary``. See indexer/stored_terms.py.

It is made of our own records, and of the words in ``terms_words``, which are common in abstracts. All of it was written for this
project.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import zstandard

from shoroku.analyzers import joined_terms
from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.record import Record
from shoroku.indexer.documents import document
from shoroku.indexer.stored_terms import DICTIONARY, text_of

_ROOT = Path(__file__).parent.parent
_SOURCES = ("corpus/sample/records.jsonl", "benchmarks/relevance/collections/questions/corpus.jsonl")
_WORDS = Path(__file__).with_name("terms_words")
_SIZE = 131_072
#: The training keeps what several samples have. So each word is in several, and in none with many others.
_TIMES, _TOGETHER = 4, 12


def main() -> None:
    made = (document(0, record) for record in records())
    samples = [*(text_of(one.text_ja, one.text_en, one.parallel) for one in made), *_TIMES * list(words())]
    DICTIONARY.write_bytes(zstandard.train_dictionary(_SIZE, samples, level=6).as_bytes())
    print(DICTIONARY, DICTIONARY.stat().st_size)


def words() -> Iterator[bytes]:
    """Yield the terms of the lists of words, some in each text."""
    for path in sorted(_WORDS.iterdir()):
        terms = list(dict.fromkeys(joined_terms(path.read_text(encoding="utf-8")).split(" ")))
        for start in range(0, len(terms), _TOGETHER):
            yield f"{' '.join(terms[start : start + _TOGETHER])} ".encode()


def records() -> list[Record]:
    """Return the records that come with the project."""
    lines = [line for name in _SOURCES for line in (_ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [jsonl.record_of(json.loads(line)) for line in lines]


if __name__ == "__main__":
    main()
