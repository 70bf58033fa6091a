"""Did you mean: the query that was probably meant, if the one that was typed finds little.

Words that the library does not contain are corrected. For Latin words, the candidates are one typing error away (Damerau, "A
technique for computer detection and correction of spelling errors", CACM 7(3), 1964), or begin alike and are at most two
errors away. Japanese words are looked up by their reading, typed in kana or Latin letters, whole or in parts; a word in kanji
is compared with those of the same reading that differ in one character, as an input method confuses them (免役, 免疫). The index
decides which words exist, not a dictionary.

The query is never replaced: a correction is offered, and only if it finds more.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from shoroku.analyzers import has_japanese, japanese, joined_terms, kana, latin
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.patterns import lazy
from shoroku.corpus.records import Records
from shoroku.indexer import completions, fields
from shoroku.search.engine.expressions import Term
from shoroku.search.expand.variants import latin_spellings
from shoroku.search.index_view import IndexView
from shoroku.search.plan import CORRECTABLE, plan
from shoroku.search.query.parser import parse
from shoroku.search.rank.rank import count_found
from shoroku.search.results import Results
from shoroku.search.retrieve.compiler import compile_plan

#: Maximum number of words of a query that are corrected, and of corrections that are tried.
_MOST_WORDS, _MOST_TRIED = 3, 3
#: Minimum length of a word (shorter words have too many neighbours), and minimum length for two typing errors.
_SHORTEST, _LONG = 4, 8
#: A word in at most _RARE records may be misspelt if a word at edit distance 1 is _TIMES as frequent.
_RARE, _TIMES = 5, 500
#: In larger libraries, a short word is compared only with words of titles.
_FEW_RECORDS = 20_000
#: A word is offered if one in _ONE_OF records contains it; a short word must be five times as frequent, a very long one may
#: be in any record. A correct but unknown word has rare neighbours by chance; the longer it is, the fewer.
_ONE_OF, _SHORT, _VERY_LONG = 20_000, 6, 10
#: Number of records from which the written form of a word is taken; number of words with the same beginning that are
#: compared.
_ASKED, _ALIKE = 4, 400
_TEXTS = (fields.TEXT_EN, fields.TEXT_JA)
_SHORTEST_SOUND, _LONGEST_SOUND, _LONGEST_ROMAJI = 2, 24, 32
#: Words in kanji: how many stretches of a query's word are compared, and with how many words of the same reading each.
_MOST_STRETCHES, _MOST_HOMOPHONES = 12, 40

_MOST_CHARACTERS = 500
_PIECE = lazy(rf"\"[^\"]*\"|{CORRECTABLE.pattern}")
_HIRAGANA = lazy("[ぁ-ゖ]")
_KANJI = lazy("[一-鿿々]")
_VOWELS = frozenset("aeiouy")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Correction(NamedTuple):
    """A word that may have been meant, and its likelihood: the records that contain it, less the cost of the errors."""

    written: str
    records: float


def did_you_mean(results: Results, view: IndexView, store: Records) -> str | None:
    """Return the correction that finds most, None if none finds more than the query. Called if a query finds next to nothing."""
    asked = results.plan
    if not asked.may_be_corrected(results.total):
        return None
    best, most = None, (results.total, 0 if results.total else results.relaxed_total)
    for corrected in Corrector(view, store).corrections(asked.text):
        other = plan(parse(corrected), asked.filters, asked.options._replace(sort="relevance"), view)
        found = count_found(compile_plan(other, view, store), view, store)
        if found > most:
            best, most = corrected, found
    return best


class Corrector:
    """Finds corrections in one snapshot of the index."""

    def __init__(self, view: IndexView, store: Records) -> None:
        self._engine, self._translate, self._store = view.engine, view.translate, store

    def corrections(self, text: str) -> Iterator[str]:
        """Yield corrected queries, the most likely first; nothing if the query looks right."""
        written = normalize(text[:_MOST_CHARACTERS]).text
        pieces = [piece for piece in islice(_PIECE.finditer(written), _MOST_WORDS) if piece.group()[0] != '"']
        found = [self._corrected(piece.group()) for piece in pieces]
        typed = zip(pieces, found, strict=True)
        if any(has_japanese(ones[0].written) and not _KANJI.match(piece.group()) for piece, ones in typed if ones):
            # Who types Japanese in Latin letters does so in all of the query.
            found = [ones or self._heard(piece.group()) for piece, ones in zip(pieces, found, strict=True)]
        for number in range(min(_MOST_TRIED, max(map(len, found), default=0))):
            parts, at = [], 0
            for piece, ones in zip(pieces, found, strict=True):
                if ones:
                    parts += [written[at : piece.start()], ones[min(number, len(ones) - 1)].written]
                    at = piece.end()
            yield "".join([*parts, written[at:]])

    def _corrected(self, word: str) -> list[Correction]:
        if _KANJI.match(word):
            return self._in_kanji(word)
        if not kana.is_kana(word):
            return self._latin(word)
        return [] if self._is_known_kana(word) else self._heard(word)

    def _heard(self, word: str) -> list[Correction]:
        return self._sounding(kana.sounds(word), word)

    # --- Words in Latin letters ---------------------------------------------------------------------------------------

    def _latin(self, word: str) -> list[Correction]:
        small = latin.fold(word)
        if len(small) < _SHORTEST or word[1:] != word[1:].lower() or self._is_name(small):
            return []
        held = self._held(latin.TERMS[word])
        if held > _RARE or self._is_derived(word):
            return []
        least = max(1, held * _TIMES)
        spoken = kana.sounds(word)
        if self._translate((latin.TERMS[word],), "ja"):  # to the dictionary, or to titles in both languages
            return []
        heard = [one for one in self._sounding(spoken, word) if one.records >= least]
        near = self._near(small, max(least, self._enough(small)), may_be_far=not held and not spoken)
        if heard:  # what is Japanese in Latin letters is no other word of Japanese in Latin letters
            near = [one for one in near if not kana.sounds(one.written)]
        sure = sorted([*near, *heard], key=lambda one: -one.records)
        return [one for one in dict.fromkeys(sure) if latin.fold(one.written) != small][:_MOST_TRIED]

    def _is_derived(self, word: str) -> bool:
        """Tell whether a word is a prefix and a common word: unclosed is no slip for enclosed."""
        parts = (terms for terms, _ in latin_spellings(word) if len(terms) > 1)
        return any(self._held(terms[-1]) > _RARE for terms in parts)

    def _enough(self, word: str) -> float:
        share = 5 if len(word) <= _SHORT else len(word) < _VERY_LONG
        return self._engine.num_docs / _ONE_OF * share

    def _near(self, small: str, least: float, *, may_be_far: bool) -> list[Correction]:
        """Return the words that are one error away, else two: words of titles, else of all texts."""
        own = latin.TERMS[small]
        near = dict.fromkeys(one_slip_away(small))
        self._engine.anticipate([completions.TITLE + word for word in near], (fields.HINT,))
        known = [word for word in near if self._engine.doc_freq(fields.HINT, completions.TITLE + word)]
        words = known
        if not known and (self._engine.num_docs <= _FEW_RECORDS or len(small) >= _LONG):
            self._engine.anticipate([latin.TERMS[word] for word in near if word[0] == small[0]], _TEXTS)
            words = [word for word in near if word[0] == small[0] and self._held(latin.TERMS[word]) >= least]
        terms: dict[str, tuple[float, str]] = {}
        self._engine.anticipate([latin.TERMS[word] for word in words], _TEXTS)
        for word in words:
            term = latin.TERMS[word]
            count = self._held(term)
            worth = count * likeliness(small, word)
            if term != own and worth >= least:
                terms[term] = max(terms.get(term, (0.0, "")), (worth, word))
        if not terms and may_be_far and len(small) >= _LONG:
            terms = {term: (count * 0.5, "") for term, count in self._two_slips_away(own) if count >= least}
        best = sorted(terms.items(), key=lambda one: (-one[1][0], one[0]))[:_MOST_TRIED]
        found = (
            (word if known else self._as_written(term, small, 1 if words else 2), worth) for term, (worth, word) in best
        )
        return [Correction(written, worth) for written, worth in found if written]

    def _two_slips_away(self, term: str) -> list[tuple[str, int]]:
        """Return the terms two errors away among those that begin alike."""
        return [
            (other, count)
            for other, count in self._engine.terms(fields.TEXT_EN, term[:3], limit=_ALIKE)
            if abs(len(other) - len(term)) <= 2 and len(set(other) ^ set(term)) <= 4 and slips(term, other, 2) == 2
        ]

    def _as_written(self, term: str, typed: str, most: int) -> str:
        """Return how records write a term, at most some errors from what was typed; "" if none does."""
        seqs = self._engine.seqs(self._engine.top(Term(fields.TEXT_EN, term), _ASKED).addresses)
        words: dict[str, int] = {}
        for record in self._store.records(seqs).values():
            for text in (*record.titles, *record.subjects, *record.abstracts):
                if not text.value.isascii() and term not in text.value:
                    continue
                for word in latin.as_written(normalize(text.value).text):
                    if word[0].lower() == term[0] and latin.TERMS[word] == term:
                        words[word.lower()] = words.get(word.lower(), 0) + 1
        near = [(slips(typed, latin.fold(word), most), -times, word) for word, times in words.items()]
        distance, _, word = min(near, default=(most + 1, 0, ""))
        return word if distance <= most else ""

    # --- Words by their sound -----------------------------------------------------------------------------------------

    def _sounding(self, typed: tuple[str, ...], word: str) -> list[Correction]:
        """Return the words, or adjacent words, with the reading that was typed."""
        found: dict[str, float] = {}
        for sound in typed:
            if _SHORTEST_SOUND <= len(sound) <= _LONGEST_SOUND:
                for written, records in self._whole(sound) or self._in_parts(sound):
                    if written != word:
                        found[written] = max(found.get(written, 0), records)
        for sound in typed[:2] if not found else ():
            if held := self._in_katakana(kana.in_katakana(sound)):
                found[kana.in_katakana(sound)] = held
            else:
                found.update(self._sounding_nearly(sound, word))
        found.pop(word, None)
        return [Correction(*one) for one in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:_MOST_TRIED]]

    def _whole(self, sound: str, limit: int = _MOST_TRIED) -> list[tuple[str, float]]:
        return [
            (completions.read(hint)[1], float(count))
            for hint, count in self._engine.terms(fields.HINT, completions.words_read(sound), limit=limit)
        ]

    def _in_kanji(self, word: str) -> list[Correction]:
        """Return the word with a stretch of it replaced by a word that sounds the same and differs in one character."""
        found: dict[str, float] = {}
        for start, end in islice(_stretches(word), _MOST_STRETCHES):
            stretch = word[start:end]
            held = self._engine.doc_freq(fields.HINT, completions.TITLE + stretch)
            least = max(1, held * _TIMES, self._enough(stretch))
            sound = kana.sound(stretch) if held <= _RARE else ""
            for other, records in self._whole(sound, _MOST_HOMOPHONES) if sound else ():
                if records >= least and len(other) == len(stretch) and _differing(other, stretch) == 1:
                    written = word[:start] + other + word[end:]
                    found[written] = max(found.get(written, 0), records)
        best = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        return [Correction(*one) for one in best[:_MOST_TRIED]]

    def _in_parts(self, sound: str) -> list[tuple[str, float]]:
        """Return the fewest words that together have a reading; of equally few, those whose rarest word is most frequent."""
        best: list[tuple[int, float, str] | None] = [None] * (len(sound) + 1)
        best[0] = (0, -float("inf"), "")
        for end in range(_SHORTEST_SOUND, len(sound) + 1):
            for start in range(end - _SHORTEST_SOUND + 1):
                before = best[start]
                words = self._whole(sound[start:end]) if before is not None else []
                if (
                    before is not None
                    and words
                    and words[0][1] * _ONE_OF >= self._engine.num_docs
                    and not _HIRAGANA.search(words[0][0])
                ):
                    written, count = words[0]
                    way = (before[0] + 1, max(before[1], -count), before[2] + written)
                    best[end] = min(filter(None, (best[end], way)))
        whole = best[len(sound)]
        return [(whole[2], -whole[1])] if whole and whole[0] <= max(2, len(sound) // 3) else []

    def _in_katakana(self, word: str) -> float:
        """Return how many records contain a word in katakana, in titles or elsewhere."""
        terms = joined_terms(word).split() if _SHORTEST <= len(word) <= _LONGEST_SOUND else []
        return float(min((self._engine.doc_freq(fields.TEXT_JA, term) for term in terms), default=0))

    def _sounding_nearly(self, sound: str, word: str) -> Iterator[tuple[str, float]]:
        """Yield the words in katakana whose reading is one error away. Too many words in kanji are."""
        if len(sound) < _SHORTEST or not (kana.is_kana(word)):
            return
        for hint, count in self._engine.terms(fields.HINT, completions.READING + sound[:2], limit=_ALIKE):
            other, written = completions.read(hint)
            if abs(len(other) - len(sound)) <= 1 and kana.is_kana(written) and slips(sound, other, 1) == 1:
                yield written, count * 0.5

    def _is_known_kana(self, word: str) -> bool:
        """Return whether the index contains a word in kana as it is."""
        return self._engine.doc_freq(fields.HINT, completions.TITLE + word) > 0

    def _is_name(self, small: str) -> bool:
        return self._engine.doc_freq(fields.NAME, small) > 0

    def _held(self, term: str) -> int:
        return int(self._engine.doc_freq(fields.TEXT_EN, term)) + int(self._engine.doc_freq(fields.TEXT_JA, term))


def _stretches(word: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a word in kanji that may be one word: the units of the dictionary, and two neighbours together."""
    ends = list(accumulate((len(surface) for surface, _ in japanese.surfaces_and_terms(word)), initial=0))
    for first, last in sorted({*pairwise(ends), *zip(ends, ends[2:], strict=False)}):
        if last - first > 1:
            yield first, last


