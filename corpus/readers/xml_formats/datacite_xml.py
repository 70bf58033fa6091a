"""DataCite's XML (kernel 3 and 4): one ``resource``, or several in an envelope.

It says the same as DataCite's JSON in other brackets, so it is turned into that.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.readers import xml
from shoroku.corpus.readers.json_formats import datacite
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Record


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each resource."""
    return xml.items(stream, {"resource": record})


def record(root: xml.Element) -> Record | None:
    """Return the record of one ``resource``. Raises RecordError (no title, an unreadable date)."""
    general = xml.first(root, "resourceType")
    return datacite.record(
        {
            "doi": next((xml.value(one) for one in xml.each(root, "identifier") if _is_doi(one)), ""),
            "types": {
                "resourceTypeGeneral": "" if general is None else xml.attribute(general, "resourceTypeGeneral"),
                "resourceType": "" if general is None else xml.value(general),
            },
            "titles": [_valued(one, "title") for one in xml.each(root, "titles/title")],
            "descriptions": [_valued(one, "description") for one in xml.each(root, "descriptions/description")],
            "subjects": [_valued(one, "subject") for one in xml.each(root, "subjects/subject")],
            "dates": [_valued(one, "date") for one in xml.each(root, "dates/date")],
            "creators": [_person(one, "creatorName") for one in xml.each(root, "creators/creator")],
            "contributors": [_person(one, "contributorName") for one in xml.each(root, "contributors/contributor")],
            "publisher": xml.value(root, "publisher"),
            "publicationYear": xml.value(root, "publicationYear"),
            "language": xml.value(root, "language"),
            "alternateIdentifiers": [
                _valued(one, "alternateIdentifier")
                for one in xml.each(root, "alternateIdentifiers/alternateIdentifier")
            ],
            "relatedIdentifiers": [
                _valued(one, "relatedIdentifier") for one in xml.each(root, "relatedIdentifiers/relatedIdentifier")
            ],
            "relatedItems": [_item(one) for one in xml.each(root, "relatedItems/relatedItem")],
            "fundingReferences": [_award(one) for one in xml.each(root, "fundingReferences/fundingReference")],
        }
    )


def _is_doi(element: xml.Element) -> bool:
    return xml.attribute(element, "identifierType").upper() in ("", "DOI")


def _valued(element: xml.Element, name: str) -> dict[str, Any]:
    """Return an element as an object: its text under its name, and its attributes."""
    said = {str(key).rpartition("}")[2]: str(value).strip() for key, value in element.attrib.items()}
    return {**said, name: xml.content(element)}


def _person(element: xml.Element, name: str) -> dict[str, Any]:
    found = xml.first(element, name)
    return {
        **_valued(element, "_"),
        "name": xml.value(element, name),
        "lang": "" if found is None else xml.lang(found),
        "familyName": xml.value(element, "familyName"),
        "givenName": xml.value(element, "givenName"),
        "nameIdentifiers": [_valued(one, "nameIdentifier") for one in xml.each(element, "nameIdentifier")],
        "affiliation": [_valued(one, "name") for one in xml.each(element, "affiliation")],
    }


def _item(element: xml.Element) -> dict[str, Any]:
    named = xml.first(element, "relatedItemIdentifier")
    return {
        **_valued(element, "_"),
        "titles": [_valued(one, "title") for one in xml.each(element, "titles/title")],
        "relatedItemIdentifier": None if named is None else _valued(named, "relatedItemIdentifier"),
    }


def _award(element: xml.Element) -> dict[str, Any]:
    body, number = xml.first(element, "funderIdentifier"), xml.first(element, "awardNumber")
    return {
        "funderName": xml.value(element, "funderName"),
        "funderIdentifier": xml.value(element, "funderIdentifier"),
        "funderIdentifierType": "" if body is None else xml.attribute(body, "funderIdentifierType"),
        "awardNumber": xml.value(element, "awardNumber"),
        "awardUri": "" if number is None else xml.attribute(number, "awardURI"),
        "awardTitle": xml.value(element, "awardTitle"),
    }


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "resource" and b"datacite.org/schema/kernel" in head


FORMAT = Format("datacite-xml", "DataCite", _recognizes, read)
