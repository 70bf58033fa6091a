"""A text as it is asked: read in the query language, and taken apart into what is looked for and what narrows it."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from shoroku.search.clauses import Query
from shoroku.search.filters import Filters
from shoroku.search.ingredients import ALL, EXACT, Ingredients
from shoroku.search.ingredients import without as all_without
from shoroku.search.language import And, Node, Notice, Phrase, Words, parse, plain_text, split
from shoroku.search.language.marking import clauses
from shoroku.search.query import read

TextLanguage = Literal["ja", "en"]


class Asked(NamedTuple):
    """A query.

    ``query`` are its words. ``tree`` is None where those are all that is asked; else it says how they are combined.
    ``filters`` and ``others`` narrow the search; what is ``required`` does, too, and counts. ``notices`` tell what was read otherwise than it is written.
    """

    text: str
    query: Query
    tree: Node | None
    filters: Filters
    others: tuple[Node, ...]
    required: tuple[Node, ...]
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
    main, required = _words_and_others(parts.main)
    words = plain_text(main)
    if words is not None:
        query = read(words)
        if not query.clauses:  # signs alone ask for nothing; beside conditions they are none
            narrows = parts.filters != Filters() or parts.others or required
            query = Query("" if narrows else text, ())
        return Asked(text, query, None, parts.filters, parts.others, required, parsed.notices)
    query = Query(text, clauses(parts.main))
    return Asked(text, query, parts.main, parts.filters, parts.others, (), parsed.notices)


def _words_and_others(tree: Node) -> tuple[Node, tuple[Node, ...]]:
    """Take apart a query of plain words beside conditions (author:藤本 関節リウマチ 治療 -小児).

    The words can be ranked and relaxed as if they stood alone; of the records found all conditions must be true. A query
    that says AND between words means each of them, and stays whole.
    """
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    are_words = [isinstance(node, Words) for node in nodes]
    if not any(are_words) or any(map(all, pairwise(are_words))):
        return tree, ()
    plain = [node for node in nodes if isinstance(node, Words) or (isinstance(node, Phrase) and not node.slop)]
    words = " ".join(node.text for node in plain if isinstance(node, Words))
    phrases = [node for node in plain if isinstance(node, Phrase)]
    return And((Words(words), *phrases)), tuple(node for node in nodes if node not in plain)
