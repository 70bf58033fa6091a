"""Dublin Core, which every OAI-PMH server offers: fifteen elements, all repeatable, seldom with a language.

The journal is in ``dc:source`` or, as a citation, in ``dc:identifier``. Of several dates, those without a time of day belong
to the work, the others to the repository. ``dc:relation`` does not say which relation it is.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.citations import Citation, citation
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.oai_identifiers import is_of_a_library
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_LINK = re.compile(r"https?://\S+$", re.IGNORECASE)
_NAMED = re.compile(r"(?:urn:|info:)?(isbn|naid|pmid|hdl|ncid)[:/\s]\s*(\S+)$", re.IGNORECASE)
_SCHEMED = re.compile(r"[A-Za-z][\w.-]*:\S+$")
_NO_TYPE = re.compile(r"info:eu-repo/semantics/(?:\w+Version|(?:open|closed|restricted|embargoed)Access)")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record of a file without an OAI envelope."""
    return xml.items(stream, {"dc": record})


def record(root: xml.Element) -> Record:
    """Return the record of one ``oai_dc:dc`` element. Raises RecordError (no title, no readable date among those given)."""
    titles = cleaning.distinct(_texts(root, "title"))
    if not titles:
        raise NoTitle(field="dc:title")
    identifiers, sources = _values(root, "identifier"), [xml.marked_up(one) for one in xml.each(root, "source")]
    journals, place = _journals(sources, identifiers)
    made = Record(
        id="",
        type=work_type(*(value for value in _values(root, "type") if not _NO_TYPE.match(value))),
        titles=titles,
        abstracts=cleaning.distinct(_texts(root, "description")),
        creators=tuple(Person(names=(name,)) for name in cleaning.distinct(_texts(root, "creator"))),
        journals=journals,
        issns=tuple(
            dict.fromkeys(
                number for one in identifiers + [source.value for source in sources] if (number := _issn(one))
            )
        ),
        volume=place.volume,
        issue=place.issue,
        pages=place.pages,
        date=_date(_values(root, "date")),
        publishers=cleaning.distinct(_texts(root, "publisher")),
        language=next((found for one in _values(root, "language") if (found := language.base(one))), ""),
        subjects=cleaning.distinct(_texts(root, "subject")),
        identifiers=_identifiers(identifiers),
        sources=("OAI-PMH",),
        links=tuple(dict.fromkeys(one for one in identifiers if _LINK.match(one))),
        contributors=tuple(
            Person(names=(name,), role="contributor") for name in cleaning.distinct(_texts(root, "contributor"))
        ),
        relations=tuple(dict.fromkeys(map(_relation, _values(root, "relation")))),
    )
    return with_id(made)


def _relation(written: str) -> Relation:
    named = work_identifier("", written)
    is_named = named is not None and named.kind != "OTHER"
    return relation("dc:relation", [named] if is_named else [], title="" if is_named else written)


def _texts(root: xml.Element, name: str) -> list[Text]:
    return [xml.marked_up(one) for one in xml.each(root, name)]


def _values(root: xml.Element, name: str) -> list[str]:
    return [value for one in xml.each(root, name) if (value := xml.value(one))]


def _issn(written: str) -> str:
    return issn(written.strip("() ").removeprefix("urn:"))


def _journals(sources: list[Text], identifiers: list[str]) -> tuple[tuple[Text, ...], Citation]:
    """Return the names of the journal, and volume, issue and pages."""
    candidates = [source for source in sources if source.value and not _is_name(source.value)]
    in_words = [cleaning.text(one) for one in identifiers if not _is_name(one) and citation(one).volume]
    cited = [(citation(source.value), source.lang) for source in candidates + in_words]
    best = max((found for found, _ in cited), key=lambda found: sum(map(bool, found)), default=Citation(""))
    return cleaning.distinct(cleaning.text(found.title, lang) for found, lang in cited), best


def _is_name(written: str) -> bool:
    """Return whether a value is an identifier or a URL."""
    return bool(
        _LINK.match(written)
        or _issn(written)
        or _NAMED.match(written)
        or _SCHEMED.match(written)
        or written.startswith("10.")
    )


def _date(written: list[str]) -> str:
    """Return the date of the work: the first without a time of day, else the earliest."""
    of_work = [one for one in written if "T" not in one and re.search(r"\d{4}", one)]
    return cleaning.date(next(iter(of_work), min(written, default="")), "dc:date")


def _identifiers(written: list[str]) -> tuple[Identifier, ...]:
    found = list(dois(*written))
    for one in written:
        if (match := _NAMED.match(one)) and match.group(1).upper() != "NCID":
            found.append(canonical(match.group(1), match.group(2)))
        elif "hdl.handle.net/" in one:
            found.append(Identifier("HDL", one))
        elif is_of_a_library(one):
            found.append(Identifier("OAI", one))
    return tuple(dict.fromkeys(found))


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "dc"


FORMAT = Format("oai_dc", "OAI-PMH", _recognizes, read)
