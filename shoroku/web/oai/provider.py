"""Answers of OAI-PMH: one function for each verb."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote

from lxml import etree

from shoroku.corpus.licence import passed_on
from shoroku.corpus.oai_identifiers import identifier, namespace, number_in
from shoroku.corpus.record import Record
from shoroku.corpus.store.changelog import DatedChange
from shoroku.library import Library
from shoroku.search.options import MOST_VALUES
from shoroku.web.addresses import record_address
from shoroku.web.oai import tokens
from shoroku.web.oai.metadata import FORMATS, MetadataFormat
from shoroku.web.oai.protocol import GRANULARITY, OaiRequest, ProtocolError, span
from shoroku.web.oai.tokens import Token
from shoroku.web.xml_writing import Names, written

_OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEME = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_NAMES = Names({"": _OAI, "xsi": _XSI})
#: Records and headers of one answer.
PAGE_SIZES = {"ListRecords": 100, "ListIdentifiers": 1_000}


class Repository(NamedTuple):
    """A library as a repository: its name, the operator's mail address, the address of ``/oai``, and that of the server."""

    library: Library
    name: str
    contact: str
    url: str
    base: str


def answer(repository: Repository, given: OaiRequest, now: str) -> bytes:
    """Return the answer to a valid request; an error of the protocol is an answer, too. Raises the errors of a library."""
    root = _envelope(repository, now)
    request = _NAMES.add(root, "request", repository.url)
    try:
        content = etree.Element(_NAMES(given.verb))
        _ANSWERS[given.verb](repository, given, content)
    except ProtocolError as error:
        if error.code not in ("badArgument", "badVerb"):
            _put_arguments(request, given)
        _put_error(root, error)
    else:
        _put_arguments(request, given)
        root.append(content)
    return written(root)


def refusal(repository: Repository, error: ProtocolError, now: str) -> bytes:
    """Return the answer to a request that is not valid."""
    root = _envelope(repository, now)
    _NAMES.add(root, "request", repository.url)
    _put_error(root, error)
    return written(root)


def _envelope(repository: Repository, now: str) -> etree._Element:
    root = _NAMES.root("OAI-PMH")
    root.set(_NAMES("xsi:schemaLocation"), f"{_OAI} {_OAI}OAI-PMH.xsd")
    _NAMES.add(root, "responseDate", now)
    return root


def _put_arguments(request: etree._Element, given: OaiRequest) -> None:
    request.set("verb", given.verb)
    for name, value in given.arguments.items():
        request.set(name, value)


def _put_error(root: etree._Element, error: ProtocolError) -> None:
    element = _NAMES.add(root, "error", str(error))
    element.set("code", error.code)


# --- The repository ---------------------------------------------------------------------------------------------------


def _identify(repository: Repository, _given: OaiRequest, content: etree._Element) -> None:
    changes = repository.library.changes
    lineage = changes.lineage
    for name, value in (
        ("repositoryName", repository.name),
        ("baseURL", repository.url),
        ("protocolVersion", "2.0"),
        ("adminEmail", repository.contact),
        ("earliestDatestamp", changes.earliest),
        # A library that is made anew from a damaged one no longer knows what it had deleted, and has another lineage.
        ("deletedRecord", "transient"),
        ("granularity", GRANULARITY),
        ("compression", "gzip"),
    ):
        _NAMES.add(content, name, value)
    names = Names({"": _SCHEME, "xsi": _XSI})
    described = etree.SubElement(_NAMES.add(content, "description"), names("oai-identifier"), nsmap=names.nsmap)  # type: ignore[arg-type]
    described.set(names("xsi:schemaLocation"), f"{_SCHEME} {_SCHEME}.xsd")
    for name, value in (
        ("scheme", "oai"),
        ("repositoryIdentifier", namespace(lineage)),
        ("delimiter", ":"),
        ("sampleIdentifier", identifier(lineage, 1)),
    ):
        names.add(described, name, value)


def _list_metadata_formats(repository: Repository, given: OaiRequest, content: etree._Element) -> None:
    if given.get("identifier"):
        _change(repository, given.get("identifier"))
    for one in FORMATS.values():
        element = _NAMES.add(content, "metadataFormat")
        for name, value in (
            ("metadataPrefix", one.prefix),
            ("schema", one.schema),
            ("metadataNamespace", one.namespace),
        ):
            _NAMES.add(element, name, value)


def _list_sets(repository: Repository, given: OaiRequest, content: etree._Element) -> None:
    if given.get("resumptionToken"):
        raise ProtocolError("badResumptionToken", "The list of sets comes in one answer.")
    page = repository.library.search("", limit=0, facets={"source": MOST_VALUES})
    sources = sorted(value.value for value in page.facets["source"])
    if not sources:
        raise ProtocolError("noSetHierarchy", "No record of this library names its data source.")
    for source in sources:
        element = _NAMES.add(content, "set")
        _NAMES.add(element, "setSpec", set_of(source))
        _NAMES.add(element, "setName", source)


