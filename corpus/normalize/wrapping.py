"""Joins wrapped lines: with a space, but without one between two Japanese characters."""

import re

_WIDE = "\u3000-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f"
_INSIDE_JAPANESE = re.compile(rf"(?<=[{_WIDE}])[ \t\r]*\n\s*(?=[{_WIDE}])")
_WHITE_SPACE = re.compile(r"[ \t\r\n\x0b\x0c]+")


def unwrapped(text: str) -> str:
    """Return ``text`` on one line, with single spaces. Full-width spaces are kept."""
    return _WHITE_SPACE.sub(" ", _INSIDE_JAPANESE.sub("", text)).strip(" ")
