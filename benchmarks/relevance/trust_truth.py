"""The true matches of a query: records that contain all of its words, or a whole translation of it, judged by their texts.

A record contains a Japanese word if one of its texts does, and an English word if a text has any inflection of it. Texts are
titles, abstracts and the name of the journal. A record matches a query if it contains every word, or a translation of every
word. Translations come from two sources:

- bilingual records: at least five records contain both words, and most records with one of them contain the other (Dice's
  coefficient over whole records is at least 0.4 and not much below the best);
- Sudachi's dictionary and the glossary, unless at least twenty bilingual records contain the word and almost none of them the
  translation.

All this is counted here. It shares the analyzers and the dictionary with the search, but nothing that the search has learned.
It is generous: 東京都 counts as containing 京都, and a word may have several translations.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from shoroku.analyzers import has_japanese, joined_terms, synonyms
from shoroku.analyzers.analyzer import runs
from shoroku.analyzers.japanese import is_light_word, units
from shoroku.analyzers.latin import FUNCTION_TERMS, FUNCTION_WORDS, as_written
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.synonyms import decoded, key

Line = dict[str, Any]

#: A translation is what so many bilingual records say, so surely, and nearly as surely as its best.
FEWEST_RECORDS, LEAST_DICE, NEARLY = 5, 0.4, 0.8
#: The dictionary is ignored if this many records contradict it.
MANY, NEXT_TO_NONE = 20, 0.05
_LONGEST = 4
#: So many titles are drawn at most for each query.
_DRAWS = 1_000
_TITLE_WORD = re.compile(r"[^\W_]+")
_JAPANESE, _ENGLISH = ("title_ja", "abstract_ja"), ("title_en", "abstract_en")


def lines(corpus: Path) -> Iterator[Line]:
    """Yield the records of a gzipped corpus."""
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


# --- Queries --------------------------------------------------------------------------------------------------------------


def queries(corpus: Sequence[Line], rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Return queries, half of them in each language, of one to three words; each once. A small corpus may give fewer."""
    found: dict[str, str] = {}
    languages = ["ja", "en"]
    for _ in range(count * _DRAWS):
        if len(found) == count:
            break
        language = languages[len(found) % 2]
        line = rng.choice(corpus)
        words = _words(line.get(f"title_{language}", ""), language)
        length = len(found) // 2 % 3 + 1
        if len(words) >= length:
            at = rng.randrange(len(words) - length + 1)
            if all(words[at : at + length]):
                found.setdefault(" ".join(words[at : at + length]), language)
    return list(found.items())


def _words(title: str, language: str) -> list[str]:
    """Return the words of a title, with "" for words that are not searched for."""
    head = title.split("：")[0]
    text = normalize(head).text
    if language == "en":
        return [word if _is_searched(word) else "" for word in as_written(text)]
    found: list[str] = []
    for run in runs(text):
        if run.is_japanese:
            for unit in units(run.text):
                surface = run.text[unit.start : unit.end]
                is_noun = unit.part_of_speech == "名詞" and len(surface) > 1 and has_japanese(surface)
                found.append(surface if is_noun and not is_light_word(unit.form) else "")
        else:
            found.append("")
    return found


