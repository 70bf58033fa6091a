"""DataCite's REST answers (``https://api.datacite.org/dois``): a list of DOIs, one, or one without the envelope.

Most are data sets. ``relationships`` are DataCite's own conclusions (a supplement counts as a citation there), so only what the
record itself states is a relation. A title may have its language; an affiliation is a string or an object.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import awards, project_numbers
from shoroku.corpus.identifiers import Identifier, canonical, issn, kind_of
from shoroku.corpus.normalize import cleaning, counts, language
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import first, objects, string
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Count, Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ENVELOPE = frozenset({"data"})
#: General types of resources that are texts, in the words of ``work_type``; others keep DataCite's name.
_TEXTS = frozenset(
    "Text JournalArticle ConferencePaper ConferenceProceeding Preprint BookChapter PeerReview DataPaper Journal".split()
)
_DATES = ("Issued", "Available", "Created", "Submitted", "Accepted", "Collected", "Updated")
#: What stands for the name of a registry where there is none.
_UNTOLD = frozenset({"", "OTHER", "URI", "URL"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each DOI of the stream."""
    return answers.read(stream, "DataCite JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record | None:
    """Return the record of one DOI; None for another object of the API. Raises RecordError (no title, an unreadable date)."""
    attributes = first(data.get("attributes")) or data
    if "titles" not in attributes and string(data.get("type")) not in ("", "dois"):
        return None
    titles = _titles(attributes)
    if not titles:
        raise NoTitle(field="titles")
    container = first(attributes.get("container"))
    made = Record(
        id="",
        type=_type(first(attributes.get("types"))),
        titles=titles,
        abstracts=cleaning.distinct(
            answers.text(one.get("description"), _lang(one))
            for one in objects(attributes.get("descriptions"))
            if string(one.get("descriptionType")).lower() == "abstract"
        ),
        creators=tuple(found for one in objects(attributes.get("creators")) if (found := _person(one)).names),
        journals=answers.texts(container.get("title")) if string(container.get("type")) != "DataRepository" else (),
        issns=tuple(filter(None, [issn(string(container.get("identifier")))])),
        volume=string(container.get("volume")),
        issue=string(container.get("issue")),
        pages=pages(string(container.get("firstPage")), string(container.get("lastPage"))),
        date=_date(attributes),
        publishers=_publishers(attributes.get("publisher")),
        language=language.tag(string(attributes.get("language"))),
        subjects=cleaning.distinct(
            answers.text(one.get("subject"), _lang(one)) for one in objects(attributes.get("subjects"))
        ),
        identifiers=_identifiers(attributes, data),
        sources=("DataCite",),
        links=tuple(filter(None, [string(attributes.get("url"))])),
        contributors=tuple(
            found
            for one in objects(attributes.get("contributors"))
            if (found := _person(one, string(one.get("contributorType")) or "contributor")).names
        ),
        relations=tuple(dict.fromkeys([*_relations(attributes), *_items(attributes)])),
        funding=_funding(attributes),
        counts=_counts(attributes),
    )
    return with_id(made)


def _lang(item: dict[str, Any]) -> str:
    return language.tag(string(item.get("lang")))


def _type(types: dict[str, Any]) -> str:
    general, own = string(types.get("resourceTypeGeneral")), string(types.get("resourceType"))
    if not general or general in _TEXTS:
        return work_type(own, string(types.get("citeproc")), general)
    known = work_type(general)
    return known if known != "article" else _CAMEL.sub(" ", general).lower()


def _titles(attributes: dict[str, Any]) -> tuple[Text, ...]:
    """Return the titles, each with the subtitle in its language."""
    given = [(answers.text(one.get("title"), _lang(one)), one) for one in objects(attributes.get("titles"))]
    subtitles = {text.lang: text.value for text, one in given if string(one.get("titleType")) == "Subtitle"}
    found = []
    for text, one in given:
        kind = string(one.get("titleType"))
        if kind == "Subtitle" and len(given) > 1:
            continue
        subtitle = "" if kind else subtitles.get(text.lang, "")
        found.append(Text(f"{text.value}: {subtitle}", text.lang) if subtitle and text.value else text)
    return cleaning.distinct(found)


def _person(item: dict[str, Any], role: str = "") -> Person:
    family, given = string(item.get("familyName")), string(item.get("givenName"))
    name = string(item.get("name")) or ", ".join(filter(None, (family, given)))
    bodies = [_institution(one) for one in answers.listed(item.get("affiliation"))]
    return Person(
        names=cleaning.distinct([answers.text(name, _lang(item))]),
        affiliations=cleaning.distinct(text for body in bodies for text in body.names),
        identifiers=_named(item.get("nameIdentifiers"), "nameIdentifier", "nameIdentifierScheme"),
        role=role,
        institutions=tuple(body for body in bodies if body.identifiers),
    )


def _institution(value: Any) -> Institution:
    if not isinstance(value, dict):
        return Institution(answers.texts(value))
    named = _named(value, "affiliationIdentifier", "affiliationIdentifierScheme")
    return Institution(answers.texts(value.get("name")), named)


def _named(value: Any, key: str, scheme: str) -> tuple[Identifier, ...]:
    given = [(string(one.get(scheme)), string(one.get(key))) for one in objects(value)]
    found = ((kind_of(name) if kind.upper() in _UNTOLD else kind, name) for kind, name in given if name)
    return tuple(dict.fromkeys(canonical(kind, name) for kind, name in found if kind))


def _date(attributes: dict[str, Any]) -> str:
    dates = {string(one.get("dateType")): string(one.get("date")) for one in reversed(objects(attributes.get("dates")))}
    stated = next((dates[kind] for kind in _DATES if dates.get(kind)), "") or string(attributes.get("publicationYear"))
    return cleaning.date(stated.partition("T")[0], "dates")


def _publishers(value: Any) -> tuple[Text, ...]:
    inner = first(value)
    return cleaning.distinct([answers.text(inner.get("name"), _lang(inner))]) if inner else answers.texts(value)


def _identifiers(attributes: dict[str, Any], data: dict[str, Any]) -> tuple[Identifier, ...]:
    doi = string(attributes.get("doi")) or string(data.get("id"))
    found = [work_identifier("DOI", doi)]
    for one in objects(attributes.get("identifiers")) + objects(attributes.get("alternateIdentifiers")):
        kind = string(one.get("identifierType") or one.get("alternateIdentifierType"))
        if kind.upper() in ("PMID", "PMCID", "ARXIV", "ISBN", "HANDLE", "HDL", "NAID", "CRID"):
            found.append(work_identifier(kind, string(one.get("identifier") or one.get("alternateIdentifier"))))
    return tuple(dict.fromkeys(one for one in found if one))


def _relations(attributes: dict[str, Any]) -> Iterator[Relation]:
    for one in objects(attributes.get("relatedIdentifiers")):
        named = work_identifier(string(one.get("relatedIdentifierType")), string(one.get("relatedIdentifier")))
        word = string(one.get("relationType"))
        if named and word:
            yield relation(word, [named], type=_CAMEL.sub(" ", string(one.get("resourceTypeGeneral"))).lower())


def _items(attributes: dict[str, Any]) -> Iterator[Relation]:
    """Yield related works that are described rather than only named."""
    for one in objects(attributes.get("relatedItems")):
        inner = first(one.get("relatedItemIdentifier"))
        named = work_identifier(
            string(inner.get("relatedItemIdentifierType")), string(inner.get("relatedItemIdentifier"))
        )
        title = next((text.value for text in _titles(one)), "")
        word = string(one.get("relationType"))
        if word and (named or title):
            kind = _CAMEL.sub(" ", string(one.get("relatedItemType"))).lower()
            yield relation(word, [named], type=kind, title=title)


def _funding(attributes: dict[str, Any]) -> tuple[Funding, ...]:
    found: list[Funding] = []
    for one in objects(attributes.get("fundingReferences")):
        address = string(one.get("awardUri")) or string(one.get("awardURI"))
        named = [*project_numbers(address), *([Identifier("URI", address)] if address else [])]
        body = string(one.get("funderIdentifier"))
        kind = string(one.get("funderIdentifierType"))
        kind = kind_of(body) if kind.upper() in _UNTOLD else kind
        found += awards(
            [string(one.get("awardNumber"))],
            answers.texts(one.get("funderName")),
            (canonical(kind, body),) if kind and body else (),
            answers.texts(one.get("awardTitle")),
            tuple(named),
        )
    return tuple(dict.fromkeys(found))


def _counts(attributes: dict[str, Any]) -> tuple[Count, ...]:
    date = string(attributes.get("updated"))[:10]
    return counts.stated("cited-by", attributes.get("citationCount"), "DataCite", date)


_SIGNS = (b'"schemaVersion"', b'"relatedIdentifiers"', b'"fundingReferences"', b'"nameIdentifiers"', b'"rightsList"')
_DOIS = re.compile(rb'"type"\s*:\s*"dois"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")):
        return False
    is_plain = b'"creators"' in head and b'"titles"' in head and any(sign in head for sign in _SIGNS)
    return _DOIS.search(head) is not None or is_plain or (b'"doi"' in head and b'"nameType"' in head)


FORMAT = Format("datacite", "DataCite", _recognizes, read, priority=10)
