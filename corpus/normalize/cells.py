"""Guards table cells that a spreadsheet would run as formulas.

Excel and similar programs run a cell that begins with = + - or @ as a formula, even from a CSV file; Japanese versions also
accept the full-width signs. A leading apostrophe makes the cell text (OWASP, "CSV Injection"); our reader removes it again.
"""

import re

_RISKY = re.compile(r"[\s']*[=+\-@＝＋－＠]|[\t\r]")
_GUARDED = re.compile(r"'[\s']*[=+\-@＝＋－＠]")


def guarded(cell: str) -> str:
    """Return ``cell``, with a leading apostrophe if a spreadsheet might run it."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return ``cell`` without the apostrophe that ``guarded`` added."""
    return cell[1:].lstrip() if _GUARDED.match(cell) else cell
