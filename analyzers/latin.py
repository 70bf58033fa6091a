"""The chain for words in Latin, Greek and other spaced scripts: fold, spell, stem.

A word is found by one regular expression over normalised text. ``IL-6`` and ``alpha-2`` are one word (letters, a
hyphen, digits), ``TNF-α`` is two, a single Greek letter is the name that it is read by. Stemming is Porter's second
English stemmer (snowballstem.org), run by tantivy in Rust; each word form is stemmed once and remembered.
"""

import re
import unicodedata
from collections.abc import Iterable, Set

import tantivy

from shoroku.analyzers.spelling.british import american
from shoroku.analyzers.spelling.stopwords import ENGLISH

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

#: Characters of Japanese script; everything else that Unicode calls a word character belongs to this chain.
JAPANESE = "\u3005-\u3007\u303b\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_LETTER = f"[^\\W\\d_{JAPANESE}α-ωΑ-Ω]"

#: One word of the chain. No word holds white space, which ``joined`` relies on.
WORD = re.compile(
    rf"""
      [Ά-ώἀ-ῼ]{{3,}}                                          # a word in Greek
    | [α-ωΑ-Ω](?:-?\d+)?                                      # α, α2, α-2
    | (?<![^\W\d_])[cC]\+\+ | (?<![^\W\d_])[cCfF]\#           # C++, C#, F#
    | (?:alpha|beta|gamma|delta|kappa|lambda|sigma)(?=[A-Z])  # the kappa in kappaB
    | {_LETTER}(?:{_LETTER}|\d)*                              # inhibitor, Th17, H2O
      (?:-\d+(?:{_LETTER}\d?(?!{_LETTER}))?(?![.,]?\d))?      # IL-6, IL-17A, COVID-19
      (?:'{_LETTER}+)*                                        # Alzheimer's
    | \d+(?:[.,]\d+)*(?:{_LETTER}(?:{_LETTER}|\d)*)?          # 2, 0.05, 1,000, 3D
    """,
    re.VERBOSE,
)

_STEMMER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stemmer("English"))
    .build()
)
_POSSESSIVE = re.compile(r"'s$|'")
LONGEST = 100  # characters; a longer "word" is a sequence or an encoding error, and is cut


_BESIDE_WORDS = (", ", ". ", "(", ")", ":", ";")
_AROUND_WORDS = '.,[]{}<>!?"/'

#: Function words as they stand in a text, small or with a capital. In capitals they are something else: WHO, IT,
#: vitamin A, type I.
FUNCTION_WORDS = ENGLISH | {word.capitalize() for word in ENGLISH if len(word) > 1}


#: One word: its term, and where it stands in the text that was read. A plain tuple: there are many.
Word = tuple[str, int, int]


class _Terms(dict[str, str]):
    """Word form -> term, worked out once. Emptied when it has grown large, which no language's words make it."""

    _ROOM = 400_000

    #: Where it is a list, every word that is met for the first time is put there.
    met: list[str] | None = None

    def __missing__(self, word: str) -> str:
        if len(self) >= self._ROOM:
            self.clear()
        if self.met is not None:
            self.met.append(word)
        term = self[word] = _term(word)
        return term


class _Chunks(dict[str, str]):
    """What stands between two spaces -> its terms, joined. Texts repeat themselves: most chunks are met again."""

    _ROOM = 400_000

    def __missing__(self, chunk: str) -> str:
        if len(self) >= self._ROOM:
            self.clear()
        bare = chunk.strip(_AROUND_WORDS)
        if bare.isascii() and bare.isalpha():  # nearly always: one word, and no need to look for it
            joined = TERMS[bare]
        else:
            joined = " ".join([TERMS[word] for word in WORD.findall(chunk)])
        self[chunk] = joined
        return joined


def form_of(word: str) -> str:
    """Return a word as it is written but for case, accents and hyphens: ``Schrödinger's`` -> ``schrodingers``."""
    return fold(word[:LONGEST]).replace("'", "").replace("-", "")


