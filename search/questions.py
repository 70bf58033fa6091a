"""One query, several questions: as it was written, and in the other language where its words are known there."""

from collections.abc import Iterator
from typing import NamedTuple

import tantivy

from shoroku.indexer import fields, generations
from shoroku.indexer.authority.registry import Registry
from shoroku.search.asking import Manner
from shoroku.search.bilingual import Bilingual
from shoroku.search.clauses import Query
from shoroku.search.ingredients import admitted
from shoroku.search.ingredients.translations import asked_in_the_other_language
from shoroku.search.matching import OF_LANGUAGE, Matcher
from shoroku.search.rescoring import Question
from shoroku.search.statistics import Statistics

#: What is of no language: asked in Japanese texts alone, a query still finds an author.
_OF_ALL = frozenset({fields.SUBJECT, fields.NAME, fields.ID})


class View(NamedTuple):
    """One state of the index."""

    mark: tuple[int, int, int]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    state: generations.State
    statistics: Statistics
    bilingual: Bilingual
    registry: Registry


def asking_as(view: View, query: Query, manner: Manner) -> Iterator[tuple[Question, Matcher]]:
    """Yield the questions of a query, each with what makes its queries. The first is the query as it was written."""
    clauses = admitted(query.clauses, manner.ingredients)
    within = OF_LANGUAGE[manner.language] | _OF_ALL if manner.language else None
    matcher = Matcher(view.schema, view.searcher, view.statistics, manner.ingredients, within)
    yield Question(clauses, matcher.reach(clauses), query.said), matcher
    if "translations" not in manner.ingredients or not clauses:
        return
    others, known = asked_in_the_other_language(clauses, view.bilingual.translations)
    if not others:
        return
    language = "ja" if any(clause.is_japanese for clause in others) else "en"
    if manner.language not in (None, language):
        return
    matcher = Matcher(view.schema, view.searcher, view.statistics, manner.ingredients, OF_LANGUAGE[language])
    if matcher.is_any_known(others):
        yield Question(others, matcher.reach(others) / known, "", is_translated=True, is_whole=known == 1), matcher
