"""Make the dictionary of stored terms from our own records: ``python -m tests.terms_dictionary``. See indexer/stored_terms.py."""

import json
from pathlib import Path

import zstandard

from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.record import Record
from shoroku.indexer.documents import document
from shoroku.indexer.stored_terms import DICTIONARY

_ROOT = Path(__file__).parent.parent
_SOURCES = ("corpus/sample/records.jsonl", "benchmarks/relevance/collections/questions/corpus.jsonl")
_SIZE = 65_536


def main() -> None:
    texts = [f"{made.text_ja}\n{made.text_en}".encode() for made in (document(0, record) for record in records())]
    DICTIONARY.write_bytes(zstandard.train_dictionary(_SIZE, texts, level=3).as_bytes())
    print(DICTIONARY, DICTIONARY.stat().st_size)


def records() -> list[Record]:
    """Return the records that come with the project."""
    lines = [line for name in _SOURCES for line in (_ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [jsonl.record_of(json.loads(line)) for line in lines]


if __name__ == "__main__":
    main()
