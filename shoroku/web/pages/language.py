"""The language of a page: what its address says, else what the browser prefers; and the language of a text on it."""

import gettext
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from starlette.requests import Request

from shoroku.analyzers import has_japanese
from shoroku.messages import CATALOGUES, DOMAIN, Language

_WEIGHTED = re.compile(r"\s*([A-Za-z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KANA = re.compile("[\u3041-\u30fe]")


def language_of(request: Request) -> Language:
    """Return the language of the pages for a request."""
    chosen = request.query_params.get("lang")
    if chosen in ("en", "ja"):
        return "ja" if chosen == "ja" else "en"
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> Language:
    """Return which of both languages an ``Accept-Language`` prefers, English where it says nothing of them (RFC 9110)."""
    weights: dict[str, float] = {}
    for part in accepted.split(",")[:50]:
        if match := _WEIGHTED.fullmatch(part):
            weights.setdefault(match[1].lower().partition("-")[0], float(match[2] or 1))
    others = weights.get("*", 0.0)
    return "ja" if weights.get("ja", others) > weights.get("en", others) else "en"


def tag_of(text: str, stated: str) -> str:
    """Return the language tag of a text for a browser, which chooses glyphs by it; "" for unknown.

    A text that holds kana is Japanese, whatever its source says of its Chinese characters.
    """
    if _TAG.fullmatch(stated):
        return stated
    return "ja" if has_japanese(text) or _KANA.search(text) else ""


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Return the translations of a language; those of English change nothing."""
    return gettext.translation(DOMAIN, CATALOGUES, ["ja"]) if language == "ja" else gettext.NullTranslations()


def lookups(language: Language) -> dict[str, Callable[..., Any]]:
    """Return the functions by which templates look texts up."""
    found = catalogue(language)
    return {"_": _kept_empty(found.gettext), "ngettext": found.ngettext, "pgettext": found.pgettext}


def _kept_empty(look_up: Callable[[str], str]) -> Callable[[str], str]:
    """An empty text is a catalogue's header, which nobody wants to see."""
    return lambda text: look_up(text) if text else ""
