"""Related words from the dictionary: spellings, synonyms and translations, cached on disk.

``thesaurus.py`` extracts spellings and synonym groups from the dictionary once; the tables are stored in the user's cache
folder. Those that every Japanese query needs are loaded whole; the others are on-disk sorted tables (``sorted_table.py``).

A synonym group holds words of one meaning: 文脈, コンテキスト, context. Where it has Japanese and Latin forms, those are
translations of each other. Forms are kept as terms, because the index holds terms: 関節リウマチ is (関節, リウマチ),
rheumatoid arthritis is (rheumatoid, arthr). Three kinds of forms are left out: groups so large that they hold several
meanings, single letters and function words, and words that are also a prefix or a suffix (性 is -ness far more often than
sex). The lexicon of a library's own records encodes its translations in the same way.

The dictionary has everyday words and few terms of scholarship. ``glossary.txt`` adds the basic ones, and names the few senses
of the groups that mislead: 茶 is *tea* and not *brown*, nor is it then a synonym of ブラウン.
"""

import os
import re
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

import msgspec

from shoroku.analyzers import sorted_table
from shoroku.analyzers.analyzer import has_japanese, joined_terms
from shoroku.analyzers.japanese import is_affix, is_light_word
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.spelling.stopwords import ENGLISH
from shoroku.analyzers.thesaurus import Tables, Walk, Words, katakana
from shoroku.analyzers.version import VERSION, installed

#: Raise it when the format of the cached files changes.
_VERSION = 8

Progress = Callable[[float], None]
#: The share of the work that reading the dictionary is; analysing its synonym groups is the rest. Groups between reports.
_READING, _REPORTED_EVERY = 0.6, 500
_listener: Progress = lambda share: None  # noqa: E731 (replaced by ``report_to``)

_MAKING = threading.Lock()

_WORDS, _SYNONYMS, _TRANSLATIONS = "words.json", "synonyms", "translations"


class Thesaurus(NamedTuple):
    """The cached files: ``words`` as JSON, the others as sorted tables."""

    words: bytes
    synonyms: bytes
    translations: bytes


def spellings() -> Words:
    """Return normalised form -> other normalised forms of the same word: 癌 -> がん, ガン."""
    return tables().spellings


def compounds(form: str) -> list[str]:
    """Return the compounds that end with the kanji ``form`` and are a single short unit: 癌 -> 胃癌, 肺癌, …"""
    return tables().compounds.get(form, [])


def read_as(kana: str) -> list[str]:
    """Return the words that ``kana`` can be the reading of, if there are several: うみ -> 海, 膿."""
    return tables().readings.get(katakana(kana), [])


def others(form: str) -> list[str]:
    """Return words of the same meaning from the dictionary's synonym groups: 転居 -> 引っ越し, 移住, …"""
    found = _synonyms().get(form)
    return found.split("\t") if found else []


@cache
def tables() -> Tables:
    """Return the tables that every Japanese query needs."""
    for path in _paths(_WORDS):
        with suppress(OSError, msgspec.MsgspecError):
            return _tables_in(path.read_bytes())
    return _tables_in(_made().words)


@cache
def translations() -> Table:
    """Return the dictionary's translations, encoded for ``translations.decoded``."""
    return _opened(_TRANSLATIONS) or Table(_made().translations)


@cache
def _synonyms() -> Table:
    return _opened(_SYNONYMS) or Table(_made().synonyms)


def _opened(name: str) -> Table | None:
    for path in _paths(name):
        with suppress(OSError, TableDamaged):
            return sorted_table.opened(path)
    return None


def build(progress: Progress = lambda share: None) -> Thesaurus:
    """Read the whole dictionary and return the tables to cache. ``progress`` is called with the share that is done, to 1."""
    walk = Walk(lambda share: progress(_READING * share))
    lines = glossary()
    translated = entries(walk.groups, lambda share: progress(_READING + (1 - _READING) * share), lines)
    synonyms = ((form, "\t".join(words)) for form, words in walk.synonyms(_misleading(lines)).items())
    return Thesaurus(msgspec.json.encode(walk.tables()), sorted_table.packed(synonyms), sorted_table.packed(translated))


class Meaning(NamedTuple):
    """A line of the glossary: forms in both languages that mean the same, and forms that none of them means."""

    forms: tuple[str, ...]
    no_meaning: tuple[str, ...] = ()


def glossary() -> list[Meaning]:
    """Return the lines of the glossary."""
    lines = (line for line in _glossary_text().splitlines() if "=" in line and not line.startswith("#"))
    return [
        Meaning(*(tuple(form.strip() for form in re.split("[,=]", part)) for part in line.split("≠"))) for line in lines
    ]


