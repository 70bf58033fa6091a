"""A channel as RSS 1.0 (RDF), as CiNii gives it, and as Atom."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from shoroku.web.cinii.channel import SPACES
from shoroku.web.xml_writing import XML_LANG, Names, written

_FEED_SPACES = {name: space for name, space in SPACES.items() if not name.startswith("@")}
_RSS = Names({"": SPACES["@vocab"], **_FEED_SPACES})
_ATOM = Names({"": "http://www.w3.org/2005/Atom", **_FEED_SPACES})
_COUNTS = ("opensearch:totalResults", "opensearch:startIndex", "opensearch:itemsPerPage")
#: Fields of an item that both formats write as they are.
_PLAIN = (
    "dc:creator",
    "dc:publisher",
    "dc:type",
    "prism:publicationName",
    "prism:issn",
    "prism:volume",
    "prism:number",
    "prism:startingPage",
    "prism:endingPage",
    "prism:pageRange",
    "prism:publicationDate",
    "description",
    "abstractLicenseFlag",
    "dc:identifier",
    "dc:subject",
    "dc:source",
    "dc:language",
    "dc:date",
)
#: Where Atom has an element of its own, or CiNii's name has no namespace.
_ATOM_NAMES = {"description": "summary", "abstractLicenseFlag": "cir:abstractLicenseFlag"}
_RSS_NAMES = {"abstractLicenseFlag": "cir:abstractLicenseFlag"}


def rss(channel: dict[str, Any]) -> bytes:
    """Return a channel as RSS 1.0."""
    root = _RSS.root("rdf:RDF")
    root.set(XML_LANG, channel["@context"]["@language"])
    head = _RSS.add(root, "channel", attributes={"rdf:about": channel["@id"]})
    for name in ("title", "description"):
        _RSS.add(head, name, channel[name])
    _RSS.add(head, "link", channel["link"]["@id"])
    _RSS.add(head, "dc:date", channel["dc:date"])
    for name in _COUNTS:
        _RSS.add(head, name, str(channel[name]))
    sequence = _RSS.add(_RSS.add(head, "items"), "rdf:Seq")
    for item in channel["items"]:
        _RSS.add(sequence, "rdf:li", attributes={"rdf:resource": item["@id"]})
        element = _RSS.add(root, "item", attributes={"rdf:about": item["@id"]})
        _RSS.add(element, "title", item.get("title", ""))
        _RSS.add(element, "link", item["link"]["@id"])
        if "rdfs:seeAlso" in item:
            see_also = item["rdfs:seeAlso"]["@id"].removesuffix(".json") + ".rdf"
            _RSS.add(element, "rdfs:seeAlso", attributes={"rdf:resource": see_also})
        _put(_RSS, element, item, _RSS_NAMES)
    return written(root)


def atom(channel: dict[str, Any], author: str) -> bytes:
    """Return a channel as Atom (RFC 4287). ``author`` is the name of the library. An entry's date is that of the work, as far as it is known."""
    root = _ATOM.root("feed")
    root.set(XML_LANG, channel["@context"]["@language"])
    _ATOM.add(root, "title", channel["title"])
    _ATOM.add(root, "link", attributes={"href": channel["@id"], "rel": "self"})
    _ATOM.add(root, "id", channel["@id"])
    _ATOM.add(root, "updated", channel["dc:date"])
    _ATOM.add(_ATOM.add(root, "author"), "name", author)
    for name in _COUNTS:
        _ATOM.add(root, name, str(channel[name]))
    for item in channel["items"]:
        entry = _ATOM.add(root, "entry")
        _ATOM.add(entry, "title", item.get("title", ""))
        _ATOM.add(entry, "link", attributes={"href": item["link"]["@id"], "rel": "alternate"})
        if "rdfs:seeAlso" in item:
            see_also = item["rdfs:seeAlso"]["@id"]
            _ATOM.add(entry, "link", attributes={"href": see_also, "rel": "alternate", "type": "application/json"})
        _ATOM.add(entry, "id", item["@id"])
        _ATOM.add(entry, "updated", _moment(item.get("prism:publicationDate", "")) or channel["dc:date"])
        for creator in item.get("dc:creator", ()):
            _ATOM.add(_ATOM.add(entry, "author"), "name", creator)
        _put(_ATOM, entry, item, _ATOM_NAMES)
    return written(root)


def _moment(date: str) -> str:
    return f"{date}-01-01"[:10] + "T00:00:00Z" if len(date) == 4 else f"{date}-01"[:10] + "T00:00:00Z" if date else ""


def _put(names: Names, element: etree._Element, item: dict[str, Any], renamed: dict[str, str]) -> None:
    for name in _PLAIN:
        for text, attributes in _values(item.get(name, ())):
            names.add(element, renamed.get(name, name), text, attributes)


def _values(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for one in value if isinstance(value, list) else [value] if value else ():
        if not isinstance(one, dict):
            yield str(one), {}
        elif "@type" in one:
            yield one["@value"], {"rdf:datatype": one["@type"]}
        else:
            yield "", {"rdf:resource": one["@id"], "dc:title": one.get("dc:title", "")}
