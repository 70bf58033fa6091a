"""A text of the command line in the language of the person who reads it."""

import os
from typing import Literal

from shoroku.cli.messages.texts import MESSAGES

Language = Literal["en", "ja"]

#: The first that is set decides, as POSIX has it; SHOROKU_LANG before all.
_VARIABLES = ("SHOROKU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> Language:
    """Return the language to speak, as the environment says at this moment."""
    chosen = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return "ja" if chosen.lower().startswith("ja") else "en"


def message(id_: str, /, **fields: object) -> str:
    """Return the text of that id in ``messages.py``, filled with ``fields``."""
    english, japanese = MESSAGES[id_]
    return (japanese if language() == "ja" else english).format(**fields)