@cache
def _glossary_text() -> str:
    return Path(__file__).with_name("glossary.txt").read_text(encoding="utf-8")


def _misleading(lines: Iterable[Meaning]) -> dict[str, set[str]]:
    """Return, for each Japanese form of the lines, the English words that it does not mean."""
    found: dict[str, set[str]] = {}
    for line in lines:
        denied = {form.lower() for form in line.no_meaning if not has_japanese(form)}
        for form in filter(has_japanese, line.forms if denied else ()):
            found.setdefault(form, set()).update(denied)
    return found


def keep() -> None:
    """Create the missing cache files, so that the first query does not have to."""
    for each in (tables, _synonyms, translations):
        each()


def report_to(listener: Progress) -> None:
    """Call ``listener`` with the share that is done, from 0 to 1, while the tables are created, which takes seconds.

    That happens once for each version of the dictionary: at the first ``add`` or search.
    """
    global _listener
    _listener = listener


def forget() -> None:
    """Clear the loaded tables, so that they are loaded or created again."""
    for each in (tables, _synonyms, translations, _made_once):
        each.cache_clear()


def cache_folder() -> Path:
    """Return the cache folder: $SHOROKU_CACHE, else the platform's cache folder."""
    if own := os.environ.get("SHOROKU_CACHE"):
        return Path(own)
    import platformdirs  # loaded only if needed

    return platformdirs.user_cache_path("shoroku")


def _made() -> Thesaurus:
    """Return the tables of this process. Of several threads that need them, one creates them and the others wait."""
    with _MAKING:
        return _made_once()


@cache
def _made_once() -> Thesaurus:
    """Create the tables and cache them. If they cannot be written anywhere, they are created again next time."""
    made = build(_listener)
    _listener(1.0)
    for name, content in ((_WORDS, made.words), (_SYNONYMS, made.synonyms), (_TRANSLATIONS, made.translations)):
        any(_is_kept(path, content) for path in _paths(name))
    return made


def _tables_in(content: bytes) -> Tables:
    return msgspec.json.decode(content, type=Tables)


def _can_be_written(folder: Path) -> bool:
    """Return whether this user may write to a folder, or create it."""
    existing = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


def _paths(name: str) -> Iterator[Path]:
    """Yield where a cached file may be: in the cache folder or, if that is not writable, in a temporary folder.

    Its name says what its content depends on: format, analysis, glossary and packages.
    """
    packages = f"{installed('sudachidict-core')}-{installed('sudachipy')}"
    whole = f"{_VERSION}-{VERSION}-{crc32(_glossary_text().encode()):08x}-{packages}-{name}"
    yield cache_folder() / whole
    if _can_be_written(cache_folder()):
        return
    if (folder := _own_temporary_folder()) is not None:
        yield folder / whole


def _own_temporary_folder() -> Path | None:
    """Return this user's folder inside the folder for temporary files; None if it cannot be made private."""
    folder = Path(tempfile.gettempdir()) / f"shoroku-cache-{os.getuid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
            return folder
    return None


