"""PubMed's XML, from EFetch or the yearly baseline files (``PubmedArticleSet``).

``ArticleTitle`` is always English; for a work in another language it is in [brackets], and the original title, if PubMed has
it, is ``VernacularTitle``. ``DeleteCitation`` lists deleted articles. Accession numbers of data banks name the data behind an
article; those of trial registers do not.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical, issn, kind_of
from shoroku.corpus.normalize import cleaning, dates, language
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import data_bank, relation, work_identifier
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import DeletedAtSource, NoTitle

_ROOTS = frozenset({"PubmedArticleSet", "PubmedArticle", "PubmedBookArticleSet", "PubmedBookArticle"})
#: Brackets around the whole title, with paired ones inside: not those of ``[Ca2+]i and [K+].``
_BRACKETS = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\.?")
_NO_TITLE = frozenset({"Not Available", "In Process Citation", "Not available"})
_ELSEWHERE = re.compile(r"Abstracts? (?:not )?available\b.{0,60}", re.IGNORECASE)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each article, book and deleted citation."""
    return xml.items(stream, {"PubmedArticle": record, "PubmedBookArticle": record, "PMID": _deleted})


def _deleted(pmid: xml.Element) -> None:
    """Raise DeletedAtSource for a PMID outside of an article, which only DeleteCitation has."""
    raise DeletedAtSource(field="DeleteCitation", value=f"pmid:{xml.value(pmid)}")


def record(element: xml.Element) -> Record:
    """Return the record of one PubmedArticle or PubmedBookArticle. Raises RecordError (no title, an unreadable date)."""
    citation = xml.first(element, "MedlineCitation", "BookDocument")
    article = citation if xml.first(citation, "Article") is None else xml.first(citation, "Article")
    journal = xml.first(article, "Journal", "Book")
    pmid = xml.value(citation, "PMID")
    languages = [found for one in xml.each(article, "Language") if (found := language.base(xml.value(one)))]
    titles = titles_of(
        xml.value(article, "ArticleTitle") or xml.value(journal, "BookTitle"),
        xml.value(article, "VernacularTitle"),
        languages,
    )
    if not titles:
        raise NoTitle(field="ArticleTitle")
    identifiers = _identifiers(element, article, pmid)
    made = Record(
        id=f"pmid:{pmid}" if pmid else "",
        type="book"
        if xml.local(element) == "PubmedBookArticle" and xml.first(article, "ArticleTitle") is None
        else "article",
        titles=titles,
        abstracts=_abstracts(article, citation),
        creators=tuple(person for one in _authors(article, editors=False) if (person := _person(one)).names),
        journals=cleaning.distinct(xml.text(one) for one in xml.each(journal, "Title")),
        issns=_issns(journal, citation),
        volume=xml.value(journal, "JournalIssue/Volume"),
        issue=xml.value(journal, "JournalIssue/Issue"),
        pages=_pages(article),
        date=_date(article, journal),
        publishers=cleaning.distinct(xml.text(one) for one in xml.each(journal, "Publisher/PublisherName")),
        language=languages[0] if languages else "",
        subjects=_subjects(citation),
        identifiers=identifiers,
        sources=("PubMed",),
        contributors=tuple(_contributors(article, citation)),
        relations=tuple(dict.fromkeys([*_relations(citation), *_data(article), *_references(element)])),
        funding=_funding(article),
    )
    return with_id(made)


def titles_of(english: str, vernacular: str, languages: list[str]) -> tuple[Text, ...]:
    """Return the titles: the English one without brackets, and the original one in the language of the work."""
    match = _BRACKETS.fullmatch(english)
    english = match.group(1).strip().rstrip(".") if match else english
    titles = [] if english in _NO_TITLE else [cleaning.text(english)]
    if vernacular:
        titles.append(cleaning.text(vernacular, _written_in(vernacular, languages[0] if languages else "")))
    return cleaning.distinct(titles)


def _written_in(text: str, lang: str) -> str:
    """Return the language of an original title; beside the title of an English work, it is another language."""
    if lang == "en":
        return ""
    return "ja-Latn" if lang == "ja" and text.isascii() else lang


def _abstracts(article: xml.Element, citation: xml.Element) -> tuple[Text, ...]:
    own = [(one, "en") for one in xml.each(article, "Abstract")]
    other = [(one, language.tag(xml.attribute(one, "Language"))) for one in xml.each(citation, "OtherAbstract")]
    return cleaning.distinct(cleaning.text(text, lang) for one, lang in own + other if (text := _abstract(one)))


def _abstract(element: xml.Element) -> str:
    parts = []
    for part in xml.each(element, "AbstractText"):
        label, text = xml.attribute(part, "Label"), xml.line(part)
        if text and not _ELSEWHERE.fullmatch(text):
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return "\n".join(parts)


def _person(author: xml.Element, role: str = "") -> Person:
    last, fore = xml.value(author, "LastName"), xml.value(author, "ForeName") or xml.value(author, "Initials")
    name = ", ".join(part for part in (last, " ".join(filter(None, (fore, xml.value(author, "Suffix"))))) if part)
    return Person(
        names=cleaning.distinct([cleaning.text(name or xml.value(author, "CollectiveName"))]),
        affiliations=cleaning.distinct(
            xml.text(one) for path in ("AffiliationInfo/Affiliation", "Affiliation") for one in xml.each(author, path)
        ),
        identifiers=_named(xml.each(author, "Identifier")),
        role=role,
        institutions=tuple(
            Institution(
                cleaning.distinct(xml.text(name) for name in xml.each(one, "Affiliation")),
                named,
            )
            for one in xml.each(author, "AffiliationInfo")
            if (named := _named(xml.each(one, "Identifier")))
        ),
    )


