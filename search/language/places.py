"""Where in the index a field's words stand, and the queries that look for them there."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

import tantivy

from shoroku.analyzers import latin
from shoroku.indexer import fields
from shoroku.indexer.documents import stands_everywhere
from shoroku.search.language.names import TEXT

Occur, Q = tantivy.Occur, tantivy.Query

#: Field of a query -> fields of the index. The first without a name is where a query without a field looks.
_PLACES = {
    "": (fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT),
    "tiab": (fields.TEXT_EN, fields.TEXT_JA),
    "abstract": (fields.TEXT_EN, fields.TEXT_JA),
    "title": (fields.TITLE_EN, fields.TITLE_JA),
    "subject": (fields.SUBJECT,),
    "affiliation": (fields.AFFILIATION,),
    "publisher": (fields.PUBLISHER_WORDS,),
    "author": (fields.NAME,),
}
assert set(_PLACES) == TEXT | {""}  # noqa: S101 (no field of the language is forgotten)
#: Fields that know in which order their words stand.
_ORDERED = frozenset({fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT, fields.TITLE_EN, fields.TITLE_JA})
_OPTION = {
    fields.AFFILIATION: "basic",
    fields.PUBLISHER_WORDS: "basic",
    fields.REPEATED: "basic",
    fields.FORM: "basic",
    fields.HAS: "basic",
}
_LISTED = (fields.TITLE_EN, fields.TITLE_JA, fields.SUBJECT)
#: Of more words a phrase is looked for in the order given and turned round only.
_MOST_TURNED = 3
_MOST_TERMS = 64


class Place:
    """One field of a query, over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, name: str) -> None:
        self.schema, self.searcher, self.name = schema, searcher, name
        self.fields = _PLACES[name]

    def term(self, term: str) -> list[tantivy.Query]:
        """Return the queries of which one must be met by a record that holds ``term`` here."""
        queries = [self._term(field, term) for field in self.fields if self.searcher.doc_freq(field, term)]
        return [self._in_abstract(queries, (term,))] if queries and self.name == "abstract" else queries

    def terms(self, terms: Iterable[str]) -> list[tantivy.Query]:
        """Return the same for any of several terms."""
        return [query for term in dict.fromkeys(terms) for query in self.term(term)]

    def phrase(self, terms: Sequence[str], slop: int = 0) -> list[tantivy.Query]:
        """Return the queries for words side by side, or with up to ``slop`` others between, in either order.

        Where a field does not know their order, for all of them.
        """
        terms = terms[:_MOST_TERMS]
        if len(terms) < 2:
            return self.terms(terms)
        queries: list[tantivy.Query] = []
        for field in self.fields:
            if not all(self.searcher.doc_freq(field, term) for term in terms):
                continue
            if field in _ORDERED:
                orders = _orders(terms) if slop else (tuple(terms),)
                queries += [Q.phrase_query(self.schema, field, list(order), slop) for order in orders]
            else:
                queries.append(all_of([self._term(field, term) for term in terms]))
        return [self._in_abstract(queries, terms)] if queries and self.name == "abstract" else queries

    def expression(self, pattern: str) -> list[tantivy.Query]:
        """Return the queries for any term that the regular expression ``pattern`` describes."""
        queries = [Q.regex_query(self.schema, field, pattern) for field in self.fields]
        return [self._in_abstract_by(queries, lambda field: Q.regex_query(self.schema, field, pattern))]

    def stems(self, pattern: str, beginning: str, most: int) -> list[str]:
        """Return the terms of words whose whole form ``pattern`` describes, and which begin with ``beginning``.

        The ``most`` frequent ones here.
        """
        fits = re.compile(pattern).fullmatch
        forms = (form for form, _ in self.searcher.terms_with_prefix(fields.FORM, beginning) if fits(form))
        counts = {stem: self._count(stem) for stem in dict.fromkeys(latin.TERMS[form] for form in forms)}
        return sorted(filter(counts.get, counts), key=lambda stem: (-counts[stem], stem))[:most]

    def _count(self, term: str) -> int:
        return sum(self.searcher.doc_freq(field, term) for field in self.fields)

    def fuzzy(self, term: str, edits: int) -> list[tantivy.Query]:
        """Return the queries for terms that differ from ``term`` in ``edits`` characters at most."""

        def query(field: str) -> tantivy.Query:
            return Q.fuzzy_term_query(self.schema, field, term, edits)

        return [self._in_abstract_by([query(field) for field in self.fields], query)]

    def beginning(self, beginning: str, most: int) -> list[str]:
        """Return the terms here that begin so, the most frequent ones; more than ``most`` are cut to ``most`` + 1."""
        found: dict[str, int] = {}
        for field in self.fields:
            for term, count in self.searcher.terms_with_prefix(field, beginning, limit=most + 1):
                found[term] = found.get(term, 0) + count
        return sorted(found, key=lambda term: -found[term])[: most + 1]

    def has(self, term: str) -> bool:
        """Tell whether any record holds ``term`` here."""
        return any(self.searcher.doc_freq(field, term) for field in self.fields)

    def _term(self, field: str, term: str) -> tantivy.Query:
        return Q.term_query(self.schema, field, term, _OPTION.get(field, "freq"))

    def _in_abstract(self, queries: Sequence[tantivy.Query], terms: Iterable[str]) -> tantivy.Query:
        """Return ``queries`` where every term stands in an abstract: in no title and no subject, or repeated from there.

        Function words stand everywhere, and are not asked for.
        """
        placed = [
            any_of(
                [
                    *([self._term(fields.REPEATED, term)] if self.searcher.doc_freq(fields.REPEATED, term) else ()),
                    none_of([self._term(field, term) for field in _LISTED if self.searcher.doc_freq(field, term)]),
                ]
            )
            for term in dict.fromkeys(terms)
            if not stands_everywhere(term)
        ]
        return Q.boolean_query([(Occur.Must, any_of(queries)), *((Occur.Must, unscored(one)) for one in placed)])

    def _in_abstract_by(self, queries: Sequence[tantivy.Query], make: Callable[[str], tantivy.Query]) -> tantivy.Query:
        """Do the same for queries that name no terms; ``make`` gives such a query for a field of the index."""
        if self.name != "abstract":
            return any_of(queries)
        placed = any_of([make(fields.REPEATED), none_of([make(field) for field in _LISTED])])
        return Q.boolean_query([(Occur.Must, any_of(queries)), (Occur.Must, unscored(placed))])


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Return the query for the best of ``queries``; nothing fits none."""
    if not queries:
        return Q.empty_query()
    return queries[0] if len(queries) == 1 else Q.disjunction_max_query(list(queries))


def all_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Return the query for all of ``queries``; everything fits none."""
    if not queries:
        return Q.all_query()
    return queries[0] if len(queries) == 1 else Q.boolean_query([(Occur.Must, query) for query in queries])


def none_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Return the query for everything but ``queries``."""
    return Q.boolean_query([(Occur.Must, Q.all_query()), *((Occur.MustNot, query) for query in queries)])


def unscored(query: tantivy.Query) -> tantivy.Query:
    """Return ``query`` as one that adds nothing to a score."""
    return Q.const_score_query(query, 0.0)


def _orders(terms: Sequence[str]) -> list[tuple[str, ...]]:
    if len(terms) <= _MOST_TURNED:
        return list(dict.fromkeys(permutations(terms)))
    return [tuple(terms), tuple(reversed(terms))]
