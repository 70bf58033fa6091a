"""Why a record was found and stands where it does: which words, as what, in which fields, and what each gave.

Each word's alternatives are asked for again, field by field, of that record alone. Of the alternatives the best one
counted; it is the one that is told. Shares are parts of the best score that the query could reach.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import tantivy

from shoroku.indexer import fields
from shoroku.search.clauses import Alternative, Clause
from shoroku.search.matching import Matcher
from shoroku.search.ranking import Ranked
from shoroku.search.rescoring import Question

if TYPE_CHECKING:
    from shoroku.search.run import Run

Occur, Q = tantivy.Occur, tantivy.Query

#: What the fields of the index are to a reader.
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
    """A word of the query in the record: ``found`` is what stands there, ``kind`` what that is to the word ("word",
    "spelling", "synonym", "translation", "part"), ``places`` where ("title", "text", "subject", "name", "identifier",
    "journal"), ``share`` what it gave."""

    word: str
    found: str
    kind: str
    places: tuple[str, ...]
    share: float


class Step(msgspec.Struct, frozen=True):
    """What an ingredient of the ranking changed, as a share."""

    name: str
    share: float


class Explanation(msgspec.Struct, frozen=True):
    """Why a record stands where it does. ``missing`` are words that it does not hold. ``translated`` tells that it
    answers the query as it was asked in the other language."""

    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    translated: bool = False


class Explainer:
    """Explains rows of one search."""

    def __init__(self, run: "Run") -> None:
        self._run = run

    def explanations(self, rows: Sequence[Ranked]) -> dict[int, Explanation]:
        """Return the explanation of each row, by the record's number."""
        return {row.seq: self._explanation(row) for row in rows}

    def _explanation(self, row: Ranked) -> Explanation:
        question, rescored = self._run.rescored.get(row.seq, (self._run.questions[0], None))
        matcher = self._run.matcher_of(question)
        found = {clause.text: self._reason(row, clause, question, matcher) for clause in question.clauses}
        steps, before = [], 0.0
        for name, share in rescored.steps if rescored else ():
            steps.append(Step(name, round(share - before, 4)))
            before = share
        return Explanation(
            tuple(reason for reason in found.values() if reason),
            tuple(word for word, reason in found.items() if not reason),
            tuple(steps),
            question.is_translated,
        )

    def _reason(self, row: Ranked, clause: Clause, question: Question, matcher: Matcher) -> Reason | None:
        best: Reason | None = None
        parts = [Alternative((term,), kind="part") for term in clause.terms] if len(clause.terms) > 1 else []
        for alternative in (*clause.alternatives, *parts):
            scores = {
                _CALLED.get(place.field, place.field): score
                for place in matcher.places(alternative)
                if (score := self._score(place.query, row)) > 0
            }
            share = sum(scores.values()) * matcher.weight(clause) / question.reach
            if scores and (best is None or share > best.share):
                written = alternative.written or (
                    clause.text if alternative.kind == "word" else written_as(alternative)
                )
                best = Reason(clause.text, written, alternative.kind, tuple(sorted(scores)), round(share, 4))
        return best

    def _score(self, query: tantivy.Query, row: Ranked) -> float:
        view = self._run.view
        only = Q.const_score_query(Q.term_query(view.schema, fields.SEQ, row.seq), 0.0)
        hits = view.searcher.search(Q.boolean_query([(Occur.Must, query), (Occur.Must, only)]), 1, count=False).hits
        return float(hits[0][0] or 0.0) if hits else 0.0


def written_as(alternative: Alternative) -> str:
    """Return terms as people write them: Japanese without spaces."""
    return ("" if any(not term.isascii() for term in alternative.terms) else " ").join(alternative.terms)
