"""The signs of the query language in every width, and where each of them has a special meaning."""

import re

OPEN, CLOSE = "(（", ")）"
PIPE = "|｜"
MINUS, PLUS, EQUALS = "-－−‐", "+＋", "=＝"
STARS = "*＊"
COLONS = ":："
#: Opening quotation mark -> closing marks; and the marks that may have been meant if those are missing.
QUOTES = {"“": "”", "„": "“”", "”": "”", '"': '"＂', "＂": '"＂', "「": "」", "『": "』"}
OTHER_CLOSE = {"“": '"＂', '"': "”", "＂": "”"}

OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "ＡＮＤ": "and", "ＯＲ": "or", "ＮＯＴ": "not"}
_OPERATOR = "(?:AND|OR|NOT|ＡＮＤ|ＯＲ|ＮＯＴ)"

#: Characters that a backslash turns into ordinary characters.
ESCAPABLE = frozenset(
    "\\" + OPEN + CLOSE + PIPE + MINUS + PLUS + EQUALS + STARS + COLONS + "?~[]［］" + "".join(QUOTES) + "」』"
)

_BREAKS = r"\s\\" + re.escape(OPEN + CLOSE + PIPE + "".join(QUOTES) + "[［")
_SPECIAL = _BREAKS + re.escape(COLONS + STARS + "?~")
_FIRST = re.escape(MINUS + PLUS + EQUALS)

#: Text between spaces without any sign, and a run of such texts.
SIMPLE = re.compile(rf"(?!{_OPERATOR}(?!\S))(?![{_FIRST}])[^{_SPECIAL}]++(?!\S)")
RUN = re.compile(rf"{SIMPLE.pattern}(?:\s++{SIMPLE.pattern})*+")
#: Characters that are ordinary at any position in a chunk.
ORDINARY = re.compile(rf"[^{_BREAKS}]+")
SPACE = re.compile(r"\s+")

OPERATOR = re.compile(rf"{_OPERATOR}(?=[\s{re.escape(OPEN + CLOSE + ''.join(QUOTES))}]|$)")
ESCAPED_OPERATOR = re.compile(rf"\\(?={_OPERATOR}(?:[\s{re.escape(OPEN + CLOSE + ''.join(QUOTES))}]|$))")
NAME = re.compile(rf"([^{_SPECIAL}]{{1,30}})[{COLONS}]")
TAG = re.compile(r"[\[［]([^\[\]［］\n]{1,40})[\]］]")
TAG_END = re.compile(rf"[\s\[［{re.escape(CLOSE + PIPE)}]|$")
#: A minus before a number is not an exclusion: -80 °C.
NUMBER = re.compile(r"\d[\d.,]*(?:[%％℃]|°C)?(?=[\s)）]|$)")
WORD_CHARACTER = re.compile(r"\w")
_INSIDE = rf"[^\s\\{re.escape(OPEN + CLOSE + PIPE + ''.join(QUOTES))}]*+"
#: Brackets that belong to the word that they touch: arthritis(RA), (E)-hexenal, N-(3-(aminomethyl)benzyl).
PAIR = re.compile(rf"[(（]{_INSIDE}(?:[(（]{_INSIDE}[)）]{_INSIDE})*+[)）]")
PAIR_BEFORE_WORD = re.compile(rf"{PAIR.pattern}(?!{_OPERATOR}\b)[\w{_FIRST}]")
SLOP = re.compile(r"~(\d{0,6})(?=[\s)）|｜\[［]|$)")

_WORD = r"[^\W_](?:[^\W_]|[-'’])*"
#: A word with stars and question marks, and punctuation that may follow it.
PATTERN = re.compile(rf"(\*?{_WORD}(?:[*?]{_WORD})*\*?)[.,;:!?、。，]*")
FUZZY = re.compile(rf"({_WORD})~(\d+(?:\.\d+)?)?[.,;:!?、。，]*")
#: A question mark is a wildcard only between two letters; a star before a digit is part of a name (HLA-B*27).
NO_PATTERN = re.compile(r"(?<![A-Za-zÀ-ɏ0-9])\?|\?(?![A-Za-zÀ-ɏ0-9])|(?<=.)\*\d")
#: A word and the initials after it, as in PubMed's names: Fujimoto M, Fujimoto M.J.
NAME_IN_PARTS = re.compile(
    rf"[^{_SPECIAL}]+[ \u3000]+(?!OR\b)([A-Z]\.?(?:[ -]?[A-Z]\b\.?)?)(?=[\s{re.escape(CLOSE)}]|$)"
)
