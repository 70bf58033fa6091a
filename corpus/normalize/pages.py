"""Normalises page ranges to ``335-339``, from a first and a last page or from an abbreviated range."""

import re

_RANGE = re.compile(r"\s*([A-Za-z]*)(\d+)\s*[-‐‑–—―−~～]+\s*([A-Za-z]*)(\d+)\s*")


def pages(first: str, last: str = "") -> str:
    """Return the pages from ``first`` to ``last``; ``first`` may be a range itself, as in ``335-9`` or ``335--339``."""
    first, last = first.strip(), last.strip()
    if not last:
        return _range(first)
    return f"{first}-{last}" if first and first != last else last


def _range(written: str) -> str:
    match = _RANGE.fullmatch(written)
    if not match:
        return written
    prefix, start, other, end = match.groups()
    end = start[: len(start) - len(end)] + end if len(end) < len(start) else end
    return f"{prefix}{start}" if (start, prefix) == (end, other or prefix) else f"{prefix}{start}-{other}{end}"
