"""Converts markup in titles and abstracts to plain text: HTML, JATS, MathML, entities, remains of CDATA.

Only known markup is removed; ``p < 0.05 and q > 3`` stays. A formula keeps its letters once: if it is given in both TeX and
MathML, the MathML is used. All steps take linear time.
"""

import html
import re
from html.entities import html5

#: Begin a new line.
_BLOCKS = frozenset(
    "abstract blockquote br break caption center dd def-list disp-formula disp-quote div dl dt h1 h2 h3 h4 h5 h6 hr li"
    " list list-item ol p pre sec section table tbody td tfoot th thead title tr trans-abstract ul verse-group".split()
)
_INLINES = frozenset(
    "a abbr alternatives article-title b big bold cite code del dfn em email ext-link fn font graphic i img"
    " inline-formula inline-graphic ins italic kbd mark monospace named-content nobr overline q roman rp rt ruby s samp"
    " sans-serif sc small span strike strong style styled-content sub sup tex-math tt u underline uri var xref".split()
)
_MATH = frozenset(
    "annotation annotation-xml maction maligngroup malignmark math menclose merror mfenced mfrac mi mlabeledtr"
    " mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable"
    " mtd mtext mtr munder munderover none semantics".split()
)
_UNPREFIXED = _BLOCKS | _INLINES | _MATH - {"none"}

#: Letters that formulas also put in angle brackets; they are tags only if they are closed or have attributes.
_AMBIGUOUS = frozenset("aqsu")

_PREFIX = r"(?:jats|mml|xhtml|html|m|math|xml|ce|oasis|tei|ns\d{1,3}):"
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>=]+))*"""
_TAG = re.compile(rf"<(/?)({_PREFIX})?([a-zA-Z][\w-]*)({_ATTRIBUTES})\s*/?>([ \t\r\n]*)(?=(<)?)", re.IGNORECASE)
_CLOSING = re.compile(r"</([a-zA-Z])\s*>")
_SAID_TWICE = re.compile(r"<((?:\w+:)?(?:tex-math|annotation))\b[^<>]*>[^<]*</\1\s*>")
_HAS_MATHML = re.compile(r"<(?:\w+:)?math[\s>]")
_TEX_PREAMBLE = re.compile(r"\\documentclass[^$<]{0,1000}?\\begin\{document\}|\\end\{document\}")
_INSTRUCTION = re.compile(r"<[?!][A-Za-z][^<>]{0,200}>")
_ENTITY = re.compile(r"&(?:amp;|#38;|#[xX]26;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: Marks the beginning of a block until white space is normalised. Cleaned text never contains it.
_BREAK = "\0"
_WHITE = re.compile(r"[ \t\r\n]+")


def plain(text: str) -> str:
    """Return ``text`` without markup: inline tags are removed, blocks begin a new line, entities become characters.

    Entities are decoded even if they were encoded several times, and tags that were encoded with entities are tags.
    """
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _without_tags(text) if "<" in text or "]]>" in text else text


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name.startswith("#"):
        return html.unescape(f"&{name};")
    return html5.get(f"{name};", f"&{name};")


def _without_tags(text: str) -> str:
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    text = _INSTRUCTION.sub("", _without_comments(text))
    if "<" not in text:
        return text
    text = _said_once(text)
    closed = set(_CLOSING.findall(text))
    marked = _TAG.sub(lambda match: _replaced(match, closed), text)
    return _lines(_WHITE.sub(" ", marked)) if _BREAK in marked else marked


def _replaced(match: re.Match[str], closed: set[str]) -> str:
    slash, prefix, written, attributes, white, before_tag = match.groups()
    name = written.lower()
    if not prefix and (name not in _UNPREFIXED or (name in _AMBIGUOUS and written not in closed and not attributes)):
        return match.group()
    if name in _MATH and before_tag and not (name == "math" and slash):
        return ""  # white space between the parts of a formula is the writer's layout
    return (_BREAK if name in _BLOCKS else "") + white


def _lines(text: str) -> str:
    return "\n".join(line for part in text.split(_BREAK) if (line := part.strip(" ")))


def _said_once(text: str) -> str:
    """Remove the TeX of a formula if its MathML is there too, else the TeX preamble around the formula."""
    if "tex-math" in text or "annotation" in text:
        text = _SAID_TWICE.sub("", text) if _HAS_MATHML.search(text) else _TEX_PREAMBLE.sub("", text)
    return text


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join(kept) + text[at:] if kept else text
