"""Crossref's REST answers (``https://api.crossref.org/works``): a list of works, one, or works without the envelope.

Titles and abstracts bear no language there; the script decides. Abstracts are JATS.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.errors import NoTitle
from shoroku.corpus.identifiers import canonical, issn
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import objects, string, strings, texts
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Person, Record, Text, with_id

_ENVELOPE = frozenset({"message", "items"})
_DATES = ("issued", "published", "published-print", "published-online", "posted")
#: The redundant heading with which many abstracts begin.
_HEADING = re.compile(r"\s*<(jats:title|title)>\s*(?:abstract|summary|要旨|抄録|概要)\s*[.:：]?\s*</\1>", re.IGNORECASE)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each work of the stream."""
    return answers.read(stream, "Crossref JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one work. Raises RecordError (no title, an unreadable date)."""
    titles = _titles(data)
    if not titles:
        raise NoTitle(field="title")
    made = Record(
        id="",
        type=work_type(string(data.get("type"))),
        titles=titles,
        abstracts=texts(_HEADING.sub("", string(data.get("abstract")), count=1)),
        creators=tuple(person for item in objects(data.get("author")) if (person := _person(item)).names),
        journals=texts(data.get("container-title")),
        issns=_issns(data),
        volume=string(data.get("volume")),
        issue=string(data.get("issue")),
        pages=pages(string(data.get("page"))) or string(data.get("article-number")),
        date=next((date for field in _DATES if (date := _date(data, field))), ""),
        publishers=texts(data.get("publisher")),
        language=language.tag(string(data.get("language"))),
        subjects=texts(data.get("subject")),
        identifiers=(canonical("DOI", doi),) if (doi := string(data.get("DOI"))) else (),
        sources=("Crossref",),
        links=_links(data),
    )
    return with_id(made)


def _titles(data: dict[str, Any]) -> tuple[Text, ...]:
    main, subtitle = string(data.get("title")), string(data.get("subtitle"))
    whole = f"{main}: {subtitle}" if main and subtitle and subtitle not in main else main
    return texts([whole, *strings(data.get("title"))[1:], *strings(data.get("original-title"))])


def _person(item: dict[str, Any]) -> Person:
    """Read a person, or a group by its ``name``; Japanese and Chinese names have the family's first."""
    family, given, suffix = (string(item.get(part)) for part in ("family", "given", "suffix"))
    is_western = cleaning.language_of(family + given) == "en"
    parts = (given, family, suffix) if is_western else (family, given)
    orcid = string(item.get("ORCID"))
    return Person(
        names=texts(" ".join(part for part in parts if part) or item.get("name")),
        affiliations=texts([one.get("name") for one in objects(item.get("affiliation"))]),
        identifiers=(canonical("ORCID", orcid),) if orcid else (),
    )


def _issns(data: dict[str, Any]) -> tuple[str, ...]:
    typed = [string(item.get("value")) for item in objects(data.get("issn-type"))]
    return tuple(dict.fromkeys(found for value in typed + strings(data.get("ISSN")) if (found := issn(value))))


def _date(data: dict[str, Any], field: str) -> str:
    """Read ``date-parts``: a list of a list of year, month and day, of which any may be missing or null."""
    parts = answers.first(data.get(field)).get("date-parts")
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    written = [string(part) for part in answers.listed(parts)][:3]
    stated = written[: written.index("")] if "" in written else written
    return cleaning.date("-".join(stated), field)


def _links(data: dict[str, Any]) -> tuple[str, ...]:
    primary = answers.first(answers.first(data.get("resource")).get("primary"))
    url = string(primary.get("URL")) or string(data.get("URL"))
    return (url,) if url else ()


_ANSWER = re.compile(rb'"message-type"\s*:\s*"work(?:-list)?"')
_WORK = (b'"reference-count"', b'"container-title"', b'"is-referenced-by-count"', b'"date-parts"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")):
        return False
    return (
        _ANSWER.search(head) is not None
        or (b'"DOI"' in head and any(key in head for key in _WORK))
        or b'"content-domain"' in head
    )


FORMAT = Format("crossref", "Crossref", _recognizes, read, priority=10)
