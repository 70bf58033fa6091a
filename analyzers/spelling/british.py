"""Unifies British and American spellings of English words.

The rules apply to lower-case words without accents, before stemming, in texts and in queries, so a word that is changed
needlessly still matches itself. The rules are narrow: one that would unify different words (``hour``/``hor``) lists its
exceptions.
"""

import re

_OUR = re.compile(
    r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|al$|ally$|able$|ite$|ites$|less$|ful$|fully$|er$|ers$|ist$|ists$|ism$|istic$|"
    r"hood$|hoods$|ably$|imetr[a-z]+$|igen[a-z]+$)"
)
_OUR_STAYS = re.compile(
    r"(?:hour|tour|flour|scour|glamour|velour|paramour|troubadour|devour|downpour|outpour|^amour|^concour|^parkour)$"
)
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ers|ing|able|ation|ations|ational)$)")
#: Beginnings before ``is`` of words that are never written with z.
_ISE_STAYS = re.compile(
    r"^(?:.*[aou]|.*w|(?:un|re|pre|over|non|semi|self|micro|in|dis|en|mis)*"
    r"(?:exerc|exc|c|circumc|conc|prec|imprec|adv|dev|rev|superv|telev|improv|v|prom|comprom|uncomprom|prem|surm|dem|chem|"
    r"advert|chast|expert|treat|mort|pract|merchand|parad|val|franch|enfranch|desp|an|cer|"
    r"pr|surpr|enterpr|compr|appr|empr|r|ar|sunr|moonr|upr|highr|lowr))$"
)
_YSE = re.compile(r"(?<=[a-z]{2}l)ys(?=(?:e|ed|er|ers|ing)$)")
_LIGATURE = re.compile(
    r"haem|aemi(?=[ac])|paed|anaes|aesth|aetio|caec|faec|gynaec|archaeo|palaeo|mediaev|caesi|caesare|"
    r"oedem|oesoph|oestr|foet|rrhoe|pnoe|amoeb|coeli(?=ac)|homoeo|manoeuv|pharmacopoe|ischaem"
)
_LEUCO = re.compile(r"leuco(?=cyt|pen|plak|derm|encephal|triene|poie|rrh)")
_RE = re.compile(r"(cent|fib|lit|tit|met|theat|goit|maneuv|calib|lust|sab|scept|spect|meag|somb)re(s?)$")
_RED = re.compile(r"(cent|fib|tit|lust|sab)red$")
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
    "practises": "practices",
    "practising": "practicing",
    "mould": "mold",
    "moulds": "molds",
    "plough": "plow",
    "sceptic": "skeptic",
    "sceptics": "skeptics",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "centring": "centering",
    "fibreglass": "fiberglass",
    "aeroplane": "airplane",
    "aeroplanes": "airplanes",
    "jewellery": "jewelry",
    "councillor": "councilor",
    "councillors": "councilors",
    "woollen": "woolen",
    "wilful": "willful",
    "wilfully": "willfully",
    "learnt": "learned",
    "likeable": "likable",
    "sizeable": "sizable",
    "cosy": "cozy",
    "primaeval": "primeval",
    "indices": "indexes",  # otherwise it would have the stem of indication
    "tyre": "tire",
    "tyres": "tires",
    "ageing": "aging",
    "judgement": "judgment",
    "fulfil": "fulfill",
    "fulfilment": "fulfillment",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "enrolments": "enrollments",
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
    """Return the American spelling of a lower-case English word; other words are returned unchanged."""
    if word in _WORDS:
        return _WORDS[word]
    if "our" in word and (match := _OUR.search(word)) and not _OUR_STAYS.search(word[: match.end()]):
        word = _OUR.sub("or", word)
    if "is" in word and (match := _ISE.search(word)) and not _ISE_STAYS.match(word[: match.start()]):
        word = _ISE.sub("iz", word)
    if "ys" in word:
        word = _YSE.sub("yz", word)
    if "ae" in word or "oe" in word:
        word = _LIGATURE.sub(lambda match: match.group().replace("ae", "e").replace("oe", "e"), word)
    if "sulph" in word or "leuco" in word:
        word = _LEUCO.sub("leuko", word.replace("sulph", "sulf"))
    if word.endswith(("re", "res", "red")):
        word = _RED.sub(r"\1ered", _RE.sub(r"\1er\2", word))
    if "ll" in word and _DOUBLE_L_WORDS.match(word):
        word = _DOUBLE_L.sub("l", word)
    return word
