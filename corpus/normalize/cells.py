"""Cells of tables that a spreadsheet must not take for formulas.

A cell that begins with = + - or @ is run as a formula by Excel and its kin, from a CSV file too; Japanese versions take
the full-width signs as well. An apostrophe in front makes it text (OWASP, "CSV Injection"); reading takes it away again.
"""

import re

_RISKY = re.compile(r"[\s']*[=+\-@＝＋－＠]|[\t\r]")
_GUARDED = re.compile(r"'[\s']*[=+\-@＝＋－＠]")


def guarded(cell: str) -> str:
    """Return ``cell`` with an apostrophe in front if a spreadsheet might run it."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return ``cell`` without the apostrophe that ``guarded`` put there."""
    return cell[1:].lstrip() if _GUARDED.match(cell) else cell
