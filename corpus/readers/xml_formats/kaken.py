"""KAKEN's XML (``https://kaken.nii.ac.jp/opensearch/``): projects of Grants-in-Aid for Scientific Research.

The Japanese summary is complete, the English one sparse. A product is one unparsed string of authors, a title, and sometimes a DOI,
which may read なし (none); ``productListEnriched`` repeats the products with what KAKEN found out about them. Members are listed
once in the summary and again for each report.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning, counts
from shoroku.corpus.normalize.relations import work_identifier
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Count, Funding, Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

#: Texts of a project that describe it as an abstract does; reports on its progress do not.
_OUTLINES = frozenset(
    {
        "outline_of_research_initial",
        "outline_of_research_achievement",
        "outline_of_research_performance",
        "outline_of_research_final",
        "abstract",
        "significance_of_research_achievement",
    }
)
_DECLINED = frozenset({"declined", "discontinued_before_grant"})
#: What a product in parts says, in the order of a citation.
_PARTS = ("author", "year", "title", "journalTitle", "organizer", "publisher", "volume", "issue", "pages")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each project."""
    return xml.items(stream, {"grantAward": record})


def record(award: xml.Element) -> Record:
    """Return the record of one ``grantAward``. Raises RecordError (no title, an unreadable date)."""
    summaries = sorted(xml.each(award, "summary"), key=lambda one: xml.lang(one) != "ja")
    titles = cleaning.distinct(text for one in summaries for text in _texts(one, "title"))
    if not titles:
        raise NoTitle(field="title")
    numbers = _numbers(award, summaries)
    period = xml.first(award, "periodOfAward") if not summaries else _first(summaries, "periodOfAward")
    made = Record(
        id=xml.attribute(award, "id"),
        type="project",
        titles=titles,
        abstracts=cleaning.distinct(_outlines(summaries)),
        creators=_members(award, summaries),
        date=cleaning.date(_year(period, "start"), "periodOfAward"),
        until=cleaning.date(_year(period, "end"), "periodOfAward"),
        language="ja",
        subjects=cleaning.distinct(text for one in summaries for text in _texts(one, "keywordList/keyword")),
        identifiers=numbers,
        sources=("KAKEN",),
        links=tuple(dict.fromkeys(xml.value(one) for one in xml.each(award, "urlList/url") if xml.value(one))),
        contributors=_institutions(summaries),
        relations=tuple(dict.fromkeys([*_parents(award), *_products(award)])),
        funding=_funding(summaries, numbers),
        counts=_counts(summaries),
    )
    return with_id(made)


def _texts(parent: xml.Element, path: str) -> list[Text]:
    """Return texts in the language of their summary."""
    return [xml.text(one, xml.lang(parent)) for one in xml.each(parent, path)]


def _first(parents: Iterable[xml.Element], path: str) -> xml.Element | None:
    return next((found for one in parents if (found := xml.first(one, path)) is not None), None)


def _numbers(award: xml.Element, summaries: list[xml.Element]) -> tuple[Identifier, ...]:
    own = xml.attribute(award, "awardNumber") or next(
        (xml.attribute(one, "awardNumber") for each in summaries for one in xml.each(each, "awardNumber")), ""
    )
    national = [
        xml.value(one, "normalizedValue") or xml.value(one)
        for one in xml.each(award, "identifier")
        if xml.attribute(one, "type").lower() == "nationalawardnumber"
    ]
    found = [canonical("KAKEN", own or xml.attribute(award, "id"))] + [canonical("JGN", one) for one in national if one]
    return tuple(dict.fromkeys(one for one in found if one.value))


def _outlines(summaries: list[xml.Element]) -> Iterator[Text]:
    for summary in summaries:
        for one in xml.each(summary, "paragraphList"):
            if xml.attribute(one, "type") in _OUTLINES:
                paragraphs = [xml.line(each) for each in xml.each(one, "paragraph")]
                yield cleaning.text("\n".join(filter(None, paragraphs)), xml.lang(one) or xml.lang(summary))


def _year(period: xml.Element | None, end: str) -> str:
    return xml.value(period, f"{end}Date") or xml.value(period, f"{end}FiscalYear")


# --- People and institutions ------------------------------------------------------------------------------------------


def _members(award: xml.Element, summaries: list[xml.Element]) -> tuple[Person, ...]:
    """Return the members, each once: those of the summary, then those whom only reports name."""
    described: dict[str, list[xml.Element]] = {}
    listed = [one for summary in summaries for one in xml.each(summary, "member")]
    for one in [*listed, *xml.each(award, "memberList/member")]:
        if key := _erad(one) or xml.value(one, "personalName/fullName"):
            described.setdefault(key, []).append(one)
    people = (_member(group) for group in described.values())
    return tuple(person for person in people if person.names)


def _erad(member: xml.Element) -> str:
    return xml.attribute(member, "eradCode") or next(iter(_researcher_numbers(member)), "")


def _researcher_numbers(member: xml.Element) -> list[str]:
    numbers = xml.each(member, "enriched/researcherNumber")
    return [xml.value(one) for one in numbers if xml.attribute(one, "type") == "erad" and xml.value(one)]


def _member(descriptions: list[xml.Element]) -> Person:
    """Return a member; affiliations are those of the first description that has any, as later reports go back in time."""
    given = [xml.attribute(one, "eradCode") for one in descriptions]
    numbers = [*given, *(number for one in descriptions for number in _researcher_numbers(one))]
    bodies = next((found for one in descriptions if (found := list(_affiliations(one)))), [])
    return Person(
        names=_names(descriptions),
        affiliations=cleaning.distinct(text for text, _ in bodies),
        identifiers=tuple(dict.fromkeys(canonical("ERAD", one) for one in numbers if one)),
        role=next((role for one in descriptions if (role := xml.attribute(one, "role"))), ""),
        institutions=tuple(dict.fromkeys(body for _, body in bodies if body.names)),  # without department and job title
    )


