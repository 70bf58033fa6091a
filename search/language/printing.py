"""A tree as a query that is read into the same tree again."""

import re

from shoroku.search.language.names import field_named
from shoroku.search.language.scanning import Scanner
from shoroku.search.language.signs import ESCAPABLE, NAME, OPERATORS, SIMPLE
from shoroku.search.language.tree import (
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
)

_SAFE_VALUE = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
#: What may be read together with what follows the word.
_NEEDS_MORE = re.compile(r"\\|[\[［][^\]］]*$")
_IN_QUOTES = re.compile(r'[\\"＂*＊]')


def printed(node: Node, *, clearly: bool = False) -> str:
    """Return ``node`` as a query; ``clearly`` with brackets also where the order of operators makes them needless."""
    if isinstance(node, And):
        return _all_of(node, clearly)
    if isinstance(node, Or):
        return " OR ".join(_bracketed(one, clearly, clearly and _is_several(one)) for one in node.nodes)
    if isinstance(node, Not):
        return "NOT " + _operand(node.node, clearly)
    if isinstance(node, Field):
        return f"{node.name}:{_operand(node.node, clearly)}"
    return _leaf(node)


def _all_of(node: And, clearly: bool) -> str:
    pieces: list[str] = []
    for index, one in enumerate(node.nodes):
        if index:
            both_words = isinstance(one, Words) and isinstance(node.nodes[index - 1], Words)
            pieces.append(" AND " if both_words else " ")
        pieces.append(_bracketed(one, clearly, isinstance(one, Or)))
    return "".join(pieces)


def _operand(node: Node, clearly: bool) -> str:
    return _bracketed(node, clearly, _is_several(node))


def _is_several(node: Node) -> bool:
    return isinstance(node, And | Or) or (isinstance(node, Words) and " " in node.text)


def _bracketed(node: Node, clearly: bool, needed: bool) -> str:
    inside = printed(node, clearly=clearly)
    return f"({inside})" if needed else inside


def _leaf(node: Node) -> str:
    if isinstance(node, Words):
        return " ".join(map(_word, node.text.split(" ")))
    if isinstance(node, Phrase):
        return _quoted(node.text) + (f"~{node.slop}" if node.slop else "")
    if isinstance(node, Exact):
        return "=" + (node.text if _SAFE_VALUE.fullmatch(node.text) else _quoted(node.text))
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Fuzzy):
        return f"{node.text}~" + (str(node.edits) if node.edits > 1 else "")
    if isinstance(node, Only):
        return f"{node.name}:" + (node.value if _SAFE_VALUE.fullmatch(node.value) else _quoted(node.value))
    if isinstance(node, Years):
        return f"year:{_years(node)}"
    raise TypeError(node)


def _years(node: Years) -> str:
    if node.first == node.last:
        return str(node.first)
    return f"{'' if node.first is None else node.first}..{'' if node.last is None else node.last}"


def _quoted(text: str) -> str:
    return '"' + _IN_QUOTES.sub(r"\\\g<0>", text) + '"'


def _word(chunk: str) -> str:
    """Return one word of a text, with backslashes where it would be read as something else."""
    if SIMPLE.fullmatch(chunk) or (not _NEEDS_MORE.search(chunk) and _reads_as_itself(chunk)):
        return chunk
    escaped = "".join("\\" + char if char in ESCAPABLE else char for char in chunk)
    return "\\" + escaped if escaped in OPERATORS else escaped


def _reads_as_itself(chunk: str) -> bool:
    if (name := NAME.match(chunk)) and field_named(name[1]):
        return False
    noticed: list[str] = []
    token = Scanner(f"{chunk} x", lambda kind, *_: noticed.append(kind)).next(0, single=True)
    if token is None or noticed or token.end != len(chunk):
        return False
    return token.leaf == Words(chunk)
