"""British and American spelling of English words as one.

The rules work on a lower-case word without accents, before stemming, and are applied to texts and queries alike, so a
word that is changed without need still meets itself. They are kept narrow all the same: a rule that would make two
different words meet (``hour``/``hor``) names its exceptions.
"""

import re

_OUR = re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|al$|ally$|able$|ite$|ites$|less$|ful$|fully$|er$|ers$|ist$|ists$)")
_OUR_STAYS = frozenset(
    "four hour your our pour tour sour flour scour contour detour velour glamour paramour troubadour devour downpour "
    "your yours hourly floured poured pouring toured touring tourist tourists tourism soured scoured devoured contoured "
    "contours tours hours fours flours pours detours devours outpouring nonhour amour concour".split()
)
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ers|ing|able|ation|ations|ational)$)")
_ISE_STAYS = re.compile(
    r"^(?:.*(?:wise|prise|prised|prises|prising|cise|cised|cises|cising|raise[ds]?|raising|vise|vised|vises|vising|mise|mised|mises|mising|"
    r"noise[ds]?|poise[ds]?|bruise[ds]?|cruise[ds]?|praise[ds]?|disease[ds]?|tortoises?|porpoises?|franchise[ds]?|paradise|"
    r"merchandise[ds]?|advertise.*|treatises?|premises?|promises?|expertise|likewise|otherwise|anise|rises?|rising|risen|wiser|"
    r"arises?|arising|uprising|visable|noisier))$"
)
_YSE = re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e|ed|er|ers|ing)$)")
_LIGATURE = re.compile(
    r"haem|aemi(?=[ac])|paed|anaes|aesth|aetio|caec|faec|gynaec|orthopaed|archaeo|palaeo|mediaev|encyclopaed|caesi|"
    r"oedem|oesoph|oestr|foet|diarrhoe|amoeb|coeli(?=ac)|homoeo|manoeuv|pharmacopoe|leukaem|ischaem|septicaem"
)
_RE = re.compile(r"(cent|fib|lit|met|theat|calib|lust|sab|scept|spect|meag|somb)re(s?)$")
_DOUBLE_L = re.compile(
    r"(?<=[aeiou])ll(?=(?:ed|ing|er|ers|or|ors)$)",
)
_DOUBLE_L_WORDS = re.compile(
    r"^(?:(?:un|re|pre|mis)?(?:model|label|level|travel|cancel|channel|signal|tunnel|fuel|total|dial|equal|marshal|panel|"
    r"counsel|jewel|initial|spiral|pedal|parcel|quarrel|rival|libel|swivel|tassel|towel|trammel|yodel))l(?:ed|ing|er|ers|or|ors)$"
)
_WORDS = {
    "aluminium": "aluminum",
    "analogue": "analog",
    "analogues": "analogs",
    "catalogue": "catalog",
    "catalogues": "catalogs",
    "catalogued": "cataloged",
    "cataloguing": "cataloging",
    "dialogue": "dialog",
    "dialogues": "dialogs",
    "homologue": "homolog",
    "homologues": "homologs",
    "grey": "gray",
    "programme": "program",
    "programmes": "programs",
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "licences": "licenses",
    "practise": "practice",
    "practised": "practiced",
    "mould": "mold",
    "moulds": "molds",
    "plough": "plow",
    "sceptical": "skeptical",
    "tyre": "tire",
    "tyres": "tires",
    "ageing": "aging",
    "judgement": "judgment",
    "fulfil": "fulfill",
    "enrol": "enroll",
    "skilful": "skillful",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "cheque": "check",
    "cheques": "checks",
    "storey": "story",
    "storeys": "stories",
    "speciality": "specialty",
    "disc": "disk",
    "discs": "disks",
    "whisky": "whiskey",
    "draught": "draft",
    "kerb": "curb",
}


def american(word: str) -> str:
    """Return the American spelling of a lower-case English word; any other word comes back as it is."""
    if word in _WORDS:
        return _WORDS[word]
    if "our" in word and word not in _OUR_STAYS:
        word = _OUR.sub("or", word)
    if "is" in word and not _ISE_STAYS.match(word):
        word = _ISE.sub("iz", word)
    if "ys" in word:
        word = _YSE.sub("yz", word)
    if "ae" in word or "oe" in word:
        word = _LIGATURE.sub(lambda match: match.group().replace("ae", "e").replace("oe", "e"), word)
    if "sulph" in word:
        word = word.replace("sulph", "sulf")
    if word.endswith(("re", "res")):
        word = _RE.sub(r"\1er\2", word)
    if "ll" in word and _DOUBLE_L_WORDS.match(word):
        word = _DOUBLE_L.sub("l", word)
    return word
