"""Completions: words and names of the library that begin with what was typed.

The index's completions (``indexer/completions.py``) are asked for by prefix; the index returns those that most records have.
Kana and Latin letters also find words by their reading: めんえ and mene find 免疫, and what begins with it. Of several words,
the last is completed, among the records that contain the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

import msgspec

from shoroku.analyzers import has_japanese, joined_terms, kana
from shoroku.indexer import completions, fields
from shoroku.indexer.authority.labels import folded
from shoroku.search.engine.expressions import AnyTerm, Combination, Expression
from shoroku.search.expand.analyze import analyze
from shoroku.search.index_view import IndexView
from shoroku.search.options import ALL_FEATURES, SearchOptions
from shoroku.search.plan import query_variants
from shoroku.search.query.ast import Words, plain_parts
from shoroku.search.query.parser import parse
from shoroku.search.retrieve.compiler import TermQueries

Kind = Literal["title", "subject", "journal", "author"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_LETTERS: dict[Kind, str] = {
    "title": completions.TITLE, "subject": completions.SUBJECT, "journal": completions.JOURNAL, "author": completions.AUTHOR,
}  # fmt: skip
#: Completions fetched for each suggestion, because several may become one; words fetched with the reading that was typed.
_SPARE, _MOST_SOUNDING = 3, 6
#: Maximum number of people with the beginning of a surname among whom given names are searched.
_MOST_PEOPLE = 20_000
#: A longer prefix is cut.
_MOST_PREFIX = 200


class Suggestion(msgspec.Struct, frozen=True):
    """A completion: the text as records write it, its kind, and how many records contain it."""

    text: str
    kind: Kind
    records: int


def complete(prefix: str, limit: int, within: Sequence[Kind], view: IndexView) -> list[Suggestion]:
    """Return completions of ``prefix``, those that most records contain first."""
    prefix = prefix[:_MOST_PREFIX].replace("\u3000", " ")
    before = prefix.rstrip().rpartition(" ")[0] if not prefix.endswith(" ") else prefix.rstrip()
    return Completer(view).suggestions(prefix, limit, within or KINDS, _holding(before, view))


def _holding(words: str, view: IndexView) -> Expression | None:
    """Return the expression for records that contain the words before the last one, None if there are none."""
    query = analyze(plain_parts(parse(words).tree) or (Words(words),), view.words_read)
    if not query.terms:
        return None
    variant = next(query_variants(query, SearchOptions(), view))
    queries = TermQueries(view, ALL_FEATURES)
    return view.engine.prepare(queries.all_words(queries.words(variant.terms)))


class _Found:
    """Index entries that are one suggestion: the same word in other case or number, or in titles and subjects."""

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


class Completer:
    """Completes over one state of the index."""

    def __init__(self, view: IndexView) -> None:
        self._engine = view.engine

    def suggestions(
        self, prefix: str, limit: int, within: Sequence[Kind], before: Expression | None = None
    ) -> list[Suggestion]:
        """Return completions of ``prefix``, those that most records hold first.

        ``before`` finds the records that hold the words before the last: the last alone is completed in them.
        """
        found: dict[str, _Found] = {}
        key = folded(prefix.replace(",", " "))
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

    def _with_prefix(self, prefix: str, limit: int | None, among: Expression | None = None) -> list[tuple[str, int]]:
        return self._engine.terms(fields.HINT, prefix, limit, among)

    def _titles(self, last: str, limit: int, before: Expression) -> Iterator[tuple[str, int]]:
        for key in dict.fromkeys((last, *self._sounding(last))):
            yield from self._with_prefix(completions.TITLE + key, limit, before)

    def _sounding(self, key: str) -> list[str]:
        """Return the words whose reading begins with what was typed, those that most records contain first."""
        if " " in key or len(key) < (1 if kana.is_kana(key) else 3):
            return []
        found: dict[str, int] = {}
        for sound in self._sounds(key):
            for hint, count in self._with_prefix(completions.READING + sound, _MOST_SOUNDING * _SPARE):
                word = folded(completions.read(hint)[1])
                found[word] = max(count, found.get(word, 0))
        words: list[str] = []
        for word in sorted(found, key=lambda word: (-found[word], word)):
            if not word.startswith(tuple(words)):  # what begins with another is found by that
                words.append(word)
        return words[:_MOST_SOUNDING]

    def _sounds(self, key: str) -> list[str]:
        """Return the readings that a key may mean; for Latin letters also with long vowels, which are seldom written: kyoto."""
        found = kana.sounds(key, is_whole=False)
        if kana.is_kana(key):
            return [*found, *(shorter for sound in found for shorter in kana.without_no(sound))]
        return list(dict.fromkeys(longer for sound in found for longer in kana.lengthened(sound)))

    def _given_first(self, given: str, rest: str) -> Iterable[tuple[str, int]]:
        """Return people whose given name was typed first; the index has the surname first."""
        people = self._with_prefix(completions.beginning(completions.AUTHOR, rest), _MOST_PEOPLE)
        given = completions.beginning("", f" {given}")
        return [(hint, count) for hint, count in people if given in hint]

    def _count(self, terms: Sequence[str], before: Expression | None) -> int:
        """Return how many records contain one of the completions; the index's own figures include deleted records."""
        found: Expression = AnyTerm(fields.HINT, terms)
        if before is not None and all(term.startswith(completions.TITLE) for term in terms):
            found = Combination(must=(found, before))
        return self._engine.count(found)
