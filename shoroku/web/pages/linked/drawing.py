"""A small graph, drawn by the server: what is asked about in the middle, what is linked with it around, with its name beside it.

There are two drawings of the same: one for wide pages, with the names left and right of an oval, and one for narrow ones, with
the names below each other. Places are computed, not found by trial, so that a drawing takes no time and is always the same.
The page has the same as a list; a drawing is not read out and cannot be reached by the keyboard.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

#: Nodes around the middle, at most; links among them.
MOST_NODES, MOST_CHORDS = 16, 40
#: The wide drawing: its width, height of a row, half axis of the oval, distance of names from their nodes.
_WIDTH, _ROW, _HALF, _GAP = 820, 42, 130, 12
#: The narrow drawing: its width, where the middle of the nodes is, height of a row, and how far lines go to the left.
_NARROW, _COLUMN, _NARROW_ROW, _REACH = 300, 50, 42, 40
#: Size of a name in units of the drawing, and widths of characters in it (CJK, capitals, others).
_SIZE, _FULL, _CAPITAL, _OTHER = 13.5, 1.0, 0.7, 0.51
_FULL_WIDTH = frozenset("WF")


class Node(NamedTuple):
    """What is linked with the thing in the middle. ``note`` says how, ``shape`` what it is; ``weight`` is from 1 to 4."""

    id: str
    name: str
    lang: str
    note: str
    url: str
    is_elsewhere: bool
    is_held: bool
    shape: str
    weight: int = 1


class Chord(NamedTuple):
    """A link between two nodes, by their ids, what it is, and who states it."""

    start: str
    end: str
    label: str
    said: tuple[str, ...] = ()


class Placed(NamedTuple):
    """A node with its place, its name as far as there is room, and the line that leads to it from the middle."""

    node: Node
    x: float
    y: float
    text_x: float
    anchor: str
    text: str
    note: str
    spoke: str


class Layout(NamedTuple):
    """One drawing: its size, the place of the middle, nodes, and lines between them."""

    width: int
    height: int
    x: float
    y: float
    nodes: tuple[Placed, ...]
    chords: tuple[str, ...]


class Told(NamedTuple):
    """A line of the list that says the same as the drawing."""

    start: Node
    label: str
    end: Node
    said: tuple[str, ...]


class Drawing(NamedTuple):
    """A graph: both drawings of it, and as a list what is linked with each other; and how many nodes are left out."""

    wide: Layout
    narrow: Layout
    nodes: tuple[Node, ...]
    told: tuple[Told, ...]
    left_out: int


def drawing(nodes: Sequence[Node], chords: Iterable[Chord], left_out: int = 0) -> Drawing | None:
    """Return the drawing of what is around something, None if that is too little for one."""
    if len(nodes) < 2:
        return None
    chosen = list(nodes[:MOST_NODES])
    known = {node.id: node for node in chosen}
    among = [one for one in chords if one.start in known and one.end in known and one.start != one.end][:MOST_CHORDS]
    return Drawing(
        _wide(chosen, among),
        _narrow(chosen, among),
        tuple(chosen),
        tuple(Told(known[one.start], one.label, known[one.end], one.said) for one in among),
        left_out + len(nodes) - len(chosen),
    )


def _wide(nodes: list[Node], chords: list[Chord]) -> Layout:
    right = nodes[: (len(nodes) + 1) // 2]
    left = nodes[len(right) :]
    height = _ROW * len(right) + 16
    x, y = _WIDTH / 2, height / 2
    placed = [_beside(node, at, len(right), x, y, 1) for at, node in enumerate(right)]
    placed += [_beside(node, at, len(left), x, y, -1) for at, node in enumerate(left)]
    places = {one.node.id: (one.x, one.y) for one in placed}
    lines = []
    for chord in chords:
        (x1, y1), (x2, y2) = places[chord.start], places[chord.end]
        # Bent towards the middle, but past it, so that no line looks like one from the middle.
        bend_x, bend_y = _towards(x1, x2, x), _towards(y1, y2, y)
        lines.append(f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}")
    return Layout(_WIDTH, height, x, y, tuple(placed), tuple(lines))


def _towards(one: float, other: float, middle: float) -> float:
    return (one + other) / 2 + (middle - (one + other) / 2) * 0.45


def _beside(node: Node, at: int, count: int, x: float, y: float, side: int) -> Placed:
    """Place a node on the right (1) or left (-1) half of the oval."""
    down = (at - (count - 1) / 2) * _ROW
    along = down / (max(count, 2) / 2 * _ROW)
    own_x, own_y = x + side * _HALF * sqrt(1 - 0.8 * along * along), y + down
    text_x = own_x + side * _GAP
    room = (_WIDTH - text_x if side > 0 else text_x) - 2
    spoke = f"M{x:.1f} {y:.1f}L{own_x:.1f} {own_y:.1f}"
    anchor = "start" if side > 0 else "end"
    return Placed(node, own_x, own_y, text_x, anchor, fitted(node.name, room), fitted(node.note, room * 1.1), spoke)


def _narrow(nodes: list[Node], chords: list[Chord]) -> Layout:
    top = 16
    places = {node.id: top + (at + 1) * _NARROW_ROW for at, node in enumerate(nodes)}
    room = _NARROW - _COLUMN - _GAP - 2
    placed = []
    for node in nodes:
        y = places[node.id]
        reach = _COLUMN - _reach(y - top, len(nodes))
        spoke = f"M{_COLUMN} {top}C{reach:.1f} {top} {reach:.1f} {y} {_COLUMN} {y}"
        name, note = fitted(node.name, room), fitted(node.note, room * 1.1)
        placed.append(Placed(node, _COLUMN, y, _COLUMN + _GAP, "start", name, note, spoke))
    lines = []
    for chord in chords:
        y1, y2 = sorted((places[chord.start], places[chord.end]))
        reach = _COLUMN - _reach(y2 - y1, len(nodes))
        lines.append(f"M{_COLUMN} {y1}C{reach:.1f} {y1} {reach:.1f} {y2} {_COLUMN} {y2}")
    return Layout(_NARROW, top + len(nodes) * _NARROW_ROW + 26, _COLUMN, top, tuple(placed), tuple(lines))


def _reach(distance: float, count: int) -> float:
    return 14 + (_REACH - 14) * 1.33 * distance / (max(count, 2) * _NARROW_ROW)


def fitted(text: str, room: float) -> str:
    """Return as much of a text as is surely no wider than so many units of the drawing, with … where it goes on."""
    left = room / _SIZE - _FULL
    for at, character in enumerate(text):
        is_full = unicodedata.east_asian_width(character) in _FULL_WIDTH
        left -= _FULL if is_full else _CAPITAL if character.isupper() else _OTHER
        if left < 0 and text[at + 1 :]:
            return text[:at].rstrip() + "…"
    return text
