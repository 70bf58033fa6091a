"""What a record is linked with, for its page: links of one kind together, each with who states it."""

from typing import NamedTuple

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.graph.values import GraphNode, Related
from shoroku.corpus.record import Record
from shoroku.graph.formats import address
from shoroku.graph.labels import LINKS
from shoroku.library import Library
from shoroku.web.pages.hits import Shown, cut, shown

_MOST, _MOST_OF_A_KIND, _NAME = 100, 20, 300
#: Kinds of links that the page shows already: the creators.
_ELSEWHERE = frozenset({"created-by"})


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
    """Return what a record is linked with, nothing if its library has no graph yet."""
    try:
        found = library.related(record.id, limit=_MOST).related
    except ShorokuError:  # the record itself can be shown
        return []
    groups: dict[str, list[Related]] = {}
    for one in found:
        if one.kind not in _ELSEWHERE or not one.forward:
            groups.setdefault(LINKS[one.kind, one.forward], []).append(one)
    return [
        Linked(label, tuple(map(_link, some[:_MOST_OF_A_KIND])), max(len(some) - _MOST_OF_A_KIND, 0))
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
