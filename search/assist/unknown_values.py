"""Values of filters that no record has, and the nearest ones that records have.

A name is near another if the pairs of characters of both are mostly the same (Dice's coefficient over bigrams).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from shoroku.corpus.records import Records
from shoroku.indexer import completions, fields, linked_terms
from shoroku.indexer.authority.labels import folded, name_key, name_matches, tag_term
from shoroku.indexer.authority.registry import Kind
from shoroku.search.engine.expressions import AllOf, Term
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters
from shoroku.search.query.diagnostics import Notice
from shoroku.search.retrieve.filters import FIELD_OF_FACET, filter_expressions

#: Tells what projects, funders or institutions are called, from the filter and their keys.
Called = Callable[[str, Sequence[str]], list[str]]
#: Maximum number of values that are compared; number of values that are offered; all values are listed up to this number.
_MOST_COMPARED, _MOST_OFFERED, _MOST_LISTED = 50_000, 3, 12
#: Minimum Dice coefficient of two similar names.
_LEAST_SHARED = 0.5
#: Characters of an unknown value that are shown.
_MOST_SHOWN = 100


def unknown_values(filters: Iterable[Filters], view: IndexView, store: Records, called: Called) -> tuple[Notice, ...]:
    """Return a notice for each value that no record has.

    Kinds: ``near_value`` with the nearest values, ``known_values`` with all where there are few, or ``unknown_value``.
    ``called`` is asked for the names of a few projects, funders or institutions.
    """
    found: dict[tuple[str, str], Notice] = {}
    for each in filters:
        for name, values in each._asdict().items():
            for value in values if name != "year" and values else ():
                if not _has_any(name, value, view):
                    found.setdefault((name, value), _notice(name, value, view, store, called))
    return tuple(found.values())


def _has_any(name: str, value: str, view: IndexView) -> bool:
    return view.engine.count(AllOf(filter_expressions(Filters(**{name: (value,)}), view))) > 0  # type: ignore[arg-type]


def _notice(name: str, value: str, view: IndexView, store: Records, called: Called) -> Notice:
    told = {"filter": name, "value": value[:_MOST_SHOWN]}
    if name == "journal" and (count := _journals_containing(value, view)):
        told["containing"] = str(count)  # for whoever can list them
    if name in _NEAR:
        near, known = _NEAR[name](value, view), []
    elif name in linked_terms.COLUMNS:
        keys = [key for key, _ in view.engine.terms(FIELD_OF_FACET[name], "", _MOST_COMPARED)]
        near = _nearest_linked(name, value, keys, view, store)
        known = called(name, keys) if not near and len(keys) <= _MOST_LISTED else []
    else:
        known = _known(name, view)
        near = _nearest(value, {one: one for one in known})
    if near:
        return Notice("near_value", 0, 0, told | {"near": ", ".join(near)})
    if known and len(known) <= _MOST_LISTED:
        return Notice("known_values", 0, 0, told | {"known": ", ".join(known)})
    return Notice("unknown_value", 0, 0, told)


def _known(name: str, view: IndexView) -> list[str]:
    """Return the values that records have; tags as they are folded."""
    if name == "tag":
        start = tag_term("")
        return [one[len(start) :].replace("_", " ") for one, _ in view.engine.terms(fields.HAS, start, _MOST_COMPARED)]
    return [one for one, _ in view.engine.terms(FIELD_OF_FACET[name], "", _MOST_COMPARED)]


def _nearest_linked(name: str, value: str, keys: Iterable[str], view: IndexView, store: Records) -> list[str]:
    """Return the nearest projects, by their numbers, or funders and institutions, by their names or identifiers.

    Names are compared as they are folded, those of what has an identifier included; the nearest are told as a record writes
    them.
    """
    field, start = FIELD_OF_FACET[name], linked_terms.names_beside(name)
    known: dict[str, str] = {}
    where: dict[str, Term] = {}
    for key in keys:
        if key.startswith(linked_terms.NAME):
            where[key.removeprefix(linked_terms.NAME)] = Term(field, key)
        else:
            written = linked_terms.as_written(name, key)
            known[written] = written
    if name != "project":
        for term, _ in view.engine.terms(fields.HAS, start, _MOST_COMPARED):
            where.setdefault(term.removeprefix(start), Term(fields.HAS, term))
    shared = _shared(value, known) | _shared(linked_terms.folded(value), {one: one for one in where})
    return list(dict.fromkeys(_as_written(name, one, where, view, store) for one in _best(shared)))


def _as_written(name: str, one: str, where: dict[str, Term], view: IndexView, store: Records) -> str:
    """Return a folded name as the first record that has it writes it; anything else as it is."""
    if one not in where:
        return one
    seqs = [int(seq) for seq in view.engine.top(where[one], 1, by=fields.SEQ, direction="ascending").keys]
    records = store.records(seqs).values()
    return next(filter(None, (linked_terms.written_in(record, name, one) for record in records)), one)


def _of_registry(kind: Kind, field: str) -> Callable[[str, IndexView], list[str]]:
    def near(value: str, view: IndexView) -> list[str]:
        known = view.engine.terms(field, "", _MOST_COMPARED)
        keys = _nearest(name_key(value), {key: key for key, _ in known})
        return list(dict.fromkeys(_displayed(kind, key, view) for key in keys))

    return near


def _displayed(kind: Kind, key: str, view: IndexView) -> str:
    """Return a journal's or publisher's name as it is written, from its key."""
    identity = view.registry.called(kind, key)
    names = identity.names.values() if identity else ()
    return next((name for name in names if name_key(name) == key), next(iter(names), key))


def _journals_containing(words: str, view: IndexView) -> int:
    """Return how many names of journals, of the first, contain what was asked for."""
    asked = name_key(words)
    if not asked:
        return 0
    return sum(name_matches(asked, key) for key, _ in view.engine.terms(fields.JOURNAL_KEY, "", _MOST_COMPARED))


def _of_hints(letter: str) -> Callable[[str, IndexView], list[str]]:
    """Return the look-up for people and subjects, of which those are compared that begin with the same character."""

    def near(value: str, view: IndexView) -> list[str]:
        key = folded(value.replace(",", " "))
        words = [*key.split(" "), key]  # a surname comes first in the index
        starts = dict.fromkeys(completions.beginning(letter, word[:1]) for word in words if word)
        hints = (hint for start in starts for hint, _ in view.engine.terms(fields.HINT, start, _MOST_COMPARED))
        return _nearest(key, {written: key_ for key_, written in map(completions.read, hints)})

    return near


_NEAR = {
    "journal": _of_registry("journal", fields.JOURNAL_KEY),
    "publisher": _of_registry("publisher", fields.PUBLISHER_KEY),
    "author": _of_hints(completions.AUTHOR),
    "subject": _of_hints(completions.SUBJECT),
}


def _nearest(value: str, known: dict[str, str]) -> list[str]:
    """Return the names whose keys are nearest to ``value``, the nearest first."""
    return _best(_shared(value, known))


def _shared(value: str, known: dict[str, str]) -> dict[str, float]:
    """Return Dice's coefficient of ``value`` and the key of each name, for those that share anything."""
    pairs = _pairs(folded(value))
    return {
        name: 2 * len(pairs & others) / (len(pairs) + len(others))
        for name, others in ((name, _pairs(folded(key))) for name, key in known.items())
        if pairs & others
    }


def _best(shared: dict[str, float]) -> list[str]:
    near: Iterator[str] = (name for name, share in shared.items() if share >= _LEAST_SHARED)
    return sorted(near, key=lambda name: (-shared[name], name))[:_MOST_OFFERED]


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of each word, its beginning and end included."""
    return frozenset(pair for word in text.split() for pair in map("".join, zip(f" {word}", f"{word} ", strict=True)))
