"""What programs read on a page of a record: Highwire's ``citation_`` tags, COinS, and schema.org as JSON-LD.

With them a reference manager such as Zotero saves the record with one click. Texts are cut, as pages are read by programs
that have to hold them; an abstract is only among them if it may be passed on.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from shoroku.corpus import addresses
from shoroku.corpus.licence import passed_on
from shoroku.corpus.main_text import main_and_other, ordered
from shoroku.corpus.normalize.personal_names import Name
from shoroku.corpus.normalize.personal_names import name as parsed_name
from shoroku.corpus.record import Person, Record
from shoroku.corpus.roles import contributing_people

_TITLE, _ABSTRACT, _MOST_PEOPLE, _MOST_SUBJECTS = 2_000, 20_000, 100, 50
#: Authors of a record in a list.
_MOST_LISTED = 20
_PAGES = re.compile(r"([^-–]+)[-–]([^-–]+)")
_GENRES = {"article": "article", "book": "book", "dissertation": "dissertation", "dataset": "unknown"}
#: Separates values while they are quoted: a control character that no text needs.
_BETWEEN = "\x1f"
_BETWEEN_QUOTED = quote_plus(_BETWEEN)
_CLASSES = {"article": "ScholarlyArticle", "book": "Book", "dissertation": "Thesis", "dataset": "Dataset"}


def page_range(record: Record) -> tuple[str, str]:
    """Return the first and the last page; all of it as the first where it is no range."""
    match = _PAGES.fullmatch(record.pages)
    return (match[1].strip(), match[2].strip()) if match else (record.pages, "")


def highwire(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the names and contents of a record's ``meta`` elements, as Google Scholar's guidelines list them."""
    for name, content in _highwire(passed_on(record)):
        if content:
            yield name, content