def fold(word: str) -> str:
    """Return ``word`` in lower case and without accents: ``Schrödinger`` -> ``schrodinger``."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    bare = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    return (
        unicodedata.normalize("NFC", bare)
        .replace("ß", "ss")
        .replace("ø", "o")
        .replace("æ", "ae")
        .replace("œ", "oe")
        .replace("ł", "l")
        .replace("đ", "d")
    )


def stem(word: str) -> str:
    """Return the stem of one folded word."""
    stems = _STEMMER.analyze(word)
    return stems[0] if stems else word


def _term(word: str) -> str:
    if word.isascii() and word.isalpha():
        return stem(american(word[:LONGEST].lower()))
    if word[0].lower() in GREEK and (len(word) < 3 or word[1:].lstrip("-").isdigit()):
        return GREEK[word[0].lower()] + word[1:].lstrip("-")
    folded = _POSSESSIVE.sub("", fold(word[:LONGEST])).replace("-", "")
    if folded[:1].isdigit():
        return folded.replace(",", "")
    return stem(american(folded))


#: The term of a word as it stands in the text: ``TERMS["Therapies"] == "therapi"``.
TERMS = _Terms()

#: The terms of the function words.
FUNCTION_TERMS = frozenset(TERMS[word] for word in ENGLISH)

_CHUNKS = _Chunks()


def words(text: str, at: int = 0) -> list[Word]:
    """Read normalised text without Japanese into its words; ``at`` is added to where they stand."""
    return [(TERMS[match.group()], at + match.start(), at + match.end()) for match in WORD.finditer(text)]


def words_among(text: str, at: int, wanted: Set[str]) -> list[Word]:
    """Return the words of those sentences that hold a wanted term, with a gap (an empty term) for the others between.

    Most sentences of a text hold none, and to see that costs a tenth of finding where their words stand.
    """
    found: list[Word] = []
    start = 0
    while start < len(text):
        end = text.find(". ", start) + 2
        if end < 2:
            end = len(text)
        sentence = text[start:end]
        if wanted.isdisjoint(joined(sentence).split()):
            found.append(("", at + start, at + start))
        else:
            found += words(sentence, at + start)
        start = end
    return found


def joined(text: str) -> str:
    """Return the terms of ``words(text)`` with a space between them, ten times as fast.

    The commonest punctuation is made a space first, so that a word is not met anew with every sign that may follow it.
    """
    for sign in _BESIDE_WORDS:
        text = text.replace(sign, " ")
    return " ".join(filter(None, map(_CHUNKS.__getitem__, text.split())))


def forms(words_: Iterable[str]) -> set[str]:
    """Return the forms of ``words_``, but for those that are their own terms and those with figures in them."""
    return {form for word in words_ if (form := form_of(word)).isalpha() and form != TERMS[word]}


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DIGRAPH = re.compile(r"(?<=[^aeiouq\W])(?:ae|oe|ue)(?=[^aeiou\W])|^(?:ae|oe|ue)(?=[^aeiou\W])")


def transcriptions(word: str) -> list[str]:
    """Return the other terms that ``word`` may stand under for its umlauts: ``Schrödinger`` and ``Schroedinger``.

    The index keeps one form of each (``schroding``, ``schroeding``); a query asks for both.
    """
    return [TERMS[spelling] for spelling in respelled(word)]


def respelled(word: str) -> list[str]:
    """Return ``word`` with its umlauts spelled out, or with what may be spelled-out umlauts contracted; none if it has none."""
    lowered = unicodedata.normalize("NFC", word.lower())
    spelled_out = lowered.translate(_UMLAUTS)
    if spelled_out != lowered:
        return [spelled_out]
    contracted = _DIGRAPH.sub(lambda match: match.group()[0], lowered)
    return [contracted] if contracted != lowered else []
