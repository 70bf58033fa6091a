"""The index on a cluster: which fields it has, and how they are indexed.

It has the fields of ``indexer/fields.py``, with these differences:

* Text fields hold terms separated by spaces, which an analyzer of the type ``whitespace`` separates again. OpenSearch's own
  one splits terms of more than 255 characters, so that length is raised.
* OpenSearch's BM25 takes the number of records that have a field for the number of all records. So that the scores are
  those of the library's own index, an empty text is sent as ``EMPTY``, and lengths are weighed accordingly (``lengths.py``).
* It cannot list the terms of a text field. ``words`` has them once more, as values by column, to be counted by prefix.
* Fields that hold only terms are keywords, since their terms may contain what Java takes for white space.

A document is one state of a record, and its id is the number of the change that made it. So the state before stays beside it
until a run is whole, and a search is limited to the documents of the last whole run (``State.shown``).
"""

from typing import Any, NamedTuple

from shoroku.indexer import fields

#: Raise it when this file or ``documents.py`` change what is in an index.
VERSION = 4
#: Longer terms are split in texts and left out of keywords. Lucene takes at most 32,766 bytes.
LONGEST_TERM = 8_000

#: Text fields with positions, with frequencies, and with neither.
WITH_POSITIONS = (fields.TEXT_JA, fields.TEXT_EN, fields.CONTEXT, fields.TITLE_JA, fields.TITLE_EN)
WITH_FREQUENCIES = (fields.SUBJECT, fields.NAME, fields.ID)
TERMS_ONLY = (fields.AFFILIATION, fields.PUBLISHER_WORDS, fields.REPEATED)
#: All text fields. Each has its own parameters of BM25.
TEXTS = (*WITH_POSITIONS, *WITH_FREQUENCIES, *TERMS_ONLY)
#: What an empty text is sent as; it is no term.
EMPTY = fields.BOUNDARY * 2
#: Text fields whose terms are listed by prefix.
LISTED = (*WITH_POSITIONS, fields.SUBJECT, fields.NAME, fields.AFFILIATION, fields.PUBLISHER_WORDS)
#: Fields that are sent as terms separated by spaces, and are keywords here; and those that are keywords anyway.
SPLIT = (fields.FORM, fields.HAS, fields.HINT)
KEYWORDS = (
    fields.JOURNAL,
    fields.JOURNAL_KEY,
    fields.PUBLISHER,
    fields.PUBLISHER_KEY,
    fields.AUTHOR,
    fields.TOPIC,
    fields.PROJECT,
    fields.FUNDER,
    fields.INSTITUTION,
    fields.LANGUAGE,
    fields.SOURCE,
    fields.TYPE,
)
#: Fields of this kind of index alone: the change that the document reflects, the checksum of the record as it was sent, its
#: id, its identifiers as "KIND:value", the terms of texts by field, and the record itself.
CHANGE, CHECKSUM, RECORD_ID, CLAIM, WORDS, RECORD = "change", "checksum", "record_id", "claim", "words", "record"

#: By this note in its mappings (or in itself), an index (or an index template) is known to be made by shoroku.
MARK = {"made_by": "shoroku"}

#: What can be read back. The rest is only indexed.
STORED = (fields.SEQ, RECORD_ID, fields.TEXT_JA, fields.TEXT_EN, RECORD)


class Bm25(NamedTuple):
    """BM25's parameters."""

    k1: float
    b: float


class Layout(NamedTuple):
    """How an index is laid out on the cluster: numbers of shards and of replicas."""

    shards: int = 1
    replicas: int = 1


def settings(layout: Layout, bm25: Bm25) -> dict[str, Any]:
    """Return the settings of an index."""
    whitespace = {"type": "whitespace", "max_token_length": LONGEST_TERM}
    return {
        "index": {
            "number_of_shards": layout.shards,
            "number_of_replicas": layout.replicas,
            # What was sent is shown by one refresh at the end, so that readers see whole runs.
            "refresh_interval": "-1",
            # Two thirds of an index are records and terms as they are stored. This codec halves them.
            "codec": "best_compression",
            "similarity": dict.fromkeys(("default", *TEXTS), similarity(bm25)),
            "analysis": {
                "tokenizer": {"terms": whitespace},
                "analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
            },
        }
    }


def similarity(bm25: Bm25) -> dict[str, Any]:
    """Return the settings of a similarity."""
    return {"type": "BM25", "k1": bm25.k1, "b": bm25.b}


def mappings() -> dict[str, Any]:
    """Return the mappings of an index."""
    keyword = {"type": "keyword", "ignore_above": LONGEST_TERM}
    number = {"type": "long"}
    found: dict[str, Any] = dict.fromkeys((*SPLIT, *KEYWORDS), keyword)
    found |= {name: {**keyword, "doc_values": False} for name in (RECORD_ID, CLAIM)}  # only looked up
    found |= {fields.TITLE_KEY: {**keyword, "index": False}}  # only sorted by
    found |= {name: _text("positions", similarity=name) for name in WITH_POSITIONS}
    found |= {name: _text("freqs", similarity=name) for name in WITH_FREQUENCIES}
    found |= {name: _text("docs", similarity=name) for name in TERMS_ONLY}
    found |= {fields.SEQ: number, fields.YEAR: {"type": "integer"}, CHANGE: number}
    found |= {CHECKSUM: {**number, "index": False}, RECORD: {"type": "object", "enabled": False}}
    found[WORDS] = {"properties": {name: {**keyword, "index": False} for name in LISTED}}
    return {"dynamic": "strict", "_meta": MARK, "_source": {"includes": [*STORED, f"{RECORD}.*"]}, "properties": found}


def _text(indexed: str, **more: object) -> dict[str, Any]:
    return {"type": "text", "analyzer": "terms", "index_options": indexed, **more}
