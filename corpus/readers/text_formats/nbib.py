"""PubMed's MEDLINE format (``.nbib``): a tag of four characters, a hyphen, a value; continuation lines are indented by six.

The order of tags matters: an affiliation (AD) belongs to the author (FAU, AU) before it. A record ends at an empty line or
before the next PMID. Grants (GR), data banks (SI) and related articles (CIN, EIN…) are in ``normalize/medline.py``.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import of_notes
from shoroku.corpus.normalize import cleaning, dates, language, medline
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.wrapping import unwrapped
from shoroku.corpus.readers.lines import Block, lines
from shoroku.corpus.readers.reader import LONGEST_MB, Format, Item
from shoroku.corpus.readers.xml_formats.pubmed import titles_of
from shoroku.corpus.record import Funding, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import BrokenSyntax, NoTitle, RecordError, TooLong
from shoroku.messages import Localized

_RAW_BYTES = 2_000  # of a rejected record, kept for the rejects file
_TAGGED = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)", re.DOTALL)
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:PMID- ?\d|OWN - SHOROKU)")
#: The owner of a citation that is not in PubMed: this program wrote it.
_OURS = ("OWN", "SHOROKU")
_SOURCE = "Data source: "
_AUTHORITY = re.compile(r"(?P<value>\S+) \[(?P<kind>[a-z_]+)\]")

Lines = list[tuple[str, str]]  # tag and value, in order


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each record."""
    for number, block in _blocks(stream):
        yield _item(number, block)


