"""A tree as a query of the index.

What plain words find and are worth is not decided here: whoever compiles says so, by a function from the text of neighbouring
words to a query. Everything else is: quotations, patterns, fields, operators.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import tantivy

from shoroku.analyzers import analyze
from shoroku.corpus.identifiers import canonical, issn
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields
from shoroku.indexer.authority.labels import name_key
from shoroku.indexer.authority.registry import Registry
from shoroku.indexer.documents import identifier_term
from shoroku.search.clauses import Clause
from shoroku.search.filters import Filters, as_queries
from shoroku.search.language.exactness import MOST_READ, Exactness
from shoroku.search.language.expansion import MOST_TERMS, beginning, pattern, similar
from shoroku.search.language.notices import Notice
from shoroku.search.language.people import person
from shoroku.search.language.places import Place, all_of, any_of, none_of, unscored
from shoroku.search.language.splitting import filters_of
from shoroku.search.language.tree import (
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
)
from shoroku.search.query import read

Occur, Q = tantivy.Occur, tantivy.Query
_FILTERED = ("language", "source", "type")


class Compiled(NamedTuple):
    """A query of the index, and what there is to say of it: that not all was looked at."""

    query: tantivy.Query
    notices: tuple[Notice, ...] = ()


class Compiler:
    """Makes queries over one state of an index. ``plain`` gives the query for neighbouring plain words without a field."""

    def __init__(
        self,
        schema: tantivy.Schema,
        searcher: tantivy.Searcher,
        registry: Registry,
        store: Store,
        plain: Callable[[str], tantivy.Query],
    ) -> None:
        self._schema, self._searcher, self._registry, self._plain = schema, searcher, registry, plain
        self._exactness = Exactness(store, schema, searcher)
        self._notices: list[Notice] = []

    def compile(self, tree: Node) -> Compiled:
        """Return the query for ``tree``, whose depth is bounded by its reader."""
        self._notices = []
        query = self._node(tree, "")
        return Compiled(query, tuple(self._notices))

    def _node(self, node: Node, field: str) -> tantivy.Query:
        if isinstance(node, And):
            return self._all(node.nodes, field)
        if isinstance(node, Or):
            return Q.boolean_query([(Occur.Should, self._node(one, field)) for one in node.nodes])
        if isinstance(node, Not):
            return unscored(none_of([self._node(node.node, field)]))
        if isinstance(node, Field):
            return self._node(node.node, node.name)
        if isinstance(node, Only):
            return unscored(self._value(node))
        if isinstance(node, Years):
            return self._filtered(Filters(year=(node.first, node.last)))
        return self._leaf(node, field)

    def _all(self, nodes: Sequence[Node], field: str) -> tantivy.Query:
        if not nodes:
            return Q.all_query()
        nodes = [one for one in nodes if not _is_signs(one)] or nodes
        wanted = [(Occur.Must, self._node(one, field)) for one in nodes if not isinstance(one, Not)]
        denied = [(Occur.MustNot, self._node(one.node, field)) for one in nodes if isinstance(one, Not)]
        return Q.boolean_query([*(wanted or [(Occur.Must, unscored(Q.all_query()))]), *denied])

    # --- Leaves -------------------------------------------------------------------------------------------------------

    def _leaf(self, node: Node, field: str) -> tantivy.Query:
        place = Place(self._schema, self._searcher, field)
        if isinstance(node, Words):
            return self._words(place, node.text)
        if isinstance(node, Phrase):
            if field == "author":
                return person(place, node.text)
            return any_of(place.phrase(_terms(node.text), node.slop))
        if isinstance(node, Prefix):
            return beginning(place, node.text)
        if isinstance(node, Wildcard):
            return pattern(place, node.pattern)
        if isinstance(node, Fuzzy):
            return similar(place, node.text, node.edits)
        assert isinstance(node, Exact)  # noqa: S101 (there is no other)
        return self._exact(place, node)

    def _words(self, place: Place, text: str) -> tantivy.Query:
        if not place.name:
            return self._plain(text)
        if place.name == "author":
            return person(place, text)
        return all_of([_clause(place, clause) for clause in read(text).clauses] or [Q.empty_query()])

    def _exact(self, place: Place, node: Exact) -> tantivy.Query:
        stems = person(place, node.text) if place.name == "author" else any_of(place.phrase(_terms(node.text)))
        query, is_whole = self._exactness.narrowed(stems, node.text, place.name)
        if not is_whole:
            self._notices.append(Notice("exact_cut", *node.span, {"most": f"{MOST_READ:,}", "written": node.text}))
        return query

    # --- Values -------------------------------------------------------------------------------------------------------

    def _value(self, node: Only) -> tantivy.Query:
        if node.name == "has":
            return Q.term_query(self._schema, fields.HAS, node.value, "basic")
        if node.name in ("journal", "issn"):
            return self._journal(node.value)
        if node.name in _FILTERED:
            return self._filtered(filters_of(node.name, (node.value,)))
        return any_of([Q.term_query(self._schema, fields.ID, term) for term in _identifiers(node)])

    def _journal(self, value: str) -> tantivy.Query:
        if value.endswith("*") and len(start := name_key(value.rstrip("*"))) > 1:
            found = self._searcher.terms_with_prefix(fields.JOURNAL_KEY, start, limit=MOST_TERMS)
            return self._filtered(Filters(journal=tuple(name for name, _ in found))) if found else Q.empty_query()
        return self._filtered(Filters(journal=(value,)))

    def _filtered(self, asked: Filters) -> tantivy.Query:
        return all_of(as_queries(asked, self._schema, self._searcher, self._registry))


def _is_signs(node: Node) -> bool:
    """Tell whether a node has no word in it; beside others it asks for nothing."""
    return isinstance(node, Words) and not _terms(node.text)


def _clause(place: Place, clause: Clause) -> tantivy.Query:
    """Return the query for one word of a field, in any of the ways in which it may stand in a text."""
    texts = [alternative for alternative in clause.alternatives if alternative.scope == "text"]
    return any_of([query for alternative in texts for query in place.phrase(alternative.terms)])


def _terms(text: str) -> list[str]:
    return [token.text for token in analyze(text)]


def _identifiers(node: Only) -> list[str]:
    """Return the terms of an identifier; one of which the kind is not said may be an ISSN, or in any dress."""
    kinds = ("DOI", "CRID", "NAID", "PMID") if node.name == "id" else (node.name.upper(),)
    values = [canonical(kind, node.value).value for kind in kinds]
    if node.name == "id":
        values += [node.value, issn(node.value)]
    return list(dict.fromkeys(term for value in values if (term := identifier_term(value))))
