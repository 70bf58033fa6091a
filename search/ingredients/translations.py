"""A query in one language is asked in the other, too, as a second question, and a record answers the one or the other.

Every word becomes what it may be called there, one alternative beside the other, of which the best counts (Pirkola, "The
effects of query structure and dictionary setups in dictionary-based cross-language information retrieval", SIGIR 1998).
The words come from the library's own bilingual titles and from the dictionary (``bilingual.py``); ``fusion.py`` makes one
ranking of the two questions' answers.
"""

from collections.abc import Sequence

from shoroku.search.clauses import Clause
from shoroku.search.translating import Translate, other_language, sure, translated, translated_clauses


def asked_in_the_other_language(clauses: Sequence[Clause], translate: Translate) -> tuple[tuple[Clause, ...], float]:
    """Return the clauses in the other language, none if nothing can be translated, and the share of words that were."""
    found = translated(clauses, lambda terms, into: tuple(sure(translate(terms, into))))
    covered = sum(len(one.clauses) for one in found)
    others = translated_clauses(found, is_japanese=other_language(clauses) == "ja")
    return others, covered / len(clauses) if clauses else 0.0
