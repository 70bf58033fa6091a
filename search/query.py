"""A query as it is understood: clauses, each a word that a record should hold, with all that the word may stand as.

Reading never fails: whatever the text is, it gives clauses or none. A clause's first alternative is the word itself;
others are spellings of it, a person's name made of it and its neighbour, or an identifier.
"""

import re
from collections import Counter

from shoroku.analyzers import japanese, latin, person_names
from shoroku.analyzers.analyzer import analyze, runs
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.spelling.stopwords import JOINING
from shoroku.corpus.identifiers import recognize
from shoroku.indexer.documents import identifier_term
from shoroku.search import respelling
from shoroku.search.clauses import Alternative, Clause, Query, spelling
from shoroku.search.ingredients import synonyms

#: A query has this many different words at most; of a longer one the rest is not asked for.
MOST_CLAUSES = 64
_MOST_CHARACTERS = 20_000
#: More words than this are no list of keywords; fewer than that, in English, no sentence.
_MOST_KEYWORDS = 4
_FEWEST_ASKED = 3
#: What no list of keywords holds: です, ください, どこ, よい.
_PREDICATES = frozenset({"助動詞", "代名詞", "動詞", "形容詞"})

_ONE_KANJI = re.compile(r"[\u3400-\u9fff]$")
_QUOTED = re.compile(r'"([^"]*)"|“([^“”]*)”|「([^「」]*)」|『([^『』]*)』')
_CHUNK = re.compile(r"\S+")
_ABBREVIATION = re.compile(r"\(?(?:e\.g|i\.e|a\.k\.a)\.?[,:;)]*$", re.IGNORECASE)
_HYPHENATED = re.compile(r"([^\W\d_]+)-(\d+)([^\W_]*)$")
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)$")
_NUMERAL = re.compile(r"\d+$|(?!X$)[IVX]+$")
_JAPANESE_NAME = 8  # characters; a longer run of Japanese is no person's name


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
    counts = Counter(clause.terms for clause in content)
    first = {clause.terms: clause for clause in reversed(content)}
    distinct = [clause._replace(times=counts[clause.terms]) for clause in list(first.values())[::-1]]
    return Query(
        text,
        tuple(distinct[:MOST_CLAUSES]),
        said=_said(cut),
        in_sentences=_in_sentences(clauses, len(distinct)),
        is_cut=len(distinct) > MOST_CLAUSES or len(cut) < len(text),
    )


def _in_sentences(clauses: list[Clause], words: int) -> bool:
    """Tell whether somebody asks in sentences: in many words, or with such as only sentences have.

    Particles and prepositions join keywords as well (関節リウマチの治療, effects of exercise on sleep).
    """
    function_words = [clause for clause in clauses if clause.is_function_word]
    if words == 0 or len(function_words) == len(clauses):
        return False
    return words > _MOST_KEYWORDS or any(_is_of_sentences(clause, words) for clause in function_words)


def _is_of_sentences(function_word: Clause, words: int) -> bool:
    if function_word.is_japanese:
        return function_word.part_of_speech in _PREDICATES
    return words >= _FEWEST_ASKED and function_word.text.lower() not in JOINING


def _said(text: str) -> str:
    """Return the terms of a text, with a space only where the text has something between them."""
    found: list[str] = []
    at = 0
    for token in analyze(text):
        found += [" ", token.text] if token.start > at else [token.text]
        at = token.end
    return "".join(found)


def _phrase(text: str) -> list[Clause]:
    """Words in quotation marks are one clause, met by all of them side by side."""
    terms = tuple(token.text for token in analyze(text))
    return [Clause(text, (Alternative(terms),), is_japanese=not text.isascii())] if terms else []


