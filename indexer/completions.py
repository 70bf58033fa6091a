"""Completions of a record: words of titles, subjects, journals and names, in the form in which they are written.

The other fields have stems, which are not for display (therapi). A completion is one term of the field ``fields.HINT``: a
letter for its kind, the folded text and, if that differs, the original text. The index counts completions, finds them by
prefix, and deletes them with their record, so no other file is needed.

Completions of the kind ``READING`` map the reading of a Japanese word or compound to it: めんえき to 免疫, きんかくじ to 金閣寺.
"""

from collections.abc import Iterable
from itertools import chain

from shoroku.analyzers import has_japanese, japanese, kana, latin
from shoroku.analyzers.analyzer import runs
from shoroku.analyzers.normalize import normalize, normalized
from shoroku.analyzers.remembered import remembered
from shoroku.corpus.record import Record

TITLE, SUBJECT, JOURNAL, AUTHOR, READING = "t", "s", "j", "a", "r"

#: Separates the folded text from the original. With nothing after it, the original is in title case; with _SWAPPED
#: after it, the original is in title case and the surname, which comes first in the folded text, comes last.
_WRITTEN, _SWAPPED = "\x1f", "<"
#: Replaces a space inside a term, because spaces separate terms.
_SPACE = "\x1e"
#: Separates completions until spaces are replaced.
_BETWEEN = "\x1d"
#: Limits: the length of a title, the length of a completion, the number of people, the length of a compound, and that of a
#: compound with a reading.
_MOST_CHARACTERS, _LONGEST, _MOST_PEOPLE, _LONGEST_COMPOUND, _LONGEST_READ = 400, 80, 30, 20, 10
_AROUND_WORDS = '.,:;()[]{}<>!?"/'
_NOUNS = frozenset({"名詞", "形状詞"})


def beginning(kind: str, key: str) -> str:
    """Return the term prefix of completions of a kind whose folded text begins with ``key``."""
    return kind + key.replace(" ", _SPACE)


def words_read(sound: str) -> str:
    """Return the term prefix for words whose whole reading is ``sound`` (see ``analyzers/kana.py``)."""
    return f"{READING}{sound}{_WRITTEN}"


def hint(kind: str, text: str) -> str:
    """Return the completion of a kind for a text, or "" if the text is too short or too long."""
    written = " ".join(normalize(text[: _LONGEST + 1]).text.split())
    if not 1 < len(written) <= _LONGEST:
        return ""
    key = written.casefold()
    if key == written:
        return kind + key
    return f"{kind}{key}{_WRITTEN}{'' if key.title() == written else written}"


def read(hint: str) -> tuple[str, str]:
    """Return the folded text and the original text of a completion."""
    key, mark, written = hint[1:].replace(_SPACE, " ").partition(_WRITTEN)
    if written == _SWAPPED:
        surname, _, given = key.partition(" ")
        return key, f"{given} {surname}".title()
    return key, written or (key.title() if mark else key)


def hints(record: Record) -> list[str]:
    """Return the distinct completions of a record."""
    found: list[str] = []
    for title in record.titles:
        if "-" not in title.lang:  # ja-Kana and ja-Latn are readings
            found += _of_title(title.value[:_MOST_CHARACTERS])
    for kind, texts in ((SUBJECT, record.subjects), (JOURNAL, record.journals)):
        found += [_of_text(kind, text.value) for text in texts if "-" not in text.lang]
    for person in record.creators[:_MOST_PEOPLE]:
        found += [_of_name(name.value) for name in person.names]
        if len(person.names) > 1 and any(has_japanese(name.value) for name in person.names):
            # In Latin letters, the surname may come first.
            found += [hint(AUTHOR, name.value) for name in person.names if not has_japanese(name.value)]
    return [each for each in dict.fromkeys(found) if each]


def joined(record: Record) -> str:
    """Return the completions of a record for the index: separated by spaces, with no space inside a completion."""
    return _BETWEEN.join(hints(record)).replace(" ", _SPACE).replace(_BETWEEN, " ")


_of_text = remembered(50_000)(hint)


@remembered(20_000)
def _of_name(name: str) -> str:
    """Return the completion for a person, which begins with the surname: in a Latin name without a comma, the last word."""
    written = " ".join(normalized(name[: _LONGEST + 1]).split())
    given, _, surname = written.rpartition(" ")
    if not given or has_japanese(written) or len(written) > _LONGEST:
        return hint(AUTHOR, written)
    if "," in written:
        return f"{AUTHOR}{written.replace(',', '').casefold()}{_WRITTEN}{written}"
    swapped = f"{AUTHOR}{surname} {given}{_WRITTEN}".casefold()
    return swapped + (_SWAPPED if written.casefold().title() == written else written)


def _of_title(title: str) -> Iterable[str]:
    text = normalize(title).text
    if text.isascii() or not has_japanese(text):
        return chain.from_iterable(map(_CHUNKS.__getitem__, text.split()))
    found: list[str] = []
    for run in runs(text):
        found += (
            _japanese(run.text) if run.is_japanese else chain.from_iterable(map(_CHUNKS.__getitem__, run.text.split()))
        )
    return found


class _Chunks(dict[str, tuple[str, ...]]):
    """Text between two spaces -> its completions. A cache that is emptied when it grows too large."""

    _ROOM = 400_000

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= self._ROOM:
            self.clear()
        found = self[chunk] = tuple(filter(None, map(_english, latin.as_written(chunk.strip(_AROUND_WORDS)))))
        return found


_CHUNKS = _Chunks()


def _english(word: str) -> str:
    if len(word) < 3 or word in latin.FUNCTION_WORDS or word[0].isdigit():
        return ""
    if not word[1:].islower():
        return hint(TITLE, word)
    word = word.lower()
    return TITLE + word if word.isascii() and len(word) <= _LONGEST else hint(TITLE, word)


def _japanese(run: str) -> list[str]:
    """Return the completions of a Japanese run: its words, and compounds of adjacent words without kana between them."""
    found: list[str] = []
    together: list[str] = []
    for surface, term in (*japanese.surfaces_and_terms(run), ("", "")):
        words, belongs = _word(surface, term)
        found += words
        if belongs:
            together.append(surface)
        elif together:
            if len(together) > 1:
                found += _compound("".join(together))
            together = []
    return found


@remembered(100_000)
def _word(surface: str, term: str) -> tuple[tuple[str, ...], bool]:
    """Return the completions of a word, none for a function word, and whether it can be part of a compound (薬 in 阻害薬)."""
    if not term or (kana.is_hiragana(surface) and kana.is_kana(term)):
        return (), False
    if len(surface) < 2:
        return (), has_japanese(surface) and not kana.is_hiragana(surface)
    part_of_speech, sound = kana.noted(surface)
    if part_of_speech not in _NOUNS or japanese.is_light_word(term):
        return (), False
    found = hint(TITLE, surface)
    return (found, words_read(sound) + surface) if sound else (found,), True


@remembered(100_000)
def _compound(text: str) -> tuple[str, ...]:
    """Return the completions of a compound: the text, and its reading if it is kana or short enough to be typed as kana."""
    if len(text) > _LONGEST_COMPOUND:
        return ()
    sound = kana.plain(text) if kana.is_kana(text) else kana.noted(text)[1] if len(text) <= _LONGEST_READ else ""
    found = hint(TITLE, text)
    return (found, words_read(sound) + text) if sound else (found,)
