"""A record for people: what CiNii's record page gives, and where each part of it came from."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from shoroku.cli.messages import message
from shoroku.cli.messages.texts import MESSAGES
from shoroku.cli.terminal.console import console, print_rows, print_text
from shoroku.cli.terminal.text import safe
from shoroku.corpus import Contribution, Person
from shoroku.corpus import Text as Words
from shoroku.corpus.record import Record, in_language


def citation(record: Record) -> str:
    """Return the line, of what is known; "" where nothing is."""
    journal = in_language(record.journals, record.language)
    number = f"{record.volume}({record.issue})" if record.issue else record.volume
    where = " ".join(filter(None, (journal, number)))
    return safe(", ".join(filter(None, (where, record.pages, str(record.year or "")))))


#: Identifiers in the order of interest; others follow by name.
_KINDS = ("CRID", "NAID", "DOI", "PMID")


def print_record(record: Record, contributions: Sequence[Contribution]) -> None:
    """Print a record and where its contributions were had."""
    to = console()
    for index, title in enumerate(record.titles):
        print_text(to, Text(safe(title.value), style="bold" if index == 0 else "dim" if "-" in title.lang else ""))
    to.print()
    _print_people(to, record.creators)
    print_rows(to, list(_rows(record)))
    for abstract in record.abstracts:
        to.print()
        to.print(message("show.abstract", language=_language(abstract.lang)), style="bold", soft_wrap=True)
        print_text(to, Text(safe(abstract.value)), "  ")
    to.print()
    to.print(message("show.contributions"), style="bold", soft_wrap=True)
    for one in contributions:
        print_text(to, Text(safe(_origin(one))), "  ")


def _print_people(to: Console, people: Iterable[Person]) -> None:
    """Print people with their affiliations; one that is the same as the person's before is not repeated."""
    before: tuple[str, ...] = ()
    for person in people:
        names = " / ".join(safe(name.value) for name in person.names)
        known = " ".join(f"{safe(one.kind)}:{safe(one.value)}" for one in person.identifiers)
        print_text(to, Text.assemble((names, "bold"), f"  {known}" if known else ""))
        affiliations = tuple(safe(place.value) for place in person.affiliations)
        for affiliation in affiliations if affiliations != before else ():
            print_text(to, Text(affiliation), "    ")
        before = affiliations
    if before or people:
        to.print()


def _rows(record: Record) -> Iterator[tuple[str, str]]:
    """Yield labels and values of what the record has."""
    values = {
        "citation": citation(record),
        "journal": _texts(record.journals),
        "publisher": _texts(record.publishers),
        "date": record.date,
        "type": record.type,
        "language": _language(record.language) if record.language else "",
        "subjects": _texts(record.subjects),
        "sources": ", ".join(record.sources),
    }
    for name, value in values.items():
        if value:
            yield message(f"show.{name}"), safe(value)
    for kind, value in sorted(((one.kind, one.value) for one in record.identifiers), key=_rank):
        yield safe(kind), safe(value)
    if record.issns:
        yield "ISSN", safe(", ".join(record.issns))
    for link in record.links:
        yield message("show.link"), safe(link)
    yield "ID", safe(record.id)
    yield message("show.licence"), message(f"show.licence.{record.abstract_licence or 'unknown'}")


def _rank(identifier: tuple[str, str]) -> tuple[int, str, str]:
    kind, value = identifier
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS)), kind, value


def _texts(texts: Sequence[Words]) -> str:
    return " / ".join(text.value for text in texts)


def _language(code: str) -> str:
    return message(f"language.{code}") if f"language.{code}" in MESSAGES else safe(code)


def _origin(one: Contribution) -> str:
    return " · ".join(filter(None, (one.origin, one.fetched, one.place)))
