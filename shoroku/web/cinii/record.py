"""A whole record as CiNii gives it: JSON-LD, and the same as RDF/XML.

Its shape follows NII's table "CiNii Research JSON-LD". Every text is there in every language that the record has. The
user's own tags and notes are not.
"""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from shoroku.corpus.addresses import address
from shoroku.corpus.graph.kinds import PROJECT, RESEARCHER
from shoroku.corpus.graph.values import GraphNode, Related
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.licence import passed_on
from shoroku.corpus.normalize.cleaning import language_of
from shoroku.corpus.readers.json_formats.cinii import DATA_SOURCES
from shoroku.corpus.record import Person, Record, Text
from shoroku.corpus.roles import INSTITUTION, contributors, is_body
from shoroku.web.addresses import record_address
from shoroku.web.cinii import linked
from shoroku.web.cinii.channel import pages_of
from shoroku.web.xml_writing import XML_LANG, Names, written

SPACES = {
    "@vocab": "https://cir.nii.ac.jp/schema/1.0/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "cinii": "http://ci.nii.ac.jp/ns/1.0/",
    "datacite": "https://schema.datacite.org/meta/kernel-4/",
    "ndl": "http://ndl.go.jp/dcndl/terms/",
    "jpcoar": "https://github.com/JPCOAR/schema/blob/master/2.0/",
    **linked.CITO,
}
#: Identifiers that are a project's or a person's own.
_OWN = frozenset({"KAKEN", "JGN", "ORCID", "ERAD", "NRID", "ISNI", "VIAF", "RESEARCHMAP"})
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CODES = {name: code for code, name in DATA_SOURCES.items()}
_CINII = "https://cir.nii.ac.jp/crid/"