def _named(elements: Iterable[xml.Element]) -> tuple[Identifier, ...]:
    """Read identifiers of people and institutions; where no registry is named, the address tells."""
    given = ((xml.attribute(one, "Source") or kind_of(xml.value(one)), xml.value(one)) for one in elements)
    return tuple(dict.fromkeys(canonical(source, value) for source, value in given if source and value))


def _authors(article: xml.Element, *, editors: bool) -> Iterator[xml.Element]:
    """Yield the authors, or the editors, who have a list of their own; books have lists at both levels."""
    for parent in (article, xml.first(article, "Book")):
        for one in xml.each(parent, "AuthorList"):
            if (xml.attribute(one, "Type") == "editors") is editors and (editors or parent is article):
                yield from xml.each(one, "Author")


def _contributors(article: xml.Element, citation: xml.Element) -> Iterator[Person]:
    people = [(one, "editor") for one in _authors(article, editors=True)]
    people += [(one, "investigator") for one in xml.each(citation, "InvestigatorList/Investigator")]
    yield from (person for one, role in people if (person := _person(one, role)).names)


def _relations(citation: xml.Element) -> Iterator[Relation]:
    """Yield comments, corrections, retractions and the like; the other article may have no PMID."""
    for one in xml.each(citation, "CommentsCorrectionsList/CommentsCorrections"):
        named = work_identifier("PMID", xml.value(one, "PMID"))
        if word := xml.attribute(one, "RefType"):
            yield relation(word, [named], title=xml.value(one, "RefSource"))


def _data(article: xml.Element) -> Iterator[Relation]:
    for bank in xml.each(article, "DataBankList/DataBank"):
        for one in xml.each(bank, "AccessionNumberList/AccessionNumber"):
            if found := data_bank(xml.value(bank, "DataBankName"), xml.value(one)):
                yield found


def _references(element: xml.Element) -> Iterator[Relation]:
    """Yield the references; lists of them may be nested or stand one for each reference."""
    for part in xml.each(element, "PubmedData"):
        for one in part.iter("{*}Reference"):
            listed = xml.each(one, "ArticleIdList/ArticleId")
            named = [work_identifier(xml.attribute(each, "IdType"), xml.value(each)) for each in listed]
            if any(named) or xml.value(one, "Citation"):
                yield relation("Reference", named, title=xml.value(one, "Citation"))


def _funding(article: xml.Element) -> tuple[Funding, ...]:
    found: list[Funding] = []
    for one in xml.each(article, "GrantList/Grant"):
        funders = cleaning.distinct(xml.text(name) for name in xml.each(one, "Agency"))
        found += awards([xml.value(one, "GrantID")], funders)
    return tuple(dict.fromkeys(found))


def _issns(journal: xml.Element, citation: xml.Element) -> tuple[str, ...]:
    found = [issn(xml.value(one)) for one in xml.each(journal, "ISSN")]
    found += [issn(xml.value(one)) for one in xml.each(citation, "MedlineJournalInfo/ISSNLinking")]
    return tuple(dict.fromkeys(filter(None, found)))


def _pages(article: xml.Element) -> str:
    start, end = xml.value(article, "Pagination/StartPage"), xml.value(article, "Pagination/EndPage")
    if start and end:
        return pages(start, end)
    electronic = (xml.value(one) for one in xml.each(article, "ELocationID") if xml.attribute(one, "EIdType") == "pii")
    return pages(xml.value(article, "Pagination/MedlinePgn") or start) or next(electronic, "")


def _date(article: xml.Element, journal: xml.Element) -> str:
    candidates = [
        *xml.each(journal, "JournalIssue/PubDate"),
        *xml.each(journal, "PubDate"),
        *xml.each(article, "ArticleDate"),
    ]
    for element in candidates:
        if written := xml.value(element, "MedlineDate"):
            return dates.date(written, "MedlineDate")
        if year := xml.value(element, "Year"):
            return dates.of_parts(year, xml.value(element, "Month"), xml.value(element, "Day"), "PubDate")
    return ""


def _subjects(citation: xml.Element) -> tuple[Text, ...]:
    paths = ("KeywordList/Keyword", "MeshHeadingList/MeshHeading/DescriptorName")
    return cleaning.distinct(xml.text(one) for path in paths for one in xml.each(citation, path))


def _identifiers(element: xml.Element, article: xml.Element, pmid: str) -> tuple[Identifier, ...]:
    stated = [one for one in xml.each(article, "ELocationID") if xml.attribute(one, "ValidYN") != "N"]
    listed = [*xml.each(element, "PubmedData/ArticleIdList/ArticleId"), *xml.each(article, "ArticleIdList/ArticleId")]
    kinds = ((xml.attribute(one, "EIdType") or xml.attribute(one, "IdType")).lower() for one in stated + listed)
    named = list(zip(kinds, map(xml.value, stated + listed), strict=True))
    found = ([Identifier("PMID", pmid)] if pmid else []) + list(
        dois(*(value for kind, value in named if kind == "doi"))
    )
    found += [Identifier("PMCID", value) for kind, value in named if kind in ("pmc", "pmcid") and value]
    return tuple(dict.fromkeys(found))


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) in _ROOTS


FORMAT = Format("pubmed", "PubMed", _recognizes, read)
