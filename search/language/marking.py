"""What of a query is marked in the texts that it finds: its words and quotations, but not those that it leaves out."""

from collections.abc import Iterator

from shoroku.analyzers import analyze, has_japanese
from shoroku.search.clauses import Alternative, Clause
from shoroku.search.language.tree import And, Exact, Field, Node, Or, Phrase, Words
from shoroku.search.query import read

#: Values and names stand beside a text, not in it.
_NOT_IN_TEXTS = frozenset({"author", "affiliation", "publisher"})


def clauses(tree: Node) -> tuple[Clause, ...]:
    """Return the clauses that a highlighter marks, in the query's order, each once."""
    found = {clause.terms: clause for clause in reversed(list(_clauses(tree)))}
    return tuple(reversed(found.values()))


def _clauses(node: Node) -> Iterator[Clause]:
    if isinstance(node, And | Or):
        for one in node.nodes:
            yield from _clauses(one)
    elif isinstance(node, Field) and node.name not in _NOT_IN_TEXTS:
        yield from _clauses(node.node)
    elif isinstance(node, Words):
        yield from read(node.text).clauses
    elif isinstance(node, Phrase | Exact) and (terms := tuple(token.text for token in analyze(node.text))):
        near = isinstance(node, Phrase) and node.slop > 0
        for sequence in [(term,) for term in terms] if near else [terms]:
            yield Clause(node.text, (Alternative(sequence),), is_japanese=has_japanese(node.text))