def _differing(one: str, other: str) -> int:
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=True))


def one_slip_away(word: str) -> Iterator[str]:
    """Yield every word with one letter inserted, deleted or replaced, or two adjacent letters swapped; some repeatedly."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            if len(after) > 1:
                yield before + after[1] + after[0] + after[2:]
        for letter in _ALPHABET:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after


def likeliness(typed: str, meant: str) -> float:
    """Return the likelihood of one error: the first letter is seldom wrong, and consonants are seldom confused with distant keys."""
    found = 1.0 if typed[0] == meant[0] else 0.2
    if typed[-1] != meant[-1]:
        found *= 0.3
    differing = [(one, other) for one, other in zip(typed, meant, strict=False) if one != other]
    if len(typed) == len(meant) and len(differing) == 1 and not _are_near(*differing[0]):
        found *= 0.2
    return found


def _are_near(one: str, other: str) -> bool:
    """Return whether two letters are both vowels, or neighbours on the keyboard."""
    return {one, other} <= _VOWELS or any(
        abs(row.find(one) - row.find(other)) == 1 for row in _KEYS if one in row and other in row
    )


@lru_cache(4096)
def slips(one: str, other: str, most: int) -> int:
    """Return the edit distance (insertion, deletion, substitution, swap) of two words; ``most`` + 1 if it is larger."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        last, before, row = before, row, [at]
        for index, theirs in enumerate(other, 1):
            cost = min(before[index] + 1, row[-1] + 1, before[index - 1] + (char != theirs))
            if at > 1 and index > 1 and char == other[index - 2] and one[at - 2] == theirs:
                cost = min(cost, last[index - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
