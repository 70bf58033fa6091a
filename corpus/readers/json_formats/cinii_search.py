"""CiNii Research's answer to a search, as JSON (OpenSearch, v1 and v2): a channel with items, or items without it.

An item has one title and at most one abstract, without their languages; the whole record is in cinii.py's format.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import unquote

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import flags, objects, string, strings, texts
from shoroku.corpus.readers.json_formats.cinii import CRID, DATA_SOURCES, SEARCH_ANSWER
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Licence, Person, Record, with_id
from shoroku.corpus.record_errors import NoTitle

_ENVELOPE = frozenset({"items"})
#: CiNii's own address, or that of another server with its interface, where a record may have another id.
_CRID = re.compile(r"cir\.nii\.ac\.jp/crid/(\d+)|://[^/?#]+(?:/[^?#]*)?/crid/([^/?#]+)$")
_SOURCE_NAMES = frozenset(DATA_SOURCES.values())


class Page(NamedTuple):
    """Which part of all that was found an answer holds."""

    total: int
    start: int
    size: int


def page(answer: dict[str, Any]) -> Page:
    """Return the position of a page among all results. Numbers may be strings; a missing one is 0."""
    said = (string(answer.get(f"opensearch:{name}")) for name in ("totalResults", "startIndex", "itemsPerPage"))
    return Page(*(whole(number) or 0 for number in said))


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each one of the answer."""
    return answers.read(stream, "CiNii JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record | None:
    """Return the record of one item, None for a channel without items. Raises RecordError (no title, a bad date)."""
    if data.get("@type") == "channel":
        return None
    titles = texts(data.get("title")) or texts(data.get("dc:title"))
    if not titles:
        raise NoTitle(field="title")
    crid = _crid(data)
    kind = (string(data.get("dc:type")) or "Article").lower()
    identifiers = _identifiers(data, crid)
    made = Record(
        id=crid,
        type=kind,
        titles=titles,
        abstracts=texts(data.get("description")),
        creators=(
            (Person(names=titles, identifiers=tuple(one for one in identifiers if one.kind != "URI")),)
            if kind == "researcher"
            else tuple(Person(names=(name,)) for name in texts(data.get("dc:creator")))
        ),
        journals=texts(data.get("prism:publicationName")),
        issns=tuple(dict.fromkeys(found for value in strings(data.get("prism:issn")) if (found := issn(value)))),
        volume=string(data.get("prism:volume")),
        issue=string(data.get("prism:number")),
        pages=_pages(data),
        date=_date(data),
        publishers=texts(data.get("dc:publisher")),
        language=language.tag(string(data.get("dc:language"))),
        subjects=texts(data.get("dc:subject")),
        identifiers=identifiers,
        sources=_sources(data),
        links=_links(data),
        abstract_licence=_licence(data),
    )
    return with_id(made)


def _crid(data: dict[str, Any]) -> str:
    addresses = [
        string(data.get("@id")),
        *(string(item.get("@id")) for item in objects(data.get("link"))),
        string(data.get("link")),
    ]
    found = (match for address in addresses if (match := _CRID.search(address)))
    return next((unquote(match[1] or match[2]) for match in found), "")


def _pages(data: dict[str, Any]) -> str:
    return pages(string(data.get("prism:startingPage")), string(data.get("prism:endingPage"))) or string(
        data.get("prism:pageRange")
    )


def _date(data: dict[str, Any]) -> str:
    field = next((name for name in ("prism:publicationDate", "dc:date") if string(data.get(name))), "dc:date")
    return cleaning.date(string(data.get(field)), field)


def _identifiers(data: dict[str, Any], crid: str) -> tuple[Identifier, ...]:
    """Return the CRID and what ``dc:identifier`` names, addresses too, as whole records do."""
    typed = [(string(item.get("@type")), string(item)) for item in objects(data.get("dc:identifier"))]
    found = [canonical(kind, value) for kind, value in typed if value]
    return tuple(dict.fromkeys(([Identifier("CRID", crid)] if CRID.fullmatch(crid) else []) + found))


def _sources(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the data sources that ``dc:source`` names; most of what it names are places where the full text is."""
    titles = [string(item.get("dc:title")) for item in objects(data.get("dc:source"))]
    names = [DATA_SOURCES.get(title, title) for title in titles]
    return tuple(dict.fromkeys(name for name in names if name in _SOURCE_NAMES))


def _links(data: dict[str, Any]) -> tuple[str, ...]:
    sites = [string(item.get("@id")) for item in objects(data.get("dc:source"))]
    addresses = [
        string(item) for item in objects(data.get("dc:identifier")) if string(item.get("@type")).upper() == "CIR:URI"
    ]
    return tuple(dict.fromkeys(url for url in sites + addresses if url))


def _licence(data: dict[str, Any]) -> Licence:
    return licence(*flags(data.get("abstractLicenseFlag")))


def _recognizes(head: bytes) -> bool:
    return (
        head.lstrip().startswith((b"{", b"[")) and b"cir.nii.ac.jp/" in head and SEARCH_ANSWER.search(head) is not None
    )


FORMAT = Format("cinii-search", "CiNii Research", _recognizes, read, priority=20)
