"""A query as it is understood: clauses, each a word that a record should hold, with all that the word may stand as.

Reading never fails: whatever the text is, it gives clauses or none. A clause's first alternative is the word itself;
others are spellings of it, a person's name made of it and its neighbour, or an identifier.
"""

import re
from typing import NamedTuple

from shoroku.analyzers import japanese, latin, names, synonyms
from shoroku.analyzers.characters import normalize
from shoroku.analyzers.text import analyze, runs
from shoroku.corpus.identifiers import recognize
from shoroku.indexer.documents import identifier_term

#: A query has this many different words at most; of a longer one the rest is not asked for.
MOST_CLAUSES = 64
_MOST_CHARACTERS = 20_000
#: More words than this are no list of keywords; with function words between, fewer are none.
_MOST_KEYWORDS = 6
_FEWEST_ASKED = 2

_QUOTED = re.compile(r'"([^"]*)"|“([^“”]*)”|「([^「」]*)」|『([^『』]*)』')
_CHUNK = re.compile(r"\S+")
_HYPHENATED = re.compile(r"([^\W\d_]+)-(\d+)([^\W_]*)$")
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)$")
_DIGITS_ONLY = re.compile(r"\d+$")
_FAMILY = re.compile(r"[a-z]{2,8}$")
_JAPANESE_NAME = 8  # characters; a longer run of Japanese is no person's name


class Alternative(NamedTuple):
    """One way in which a clause can be met: ``terms`` side by side, in the text or in the names or identifiers."""

    terms: tuple[str, ...]
    scope: str = "text"  # "text", "name" or "id"
    weight: float = 1.0


class Clause(NamedTuple):
    """A word of the query. ``text`` is how it was written; ``is_japanese`` says which fields can hold it."""

    text: str
    alternatives: tuple[Alternative, ...]
    is_japanese: bool = False
    is_function_word: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return self.alternatives[0].terms

    @property
    def family(self) -> str:
        """The term of which numbered ones may be members (HIV of HIV-1, COVID of COVID-19); "" where there is none."""
        is_one_word = not self.is_japanese and len(self.terms) == 1 and self.alternatives[0].scope == "text"
        return self.terms[0] if is_one_word and _FAMILY.match(self.terms[0]) else ""


class Query(NamedTuple):
    """What was asked: the text as given and the clauses to be met.

    ``in_sentences`` tells a question from a list of keywords; ``is_cut`` that clauses were left out for their number.
    """

    text: str
    clauses: tuple[Clause, ...]
    in_sentences: bool = False
    is_cut: bool = False


def read(text: str) -> Query:
    """Read a query. Function words are left out unless there is nothing else."""
    cut = text[:_MOST_CHARACTERS]
    clauses: list[Clause] = []
    at = 0
    for quoted in _QUOTED.finditer(cut):
        clauses += _plain(cut[at : quoted.start()])
        clauses += _phrase(next(group for group in quoted.groups() if group is not None))
        at = quoted.end()
    clauses += _plain(cut[at:])
    content = [clause for clause in clauses if not clause.is_function_word] or clauses
    distinct = list({clause.terms: clause for clause in reversed(content)}.values())[::-1]
    return Query(
        text,
        tuple(distinct[:MOST_CLAUSES]),
        in_sentences=len(distinct) > (_MOST_KEYWORDS if len(content) == len(clauses) else _FEWEST_ASKED),
        is_cut=len(distinct) > MOST_CLAUSES or len(cut) < len(text),
    )


def _phrase(text: str) -> list[Clause]:
    """Words in quotation marks are one clause, met by all of them side by side."""
    terms = tuple(token.text for token in analyze(text))
    return [Clause(text, (Alternative(terms),), is_japanese=not text.isascii())] if terms else []


