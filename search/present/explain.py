"""Why a record was found and ranked: which words it contains, in which form and fields, and what each contributed.

The variants of each word are searched again in that record only, field by field. The best variant counted, and is reported.
Shares are parts of the maximum score of the query.
"""

import msgspec

from shoroku.indexer import fields
from shoroku.search.engine.expressions import Combination, Expression, Term, Unscored
from shoroku.search.expand.variants import QueryTerm, Variant
from shoroku.search.index_view import IndexView
from shoroku.search.plan import QueryVariant
from shoroku.search.results import Results, Row
from shoroku.search.retrieve.compiler import TermQueries

#: Field of the index -> the part of the record that it stands for.
_CALLED = {
    fields.TITLE_JA: "title",
    fields.TITLE_EN: "title",
    fields.TEXT_JA: "text",
    fields.TEXT_EN: "text",
    fields.SUBJECT: "subject",
    fields.NAME: "name",
    fields.ID: "identifier",
    fields.CONTEXT: "journal",
}


class Reason(msgspec.Struct, frozen=True):
    """Why a word of the query matches the record.

    ``found`` is the matching text, ``kind`` its relation to the word ("word", "spelling", "synonym", "translation", "guess",
    "part"), ``places`` the parts of the record ("title", "text", "subject", "name", "identifier", "journal"), ``share`` its
    share of the score.
    """

    word: str
    found: str
    kind: str
    places: tuple[str, ...]
    share: float


class Step(msgspec.Struct, frozen=True):
    """The effect of a ranking feature, as a share."""

    name: str
    share: float


class Explanation(msgspec.Struct, frozen=True):
    """Why a record was ranked where it is. ``missing`` are words that it does not contain. ``translated`` is true if it was
    found by the translated query."""

    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    translated: bool = False


def explanations(results: Results, view: IndexView) -> dict[int, Explanation]:
    """Return the explanation of each row, by the record's number."""
    return {row.seq: _explanation(row, results, view) for row in results.rows}


def _explanation(row: Row, results: Results, view: IndexView) -> Explanation:
    reranked = results.reranked.get(row.seq)
    variant = reranked.variant if reranked else results.plan.variants[0]
    queries = TermQueries(view, results.plan.options.features, variant.fields)
    found = {term.text: _reason(row, term, variant, queries, view) for term in variant.terms}
    steps, before = [], 0.0
    for name, share in reranked.steps if reranked else ():
        steps.append(Step(name, round(share - before, 4)))
        before = share
    return Explanation(
        tuple(reason for reason in found.values() if reason),
        tuple(word for word, reason in found.items() if not reason),
        tuple(steps),
        variant.is_translated,
    )


def _reason(row: Row, term: QueryTerm, variant: QueryVariant, queries: TermQueries, view: IndexView) -> Reason | None:
    best: Reason | None = None
    parts = [Variant((one,), kind="part") for one in term.terms] if len(term.terms) > 1 else []
    for one in (*term.variants, *parts):
        scores = {
            _CALLED.get(field, field): score
            for field, expression in queries.occurrences(one)
            if (score := _score(expression, row, view)) > 0
        }
        share = sum(scores.values()) * term.weight / variant.max_score
        if scores and (best is None or share > best.share):
            written = term.text if one.kind == "word" and not one.written else one.readable
            best = Reason(term.text, written, one.kind, tuple(sorted(scores)), round(share, 4))
    return best


def _score(expression: Expression, row: Row, view: IndexView) -> float:
    only = Unscored(Term(fields.SEQ, row.seq))
    keys = view.engine.top(Combination(must=(expression, only)), 1).keys
    return float(keys[0] or 0.0) if keys else 0.0
