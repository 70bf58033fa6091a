"""What a record can be found by, as people write it: words of its titles, subjects, journals, people. For completions.

The other fields hold terms, which are for finding and not for reading (therapi). A hint is one term of the field
``fields.HINT``: a letter for its kind, the text folded, and, where that differs, the text as it was written. So the index
itself counts hints, completes them, and lets them go with their record; nothing has to be kept beside it.

The kind ``READING`` leads from the sound of a Japanese word to the word: めんえき to 免疫.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from shoroku.analyzers import has_japanese, japanese, kana, latin
from shoroku.analyzers.analyzer import runs
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.record import Record

TITLE, SUBJECT, JOURNAL, AUTHOR, READING = "t", "s", "j", "a", "r"

#: Between the folded text and how it was written; alone, the words begin with capitals; with _SWAPPED, that and the
#: surname, which comes first in the folded text, comes last.
_WRITTEN, _SWAPPED = "\x1f", "<"
#: Stands for a space in a term, for terms have spaces between them.
_SPACE = "\x1e"
#: A title that is longer is no title; a subject or name that is longer is a sentence; people beyond these are a list.
_MOST_CHARACTERS, _LONGEST, _MOST_PEOPLE, _LONGEST_COMPOUND = 400, 80, 30, 20
_AROUND_WORDS = '.,:;()[]{}<>!?"/'
_NOUNS = frozenset({"名詞", "形状詞"})


def folded(text: str) -> str:
    """Return a text as hints are compared: width, case and white space folded."""
    return " ".join(normalize(text).text.casefold().split())


def beginning(kind: str, key: str) -> str:
    """Return what the terms of the hints of that kind begin with whose folded text begins so."""
    return kind + key.replace(" ", _SPACE)


def hint(kind: str, text: str) -> str:
    """Return the hint of that kind for a text, "" for a text that is no help."""
    written = " ".join(normalize(text[: _LONGEST + 1]).text.split())
    if not 1 < len(written) <= _LONGEST:
        return ""
    key = written.casefold()
    if key == written:
        return kind + key
    return f"{kind}{key}{_WRITTEN}{'' if key.title() == written else written}"


def read(hint: str) -> tuple[str, str]:
    """Return the folded text of a hint, as it is or as a term, and the text as it was written."""
    key, mark, written = hint[1:].replace(_SPACE, " ").partition(_WRITTEN)
    if written == _SWAPPED:
        surname, _, given = key.partition(" ")
        return key, f"{given} {surname}".title()
    return key, written or (key.title() if mark else key)


def hints(record: Record) -> list[str]:
    """Return the hints of a record, each once."""
    found: list[str] = []
    for title in record.titles:
        if "-" not in title.lang:  # ja-Kana and ja-Latn are readings
            found += _of_title(title.value[:_MOST_CHARACTERS])
    for kind, texts in ((SUBJECT, record.subjects), (JOURNAL, record.journals)):
        found += [_of_text(kind, text.value) for text in texts if "-" not in text.lang]
    for person in record.creators[:_MOST_PEOPLE]:
        found += [_of_name(name.value) for name in person.names]
        if any(has_japanese(name.value) for name in person.names):  # in Latin letters, the surname may well be first
            found += [hint(AUTHOR, name.value) for name in person.names if not has_japanese(name.value)]
    return [each for each in dict.fromkeys(found) if each]


def joined(record: Record) -> str:
    """Return the hints of a record as the index takes them: with a space between, and none in them."""
    return " ".join([each.replace(" ", _SPACE) for each in hints(record)])


_of_text = lru_cache(50_000)(hint)


@lru_cache(50_000)
def _of_name(name: str) -> str:
    """Return the hint for a person, by the surname: where a name in Latin letters has no comma, that is its last word."""
    written = " ".join(normalize(name[: _LONGEST + 1]).text.split())
    *given, surname = written.split(" ")
    if not given or has_japanese(written) or len(written) > _LONGEST:
        return hint(AUTHOR, written)
    if "," in written:
        return f"{AUTHOR}{written.replace(',', '').casefold()}{_WRITTEN}{written}"
    swapped = f"{AUTHOR}{surname} {' '.join(given)}{_WRITTEN}".casefold()
    return swapped + (_SWAPPED if read(swapped + _SWAPPED)[1] == written else written)


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
    """What stands between two spaces -> the hints in it. Titles repeat themselves. Emptied when it has grown large."""

    _ROOM = 400_000

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= self._ROOM:
            self.clear()
        found = self[chunk] = tuple(filter(None, map(_english, latin.WORD.findall(chunk.strip(_AROUND_WORDS)))))
        return found


_CHUNKS = _Chunks()


def _english(word: str) -> str:
    if len(word) < 3 or word in latin.FUNCTION_WORDS or word[0].isdigit():
        return ""
    return hint(TITLE, word.lower() if word[1:].islower() else word)


def _japanese(run: str) -> list[str]:
    """Return the words of a stretch of Japanese, and what several of them without kana between make together."""
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


@lru_cache(100_000)
def _word(surface: str, term: str) -> tuple[tuple[str, ...], bool]:
    """Return the hints of one word, none if it says nothing, and whether it may be part of a compound (薬 in 阻害薬)."""
    if not term or (_is_hiragana(surface) and kana.is_kana(term)):
        return (), False
    if len(surface) < 2:
        return (), has_japanese(surface) and not _is_hiragana(surface)
    part_of_speech, sound = kana.noted(surface)
    if part_of_speech not in _NOUNS or japanese.is_light_word(term):
        return (), False
    found = hint(TITLE, surface)
    return (found, f"{READING}{sound}{_WRITTEN}{surface}") if sound else (found,), True


def _is_hiragana(text: str) -> bool:
    return all("ぁ" <= char <= "ゖ" or char == "ー" for char in text)


def _compound(text: str) -> list[str]:
    """Return the hints of a compound; of one in katakana, its reading too."""
    if len(text) > _LONGEST_COMPOUND:
        return []
    found = [hint(TITLE, text)]
    return [*found, f"{READING}{kana.plain(text)}{_WRITTEN}{text}"] if kana.is_kana(text) else found
