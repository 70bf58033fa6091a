"""Plurals that the stemmer does not handle: analyses, criteria, mice.

Porter's stemmer removes endings, so a plural in -s or -ies matches its singular, but others do not (see Krovetz, "Viewing
Morphology as an Inference Process", SIGIR 1993). This module lists the Greek, Latin and Old English plurals of scholarly
texts. The index keeps both forms apart, and a query searches the other form at a lower weight; one shared term cost more
precision than it gained. Plurals that are also other words (media, data, bases, lives) and words that only look like
plurals (species, regimen, does) are left out.
"""

import re

#: Endings of plurals; any beginning will do (hydrolyses, pyelonephroses).
_SIS = re.compile(
    r"(?:analy|dialy|cataly|paraly|droly|troly|teoly|hypothe|synthe|prosthe|parenthe|antithe|epenthe|agno|ogno|gene|"
    r"exege|metasta|osta|thrombo|steno|anastomo|fibro|necro|sclero|cirrho|psycho|neuro|nephro|kerato|mito|meio|symbio|"
    r"apopto|^cri|^oa|^the|^sta)ses$"
)
#: Words of two Latin declensions that are nothing but plurals: the singular ends in -um, -on or -us.
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
