"""Responses of OpenAlex (``https://api.openalex.org/works``): a list of works, one work, or one per line as in its snapshot.

An abstract is an inverted index: each word with its positions. Japanese abstracts were split at their few spaces, which are
only layout, so they are put together without spaces. ``related_works`` are alike, which is no relation. OpenAlex's identifier
of an author stands for what a program took for one person. An author is read as a record of a researcher.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, counts, language
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import relation
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import first, objects, string, strings, texts
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Count, Funding, Institution, Person, Record, Text, with_id
from shoroku.corpus.record_errors import NoTitle, WrongType

_ENVELOPE = frozenset({"results"})
_CJK = "\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef"  # with their punctuation
_JAPANESE = re.compile(f"[{_CJK}]")
_SPACE_BY_JAPANESE = re.compile(f"(?<=[{_CJK}]) | (?=[{_CJK}])")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each work of the stream."""
    return answers.read(stream, "OpenAlex JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one work, retracted or not, or of one author.

    Raises RecordError (no title, an unreadable date or abstract).
    """
    if _AUTHOR.search(string(data.get("id"))):
        return _researcher(data)
    titles = texts(data.get("title") or data.get("display_name"))
    if not titles:
        raise NoTitle(field="title")
    location = first(data.get("primary_location"))
    source, biblio = first(location.get("source")), first(data.get("biblio"))
    identifiers = _identifiers(data)
    own = next((one.value for one in identifiers if one.kind == "OPENALEX"), "")
    made = Record(
        id=f"openalex:{own}" if own else "",
        type=work_type(string(data.get("type"))),
        titles=titles,
        abstracts=_abstracts(data.get("abstract_inverted_index")),
        creators=tuple(person for item in objects(data.get("authorships")) if (person := _person(item)).names),
        journals=texts(source.get("display_name")),
        issns=_issns(source),
        volume=string(biblio.get("volume")),
        issue=string(biblio.get("issue")),
        pages=pages(string(biblio.get("first_page")), string(biblio.get("last_page"))),
        date=cleaning.date(
            string(data.get("publication_date")) or string(data.get("publication_year")), "publication_date"
        ),
        publishers=texts(source.get("host_organization_name")),
        language=language.tag(string(data.get("language"))),
        subjects=texts([item.get("display_name") for item in objects(data.get("keywords"))]),
        identifiers=identifiers,
        sources=("OpenAlex",),
        links=_links(location),
        relations=tuple(
            relation("referenced_works", [canonical("OPENALEX", one)]) for one in strings(data.get("referenced_works"))
        ),
        funding=_funding(data),
        counts=_counts(data),
    )
    return with_id(made)


def _researcher(data: dict[str, Any]) -> Record:
    names = texts([data.get("display_name"), *strings(data.get("display_name_alternatives"))])
    if not names:
        raise NoTitle(field="display_name")
    own = canonical("OPENALEX", string(data.get("id")))
    orcid = string(data.get("orcid")) or string(first(data.get("ids")).get("orcid"))
    identifiers = (own, *((canonical("ORCID", orcid),) if orcid else ()))
    bodies = [
        *objects(data.get("last_known_institutions") or data.get("last_known_institution")),
        *(first(one.get("institution")) for one in objects(data.get("affiliations"))),
    ]
    institutions = tuple(dict.fromkeys(found for one in bodies if (found := _institution(one)).names))
    return Record(
        id=f"openalex:{own.value}",
        type="researcher",
        titles=names,
        creators=(
            Person(
                names=names,
                affiliations=cleaning.distinct(name for one in institutions for name in one.names),
                identifiers=identifiers,
                institutions=tuple(one for one in institutions if one.identifiers),
            ),
        ),
        identifiers=identifiers,
        sources=("OpenAlex",),
        counts=_counts(data),
    )


def _institution(item: dict[str, Any]) -> Institution:
    given = (("ROR", string(item.get("ror"))), ("OPENALEX", string(item.get("id"))))
    named = tuple(canonical(kind, value) for kind, value in given if value)
    return Institution(texts(item.get("display_name")), named)


def _funding(data: dict[str, Any]) -> tuple[Funding, ...]:
    """Return the awards, which were ``grants`` before 2025, and the funders of whom no award is named."""
    rors = {string(one.get("id")): string(one.get("ror")) for one in objects(data.get("funders"))}
    found: list[Funding] = []
    stated = [
        (item.get("funder_id"), item.get("funder_display_name"), item.get("funder_award_id"), item.get("display_name"))
        for item in objects(data.get("awards"))
    ]
    stated += [
        (item.get("funder"), item.get("funder_display_name"), item.get("award_id"), None)
        for item in objects(data.get("grants"))
    ]
    known = {string(funder) for funder, *_ in stated}
    stated += [
        (one.get("id"), one.get("display_name"), None, None)
        for one in objects(data.get("funders"))
        if string(one.get("id")) not in known
    ]
    for funder, name, number, title in stated:
        given = (("ROR", rors.get(string(funder), "")), ("OPENALEX", string(funder)))
        named = tuple(canonical(kind, value) for kind, value in given if value)
        found += awards(strings(number), texts(name), named, texts(title))
    return tuple(dict.fromkeys(found))


def _counts(data: dict[str, Any]) -> tuple[Count, ...]:
    return counts.stated("cited-by", data.get("cited_by_count"), "OpenAlex", string(data.get("updated_date"))[:10])


def _abstracts(index: Any) -> tuple[Text, ...]:
    return texts(rebuilt(index)) if index else ()


def rebuilt(index: Any) -> str:
    """Return the text of an inverted index. Raises WrongType."""
    try:
        places = sorted((int(place), str(word)) for word, found in index.items() for place in answers.listed(found))
    except (AttributeError, OverflowError, TypeError, ValueError):
        raise WrongType(field="abstract_inverted_index", expected='{"word": [0, 1]}') from None
    abstract = " ".join(word for _, word in places)
    if len(_JAPANESE.findall(abstract)) <= len(_LATIN_WORD.findall(abstract)):  # English that cites some Japanese
        return abstract
    return _SPACE_BY_JAPANESE.sub("", abstract)


def _person(item: dict[str, Any]) -> Person:
    """Read an author: the name that OpenAlex shows and, if it is in another language, the name on the work."""
    author = first(item.get("author"))
    names = texts([author.get("display_name"), item.get("raw_author_name")])
    institutions = [one.get("display_name") for one in objects(item.get("institutions"))]
    given = (
        ("ORCID", string(author.get("orcid")) or string(item.get("raw_orcid"))),
        ("OPENALEX", string(author.get("id"))),
    )
    return Person(
        names=tuple({name.lang: name for name in reversed(names)}.values())[::-1],
        affiliations=texts(strings(item.get("raw_affiliation_strings")) or institutions),
        identifiers=tuple(canonical(kind, value) for kind, value in given if value),
        institutions=tuple(
            found for one in objects(item.get("institutions")) if (found := _institution(one)).identifiers
        ),
    )


def _issns(source: dict[str, Any]) -> tuple[str, ...]:
    given = strings(source.get("issn_l")) + strings(source.get("issn"))
    return tuple(dict.fromkeys(found for value in given if (found := issn(value))))


def _identifiers(data: dict[str, Any]) -> tuple[Identifier, ...]:
    ids = first(data.get("ids"))
    given = (
        ("DOI", string(data.get("doi")) or string(ids.get("doi"))),
        ("PMID", string(ids.get("pmid"))),
        ("OPENALEX", (string(data.get("id")) or string(ids.get("openalex"))).rsplit("/", 1)[-1]),
    )
    return tuple(canonical(kind, value) for kind, value in given if value)


def _links(location: dict[str, Any]) -> tuple[str, ...]:
    found = [string(location.get(key)) for key in ("pdf_url", "landing_page_url")]
    return tuple(dict.fromkeys(url for url in found if url))


_WORK = re.compile(rb'"(?:id|openalex)"\s*:\s*"https://openalex\.org/[WA]\d+"')
_AUTHOR = re.compile(r"openalex\.org/A\d+$")


def _recognizes(head: bytes) -> bool:
    return head.lstrip().startswith((b"{", b"[")) and _WORK.search(head) is not None


FORMAT = Format("openalex", "OpenAlex", _recognizes, read, priority=10)
