"""Plain text as TeX reads it, in the way that BibTeX can count braces: what is written is what will be set.

Letters stay as they are, in UTF-8; only TeX's signs are named, and marks that TeX joins (``--``, ``''``) kept apart.
"""

import re

#: Braces by name: BibTeX counts those with a backslash in front too, and a lone one would swallow what follows.
NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "$&#%_"},
}
_SIGNS = re.compile("|".join(map(re.escape, NAMED)))
#: Ligatures of TeX's fonts: - - becomes a dash, ' ' and ` ` quotation marks, ? ` and ! ` their Spanish beginnings.
_PAIRS = re.compile("--|''|``|[?!]`|,,|<<|>>")
_JOINED = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")


def escaped(text: str) -> str:
    """Return ``text``, one line, as TeX has to be told it."""
    if _PAIRS.search(text):
        text = _JOINED.sub("\0", text)
    return _SIGNS.sub(lambda match: NAMED[match.group()], text).replace("\0", "{}")
