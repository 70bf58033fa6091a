"""The index's fields: what is searched, what is counted, what is filtered by.

Text fields hold terms that the analyzers made, with one space between, so tantivy only splits at spaces. Japanese and
other text have fields of their own: a record in both languages must not look twice as long to BM25.
"""

import tantivy

#: Words of title, abstract and subjects: what a query's words are looked for in.
TEXT_JA, TEXT_EN = "text_ja", "text_en"
#: The titles again, and the subjects again: a word there counts more.
TITLE_JA, TITLE_EN, SUBJECT = "title_ja", "title_en", "subject"
#: People's names; identifiers; and what stands around a work: journals, publishers, affiliations, readings of titles.
NAME, ID, CONTEXT = "name", "id", "context"
#: Counted and filtered by, as ``labels.py`` has them. A journal is its signature; JOURNAL_KEY every name and ISSN, folded.
JOURNAL, JOURNAL_KEY, PUBLISHER, PUBLISHER_KEY = "journal", "journal_key", "publisher", "publisher_key"
AUTHOR, TOPIC = "author", "topic"
YEAR, LANGUAGE, SOURCE, TYPE = "year", "language", "source", "type"
#: The record's number in the store.
SEQ = "seq"
#: What the record says in both languages, stored for the lexicon to be made from (``parallels.py``). Only its mark is a term.
PARALLEL, MARK = "parallel", "¶"

#: Fields that phrases are looked for in; the others need no positions.
_READ = (TEXT_JA, TEXT_EN, CONTEXT)
#: Kept whole as well, for what is scored by more than postings: the best records' texts are read again.
_READ_AGAIN = (TEXT_JA, TEXT_EN)
_LISTED = (TITLE_JA, TITLE_EN, SUBJECT, NAME, ID)
_COUNTED = (JOURNAL, PUBLISHER, AUTHOR, TOPIC, LANGUAGE, SOURCE, TYPE)
_FILTERED = (JOURNAL_KEY, PUBLISHER_KEY)
_TOKENIZER, _MARK_TOKENIZER = "terms", "mark"

#: Stands between two texts of one field, so that no phrase reaches across; no chain makes it a term.
BOUNDARY = MARK

#: Changes when the fields do.
VERSION = 4


def schema() -> tantivy.Schema:
    """Return the schema of an index."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(SEQ, indexed=True, fast=True)
    for name in _READ:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, stored=name in _READ_AGAIN)
    for name in _LISTED:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    for name in _COUNTED:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _FILTERED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(YEAR, indexed=True, fast=True)
    builder.add_text_field(PARALLEL, stored=True, tokenizer_name=_MARK_TOKENIZER, index_option="basic")
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Tell an opened index how its text fields are split; tantivy does not keep that on disk."""
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer(_MARK_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(MARK)).build())
