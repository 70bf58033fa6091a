"""The tree that a query is read into: small, typed, frozen.

Two trees are equal if they ask for the same; where in the text a node was read (``span``) is not part of that. A tree
prints as a query that is read into the same tree again: ``parse(str(tree)).tree == tree``.

Trees are kept in one form (see ``shape``): no And in an And, no Or in an Or, no Not in a Not, no Field right below a
Field and no Not right below one; And and Or have two nodes at least, but for the empty And, which asks for everything.
"""

from typing import Any

import msgspec

Span = tuple[int, int]


class Node(msgspec.Struct, frozen=True, kw_only=True, eq=False, tag_field="kind", tag=str.lower):
    """What all nodes have in common. ``span`` is where the node was read: offsets into the query, end excluded."""

    span: Span = (0, 0)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash((type(self), self._facts()))

    def __str__(self) -> str:
        from shoroku.search.language.printing import printed

        return printed(self)

    def _facts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "span")


class Words(Node, frozen=True, eq=False):
    """Words that stand side by side in the query, with no sign between them, as they were written.

    One node for all of them: what neighbours are to each other (a name, a compound) is for the analysis to see.
    """

    text: str


class Phrase(Node, frozen=True, eq=False):
    """Words in quotation marks: side by side, or with at most ``slop`` others between them, in either order."""

    text: str
    slop: int = 0


class Exact(Node, frozen=True, eq=False):
    """A word, or several side by side, in exactly this form: no other ending, no other spelling."""

    text: str


class Prefix(Node, frozen=True, eq=False):
    """Words that begin so: ``immun*``."""

    text: str


class Wildcard(Node, frozen=True, eq=False):
    """Words of this pattern: ``?`` is one character, ``*`` any number of them, none included."""

    pattern: str


class Fuzzy(Node, frozen=True, eq=False):
    """Words that differ from this one by at most ``edits`` characters."""

    text: str
    edits: int = 1


class Field(Node, frozen=True, eq=False):
    """What ``node`` asks for, in one field of a record; ``name`` is one of ``names.TEXT``."""

    name: str
    node: Node


class Only(Node, frozen=True, eq=False):
    """A value that a record must have, whole: ``name`` is one of ``names.VALUES``."""

    name: str
    value: str


class Years(Node, frozen=True, eq=False):
    """Years of publication, both ends included; None is open, at one end at most."""

    first: int | None
    last: int | None


class And(Node, frozen=True, eq=False):
    """All of these. Without any: everything."""

    nodes: tuple[Node, ...] = ()


class Or(Node, frozen=True, eq=False):
    """At least one of these."""

    nodes: tuple[Node, ...]


class Not(Node, frozen=True, eq=False):
    """All but this."""

    node: Node


#: A query that asks for nothing in particular.
EVERYTHING = And()

#: What stands for one thing in a query; the other nodes put these together.
Leaf = Words | Phrase | Exact | Prefix | Wildcard | Fuzzy
