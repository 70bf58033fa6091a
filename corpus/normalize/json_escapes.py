"""Escapes characters in JSON that could control a terminal or reverse a line of text.

JSON (RFC 8259) must escape only control characters below U+0020. DEL, the C1 controls, direction marks and invisible tags
are valid in it, and a terminal or editor that shows the JSON obeys them ("Trojan Source", CVE-2021-42574).
"""

import re

_HARMFUL = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)


def escaped_json(written: bytes) -> bytes:
    """Return equivalent JSON in UTF-8 with these characters escaped."""
    if written.isascii() and b"\x7f" not in written:
        return written
    text = written.decode()
    return _HARMFUL.sub(_escape, text).encode() if _HARMFUL.search(text) else written


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
