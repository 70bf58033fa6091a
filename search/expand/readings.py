"""Words that a query writes in hiragana, by their sound: きんかくじ for 金閣寺.

The dictionary splits such a word into pieces that mean something else (くじ, a lottery). The library's titles tell which
words sound so, and the whole word is searched as these.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from shoroku.analyzers import japanese, kana
from shoroku.analyzers.japanese import Unit

#: Returns the words of the library with a reading: ``IndexView.words_read``.
WordsRead = Callable[[str], Sequence[str]]

#: Minimum length of a word of several units, and of a unit: shorter ones have too many homophones.
_SHORTEST, _SHORTEST_UNIT = 4, 3
#: A longer stretch of hiragana is a sentence.
_LONGEST = 20
_FRAGMENT = 2
_PARTICLES = frozenset("のをにはがとでもへやな")


class Stretch(NamedTuple):
    """Neighbouring units (``first`` to ``end``, excluded) that are one word, and the words of the library that sound so."""

    first: int
    end: int
    words: tuple[str, ...]


def nothing_read(_sound: str) -> tuple[str, ...]:
    """Return no words: what is used where no library is at hand."""
    return ()


def stretches(run: str, units: Sequence[Unit], words_read: WordsRead) -> Iterator[Stretch]:
    """Yield the parts of a run in hiragana that are one word, in order."""
    for first, end in _in_hiragana(run, units):
        if units[end - 1].end - units[first].start <= _LONGEST:
            yield from _of_stretch(run, units, first, end, words_read)


def _in_hiragana(run: str, units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the longest stretches of neighbouring units in hiragana."""
    first = 0
    for at in range(len(units) + 1):
        is_hiragana = at < len(units) and kana.is_hiragana(run[units[at].start : units[at].end])
        if is_hiragana and (at == first or units[at].start == units[at - 1].end):
            continue
        if at > first:
            yield first, at
        first = at if is_hiragana else at + 1


def _of_stretch(run: str, units: Sequence[Unit], first: int, end: int, words_read: WordsRead) -> Iterator[Stretch]:
    """Yield the longest words of a stretch, from the left; a stretch of fragments that no word sounds like is one, too."""
    at, is_any = first, False
    while at < end:
        # A function word at the end is an accident of the splitting only where the stretch is nothing else.
        ends = (
            stop for stop in range(end, at, -1) if not units[stop - 1].is_function_word or (at, stop) == (first, end)
        )
        found = (Stretch(at, stop, _words(run, units[at:stop], words_read)) for stop in ends)
        if known := next((each for each in found if each.words), None):
            yield known
            is_any = True
        at = known.end if known else at + 1
    if not is_any and _is_of_fragments(run, units[first:end]):
        yield Stretch(first, end, ())


def _words(run: str, units: Sequence[Unit], words_read: WordsRead) -> tuple[str, ...]:
    """Return the words that some units together sound like; none where they are too short, or function words."""
    text = run[units[0].start : units[-1].end]
    if len(units) == 1:
        unit = units[0]
        is_unknown = unit.form == text and not unit.is_function_word and not japanese.is_light_word(unit.form)
        if len(text) < _SHORTEST_UNIT or not is_unknown:
            return ()
    elif len(text) < _SHORTEST or units[0].is_function_word:
        return ()
    sound = kana.plain(text)
    found = words_read(sound)
    if not found:
        found = [word for shorter in kana.without_no(sound) for word in words_read(shorter)]
    return tuple(word for word in found if not kana.is_hiragana(word))


def _is_of_fragments(run: str, units: Sequence[Unit]) -> bool:
    """Return whether units are not adjacent words but fragments of one word: きん か くじ."""
    texts = [run[unit.start : unit.end] for unit in units]
    if len(units) < 2 or sum(map(len, texts)) < _SHORTEST or any(text in _PARTICLES for text in texts):
        return False
    if any(unit.part_of_speech in ("動詞", "形容詞", "助動詞") for unit in units):
        return False
    are_short = [len(text) <= _FRAGMENT for text in texts]
    return any(len(text) == 1 for text in texts) or are_short[-1] or any(map(all, pairwise(are_short)))
