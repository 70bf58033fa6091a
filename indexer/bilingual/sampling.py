"""The bilingual records that the lexicon is built from: all of them, or in a very large library a sample.

The sample depends only on the records: it consists of those with the lowest checksums. They are read from the index. While
an empty index is filled, they are collected from its documents instead, so that the lexicon can be built during the commit.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import tantivy

from shoroku.indexer import fields
from shoroku.indexer.bilingual.mining import terms as terms_of
from shoroku.indexer.bilingual.parallels import PAIR, WHOLE
from shoroku.indexer.stored_terms import unpacked

#: Maximum size of the sample in records, and how many of these include their abstracts.
_MOST, _MOST_WHOLE = 24_000, 8_000
_DIGITS = "0123456789abcdef"
#: Stand for texts that were dropped, compressed or not. They sort behind all others, so that a record that was added twice keeps its
#: first texts.
_DROPPED, _NO_TEXT = b"\xff", "\U0010ffff"
#: Part of the JSON of every document with parallel texts.
_BILINGUAL = f'"{fields.PARALLEL}":'.encode()


class Sampled(NamedTuple):
    """A bilingual record: its place in an order, its Japanese and its English terms, and its parallel titles and subjects.

    The place is a text to sort by. It depends only on what the record says, not on how that is analyzed: if it did, every
    change of the analysis would change the records in which frequent words are counted (``alignment.py``).
    """

    place: str
    texts: tuple[str, str]
    pairs: list[str]


class _Waiting(msgspec.Struct, order=True):
    """The texts of a document on its way into an index, which sort by checksum (see ``parallels.py``).

    ``terms`` is what the index stores, and still compressed: thousands of records wait until the end of a run. Without an abstract
    in both languages, it is left out.
    """

    parallel: str = ""
    terms: bytes = b""


class _Texts(NamedTuple):
    """The texts of a document: its parallel texts, then the terms of Japanese and of other texts."""

    parallel: str
    text_ja: str = ""
    text_en: str = ""


_decode = msgspec.json.Decoder(_Waiting).decode


class Collected:
    """The bilingual records among documents on their way into an index."""

    def __init__(self) -> None:
        self._groups: list[list[_Waiting]] = [[] for _ in _DIGITS]
        self._whole = 0  # the number of records that may be learned from with their abstracts

    def take(self, documents: Iterable[bytes]) -> None:
        """Collect from documents, given as JSON. What the sample cannot contain any more is dropped."""
        for document in documents:
            if _BILINGUAL in document and (waiting := _decode(document)).parallel:
                group = _DIGITS.index(waiting.parallel[len(fields.MARK)])
                if group < len(self._groups):
                    is_whole = _is_whole(waiting)
                    self._whole += is_whole
                    self._groups[group].append(waiting if is_whole else _Waiting(waiting.parallel))
        while len(self._groups) > 1 and sum(map(len, self._groups)) > _MOST:
            self._groups.pop()
        if self._whole > _MOST_WHOLE * 3 // 2:
            self._drop_abstracts()

    def _drop_abstracts(self) -> None:
        """Drop the texts of records that the sample can only contain without their abstracts; they take much memory."""
        self._whole = 0
        for group in self._groups:
            group.sort()
            for place, waiting in enumerate(group):
                if _is_whole(waiting):
                    if self._whole == _MOST_WHOLE:
                        group[place] = _Waiting(waiting.parallel, _DROPPED)
                    else:
                        self._whole += 1

    def sample(self) -> Iterator[Sampled]:
        """Yield the records to learn from."""
        return _sampled(list(map(_unpacked, group)) for group in self._groups)


def count(searcher: tantivy.Searcher) -> int:
    """Return the number of bilingual records in an index."""
    return sum(searcher.doc_freq(fields.PARALLEL, f"{fields.MARK}{digit}") for digit in _DIGITS)


def sample(searcher: tantivy.Searcher) -> Iterator[Sampled]:
    """Yield the records of an index to learn from."""
    return _sampled(_groups(searcher))


def _groups(searcher: tantivy.Searcher) -> Iterator[list[_Texts]]:
    """Yield the bilingual records of an index by the first digit of their checksums, up to ``_MOST`` records."""
    total = 0
    for digit in _DIGITS:
        term = f"{fields.MARK}{digit}"
        total += searcher.doc_freq(fields.PARALLEL, term)
        if total > _MOST and digit != _DIGITS[0]:
            return
        query = tantivy.Query.term_query(fields.schema(), fields.PARALLEL, term, "basic")
        hits = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        documents = (searcher.doc(address) for _, address in hits)
        yield [
            _Texts(parallel, japanese, other)
            for japanese, other, parallel in (
                unpacked(document.get_first(fields.TERMS) or b"") for document in documents
            )
        ]


def _is_whole(waiting: _Waiting) -> bool:
    """Return whether a record that was collected has an abstract in both languages."""
    return waiting.parallel.partition(PAIR)[0].endswith(WHOLE)


def _unpacked(waiting: _Waiting) -> _Texts:
    if not waiting.terms:
        return _Texts(waiting.parallel)
    if waiting.terms == _DROPPED:
        return _Texts(waiting.parallel, _NO_TEXT)
    japanese, other, _ = unpacked(waiting.terms)
    return _Texts(waiting.parallel, japanese, other)


def _sampled(groups: Iterable[list[_Texts]]) -> Iterator[Sampled]:
    whole = 0
    for group in groups:
        for texts in sorted(group):
            head, *pairs = texts.parallel.split(PAIR)
            # The last digits first: by the first ones, records with abstracts would precede those that are read without.
            place = head.removeprefix(fields.MARK).removesuffix(WHOLE)[::-1]
            if head.endswith(WHOLE) and whole < _MOST_WHOLE:
                whole += 1
                yield Sampled(place, (texts.text_ja, texts.text_en), pairs)
            elif pairs:
                yield Sampled(place, terms_of(pairs), pairs)
