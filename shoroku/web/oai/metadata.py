"""A record as metadata of OAI-PMH: simple Dublin Core, and JPCOAR 2.0, the format of Japanese repositories.

Only what may be redistributed is given to these functions. JPCOAR: https://schema.irdb.nii.ac.jp/
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from shoroku.corpus.addresses import address, page
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.normalize.language import iso_639_3
from shoroku.corpus.record import Funding, Person, Record, Text, in_language
from shoroku.web.oai import jpcoar_relations
from shoroku.web.xml_writing import XML_LANG, Names

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_JPCOAR = "https://github.com/JPCOAR/schema/blob/master/2.0/"
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)

#: Type -> COAR's word for it and its address (vocabularies.coar-repositories.org/resource_types).
_TYPES = {
    "article": ("journal article", "c_6501"),
    "book": ("book", "c_2f33"),
    "dissertation": ("thesis", "c_46ec"),
    "dataset": ("dataset", "c_ddb1"),
    "report": ("report", "c_93fc"),
}
_OTHER = ("other", "c_1843")
_COAR = "http://purl.org/coar/resource_type/"
#: Identifiers that JPCOAR has a name for, and that name the same work elsewhere.
_RELATED = {"CRID": "CRID", "NAID": "NAID", "PMID": "PMID", "ISBN": "ISBN", "NCID": "NCID", "ARXIV": "arXiv"}
_SCHEMES = {
    "NRID": "NRID",
    "ORCID": "ORCID",
    "ISNI": "ISNI",
    "VIAF": "VIAF",
    "AID": "AID",
    "ERAD": "e-Rad_Researcher",
    "ROR": "ROR",
    "GRID": "GRID",
    "RINGGOLD": "Ringgold",
    "KAKENHI_INSTITUTION": "kakenhi",
}


class MetadataFormat(NamedTuple):
    """A format: its prefix, schema and namespace. ``write`` appends a record; it takes the record's own address, and the
    identifiers that the record has in the repositories it came from."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[etree._Element, Record, str, tuple[str, ...]], None]


# --- Dublin Core ------------------------------------------------------------------------------------------------------

