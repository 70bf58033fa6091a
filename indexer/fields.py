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
#: What stands in the context, apart: where the authors work, and who publishes.
AFFILIATION, PUBLISHER_WORDS = "affiliation", "publisher_words"
#: Those words of the abstracts that a title or a subject holds too, function words left out. Any other word of a text is the abstract's if it is
#: in no title and no subject, so that the abstracts need no field of their own.
REPEATED = "repeated"
#: The words of titles, abstracts and subjects as they are written, where that is not their term. A dictionary of the
#: library's word forms: which records hold a form is not for asking, as not all of them have it (see ``worker``).
FORM = "form"
#: What a record has at all: an abstract, a DOI, … (the names are those that a query asks for).
HAS = "has"
#: Counted and filtered by, as ``labels.py`` has them. A journal is its signature; JOURNAL_KEY every name and ISSN, folded.
JOURNAL, JOURNAL_KEY, PUBLISHER, PUBLISHER_KEY = "journal", "journal_key", "publisher", "publisher_key"
AUTHOR, TOPIC = "author", "topic"
YEAR, LANGUAGE, SOURCE, TYPE = "year", "language", "source", "type"
#: Sorted by: how the title is read or, where nobody says, written.
TITLE_KEY = "title_key"
#: The record's number in the store.
SEQ = "seq"
#: What the record says in both languages, stored for the lexicon to be made from (``parallels.py``). Only its mark is a term.
PARALLEL, MARK = "parallel", "¶"
#: What the record can be found by, as people write it, for completions (``hints.py``).
HINT = "hint"

#: Fields that phrases are looked for in; the others need no positions.
_READ = (TEXT_JA, TEXT_EN, CONTEXT, TITLE_JA, TITLE_EN)
#: Kept whole as well, for what is scored by more than postings: the best records' texts are read again.
_READ_AGAIN = (TEXT_JA, TEXT_EN)
_LISTED = (SUBJECT, NAME, ID)
#: Fields that only say which records hold a word.
_HELD = (AFFILIATION, PUBLISHER_WORDS, REPEATED, FORM, HAS)
_COUNTED = (JOURNAL, PUBLISHER, AUTHOR, TOPIC, LANGUAGE, SOURCE, TYPE)
_FILTERED = (JOURNAL_KEY, PUBLISHER_KEY)
_TOKENIZER, _MARK_TOKENIZER = "terms", "mark"

#: Stands between two texts of one field, so that no phrase reaches across; no chain makes it a term.
BOUNDARY = MARK

#: Changes when the fields do.
VERSION = 6


def schema() -> tantivy.Schema:
    """Return the schema of an index."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(SEQ, indexed=True, fast=True)
    for name in _READ:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, stored=name in _READ_AGAIN)
    for name in _LISTED:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    for name in _HELD:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="basic")
    for name in _COUNTED:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TITLE_KEY, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _FILTERED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(YEAR, indexed=True, fast=True)
    builder.add_text_field(PARALLEL, stored=True, tokenizer_name=_MARK_TOKENIZER, index_option="basic")
    builder.add_text_field(HINT, tokenizer_name=_TOKENIZER, index_option="basic")
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Tell an opened index how its text fields are split; tantivy does not keep that on disk."""
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer(_MARK_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(MARK)).build())
