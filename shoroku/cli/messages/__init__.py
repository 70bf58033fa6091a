"""The language of the command line: English in the code, Japanese in a gettext catalogue.

Texts are looked up with ``gettext``, ``ngettext`` and ``pgettext`` of the standard library, as click looks up its own, when
they are printed; ``N_`` marks a text that is looked up later. The Japanese of both is in
``ja/LC_MESSAGES/shoroku.po``: mend it there, then run ``make messages``, which writes the ``.mo`` that is read.
"""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

Language = Literal["en", "ja"]

DOMAIN = "shoroku"
CATALOGUES = Path(__file__).parent

#: The first that is set decides, in the order of POSIX; SHOROKU_LANG before all.
_VARIABLES = ("SHOROKU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> Language:
    """Return the language of the user, as the environment says at this moment."""
    chosen = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return "ja" if chosen.lower().startswith("ja") else "en"


def N_(text: str) -> str:  # noqa: N802 (the name that tools for catalogues know)
    """Return ``text``, which goes into the catalogue and is translated when it is printed."""
    return text


@contextmanager
def translation() -> Iterator[None]:
    """Have gettext look texts up in our catalogue, in the user's language: ours, and click's own."""
    domain, variable = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()  # what gettext asks first
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if variable is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = variable
