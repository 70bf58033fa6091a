"""A record for people: everything known about it, and the source records it was merged from."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from rich.console import Console

from shoroku.cli.render.statements import print_statements
from shoroku.cli.terminal.console import Paragraph, console, print_paragraphs, print_rows, print_text
from shoroku.cli.terminal.text import safe
from shoroku.corpus import Contribution, Person
from shoroku.corpus import Text as Words
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.licence import may_be_passed_on, passed_on
from shoroku.corpus.record import Record, citation, person_name
from shoroku.corpus.store.merge import OWN_ORIGINS, merge
from shoroku.labels import LANGUAGES, TYPES
from shoroku.messages import N_

#: Identifiers in the order of interest; others follow by name.
_IDENTIFIERS = ("CRID", "NAID", "DOI", "PMID")

_LICENCES = {
    "allow": N_("allow (may be redistributed)"),
    "disallow": N_("disallow (shown here, not exported)"),
    "": N_("not stated"),
}
_WITHHELD = N_("disallow (left out)")


def print_record(record: Record, contributions: Sequence[Contribution], *, with_disallowed: bool) -> None:
    """Print a record and where its source records came from; ``with_disallowed``, also abstracts not to be redistributed."""
    shown = passed_on(record, with_disallowed=with_disallowed)
    to = console()
    for index, title in enumerate(record.titles):
        print_text(to, title.value, "bold" if index == 0 else "dim" if "-" in title.lang else "")
    to.print()
    _print_people(to, (*record.creators, *record.contributors))
    print_rows(to, _rows(record, _WITHHELD if shown is not record else _LICENCES[record.abstract_licence]))
    for abstract in shown.abstracts:
        to.print()
        heading = _("Abstract ({language})").format(language=_language(abstract.lang))
        to.print(heading, style="bold", soft_wrap=True)
        print_text(to, abstract.value, indent="  ")
    print_statements(to, record)
    if record.edited:
        to.print()
        to.print(_("Edited by you"), style="bold", soft_wrap=True)
        for line in _edits(record, contributions, with_disallowed=with_disallowed):
            print_text(to, line, indent="  ")
    to.print()
    to.print(_("Obtained from"), style="bold", soft_wrap=True)
    for one in contributions:
        if one.origin not in OWN_ORIGINS:
            print_text(to, " · ".join(filter(None, (one.origin, one.fetched, one.place))), indent="  ")


def _edits(record: Record, contributions: Sequence[Contribution], *, with_disallowed: bool) -> Iterator[str]:
    """Yield the fields that the user edited, each with the value that the sources have, if that may be shown."""
    delivered = [one for one in contributions if one.origin not in OWN_ORIGINS]
    unedited = merge(delivered) if len(delivered) < len(contributions) else None
    hides = unedited is not None and not with_disallowed and not may_be_passed_on(unedited)
    for name in record.edited:
        if unedited is None or name in ("tags", "note") or (hides and name.startswith("abstracts")):
            yield name
        else:
            yield _("{field} (the sources have: {value})").format(field=name, value=_value(unedited, name) or "–")


def _value(record: Record, name: str) -> str:
    """Return the value of a field, or of its texts in one language (``titles@en``), on one line."""
    field, at, lang = name.partition("@")
    value = getattr(record, field)
    if isinstance(value, str):
        return value
    parts = [one for one in value if not at or one.lang == lang]
    return " / ".join(map(_written, parts))


def _written(value: object) -> str:
    if isinstance(value, Words):
        return value.value
    if isinstance(value, Person):
        return value.name
    return f"{value.kind}:{value.value}" if isinstance(value, Identifier) else str(value)


def _print_people(to: Console, people: Sequence[Person]) -> None:
    """Print people, each with their affiliations."""
    for person in people:
        names = " / ".join(person_name(name.value) for name in person.names)
        known = " ".join(
            filter(
                None, (person.role and f"({person.role})", *(f"{one.kind}:{one.value}" for one in person.identifiers))
            )
        )
        print_paragraphs(to, [Paragraph([(names, "bold"), ("  " if known else "", ""), (known, "")])])
        for affiliation in person.affiliations:
            print_text(to, affiliation.value, indent="    ")
    if people:
        to.print()


def _rows(record: Record, licence: str) -> Iterator[tuple[str, str]]:
    """Yield labels and values of what the record has, and what is said of the abstract's licence."""
    values = (
        (_("Citation"), citation(record)),
        (_("Journal"), _texts(record.journals)),
        (_("Publisher"), _texts(record.publishers)),
        (_("Date"), record.date),
        (_("Ends"), record.until),
        (_("Type"), _(TYPES[record.type]) if record.type in TYPES else record.type),
        (_("Text language"), _language(record.language) if record.language else ""),
        (_("Subjects"), _texts(record.subjects)),
        (_("Data sources"), ", ".join(record.sources)),
        (_("Tags"), ", ".join(record.tags)),
        (_("Note"), record.note),
    )
    yield from ((label, value) for label, value in values if value)
    for kind, value in sorted(((one.kind, one.value) for one in record.identifiers), key=_rank):
        yield safe(kind), value
    if record.issns:
        yield "ISSN", ", ".join(record.issns)
    for link in record.links:
        yield _("Link"), link
    yield "ID", record.id
    yield _("Abstract licence"), _(licence)


def _rank(identifier: tuple[str, str]) -> tuple[int, str, str]:
    kind, value = identifier
    return (_IDENTIFIERS.index(kind) if kind in _IDENTIFIERS else len(_IDENTIFIERS)), kind, value


def _texts(texts: Sequence[Words]) -> str:
    return " / ".join(text.value for text in texts)


def _language(code: str) -> str:
    if not code:
        return _("language not stated")
    return _(LANGUAGES[code]) if code in LANGUAGES else safe(code)
