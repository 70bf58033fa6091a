"""The envelope of OAI-PMH: ListRecords and GetRecord with any metadata format, resumption tokens, deletions, errors.

``parts`` yields everything, for a harvester; ``read`` yields only the records. A header with status "deleted" is no record.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from msgspec.structs import replace

from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.readers.xml_formats import jats, jpcoar, junii2, oai_dc
from shoroku.corpus.record import Record
from shoroku.corpus.record_errors import AnswerSays, BrokenXml, NothingFound, UnknownMetadata, WrongType
from shoroku.messages import N_, Localized

#: Name of the metadata's element -> its format.
METADATA: dict[str, Callable[[xml.Element], Record]] = {
    "jpcoar": jpcoar.record,
    "junii2": junii2.record,
    "dc": oai_dc.record,
    "article": jats.record,
}

_MEANINGS = {
    "badArgument": N_("an argument of the request is invalid"),
    "badResumptionToken": N_("the resumption token is wrong or has expired"),
    "badVerb": N_("unknown request"),
    "cannotDisseminateFormat": N_("the metadata format is not available"),
    "idDoesNotExist": N_("no record has that identifier"),
    "noMetadataFormats": N_("there are no metadata formats for the record"),
    "noRecordsMatch": N_("no records match"),
    "noSetHierarchy": N_("the server has no sets"),
}
_UNKNOWN = N_("an error code that the protocol does not define")


class Header(NamedTuple):
    """The header of one record."""

    identifier: str
    datestamp: str
    deleted: bool
    sets: tuple[str, ...]


class Delivery(NamedTuple):
    """One record of a response. ``metadata`` is None for a deleted record; it is emptied when the next part is requested."""

    header: Header
    metadata: xml.Element | None
    element: xml.Element


class Token(NamedTuple):
    """A resumption token; an empty ``value`` ends the list. ``size`` and ``cursor`` are None if not given."""

    value: str
    size: int | None
    cursor: int | None


def parts(stream: BinaryIO) -> Iterator[Delivery | Token]:
    """Yield the parts of a response in order.

    Raises AnswerSays (NothingFound for noRecordsMatch) for an error of the server, BrokenXml, UnsafeXml.
    """
    for element in xml.elements(stream, ("record", "resumptionToken", "error"), dropped=jats.NOT_READ):
        name = xml.local(element)
        if name == "record":
            yield _delivery(element)
        elif name == "resumptionToken":
            size, cursor = (
                whole(xml.attribute(element, "completeListSize")),
                whole(xml.attribute(element, "cursor")),
            )
            yield Token(xml.value(element), size, cursor)
        else:
            raise error_of(element)


def records(stream: BinaryIO) -> Iterator[tuple[Header, xml.Element | None]]:
    """Yield the header and the metadata (None if deleted) of each record. Raises the errors of ``parts``."""
    for part in parts(stream):
        if isinstance(part, Delivery):
            yield part.header, part.metadata


def error_of(element: xml.Element) -> AnswerSays:
    """Return the error of an ``error`` element."""
    code = xml.attribute(element, "code")[:40]
    kind = NothingFound if code == "noRecordsMatch" else AnswerSays
    message = xml.value(element)[:200]
    return kind(
        field="error",
        code=code,
        message=message,
        meaning=Localized(_MEANINGS.get(code, _UNKNOWN)),
        line=element.sourceline,
    )


def _delivery(element: xml.Element) -> Delivery:
    header = xml.first(element, "header")
    read_header = Header(
        identifier=xml.value(header, "identifier"),
        datestamp=xml.value(header, "datestamp"),
        deleted=header is not None and xml.attribute(header, "status") == "deleted",
        sets=tuple(xml.value(one) for one in xml.each(header, "setSpec")),
    )
    inside = [one for metadata in xml.each(element, "metadata") for one in metadata if xml.local(one)]
    return Delivery(read_header, None if read_header.deleted or not inside else inside[0], element)


def item(delivery: Delivery) -> Item | None:
    """Return the item of one delivery; None for a deleted record."""
    return xml.item(delivery.element, lambda _: _record(delivery))


def _record(delivery: Delivery) -> Record | None:
    header, metadata, _ = delivery
    if header.deleted:
        return None
    if metadata is None:
        raise WrongType(
            field="metadata",
            expected=Localized("metadata, since the record is not deleted"),
        )
    name = xml.local(metadata)
    if name not in METADATA:
        raise UnknownMetadata(field="metadata", found=name, known=("jpcoar_2.0", "jpcoar_1.0", "junii2", "oai_dc"))
    made = METADATA[name](metadata)
    return replace(made, id=header.identifier) if header.identifier else made


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record that is not deleted, and one for an error of the server."""
    try:
        for part in parts(stream):
            if isinstance(part, Delivery) and (one := item(part)) is not None:
                yield one
    except AnswerSays as error:
        yield Item(error.line, None, error)
    except BrokenXml as error:
        yield Item(error.line, None, error, error.raw)


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "OAI-PMH"


FORMAT = Format("oai", "OAI-PMH", _recognizes, read, priority=5)