def _plain(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    for chunk in _CHUNK.finditer(text):
        found = _identifier(chunk.group()) or _words(chunk.group())
        if _ABBREVIATION.match(chunk.group()):
            found = [clause._replace(is_function_word=True) for clause in found]
        clauses += found
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
        if run.is_japanese and found and clauses and _belongs_to(clauses[-1], found[0]):
            found[0] = _counted(clauses.pop(), found[0])
        clauses += found
    return clauses


def _belongs_to(first: Clause, word: Clause) -> bool:
    """Tell whether a number (2型), or a letter before one kanji (X線), and the Japanese word after it are one."""
    if _NUMERAL.match(first.text):
        return True
    return len(first.text) == 1 and first.text.isalpha() and not first.is_japanese and len(word.text) == 1


def _counted(number: Clause, word: Clause) -> Clause:
    """Return a number or letter and the Japanese word after it as one: 2型 is not met by a 2 here and a 型 there."""
    alternatives = [Alternative((*number.terms, *word.terms))]
    if other := respelling.other_numeral(number.terms[0]):  # Ⅱ型
        alternatives.append(spelling((other, *word.terms), 0.9))
    return Clause(number.text + word.text, tuple(alternatives), is_japanese=True)


def _latin(text: str) -> list[Clause]:
    return [_latin_word(match.group()) for match in latin.WORD.finditer(text)]


def _latin_word(word: str) -> Clause:
    term = latin.TERMS[word]
    alternatives = [Alternative((term,))]
    alternatives += [spelling((other,), 0.9) for other in latin.transcriptions(word) if other != term]
    alternatives += [spelling(terms, weight) for terms, weight in respelling.latin_terms(word)]
    if hyphenated := _HYPHENATED.match(word):  # IL-6 may stand as IL 6
        alternatives.append(
            spelling((latin.TERMS[hyphenated.group(1)], hyphenated.group(2) + hyphenated.group(3).lower()), 0.9)
        )
    elif letters_and_digits := _LETTERS_AND_DIGITS.match(word):  # as IL6 may, and type2 as type 2
        head, digits = letters_and_digits.groups()
        alternatives.append(spelling((latin.TERMS[head], digits), 0.9))
    for written in (word, *latin.respelled(word)):
        name = "".join(person_names.latin_words(written))
        if len(name) > 1:
            alternatives.append(Alternative((name,), "name"))
    alternatives.append(Alternative((identifier_term(word),), "id"))
    return Clause(word, tuple(alternatives), is_function_word=word in latin.FUNCTION_WORDS)


def _japanese(run: str) -> list[Clause]:
    clauses: list[Clause] = []
    for unit in japanese.units(run):
        clause = _unit(run, unit)
        if clauses and _is_figure(clauses[-1]) and not clause.is_function_word and not _is_figure(clause):  # 二型
            clause = _counted(clauses.pop(), clause)
        clauses.append(clause)
    is_several = len(clauses) > 1
    if not any(clause.is_function_word for clause in clauses):
        clauses = _with_suffixes(clauses)
    whole = person_names.japanese_name(run)
    if is_several and len(whole) <= _JAPANESE_NAME:  # 藤本穣 may be one person
        clauses = [_with(clause, Alternative((whole,), "name")) for clause in clauses]
    return clauses


def _unit(run: str, unit: japanese.Unit) -> Clause:
    surface = run[unit.start : unit.end]
    alternatives = [Alternative(tuple(term for term, _, _ in unit.morphemes))]
    alternatives += [spelling(terms, weight) for terms, weight in respelling.japanese_terms(surface, unit)]
    alternatives += synonyms.alternatives(unit.form)
    alternatives.append(Alternative((person_names.japanese_name(surface),), "name"))
    distinct = {(each.terms, each.scope): each for each in reversed(alternatives) if each.terms}
    return Clause(
        surface,
        tuple(distinct.values())[::-1],
        is_japanese=True,
        is_function_word=unit.is_function_word,
        part_of_speech=unit.part_of_speech,
    )


def _with_suffixes(clauses: list[Clause]) -> list[Clause]:
    """Return a word and the one kanji right after it as one: 出会い系 is not met by an 出会い here and a 系 there.

    For keywords only. In a question the words stand in for one another: who asks about ステンレス鋼 is helped by 鋼.
    """
    result: list[Clause] = []
    for clause in clauses:
        if result and _ONE_KANJI.match(clause.text):
            word = result.pop()
            text, together = word.text + clause.text, (*word.terms, *clause.terms)
            clause = Clause(text, (Alternative(together), spelling((text,), 0.9)), is_japanese=True)
        result.append(clause)
    return result


def _is_figure(clause: Clause) -> bool:
    return len(clause.terms) == 1 and clause.terms[0].isdigit()


def _with_joined(clauses: list[Clause]) -> list[Clause]:
    """Give neighbours what they may be together: a person's name, or one word (type 2 -> type2)."""
    result = _with_numerals(clauses)
    for index in range(len(clauses) - 1):
        for alternative in _joined(clauses[index], clauses[index + 1]):
            result[index] = _with(result[index], alternative)
            result[index + 1] = _with(result[index + 1], alternative)
    return result


def _with_numerals(clauses: list[Clause]) -> list[Clause]:
    """Let a number stand as the Roman numeral, and the other way round: type 2, type II."""
    result = list(clauses)
    for index, clause in enumerate(clauses):
        if clause.is_japanese or not _NUMERAL.match(clause.text):
            continue
        other = respelling.other_numeral(clause.terms[0])
        if other and not respelling.LETTERS & {other, clause.terms[0]}:
            result[index] = _with(clause, spelling((other,), 0.8))
        elif other and index:
            beside = (*clauses[index - 1].terms, other)
            result[index] = _with(clause, spelling(beside, 0.8))
    return result


def _joined(first: Clause, second: Clause) -> list[Alternative]:
    if first.is_japanese and second.is_japanese:
        whole = person_names.japanese_name(first.text + second.text)
        return [Alternative((whole,), "name")] if len(whole) <= _JAPANESE_NAME else []
    if first.is_japanese or second.is_japanese or "id" in (first.alternatives[0].scope, second.alternatives[0].scope):
        return []
    found = [spelling((_one_word(first, second),), 0.9)]
    one, two = person_names.latin_words(first.text), person_names.latin_words(second.text)
    if len(one) == len(two) == 1:
        found += [Alternative((key,), "name") for key in person_names.surname_keys(one[0], two[0])]
    return found


def _one_word(first: Clause, second: Clause) -> str:
    written = latin.GREEK.get(second.text.lower(), second.text)  # TGF-β as TGFbeta
    return latin.TERMS[first.text + written]


def _with(clause: Clause, alternative: Alternative) -> Clause:
    return clause._replace(alternatives=(*clause.alternatives, alternative))