def _is_searched(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word[0].isalpha() and word not in FUNCTION_WORDS


def known_items(corpus: Sequence[Line], rng: random.Random, count: int) -> dict[str, list[tuple[str, str]]]:
    """Return ids and the words of unique titles of at least three words, in each language."""
    found = {}
    for language in ("ja", "en"):
        titles = {line["id"]: " ".join(_TITLE_WORD.findall(line.get(f"title_{language}", ""))) for line in corpus}
        times = Counter(titles.values())
        usable = sorted(
            (record, title)
            for record, title in titles.items()
            if times[title] == 1 and (len(title.split()) > 2 if language == "en" else len(title) > 8)
        )
        found[language] = rng.sample(usable, count)
    return found


# --- Truth ----------------------------------------------------------------------------------------------------------------


class Truth:
    """The true matches of queries over one corpus. Reading 100,000 records takes a minute or two."""

    def __init__(self, corpus: Sequence[Line]) -> None:
        self._ids = [line["id"] for line in corpus]
        self._characters = [_characters(line) for line in corpus]
        self._terms = [_terms(line, (*_JAPANESE, *_ENGLISH, "journal")) for line in corpus]
        self._english = {at: _terms(line, _ENGLISH) for at, line in enumerate(corpus) if _is_bilingual(line)}
        self._ours = {at: _terms(line, _JAPANESE) for at in self._english if (line := corpus[at])}
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for at, terms in enumerate(self._terms):
            for term in set(terms.split()):
                self._holding[term].append(at)
        self._grams: dict[bool, Counter[str]] = {
            japanese: Counter(gram for text in side.values() for gram in _grams(text))
            for japanese, side in ((True, self._ours), (False, self._english))
        }
        self.translations = cache(self._translations)

    def of(self, query: str) -> set[str]:
        """Return the ids of the records that contain all words of a query, or a whole translation of it."""
        words = query.split()
        own = set.intersection(*map(self._having, words))
        others = set[int].intersection(*(self._having_any(self.translations(word)) for word in words))
        whole = self._having_any(self.translations(query)) if len(words) > 1 else set()
        return {self._ids[at] for at in own | others | whole}

    def _having(self, word: str) -> set[int]:
        """Return the records that contain a word itself."""
        found = self._with_terms(joined_terms(word))
        if has_japanese(word):
            found |= {at for at, text in enumerate(self._characters) if word in text}
        return found

    def _having_any(self, translations: Iterable[str]) -> set[int]:
        return set[int]().union(*map(self._with_terms, translations))

    def _with_terms(self, terms: str) -> set[int]:
        """Return the records that contain adjacent terms."""
        each = terms.split()
        if not each:
            return set()
        among = set.intersection(*(set(self._holding.get(term, ())) for term in each))
        return among if len(each) == 1 else {at for at in among if f" {terms} " in self._terms[at]}

    def _translations(self, words: str) -> tuple[str, ...]:
        """Return the translations of a word or of adjacent words, as terms."""
        ours = has_japanese(words)
        terms = joined_terms(words)
        own, other = (self._ours, self._english) if ours else (self._english, self._ours)
        among = [at for at in self._with_terms(terms) if at in own and f" {terms} " in own[at]]
        said = self._said(among, other, self._grams[not ours])
        line = synonyms.translations().get(key(terms.split(), "en" if ours else "ja"))
        for one in decoded(line, "en" if ours else "ja") if line else ():
            written = " ".join(one.terms)
            holding = sum(f" {written} " in other[at] for at in among)
            if len(among) < MANY or holding >= NEXT_TO_NONE * len(among):
                said.setdefault(written)
        return tuple(said)

    @staticmethod
    def _said(among: Sequence[int], other: dict[int, str], counts: Counter[str]) -> dict[str, None]:
        """Return the translations found in bilingual records, given those that contain the word."""
        both = Counter(gram for at in among for gram in _grams(other[at]))
        dice = {
            gram: 2 * count / (len(among) + counts[gram]) for gram, count in both.items() if count >= FEWEST_RECORDS
        }
        least = max(LEAST_DICE, NEARLY * max(dice.values(), default=0.0))
        return dict.fromkeys(sorted(gram for gram, value in dice.items() if value >= least))


def _is_bilingual(line: Line) -> bool:
    return any(map(line.get, _JAPANESE)) and any(map(line.get, _ENGLISH))


def _characters(line: Line) -> str:
    texts = [line.get(name, "") for name in (*_JAPANESE, *_ENGLISH, "journal")]
    return normalize("\n".join((*texts, *line.get("authors", ())))).text


def _terms(line: Line, names: Sequence[str]) -> str:
    """Return the terms of texts with a space around each, and a separator between texts."""
    return " " + " ¶ ".join(joined_terms(line.get(name, "")) for name in names) + " "


def _grams(text: str) -> set[str]:
    """Return the terms of a text and its n-grams of up to ``_LONGEST`` terms, without function words at the ends."""
    terms = text.split()
    usable = _usable(terms)
    found = set()
    for start, first in enumerate(usable):
        if first:
            for end in range(start + 1, min(start + _LONGEST, len(terms)) + 1):
                if terms[end - 1] == "¶":
                    break
                if usable[end - 1]:
                    found.add(" ".join(terms[start:end]))
    return found


def _usable(terms: Sequence[str]) -> list[bool]:
    check: Callable[[str], bool] = _is_usable
    return [check(term) for term in terms]


@cache
def _is_usable(term: str) -> bool:
    if term in FUNCTION_TERMS or term == "¶" or is_light_word(term):
        return False
    return len(term) > 1 or (has_japanese(term) and not "ぁ" <= term <= "ん")