def _names(descriptions: list[xml.Element]) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for one in descriptions:
        for name in xml.each(one, "personalName"):
            parts = [xml.first(name, part) for part in ("familyName", "givenName")]
            whole = xml.value(name, "fullName") or " ".join(xml.value(part) for part in parts if part is not None)
            text = cleaning.text(whole)
            found.setdefault(text.lang, text)
            reading = " ".join(filter(None, (xml.attribute(part, "yomi") for part in parts if part is not None)))
            if reading:
                found.setdefault("ja-Kana", Text(cleaning.clean(reading), "ja-Kana"))
    return cleaning.distinct(found.values())


def _affiliations(member: xml.Element) -> Iterator[tuple[Text, Institution]]:
    nested = [*xml.each(member, "affiliation"), *xml.each(member, "attribute/affiliation")]
    for one in nested or [member]:
        parts = [xml.value(one, part) for part in ("institution", "department", "jobTitle")]
        body = xml.first(one, "institution")
        if body is not None and parts[0]:
            yield cleaning.text(" ".join(filter(None, parts))), _institution([body])


def _institution(elements: list[xml.Element]) -> Institution:
    codes = [(kind, xml.attribute(one, name)) for one in elements for kind, name in _CODES]
    return Institution(
        cleaning.distinct(xml.text(one) for one in elements),
        tuple(dict.fromkeys(canonical(kind, code) for kind, code in codes if code)),
    )


#: Registries of institutions, and the attributes with their codes. The ministry's is the one of KAKENHI.
_CODES = (
    ("NII_INSTITUTION", "niiCode"),
    ("KAKENHI_INSTITUTION", "mextCode"),
    ("JSPS_INSTITUTION", "jspsCode"),
    ("ERAD_INSTITUTION", "eradCode"),
)


def _institutions(summaries: list[xml.Element]) -> tuple[Person, ...]:
    """Return the institutions at which the project is carried out."""
    by_code: dict[str, list[xml.Element]] = {}
    for summary in summaries:
        for one in xml.each(summary, "institution"):
            by_code.setdefault(xml.attribute(one, "niiCode") or xml.value(one), []).append(one)
    bodies = [_institution(group) for group in by_code.values()]
    return tuple(
        Person(body.names, role="institution", institutions=(body,) if body.identifiers else ())
        for body in bodies
        if body.names
    )


# --- What the project is to others ------------------------------------------------------------------------------------


def _parents(award: xml.Element) -> Iterator[Relation]:
    for name, is_inverse in (("parentAward", False), ("childAward", True)):
        found = [*xml.each(award, name), *xml.each(award, f"{name}List/{name}")]
        for one in found:
            number = xml.attribute(one, "awardNumber") or xml.attribute(one, "id")
            if number:
                named = (canonical("KAKEN", number),)
                yield Relation("part-of-project", name, is_inverse, named, "project", xml.value(one, "title"))


def _products(award: xml.Element) -> Iterator[Relation]:
    """Yield what the project lists as its products, each with what KAKEN found out about it."""
    enriched: dict[str, list[xml.Element]] = {}
    unlisted = []
    listed = {xml.attribute(one, "id") for one in xml.each(award, "productList/product")}
    for one in xml.each(award, "productListEnriched/product"):
        names = [xml.attribute(ref, "id") for ref in xml.each(one, "ref")]
        for name in names:
            enriched.setdefault(name, []).append(one)
        if listed.isdisjoint(names):
            unlisted.append(one)
    for one in [*xml.each(award, "productList/product"), *unlisted]:
        more = [one, *enriched.get(xml.attribute(one, "id"), ())]
        named = tuple(dict.fromkeys(identifier for each in more for identifier in _identifiers(each)))
        said = [xml.value(one, part) for part in _PARTS]
        title = xml.value(one, "title") if named else ", ".join(part for part in said if part and part != "-")
        is_thanked = xml.attribute(one, "acknowledgement") == "true"
        word = "acknowledgement" if is_thanked else "product"
        if named or title:
            yield Relation("output-of", word, True, named, xml.attribute(one, "type"), title)


def _identifiers(product: xml.Element) -> Iterator[Identifier]:
    """Yield the identifiers of works; a DOI may stand only as the report wrote it."""
    for name in ("doi", "naid", "pmid", "isbn", "ncid", "crid"):
        for one in xml.each(product, name):
            found = work_identifier(name, xml.value(one) or xml.attribute(one, "originalValue"))
            if found and (name != "doi" or found.value.startswith("10.")):
                yield found


def _funding(summaries: list[xml.Element], numbers: tuple[Identifier, ...]) -> tuple[Funding, ...]:
    """Return who funds the project and under which category; nobody funds one that was declined."""
    status = _first(summaries, "projectStatus")
    if status is not None and xml.attribute(status, "statusCode") in _DECLINED:
        return ()
    funders = cleaning.distinct(text for one in summaries for text in _texts(one, "agency"))
    category = next((text.value for one in summaries for text in _texts(one, "category") if text.value), "")
    return awards([one.value for one in numbers[:1]], funders, identifiers=numbers, word=category)


def _counts(summaries: list[xml.Element]) -> tuple[Count, ...]:
    """Return how much was awarded in all, in yen."""
    amount = _first(summaries, "overallAwardAmount")
    return counts.stated("award-amount", xml.value(amount, "totalCost"), "KAKEN")


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) in ("grantAwards", "grantAward")


FORMAT = Format("kaken", "KAKEN", _recognizes, read)
