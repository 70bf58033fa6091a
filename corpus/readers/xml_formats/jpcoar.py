"""JPCOAR 1.0 and 2.x, the metadata format of Japanese repositories. Its namespace contains the version.

Creators are people; contributors (supervisors, institutions, contact desks) are not authors. Only abstracts are read from the
descriptions, and only words, not classification codes, from the subjects. The identifier of a person and its address may disagree; then
both are kept, so that neither joins anybody.
"""

from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.awards import awards, project_numbers
from shoroku.corpus.identifiers import Identifier, canonical, issn, kind_of
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.oai_identifiers import is_of_a_library
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ORCID = "orcid.org/"
#: Words for a creator who is an author, as for most.
_AUTHORS = frozenset({"", "著", "著者", "author", "Author"})
_NOTATIONS = frozenset({"NDC", "NDLC", "DDC", "UDC", "LCC"})
_DATES = ("Issued", "Available", "Created", "Submitted", "Accepted", "Collected", "Valid", "Updated", "Copyrighted")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of a file without an OAI envelope."""
    return xml.items(stream, {"jpcoar": record})


def record(root: xml.Element) -> Record:
    """Return the record of one ``jpcoar`` element. Raises RecordError (no title, an unreadable date)."""
    titles = cleaning.distinct(_texts(root, "title") + _texts(root, "alternative"))
    if not titles:
        raise NoTitle(field="dc:title")
    made = Record(
        id="",
        type=work_type(*(xml.value(one) for one in xml.each(root, "type"))),
        titles=titles,
        abstracts=cleaning.distinct(
            xml.marked_up(one)
            for one in xml.each(root, "description")
            if xml.attribute(one, "descriptionType").lower() in ("", "abstract")
        ),
        creators=tuple(person for one in xml.each(root, "creator") if (person := _person(one)).names),
        journals=cleaning.distinct(_texts(root, "sourceTitle")),
        issns=_issns(root),
        volume=xml.value(root, "volume"),
        issue=xml.value(root, "issue"),
        pages=pages(xml.value(root, "pageStart"), xml.value(root, "pageEnd")),
        date=_date(root),
        publishers=cleaning.distinct(_publishers(root)),
        language=next((found for one in xml.each(root, "language") if (found := language.base(xml.value(one)))), ""),
        subjects=cleaning.distinct(
            xml.marked_up(one)
            for one in xml.each(root, "subject")
            if xml.attribute(one, "subjectScheme") not in _NOTATIONS
        ),
        identifiers=_identifiers(root),
        sources=("OAI-PMH",),
        links=_links(root),
        contributors=tuple(person for one in xml.each(root, "contributor") if (person := _contributor(one)).names),
        relations=tuple(dict.fromkeys(filter(None, map(_relation, xml.each(root, "relation"))))),
        funding=tuple(dict.fromkeys(found for one in xml.each(root, "fundingReference") for found in _awards(one))),
    )
    return with_id(made)


def _texts(parent: xml.Element, path: str) -> list[Text]:
    return [xml.marked_up(one) for one in xml.each(parent, path)]


def _person(creator: xml.Element) -> Person:
    names = _texts(creator, "creatorName") or _joined(creator)
    role = xml.attribute(creator, "creatorType")
    return _described(creator, names + _texts(creator, "creatorAlternative"), "" if role in _AUTHORS else role)


def _contributor(element: xml.Element) -> Person:
    names = _texts(element, "contributorName") or _joined(element)
    role = xml.attribute(element, "contributorType") or "contributor"
    return _described(element, names + _texts(element, "contributorAlternative"), role)


def _described(element: xml.Element, names: list[Text], role: str) -> Person:
    return Person(
        names=cleaning.distinct(names),
        affiliations=cleaning.distinct(_texts(element, "affiliation/affiliationName")),
        identifiers=_name_identifiers(element),
        role=role,
        institutions=tuple(
            Institution(cleaning.distinct(_texts(one, "affiliationName")), found)
            for one in xml.each(element, "affiliation")
            if (found := _name_identifiers(one, is_institution=True))
        ),
    )


#: Registries of people and projects that number institutions, too.
_OF_INSTITUTIONS = {"kakenhi": "KAKENHI_INSTITUTION", "e-rad": "ERAD_INSTITUTION", "erad": "ERAD_INSTITUTION"}


def _name_identifiers(element: xml.Element, *, is_institution: bool = False) -> tuple[Identifier, ...]:
    found = []
    for one in xml.each(element, "nameIdentifier"):
        scheme, value = xml.attribute(one, "nameIdentifierScheme"), xml.value(one)
        if is_institution:
            scheme = _OF_INSTITUTIONS.get(scheme.lower(), scheme)
        scheme = scheme or kind_of(value)
        if value and scheme:
            found.append(canonical(scheme, value))
        if (address := xml.attribute(one, "nameIdentifierURI")) and _ORCID in address:
            found.append(canonical("ORCID", address))
    return tuple(dict.fromkeys(found))


def _relation(element: xml.Element) -> Relation | None:
    word = xml.attribute(element, "relationType")
    related = xml.each(element, "relatedIdentifier")
    named = [work_identifier(xml.attribute(one, "identifierType"), xml.value(one)) for one in related]
    title = next((one.value for one in _texts(element, "relatedTitle") if one.value), "")
    return relation(word or "relation", named, title=title) if any(named) or title else None


def _awards(element: xml.Element) -> tuple[Funding, ...]:
    """Return the awards of a ``fundingReference``; in 1.0, numbers and identifiers are in DataCite's namespace."""
    numbers = list(xml.each(element, "awardNumber"))
    addresses = [address for one in numbers if (address := xml.attribute(one, "awardURI"))]
    named = [known for address in addresses for known in project_numbers(address)] if len(numbers) == 1 else []
    funders = cleaning.distinct(_texts(element, "funderName"))
    written = [xml.value(one) for one in numbers]
    if [one for one in xml.each(element, "awardNumber") if xml.attribute(one, "awardNumberType") == "JGN"]:
        written = [
            one if one.upper().startswith("JP") else f"JP{one}" if project_numbers(f"JP{one}") else one
            for one in written
        ]
    return awards(
        written or addresses,
        funders,
        tuple(
            canonical(kind, xml.value(one))
            for one in xml.each(element, "funderIdentifier")
            if xml.value(one) and (kind := _kind_of_funder(one))
        ),
        cleaning.distinct(_texts(element, "awardTitle")),
        tuple(dict.fromkeys([*named, *(Identifier("URI", one) for one in addresses)])),
        next((one.value for one in _texts(element, "fundingStream")), "")
        or xml.value(element, "fundingStreamIdentifier"),
    )


