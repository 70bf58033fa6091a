"""What sources say of a record beside its bibliography: awards, counts and related works, each in the source's own word."""

from collections.abc import Iterator
from gettext import gettext as _
from itertools import islice

from rich.console import Console

from shoroku.cli.terminal.console import print_text
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Funding, Record, Relation, in_language

_MOST = 20  # statements of one kind; a work may have ten thousand references


def print_statements(to: Console, record: Record) -> None:
    """Print awards, counts and relations, each under its heading; nothing if the record has none."""
    counts = (f"{one.kind}: {one.value:,} ({', '.join(filter(None, (one.source, one.date)))})" for one in record.counts)
    awards = (_award(one, record.language) for one in record.funding)
    relations = (_relation(one) for one in record.relations)
    for heading, lines, number in (
        (_("Awards and funders"), awards, len(record.funding)),
        (_("Counts"), counts, len(record.counts)),
        (_("Related"), relations, len(record.relations)),
    ):
        if number:
            to.print()
            to.print(heading, style="bold", soft_wrap=True)
            _print(to, lines, number)


def _print(to: Console, lines: Iterator[str], number: int) -> None:
    for line in islice(lines, _MOST):
        print_text(to, line, indent="  ")
    if number > _MOST:
        print_text(to, _("and {count:,} more").format(count=number - _MOST), indent="  ")


def _award(award: Funding, language: str) -> str:
    said = (award.number, in_language(award.titles, language), in_language(award.funders, language), award.word)
    return " · ".join(filter(None, said))


def _relation(relation: Relation) -> str:
    """Return the source's word, what the other work is, and how it is named."""
    named = " ".join(map(_named, relation.identifiers))
    return " · ".join(filter(None, (relation.word or relation.kind, relation.type, relation.title, named)))


def _named(identifier: Identifier) -> str:
    return f"{identifier.kind}:{identifier.value}"
