"""The chain for words in Latin, Greek and other spaced scripts: fold, spell, stem.

One regular expression finds the words in normalised text. ``IL-6`` and ``alpha-2`` are one word (letters, a hyphen,
digits); ``TNF-α`` is two words; a single Greek letter becomes its name. The stemmer is Porter's second English stemmer
(snowballstem.org) as implemented in tantivy (Rust). Each word form is stemmed once and cached.
"""

import re
import unicodedata
from collections.abc import Iterable, Set

import tantivy

from shoroku.analyzers.patterns import lazy
from shoroku.analyzers.spelling.british import american
from shoroku.analyzers.spelling.stopwords import ENGLISH

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

#: Characters of Japanese script; all other word characters of Unicode belong to this chain.
JAPANESE = "\u3005-\u3007\u303b\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_LETTER = f"[^\\W\\d_{JAPANESE}α-ωΑ-Ω]"

_GREEK_NAME = "(?:alpha|beta|gamma|delta|kappa|lambda|sigma)"


def _word(letter: str) -> str:
    """Return the pattern of one word. No word contains white space; ``joined`` relies on that."""
    return rf"""
      [Ά-ώἀ-ῼ]{{3,}}                                          # a word in Greek
    | [α-ωΑ-Ω](?:-?\d+)?                                      # α, α2, α-2
    | (?<![^\W\d_])[cC]\+\+ | (?<![^\W\d_])[cCfF]\#           # C++, C#, F#
    | {_GREEK_NAME}(?=[A-Z])                                  # the kappa in kappaB
    | {letter}(?:{letter}|\d)*                                # inhibitor, Th17, H2O
      (?:-\d+(?:{letter}\d?(?!{letter}))?(?![.,]?\d))?         # IL-6, IL-17A, COVID-19
      (?:'{letter}+)*                                         # Alzheimer's
    | \d+(?:[.,]\d+)*(?:{letter}(?:{letter}|\d)*)?             # 2, 0.05, 1,000, 3D
    """


#: One word, in any text; and in a text in ASCII, for which the expression is shorter and sooner compiled.
WORD = lazy(_word(_LETTER), re.VERBOSE)
_ASCII_WORD = lazy(_word("[A-Za-z]"), re.VERBOSE | re.ASCII)

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
_BLANKS = [(sign, " " * len(sign)) for sign in _BESIDE_WORDS]
_AROUND_WORDS = '.,[]{}<>!?"/'
_BEFORE_CAPITAL = re.compile(f"{_GREEK_NAME}[A-Z]")

#: Function words in lower case or with an initial capital. In capitals they mean something else: WHO, IT, vitamin A,
#: type I.
FUNCTION_WORDS = ENGLISH | {word.capitalize() for word in ENGLISH if len(word) > 1}


#: One word: its term, start and end. A plain tuple, because there are many.
Word = tuple[str, int, int]


class _Terms(dict[str, str]):
    """Word form -> term. A cache that is emptied when it grows too large."""

    room = 400_000

    #: If this is a list, every new word form is appended to it.
    met: list[str] | None = None

    def __init__(self) -> None:
        #: One text for all words of a stem, and for a word that is its own stem: a worker keeps hundreds of thousands of words.
        self._texts: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        if len(self) >= self.room:
            self.clear()
            self._texts.clear()
        if self.met is not None:
            self.met.append(word)
        term = _term(word)
        self[word] = term = self._texts.setdefault(term, word if term == word else term)
        return term


class _Chunks(dict[str, str]):
    """Text between two spaces -> its terms, joined. Most chunks occur again."""

    room = 400_000

    def __missing__(self, chunk: str) -> str:
        if len(self) >= self.room:
            self.clear()
        bare = chunk.strip(_AROUND_WORDS)
        if bare.isascii() and bare.isalpha() and not _has_greek(bare):  # nearly always
            joined = TERMS[bare]
        else:
            joined = " ".join([TERMS[word] for word in as_written(chunk)])
            if joined == chunk:
                joined = chunk
        self[chunk] = joined
        return joined


def _has_greek(bare: str) -> bool:
    """Return whether letters begin with the name of a Greek letter that ``WORD`` separates from the capital after it."""
    return not bare.islower() and _BEFORE_CAPITAL.match(bare) is not None


def form_of(word: str) -> str:
    """Return a word without case, accents and hyphens: ``Schrödinger's`` -> ``schrodingers``."""
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


#: Word form -> term: ``TERMS["Therapies"] == "therapi"``.
TERMS = _Terms()

#: The terms of the function words.
FUNCTION_TERMS = frozenset(TERMS[word] for word in ENGLISH)

