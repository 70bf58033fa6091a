"""Highlights: where the words of a query occur in the original text, by character, in any script.

The text is analyzed in the same way as for the index; a phrase is marked where its words are adjacent.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import msgspec

from shoroku.analyzers import Wanted, has_japanese, located
from shoroku.corpus.record import Text
from shoroku.search.expand.variants import QueryTerm
from shoroku.search.results import Results

_SENTENCE_END = re.compile(r"[。．！？!?]+[」』）)]*|\.(?=\s)")
_LONGEST_END = 8
_SNIPPET_JA, _SNIPPET_EN = 110, 240  # characters


class Highlighted(msgspec.Struct, frozen=True):
    """A text, or a part of one, and the spans that a query matched: (start, end), in order, not touching."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def html(self, before: str = "<mark>", after: str = "</mark>") -> str:
        """Return the text as HTML, escaped, with the stretches between ``before`` and ``after``."""
        pieces, at = [], 0
        for start, end in self.spans:
            pieces += [html.escape(self.text[at:start]), before, html.escape(self.text[start:end]), after]
            at = end
        return "".join([*pieces, html.escape(self.text[at:])])


class Highlighter:
    """Marks the words of one query in texts."""

    def __init__(
        self,
        terms: Sequence[QueryTerm],
        written: Sequence[QueryTerm] = (),
        language: str | None = None,
        *,
        with_parts: bool = False,
    ) -> None:
        """``written`` are the query terms as they were written, where ``terms`` say the same in another language, too.

        ``language`` is the one that is to be shown, if that is said. ``with_parts`` marks the parts of compounds as well:
        for records that hold most of the words.
        """
        self.words = len(written or terms)
        self.language = language or ("ja" if any(term.is_japanese for term in written or terms) else "en")
        self._sequences: dict[str, set[tuple[str, ...]]] = {}
        self._written = {term.text for term in terms}
        for query_term in terms:
            for variant in query_term.variants:
                if variant.scope == "text":
                    self._written.add(variant.written or "".join(variant.terms))
                    self._sequences.setdefault(variant.terms[0], set()).add(variant.terms)
            for term in query_term.terms if with_parts else ():
                self._sequences.setdefault(term, set()).add((term,))
        self._wanted = Wanted.of(sequence for some in self._sequences.values() for sequence in some)

    def whole(self, text: str) -> Highlighted:
        """Return the whole text with the query's words marked."""
        return Highlighted(text, self._spans(text))

    def snippet(self, text: str) -> Highlighted:
        """Return the part of a text that matches the query best: the sentences with most of its words."""
        is_japanese = has_japanese(text)
        spans = self._shown_spans(text) if is_japanese and len(text) > _SNIPPET_JA else self._spans(text)
        start, end = _window(text, spans, _SNIPPET_JA if is_japanese else _SNIPPET_EN)
        inside = tuple((max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start)
        return Highlighted(text[start:end], inside)

    def best_snippet(self, texts: Iterable[Text]) -> Highlighted | None:
        """Return the best part of one of several texts; None if there is no text.

        Texts in the query's language come first, because the user reads it: if one of them has a word of the query, it is
        shown. Otherwise the first text with all words is shown, or the one with most.
        """
        best: Highlighted | None = None
        for text in sorted(texts, key=lambda text: text.lang != self.language):
            snippet = self.snippet(text.value)
            if best is None or len(snippet.spans) > len(best.spans):
                best = snippet
            if len(best.spans) >= (1 if text.lang == self.language else self.words):
                break
        return best

    def _shown_spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the stretches of a long Japanese text that a snippet may show.

        Reading Japanese costs most of a page. Where sentences have the words as they are asked for, letter by letter,
        those are read, and the rest, which could only have them in other spellings, is not.
        """
        spans: list[tuple[int, int]] = []
        written = [one for one in self._written if one in text]
        ends = [match.end() for match in _SENTENCE_END.finditer(text)] if written else []
        at = 0
        for end in (*ends, len(text)):
            sentence = text[at:end]
            if any(one in sentence for one in written):
                spans += [(first + at, last + at) for first, last in self._spans(sentence)]
            at = end
        return tuple(spans) or self._spans(text)

    def _spans(self, text: str) -> tuple[tuple[int, int], ...]:
        if not self._sequences:
            return ()
        words = located(text, self._wanted)
        found = []
        for index, (term, start, end) in enumerate(words):
            for sequence in self._sequences.get(term, ()):
                if len(sequence) == 1:
                    found.append((start, end))
                elif sequence == tuple([term for term, _, _ in words[index : index + len(sequence)]]):
                    found.append((start, words[index + len(sequence) - 1][2]))
        return _united(found)


def highlighters(results: Results) -> tuple[Highlighter, Highlighter]:
    """Return the highlighters for records that contain all the words and for those that contain some."""
    plan = results.plan
    terms = [term for variant in plan.variants for term in variant.terms]
    strict = Highlighter(terms, plan.query.terms, plan.options.lang)
    if not any(row.relaxed for row in results.rows):
        return strict, strict
    return strict, Highlighter(terms, plan.query.terms, plan.options.lang, with_parts=True)


def _united(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join spans that overlap or touch."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)


def _window(text: str, spans: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """Choose a span of about ``length`` characters, from the beginning of a sentence if one is near."""
    if len(text) <= length:
        return 0, len(text)
    if not spans:
        return 0, _cut(text, length)
    starts = [start for start, _ in spans]
    best = max(range(len(spans)), key=lambda i: (bisect_left(starts, starts[i] + length) - i, -i))
    first = starts[best]
    near = max(0, first - length // 2)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, max(0, near - _LONGEST_END), first)]
    start = max((end for end in ends if end >= near), default=_cut(text, first - length // 4) if near else 0)
    while start < first and text[start].isspace():
        start += 1
    return start, _cut(text, min(len(text), start + length))


def _cut(text: str, at: int) -> int:
    """Return ``at``, or the end of the previous word if it would cut a word."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - 20), at + 1)
    return space if space > 0 and text[at - 1].isascii() and text[at].isascii() else at