def _highwire(record: Record) -> Iterator[tuple[str, str]]:
    first, last = page_range(record)
    yield "citation_title", main_and_other(record, record.titles)[0].value[:_TITLE]
    for person in record.creators[:_MOST_PEOPLE]:
        yield "citation_author", _one_name(parsed_name(person, record.language))[:_TITLE]
        for affiliation in ordered(record, person.affiliations)[:3]:
            yield "citation_author_institution", affiliation.value[:_TITLE]
    for person in record.contributors[:_MOST_PEOPLE]:
        if person.role.lower() == "editor":
            yield "citation_editor", _one_name(parsed_name(person, record.language))[:_TITLE]
    yield "citation_publication_date", record.date.replace("-", "/")
    container = "citation_dissertation_institution" if record.type == "dissertation" else "citation_publisher"
    host = "citation_series_title" if record.type == "book" else "citation_journal_title"
    yield host, main_and_other(record, record.journals)[0].value[:_TITLE]
    yield container, main_and_other(record, record.publishers)[0].value[:_TITLE]
    for issn in record.issns:
        yield "citation_issn", issn
    yield from (
        ("citation_volume", record.volume),
        ("citation_issue", record.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", record.doi),
        ("citation_pmid", record.identifier("PMID")),
        ("citation_isbn", record.identifier("ISBN")),
        ("citation_language", record.language),
    )
    for subject in record.subjects[:_MOST_SUBJECTS]:
        yield "citation_keywords", subject.value[:_TITLE]
    yield "citation_abstract", main_and_other(record, record.abstracts)[0].value[:_ABSTRACT]


def _one_name(name: Name) -> str:
    """Return a name, the family's first unless both parts are of several words: Zotero takes these for two people."""
    is_two = " " in name.family and " " in name.given
    return f"{name.given} {name.family}" if is_two else str(name)


def coins(record: Record) -> str:
    """Return a record as a context object (ANSI/NISO Z39.88) for the title of a ``Z3988`` element, as lists have it."""
    return _context_object(_fields(record, _MOST_LISTED))


def whole_coins(record: Record) -> str:
    """Return the context object of a record by itself, with contributors, subjects, abstract and every address.

    Of the tags of a page, Zotero prefers this one (``parseContextObject`` of its ``openurl.js``), so that what it lacks is not
    saved. The keys of Dublin Core among them are Zotero's addition to the standard.
    """
    record = passed_on(record)
    language = record.language
    return _context_object(
        [
            *_fields(record, _MOST_PEOPLE),
            *(
                ("rft.contributor", str(parsed_name(person, language))[:_TITLE])
                for person in contributing_people(record)[:_MOST_PEOPLE]
            ),
            *(("rft.subject", subject.value[:_TITLE]) for subject in record.subjects[:_MOST_SUBJECTS]),
            ("rft.description", main_and_other(record, record.abstracts)[0].value[:_ABSTRACT]),
            ("rft_id", f"info:pmid/{pmid}" if (pmid := record.identifier("PMID")) else ""),
            ("rft_id", addresses.page(record) if record.doi else ""),
            ("rft.type", "dataset" if record.type == "dataset" else ""),
        ]
    )


def _fields(record: Record, most_people: int) -> list[tuple[str, str]]:
    is_book, is_thesis = record.type == "book", record.type == "dissertation"
    form = "book" if is_book else "dissertation" if is_thesis else "journal"
    title = main_and_other(record, record.titles)[0].value[:_TITLE]
    first, last = page_range(record)
    return [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"),
        ("rft.genre", _GENRES.get(record.type, "unknown")),
        ("rft.btitle" if is_book else "rft.title" if is_thesis else "rft.atitle", title),
        ("rft.series" if is_book else "rft.jtitle", main_and_other(record, record.journals)[0].value[:_TITLE]),
        ("rft.date", record.date),
        ("rft.volume", record.volume),
        ("rft.issue", record.issue),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.issn", record.issns[0] if record.issns else ""),
        ("rft.isbn", record.identifier("ISBN")),
        ("rft.inst" if is_thesis else "rft.pub", main_and_other(record, record.publishers)[0].value[:_TITLE]),
        *(("rft.au", str(parsed_name(person, record.language))[:_TITLE]) for person in record.creators[:most_people]),
        ("rft.language", record.language),
        ("rft_id", f"info:doi/{record.doi}" if record.doi else addresses.page(record)),
    ]


def _context_object(fields: list[tuple[str, str]]) -> str:
    given = [(name, value.replace(_BETWEEN, " ")) for name, value in fields if value]
    quoted = quote_plus(_BETWEEN.join([value for _, value in given])).split(_BETWEEN_QUOTED)  # one call is faster
    return "&".join(
        [f"{name}={value}" for (name, _), value in zip(given, quoted, strict=True)]
    )  # names need no quoting


def json_ld(record: Record, url: str) -> str:
    """Return a record in schema.org's terms, as JSON that can stand in a ``script`` element."""
    written = json.dumps(_schema(passed_on(record), url), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def _schema(record: Record, url: str) -> dict[str, Any]:
    titles = [text.value[:_TITLE] for text in ordered(record, record.titles)]
    first, last = page_range(record)
    same = [addresses.of_identifier(one) for one in record.identifiers]
    found = {
        "@context": "https://schema.org",
        "@type": _CLASSES.get(record.type, "CreativeWork"),
        "@id": url,
        "url": addresses.page(record) or url,
        "name": titles[0] if titles else "",
        "headline": titles[0][:110] if titles else "",
        "alternateName": titles[1:],
        "author": [_person(person, record) for person in record.creators[:_MOST_PEOPLE]],
        "datePublished": record.date,
        "inLanguage": record.language,
        "isPartOf": _issue(record),
        "pageStart": first,
        "pageEnd": last,
        "publisher": _organization(main_and_other(record, record.publishers)[0].value[:_TITLE]),
        "keywords": [subject.value[:_TITLE] for subject in record.subjects[:_MOST_SUBJECTS]],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": one.kind, "value": one.value} for one in record.identifiers
        ],
        "sameAs": list(dict.fromkeys(filter(None, same))),
        "abstract": main_and_other(record, record.abstracts)[0].value[:_ABSTRACT],
    }
    return {name: value for name, value in found.items() if value}


def _person(person: Person, record: Record) -> dict[str, Any]:
    names = [text.value[:_TITLE] for text in ordered(record, person.names)]
    parts = parsed_name(person, record.language)
    found = {
        "@type": "Person",
        "name": names[0] if names else "",
        "familyName": "" if parts.is_whole else parts.family,
        "givenName": parts.given,
        "alternateName": names[1:],
        "affiliation": [_organization(one.value[:_TITLE]) for one in ordered(record, person.affiliations)[:5]],
    }
    return {name: value for name, value in found.items() if value}


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _issue(record: Record) -> dict[str, Any]:
    """Return where a work stands: the journal, or its volume, or its issue."""
    name = main_and_other(record, record.journals)[0].value[:_TITLE]
    if not name:
        return {}
    found: dict[str, Any] = {
        "@type": "Periodical",
        "name": name,
        **({"issn": list(record.issns)} if record.issns else {}),
    }
    if record.volume:
        found = {"@type": "PublicationVolume", "volumeNumber": record.volume, "isPartOf": found}
    if record.issue:
        found = {"@type": "PublicationIssue", "issueNumber": record.issue, "isPartOf": found}
    return found
