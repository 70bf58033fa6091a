"""What a JATS article says of other articles, of awards, and of the people who are not its authors."""

from collections.abc import Iterator

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.readers import xml
from shoroku.corpus.record import Funding, Relation, Text

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation")
#: What a reference in parts says, in the order of a citation.
_PARTS = ("year", "article-title", "chapter-title", "data-title", "source", "volume", "fpage", "elocation-id")
_FUNDER_IDS = {"fundref": "DOI", "funder-id": "DOI", "open-funder-registry": "DOI", "doi": "DOI", "ror": "ROR"}


def relations(article: xml.Element, meta: xml.Element | None) -> tuple[Relation, ...]:
    """Return the related articles and objects and the references, each once."""
    found = [*_related(meta)]
    for one in xml.each(article, "back/ref-list"):
        found += _references(one)
    return tuple(dict.fromkeys(found))


def _related(meta: xml.Element | None) -> Iterator[Relation]:
    for name in ("related-article", "related-object"):
        for one in xml.each(meta, name):
            named = [
                work_identifier(
                    xml.attribute(one, "ext-link-type") or xml.attribute(one, "document-id-type"),
                    xml.attribute(one, "href") or xml.attribute(one, "document-id"),
                ),
                *_pub_ids(one),
            ]
            word = xml.attribute(one, f"{name}-type") or xml.attribute(one, "link-type") or name
            if any(named) or xml.line(one):
                yield relation(word, named, title=xml.line(one))


def _references(listed: xml.Element) -> Iterator[Relation]:
    """Yield the references of a list; lists may be nested, and one reference may cite several works."""
    for ref in listed.iter("{*}ref"):
        for one in ref.iter("{*}*"):
            if xml.local(one) in _CITATIONS:
                named, title = list(_pub_ids(one)), _reference(one)
                if named or title:
                    yield relation("ref", named, title=title)


def _pub_ids(parent: xml.Element) -> Iterator[Identifier]:
    for one in xml.each(parent, "pub-id"):
        if found := work_identifier(xml.attribute(one, "pub-id-type"), xml.value(one)):
            yield found
    for one in xml.each(parent, "ext-link"):
        found = work_identifier(xml.attribute(one, "ext-link-type"), xml.attribute(one, "href") or xml.value(one))
        if found and found.kind != "URI":
            yield found


def _reference(citation: xml.Element) -> str:
    """Return the text of a reference: as it is printed, or put together from its parts."""
    if xml.local(citation) == "mixed-citation":
        return xml.line(citation, {"pub-id"})
    names = [xml.value(one) for one in citation.iter("{*}surname")]
    parts = [
        ", ".join(names[:3]) + (" et al." if len(names) > 3 else ""),
        *(xml.value(citation, one) for one in _PARTS),
    ]
    return ", ".join(part for part in parts if part) or xml.line(citation, {"pub-id"})


def funding(meta: xml.Element | None) -> tuple[Funding, ...]:
    """Return the awards; before JATS 1.0 there are only numbers and sponsors of contracts and grants."""
    found: list[Funding] = []
    for group in xml.each(meta, "funding-group/award-group"):
        sources = list(xml.each(group, "funding-source"))
        found += awards(
            [xml.value(one) for one in xml.each(group, "award-id")],
            cleaning.distinct(name for one in sources for name in _funder(one)),
            tuple(dict.fromkeys(identifier for one in sources for identifier in institution_ids(one))),
            cleaning.distinct(xml.text(one) for one in xml.each(group, "award-name")),
        )
    for kind in ("contract", "grant"):
        sponsors = cleaning.distinct(xml.text(one) for one in xml.each(meta, f"{kind}-sponsor"))
        found += awards([xml.value(one) for one in xml.each(meta, f"{kind}-num")], sponsors)
    return tuple(dict.fromkeys(found))


def _funder(source: xml.Element) -> list[Text]:
    named = [
        xml.text(one) for path in ("institution-wrap/institution", "institution") for one in xml.each(source, path)
    ]
    return named or [xml.text(source, "", {"institution-id", "named-content"})]


def institution_ids(parent: xml.Element) -> Iterator[Identifier]:
    """Yield the identifiers of an institution anywhere in an element."""
    for one in parent.iter("{*}institution-id"):
        kind, value = xml.attribute(one, "institution-id-type"), xml.value(one)
        known = _FUNDER_IDS.get(kind.lower(), kind) or (
            "ROR" if "ror.org/" in value else "DOI" if "doi.org/" in value else ""
        )
        if known and value:
            yield canonical(known, value)
