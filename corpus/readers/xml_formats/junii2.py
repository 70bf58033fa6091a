"""junii2, the metadata format of Japanese repositories before JPCOAR: flat, with separate elements for the journal.

Elements may have a language in ``lang`` or ``xml:lang``. Creators in two languages are two lists, which are combined if they
have the same length.
"""

from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, language, people
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_NAMED = (("naid", "NAID"), ("NAID", "NAID"), ("pmid", "PMID"), ("isbn", "ISBN"), ("ichushi", "ICHUSHI"))


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of a file without an OAI envelope."""
    return xml.items(stream, {"junii2": record})


def record(root: xml.Element) -> Record:
    """Return the record of one ``junii2`` element. Raises RecordError (no title, an unreadable date)."""
    titles = cleaning.distinct(_texts(root, "title") + _texts(root, "alternative"))
    if not titles:
        raise NoTitle(field="title")
    made = Record(
        id="",
        type=work_type(xml.value(root, "NIItype"), *(xml.value(one) for one in xml.each(root, "type"))),
        titles=titles,
        abstracts=cleaning.distinct(_texts(root, "description")),
        creators=_people(root),
        journals=cleaning.distinct(_texts(root, "jtitle")),
        issns=tuple(dict.fromkeys(number for one in xml.each(root, "issn") if (number := issn(xml.value(one))))),
        volume=xml.value(root, "volume"),
        issue=xml.value(root, "issue"),
        pages=pages(xml.value(root, "spage"), xml.value(root, "epage")),
        date=cleaning.date(xml.value(root, "dateofissued") or xml.value(root, "date"), "dateofissued"),
        publishers=cleaning.distinct(_texts(root, "publisher")),
        language=next((found for one in xml.each(root, "language") if (found := language.base(xml.value(one)))), ""),
        subjects=cleaning.distinct(_texts(root, "subject")),
        identifiers=_identifiers(root),
        sources=("OAI-PMH",),
        links=_links(root),
        contributors=tuple(
            Person(names=(name,), role="contributor") for name in cleaning.distinct(_texts(root, "contributor"))
        ),
        relations=tuple(dict.fromkeys(_relations(root))),
    )
    return with_id(made)


def _texts(root: xml.Element, name: str) -> list[Text]:
    return [xml.marked_up(one) for one in xml.each(root, name)]


def _people(root: xml.Element) -> tuple[Person, ...]:
    creators = [one for one in xml.each(root, "creator") if xml.value(one)]
    found = people.paired(people.by_language(map(xml.marked_up, creators)))
    named = {xml.marked_up(one): xml.attribute(one, "id") for one in creators}
    return tuple(
        _with_identifiers(person, [named[name] for name in person.names if named.get(name)]) for person in found
    )


def _with_identifiers(person: Person, written: list[str]) -> Person:
    """Return the person with the identifiers of the attribute ``id``: URLs of ORCID or of NII's directory of researchers."""
    identifiers = (canonical("ORCID" if "orcid" in one.lower() else "NRID", one) for one in written)
    return Person(person.names, person.affiliations, tuple(dict.fromkeys(identifiers)))


def _identifiers(root: xml.Element) -> tuple[Identifier, ...]:
    found = list(dois(*(xml.value(one) for name in ("doi", "selfDOI") for one in xml.each(root, name))))
    found += [
        canonical(kind, value.rpartition("/")[2])
        for name, kind in _NAMED
        for one in xml.each(root, name)
        if (value := xml.value(one))
    ]
    return tuple(dict.fromkeys(found))


#: Elements that name other works.
_RELATED = (
    *("relation", "isVersionOf", "hasVersion", "isReplacedBy", "replaces", "isRequiredBy", "requires", "isPartOf"),
    *("hasPart", "isReferencedBy", "references", "isFormatOf", "hasFormat"),
)


def _relations(root: xml.Element) -> Iterator[Relation]:
    """Yield related works; what is no address and no identifier is a text."""
    for word in _RELATED:
        for written in filter(None, map(xml.value, xml.each(root, word))):
            named = work_identifier("", written)
            is_named = named is not None and named.kind != "OTHER"
            yield relation(word, [named] if is_named else [], title="" if is_named else written)


def _links(root: xml.Element) -> tuple[str, ...]:
    links = [xml.value(one) for name in ("URI", "fullTextURL") for one in xml.each(root, name)]
    return tuple(dict.fromkeys(link for link in links if link.startswith(("http://", "https://"))))


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "junii2"


FORMAT = Format("junii2", "OAI-PMH", _recognizes, read)
