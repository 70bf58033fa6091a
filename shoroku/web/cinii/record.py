"""A whole record as CiNii gives it: JSON-LD, and the same as RDF/XML.

Its shape follows NII's table "CiNii Research JSON-LD". Every text is there in every language that the record has. The
user's own tags and notes are not.
"""

from typing import Any

from lxml import etree

from shoroku.corpus.addresses import address
from shoroku.corpus.licence import passed_on
from shoroku.corpus.normalize.cleaning import language_of
from shoroku.corpus.readers.json_formats.cinii import DATA_SOURCES
from shoroku.corpus.record import Person, Record, Text
from shoroku.web.addresses import record_address
from shoroku.web.cinii.channel import pages_of
from shoroku.web.xml_writing import XML_LANG, Names, written

_SPACES = {
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
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CODES = {name: code for code, name in DATA_SOURCES.items()}
_CINII = "https://cir.nii.ac.jp/crid/"


def json_ld(record: Record, base: str) -> dict[str, Any]:
    """Return a record as JSON-LD; what is empty is left out.

    ``@id`` is an address of this server. A record that CiNii has, too, names its page there as ``rdfs:seeAlso``.
    """
    record = passed_on(record)
    url = record_address(base, record.id)
    crid = record.identifier("CRID")
    fields: dict[str, Any] = {
        "@context": _SPACES,
        "@id": f"{url}.json",
        "@type": record.type.capitalize(),
        "rdfs:seeAlso": {"@id": f"{_CINII}{crid}"} if crid else {},
        "productIdentifier": [
            {"identifier": {"@type": one.kind, "@value": one.value}}
            for one in record.identifiers
            if (one.kind, one.value) != ("CRID", record.id)
        ],
        "dc:title": _texts(record.titles),
        "dc:language": record.language,
        "description": _description(record),
        "creator": [_creator(person, f"{url}#creator-{number}") for number, person in enumerate(record.creators, 1)],
        "publication": _filled(
            {
                "publicationIdentifier": [{"@type": "ISSN", "@value": issn} for issn in record.issns],
                "prism:publicationName": _texts(record.journals),
                "dc:publisher": _texts(record.publishers),
                "prism:publicationDate": record.date,
                "prism:volume": record.volume,
                "prism:number": record.issue,
                **pages_of(record),
            }
        ),
        "foaf:topic": [{"dc:title": _text(subject)} for subject in record.subjects],
        "url": [{"@id": address(link)} for link in record.links],
        "dataSourceIdentifier": [_source(source, record.id) for source in record.sources],
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


def _creator(person: Person, url: str) -> dict[str, Any]:
    return _filled(
        {
            "@id": url,
            "@type": "Researcher",
            "personIdentifier": [{"@type": one.kind, "@value": one.value} for one in person.identifiers],
            "foaf:name": _texts(person.names),
            "jpcoar:affiliationName": _texts(person.affiliations),
        }
    )


# --- RDF/XML ----------------------------------------------------------------------------------------------------------


_NAMES = Names({"rdf": _RDF, "cir": _SPACES["@vocab"], **{k: v for k, v in _SPACES.items() if k != "@vocab"}})


def rdf(record: Record, base: str) -> bytes:
    """Return a record as RDF/XML: the statements of its JSON-LD."""
    root = _NAMES.root("rdf:RDF")
    _node(root, json_ld(record, base))
    return written(root)


def _node(parent: etree._Element, node: dict[str, Any]) -> None:
    element = _NAMES.add(parent, "rdf:Description", attributes={"rdf:about": node.get("@id", "").removesuffix(".json")})
    if kind := node.get("@type"):
        _NAMES.add(element, "rdf:type", attributes={"rdf:resource": _SPACES["@vocab"] + kind})
    for name, value in node.items():
        if not name.startswith("@"):
            for one in value if isinstance(value, list) else [value]:
                _statement(element, name if ":" in name else f"cir:{name}", one)


def _statement(element: etree._Element, name: str, value: Any) -> None:
    if not isinstance(value, dict):
        _NAMES.add(element, name, str(value))
    elif "@value" in value:
        kind = value.get("@type", "")
        attributes = {XML_LANG: value.get("@language", ""), "rdf:datatype": _SPACES["@vocab"] + kind if kind else ""}
        _NAMES.add(element, name, value["@value"], attributes)
    elif set(value) == {"@id"}:
        _NAMES.add(element, name, attributes={"rdf:resource": value["@id"]})
    else:
        _node(_NAMES.add(element, name), value)
