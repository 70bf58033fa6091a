"""PubMed's MEDLINE text (``.nbib``), for programs that import from PubMed.

TI is the English title, in [brackets] if the work is not in English, and TT the original title. AB is the English abstract;
OAB is an abstract in the language given in OABL. A record that is not in PubMed begins with ``OWN - SHOROKU`` instead of a
PMID, because OWN names the owner of a citation in MEDLINE. Identifiers without a tag in MEDLINE are written as AID with their
kind; data sources and the licence of the abstract are general notes (GN). Awards are grants (GR); related articles are written as
far as MEDLINE has tags for the relation (CIN, EIN…), data in a data bank as SI.
"""

import re
from collections.abc import Iterable, Iterator

from shoroku.corpus.licence import noted
from shoroku.corpus.main_text import in_this, main_and_other, ordered
from shoroku.corpus.normalize import language, medline, personal_names
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.record import Person, Record
from shoroku.corpus.writers.writer import Writer

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ROLES = {"editor": "FED", "investigator": "FIR"}
_WIDTH = 72  # a line ends at the first space after this column
#: A title with paired brackets only: a lone bracket would be taken for one of those around the title.
_PAIRED = re.compile(r"[^\[\]]*+(?:\[[^\[\]]*+\][^\[\]]*+)*+")
_ENDS = re.compile("(?<=[!-~]) (?=[!-~])")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a block for each record, followed by an empty line."""
    for record in records:
        tagged = [(tag, line) for tag, value in tags(record) if (line := one_line(value))]
        yield ("".join(_wrapped(tag, line) for tag, line in tagged) + "\n").encode("utf-8", "replace")


def _wrapped(tag: str, value: str) -> str:
    """Return a tagged value, wrapped only at spaces between ASCII characters, which a reader restores."""
    lines, start = [], 0
    for match in _ENDS.finditer(value):
        if match.start() - start >= _WIDTH:
            lines.append(value[start : match.start()])
            start = match.end()
    lines.append(value[start:])
    return f"{tag:<4}- " + "\n      ".join(lines) + "\n"


def tags(record: Record) -> Iterator[tuple[str, str]]:
    """Yield tags and values in MEDLINE's order; some values are empty."""
    yield "PMID", record.identifier("PMID")
    yield "OWN", "" if record.identifier("PMID") else "SHOROKU"
    yield from (("IS", number) for number in record.issns)
    yield "VI", record.volume
    yield "IP", record.issue
    yield "DP", _date(record.date)
    yield from _titles(record)
    yield "PG", record.pages
    yield "LID", _doi(record)
    yield from _abstracts(record)
    for person in record.creators:
        yield from _person(person, record.language)
    for person in record.contributors:
        if tag := _ROLES.get(person.role.lower()):
            yield tag, str(personal_names.name(person, record.language))
    yield "LA", language.three_letters(record.language)
    yield from (("PB", text.value) for text in ordered(record, record.publishers))
    yield from (("JT", text.value) for text in ordered(record, record.journals))
    yield from (("OT", text.value) for text in record.subjects)
    yield from (("PMC", one.value) for one in record.identifiers if one.kind == "PMCID")
    yield from _identifiers(record)
    yield from medline.lines(record)
    yield "GN", noted(record)
    yield from (("GN", f"Data source: {source}") for source in record.sources)


def _titles(record: Record) -> Iterator[tuple[str, str]]:
    main, other = main_and_other(record, record.titles)
    english = in_this(record.titles, "en")
    if english and main.value != english:
        yield "TI", f"[{english}]" if _PAIRED.fullmatch(english) else english
        yield "TT", main.value
    else:
        yield "TI", main.value
        yield "TT", other.value


def _abstracts(record: Record) -> Iterator[tuple[str, str]]:
    yield "AB", in_this(record.abstracts, "en")
    for text in ordered(record, record.abstracts):
        if text.lang != "en":
            yield "OAB", text.value
            yield "OABL", language.three_letters(text.lang)


def _person(person: Person, language_: str) -> Iterator[tuple[str, str]]:
    name = personal_names.name(person, language_)
    if not name.family:
        return
    yield ("CN" if name.is_whole and not person.identifiers else "FAU"), str(name)
    yield from (("AUID", f"{one.kind}: {one.value}") for one in person.identifiers)
    yield from (("AD", text.value) for text in person.affiliations)


def _doi(record: Record) -> str:
    doi = record.identifier("DOI")
    return f"{doi} [doi]" if doi else ""


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    for one in record.identifiers:
        if one.kind not in ("PMID", "PMCID") and (one.kind, one.value) != ("DOI", record.identifier("DOI")):
            yield "AID", f"{one.value} [{one.kind.lower()}]"


def _date(date: str) -> str:
    year, *rest = date.split("-")
    return " ".join([year, *(_MONTHS[int(month) - 1] for month in rest[:1]), *(str(int(day)) for day in rest[1:])])


WRITER = Writer("nbib", ".nbib", "application/nbib", write)
