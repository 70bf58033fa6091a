"""Extracts related words from the dictionary in one pass (about two seconds).

- *Spellings.* Sudachi's dictionary has synonym groups. Members with the same reading are spellings of one word
  (癌, がん, ガン).
- *Synonyms.* Members with other readings are synonyms (引っ越し, 転居). Large groups are fields of meaning, and words in
  several groups are ambiguous; both are left out.
- *Compounds.* 胃癌 is a single short unit, so 癌 is not an index term of 胃癌. The dictionary also has the mixed
  spelling 胃がん, which writes the last kanji by its sound, as an independent word. A kanji that is written this way
  in several compounds, with the sound that it has on its own, is treated as a word in them. There is no such spelling
  of 科学 or 京都, so 学 and 都 do not find them.
- *Readings.* うみ can be 海 or 膿, so the dictionary does not normalise it; a query searches both.
- *Groups* for translations (``synonyms.py``): all written forms, Japanese and Latin.
"""

import re
from collections.abc import Callable, Mapping, Set

import msgspec
from sudachipy import Morpheme

from shoroku.analyzers import japanese
from shoroku.analyzers.analyzer import has_japanese
from shoroku.analyzers.patterns import lazy

Words = dict[str, list[str]]

_KANJI = lazy(r"[\u3400-\u9fff]+$")
_KANA = lazy(r"[ぁ-ゖァ-ヺー]{2,}$")
_MIXED = lazy(r"([\u3400-\u9fff]{1,3})([ぁ-ゖァ-ヺー]{2,})$")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
#: Words of time, place and counting; as the last part of a compound they do not name its kind.
_RELATIONAL = frozenset({"副詞可能", "助数詞可能"})
#: In fewer compounds than this, the mixed spelling may be accidental (大がく).
_FEWEST_COMPOUNDS = 4
#: A reading with more words than this is too ambiguous.
_MOST_READINGS = 6
#: About so many entries the core dictionary has; progress is reported after so many of them.
_ENTRIES, _REPORTED_EVERY = 1_640_000, 20_000
#: A group with more members does not have a single meaning.
_MOST_MEMBERS = 12


class Tables(msgspec.Struct, frozen=True):
    """For a normalised form: other spellings, and compounds that end with it. For kana (as katakana): words with that reading."""

    spellings: Words
    compounds: Words
    readings: Words


def katakana(kana: str) -> str:
    """Convert hiragana to katakana; other characters are unchanged."""
    return kana.translate(_TO_KATAKANA)


class Walk:
    """One pass over the dictionary. The results are ``tables()``, ``synonyms()`` and ``groups``."""

    def __init__(self, progress: Callable[[float], None] = lambda share: None) -> None:
        """``progress`` is called with the share of the dictionary that was read, from 0 to 1."""
        self.groups: dict[int, set[str]] = {}
        self._same: dict[tuple[int, str], set[str]] = {}
        self._ending: dict[tuple[str, str], set[str]] = {}
        self._relational: set[str] = set()
        self._read: dict[str, set[str]] = {}
        self._ambiguous: set[str] = set()
        for number, entry in enumerate(japanese.dictionary().entries()):
            if number % _REPORTED_EVERY == 0:
                progress(min(number / _ENTRIES, 1.0))
            part, numbers = entry.part_of_speech(), entry.synonym_group_ids()
            if numbers:
                self._grouped(entry, numbers, is_noun=part[0] == "名詞")
            if part[0] == "名詞":
                self._noun(entry, part)

    def _grouped(self, entry: Morpheme, numbers: list[int], *, is_noun: bool) -> None:
        surface, form = entry.raw_surface(), entry.normalized_form()
        for number in numbers:
            self.groups.setdefault(number, set()).add(form if has_japanese(surface) else surface)
            if is_noun:
                self._same.setdefault((number, entry.reading_form()), set()).add(form)

    def _noun(self, entry: Morpheme, part: tuple[str, ...]) -> None:
        surface, form, reading = entry.surface(), entry.normalized_form(), entry.reading_form()
        if (mixed := _MIXED.match(surface)) and _is_compound(mixed, form, reading):
            self._ending.setdefault((form[-1], katakana(mixed.group(2))), set()).add(form)
        if part[2] in _RELATIONAL and len(surface) == 1:
            self._relational.add(surface)
        if part[1] == "普通名詞" and surface == form:
            if _KANA.match(surface):
                self._ambiguous.add(katakana(surface))
            elif _KANJI.match(surface):
                self._read.setdefault(reading, set()).add(form)

    def tables(self) -> Tables:
        """Return the tables that are small enough to load whole."""
        return Tables(self._spellings(), self._compounds(), self._readings())

    def synonyms(self, misleading: Mapping[str, Set[str]]) -> Words:
        """Return normalised form -> Japanese synonyms, including its own spellings.

        ``misleading`` tells what some words do not mean in English; of these, synonyms in that sense are left out.
        """
        of_word: dict[str, list[set[str]]] = {}
        for _, forms in sorted(self.groups.items()):
            japanese_forms = {form for form in forms if has_japanese(form)}
            english = {form.lower() for form in forms - japanese_forms}
            for form in japanese_forms:
                if english.isdisjoint(misleading.get(form, ())):
                    of_word.setdefault(form, []).append(japanese_forms)
        return _sorted(
            {
                form: groups[0] - {form}
                for form, groups in of_word.items()
                if len(groups) == 1 and len(groups[0]) <= _MOST_MEMBERS
            }
        )

    def _spellings(self) -> Words:
        found: dict[str, set[str]] = {}
        for words in self._same.values():
            for form in words:
                found.setdefault(form, set()).update(words - {form})
        return _sorted(found)

    def _compounds(self) -> Words:
        read_alone = japanese.dictionary().tokenizer("C", fields={"reading_form"})
        found = {}
        for (head, sound), forms in self._ending.items():
            if len(forms) < _FEWEST_COMPOUNDS or head in self._relational:
                continue
            if [word.reading_form() for word in read_alone.tokenize(head)] == [sound]:
                found[head] = {form for form in forms if _is_one_unit(form)}
        return _sorted(found)

    def _readings(self) -> Words:
        usable = (kana for kana in self._ambiguous if len(self._read.get(kana, ())) <= _MOST_READINGS)
        return _sorted({kana: self._read.get(kana, set()) for kana in usable})


def _is_compound(mixed: re.Match[str], form: str, reading: str) -> bool:
    """Return whether a mixed spelling (胃がん) writes the last kanji of a word (胃癌) by its sound."""
    kanji, kana = mixed.groups()
    is_same_word = len(form) == len(kanji) + 1 and form.startswith(kanji) and _KANJI.match(form) is not None
    return is_same_word and reading.endswith(katakana(kana))


def _is_one_unit(form: str) -> bool:
    return [term for term, _, _ in japanese.morphemes(form)] == [form]


def _sorted(found: dict[str, set[str]]) -> Words:
    return {form: sorted(others) for form, others in sorted(found.items()) if others}
