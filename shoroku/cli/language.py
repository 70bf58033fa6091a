"""Which language the person reads: Japanese or English, by $SHOROKU_LANG, else by the locale."""

import os
from typing import Literal

Language = Literal["en", "ja"]

#: The first that is set decides, as POSIX has it; SHOROKU_LANG before all.
_VARIABLES = ("SHOROKU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> Language:
    """Return the language to speak, as the environment says at this moment."""
    chosen = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return "ja" if chosen.lower().startswith("ja") else "en"