_DC_NAMES = Names({"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI})


def _dublin_core(parent: etree._Element, record: Record, url: str, origins: tuple[str, ...]) -> None:
    root = etree.SubElement(parent, _DC_NAMES("oai_dc:dc"), nsmap=_DC_NAMES.nsmap)  # type: ignore[arg-type]
    root.set(_DC_NAMES("xsi:schemaLocation"), f"{_OAI_DC} {OAI_DC.schema}")

    for name, text in _statements(record, url, origins):
        if text.value:
            _DC_NAMES.add(root, f"dc:{name}", text.value, {XML_LANG: text.lang if _TAG.fullmatch(text.lang) else ""})


def _statements(record: Record, url: str, origins: tuple[str, ...]) -> Iterator[tuple[str, Text]]:
    """Yield the elements of Dublin Core with their texts."""
    for person in record.creators:
        yield "creator", Text(in_language(person.names, record.language))
    for name, texts in (
        ("title", record.titles),
        ("subject", record.subjects),
        ("description", record.abstracts),
        ("publisher", record.publishers),
        ("date", (Text(record.date),)),
        ("type", (Text(_TYPES.get(record.type, _OTHER)[0]),)),
        ("identifier", tuple(map(Text, _dublin_identifiers(record, url, origins)))),
        ("source", tuple(_dublin_sources(record))),
        ("language", (Text(record.language),)),
    ):
        for text in texts:
            yield name, text


def _dublin_identifiers(record: Record, url: str, origins: tuple[str, ...]) -> Iterator[str]:
    known = {"DOI": "https://doi.org/{}", "ISBN": "urn:isbn:{}", "NAID": "naid:{}", "PMID": "pmid:{}"}
    yield page(record) or url
    for one in record.identifiers:
        if one.kind in known:
            yield known[one.kind].format(one.value)
    yield from origins


def _dublin_sources(record: Record) -> Iterator[Text]:
    """Yield the journal with volume, issue and pages as one citation for each of its names, and its ISSNs."""
    issue = f"({record.issue})" if record.issue else ""
    place = ", ".join(filter(None, (f"{record.volume}{issue}", record.pages)))
    for journal in record.journals:
        yield Text(f"{journal.value}, {place}" if place else journal.value, journal.lang)
    for issn in record.issns:
        yield Text(f"urn:issn:{issn}")


# --- JPCOAR -----------------------------------------------------------------------------------------------------------

_NAMES = Names(
    {
        "jpcoar": _JPCOAR,
        "dc": _DC,
        "dcterms": "http://purl.org/dc/terms/",
        "datacite": "https://schema.datacite.org/meta/kernel-4/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsi": _XSI,
    }
)


def _jpcoar(parent: etree._Element, record: Record, url: str, origins: tuple[str, ...]) -> None:
    """Append a record, its elements in the order of the schema."""
    root = etree.SubElement(parent, _NAMES("jpcoar:jpcoar"), nsmap=_NAMES.nsmap)  # type: ignore[arg-type]
    root.set(_NAMES("xsi:schemaLocation"), f"{_JPCOAR} {JPCOAR.schema}")
    _texts(root, "dc:title", record.titles)
    for person in record.creators:
        _person(_NAMES.add(root, "jpcoar:creator"), person, "jpcoar:creatorName")
    for person in record.contributors:
        role = jpcoar_relations.contributor_type(person.role)
        contributor = _NAMES.add(root, "jpcoar:contributor", attributes={"contributorType": role})
        _person(contributor, person, "jpcoar:contributorName")
    _texts(root, "jpcoar:subject", record.subjects, {"subjectScheme": "Other"})
    _texts(root, "datacite:description", record.abstracts, {"descriptionType": "Abstract"})
    _texts(root, "dc:publisher", record.publishers)
    if record.date:
        _NAMES.add(root, "datacite:date", record.date, {"dateType": "Issued"})
    if language := iso_639_3(record.language):
        _NAMES.add(root, "dc:language", language)
    word, term = _TYPES.get(record.type, _OTHER)
    _NAMES.add(root, "dc:type", word, {"rdf:resource": _COAR + term})
    _identifiers(root, record, url, origins)
    _relations(root, record)
    for award in record.funding:
        _award(root, award)
    _journal(root, record)
    for link in record.links:
        _NAMES.add(_NAMES.add(root, "jpcoar:file"), "jpcoar:URI", address(link))


def _texts(
    parent: etree._Element, name: str, texts: tuple[Text, ...], attributes: dict[str, str] | None = None
) -> None:
    for text in texts:
        lang = text.lang if _TAG.fullmatch(text.lang) else ""
        _NAMES.add(parent, name, text.value, {**(attributes or {}), XML_LANG: lang})


def _person(element: etree._Element, person: Person, name: str) -> None:
    _name_identifiers(element, person.identifiers)
    _texts(element, name, person.names)
    for institution in person.institutions:
        affiliation = _NAMES.add(element, "jpcoar:affiliation")
        _name_identifiers(affiliation, institution.identifiers)
        _texts(affiliation, "jpcoar:affiliationName", institution.names)
    identified = {text for institution in person.institutions for text in institution.names}
    for text in person.affiliations:
        if text not in identified:
            _texts(_NAMES.add(element, "jpcoar:affiliation"), "jpcoar:affiliationName", (text,))


def _name_identifiers(parent: etree._Element, identifiers: tuple[Identifier, ...]) -> None:
    for one in identifiers:
        if scheme := _SCHEMES.get(one.kind.upper()):
            _NAMES.add(parent, "jpcoar:nameIdentifier", one.value, {"nameIdentifierScheme": scheme})


def _relations(root: etree._Element, record: Record) -> None:
    """Append the relations for which JPCOAR has a word; each names one identifier of the other work, or its title."""
    own = set(record.identifiers)
    for relation in record.relations:
        word = jpcoar_relations.word_of(relation)
        named = [pair for one in relation.identifiers if (pair := jpcoar_relations.related_identifier(one))]
        if not word or own.intersection(relation.identifiers) or not (named or relation.title):
            continue
        for kind, value in named or [("", "")]:
            element = _NAMES.add(root, "jpcoar:relation", attributes={"relationType": word})
            if value:
                _NAMES.add(element, "jpcoar:relatedIdentifier", value, {"identifierType": kind})
            if relation.title:
                _NAMES.add(element, "jpcoar:relatedTitle", relation.title)


def _award(root: etree._Element, award: Funding) -> None:
    element = _NAMES.add(root, "jpcoar:fundingReference")
    for kind, value in jpcoar_relations.funder_identifiers(award)[:1]:
        _NAMES.add(element, "jpcoar:funderIdentifier", value, {"funderIdentifierType": kind})
    _texts(element, "jpcoar:funderName", award.funders)
    if award.word:
        _NAMES.add(element, "jpcoar:fundingStream", award.word)
    number, kind, address_ = jpcoar_relations.award_number(award)
    if number:
        _NAMES.add(element, "jpcoar:awardNumber", number, {"awardURI": address_, "awardNumberType": kind})
    _texts(element, "jpcoar:awardTitle", award.titles)


def _identifiers(root: etree._Element, record: Record, url: str, origins: tuple[str, ...]) -> None:
    """Append the addresses of the work, and as relations what else names it."""
    handles = [one.value for one in record.identifiers if one.kind == "HDL" and one.value.startswith("http")]
    dois = [f"https://doi.org/{one.value}" for one in record.identifiers if one.kind == "DOI"]
    given = [("DOI", doi) for doi in dois] + [("HDL", handle) for handle in handles]
    for kind, value in given or [("URI", url)]:
        _NAMES.add(root, "jpcoar:identifier", value, {"identifierType": kind})
    same = [(_RELATED[one.kind.upper()], one.value) for one in record.identifiers if one.kind.upper() in _RELATED]
    for kind, value in [*same, *(("URI", origin) for origin in origins)]:
        relation = _NAMES.add(root, "jpcoar:relation", attributes={"relationType": "isIdenticalTo"})
        _NAMES.add(relation, "jpcoar:relatedIdentifier", value, {"identifierType": kind})


def _journal(root: etree._Element, record: Record) -> None:
    for issn in record.issns:
        _NAMES.add(root, "jpcoar:sourceIdentifier", issn, {"identifierType": "ISSN"})
    _texts(root, "jpcoar:sourceTitle", record.journals)
    first, _, last = record.pages.partition("-")
    if "-" in last or first == last:
        first, last = record.pages, ""
    for name, value in (("volume", record.volume), ("issue", record.issue), ("pageStart", first), ("pageEnd", last)):
        if value:
            _NAMES.add(root, f"jpcoar:{name}", value)


OAI_DC = MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC, _dublin_core)
JPCOAR = MetadataFormat("jpcoar_2.0", f"{_JPCOAR}jpcoar_scm.xsd", _JPCOAR, _jpcoar)
#: Prefix -> format.
FORMATS = {one.prefix: one for one in (OAI_DC, JPCOAR)}