def _plain(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    for chunk in _CHUNK.finditer(text):
        clauses += _identifier(chunk.group()) or _words(chunk.group())
    return _with_joined(clauses)


def _identifier(chunk: str) -> list[Clause]:
    """A chunk that looks like an identifier is one clause, met by the identifier or by its text."""
    written = normalize(chunk).text.strip(".,;()[]<>")
    terms = [identifier_term(identifier.value) for identifier in recognize(written)]
    if not terms:
        return []
    as_ids = [Alternative((term,), "id") for term in dict.fromkeys(terms)]
    as_text = tuple(token.text for token in analyze(chunk))
    return [Clause(normalize(chunk).text, (*as_ids, Alternative(as_text)) if as_text else tuple(as_ids))]


def _words(chunk: str) -> list[Clause]:
    clauses: list[Clause] = []
    for run in runs(normalize(chunk).text):
        found = _japanese(run.text) if run.is_japanese else _latin(run.text)
        if run.is_japanese and found and clauses and _DIGITS_ONLY.match(clauses[-1].text):
            found[0] = _counted(clauses.pop(), found[0])
        clauses += found
    return clauses


def _counted(number: Clause, word: Clause) -> Clause:
    """Return a number and the Japanese word right after it as one: 2型 is not met by a 2 here and a 型 there."""
    together = Alternative((*number.terms, *word.terms))
    return Clause(number.text + word.text, (together,), is_japanese=True)


def _latin(text: str) -> list[Clause]:
    return [_latin_word(match.group()) for match in latin.WORD.finditer(text)]


def _latin_word(word: str) -> Clause:
    term = latin.TERMS[word]
    alternatives = [Alternative((term,))]
    alternatives += [Alternative((other,), weight=0.9) for other in latin.transcriptions(word) if other != term]
    if hyphenated := _HYPHENATED.match(word):  # IL-6 may stand as IL 6
        alternatives.append(
            Alternative(
                (latin.TERMS[hyphenated.group(1)], hyphenated.group(2) + hyphenated.group(3).lower()), weight=0.9
            )
        )
    elif letters_and_digits := _LETTERS_AND_DIGITS.match(word):  # as IL6 may, and type2 as type 2
        head, digits = letters_and_digits.groups()
        alternatives.append(Alternative((latin.TERMS[head], digits), weight=0.9))
    for spelling in (word, *latin.respelled(word)):
        name = "".join(names.latin_words(spelling))
        if len(name) > 1:
            alternatives.append(Alternative((name,), "name"))
    alternatives.append(Alternative((identifier_term(word),), "id"))
    return Clause(word, tuple(alternatives), is_function_word=word in latin.FUNCTION_WORDS)


def _japanese(run: str) -> list[Clause]:
    clauses = [_unit(run, unit) for unit in japanese.units(run)]
    whole = names.japanese_name(run)
    if len(clauses) > 1 and len(whole) <= _JAPANESE_NAME:  # 藤本穣 may be one person
        clauses = [_with(clause, Alternative((whole,), "name")) for clause in clauses]
    return clauses


def _unit(run: str, unit: japanese.Unit) -> Clause:
    surface = run[unit.start : unit.end]
    alternatives = [Alternative(tuple(term for term, _, _ in unit.morphemes))]
    for other in synonyms.spellings().get(unit.form, ()):
        alternatives.append(Alternative(tuple(token.text for token in analyze(other)), weight=0.9))
    alternatives.append(Alternative((names.japanese_name(surface),), "name"))
    distinct = tuple(dict.fromkeys(alternative for alternative in alternatives if alternative.terms))
    return Clause(surface, distinct, is_japanese=True, is_function_word=unit.is_function_word)


def _with_joined(clauses: list[Clause]) -> list[Clause]:
    """Give neighbours what they may be together: a person's name, or one word (type 2 -> type2)."""
    result = list(clauses)
    for index in range(len(clauses) - 1):
        for alternative in _joined(clauses[index], clauses[index + 1]):
            result[index] = _with(result[index], alternative)
            result[index + 1] = _with(result[index + 1], alternative)
    return result


def _joined(first: Clause, second: Clause) -> list[Alternative]:
    if first.is_japanese and second.is_japanese:
        whole = names.japanese_name(first.text + second.text)
        return [Alternative((whole,), "name")] if len(whole) <= _JAPANESE_NAME else []
    if first.is_japanese or second.is_japanese:
        return []
    found = [Alternative((latin.TERMS[first.text + second.text],), weight=0.9)]
    one, two = names.latin_words(first.text), names.latin_words(second.text)
    if len(one) == len(two) == 1:
        found += [Alternative((key,), "name") for key in names.surname_keys(one[0], two[0])]
    return found


def _with(clause: Clause, alternative: Alternative) -> Clause:
    return clause._replace(alternatives=(*clause.alternatives, alternative))
