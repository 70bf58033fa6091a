"""JATS, the XML format of journal articles (PubMed Central, J-STAGE): their metadata.

Titles and abstracts come in several languages as ``trans-…`` elements or as a translated ``sub-article``; people in
several scripts as ``name-alternatives``. The text is not read. Relations and awards are in ``jats_relations.py``.
"""

from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, dates, language
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.readers.xml_formats import jats_relations
from shoroku.corpus.record import Institution, Person, Record, Text, with_id
from shoroku.corpus.record_errors import NoTitle

#: Elements that are emptied while reading, so that the length of an article does not matter.
NOT_READ = frozenset(
    {"body", "floats-group", "floats-wrap", "ack", "app-group", "bio", "fn-group", "glossary", "notes"}
)

_ROOTS = frozenset({"article", "pmc-articleset", "articles"})
_SIGNS = (b"<front", b"article-type", b"JATS", b"NLM//DTD", b"article-meta", b"pmc-articleset")
_MARKS = frozenset({"xref", "fn", "label", "named-anchor", "email", "object-id"})
_OTHER_ABSTRACTS = frozenset({"graphical", "toc", "teaser", "web-summary", "highlights", "key-points", "video"})
_DATES = ("ppub", "pub", "epub-ppub", "epub", "collection", "ecorrected", "")
_NAMED = {"pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each article."""
    return xml.items(stream, {"article": record}, NOT_READ)


def record(article: xml.Element) -> Record:
    """Return the record of one article. Raises RecordError (no title, an unreadable date)."""
    front = xml.first(article, "front")
    meta, journal = xml.first(front, "article-meta"), xml.first(front, "journal-meta")
    lang = xml.lang(article)
    translated = [
        one for one in xml.each(article, "sub-article") if xml.attribute(one, "article-type") == "translation"
    ]
    fronts = [(meta, lang)] + [
        (xml.first(one, "front-stub", "front/article-meta"), xml.lang(one)) for one in translated
    ]
    titles = cleaning.distinct(title for one, other in fronts for title in _titles(one, other))
    if not titles:
        raise NoTitle(field="article-title")
    made = Record(
        id="",
        type=work_type(xml.attribute(article, "article-type")),
        titles=titles,
        abstracts=cleaning.distinct(text for one, other in fronts for text in _abstracts(one, other)),
        creators=_people(front, meta, authors=True),
        journals=_journals(journal),
        issns=tuple(dict.fromkeys(number for one in xml.each(journal, "issn") if (number := issn(xml.value(one))))),
        volume=xml.value(meta, "volume"),
        issue=xml.value(meta, "issue"),
        pages=pages(xml.value(meta, "fpage") or xml.value(meta, "page-range"), xml.value(meta, "lpage"))
        or xml.value(meta, "elocation-id"),
        date=_date(meta),
        publishers=cleaning.distinct(xml.text(one) for one in xml.each(journal, "publisher/publisher-name")),
        language=language.base(lang),
        subjects=cleaning.distinct(subject for one, other in fronts for subject in _keywords(one, other)),
        identifiers=_identifiers(meta),
        links=tuple(dict.fromkeys(link for one in xml.each(meta, "self-uri") if (link := xml.attribute(one, "href")))),
        contributors=_people(front, meta, authors=False),
        relations=jats_relations.relations(article, meta),
        funding=jats_relations.funding(meta),
    )
    return with_id(made)


def _titles(meta: xml.Element | None, lang: str) -> Iterator[Text]:
    for group in xml.each(meta, "title-group"):
        yield _title(group, "article-title", "subtitle", lang)
        for other in xml.each(group, "trans-title-group"):
            yield _title(other, "trans-title", "trans-subtitle", xml.lang(other))
        for plain_one in xml.each(group, "trans-title"):  # before JATS 1.0
            yield _titled(xml.line(plain_one, _MARKS), xml.lang(plain_one))


def _title(group: xml.Element, name: str, below: str, lang: str) -> Text:
    element = xml.first(group, name)
    if element is None:
        return Text("")
    subtitles = [text for one in xml.each(group, below) if (text := xml.line(one, _MARKS))]
    return _titled(": ".join([xml.line(element, _MARKS), *subtitles]), xml.lang(element) or lang)


def _titled(written: str, lang: str) -> Text:
    return cleaning.text(written, lang) if written else Text("")


def _abstracts(meta: xml.Element | None, lang: str) -> Iterator[Text]:
    for name, otherwise in (("abstract", lang), ("trans-abstract", "")):
        for element in xml.each(meta, name):
            if xml.attribute(element, "abstract-type") not in _OTHER_ABSTRACTS and (text := _abstract(element)):
                yield cleaning.text(text, xml.lang(element) or otherwise)


def _abstract(element: xml.Element) -> str:
    """Return an abstract without its own heading, each section after its title: ``Background: …``."""
    own_heading = xml.first(element, "title")
    parts = [
        _section(part)
        for part in element
        if xml.local(part) and part is not own_heading and xml.local(part) not in _MARKS
    ]
    return "\n".join(filter(None, parts)) or xml.content(element, _MARKS)


def _section(part: xml.Element) -> str:
    if xml.local(part) != "sec":
        return xml.content(part, _MARKS)
    title = xml.value(part, "title").rstrip(":. ")
    text = xml.content(part, {*_MARKS, "title"})
    return f"{title}: {text}" if title and text else text


def _people(front: xml.Element | None, meta: xml.Element | None, *, authors: bool) -> tuple[Person, ...]:
    """Return the authors, or the people with another role."""
    affiliations = {
        name: one for one in _everywhere(front, "aff", "aff-alternatives") if (name := xml.attribute(one, "id"))
    }
    contribs = [
        one
        for one in xml.each(meta, "contrib-group/contrib")
        if (xml.attribute(one, "contrib-type") in ("author", "")) is authors
    ]
    linked = any(_linked(one) for one in contribs)
    of_all = [] if linked or not authors else _unnested(meta)
    people_ = (_person(one, affiliations, of_all) for one in contribs)
    return tuple(person for person in people_ if person.names)


def _everywhere(front: xml.Element | None, *names: str) -> list[xml.Element]:
    return [] if front is None else [one for one in front.iter("{*}*") if xml.local(one) in names]


def _unnested(meta: xml.Element | None) -> list[xml.Element]:
    paths = ("aff", "aff-alternatives", "contrib-group/aff", "contrib-group/aff-alternatives")
    found = [one for path in paths for one in xml.each(meta, path)]
    return found if len(found) == 1 else []


def _affiliation(element: xml.Element) -> list[Text]:
    inner = list(xml.each(element, "aff")) if xml.local(element) == "aff-alternatives" else [element]
    return [xml.text(one, xml.lang(element), {*_MARKS, "sup", "institution-id"}) for one in inner]


def _linked(contrib: xml.Element) -> list[str]:
    marks = [one for one in xml.each(contrib, "xref") if xml.attribute(one, "ref-type") == "aff"]
    return [name for one in marks for name in xml.attribute(one, "rid").split()]


def _person(contrib: xml.Element, affiliations: dict[str, xml.Element], of_all: list[xml.Element]) -> Person:
    linked = [affiliations[name] for name in _linked(contrib) if name in affiliations]
    bodies = [*xml.each(contrib, "aff"), *linked] or of_all
    kind = xml.attribute(contrib, "contrib-type")
    return Person(
        names=cleaning.distinct(_names(contrib)),
        affiliations=cleaning.distinct(text for one in bodies for text in _affiliation(one)),
        identifiers=tuple(
            canonical(xml.attribute(one, "contrib-id-type"), xml.value(one)) for one in xml.each(contrib, "contrib-id")
        ),
        role="" if kind == "author" else kind,
        institutions=tuple(
            Institution(cleaning.distinct(_affiliation(one)), named)
            for one in bodies
            if (named := tuple(dict.fromkeys(jats_relations.institution_ids(one))))
        ),
    )


def _names(contrib: xml.Element) -> Iterator[Text]:
    for path in (
        "name",
        "string-name",
        "name-alternatives/name",
        "name-alternatives/string-name",
        "collab",
        "collab-alternatives/collab",
    ):
        for element in xml.each(contrib, path):
            yield cleaning.text(_name(element), xml.lang(element))


def _name(element: xml.Element) -> str:
    """Return a name: ``加藤 敏`` in Japanese, ``Kato, Satoshi`` in other scripts."""
    surname, given = xml.value(element, "surname"), xml.value(element, "given-names")
    if not surname:
        return given or xml.line(element, {*_MARKS, "contrib-group"})
    between = " " if cleaning.language_of(surname) == "ja" else ", "
    return between.join(
        part for part in (surname, " ".join(filter(None, (given, xml.value(element, "suffix"))))) if part
    )


def _journals(journal: xml.Element | None) -> tuple[Text, ...]:
    paths = ("journal-title-group/journal-title", "journal-title")
    titles = [xml.text(one) for path in paths for one in xml.each(journal, path)]
    for group in xml.each(journal, "journal-title-group/trans-title-group"):
        titles += [xml.text(one, xml.lang(group)) for one in xml.each(group, "trans-title")]
    return cleaning.distinct(titles)


def _date(meta: xml.Element | None) -> str:
    by_kind = {
        xml.attribute(one, "pub-type") or xml.attribute(one, "date-type"): one for one in xml.each(meta, "pub-date")
    }
    for kind in [*(known for known in _DATES if known in by_kind), *by_kind]:
        if year := xml.value(by_kind[kind], "year"):
            return dates.of_parts(year, xml.value(by_kind[kind], "month"), xml.value(by_kind[kind], "day"), "pub-date")
    return ""


def _keywords(meta: xml.Element | None, lang: str) -> Iterator[Text]:
    for group in xml.each(meta, "kwd-group"):
        for name in ("kwd", "compound-kwd", "nested-kwd"):
            yield from (
                xml.text(one, xml.lang(group) or _if_it_fits(one, lang), _MARKS) for one in xml.each(group, name)
            )


def _if_it_fits(element: xml.Element, lang: str) -> str:
    """Return ``lang``, except Japanese for keywords in Latin script: Japanese articles have a list of those, too."""
    return "" if lang == "ja" and xml.line(element).isascii() else lang


def _identifiers(meta: xml.Element | None) -> tuple[Identifier, ...]:
    stated = [(xml.attribute(one, "pub-id-type"), xml.value(one)) for one in xml.each(meta, "article-id")]
    found = list(dois(*(value for kind, value in stated if kind == "doi")))
    for kind, value in stated:
        if kind in _NAMED and value:
            found.append(canonical(_NAMED[kind], f"PMC{value}" if kind == "pmc" and value.isdecimal() else value))
    return tuple(dict.fromkeys(found))


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) in _ROOTS and any(sign in head for sign in _SIGNS)


FORMAT = Format("jats", "jats", _recognizes, read)
