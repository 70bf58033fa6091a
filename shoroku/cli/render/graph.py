"""People, projects, links and paths for people to read."""

from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext as _
from gettext import ngettext, pgettext
from types import MappingProxyType

from rich.console import Console

from shoroku.cli.terminal.console import console, print_text
from shoroku.corpus.graph.values import (
    Candidate,
    Coauthors,
    GraphNode,
    GraphPath,
    Neighbourhood,
    PathStep,
    PersonEntry,
    ProjectEntry,
    ProjectOutput,
    Related,
    Statement,
)
from shoroku.graph.labels import BASES, LINKS, REASONS
from shoroku.messages import N_

_INDENT, _DEEPER = "  ", "    "
_MOST_LISTED = 5

_BASIS = {"award": N_("the work names the award"), "list": N_("listed by the other side"), "record": ""}


# --- Links ------------------------------------------------------------------------------------------------------------


def print_related(found: Neighbourhood, *, references: bool = True) -> None:
    """Print what is linked with something: each link with who states it and with which word.

    ``references``: say how many references have no identifier.
    """
    to = console()
    _print_node(to, found.node, "")
    if not found.related and not found.left_out:
        print_text(to, _("No source states a link."))
    for one in found.related:
        to.print()
        _print_link(to, one)
    _print_left_out(to, found.left_out, found.left_out_of)
    if found.text_only and references:
        text = ngettext(
            "{count:,} reference has no identifier, so it is no link.",
            "{count:,} references have no identifier, so they are no links.",
            found.text_only,
        )
        _print_note(to, text.format(count=found.text_only))


def _print_note(to: Console, text: str) -> None:
    """Print what holds for the whole answer, apart from its last line."""
    to.print()
    print_text(to, text, "dim")


def _print_link(to: Console, one: Related) -> None:
    step = _("{depth} steps away, from {id}: ").format(depth=one.depth, id=one.start) if one.depth > 1 else ""
    print_text(to, step + _(LINKS[one.kind, one.forward]), "bold")
    _print_node(to, one.node, _INDENT)
    _print_statements(to, one.statements)


def _print_node(to: Console, node: GraphNode, indent: str) -> None:
    if node.name:
        year = f" ({node.year})" if node.year else ""
        other = f" / {node.name_other}" if node.name_other and node.type == "person" else ""
        print_text(to, f"{node.name}{other}{year}", "" if indent else "bold", indent)
    where = (
        node.id
        if node.held or node.type in ("person", "institution")
        else _("{id} · not in this library").format(id=node.id)
    )
    print_text(to, where, "dim" if node.name or indent else "bold", indent)


def _print_statements(to: Console, statements: Iterable[Statement]) -> None:
    for one in statements:
        parts = [one.source, _quoted(one.word), _(_BASIS[one.basis]) if _BASIS[one.basis] else ""]
        print_text(to, " · ".join(filter(None, parts)), "dim", _DEEPER)


def _quoted(word: str) -> str:
    return _("“{word}”").format(word=word) if word else ""


def _print_left_out(to: Console, count: int, of: Mapping[str, int] = MappingProxyType({})) -> None:
    """Print how many links are left out; ``of`` says of which kinds, by the names that ``--kind`` takes."""
    if count:
        text = ngettext("{count:,} more is left out.", "{count:,} more are left out.", count)
        if kinds := ", ".join(f"{name} {number:,}" for name, number in of.items()):
            text = ngettext("{count:,} more is left out ({kinds}).", "{count:,} more are left out ({kinds}).", count)
        _print_note(to, text.format(count=count, kinds=kinds))


# --- People -----------------------------------------------------------------------------------------------------------


