"""What a record is linked with, for its page: links of one kind together, each with who states it."""

from typing import NamedTuple

from shoroku.corpus.graph.errors import GraphMissing
from shoroku.corpus.graph.kinds import PROJECT, RESEARCHER
from shoroku.corpus.graph.questions import GROUPS
from shoroku.corpus.graph.values import GraphNode, Related
from shoroku.corpus.record import Record
from shoroku.graph.formats import address
from shoroku.graph.labels import LINKS
from shoroku.library import Library
from shoroku.search.engine.engine import SearchTimedOut
from shoroku.web.pages.hits import Shown, cut, shown

_MOST, _MOST_OF_A_KIND, _NAME = 1_000, 20, 300
#: Kinds of links that the page shows already: the creators.
_ELSEWHERE = frozenset({"created-by"})
#: Where links are counted that are too many to look at: of any kind.
_ANY = LINKS["", True]


class ShownLink(NamedTuple):
    """The other end of a link: its name, the id of its record (""  if the library has none), its address on the web, and who
    states the link, with the source's word."""

    name: Shown
    id: str
    url: str
    said: tuple[str, ...]


class Linked(NamedTuple):
    """Links of one kind in one direction: what the other ends are to the record, and how many more there are."""

    label: str
    links: tuple[ShownLink, ...]
    more: int


def linked(library: Library, record: Record) -> list[Linked]:
    """Return what a record is linked with, nothing if its library has no graph yet or there is too little time."""
    has_people = record.type in (PROJECT, RESEARCHER)
    try:
        answer = library.related(record.id, kinds=[one for one in GROUPS if has_people or one != "person"], limit=_MOST)
    except (GraphMissing, SearchTimedOut):  # the record itself can be shown
        return []
    groups: dict[str, list[Related]] = {}
    for one in answer.related:
        if one.kind not in _ELSEWHERE or not one.forward:
            groups.setdefault(LINKS[one.kind, one.forward], []).append(one)
    if answer.left_out:
        groups.setdefault(_ANY, [])
    return [
        Linked(
            label,
            tuple(map(_link, some[:_MOST_OF_A_KIND])),
            max(len(some) - _MOST_OF_A_KIND, 0) + (answer.left_out if label == _ANY else 0),
        )
        for label, some in groups.items()
    ]


def _link(one: Related) -> ShownLink:
    node = one.node
    said = dict.fromkeys(f"{s.source}: {cut(s.word, 60)}" if s.word else s.source for s in one.statements)
    return ShownLink(_name(node), node.id if _is_record(node) else "", _url(node), tuple(said))


def _name(node: GraphNode) -> Shown:
    year = f" ({node.year})" if node.year else ""
    return shown(f"{cut(node.name or node.id, _NAME)}{year}", "", _NAME + 10)


def _is_record(node: GraphNode) -> bool:
    return node.held and node.type not in ("person", "institution")


def _url(node: GraphNode) -> str:
    url = address(node)
    return url if url.startswith(("https://", "http://")) else ""
