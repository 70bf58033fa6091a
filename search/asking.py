"""A text as it is asked: read in the query language, and taken apart into what is looked for and what narrows it."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from shoroku.search.clauses import Query
from shoroku.search.filters import Filters
from shoroku.search.ingredients import ALL, EXACT, Ingredients
from shoroku.search.ingredients import without as all_without
from shoroku.search.language import Node, Notice, parse, plain_text, split
from shoroku.search.language.marking import clauses
from shoroku.search.query import read

TextLanguage = Literal["ja", "en"]


class Asked(NamedTuple):
    """A query.

    ``query`` are its words. ``tree`` is None where those are all that is asked; else it says how they are combined.
    ``filters`` and ``others`` narrow the search, ``notices`` tell what was read otherwise than it is written.
    """

    text: str
    query: Query
    tree: Node | None
    filters: Filters
    others: tuple[Node, ...]
    notices: tuple[Notice, ...]

    @property
    def is_cut(self) -> bool:
        """Whether the query was too long to be asked whole."""
        return self.query.is_cut or any(notice.kind == "long" for notice in self.notices)


class Manner(NamedTuple):
    """How a search is made: with which ingredients, and in texts of which language alone (None: in all)."""

    ingredients: Ingredients = ALL
    language: TextLanguage | None = None


def manner(*, exact: bool = False, without: Iterable[str] = (), language: TextLanguage | None = None) -> Manner:
    """Return a manner of search. ``exact`` asks for the words as they are. Raises BadArgument for unknown ingredients."""
    return Manner(all_without(without) & (EXACT if exact else ALL), language)


def ask(text: str, *, strict: bool = False) -> Asked:
    """Read a query. Any text can be read; with ``strict``, QueryUnclear is raised for what is not as it should be."""
    parsed = parse(text, strict=strict)
    parts = split(parsed.tree)
    words = plain_text(parts.main)
    if words is not None:
        narrows = parts.filters != Filters() or parts.others
        # Where nothing but signs is left, nothing is asked, and not everything.
        query = read(words) if words or narrows or not text.strip() else Query(text, ())
        return Asked(text, query, None, parts.filters, parts.others, parsed.notices)
    marked = clauses(parts.main)
    return Asked(text, Query(text, marked), parts.main, parts.filters, parts.others, parsed.notices)