def print_people(
    found: Sequence[PersonEntry], works: dict[str, str] | None, coauthors: Sequence[Coauthors | None]
) -> None:
    """Print entries of people with why each is one; ``works`` has the titles of their works, by id, if they are wanted."""
    to = console()
    for number, (one, others) in enumerate(zip(found, coauthors, strict=True)):
        if number:
            to.print()
        _print_person(to, one)
        if works is not None:
            _print_works(to, one.works, works)
        if others is not None:
            _print_coauthors(to, others)
        _print_candidates(to, one.possibly, one.left_out_possibly)
    if beyond := max((one.left_out_people for one in found), default=0):
        text = ngettext(
            "{count:,} more entry has this name and is left out.",
            "{count:,} more entries have this name and are left out.",
            beyond,
        )
        _print_note(to, text.format(count=beyond))
    _print_not_looked_at(to, max((one.left_out for one in found), default=0))


def _print_not_looked_at(to: Console, count: int) -> None:
    """Print how many records with a name were not looked at, if any."""
    if count:
        text = ngettext(
            "{count:,} more record has the name and was not looked at: too many have it.",
            "{count:,} more records have the name and were not looked at: too many have it.",
            count,
        )
        _print_note(to, text.format(count=count))


def _print_person(to: Console, one: PersonEntry) -> None:
    if one.names:
        print_text(to, pgettext("between words", ", ").join(one.names[:_MOST_LISTED]), "bold")
    print_text(to, one.id, "dim" if one.names else "bold")
    print_text(to, _(BASES[one.basis]), indent=_INDENT)
    for join in one.joins:
        text = ngettext("{key}: {sources}, in {count:,} place", "{key}: {sources}, in {count:,} places", join.mentions)
        sources = pgettext("between words", ", ").join(join.sources)
        print_text(to, text.format(key=join.key, sources=sources, count=join.mentions), "dim", _DEEPER)
    if one.clusters:
        text = _("taken for one person by its source, and not joined: {keys}")
        print_text(to, text.format(keys=", ".join(one.clusters)), "dim", _DEEPER)
    if one.apart:
        text = _("left apart, although sources connect it with this person: {keys}")
        print_text(to, text.format(keys=", ".join(one.apart)), "bold", _DEEPER)
    years = f"{one.first_year}–{one.last_year}" if one.first_year != one.last_year else str(one.first_year or "")
    counts = [
        ngettext("{count:,} work", "{count:,} works", len(one.works)).format(count=len(one.works)),
        ngettext("{count:,} project", "{count:,} projects", len(one.projects)).format(count=len(one.projects)),
        years,
    ]
    print_text(to, " · ".join(filter(None, counts)), indent=_INDENT)
    for affiliation in one.affiliations[:_MOST_LISTED]:
        print_text(to, affiliation, "dim", _INDENT)


def _print_works(to: Console, ids: Iterable[str], names: dict[str, str]) -> None:
    for one in ids:
        print_text(to, names.get(one, one), indent=_DEEPER, first=f"{_INDENT}- ")
        if names.get(one, one) != one:
            print_text(to, one, "dim", _DEEPER)


def _print_coauthors(to: Console, found: Coauthors) -> None:
    print_text(to, _("Co-authors"), "bold", _INDENT)
    if not found.coauthors:
        print_text(to, _("none"), indent=_DEEPER)
    for one in found.coauthors:
        years = f"{one.first_year}–{one.last_year}" if one.first_year != one.last_year else str(one.first_year or "")
        works = ngettext("{count:,} work", "{count:,} works", one.weight).format(count=one.weight)
        who = one.id if one.identified else _("by name only")
        print_text(to, " · ".join(filter(None, (one.name, works, years, who))), indent=_DEEPER + _INDENT, first=_DEEPER)
    if found.large_works:
        text = ngettext(
            "{count:,} work with more than 100 authors is left out.",
            "{count:,} works with more than 100 authors are left out.",
            len(found.large_works),
        )
        print_text(to, text.format(count=len(found.large_works)), "dim", _DEEPER)
    _print_left_out(to, found.left_out)


