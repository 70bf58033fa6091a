"""A record as the index sees it: its fields' terms. Made in worker processes, so plain data only."""

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from shoroku.analyzers import is_japanese, joined_terms, name_terms
from shoroku.corpus.record import Record, Text
from shoroku.indexer import fields, labels
from shoroku.indexer.parallels import parallel

#: A longer subject is a text.
_MOST_OF_A_SUBJECT = 500


class Document(msgspec.Struct, omit_defaults=True):
    """What the index holds of one record, under the names of ``fields``; every text field's terms with one space between."""

    seq: int
    title_ja: str = ""
    title_en: str = ""
    text_ja: str = ""
    text_en: str = ""
    subject: str = ""
    name: str = ""
    context: str = ""
    id: str = ""
    journal: str = ""
    journal_key: list[str] = []
    publisher: list[str] = []
    publisher_key: list[str] = []
    author: list[str] = []
    topic: list[str] = []
    year: int | None = None
    language: str = ""
    source: list[str] = []
    type: str = ""
    parallel: str = ""


#: The JSON that tantivy takes a document as. One call in Rust, where building it field by field takes a dozen.
encode = msgspec.json.Encoder().encode


def document(seq: int, record: Record) -> Document:
    """Analyse a record. ``seq`` is its number in the store."""
    titles = [text for text in record.titles if not _is_reading(text)]
    title_ja, title_en = _by_script(titles)
    in_both = parallel(record)  # while the titles' words are still at hand
    abstract_ja, abstract_en = _by_script(record.abstracts)
    subject_ja, subject_en = _by_script(record.subjects)
    around = (text.value for texts in (record.journals, record.publishers) for text in texts)
    affiliations = (text.value for person in record.creators for text in person.affiliations)
    readings = (text.value for text in record.titles if _is_reading(text))
    return Document(
        seq=seq,
        title_ja=title_ja,
        title_en=title_en,
        text_ja=_joined((title_ja, abstract_ja, subject_ja)),
        text_en=_joined((title_en, abstract_en, subject_en)),
        subject=_joined((subject_ja, subject_en)),
        name=" ".join(
            dict.fromkeys(t for person in record.creators for name in person.names for t in name_terms(name.value))
        ),
        context=_joined(map(_repeated_terms, dict.fromkeys((*around, *affiliations, *readings)))),
        id=" ".join(identifier_terms(record)),
        journal=labels.journal(record.journals, record.issns),
        journal_key=_keys(record.journals, record.issns),
        publisher=list(labels.publishers(record.publishers)),
        publisher_key=_keys(record.publishers),
        author=labels.distinct(map(labels.author, record.creators)),
        topic=labels.distinct(labels.folded(text.value[:_MOST_OF_A_SUBJECT]) for text in record.subjects),
        year=record.year,
        language=record.language,
        source=list(record.sources),
        type=record.type,
        parallel=in_both,
    )


@lru_cache(50_000)
def _repeated_terms(text: str) -> str:
    """Journals, publishers and affiliations stand on many records."""
    return joined_terms(text)


@lru_cache(50_000)
def _keys(names: tuple[Text, ...], issns: tuple[str, ...] = ()) -> list[str]:
    """Return what a journal or a publisher is found under: its names, folded, and ISSNs."""
    return labels.distinct([*(labels.name_key(name.value) for name in names), *issns])


def identifier_terms(record: Record) -> list[str]:
    """Return the terms that a record's identifiers are found under: the canonical values, and the id."""
    values = [record.id, *(identifier.value for identifier in record.identifiers), *record.issns]
    return list(dict.fromkeys(term for value in values if (term := identifier_term(value))))


def identifier_term(value: str) -> str:
    """Return an identifier's value as a term: lower case, no white space, hyphens of ISSNs kept."""
    return "".join(value.lower().split())[:200]


def _is_reading(text: Text) -> bool:
    return text.lang in ("ja-Kana", "ja-Hrkt", "ja-Latn")


def _by_script(texts: Iterable[Text]) -> tuple[str, str]:
    """Return the terms of the Japanese texts and of the others; the script decides, tags may err."""
    japanese: list[str] = []
    other: list[str] = []
    for text in texts:
        (japanese if is_japanese(text.value) else other).append(joined_terms(text.value))
    return _joined(japanese), _joined(other)


def _joined(parts: Iterable[str]) -> str:
    return f" {fields.BOUNDARY} ".join(filter(None, parts))
