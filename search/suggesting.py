"""Completions: what the library holds that begins as somebody has begun to type.

The index's hints (``indexer/completions.py``) are asked for by prefix; the index itself returns those that most records have.
Kana and Latin letters are also read aloud, and lead to the words that sound so: めんえ and mene to 免疫, and from there to
what begins with it. Of several words the last is completed, among the records that hold the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

import msgspec
import tantivy

from shoroku.analyzers import has_japanese, joined_terms, kana
from shoroku.indexer import completions, fields

Occur, Q = tantivy.Occur, tantivy.Query
Kind = Literal["title", "subject", "journal", "author"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_LETTERS: dict[Kind, str] = {
    "title": completions.TITLE, "subject": completions.SUBJECT, "journal": completions.JOURNAL, "author": completions.AUTHOR,
}  # fmt: skip
#: Hints fetched for each suggestion wanted, since several may become one; words looked at that sound as was typed.
_SPARE, _MOST_SOUNDING = 3, 6
#: Given names are looked for among so many people of a surname's first letters.
_MOST_PEOPLE = 20_000


class Suggestion(msgspec.Struct, frozen=True):
    """A completion: the text as it is written, what it is a word or a name of, and how many records hold it."""

    text: str
    kind: Kind
    records: int


class _Found:
    """Hints that are one suggestion: the same word in other letters or another number, or as title and as subject."""

    def __init__(self, kind: Kind, written: str) -> None:
        self.kind, self.written = kind, written
        self.most = self.estimate = 0
        self.hints: list[str] = []

    def add(self, kind: Kind, written: str, hint: str, count: int) -> None:
        if hint in self.hints:
            return
        self.hints.append(hint)
        self.estimate += count
        if count > self.most:
            self.most, self.kind, self.written = count, kind, written


class Suggester:
    """Completes over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def suggestions(
        self, prefix: str, limit: int, within: Sequence[Kind], before: tantivy.Query | None = None
    ) -> list[Suggestion]:
        """Return completions of ``prefix``, those that most records hold first.

        ``before`` finds the records that hold the words before the last: the last alone is completed in them.
        """
        found: dict[str, _Found] = {}
        key = completions.folded(prefix.replace(",", " "))
        if not key:  # the commonest words of titles are nobody's question
            within = [kind for kind in within if kind in ("subject", "journal")]
        for kind, hint, count in self._hints(key, limit * _SPARE, within):
            self._keep(found, "", kind, hint, count)
        *words, last = key.split(" ")
        if before is not None and words and "title" in within:
            whole = prefix[: prefix.rstrip().rfind(" ") + 1].strip() if not last else prefix.rsplit(None, 1)[0]
            for hint, count in self._titles(last, limit * _SPARE, before):
                self._keep(found, f"{whole} ", "title", hint, count)
        best = sorted(found.values(), key=lambda one: (-one.estimate, len(one.written), one.written))[: 2 * limit]
        exact = [Suggestion(one.written, one.kind, self._count(one.hints, before)) for one in best]
        exact = [one for one in exact if one.records]
        return sorted(exact, key=lambda one: (-one.records, len(one.text), one.text))[:limit]

    def _keep(self, found: dict[str, _Found], before: str, kind: Kind, hint: str, count: int) -> None:
        _, written = completions.read(hint)
        if before and written.casefold() in before.casefold().split():
            return
        # Words in Latin letters are one under one stem; names, and what is Japanese, are one if they are the same.
        same = joined_terms(written) if kind != "author" and not has_japanese(written) else written.casefold()
        found.setdefault(before + (same or written), _Found(kind, before + written)).add(
            kind, before + written, hint, count
        )

    def _hints(self, key: str, limit: int, within: Sequence[Kind]) -> Iterator[tuple[Kind, str, int]]:
        keys = [key, *self._sounding(key)]
        for kind in within:
            for one in keys:
                for hint, count in self._with_prefix(completions.beginning(_LETTERS[kind], one), limit):
                    yield kind, hint, count
        given, _, rest = key.partition(" ")
        if "author" in within and rest and not has_japanese(key):
            yield from (("author", hint, count) for hint, count in self._given_first(given, rest))

    def _with_prefix(self, prefix: str, limit: int | None, among: tantivy.Query | None = None) -> list[tuple[str, int]]:
        return self._searcher.terms_with_prefix(fields.HINT, prefix, among, limit)

    def _titles(self, last: str, limit: int, before: tantivy.Query) -> Iterator[tuple[str, int]]:
        for key in dict.fromkeys((last, *self._sounding(last))):
            yield from self._with_prefix(completions.TITLE + key, limit, before)

    def _sounding(self, key: str) -> list[str]:
        """Return the words that sound as was typed so far, those that most records hold first."""
        if " " in key or len(key) < (1 if kana.is_kana(key) else 3):
            return []
        found: dict[str, int] = {}
        for sound in kana.sounds(key, is_whole=False):
            for hint, count in self._with_prefix(completions.READING + sound, _MOST_SOUNDING):
                word = completions.read(hint)[1]
                found[completions.folded(word)] = max(count, found.get(word, 0))
        return sorted(found, key=lambda word: (-found[word], word))[:_MOST_SOUNDING]

    def _given_first(self, given: str, rest: str) -> Iterable[tuple[str, int]]:
        """Return the people whose given name was typed before the surname, which they are kept by."""
        people = self._with_prefix(completions.beginning(completions.AUTHOR, rest), _MOST_PEOPLE)
        given = completions.beginning("", f" {given}")
        return [(hint, count) for hint, count in people if given in hint]

    def _count(self, terms: Sequence[str], before: tantivy.Query | None) -> int:
        """Return how many records have one of the hints; those that were deleted still count in the index's own figures."""
        query = Q.term_set_query(self._schema, fields.HINT, list(terms))
        if before is not None:
            held = Q.boolean_query([(Occur.Must, query), (Occur.Must, before)])
            query = held if all(term.startswith(completions.TITLE) for term in terms) else query
        return int(getattr(self._searcher.search(query, 1), "count"))  # noqa: B009 (see ranking.py)
