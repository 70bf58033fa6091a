"""Query terms: the words that a record should contain, each with its variants."""

from typing import Literal, NamedTuple

#: The kind of an expansion. A guess is a translation with little evidence.
Kind = Literal["spelling", "synonym", "translation", "guess"]


class Variant(NamedTuple):
    """A form in which a query term may occur: ``terms`` side by side, in texts, names or identifiers."""

    terms: tuple[str, ...]
    scope: str = "text"  # "text", "name" or "id"
    weight: float = 1.0
    kind: str = "word"  # what it is to the word that was asked for: "word" or one of ``Kind``
    written: str = ""  # as a reader would write it, where that is not the word itself

    @property
    def is_match(self) -> bool:
        """Whether a record with this variant counts as containing the word. Synonyms and guesses only affect the ranking."""
        return self.kind not in ("synonym", "guess")

    @property
    def readable(self) -> str:
        """The variant as a reader would write it: Japanese without spaces."""
        return self.written or ("" if any(not term.isascii() for term in self.terms) else " ").join(self.terms)


class QueryTerm(NamedTuple):
    """A word of the query.

    ``text`` is how it was written, ``terms`` are the index's terms of the word itself, ``variants`` the ways in which it can
    be met, the word itself first; ``is_japanese`` says which fields can hold it; ``times`` how often the query says it; ``part_of_speech`` is the dictionary's, "" for
    words that are not Japanese. ``weight`` is what the word counts in its query, beside what the index knows of it.
    ``covers`` are the places in the query of the words that it translates; part of a word covers none. ``is_phrase`` tells
    that it was quoted: its parts are nothing without each other.
    """

    text: str
    terms: tuple[str, ...]
    variants: tuple[Variant, ...]
    is_japanese: bool = False
    is_function_word: bool = False
    times: int = 1
    part_of_speech: str = ""
    weight: float = 1.0
    covers: tuple[int, ...] = ()
    is_phrase: bool = False


class AnalyzedQuery(NamedTuple):
    """The words of a query.

    ``normalized`` is the text as the terms of the index, without spaces where the text has none. ``in_sentences`` tells a
    question from a list of keywords; ``is_cut`` that terms were left out for their number.
    """

    terms: tuple[QueryTerm, ...]
    normalized: str = ""
    in_sentences: bool = False
    is_cut: bool = False
