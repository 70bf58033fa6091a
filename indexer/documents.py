"""Index documents: the terms of a record, field by field. Built in worker processes, so plain data only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec

from shoroku.analyzers import is_japanese, joined_terms, name_terms, word_forms
from shoroku.analyzers.languages import is_chinese, is_other_than_english
from shoroku.analyzers.latin import FUNCTION_TERMS
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.remembered import remembered
from shoroku.corpus.identifiers import identifier_term
from shoroku.corpus.record import Record, Text, in_language
from shoroku.corpus.roles import contributing_people
from shoroku.indexer import completions, fields, issue_terms, linked_terms
from shoroku.indexer.authority import labels
from shoroku.indexer.bilingual.parallels import parallel

#: Longer subjects are running text, and are cut.
_MOST_OF_A_SUBJECT = 500


class Document(msgspec.Struct, omit_defaults=True):
    """The index document of one record, with the names of ``fields``. Terms of text fields are separated by one space."""

    seq: int
    title_ja: str = ""
    title_en: str = ""
    text_ja: str = ""
    text_en: str = ""
    terms: bytes = b""
    subject: str = ""
    name: str = ""
    context: str = ""
    id: str = ""
    affiliation: str = ""
    publisher_words: str = ""
    repeated: str = ""
    form: str = ""
    has: str = ""
    title_key: str = ""
    journal: str = ""
    journal_key: list[str] = []
    publisher: list[str] = []
    publisher_key: list[str] = []
    author: list[str] = []
    topic: list[str] = []
    project: list[str] = []
    funder: list[str] = []
    institution: list[str] = []
    year: int | None = None
    language: str = ""
    source: list[str] = []
    type: str = ""
    parallel: str = ""
    hint: str = ""


_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_NO_WORD = re.compile(r"^[\W_]+")
_KEY_LENGTH = 24

#: Documents go to tantivy as JSON: one call in Rust instead of one for each field.
encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Document).decode


def with_forms(encoded: bytes, forms: Mapping[int, Iterable[str]]) -> bytes:
    """Return an encoded document with more word forms: ``forms`` maps numbers of records to them."""
    made = _decode(encoded)
    made.form = " ".join(sorted({*made.form.split(), *forms[made.seq]}))
    return encode(made)


def texts_with_forms(record: Record, *, in_context: bool) -> Iterator[str]:
    """Yield the texts of a record whose word forms are stored; ``in_context``: also those of the context of works."""
    yield from (text.value for some in (record.titles, record.abstracts, record.subjects) for text in some)
    if in_context:
        yield from (text.value for some in (record.journals, record.publishers) for text in some)
        yield from (text.value for person in record.creators for text in person.affiliations)
        yield record.note


def forms_of(record: Record, *, in_context: bool = False) -> set[str]:
    """Return the surface forms of the words in these texts, except those equal to their term."""
    return set[str]().union(*map(word_forms, texts_with_forms(record, in_context=in_context)))


def document(seq: int, record: Record) -> Document:
    """Analyze a record. ``seq`` is its number in the store. The fields ``form`` and ``terms`` are left empty (see ``worker``)."""
    titles = [text for text in record.titles if not _is_reading(text)]
    title_ja, title_en = _by_script(titles)
    in_both = parallel(record)  # while the analysis of the titles is still cached
    abstract_ja, abstract_en = _by_script(record.abstracts)
    subject_ja, subject_en = _by_script(record.subjects)
    is_other = _is_in_another_language(abstract_ja, abstract_en)
    if is_other is None:
        is_other = _is_in_another_language(title_ja, title_en)
    journals, publishers = _terms_of(record.journals), _terms_of(record.publishers)
    linked = linked_terms.columns(record)
    others = contributing_people(record)
    affiliations = _terms_of(text for person in record.creators for text in person.affiliations)
    readings = _terms_of(text for text in record.titles if _is_reading(text))
    text_ja = _joined((title_ja, abstract_ja, subject_ja))
    text_en = _joined((title_en, abstract_en, subject_en))
    return Document(
        seq=seq,
        title_ja=title_ja,
        title_en=title_en,
        text_ja=text_ja,
        text_en=text_en,
        subject=_joined((subject_ja, subject_en)),
        name=" ".join(
            dict.fromkeys(
                chain.from_iterable(
                    [
                        name_terms(one.value)
                        for some in (record.creators, others)
                        for person in some
                        for one in person.names
                    ]
                )
            )
        ),
        context=_joined(dict.fromkeys((*journals, *publishers, *affiliations, *readings, *_note(record)))),
        affiliation=_distinct(affiliations),
        publisher_words=_distinct(publishers),
        repeated=_repeated((title_ja, title_en, subject_ja, subject_en), f" {abstract_ja} {abstract_en} "),
        has=" ".join((*_has_values(record), fields.OTHER_LANGUAGE) if is_other else _has_values(record)),
        id=" ".join(identifier_terms(record)),
        title_key=title_key(record),
        journal=labels.journal(record.journals, record.issns),
        journal_key=_keys(record.journals, record.issns),
        publisher=list(labels.publishers(record.publishers)),
        publisher_key=_keys(record.publishers),
        author=labels.distinct(map(labels.author, record.creators)),
        topic=labels.distinct(labels.folded(text.value[:_MOST_OF_A_SUBJECT]) for text in record.subjects),
        project=linked.project,
        funder=linked.funder,
        institution=linked.institution,
        year=record.year,
        language=record.language,
        source=list(record.sources),
        type=record.type,
        parallel=in_both,
        hint=completions.joined(record),
    )


def _terms_of(texts: Iterable[Text]) -> list[str]:
    return list(map(_frequent_terms, dict.fromkeys(text.value for text in texts)))


@remembered(50_000)
def _frequent_terms(text: str) -> str:
    """Terms of journals, publishers and affiliations, which repeat across records."""
    return joined_terms(text)


def _distinct(parts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(parts).split(" ")))


#: Terms that stand everywhere: English function words, and particles of one kana.
EVERYWHERE = FUNCTION_TERMS | set(map(chr, range(ord("ぁ"), ord("ん") + 1)))
_NEVER_REPEATED = EVERYWHERE | {"", fields.BOUNDARY}


def _repeated(listed: Iterable[str], abstracts: str) -> str:
    """Return the terms of titles or subjects that abstracts have too, without function words.

    ``abstracts`` has a space around each term. Searching it for a dozen words is faster than splitting it.
    """
    return " ".join(
        [
            term
            for term in dict.fromkeys(" ".join(listed).split(" "))
            if term not in _NEVER_REPEATED and f" {term} " in abstracts
        ]
    )


def _is_in_another_language(japanese: str, other: str) -> bool | None:
    """Tell whether texts, given as their terms, are neither Japanese nor English: all of them; None if there are no texts."""
    found = [is_chinese(japanese)] if japanese else []
    if other:
        found.append(is_other_than_english(other))
    return all(found) if found else None


def _has_values(record: Record) -> Iterable[str]:
    """Yield the values of ``has:`` for a record."""
    if record.abstracts:
        yield "abstract"
    if record.identifier("DOI"):
        yield "doi"
    if record.creators or contributing_people(record):
        yield "author"
    if any(person.affiliations for person in record.creators):
        yield "affiliation"
    if record.subjects:
        yield "subject"
    if record.year is not None:
        yield "year"
    if record.note:
        yield "note"
    yield from issue_terms.terms(record)
    if record.relations or record.funding:
        yield from linked_terms.present(record)
    yield from dict.fromkeys(linked_terms.terms(record))
    if record.tags:
        yield "tag"
        yield from map(labels.tag_term, record.tags)


def _note(record: Record) -> tuple[str, ...]:
    """Return the terms of a record's note."""
    return (joined_terms(record.note),) if record.note else ()


