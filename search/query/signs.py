"""The signs of the query language in every width, and where each of them has a special meaning."""

import re

OPEN, CLOSE = "(（", ")）"
PIPE = "|｜"
MINUS, PLUS, EQUALS = "-－−‐", "+＋", "=＝"
STARS = "*＊"
COLONS = ":："
#: What opens a quotation -> what closes it; where that is missing, what may have been meant.
QUOTES = {"“": "”", "„": "“”", "”": "”", '"': '"＂', "＂": '"＂', "「": "」", "『": "』"}
OTHER_CLOSE = {"“": '"＂', '"': "”", "＂": "”"}

OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "ＡＮＤ": "and", "ＯＲ": "or", "ＮＯＴ": "not"}
_OPERATOR = "(?:AND|OR|NOT|ＡＮＤ|ＯＲ|ＮＯＴ)"

#: What a backslash before it makes an ordinary character.
ESCAPABLE = frozenset(
    "\\" + OPEN + CLOSE + PIPE + MINUS + PLUS + EQUALS + STARS + COLONS + "?~[]［］" + "".join(QUOTES) + "」』"
)

_BREAKS = r"\s\\" + re.escape(OPEN + CLOSE + PIPE + "".join(QUOTES) + "[［")
_SPECIAL = _BREAKS + re.escape(COLONS + STARS + "?~")
_FIRST = re.escape(MINUS + PLUS + EQUALS)

#: Chunks of text between spaces that hold no sign whatever, and a run of them.
SIMPLE = re.compile(rf"(?!{_OPERATOR}(?!\S))(?![{_FIRST}])[^{_SPECIAL}]++(?!\S)")
RUN = re.compile(rf"{SIMPLE.pattern}(?:\s++{SIMPLE.pattern})*+")
#: Characters that are only themselves wherever they stand in a chunk.
ORDINARY = re.compile(rf"[^{_BREAKS}]+")
SPACE = re.compile(r"\s+")

OPERATOR = re.compile(rf"{_OPERATOR}(?=[\s{re.escape(OPEN + CLOSE + ''.join(QUOTES))}]|$)")
ESCAPED_OPERATOR = re.compile(rf"\\(?={_OPERATOR}(?:[\s{re.escape(OPEN + CLOSE + ''.join(QUOTES))}]|$))")
NAME = re.compile(rf"([^{_SPECIAL}]{{1,30}})[{COLONS}]")
TAG = re.compile(r"[\[［]([^\[\]［］\n]{1,40})[\]］]")
TAG_END = re.compile(rf"[\s\[［{re.escape(CLOSE + PIPE)}]|$")
#: A number is not left out by a minus before it: -80 °C.
NUMBER = re.compile(r"\d[\d.,]*(?:[%％℃]|°C)?(?=[\s)）]|$)")
WORD_CHARACTER = re.compile(r"\w")
_INSIDE = rf"[^\s\\{re.escape(OPEN + CLOSE + PIPE + ''.join(QUOTES))}]*+"
#: Brackets that are a part of the word that they touch: arthritis(RA), (E)-hexenal, N-(3-(aminomethyl)benzyl).
PAIR = re.compile(rf"[(（]{_INSIDE}(?:[(（]{_INSIDE}[)）]{_INSIDE})*+[)）]")
PAIR_BEFORE_WORD = re.compile(rf"{PAIR.pattern}(?!{_OPERATOR}\b)[\w{_FIRST}]")
SLOP = re.compile(r"~(\d{0,6})(?=[\s)）|｜\[［]|$)")

_WORD = r"[^\W_](?:[^\W_]|[-'’])*"
#: A word with stars and question marks in it, and what may follow it that is no part of it.
PATTERN = re.compile(rf"(\*?{_WORD}(?:[*?]{_WORD})*\*?)[.,;:!?、。，]*")
FUZZY = re.compile(rf"({_WORD})~(\d+(?:\.\d+)?)?[.,;:!?、。，]*")
#: A question mark stands for a letter only between two; a star before a figure is a part of a name (HLA-B*27).
NO_PATTERN = re.compile(r"(?<![A-Za-zÀ-ɏ0-9])\?|\?(?![A-Za-zÀ-ɏ0-9])|(?<=.)\*\d")
