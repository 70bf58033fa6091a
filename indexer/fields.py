"""The fields of the index.

Text fields hold terms from the analyzers, separated by one space, so tantivy only splits at spaces. Japanese and other
texts have separate fields: otherwise BM25 would treat a record in both languages as twice as long.
"""

from collections.abc import Callable
from typing import Any, cast

import tantivy

#: Terms of title, abstract and subjects: the main search fields.
TEXT_JA, TEXT_EN = "text_ja", "text_en"
#: Titles and subjects once more, because a match there has a higher weight.
TITLE_JA, TITLE_EN, SUBJECT = "title_ja", "title_en", "subject"
#: People's names; identifiers; and the context of a work: journals, publishers, affiliations, readings of titles, the
#: user's note.
NAME, ID, CONTEXT = "name", "id", "context"
#: Parts of the context: affiliations and publishers.
AFFILIATION, PUBLISHER_WORDS = "affiliation", "publisher_words"
#: Terms of abstracts that also occur in a title or a subject, without function words. Any other term of a text belongs to
#: the abstract if it is in no title and no subject, so abstracts need no field of their own.
REPEATED = "repeated"
#: Surface forms of the words of titles, abstracts and subjects, except those equal to their term. It is only a dictionary
#: of word forms: not every record that contains a form has it in this field (see ``worker``).
FORM = "form"
#: Parts that a record has, such as an abstract or a DOI (the values of ``has:``), its tags (``authority/labels.py``), and where
#: it stands in a journal (``issue_terms.py``).
HAS = "has"
#: A term of HAS that no query can name: the record is neither in Japanese nor in English (``analyzers/languages.py``).
OTHER_LANGUAGE = "¶language"
#: Facets and filters (see ``authority/labels.py``). JOURNAL is a signature; JOURNAL_KEY has every folded name and ISSN.
JOURNAL, JOURNAL_KEY, PUBLISHER, PUBLISHER_KEY = "journal", "journal_key", "publisher", "publisher_key"
AUTHOR, TOPIC = "author", "topic"
#: Projects, funders and institutions that a record is linked with (``linked_terms.py``).
PROJECT, FUNDER, INSTITUTION = "project", "funder", "institution"
YEAR, LANGUAGE, SOURCE, TYPE = "year", "language", "source", "type"
#: Sort key: the reading of the title, else its text.
TITLE_KEY = "title_key"
#: The record's number in the store.
SEQ = "seq"
#: Whether a record has parallel texts for the bilingual lexicon (``bilingual/parallels.py``). The field's only term is their mark
#: with one hexadecimal digit, by which samples are drawn. The texts themselves are stored with the terms.
PARALLEL, MARK = "parallel", "¶"
#: Completions (``completions.py``).
HINT = "hint"

#: Fields with positions, for phrases.
_WITH_POSITIONS = (TEXT_JA, TEXT_EN, CONTEXT, TITLE_JA, TITLE_EN)
#: The terms of TEXT_JA and TEXT_EN, and the parallel texts, compressed and only stored: reranking reads the texts of the best
#: records (``stored_terms.py``).
TERMS = "terms"
#: Fields with frequencies, but without positions.
_WITH_FREQUENCIES = (SUBJECT,)
#: Fields with neither; a document has each term once.
_TERMS_ONLY = (NAME, ID, AFFILIATION, PUBLISHER_WORDS, REPEATED, FORM, HAS)
#: Facets, and other filters: each value is one term.
_FACETS = (JOURNAL, PUBLISHER, AUTHOR, TOPIC, PROJECT, FUNDER, INSTITUTION, LANGUAGE, SOURCE, TYPE)
_FILTERS = (JOURNAL_KEY, PUBLISHER_KEY)
#: Fields that never score, or score all records alike, and so need no lengths. (A copy on a cluster has lengths of all others.)
#: PROJECT, FUNDER and INSTITUTION do not score either. They keep theirs, a byte in each record, because to leave them out every
#: library would have to be indexed again.
_WITHOUT_LENGTHS = (
    *(FORM, HINT, PARALLEL),
    *(JOURNAL, JOURNAL_KEY, PUBLISHER, PUBLISHER_KEY, AUTHOR, TOPIC, LANGUAGE, SOURCE, TYPE),
)
_TOKENIZER, _MARK_TOKENIZER = "terms", "mark"
#: Tokenizers to register with an open index; tantivy does not store them.
TOKENIZERS = {
    _TOKENIZER: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build(),
    _MARK_TOKENIZER: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(f"{MARK}[0-9a-f]")).build(),
}

#: Separates two texts of one field, so that no phrase matches across them. It is never a term.
BOUNDARY = MARK

#: Raise it when the fields change.
VERSION = 14


def schema() -> tantivy.Schema:
    """Return the schema of an index."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(SEQ, indexed=True, fast=True)
    for name in _WITH_POSITIONS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER)
    for name in _WITH_FREQUENCIES:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    for name in _TERMS_ONLY:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="basic")
    for name in _FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TITLE_KEY, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(YEAR, indexed=True, fast=True)
    builder.add_bytes_field(TERMS, stored=True, indexed=False)
    builder.add_text_field(PARALLEL, tokenizer_name=_MARK_TOKENIZER, index_option="basic")
    builder.add_text_field(HINT, tokenizer_name=_TOKENIZER, index_option="basic")
    return _smaller(builder.build())


def _smaller(schema: tantivy.Schema) -> tantivy.Schema:
    """Return a schema without postings and lengths that nobody reads.

    The builder cannot leave them out, but a pickled schema can be changed. That saves about 35 bytes for each record.
    """
    make, (pickled,) = cast("tuple[Callable[[Any], tantivy.Schema], tuple[Any]]", schema.__reduce__())
    for field in pickled["inner"]:
        if field["name"] in _WITHOUT_LENGTHS:
            field["options"]["indexing"]["fieldnorms"] = False
        elif field["name"] == TITLE_KEY:
            del field["options"]["indexing"]
    return make(pickled)
