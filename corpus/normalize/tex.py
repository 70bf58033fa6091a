"""Escapes plain text for TeX, with braces that BibTeX can count, so that it is typeset as it is written.

Letters are kept, in UTF-8. Only TeX's special characters are replaced, and marks that TeX would join (``--``, ``''``) are
separated.
"""

import re

#: Braces are written by name, because BibTeX also counts escaped ones, and an unbalanced brace would break the entry.
NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "$&#%_"},
}
_SIGNS = re.compile("|".join(map(re.escape, NAMED)))
#: Ligatures of TeX's fonts: two hyphens become a dash, two quotes become quotation marks, ?` and !` become ¿ and ¡.
_PAIRS = re.compile("--|''|``|[?!]`|,,|<<|>>")
_JOINED = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")


def escaped(text: str) -> str:
    """Return one line of text, escaped for TeX."""
    if _PAIRS.search(text):
        text = _JOINED.sub("\0", text)
    return _SIGNS.sub(lambda match: NAMED[match.group()], text).replace("\0", "{}")
