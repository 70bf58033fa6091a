"""JaLC's REST answers (``https://api.japanlinkcenter.org/dois/{doi}``): one record, a list of them, in its envelope or not.

JaLC carries no abstracts. Lists of prefixes and of DOIs come in the same envelope, but hold no records. Few references have a
DOI; a link to the full text stands among the relations and is none.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import objects, string
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

#: The values of ``content_type``: journal article, book, research data, e-learning, general.
_TYPES = {"JA": "article", "BK": "book", "RD": "dataset", "EL": "learning object", "GD": "other"}

_ENVELOPE = frozenset({"data", "items"})
_FULL_TEXT = "fulltextpdf"  # in lower case


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of the stream."""
    return answers.read(stream, "JaLC JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one JSON object. Raises RecordError (no title, an unreadable date)."""
    titles = cleaning.distinct(map(_title, objects(data.get("title_list"))))
    if not titles:
        raise NoTitle(field="title_list")
    made = Record(
        id="",
        type=_TYPES.get(string(data.get("content_type")).upper(), "article"),
        titles=titles,
        creators=tuple(person for item in objects(data.get("creator_list")) if (person := _person(item)).names),
        journals=_journals(data),
        issns=_issns(data),
        volume=string(data.get("volume")),
        issue=string(data.get("issue")),
        pages=pages(string(data.get("first_page")), string(data.get("last_page")))
        or string(data.get("article_number")),
        date=_date(answers.first(data.get("publication_date"))),
        publishers=_texts(data.get("publisher_list"), "publisher_name"),
        language=language.tag(string(data.get("content_language"))),
        subjects=_texts(data.get("keyword_list"), "keyword"),
        identifiers=(canonical("DOI", doi),) if (doi := string(data.get("doi"))) else (),
        sources=("JaLC",),
        links=_links(data),
        contributors=tuple(person for item in objects(data.get("contributor_list")) if (person := _person(item)).names),
        relations=tuple(dict.fromkeys([*_relations(data), *_references(data)])),
        funding=_funding(data),
    )
    return with_id(made)


def _lang(item: dict[str, Any]) -> str:
    return language.tag(string(item.get("lang")))


def _texts(value: Any, key: str) -> tuple[Text, ...]:
    """Read a list of texts with their languages, under ``key``; one may also be a string."""
    said = (item if isinstance(item, dict) else {key: item} for item in answers.listed(value))
    return cleaning.distinct(answers.text(item.get(key), _lang(item)) for item in said)


def _title(item: dict[str, Any]) -> Text:
    parts = [part for key in ("title", "subtitle") if (part := string(item.get(key)))]
    return answers.text(" : ".join(parts), _lang(item))


def _person(item: dict[str, Any]) -> Person:
    return Person(
        names=cleaning.distinct(map(_name, objects(item.get("names")))),
        affiliations=_texts(item.get("affiliation_list"), "affiliation_name"),
        identifiers=tuple(_person_identifiers(item)),
        role=string(item.get("role") or item.get("contributor_type")),
        institutions=tuple(
            Institution(_texts(one, "affiliation_name"), found)
            for one in objects(item.get("affiliation_list"))
            if (found := _typed(one.get("affiliation_identifier_list"), "affiliation_identifier", "ERAD_INSTITUTION"))
        ),
    )


def _typed(value: Any, key: str, erad: str) -> tuple[Identifier, ...]:
    """Read a list of identifiers with their types; ``erad`` is the kind of body that e-Rad numbers here."""
    given = [(string(one.get("type")), string(one.get(key))) for one in objects(value)]
    kinds = {"E-RAD": erad, "E_RAD": erad, "ERAD": erad}
    found = (canonical(kinds.get(kind.upper(), kind), name) for kind, name in given if kind and name)
    return tuple(dict.fromkeys(found))


def _relations(data: dict[str, Any]) -> Iterator[Relation]:
    for item in objects(data.get("relation_list")):
        word = string(item.get("relation"))
        named = work_identifier(string(item.get("type")), string(item.get("content")))
        if word and word.lower() != _FULL_TEXT and named:
            yield relation(word, [named])


def _references(data: dict[str, Any]) -> Iterator[Relation]:
    for item in objects(data.get("citation_list")):
        named = work_identifier("DOI", string(item.get("doi")))
        title = answers.text(item.get("original_text")).value or next(
            (text.value for text in map(_title, objects(item.get("title_list"))) if text.value), ""
        )
        if named or title:
            yield relation("citation_list", [named], title=title)


def _funding(data: dict[str, Any]) -> tuple[Funding, ...]:
    found: list[Funding] = []
    for item in objects(data.get("fund_list")):
        groups = objects(item.get("award_number_group_list"))
        numbers = [one for group in groups for one in answers.listed(group.get("award_number_list"))]
        found += awards(
            [string(one.get("award_number") if isinstance(one, dict) else one) for one in numbers],
            _texts(item.get("funder_name"), "funder_name"),
            _typed(item.get("funder_identifier_list"), "funder_identifier", "ERAD_FUNDER"),
            cleaning.distinct(
                title for group in groups for title in _texts(group.get("award_title_list"), "award_title")
            ),
        )
    return tuple(dict.fromkeys(found))


def _name(item: dict[str, Any]) -> Text:
    """Put the family's name first in every language, as JaLC does, in the letters that it is written in."""
    parts = [part for key in ("last_name", "first_name") if (part := string(item.get(key)))]
    return answers.text(" ".join(parts) or item.get("name"), _lang(item))


def _person_identifiers(item: dict[str, Any]) -> Iterator[Identifier]:
    for one in objects(item.get("researcher_id_list")):
        kind = string(one.get("type"))
        if kind and (value := string(one.get("id_code") or one.get("researcher_id"))):
            yield canonical(kind, value)


def _journals(data: dict[str, Any]) -> tuple[Text, ...]:
    """Return the journal's names in full where there are such; never those that it had before or after."""
    names = objects(data.get("journal_title_name_list"))
    for types in (("full", ""), ("abbreviation",)):
        if found := _texts([item for item in names if string(item.get("type")) in types], "journal_title_name"):
            return found
    return ()


def _issns(data: dict[str, Any]) -> tuple[str, ...]:
    ids = [
        string(item.get("journal_id")) for item in objects(data.get("journal_id_list")) if item.get("type") == "ISSN"
    ]
    return tuple(dict.fromkeys(found for value in ids if (found := issn(value))))


def _date(parts: dict[str, Any]) -> str:
    written = [string(parts.get(f"publication_{part}")) for part in ("year", "month", "day")]
    stated = written[: written.index("")] if "" in written else written
    return cleaning.date("-".join(stated), "publication_date")


def _links(data: dict[str, Any]) -> tuple[str, ...]:
    found = [
        string(item.get("content"))
        for item in objects(data.get("relation_list"))
        if string(item.get("relation")).lower() == _FULL_TEXT
    ]
    return tuple(dict.fromkeys(url for url in found if url))


_ANSWER = re.compile(rb'"apiType"\s*:\s*"doi"')


def _recognizes(head: bytes) -> bool:
    if not head.lstrip().startswith((b"{", b"[")):
        return False
    return _ANSWER.search(head) is not None or (b'"title_list"' in head and b'"doi"' in head)


FORMAT = Format("jalc", "JaLC", _recognizes, read, priority=10)
