"""One link as a line of a page: what is there, what it is to the thing asked about, and who states it with which word."""

from collections.abc import Iterable
from typing import NamedTuple

from shoroku.corpus import addresses
from shoroku.corpus.graph import keys
from shoroku.corpus.graph.kinds import PROJECT, RESEARCHER
from shoroku.corpus.graph.values import GraphNode, Related, Statement
from shoroku.corpus.record import Person
from shoroku.graph.formats import address
from shoroku.graph.labels import LINKS
from shoroku.graph.people import mention_id
from shoroku.messages import N_
from shoroku.web.pages.hits import Shown, cut, shown
from shoroku.web.pages.links import Links

#: Characters of a name, and of a source's word.
NAME, WORD = 300, 60
#: What sources call the members of a project, and who took another part in a work than its authors.
_ROLES = {
    "principal_investigator": N_("principal investigator"),
    "co_investigator": N_("co-investigator"),
    "co_investigator_buntan": N_("co-investigator"),
    "co_investigator_renkei": N_("cooperating researcher"),
    "research_collaborator": N_("research collaborator"),
    "research_fellow": N_("research fellow"),
    "foreign_research_fellow": N_("foreign research fellow"),
    "host_researcher": N_("host researcher"),
    "institution": N_("institution"),
    "contributor": N_("contributor"),
    "editor": N_("editor"),
    "translator": N_("translator"),
    "supervisor": N_("supervisor"),
    "investigator": N_("investigator"),
    "hostinginstitution": N_("institution"),
}


class Line(NamedTuple):
    """The other end of a link: its name, its page here or on the web ("" if it has neither), its year and type, what it is
    to the thing asked about, and who states that."""

    name: Shown
    url: str
    is_elsewhere: bool
    is_held: bool
    year: str
    type: str
    label: str
    said: tuple[str, ...]


def line(links: Links, one: Related, language: str) -> Line:
    """Return a link as a line."""
    return line_of(links, one.node, one.statements, language, LINKS[one.kind, one.forward])


def line_of(links: Links, node: GraphNode, statements: Iterable[Statement], language: str, label: str = "") -> Line:
    """Return a node, with who states what is said of it, as a line."""
    here = page_of(links, node, language)
    return Line(
        name_of(node),
        here or web_address(node),
        not here,
        node.held,
        str(node.year or ""),
        node.type,
        label,
        said(statements),
    )


def name_of(node: GraphNode, most: int = NAME) -> Shown:
    """Return the name of a node, its identifier where no source tells one."""
    return shown(node.name or node.id, "", most)


def said(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return who states something, each with the source's own word, once."""
    return tuple(dict.fromkeys(f"{s.source}: {cut(s.word, WORD)}" if s.word else s.source for s in statements))


def page_of(links: Links, node: GraphNode, language: str) -> str:
    """Return the address of the page that a node has here, "" if it has none."""
    if keys.prefix(node.id) in keys.PEOPLE or keys.is_cluster(node.id):
        return links.person(node.id, language)
    if node.type == PROJECT:
        return links.project(node.id, language)
    if not node.held or node.type in ("person", "institution"):
        return ""
    return links.person(node.id, language) if node.type == RESEARCHER else links.record(node.id, language)


def web_address(node: GraphNode) -> str:
    """Return the address of a node on the web, "" if it has none that a browser may be given."""
    return addresses.web_address(address(node)) or ""


def role_of(person: Person) -> str:
    """Return the message for what someone did; the source's own word if it is none that is known here, "" if it says none."""
    return _ROLES.get(person.role.lower()) or cut(person.role, WORD)


def person_page(links: Links, person: Person, place: int, record_id: str, language: str) -> str:
    """Return the address of the page of someone at a place of a record, counted from 1: by the identifier if there is one."""
    known = sorted(keys.joining(person), reverse=True)  # an ORCID before an e-Rad number
    return links.person(known[0] if known else mention_id(place, record_id), language)


def span(first: int | None, last: int | None) -> str:
    """Return a span of years for people to read, "" if none is known."""
    return "" if first is None else str(first) if first == last else f"{first}–{last}"
