"""Crossref's REST answers (``https://api.crossref.org/works``): a list of works, one, or works without the envelope.

Titles and abstracts bear no language there; the script decides. Abstracts are JATS. Crossref names a funder once for each
award, and a relation twice if both works state it.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, counts, language
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import kind_of, relation, work_identifier
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import objects, string, strings, texts
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Count, Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ENVELOPE = frozenset({"message", "items"})
#: People who are not the authors.
_ROLES = ("editor", "translator", "chair", "reviewer")
_DATES = ("issued", "published", "published-print", "published-online", "posted")
#: The redundant heading with which many abstracts begin.
_HEADING = re.compile(r"\s*<(jats:title|title)>\s*(?:abstract|summary|要旨|抄録|概要)\s*[.:：]?\s*</\1>", re.IGNORECASE)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each work of the stream."""
    return answers.read(stream, "Crossref JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one work. Raises RecordError (no title, an unreadable date)."""
    titles = _titles(data)
    if not titles:
        raise NoTitle(field="title")
    made = Record(
        id="",
        type=work_type(string(data.get("type"))),
        titles=titles,
        abstracts=texts(_HEADING.sub("", string(data.get("abstract")), count=1)),
        creators=tuple(person for item in objects(data.get("author")) if (person := _person(item)).names),
        journals=texts(data.get("container-title")),
        issns=_issns(data),
        volume=string(data.get("volume")),
        issue=string(data.get("issue")),
        pages=pages(string(data.get("page"))) or string(data.get("article-number")),
        date=next((date for field in _DATES if (date := _date(data, field))), ""),
        publishers=texts(data.get("publisher")),
        language=language.tag(string(data.get("language"))),
        subjects=texts(data.get("subject")),
        identifiers=(canonical("DOI", doi),) if (doi := string(data.get("DOI"))) else (),
        sources=("Crossref",),
        links=_links(data),
        contributors=tuple(
            person for role in _ROLES for item in objects(data.get(role)) if (person := _person(item, role)).names
        ),
        relations=tuple(dict.fromkeys([*_references(data), *_relations(data), *_updates(data)])),
        funding=_funding(data),
        counts=_counts(data),
    )
    return with_id(made)


def _titles(data: dict[str, Any]) -> tuple[Text, ...]:
    main, subtitle = string(data.get("title")), string(data.get("subtitle"))
    whole = f"{main}: {subtitle}" if main and subtitle and subtitle not in main else main
    return texts([whole, *strings(data.get("title"))[1:], *strings(data.get("original-title"))])


def _person(item: dict[str, Any], role: str = "") -> Person:
    """Read a person, or a group by its ``name``; Japanese and Chinese names have the family's first."""
    family, given, suffix = (string(item.get(part)) for part in ("family", "given", "suffix"))
    is_western = cleaning.language_of(family + given) == "en"
    parts = (given, family, suffix) if is_western else (family, given)
    orcid = string(item.get("ORCID"))
    roles = [said for one in objects(item.get("role")) if (said := string(one.get("role"))) not in ("", "author")]
    return Person(
        names=texts(" ".join(part for part in parts if part) or item.get("name")),
        affiliations=texts([one.get("name") for one in objects(item.get("affiliation"))]),
        identifiers=(canonical("ORCID", orcid),) if orcid else (),
        role=next(iter(roles), role),
        institutions=tuple(
            Institution(texts(one.get("name")), found)
            for one in objects(item.get("affiliation"))
            if (found := _typed(one.get("id")))
        ),
    )


def _typed(value: Any) -> tuple[Identifier, ...]:
    """Read identifiers of bodies: ``[{"id": …, "id-type": …}]``."""
    given = [(string(one.get("id-type")), string(one.get("id"))) for one in objects(value)]
    return tuple(dict.fromkeys(canonical(kind, name) for kind, name in given if kind and name))


def _references(data: dict[str, Any]) -> Iterator[Relation]:
    for item in objects(data.get("reference")):
        named = [work_identifier("DOI", string(item.get("DOI"))), work_identifier("ISBN", string(item.get("ISBN")))]
        if any(named) or _reference(item):
            yield relation("reference", named, title=_reference(item))


#: What a reference in parts says, in the order of a citation.
_PARTS = ("author", "year", "article-title", "series-title", "volume-title", "journal-title", "edition")


def _reference(item: dict[str, Any]) -> str:
    """Return the text of a reference: as it is printed, else put together from its parts."""
    if whole := answers.text(item.get("unstructured")).value:
        return whole
    said = [answers.text(item.get(part)).value for part in _PARTS]
    volume, issue, page = (string(item.get(part)) for part in ("volume", "issue", "first-page"))
    said.append(f"{volume}({issue})" if volume and issue else volume)
    return ", ".join(dict.fromkeys(part for part in (*said, page) if part))


def _relations(data: dict[str, Any]) -> Iterator[Relation]:
    """Yield the relations; Crossref has one twice if the other work states it, too."""
    for word, stated in answers.first(data.get("relation")).items():
        named = (work_identifier(string(one.get("id-type")), string(one.get("id"))) for one in objects(stated))
        yield from (relation(word, [one]) for one in dict.fromkeys(named) if one)


def _updates(data: dict[str, Any]) -> Iterator[Relation]:
    """Yield which works this one corrects, retracts or updates, and which ones do that to this one."""
    for field, is_inverse in (("update-to", False), ("updated-by", True)):
        for item in objects(data.get(field)):
            word = string(item.get("type")) or field
            kind, _ = kind_of(word)
            named = work_identifier("DOI", string(item.get("DOI")))
            if named:
                yield Relation(kind or "updates", word, is_inverse, (named,), title=string(item.get("label")))


def _funding(data: dict[str, Any]) -> tuple[Funding, ...]:
    found: list[Funding] = []
    for item in objects(data.get("funder")):
        doi = string(item.get("DOI"))
        named = ((canonical("DOI", doi),) if doi else ()) + _typed(item.get("id"))
        found += awards(strings(item.get("award")), texts(item.get("name")), tuple(dict.fromkeys(named)))
    return tuple(dict.fromkeys(found))


def _counts(data: dict[str, Any]) -> tuple[Count, ...]:
    date = string(answers.first(data.get("indexed")).get("date-time"))[:10]
    return counts.stated("cited-by", data.get("is-referenced-by-count"), "Crossref", date)


def _issns(data: dict[str, Any]) -> tuple[str, ...]:
    typed = [string(item.get("value")) for item in objects(data.get("issn-type"))]
    return tuple(dict.fromkeys(found for value in typed + strings(data.get("ISSN")) if (found := issn(value))))


def _date(data: dict[str, Any], field: str) -> str:
    """Read ``date-parts``: a list of a list of year, month and day, of which any may be missing or null."""
    parts = answers.first(data.get(field)).get("date-parts")
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    written = [string(part) for part in answers.listed(parts)][:3]
    stated = written[: written.index("")] if "" in written else written
    return cleaning.date("-".join(stated), field)


def _links(data: dict[str, Any]) -> tuple[str, ...]:
    primary = answers.first(answers.first(data.get("resource")).get("primary"))
    url = string(primary.get("URL")) or string(data.get("URL"))
    return (url,) if url else ()


_ANSWER = re.compile(rb'"message-type"\s*:\s*"work(?:-list)?"')
_WORK = (b'"reference-count"', b'"container-title"', b'"is-referenced-by-count"', b'"date-parts"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")):
        return False
    return (
        _ANSWER.search(head) is not None
        or (b'"DOI"' in head and any(key in head for key in _WORK))
        or b'"content-domain"' in head
    )


FORMAT = Format("crossref", "Crossref", _recognizes, read, priority=10)
