"""What the ranking is made of, one file each. Every one can be left out, to see what it gives.

The first group shapes the question that is put to the index, the second looks at the best records again, the third
widens what is asked for. Their weights are constants in their files; ``benchmarks/relevance`` says how they were chosen.
"""

from collections.abc import Iterable, Sequence

from shoroku.search.clauses import Clause
from shoroku.search.errors import BadArgument

#: Name -> the file of that name says what it is.
SHAPING = ("titles", "neighbours", "repetition", "word_classes")
RESCORING = ("bigrams", "passages", "coverage", "feedback")
WIDENING = ("spellings", "synonyms", "translations")
NAMES = (*SHAPING, *RESCORING, *WIDENING)

Ingredients = frozenset[str]

ALL: Ingredients = frozenset(NAMES)
#: For those who want their own words and no other.
EXACT: Ingredients = ALL - set(WIDENING)


def without(names: Iterable[str]) -> Ingredients:
    """Return all ingredients but those. Raises BadArgument for a name that is none."""
    left_out = set(names)
    for name in sorted(left_out - ALL):
        raise BadArgument(name="without", value=name, expected=", ".join(NAMES))
    return ALL - left_out


#: What an alternative is called that an ingredient brings in (``Alternative.kind``).
_BROUGHT_IN = {"spelling": "spellings", "synonym": "synonyms"}


def admitted(clauses: Sequence[Clause], ingredients: Ingredients) -> tuple[Clause, ...]:
    """Return the clauses with the alternatives that the ingredients allow."""
    return tuple(
        clause._replace(
            alternatives=tuple(
                one for one in clause.alternatives if _BROUGHT_IN.get(one.kind, one.kind) not in ALL - ingredients
            )
        )
        for clause in clauses
    )