def set_of(source: str) -> str:
    """Return the set of a data source: its name, with "!" for the "%" of percent-encoding, which setSpec does not allow."""
    return quote(source, safe="").replace("%", "!")


def source_of(spec: str) -> str:
    """Return the data source of a set."""
    return unquote(spec.replace("!", "%"))


# --- Records ----------------------------------------------------------------------------------------------------------


def _get_record(repository: Repository, given: OaiRequest, content: etree._Element) -> None:
    change = _change(repository, given.get("identifier"))
    _put_record(repository, content, change, _format(given.get("metadataPrefix")))


def _change(repository: Repository, written_id: str) -> DatedChange:
    changes = repository.library.changes
    number = number_in(changes.lineage, written_id)
    found = changes.of(number) if number is not None else None
    if found is None:
        raise ProtocolError("idDoesNotExist", "This repository has no record with that identifier.")
    return found


def _format(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"The formats are: {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _list(repository: Repository, given: OaiRequest, content: etree._Element) -> None:
    """List records or headers, in the order of their changes.

    A record that changes while a harvester reads the list moves to its end, or beyond ``until``, where the next harvest
    finds it. So no change is lost.
    """
    changes = repository.library.changes
    lineage = changes.lineage
    place = _resumed(given, lineage) if given.get("resumptionToken") else _begun(repository, given)
    size = PAGE_SIZES[given.verb]
    found = changes.page(place.after, place.until, limit=size + 1, source=place.source)
    if not found:
        if place.delivered:  # what was left of the list has changed meanwhile, and is later than ``until``
            raise ProtocolError("badResumptionToken", "The rest of the list has changed. Begin the list again.")
        raise ProtocolError("noRecordsMatch", "No record matches.")
    for change in found[:size]:
        if given.verb == "ListRecords":
            _put_record(repository, content, change, _format(place.prefix))
        else:
            _put_header(content, change, lineage)
    if len(found) > size or place.delivered:
        is_last = len(found) <= size
        onward = place._replace(after=found[size - 1].change, delivered=place.delivered + size) if not is_last else None
        _put_token(content, place, tokens.written(onward, lineage) if onward else "")


def _begun(repository: Repository, given: OaiRequest) -> Token:
    _format(given.get("metadataPrefix"))
    first, last = span(given.get("from"), given.get("until"))
    changes = repository.library.changes
    source = source_of(given.get("set"))
    if source and not first and not repository.library.search("", source=source, limit=0).total:
        # (With ``from``, a harvester that knows the set is told of its last records that they are deleted.)
        raise ProtocolError("noRecordsMatch", "No record is in that set.")
    after, until = changes.between(first, last)
    size = None if source else changes.count(after, until)
    return Token(given.verb, given.get("metadataPrefix"), source, after, until, 0, size)


def _resumed(given: OaiRequest, lineage: str) -> Token:
    token = tokens.read(given.get("resumptionToken"), lineage)
    if token is None or token.verb != given.verb or token.prefix not in FORMATS:
        raise ProtocolError("badResumptionToken", "The token is not one of this list. Begin the list again.")
    return token


def _put_token(content: etree._Element, place: Token, text: str) -> None:
    attributes = {"cursor": str(place.delivered)}
    if place.size is not None:
        attributes["completeListSize"] = str(max(place.size, place.delivered + 1))
    element = _NAMES.add(content, "resumptionToken", text)
    for name, value in attributes.items():
        element.set(name, value)


def _put_header(parent: etree._Element, change: DatedChange, lineage: str) -> None:
    header = _NAMES.add(parent, "header")
    _NAMES.add(header, "identifier", identifier(lineage, change.number))
    _NAMES.add(header, "datestamp", change.time)
    if change.record is None:
        header.set("status", "deleted")
        return
    for source in change.record.sources:
        _NAMES.add(header, "setSpec", set_of(source))


def _put_record(repository: Repository, content: etree._Element, change: DatedChange, form: MetadataFormat) -> None:
    element = _NAMES.add(content, "record")
    _put_header(element, change, repository.library.changes.lineage)
    if change.record is not None:
        record = passed_on(change.record)
        metadata = _NAMES.add(element, "metadata")
        form.write(metadata, record, record_address(repository.base, record.id), _origins(repository, record))


def _origins(repository: Repository, record: Record) -> tuple[str, ...]:
    """Return the identifiers of a record in the libraries that it was harvested from, so that none takes it back as new."""
    if "OAI-PMH" not in record.sources:
        return ()
    given = [one.value for one in record.identifiers if one.kind == "OAI"]
    keys = [one.record.id for one in repository.library.contributions(record.id) if one.origin == "OAI-PMH"]
    return tuple(dict.fromkeys(key for key in (*given, *keys) if key.startswith("oai:")))


_ANSWERS: dict[str, Callable[[Repository, OaiRequest, etree._Element], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