def _kind_of_funder(identifier: xml.Element) -> str:
    stated = xml.attribute(identifier, "funderIdentifierType")
    return kind_of(xml.value(identifier)) if stated.lower() in ("", "other") else stated


def _joined(creator: xml.Element) -> list[Text]:
    """Return names that are given only in parts, in the form of ``creatorName``: ``安達, 淳``."""
    given = {xml.lang(one): xml.value(one) for one in xml.each(creator, "givenName")}
    family = [(xml.lang(one), xml.value(one)) for one in xml.each(creator, "familyName")]
    names = [(lang, ", ".join(filter(None, (name, given.pop(lang, ""))))) for lang, name in family]
    return [cleaning.text(name, lang) for lang, name in [*names, *given.items()]]


def _issns(root: xml.Element) -> tuple[str, ...]:
    stated = [
        one for one in xml.each(root, "sourceIdentifier") if "ISSN" in xml.attribute(one, "identifierType").upper()
    ]
    return tuple(dict.fromkeys(number for one in stated if (number := issn(xml.value(one)))))


def _date(root: xml.Element) -> str:
    dates = {xml.attribute(one, "dateType"): xml.value(one) for one in reversed(list(xml.each(root, "date")))}
    for kind in _DATES:
        if dates.get(kind):
            return cleaning.date(dates[kind], "datacite:date")
    return cleaning.date(xml.value(root, "dateGranted"), "dcndl:dateGranted")


def _publishers(root: xml.Element) -> list[Text]:
    named = _texts(root, "publisher/publisherName")
    return named or _texts(root, "publisher")


def _identifiers(root: xml.Element) -> tuple[Identifier, ...]:
    own = [(xml.attribute(one, "identifierType"), xml.value(one)) for one in xml.each(root, "identifier")]
    own += [("DOI", xml.value(one)) for one in xml.each(root, "identifierRegistration")]
    for stated in xml.each(root, "relation"):
        if xml.attribute(stated, "relationType").lower() == "isidenticalto":
            related = xml.each(stated, "relatedIdentifier")
            own += [(xml.attribute(one, "identifierType"), xml.value(one)) for one in related]
    return tuple(dict.fromkeys(found for kind, value in own if value for found in _identifier(kind.upper(), value)))


def _identifier(kind: str, value: str) -> tuple[Identifier, ...]:
    if kind == "DOI":
        return dois(value)
    if is_of_a_library(value):
        return (Identifier("OAI", value),)
    return () if kind in ("", "LOCAL", "URI") else (canonical(kind, value),)


def _links(root: xml.Element) -> tuple[str, ...]:
    pages_ = [
        xml.value(one)
        for one in xml.each(root, "identifier")
        if xml.attribute(one, "identifierType").upper() in ("URI", "HDL")
    ]
    files = [xml.value(one) for one in xml.each(root, "file/URI")]
    return tuple(dict.fromkeys(link for link in pages_ + files if link.startswith(("http://", "https://"))))


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "jpcoar"


FORMAT = Format("jpcoar", "OAI-PMH", _recognizes, read)
