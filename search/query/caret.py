"""A part of a query with carets under a position, aligned by terminal columns.

East Asian characters take two columns (UAX #11), combining and invisible ones none.
"""

import unicodedata

_AROUND = 30  # characters shown on either side of the place
_MOST_CARETS = 60


def pointed(text: str, start: int, end: int) -> tuple[str, str]:
    """Return a line with the text around ``start``, and a line with carets below ``start:end``."""
    first, last = max(0, start - _AROUND), min(len(text), max(end, start) + _AROUND, start + 2 * _AROUND)
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    shown = "".join(map(_visible, text[first:last]))
    to_the_caret = _columns(before) + _columns(shown[: start - first])
    carets = min(max(1, _columns(shown[start - first : max(end, start) - first])), _MOST_CARETS)
    return before + shown + after, " " * to_the_caret + "^" * carets


def _visible(char: str) -> str:
    """Return a replacement for a character that a terminal would interpret or cannot show."""
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return " " if category in ("Cc", "Cf", "Zl", "Zp") else char


def _columns(text: str) -> int:
    from rich.cells import cell_len  # loaded only where a query is pointed at

    return cell_len(text)