def _print_candidates(to: Console, candidates: Sequence[Candidate], left_out: int) -> None:
    if candidates:
        print_text(to, _("Possibly the same, because of the name; nothing is joined"), "bold", _INDENT)
    for one in candidates:
        works = ngettext("{count:,} work", "{count:,} works", len(one.works)).format(count=len(one.works))
        example = f" ({one.works[0]})" if len(one.works) == 1 else ""
        print_text(to, f"{one.name} · {one.id} · {works}{example}", indent=_DEEPER + _INDENT, first=_DEEPER)
        for sign, reasons in (("+", one.reasons_for), ("−", one.reasons_against)):
            for reason in reasons:
                text = _(REASONS[reason.kind]).format(value=reason.about)
                print_text(to, f"{sign} {text}", "dim", _DEEPER + _INDENT)
    if left_out:
        text = ngettext(
            "{count:,} more of the name is left out; it is less likely.",
            "{count:,} more of the name are left out; they are less likely.",
            left_out,
        )
        print_text(to, text.format(count=left_out), "dim", _DEEPER)


# --- Projects ---------------------------------------------------------------------------------------------------------


def print_project(found: ProjectEntry, *, members: bool, works: bool) -> None:
    """Print a project, with its members and its works if they are wanted."""
    to = console()
    _print_node(to, found.node, "")
    if not found.node.held:
        print_text(to, _("The library has no record of this project; it is known from what others state."))
    listed = sum(bool(one.listed) for one in found.outputs)
    named = sum(bool(one.named) for one in found.outputs)
    counts = {
        "works": ngettext("{count:,} work", "{count:,} works", len(found.outputs)).format(count=len(found.outputs)),
        "members": ngettext("{count:,} member", "{count:,} members", len(found.members)).format(
            count=len(found.members)
        ),
    }
    text = _("{works}: {listed:,} listed by the project, {named:,} naming the award; {members}")
    print_text(to, text.format(listed=listed, named=named, **counts))
    if members:
        for one in found.members:
            to.print()
            _print_link(to, one)
    if works:
        for output in found.outputs:
            to.print()
            _print_output(to, output)
    for one in found.others:
        to.print()
        _print_link(to, one)
    _print_left_out(to, found.left_out)


def _print_output(to: Console, one: ProjectOutput) -> None:
    bases = [_("listed by the project")] if one.listed else []
    bases += [_("names the award")] if one.named else []
    print_text(to, pgettext("between words", ", ").join(bases), "bold")
    _print_node(to, one.node, _INDENT)
    for statement in (*one.listed, *one.named):
        print_text(to, " · ".join(filter(None, (statement.source, _quoted(statement.word)))), "dim", _DEEPER)


# --- Paths ------------------------------------------------------------------------------------------------------------


def print_path(found: GraphPath, *, start: str = "", end: str = "") -> None:
    """Print a path step by step, or that there is none.

    ``start`` and ``end`` are what was asked for, if it was a name: a work that has the name need not show it otherwise.
    """
    to = console()
    if not found.found:
        if found.bounded:
            print_text(to, _("The search was given up: too much lies between them."))
        elif found.left_out:
            text = _("Among the records that were looked at, there is no path of at most {most:,} links.")
            print_text(to, text.format(most=found.most))
        else:
            print_text(to, _("No path of at most {most:,} links.").format(most=found.most))
        _print_not_looked_at(to, found.left_out)
        return
    first = found.start[0]
    last = found.steps[-1].node if found.steps else first
    if start and first.type != "person":
        print_text(to, start, "bold")
        print_text(to, _("named in:"), "dim")
    _print_node(to, first, "")
    for step in found.steps:
        _print_step(to, step)
    if end and last.type != "person":
        print_text(to, _("This record names {name}.").format(name=end))
    if not found.steps:
        is_person = first.type == "person"
        print_text(to, _("Both are this person.") if is_person else _("Both lead to this record."))
    _print_not_looked_at(to, found.left_out)


def _print_step(to: Console, step: PathStep) -> None:
    print_text(to, _(LINKS[step.kind, step.forward]), indent=_INDENT, first="↓ ")
    _print_statements(to, step.statements)
    _print_node(to, step.node, "")