CHUNKS = _Chunks()


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of one word of ``text``."""
    return _ASCII_WORD if text.isascii() else WORD


def as_written(text: str) -> list[str]:
    """Return the words of normalised text without Japanese, as they are written."""
    return word_pattern(text).findall(text)


def words(text: str, at: int = 0) -> list[Word]:
    """Return the words of normalised text without Japanese; ``at`` is added to their offsets."""
    found = word_pattern(text).finditer(text)
    return [(TERMS[match.group()], at + match.start(), at + match.end()) for match in found]


def words_among(text: str, at: int, wanted: Set[str], longest: int) -> list[Word]:
    """Return the words of normalised text that have a wanted term, and ``longest`` - 1 words after each.

    Each stretch that is left out is one word with an empty term. Few chunks have a wanted term; their terms are cached,
    and only these chunks are located.
    """
    for sign, blank in _BLANKS:
        text = text.replace(sign, blank)
    chunks = text.split(" ")
    terms = list(map(CHUNKS.__getitem__, chunks))
    hits = [
        index
        for index, term in enumerate(terms)
        if term in wanted or (" " in term and not wanted.isdisjoint(term.split(" ")))
    ]
    if not hits:
        return [("", at, at)]
    found: list[Word] = []
    done = 0
    for hit in hits:
        if hit > done:
            found.append(("", at, at))
        last, following = hit + 1, 0
        while following < longest - 1 and last < len(chunks):
            following += len(terms[last].split())
            last += 1
        begin = max(hit, done)
        at += sum(map(len, chunks[done:begin])) + begin - done
        for chunk, term in zip(chunks[begin:last], terms[begin:last], strict=True):
            bare = chunk.strip(_AROUND_WORDS)
            if bare.isascii() and bare.isalpha() and not _has_greek(bare):
                start = at + chunk.index(bare)
                found.append((term, start, start + len(bare)))
            else:
                found += words(chunk, at)
            at += len(chunk) + 1
        done = max(done, last)
    return found


def joined(text: str) -> str:
    """Return the terms of ``words(text)`` separated by spaces, ten times as fast.

    Common punctuation is replaced by spaces first, so that a word and the same word before a comma share a cache entry.
    """
    for sign in _BESIDE_WORDS:
        text = text.replace(sign, " ")
    return " ".join(filter(None, map(CHUNKS.__getitem__, text.split())))


def forms(words_: Iterable[str]) -> set[str]:
    """Return the forms of ``words_``, except those equal to their own term and those with digits."""
    return {form for word in words_ if (form := form_of(word)).isalpha() and form != TERMS[word]}


def readable(stem: str, forms: Iterable[str]) -> str:
    """Return a word with this stem for display (``languag`` -> ``language``), chosen from ``forms``.

    If the stem has a plural of its own (``terms``), or only inflected forms of it occur, it is the word (``term``, though a
    French text has *terme*).
    """
    own = sorted((form for form in forms if TERMS[form] == stem), key=lambda form: (len(form), form))
    if not own or f"{stem}s" in own or own[0] in (f"{stem}ed", f"{stem}ing", f"{stem}ly"):
        return stem
    return own[0]


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DIGRAPH = re.compile(r"(?<=[^aeiouq\W])(?:ae|oe|ue)(?=[^aeiou\W])|^(?:ae|oe|ue)(?=[^aeiou\W])")


def transcriptions(word: str) -> list[str]:
    """Return the terms of other spellings of the umlauts in ``word``: ``Schrödinger`` and ``Schroedinger``.

    The index has one term for each spelling (``schroding``, ``schroeding``); a query searches both.
    """
    return [TERMS[spelling] for spelling in respelled(word)]


def respelled(word: str) -> list[str]:
    """Return ``word`` with umlauts spelled out, or with spelled-out umlauts contracted; nothing if it has neither."""
    lowered = unicodedata.normalize("NFC", word.lower())
    spelled_out = lowered.translate(_UMLAUTS)
    if spelled_out != lowered:
        return [spelled_out]
    contracted = _DIGRAPH.sub(lambda match: match.group()[0], lowered)
    return [contracted] if contracted != lowered else []


# --- Irregular plurals ------------------------------------------------------------------------------------------------
# Porter's stemmer removes endings, so a plural in -s or -ies matches its singular, but others do not (see Krovetz, "Viewing
# Morphology as an Inference Process", SIGIR 1993). Listed here are the Greek, Latin and Old English plurals of scholarly
# texts. The index keeps both forms apart, and a query also searches for the other form, at a lower weight; a shared term
# lowered precision. Plurals that are also other words (media, data, bases, lives) and words that only look like
# plurals (species, regimen, does) are left out.

#: Endings of plurals; any beginning will do (hydrolyses, pyelonephroses).
_SIS = re.compile(
    r"(?:analy|dialy|cataly|paraly|droly|troly|teoly|hypothe|synthe|prosthe|parenthe|antithe|epenthe|agno|ogno|gene|"
    r"exege|metasta|osta|thrombo|steno|anastomo|fibro|necro|sclero|cirrho|psycho|neuro|nephro|kerato|mito|meio|symbio|"
    r"apopto|^cri|^oa|^the|^sta)ses$"
)
#: Words that can only be plurals: the singular ends in -um, -on or -us.
_UM = re.compile(
    r"(?:bacteri|spectr|symposi|curricul|epitheli|endotheli|mesotheli|^crani|strat|^quant|maxim|minim|optim|equilibri|"
    r"aquari|consorti|errat|addend|millenni|flagell|^cili|myceli|sporangi|plasmodi|^sept|^ov|^ser|antiser|capitul|"
    r"honorari|memorand|desiderat|reticul|^diverticul|colloqui|gymnasi|compendi|^labi|^atri)a$"
)
_ON = re.compile(
    r"(?:phenomen|criteri|mitochondri|automat|^tax|(?:tetra|octa|deca|icosa|poly|rhombo)hedr|gangli|protoz|spermatoz)a$"
)
_US = re.compile(
    r"(?:stimul|nucle|^fung|^foc|^loc|^radi|alveol|thesaur|bronch|embol|thromb|bacill|cocc|^gyr|sulc|^(?:micro)?vill|calcul|^ram|^humer|"
    r"modul|syllab|alumn|^cact|hippocamp|^nev|menisc|glomerul|tubul|nucleol|canalicul|^termin|annul|hypothalam|thalam|"
    r"^fund|tumul|^uter|sarcophag)i$"
)
_EX = {"indices": "index", "vertices": "vertex", "cortices": "cortex", "codices": "codex", "vortices": "vortex"}
_IX = {"appendices": "appendix", "matrices": "matrix", "helices": "helix", "cervices": "cervix", "varices": "varix"}
_OTHERS = {
    "apices": "apex", "axes": "axis", "genera": "genus", "corpora": "corpus", "viscera": "viscus", "stomata": "stoma",
    "stigmata": "stigma", "schemata": "schema", "lemmata": "lemma", "carcinomata": "carcinoma", "children": "child",
    "grandchildren": "grandchild", "schoolchildren": "schoolchild", "mice": "mouse", "lice": "louse", "geese": "goose",
    "feet": "foot", "teeth": "tooth", "men": "man", "women": "woman", "oxen": "ox", "wolves": "wolf", "knives": "knife",
    "halves": "half", "shelves": "shelf", "calves": "calf", "hooves": "hoof", "thieves": "thief", "wives": "wife",
    "housewives": "housewife", "midwives": "midwife", "loaves": "loaf", "leaves": "leaf",
}  # fmt: skip
#: Words with a singular in -man; specimen, regimen and abdomen also end in -men.
_MEN = re.compile(r"^(?:chair|fresh|police|work|spokes|sales|fisher|crafts|business|states|noble|country|fire|lay)men$")
_ONE_BY_ONE = _EX | _IX | _OTHERS
_ENDINGS = ((_SIS, 2, "is"), (_UM, 1, "um"), (_ON, 1, "on"), (_US, 1, "us"))


def singular(word: str) -> str:
    """Return the singular of a lower-case English word whose plural is irregular; any other word as it is."""
    if word in _ONE_BY_ONE:
        return _ONE_BY_ONE[word]
    if word.endswith(("ses", "a", "i")):
        for plural, ending, instead in _ENDINGS:
            if plural.search(word):
                return word[:-ending] + instead
    return word[:-2] + "an" if word.endswith("men") and _MEN.match(word) else word


_PLURAL = {one: many for many, one in _ONE_BY_ONE.items()}
_PLURAL_ENDINGS = (("is", "es"), ("um", "a"), ("on", "a"), ("us", "i"), ("man", "men"))


def other_number(word: str) -> str:
    """Return the irregular plural of a lower-case English word, or the singular of such a plural, or ""."""
    if (one := singular(word)) != word:
        return one
    if word in _PLURAL:
        return _PLURAL[word]
    made = (word.removesuffix(one) + many for one, many in _PLURAL_ENDINGS if word.endswith(one))
    return next((many for many in made if singular(many) == word), "")