def title_key(record: Record) -> str:
    """Return the sort key of a record's title: its reading in hiragana, else its text.

    Width and case are folded, leading punctuation is removed, and the key is cut to a length that separates nearly all
    titles.
    """
    readings = [text.value for text in record.titles if text.lang in ("ja-Kana", "ja-Hrkt")]
    plain = next(iter(readings), "") or in_language(
        tuple(text for text in record.titles if not _is_reading(text)), record.language
    )
    folded = normalize(plain).text.casefold().translate(_TO_HIRAGANA)
    return _NO_WORD.sub("", folded)[:_KEY_LENGTH].strip()


@remembered(50_000)
def _keys(names: tuple[Text, ...], issns: tuple[str, ...] = ()) -> list[str]:
    """Return the keys of a journal or a publisher: its folded names and ISSNs."""
    return labels.distinct([*(labels.name_key(name.value) for name in names), *issns])


def identifier_terms(record: Record) -> list[str]:
    """Return the index terms of a record's identifiers: canonical values and the id."""
    values = [record.id, *(identifier.value for identifier in record.identifiers), *record.issns]
    return list(dict.fromkeys(term for value in values if (term := identifier_term(value))))


def _is_reading(text: Text) -> bool:
    return text.lang in ("ja-Kana", "ja-Hrkt", "ja-Latn")


def _by_script(texts: Iterable[Text]) -> tuple[str, str]:
    """Return the terms of Japanese texts and of other texts. The script decides, because language tags can be wrong."""
    japanese: list[str] = []
    other: list[str] = []
    for text in texts:
        (japanese if is_japanese(text.value) else other).append(joined_terms(text.value))
    return _joined(japanese), _joined(other)


def _joined(parts: Iterable[str]) -> str:
    return f" {fields.BOUNDARY} ".join(filter(None, parts))
