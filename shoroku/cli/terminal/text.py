"""Text from records, files and arguments, made safe to print on a terminal."""

import re

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
#: Terminal escapes as wholes; then every control character, direction marks, lone surrogates, byte-order marks.
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
)
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Return text from a record, file or argument without what could control a terminal; white space becomes one space."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _ESCAPE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