def _blocks(stream: BinaryIO) -> Iterator[tuple[int, Block]]:
    """Yield the lines of each record, and the number of the first."""
    start, block = 1, Block()
    for number, line in enumerate(lines(stream), 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        is_empty = not line.strip()
        if block and (is_empty or line.startswith(b"PMID")):
            yield start, block
            block = Block()
        if not is_empty:
            start = start if block else number
            block.add(line)
    if block:
        yield start, block


def _item(number: int, block: Block) -> Item:
    raw = block.whole()
    try:
        if block.is_too_long:
            raise TooLong(field="", limit=LONGEST_MB)
        tagged = _lines(raw)
        repaired = tuple(dict.fromkeys(tag for tag, value in tagged if cleaning.any_harmful(value)))
        return Item(number, record(tagged), repaired=repaired)
    except UnicodeDecodeError as error:
        return Item(number, None, BrokenSyntax(field="", format="nbib", reason=str(error)), raw[:_RAW_BYTES])
    except RecordError as error:
        return Item(number, None, error, raw[:_RAW_BYTES])


def _lines(block: bytes) -> Lines:
    """Return the tagged values of a record, with continuation lines joined. Raises BrokenSyntax if there are none."""
    lines: list[tuple[str, list[str]]] = []
    for line in block.decode().replace("\r\n", "\n").split("\n"):
        match = _TAGGED.match(line)
        if match:
            lines.append((match.group(1), [match.group(2)]))
        elif lines and line.strip():
            lines[-1][1].append(line)
    joined = [(tag, unwrapped("\n".join(parts))) for tag, parts in lines]
    if not any(tag == "PMID" for tag, _ in lines) and _OURS not in joined:
        raise BrokenSyntax(field="PMID", format="nbib", reason=Localized("the record has no PMID"))
    return joined


def record(lines: Lines) -> Record:
    """Return the record of tagged values. Raises RecordError (no title, an unreadable date)."""
    pmid = _first(lines, "PMID")
    languages = [found for value in _all(lines, "LA") if (found := language.base(value))]
    titles = titles_of(_first(lines, "TI", "BTI"), _first(lines, "TT"), languages)
    if not titles:
        raise NoTitle(field="TI")
    made = Record(
        id=f"pmid:{pmid}" if pmid else "",
        titles=titles,
        abstracts=cleaning.distinct(
            [cleaning.text(value, "en") for value in _all(lines, "AB")] + _other_abstracts(lines)
        ),
        creators=_people(lines),
        journals=cleaning.distinct(cleaning.text(value) for value in _all(lines, "JT") or _all(lines, "TA")),
        issns=tuple(dict.fromkeys(number for value in _all(lines, "IS") if (number := issn(value.partition(" ")[0])))),
        volume=_first(lines, "VI"),
        issue=_first(lines, "IP"),
        pages=pages(_first(lines, "PG")),
        date=dates.date(_first(lines, "DP"), "DP"),
        publishers=cleaning.distinct(cleaning.text(value) for value in _all(lines, "PB")),
        language=languages[0] if languages else "",
        subjects=_subjects(lines),
        identifiers=_identifiers(lines, pmid),
        sources=_sources(lines),
        abstract_licence=of_notes(*_all(lines, "GN")),
        contributors=_contributors(lines),
        relations=_relations(lines),
        funding=_funding(lines),
    )
    return with_id(made)


def _all(lines: Lines, tag: str) -> list[str]:
    return [cleaned for found, value in lines if found == tag and (cleaned := cleaning.clean(value))]


def _first(lines: Lines, *tags: str) -> str:
    return next((value for tag in tags for value in _all(lines, tag)), "")


def _other_abstracts(lines: Lines) -> list[Text]:
    """Return the abstracts in other languages. OABL is the language of the OAB before it."""
    texts: list[Text] = []
    for tag, value in lines:
        if tag == "OAB":
            text = value.removeprefix("Publisher:").strip()
            if not text.lower().startswith("abstract available"):
                texts.append(cleaning.text(text))
        elif tag == "OABL" and texts:
            texts[-1] = cleaning.text(texts[-1].value, language.tag(value))
    return texts


def _people(lines: Lines) -> tuple[Person, ...]:
    people_: list[Person] = []
    full = any(tag == "FAU" for tag, _ in lines)
    for tag, value in lines:
        if tag in ("FAU", "CN") or (tag == "AU" and not full):
            people_.append(Person(names=cleaning.distinct([cleaning.text(value)])))
        elif people_ and tag == "AD":
            people_[-1] = _with(people_[-1], affiliation=value)
        elif people_ and tag == "AUID":
            people_[-1] = _with(people_[-1], identifier=value)
    return tuple(person for person in people_ if person.names)


#: Tags of people who are not authors, and their roles.
_ROLES = {"FED": "editor", "FIR": "investigator"}


def _contributors(lines: Lines) -> tuple[Person, ...]:
    named = ((cleaning.text(value), _ROLES[tag]) for tag, value in lines if tag in _ROLES)
    return tuple(Person(names=(text,), role=role) for text, role in named if text.value)


def _relations(lines: Lines) -> tuple[Relation, ...]:
    found = [medline.related(tag, cleaning.clean(value)) for tag, value in lines if tag in medline.WORDS]
    found += [one for value in _all(lines, "SI") if (one := medline.data(value))]
    return tuple(dict.fromkeys(one for one in found if one.identifiers or one.title))


def _funding(lines: Lines) -> tuple[Funding, ...]:
    return tuple(dict.fromkeys(award for value in _all(lines, "GR") for award in medline.grants(value)))


def _with(person: Person, affiliation: str = "", identifier: str = "") -> Person:
    scheme, _, value = identifier.partition(":")
    return Person(
        names=person.names,
        affiliations=cleaning.distinct([*person.affiliations, cleaning.text(affiliation)]),
        identifiers=person.identifiers + ((canonical(scheme, value),) if value else ()),
    )


def _subjects(lines: Lines) -> tuple[Text, ...]:
    headings = [value.partition("/")[0].lstrip("*") for value in _all(lines, "MH")]
    keywords = [value.lstrip("*") for value in _all(lines, "OT")]
    return cleaning.distinct(cleaning.text(value) for value in keywords + headings)


def _identifiers(lines: Lines, pmid: str) -> tuple[Identifier, ...]:
    stated = [
        value.removesuffix("[doi]") for tag in ("LID", "AID") for value in _all(lines, tag) if value.endswith("[doi]")
    ]
    named = [Identifier("PMCID", value) for value in _all(lines, "PMC")]
    own = [Identifier("PMID", pmid)] if pmid else []
    return tuple(dict.fromkeys([*own, *dois(*stated), *named, *_ours(lines)]))


def _ours(lines: Lines) -> list[Identifier]:
    """Return identifiers of other registries, which our writer adds; kinds of PubMed's own (pii) do not identify a work."""
    found = (_AUTHORITY.fullmatch(value) for value in _all(lines, "AID"))
    kinds = ("crid", "naid", "ncid", "isbn", "hdl", "uri", "ndl_bib_id")
    return [canonical(match["kind"], match["value"]) for match in found if match and match["kind"] in kinds]


def _sources(lines: Lines) -> tuple[str, ...]:
    """Return the data sources, which our writer adds; without them, the record is PubMed's."""
    noted = [value.removeprefix(_SOURCE) for value in _all(lines, "GN") if value.startswith(_SOURCE)]
    return tuple(dict.fromkeys(noted)) or (() if _OURS in lines else ("PubMed",))


def _recognizes(head: bytes) -> bool:
    return _BEGINS.match(head) is not None


FORMAT = Format("nbib", "PubMed", _recognizes, read, priority=5)
