"""ORCID's records (version 3.0) as XML: whole records, or their parts ``person`` and ``works``."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.readers import xml
from shoroku.corpus.readers.json_formats import orcid
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Record

_PARTS = ("record", "person", "works", "activities")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record."""
    return xml.items(stream, dict.fromkeys(_PARTS, record))


def record(root: xml.Element) -> Record:
    """Return the record of one researcher. Raises RecordError (no name)."""
    return orcid.record(_object(root))


def _object(element: xml.Element) -> dict[str, Any]:
    """Return an element as an object: attributes and children by their local names, repeated ones as lists."""
    found: dict[str, Any] = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
    for child in element:
        if not (name := xml.local(child)):
            continue
        value = _object(child) if len(child) else {"value": xml.line(child)}
        known = found.get(name)
        found[name] = value if known is None or isinstance(known, str) else [*_listed(known), value]
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) in _PARTS and b"www.orcid.org/ns/" in head


FORMAT = Format("orcid-xml", "ORCID", _recognizes, read)
