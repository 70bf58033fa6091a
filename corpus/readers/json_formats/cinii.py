"""CiNii Research's record, as JSON-LD (``https://cir.nii.ac.jp/crid/<CRID>.json``).

The specification is NII's "CiNii Research JSON-LD" table. Where real records differ from it, the reader follows the records.
A file may contain one record, an array of records, or one record per line. Projects and researchers are records of their own;
what they and works say of each other is read in ``cinii_relations.py``.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.json_formats import cinii_relations
from shoroku.corpus.readers.json_formats.cinii_values import first, first_value, listed, string, texts
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Licence, Record, Text, with_id
from shoroku.corpus.record_errors import NoTitle

#: The codes of ``dataSourceIdentifier`` and the names that CiNii shows for them.
DATA_SOURCES = {
    "JALC": "JaLC",
    "CIA": "CiNii Articles",
    "CIB": "CiNii Books",
    "CID": "CiNii Dissertations",
    "IRDB": "IRDB",
    "CROSSREF": "Crossref",
    "DATACITE": "DataCite",
    "KAKEN": "KAKEN",
    "NDL": "NDL Search",
    "NDLD": "NDL Digital Collections",
    "PUBMED": "PubMed",
    "OPENAIRE": "OpenAIRE",
    "SSJDA": "SSJDA",
    "NINJAL": "NINJAL",
    "IDR": "IDR",
    "DBPEDIA": "DBpedia",
    "RUDA": "RUDA",
}


#: In which programs keep what they fetched from CiNii.
_ENVELOPE = frozenset({"response"})
#: Servers with CiNii's interface also have records without one: the last part of their address is their own id.
CRID = re.compile(r"\d{19}", re.ASCII)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of the stream."""
    return answers.read(stream, "JSON-LD", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one JSON-LD object. Raises RecordError (no title, an unreadable date)."""
    kind = (string(data.get("@type")) or "Article").lower()
    identifiers = _identifiers(data)
    crid = unquote(string(data.get("@id")).rstrip("/").rsplit("/", 1)[-1].removesuffix(".json"))
    publication = first(data.get("publication"))
    titles = cleaning.distinct(
        texts(data.get("dc:title"))
        + texts(data.get("jpcoar:awardTitle"))
        + texts(data.get("dcterms:alternative"))
        + (cinii_relations.names(data) if kind == "researcher" else [])
    )
    if not titles:
        raise NoTitle(field="dc:title")
    creators, contributors = cinii_relations.people(data, kind)
    made = Record(
        id=crid,
        type=kind,
        titles=titles,
        abstracts=_abstracts(data),
        creators=creators,
        journals=cleaning.distinct(texts(publication.get("prism:publicationName"))),
        issns=_issns(publication),
        volume=string(publication.get("prism:volume")),
        issue=string(publication.get("prism:number")),
        pages=_pages(publication),
        date=cleaning.date(
            string(publication.get("prism:publicationDate") or data.get("dc:date") or data.get("since")),
            "prism:publicationDate",
        ),
        until=cleaning.date(string(data.get("until")), "until"),
        publishers=cleaning.distinct(texts(publication.get("dc:publisher") or data.get("dc:publisher"))),
        language=string(first_value(data.get("dc:language"))),
        subjects=_subjects(data),
        identifiers=tuple(dict.fromkeys(([Identifier("CRID", crid)] if CRID.fullmatch(crid) else []) + identifiers)),
        sources=_sources(data),
        links=tuple(
            url for link in listed(data.get("url")) if isinstance(link, dict) and (url := string(link.get("@id")))
        ),
        abstract_licence=_licence(data),
        contributors=contributors,
        relations=cinii_relations.relations(data),
        funding=cinii_relations.funding(data, kind),
        counts=cinii_relations.counts(data),
    )
    return with_id(made)


def _descriptions(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in listed(data.get("description")) if isinstance(item, dict) and _is_abstract(item)]


def _is_abstract(item: dict[str, Any]) -> bool:
    """Tell whether a description is an abstract: one without a type is, if it has the licence that only abstracts have."""
    return bool(item.get("type") == "abstract" or (not item.get("type") and item.get("abstractLicenseFlag")))


def _abstracts(data: dict[str, Any]) -> tuple[Text, ...]:
    return cleaning.distinct(text for item in _descriptions(data) for text in texts(item.get("notation")))


def _licence(data: dict[str, Any]) -> Licence:
    stated = (item.get("abstractLicenseFlag") for item in listed(data.get("description")) if isinstance(item, dict))
    return licence(*(flag for one in stated for flag in answers.flags(one)))


def _issns(publication: dict[str, Any]) -> tuple[str, ...]:
    found = [
        issn(string(one.get("@value")))
        for one in listed(publication.get("publicationIdentifier"))
        if isinstance(one, dict) and string(one.get("@type")) in ("PISSN", "EISSN", "ISSN", "LISSN")
    ]
    return tuple(dict.fromkeys(value for value in found if value))


def _pages(publication: dict[str, Any]) -> str:
    first, last = string(publication.get("prism:startingPage")), string(publication.get("prism:endingPage"))
    return (
        f"{first}-{last}"
        if first and last and first != last
        else first or last or string(publication.get("prism:pageRange"))
    )


def _identifiers(data: dict[str, Any]) -> list[Identifier]:
    found = []
    for item in listed(data.get("productIdentifier")):
        inner = item.get("identifier", item) if isinstance(item, dict) else None
        for identifier in (one for one in listed(inner) if isinstance(one, dict)):
            if value := string(identifier.get("@value")):
                found.append(canonical(string(identifier.get("@type")), value))
    found += cinii_relations.project_identifiers(data)
    found += cinii_relations.identifiers(data.get("personIdentifier"))
    return found


def _subjects(data: dict[str, Any]) -> tuple[Text, ...]:
    topics = [
        text
        for topic in listed(data.get("foaf:topic"))
        if isinstance(topic, dict)
        for text in texts(topic.get("dc:title"))
    ]
    return cleaning.distinct(topics + texts(data.get("dcterms:subject")) + texts(data.get("dc:subject")))


def _sources(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the data sources; another server with CiNii's interface may say one beside the code."""
    given = [item for item in listed(data.get("dataSourceIdentifier")) if isinstance(item, dict)]
    named = [(string(item.get("@type")), string(item.get("dc:title"))) for item in given]
    return tuple(dict.fromkeys(name or DATA_SOURCES.get(code, code) for code, name in named if name or code))


#: Matches types that only the response to a search has (``cinii_search.py``).
SEARCH_ANSWER = re.compile(rb'"@type"\s*:\s*"(?:channel|item)"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")) or SEARCH_ANSWER.search(head):
        return False
    return b"cir.nii.ac.jp/schema" in head or (b'"@id"' in head and b"cir.nii.ac.jp/crid/" in head)


FORMAT = Format("cinii-json", "CiNii Research", _recognizes, read, priority=10)
