"""A page of results as CiNii's JSON: a channel with items. RSS and Atom are made of the same items (feeds.py)."""

import re
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from shoroku.corpus import addresses
from shoroku.corpus.addresses import address
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.graph.values import GraphNode
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.licence import may_be_passed_on
from shoroku.corpus.record import Record, Text, in_language
from shoroku.graph.formats import address as page_at_source
from shoroku.web.addresses import record_address
from shoroku.web.cinii.parameters import PERSON, SearchRequest
from shoroku.web.cinii.results import Found

#: As CiNii declares them; its "ndl" lacks the closing slash there, too.
SPACES = {
    "@vocab": "http://purl.org/rss/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "ndl": "http://ndl.go.jp/dcndl/terms",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "cir": "https://cir.nii.ac.jp/schema/1.0/",
}
_RANGE = re.compile(r"([^-]+)-([^-]+)")
#: Identifiers of the journal, or with a place of their own.
_NOT_OF_WORK = frozenset({"CRID", "ISSN", "PISSN", "EISSN", "LISSN"})


class ChannelInfo(NamedTuple):
    """What a channel says of the request: its address without a key, the server's address, its name, the time."""

    url: str
    base: str
    name: str
    now: str


def channel(search_request: SearchRequest, found: Found, info: ChannelInfo) -> dict[str, Any]:
    """Return the channel: numbers as numbers, ``dc:creator`` and the like as lists, other fields as strings."""
    title = " ".join(filter(None, (info.name, search_request.kind, "-", search_request.words)))
    items = [item(record, info.base, search_request.lang) for record in found.records]
    items += [_node(node, info.base, search_request.lang) for node in found.nodes]
    return {
        "@context": {**SPACES, "@language": search_request.lang},
        "@id": info.url,
        "@type": "channel",
        "title": title,
        "description": title,
        "link": {"@id": info.url},
        "dc:date": info.now,
        "opensearch:totalResults": found.total,
        "opensearch:startIndex": search_request.start,
        "opensearch:itemsPerPage": len(items),
        "items": items,
    }


def item(record: Record, base: str, lang: str) -> dict[str, Any]:
    """Return a record as an item, in one language where it has several; what is empty is left out.

    An abstract whose licence forbids redistribution is not in it; the licence is.
    """
    url = record_address(base, record.id)
    abstract = _in(record.abstracts, lang, record.language) if may_be_passed_on(record) else ""
    fields: dict[str, Any] = {
        "@id": url,
        "@type": "item",
        "title": _in(record.titles, lang, record.language),
        "link": {"@id": url},
        "rdfs:seeAlso": {"@id": f"{url}.json"},
        "dc:creator": list(filter(None, (_in(person.names, lang, record.language) for person in record.creators))),
        "dc:publisher": _in(record.publishers, lang, record.language),
        "dc:type": record.type.capitalize(),
        "prism:publicationName": _in(record.journals, lang, record.language),
        "prism:issn": record.issns[0] if record.issns else "",
        "prism:volume": record.volume,
        "prism:number": record.issue,
        **pages_of(record),
        "prism:publicationDate": "" if record.type == PROJECT else record.date,
        "description": abstract,
        "abstractLicenseFlag": record.abstract_licence,
        "dc:identifier": [
            {"@type": f"cir:{one.kind}", "@value": one.value}
            for one in record.identifiers
            if one.kind not in _NOT_OF_WORK
        ],
        "dc:subject": list(dict.fromkeys(text.value for text in record.subjects)),
        "dc:source": [*_at_kaken(record), *map(_site, record.links)],
        "dc:language": record.language,
        "dc:date": record.date,
    }
    return {name: value for name, value in fields.items() if value}


def pages_of(record: Record) -> dict[str, str]:
    """Return the first and last page, or the range as it is written."""
    written = record.pages
    if (match := _RANGE.fullmatch(written)) and match[1] != match[2]:
        return {"prism:startingPage": match[1], "prism:endingPage": match[2]}
    return {"prism:startingPage" if "-" not in written else "prism:pageRange": written}


def _in(texts: tuple[Text, ...], lang: str, otherwise: str) -> str:
    """Return the text in ``lang``, else in the language of the work, else the first."""
    return next((text.value for text in texts if text.lang == lang), "") or in_language(texts, otherwise)


def _site(link: str) -> dict[str, str]:
    """Return a link with a name, as CiNii's links have one: that of its server, else its address."""
    host = None
    with suppress(ValueError):  # what a program stored need not be an address
        host = urlsplit(link).hostname
    return {"@id": address(link), "dc:title": host or address(link)}


def _at_kaken(record: Record) -> list[dict[str, str]]:
    """Return the page of a project at KAKEN, unless it is one of the record's links."""
    if record.type != PROJECT:
        return []
    numbers = [one.value for one in record.identifiers if one.kind == "KAKEN"]
    pages = [addresses.web_address(page_at_source(GraphNode(f"kakenhi:{number}"))) for number in numbers]
    known = {link.rstrip("/") for link in record.links}
    return [{"@id": page, "dc:title": "KAKEN"} for page in pages if page and page.rstrip("/") not in known]


def _node(node: GraphNode, base: str, lang: str) -> dict[str, Any]:
    """Return a person, or a project of which the library has no record, as an item."""
    url = record_address(base, node.id)
    other = node.name_other if lang == "en" else ""
    fields = {
        "@id": url,
        "@type": "item",
        "title": other or node.name or node.id,
        "link": {"@id": url},
        "rdfs:seeAlso": {} if node.id.startswith(PERSON) else {"@id": f"{url}.json"},
        "dc:type": "Project" if node.type == PROJECT else "Researcher",
        "dc:identifier": [
            {"@type": f"cir:{one.kind}", "@value": one.value} for one in map(identifier_of, node.identifiers) if one
        ],
    }
    return {name: value for name, value in fields.items() if value}


#: Keys of the graph -> kinds of identifiers, as CiNii calls them.
_KINDS = {
    "orcid": "ORCID",
    "erad": "KAKEN_RESEARCHERS",
    "nrid": "NRID",
    "openalex": "OPENALEX",
    "kakenhi": "KAKEN",
    "kaken": "KAKEN",
    "jgn": "JGN",
    "doi": "DOI",
    "naid": "NAID",
    "pmid": "PMID",
    "uri": "URI",
    "hdl": "HDL",
    "ncid": "NCID",
    "isbn": "ISBN",
}


def identifier_of(key: str) -> Identifier | None:
    """Return a key of the graph as an identifier with CiNii's name for its kind, None if it has none."""
    prefix, _, value = key.partition(":")
    return Identifier(_KINDS[prefix], value) if prefix in _KINDS else None
