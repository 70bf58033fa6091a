"""A page of results as CiNii's JSON: a channel with items. RSS and Atom are made of the same items (feeds.py)."""

import re
from typing import Any, NamedTuple

from shoroku.corpus.addresses import address
from shoroku.corpus.licence import may_be_passed_on
from shoroku.corpus.record import Record, Text, in_language
from shoroku.search import FacetValue
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
    items += [_person(person, info.base, search_request.lang) for person in found.people]
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
        "prism:publicationDate": record.date,
        "description": abstract,
        "abstractLicenseFlag": record.abstract_licence,
        "dc:identifier": [
            {"@type": f"cir:{one.kind}", "@value": one.value}
            for one in record.identifiers
            if one.kind not in _NOT_OF_WORK
        ],
        "dc:subject": list(dict.fromkeys(text.value for text in record.subjects)),
        "dc:source": [{"@id": address(link)} for link in record.links],
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


def _person(person: FacetValue, base: str, lang: str) -> dict[str, Any]:
    url = record_address(base, PERSON + person.value)
    return {
        "@id": url,
        "@type": "item",
        "title": person.names.get(lang, person.value),
        "link": {"@id": url},
        "dc:type": "Researcher",
    }
