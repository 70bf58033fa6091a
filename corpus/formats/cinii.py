"""CiNii Research's record, as JSON-LD (``https://cir.nii.ac.jp/crid/<CRID>.json``).

The specification is NII's "CiNii Research JSON-LD" table; where real records differ from it, what real records do is
read. A file may hold one record, an array of them, or one a line.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus import cleaning
from shoroku.corpus.errors import BrokenSyntax, NoTitle, RecordError, WrongType
from shoroku.corpus.formats.format import Format, Item
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.record import Licence, Person, Record, Text

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


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of the stream."""
    whole = stream.read()
    try:
        parsed = json.loads(whole)
    except (ValueError, RecursionError) as error:
        yield from _by_line(whole, error)
        return
    for record in parsed if isinstance(parsed, list) else [parsed]:
        yield _item(record, 1)


def _by_line(whole: bytes, error: Exception) -> Iterator[Item]:
    lines = whole.split(b"\n")
    broken = BrokenSyntax(field="", format="JSON-LD", reason=str(error))
    if sum(line.lstrip().startswith(b"{") for line in lines) < 2 or not lines[0].rstrip().endswith(b"}"):
        yield Item(getattr(error, "lineno", 1), None, broken, whole[:2000])
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _item(json.loads(line), number)
            except (ValueError, RecursionError) as reason:
                yield Item(number, None, BrokenSyntax(field="", format="JSON-LD", reason=str(reason)), line[:2000])


def _item(data: Any, line: int) -> Item:
    try:
        if not isinstance(data, dict):
            raise WrongType(field="", expected="a JSON object")
        return Item(line, record(data))
    except RecordError as error:
        return Item(line, None, error, json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")[:2000])


def record(data: dict[str, Any]) -> Record:
    """Return the record of one JSON-LD object. Raises RecordError (no title, an unreadable date)."""
    identifiers = _identifiers(data)
    crid = data.get("@id", "").rstrip("/").rsplit("/", 1)[-1].removesuffix(".json")
    publication = _first(data.get("publication"))
    titles = cleaning.distinct(_texts(data.get("dc:title")) + _texts(data.get("dcterms:alternative")))
    if not titles:
        raise NoTitle(field="dc:title")
    return Record(
        id=crid or next((f"{i.kind.lower()}:{i.value}" for i in identifiers), ""),
        type=str(data.get("@type") or "Article").lower(),
        titles=titles,
        abstracts=_abstracts(data),
        creators=_people(data),
        journals=cleaning.distinct(_texts(publication.get("prism:publicationName"))),
        issns=_issns(publication),
        volume=_string(publication.get("prism:volume")),
        issue=_string(publication.get("prism:number")),
        pages=_pages(publication),
        date=cleaning.date(_string(publication.get("prism:publicationDate") or data.get("dc:date")), "prism:publicationDate"),
        publishers=cleaning.distinct(_texts(publication.get("dc:publisher") or data.get("dc:publisher"))),
        language=_string(_first_value(data.get("dc:language"))),
        subjects=_subjects(data),
        identifiers=tuple(dict.fromkeys(([Identifier("CRID", crid)] if crid.isdigit() else []) + identifiers)),
        sources=_sources(data),
        links=tuple(link["@id"] for link in _list(data.get("url")) if isinstance(link, dict) and "@id" in link),
        abstract_licence=_licence(data),
    )


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _first(value: Any) -> dict[str, Any]:
    return next((item for item in _list(value) if isinstance(item, dict)), {})


def _first_value(value: Any) -> Any:
    return next(iter(_list(value)), "")


def _string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@value", "")
    return "" if value is None else cleaning.clean(str(value))


def _texts(value: Any) -> list[Text]:
    """Read a value that may be a string, an object with @value and @language, or a list of either."""
    texts = []
    for item in _list(value):
        written = item.get("@value") if isinstance(item, dict) else item
        if isinstance(written, str):
            texts.append(cleaning.text(written, item.get("@language", "") if isinstance(item, dict) else ""))
    return texts


def _descriptions(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in _list(data.get("description")) if isinstance(item, dict) and item.get("type") == "abstract"]


def _abstracts(data: dict[str, Any]) -> tuple[Text, ...]:
    return cleaning.distinct(text for item in _descriptions(data) for text in _texts(item.get("notation")))


def _licence(data: dict[str, Any]) -> Licence:
    flags = {_string(item.get("abstractLicenseFlag")) for item in _descriptions(data)}
    return "disallow" if "disallow" in flags else "allow" if "allow" in flags else ""


def _people(data: dict[str, Any]) -> tuple[Person, ...]:
    people = [_person(item) for item in _list(data.get("creator")) + _list(data.get("contributor")) if isinstance(item, dict)]
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
    return f"{first}-{last}" if first and last and first != last else first or last or _string(publication.get("prism:pageRange"))


def _identifiers(data: dict[str, Any]) -> list[Identifier]:
    found = []
    for item in _list(data.get("productIdentifier")):
        identifier = _first(item.get("identifier")) if isinstance(item, dict) else {}
        if value := _string(identifier.get("@value")):
            found.append(canonical(_string(identifier.get("@type")), value))
    return found


def _subjects(data: dict[str, Any]) -> tuple[Text, ...]:
    topics = [text for topic in _list(data.get("foaf:topic")) if isinstance(topic, dict) for text in _texts(topic.get("dc:title"))]
    return cleaning.distinct(topics + _texts(data.get("dcterms:subject")) + _texts(data.get("dc:subject")))


def _sources(data: dict[str, Any]) -> tuple[str, ...]:
    codes = [_string(item.get("@type")) for item in _list(data.get("dataSourceIdentifier")) if isinstance(item, dict)]
    return tuple(dict.fromkeys(DATA_SOURCES.get(code, code) for code in codes if code))


def _recognizes(head: bytes) -> bool:
    return b"cir.nii.ac.jp/schema" in head or (b'"@id"' in head and b"cir.nii.ac.jp/crid/" in head and b'"@type": "channel"' not in head)


FORMAT = Format("cinii-json", "CiNii Research", _recognizes, read, priority=10)
