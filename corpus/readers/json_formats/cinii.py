"""CiNii Research's record, as JSON-LD (``https://cir.nii.ac.jp/crid/<CRID>.json``).

The specification is NII's "CiNii Research JSON-LD" table. Where real records differ from it, the reader follows the records.
A file may contain one record, an array of records, or one record per line.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from shoroku.corpus.errors import NoTitle
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Licence, Person, Record, Text, with_id

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


#: Servers with CiNii's interface also have records without one: the last part of their address is their own id.
CRID = re.compile(r"\d{19}", re.ASCII)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of the stream."""
    return answers.read(stream, "JSON-LD", frozenset(), record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one JSON-LD object. Raises RecordError (no title, an unreadable date)."""
    identifiers = _identifiers(data)
    crid = unquote(_string(data.get("@id")).rstrip("/").rsplit("/", 1)[-1].removesuffix(".json"))
    publication = _first(data.get("publication"))
    titles = cleaning.distinct(_texts(data.get("dc:title")) + _texts(data.get("dcterms:alternative")))
    if not titles:
        raise NoTitle(field="dc:title")
    made = Record(
        id=crid,
        type=(_string(data.get("@type")) or "Article").lower(),
        titles=titles,
        abstracts=_abstracts(data),
        creators=_people(data),
        journals=cleaning.distinct(_texts(publication.get("prism:publicationName"))),
        issns=_issns(publication),
        volume=_string(publication.get("prism:volume")),
        issue=_string(publication.get("prism:number")),
        pages=_pages(publication),
        date=cleaning.date(
            _string(publication.get("prism:publicationDate") or data.get("dc:date")), "prism:publicationDate"
        ),
        publishers=cleaning.distinct(_texts(publication.get("dc:publisher") or data.get("dc:publisher"))),
        language=_string(_first_value(data.get("dc:language"))),
        subjects=_subjects(data),
        identifiers=tuple(dict.fromkeys(([Identifier("CRID", crid)] if CRID.fullmatch(crid) else []) + identifiers)),
        sources=_sources(data),
        links=tuple(
            url for link in _list(data.get("url")) if isinstance(link, dict) and (url := _string(link.get("@id")))
        ),
        abstract_licence=_licence(data),
    )
    return with_id(made)


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _first(value: Any) -> dict[str, Any]:
    return next((item for item in _list(value) if isinstance(item, dict)), {})


def _first_value(value: Any) -> Any:
    return next(iter(_list(value)), "")


def _string(value: Any) -> str:
    """Read a value that may be a string, a number, an object with @value, or a list of them; the first counts."""
    if isinstance(value, list):
        value = _first_value(value)
    if isinstance(value, dict):
        value = value.get("@value")
    return cleaning.clean(str(value)) if isinstance(value, str | int | float) else ""


def _texts(value: Any) -> list[Text]:
    """Read a value that may be a string, an object with @value and @language, or a list of either."""
    texts = []
    for item in _list(value):
        written = item.get("@value") if isinstance(item, dict) else item
        if isinstance(written, str):
            texts.append(
                cleaning.text(plain(written), _string(item.get("@language")) if isinstance(item, dict) else "")
            )
    return texts


def _descriptions(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        item for item in _list(data.get("description")) if isinstance(item, dict) and item.get("type") == "abstract"
    ]


def _abstracts(data: dict[str, Any]) -> tuple[Text, ...]:
    return cleaning.distinct(text for item in _descriptions(data) for text in _texts(item.get("notation")))


def _licence(data: dict[str, Any]) -> Licence:
    stated = (item.get("abstractLicenseFlag") for item in _list(data.get("description")) if isinstance(item, dict))
    return licence(*(flag for one in stated for flag in answers.flags(one)))


def _people(data: dict[str, Any]) -> tuple[Person, ...]:
    people = [
        _person(item) for item in _list(data.get("creator")) + _list(data.get("contributor")) if isinstance(item, dict)
    ]
    named = tuple(person for person in people if person.names)
    if named:
        return named
    return tuple(Person(names=(name,)) for name in _texts(data.get("dc:creator")))


def _person(item: dict[str, Any]) -> Person:
    identifiers = [
        Identifier(_string(one.get("@type")), _string(one.get("@value")))
        for one in _list(item.get("personIdentifier"))
        if isinstance(one, dict)
    ]
    return Person(
        names=cleaning.distinct(_texts(item.get("foaf:name"))),
        affiliations=cleaning.distinct(_texts(item.get("jpcoar:affiliationName"))),
        identifiers=tuple(identifiers),
    )


def _issns(publication: dict[str, Any]) -> tuple[str, ...]:
    found = [
        issn(_string(one.get("@value")))
        for one in _list(publication.get("publicationIdentifier"))
        if isinstance(one, dict) and _string(one.get("@type")) in ("PISSN", "EISSN", "ISSN", "LISSN")
    ]
    return tuple(dict.fromkeys(value for value in found if value))


def _pages(publication: dict[str, Any]) -> str:
    first, last = _string(publication.get("prism:startingPage")), _string(publication.get("prism:endingPage"))
    return (
        f"{first}-{last}"
        if first and last and first != last
        else first or last or _string(publication.get("prism:pageRange"))
    )


def _identifiers(data: dict[str, Any]) -> list[Identifier]:
    found = []
    for item in _list(data.get("productIdentifier")):
        identifier = _first(item.get("identifier")) if isinstance(item, dict) else {}
        if value := _string(identifier.get("@value")):
            found.append(canonical(_string(identifier.get("@type")), value))
    return found


def _subjects(data: dict[str, Any]) -> tuple[Text, ...]:
    topics = [
        text
        for topic in _list(data.get("foaf:topic"))
        if isinstance(topic, dict)
        for text in _texts(topic.get("dc:title"))
    ]
    return cleaning.distinct(topics + _texts(data.get("dcterms:subject")) + _texts(data.get("dc:subject")))


def _sources(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the data sources; another server with CiNii's interface may say one beside the code."""
    given = [item for item in _list(data.get("dataSourceIdentifier")) if isinstance(item, dict)]
    named = [(_string(item.get("@type")), _string(item.get("dc:title"))) for item in given]
    return tuple(dict.fromkeys(name or DATA_SOURCES.get(code, code) for code, name in named if name or code))


#: Matches types that only the response to a search has (``cinii_search.py``).
SEARCH_ANSWER = re.compile(rb'"@type"\s*:\s*"(?:channel|item)"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")) or SEARCH_ANSWER.search(head):
        return False
    return b"cir.nii.ac.jp/schema" in head or (b'"@id"' in head and b"cir.nii.ac.jp/crid/" in head)


FORMAT = Format("cinii-json", "CiNii Research", _recognizes, read, priority=10)