def json_ld(record: Record, base: str, links: Iterable[Related] = ()) -> dict[str, Any]:
    """Return a record as JSON-LD, with what it is linked with; what is empty is left out.

    ``@id`` is an address of this server. A record that CiNii has, too, names its page there as ``rdfs:seeAlso``.
    """
    record = passed_on(record)
    url = record_address(base, record.id)
    crid = record.identifier("CRID")
    is_project, is_person = record.type == PROJECT, record.type == RESEARCHER
    of_kind = linked.of_project if is_project else linked.of_person if is_person else linked.of_work
    own = {"PROJECT": "projectIdentifier", "RESEARCHER": "personIdentifier"}.get(record.type.upper(), "")
    fields: dict[str, Any] = {
        "@context": SPACES,
        "@id": f"{url}.json",
        "@type": record.type.capitalize(),
        "rdfs:seeAlso": {"@id": f"{_CINII}{crid}"} if crid else {},
        "productIdentifier": [
            {"identifier": {"@type": one.kind, "@value": one.value}}
            for one in record.identifiers
            if (one.kind, one.value) != ("CRID", record.id) and not (own and one.kind in _OWN)
        ],
        **({own: [_identifier(one) for one in record.identifiers if one.kind in _OWN]} if own else {}),
        "dc:title": _texts(record.titles),
        "dc:language": record.language,
        "description": _description(record),
        **_people(record, url),
        "contributor": _contributors(record, url),
        **(_grant(record) if is_project else {}),
        "publication": _filled(
            {
                "publicationIdentifier": [{"@type": "ISSN", "@value": issn} for issn in record.issns],
                "prism:publicationName": _texts(record.journals),
                "dc:publisher": _texts(record.publishers),
                "prism:publicationDate": "" if is_project else record.date,
                "prism:volume": record.volume,
                "prism:number": record.issue,
                **pages_of(record),
            }
        ),
        "foaf:topic": [{"dc:title": _text(subject)} for subject in record.subjects],
        "url": [{"@id": address(link)} for link in record.links],
        "dataSourceIdentifier": [_source(source, record.id) for source in record.sources],
        **of_kind(links, base),
    }
    return _filled(fields)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _texts(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [{"@language": text.lang, "@value": text.value} if text.lang else {"@value": text.value} for text in texts]


def _text(text: Text) -> Any:
    """Return a text alone where its language can be told by its script, as CiNii gives subjects."""
    return text.value if text.lang in ("", language_of(text.value)) else _texts((text,))[0]


def _description(record: Record) -> list[dict[str, Any]]:
    if not record.abstracts and not record.abstract_licence:
        return []
    flag = {"abstractLicenseFlag": {"@value": record.abstract_licence}} if record.abstract_licence else {}
    return [_filled({"type": "abstract", "notation": _texts(record.abstracts), **flag})]


def _source(name: str, record_id: str) -> dict[str, str]:
    """Return a data source with CiNii's code; with its name, too, where the code is that of another one."""
    code = _CODES.get(name, name)
    return {"@type": code, "@value": record_id} | ({} if DATA_SOURCES.get(code, code) == name else {"dc:title": name})


def _people(record: Record, url: str) -> dict[str, Any]:
    """Return the authors of a work, the members of a project, or the researcher."""
    numbered = [(person, f"{url}#creator-{number}") for number, person in enumerate(record.creators, 1)]
    if record.type == PROJECT:
        return {"researcher": [_member(person, address_) for person, address_ in numbered]}
    if record.type == RESEARCHER:
        return {
            "foaf:Person": [{"foaf:name": _texts(person.names)} for person, _ in numbered[:1]],
            "career": [
                {"institution": {"notation": _texts((affiliation,))}}
                for person, _ in numbered[:1]
                for affiliation in person.affiliations
            ],
        }
    return {"creator": [_creator(person, address_) for person, address_ in numbered]}


def _contributors(record: Record, url: str) -> list[dict[str, Any]]:
    """Return who took another part in a work, such as editors and supervisors; a project's institutions are not among them."""
    return [
        _creator(one, f"{url}#contributor-{number}")
        | ({"@type": "Organization"} if is_body(one) else {})
        | {"role": one.role or "contributor"}
        for number, one in contributors(record)
    ]


def _identifier(one: Identifier) -> dict[str, str]:
    """Return an identifier with CiNii's name for its kind."""
    return {"@type": "KAKEN_RESEARCHERS" if one.kind == "ERAD" else one.kind, "@value": one.value}


def _member(person: Person, url: str) -> dict[str, Any]:
    made = _creator(person, url)
    return _filled(
        {
            "@id": url,
            "@type": "Researcher",
            "personIdentifier": made.get("personIdentifier"),
            "name": made.get("foaf:name"),
            "affiliation": made.get("jpcoar:affiliationName"),
            "role": person.role,
        }
    )


def _grant(record: Record) -> dict[str, Any]:
    """Return when a project runs, where, by whose grant, and how much it is."""
    bodies = [person for person in record.contributors if person.role == INSTITUTION]
    return {
        "since": record.date,
        "until": record.until,
        "institution": [{"notation": _texts(body.names)} for body in bodies],
        "fundingProgram": [{"notation": _texts(one.funders)} for one in record.funding if one.funders],
        "grant": next(({"notation": [{"@value": one.word}]} for one in record.funding if one.word), {}),
        "allocationAmount": [
            {"totalCost": {"amount": str(one.value)}} for one in record.counts if one.kind == "award-amount"
        ],
    }


def of_node(node: GraphNode, base: str, links: Iterable[Related]) -> dict[str, Any]:
    """Return a person, or a project of which the library has no record, as JSON-LD."""
    is_person = node.type == "person"
    url = record_address(base, node.id)
    names = [{"@value": name} for name in (node.name, node.name_other) if name]
    return _filled(
        {
            "@context": SPACES,
            "@id": f"{url}.json",
            "@type": "Researcher" if is_person else "Project",
            "personIdentifier" if is_person else "projectIdentifier": linked.identifiers(node),
            "dc:title": names,
            "foaf:Person": [{"foaf:name": names}] if is_person and names else [],
            **(linked.of_person(links, base) if is_person else linked.of_project(links, base)),
        }
    )


def _creator(person: Person, url: str) -> dict[str, Any]:
    return _filled(
        {
            "@id": url,
            "@type": "Researcher",
            "personIdentifier": [_identifier(one) for one in person.identifiers],
            "foaf:name": _texts(person.names),
            "jpcoar:affiliationName": _texts(person.affiliations),
            "role": person.role,
        }
    )


# --- RDF/XML ----------------------------------------------------------------------------------------------------------


_NAMES = Names({"rdf": _RDF, "cir": SPACES["@vocab"], **{k: v for k, v in SPACES.items() if k != "@vocab"}})


def rdf(made: dict[str, Any]) -> bytes:
    """Return the statements of a record's JSON-LD as RDF/XML."""
    root = _NAMES.root("rdf:RDF")
    _node(root, made)
    return written(root)


def _node(parent: etree._Element, node: dict[str, Any]) -> None:
    element = _NAMES.add(parent, "rdf:Description", attributes={"rdf:about": node.get("@id", "").removesuffix(".json")})
    if kind := node.get("@type"):
        _NAMES.add(element, "rdf:type", attributes={"rdf:resource": SPACES["@vocab"] + kind})
    for name, value in node.items():
        if not name.startswith("@"):
            for one in value if isinstance(value, list) else [value]:
                _statement(element, name if ":" in name else f"cir:{name}", one)


def _statement(element: etree._Element, name: str, value: Any) -> None:
    if not isinstance(value, dict):
        _NAMES.add(element, name, str(value))
    elif "@value" in value:
        kind = value.get("@type", "")
        attributes = {XML_LANG: value.get("@language", ""), "rdf:datatype": SPACES["@vocab"] + kind if kind else ""}
        _NAMES.add(element, name, value["@value"], attributes)
    elif set(value) == {"@id"}:
        _NAMES.add(element, name, attributes={"rdf:resource": value["@id"]})
    else:
        _node(_NAMES.add(element, name), value)
