"""CiNii Research's search results as RSS 1.0 (RDF): the same items as in JSON."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.readers import xml
from shoroku.corpus.readers.json_formats import cinii_search
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Record

_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://ndl.go.jp/dcndl/terms": "ndl:",
    "http://ndl.go.jp/dcndl/terms/": "ndl:",
}


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each item of the response."""
    return xml.items(stream, {"item": record})


def record(item: xml.Element) -> Record | None:
    """Return the record of one item element. Raises RecordError (no title, an unreadable date)."""
    return cinii_search.record(_as_json(item))


def _as_json(item: xml.Element) -> dict[str, Any]:
    """Return the item in the form of CiNii's JSON, with every value in a list."""
    data: dict[str, Any] = {"@id": xml.attribute(item, "about")}
    for child in item:
        if name := xml.local(child):
            data.setdefault(_PREFIXES.get(child.tag.rpartition("}")[0][1:], "") + name, []).append(_value(child, name))
    return data


def _value(child: xml.Element, name: str) -> Any:
    written = xml.content(child)
    if name == "identifier":
        return {"@type": xml.attribute(child, "datatype"), "@value": written}
    if name == "source":
        return {"@id": xml.attribute(child, "resource"), "dc:title": xml.attribute(child, "title") or written}
    return written


def _recognizes(head: bytes) -> bool:
    return xml.root(head).endswith("}RDF") and b"purl.org/rss/1.0/" in head and b"cir.nii.ac.jp/" in head


FORMAT = Format("cinii-rss", "CiNii Research", _recognizes, read, priority=20)