def _is_kept(path: Path, content: bytes) -> bool:
    """Write a file to the cache, completely or not at all; return whether that was possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=path.parent)
    except OSError:
        return False
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        return False
    return True


# --- Translations --------------------------------------------------------------------------------------------------------

Language = Literal["ja", "en"]
#: The languages, in the order in which a record's texts are given.
LANGUAGES: tuple[Language, Language] = ("ja", "en")

#: The weight of the dictionary's translations, on the scale of the library's own lexicon (``indexer/bilingual/mining.py``).
SURE = 0.7
#: Maximum number of Japanese and English words in a group; a larger group has several meanings.
_MOST_JAPANESE, _MOST_ENGLISH = 8, 5
#: Maximum number of terms in a form.
_MOST_TERMS = 5
#: Maximum number of translations of a word, over all its groups.
MOST = 8

_SHORT_KANA = re.compile(r"[ぁ-んー]{1,2}$|[ァ-ヺー]$")
_NEXT, _PART = "\t", "\x1f"  # both are white space, which no term and no written form contains


class Translation(NamedTuple):
    """A word in the other language.

    ``terms`` are its adjacent terms, ``weight`` is its probability, ``written`` its written form. ``records`` is the number
    of records that support it (0: it comes from the dictionary), ``of`` the number of records with the translated word.
    ``certainty`` tells how well the records with the one are those with the other, from 0 to 1; ``held`` is the number of
    records with the translation that were counted for this.
    """

    terms: tuple[str, ...]
    weight: float
    written: str
    records: int = 0
    of: int = 0
    certainty: float = 1.0
    held: int = 0


def key(terms: Iterable[str], into: Language) -> str:
    """Return the key of a table for the translations of ``terms`` into a language."""
    return f"{into} {' '.join(terms)}"


def joined(terms: Iterable[str], language: Language) -> str:
    """Return terms as a text: Japanese without spaces."""
    return ("" if language == "ja" else " ").join(terms)


def encoded(translations: Iterable[Translation], language: Language) -> str:
    """Encode translations into ``language`` as a value of a table."""
    lines = []
    for terms, weight, written, records, of, certainty, held in translations:
        own = terms[0] if len(terms) == 1 else " ".join(terms)
        plain = own if len(terms) == 1 else joined(terms, language)
        shown = "" if written == plain else " ".join(written.split())
        share, sure = round(weight * 100), round(certainty * 100)
        lines.append(
            f"{own}{_PART}{shown}{_PART}{share or ''}{_PART}{records or ''}{_PART}{of or ''}{_PART}{sure or ''}{_PART}{held or ''}"
        )
    return _NEXT.join(lines)


def decoded(value: str, language: Language) -> tuple[Translation, ...]:
    """Decode a value made by ``encoded``; weights have two digits. Raises ValueError for any other value."""
    return tuple(_decoded(part.split(_PART), language) for part in value.split(_NEXT))


def _decoded(parts: list[str], language: Language) -> Translation:
    terms, written, *numbers = parts
    weight, records, of, certainty, held = (int(number or 0) for number in numbers)
    split = tuple(terms.split(" "))
    return Translation(split, weight / 100, written or joined(split, language), records, of, certainty / 100, held)


#: Target language -> terms -> terms of each translation -> its written form.
_Found = dict[Language, dict[tuple[str, ...], dict[tuple[str, ...], str]]]


def entries(
    groups: Mapping[int, Iterable[str]],
    progress: Progress = lambda share: None,
    lines: Iterable[Meaning] = (),
) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of a table of translations, in both directions, from the written forms of each group.

    ``lines`` of a glossary add to what the groups say; what they deny is left out. They come first.
    """
    found, added, denied = _nothing(), _nothing(), _nothing()
    for number, (_, forms) in enumerate(sorted(groups.items())):
        if number % _REPORTED_EVERY == 0:
            progress(number / len(groups))
        japanese, english = _by_terms(forms, "ja"), _by_terms(forms, "en")
        if len(japanese) <= _MOST_JAPANESE and len(english) <= _MOST_ENGLISH:
            _add(found, japanese, english)
    for forms, no_meaning in lines:
        own, others = (
            {language: _by_terms(some, language, is_chosen=True) for language in LANGUAGES}
            for some in (forms, no_meaning)
        )
        _add(added, own["ja"], own["en"])
        _add(denied, own["ja"], others["en"])
        _add(denied, others["ja"], own["en"])
    for into in LANGUAGES:
        for terms in dict.fromkeys((*found[into], *added[into])):
            first, more, without = (one[into].get(terms, {}) for one in (added, found, denied))
            chosen = dict(sorted(first.items())) | {
                other: form for other, form in sorted(more.items()) if other not in first
            }
            told = [Translation(other, SURE, form) for other, form in chosen.items() if other not in without]
            if told:
                yield key(terms, into), encoded(told[:MOST], into)


def _nothing() -> _Found:
    return {"ja": {}, "en": {}}


def _add(found: _Found, japanese: dict[tuple[str, ...], str], english: dict[tuple[str, ...], str]) -> None:
    """Add the forms of one meaning, each as a translation of those in the other language."""
    for terms in japanese:
        found["en"].setdefault(terms, {}).update(english)
    for terms in english:
        found["ja"].setdefault(terms, {}).update(japanese)


def _by_terms(forms: Iterable[str], language: Language, *, is_chosen: bool = False) -> dict[tuple[str, ...], str]:
    """Return the forms of one language by their terms; of several with the same terms, the first in lower case.

    Of forms that nobody has chosen, those that may be no words are left out.
    """
    found: dict[tuple[str, ...], str] = {}
    for form in sorted(forms, key=lambda form: (not form.islower(), form)):
        if (language == "ja") == has_japanese(form) and (language == "ja" or form.isascii()):
            terms = tuple(joined_terms(form).split())
            if is_chosen or _is_a_word(terms, form, language):
                found.setdefault(terms, form)
    return found


def _is_a_word(terms: tuple[str, ...], form: str, language: Language) -> bool:
    if not 0 < len(terms) <= _MOST_TERMS:
        return False
    if language == "ja":
        is_grammar = _SHORT_KANA.match(form) or all(map(is_light_word, terms)) or is_affix(form)
        return any(map(has_japanese, terms)) and not is_grammar
    return len("".join(terms)) > 1 and form.lower() not in ENGLISH and not terms[0].isdigit()
