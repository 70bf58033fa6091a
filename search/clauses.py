"""What a query is made of: clauses, each a word that a record should hold, with all that the word may stand as."""

import re
from typing import NamedTuple

_FAMILY = re.compile(r"[a-z]{2,8}$")


class Alternative(NamedTuple):
    """One way in which a clause can be met: ``terms`` side by side, in the text or in the names or identifiers."""

    terms: tuple[str, ...]
    scope: str = "text"  # "text", "name" or "id"
    weight: float = 1.0
    kind: str = "word"  # "word", "spelling", "synonym" or "translation": what it is to the word that was asked for
    written: str = ""  # as a reader would write it, where that is not the word itself


def spelling(terms: tuple[str, ...], weight: float) -> Alternative:
    """Return another way to write what was asked, at what it counts."""
    return Alternative(terms, weight=weight, kind="spelling")


class Clause(NamedTuple):
    """A word of the query.

    ``text`` is how it was written; ``is_japanese`` says which fields can hold it; ``times`` how often the query says it;
    ``part_of_speech`` is the dictionary's, "" for words that are not Japanese.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    is_japanese: bool = False
    is_function_word: bool = False
    times: int = 1
    part_of_speech: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        return self.alternatives[0].terms

    @property
    def family(self) -> str:
        """The term of which numbered ones may be members (HIV of HIV-1, COVID of COVID-19); "" where there is none."""
        is_one_word = not self.is_japanese and len(self.terms) == 1 and self.alternatives[0].scope == "text"
        return self.terms[0] if is_one_word and _FAMILY.match(self.terms[0]) else ""


class Query(NamedTuple):
    """What was asked: the text as given and the clauses to be met.

    ``said`` are its terms, without spaces where the text has none. ``in_sentences`` tells a question from a list of
    keywords; ``is_cut`` that clauses were left out for their number.
    """

    text: str
    clauses: tuple[Clause, ...]
    said: str = ""
    in_sentences: bool = False
    is_cut: bool = False
