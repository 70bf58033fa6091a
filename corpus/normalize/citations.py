"""Parses journal, volume, issue and pages from one line of text, as in Dublin Core: ``紀要, 12(3), 34-57``.

A line that is not clearly a citation is treated as a title.
"""

import re
from typing import NamedTuple

from shoroku.corpus.normalize.pages import pages

_DASH = "[-‐‑–—―−~～]"
_PAGES = re.compile(
    rf"(?:[,.;:]|\s|p{{1,2}}\.)\s*(?:p{{1,2}}\.?\s*)?([A-Za-z]?\d{{1,6}}\s*{_DASH}+\s*[A-Za-z]?\d{{1,6}})\s*(?:頁|ページ|p\.?)?[\s.,)]*$",
    re.I,
)
_YEAR = re.compile(r"(?:[,.;]\s*|\s+|(?=[(（]))[(（]?\b(?:1[6-9]|20)\d\d(?:[-/.]\d{1,2}){0,2}\b[)）]?[\s,.;:]*$")
_VOLUME_AND_ISSUE = re.compile(
    r"[\s,.;:]+(?:vol(?:ume)?\.?\s*|第\s*)?(?P<volume>\d{1,4})\s*(?:巻)?\s*[,.;:]?\s*"
    r"(?:[(（]\s*(?:no\.?\s*)?(?P<bracketed>[\w./-]{1,12})\s*[)）]|(?:no\.?|issue|number|第)\s*(?P<issue>[\w./-]{1,12}?)\s*号?)[\s,.;:]*$",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"[\s,.;:]+(?:vol(?:ume)?\.?\s*(?P<volume>\d{1,4})|第?\s*(?P<japanese>\d{1,4})\s*巻)[\s,.;:]*$", re.IGNORECASE
)
_LONGEST = 500  # characters; longer lines are not citations


class Citation(NamedTuple):
    """The parts of a citation: the title of the journal, and the rest if known."""

    title: str
    volume: str = ""
    issue: str = ""
    pages: str = ""


def citation(line: str) -> Citation:
    """Return the parts of ``line``, at least a title."""
    if len(line) > _LONGEST:
        return Citation(line)
    rest, found_pages = _YEAR.sub("", line), ""
    if match := _PAGES.search(rest):
        rest, found_pages = rest[: match.start()], pages(match.group(1))
    rest = _YEAR.sub("", rest)
    if match := _VOLUME_AND_ISSUE.search(rest):
        return Citation(_title(rest, match), match["volume"], match["bracketed"] or match["issue"], found_pages)
    if match := _VOLUME.search(rest):
        return Citation(_title(rest, match), match["volume"] or match["japanese"], "", found_pages)
    return Citation(line)


def _title(line: str, match: re.Match[str]) -> str:
    return line[: match.start()].rstrip(" ,.;:")
