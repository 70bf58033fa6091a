"""Texts for people: English in the code, Japanese in a gettext catalogue.

The command line looks texts up with ``gettext``, ``ngettext`` and ``pgettext`` of the standard library, as click looks up
its own, when they are printed; ``N_`` marks a text that is looked up later. Errors and notices are English unless they are
asked for in Japanese (``translated``), so a program that uses the library is not bound to the user's language.

To correct a Japanese text, edit ``ja/LC_MESSAGES/shoroku.po`` and run ``make messages``, which writes the ``.mo`` file that
is read.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol, Self, runtime_checkable

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


def translated(text: str, language: str) -> str:
    """Return ``text`` in ``language`` ("en" or "ja"); a text that the catalogue does not have is returned as it is."""
    return _japanese().gettext(text) if language == "ja" and text else text


@cache
def _japanese() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, ["ja"])


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


# --- Texts with fields ------------------------------------------------------------------------------------------------

#: A template that is the same in every language.
AS_IS = "{text}"


class Localized(str):
    """A text in English that can be translated: a template of the catalogue, and the fields that are filled in.

    Errors may have such texts as fields. A field of a text may be a text of this kind, or an error.
    """

    template: str
    fields: dict[str, Any]

    def __new__(cls, template: str, /, **fields: Any) -> Self:
        made = super().__new__(cls, _filled(template, fields, "en"))
        made.template, made.fields = template, fields
        return made

    @property
    def ja(self) -> str:
        """The text in Japanese."""
        return _filled(self.template, self.fields, "ja")

    def __reduce__(self) -> tuple[Any, ...]:
        return _localized, (type(self), self.template, self.fields)


def _localized(kind: type[Localized], template: str, fields: dict[str, Any]) -> Localized:
    return kind(template, **fields)


def _filled(template: str, fields: Mapping[str, object], language: str) -> str:
    return translated(template, language).format(**{name: shown(value, language) for name, value in fields.items()})


def in_japanese(text: str) -> str:
    """Return the Japanese form of a text, or the text itself if it has none."""
    return text.ja if isinstance(text, Localized) else text


def shown(value: object, language: str) -> object:
    """Return the value of a field as it stands in a text."""
    if isinstance(value, Localized):
        return value.ja if language == "ja" else str(value)
    if isinstance(value, Speaker):
        return value.text(language)
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return ("、" if language == "ja" else ", ").join(value)
    return value


@runtime_checkable
class Speaker(Protocol):
    """What has a text in each language, as errors have."""

    def text(self, language: str) -> str: ...
