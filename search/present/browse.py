"""The journals or people of a library whose names match some words, with counts."""

from collections.abc import Callable, Iterable

from shoroku.corpus.identifiers import issn
from shoroku.corpus.records import Records
from shoroku.indexer import fields
from shoroku.indexer.authority import labels
from shoroku.indexer.authority.labels import Identity
from shoroku.search.engine.expressions import EVERYTHING, AnyTerm
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters, ListSort
from shoroku.search.present.facets import FacetCounter, FacetValue, Listing, by_count
from shoroku.search.retrieve import authors as people

#: Records read at a time.
_TOGETHER = 2_000


def journals(words: str, filters: Filters, sort: ListSort, limit: int, view: IndexView, store: Records) -> Listing:
    """Return the journals with a name that begins with ``words`` or contains them, or with that ISSN."""
    counter = FacetCounter(view, store)
    counts = counter.counts(fields.JOURNAL, EVERYTHING, filters)
    found = counter.registered("journal", counts, len(counts) or 1, _named(words))
    if sort == "name":
        found = tuple(sorted(found, key=lambda value: (labels.name_key(value.value), value.value)))
    return Listing(len(found), found[:limit])


def authors(words: str, filters: Filters, sort: ListSort, limit: int, view: IndexView, store: Records) -> Listing:
    """Return the people whose name ``words`` may be: a surname or a full name, in any order and spelling."""
    counter = FacetCounter(view, store)
    if not words.strip():
        counts = counter.counts(fields.AUTHOR, EVERYTHING, filters)
    else:
        keys = _keys(counter, store, words)
        every = counter.counts(fields.AUTHOR, AnyTerm(fields.AUTHOR, sorted(keys)), filters) if keys else {}
        counts = {key: count for key, count in every.items() if key in keys}
    ordered = sorted(
        counts.items(), key=(lambda item: item[0]) if sort == "name" else (lambda item: (-item[1], item[0]))
    )
    return Listing(len(ordered), _in_order(counter.written("author", ordered[:limit]), sort))


def _in_order(values: tuple[FacetValue, ...], sort: ListSort) -> tuple[FacetValue, ...]:
    return values if sort == "name" else tuple(sorted(values, key=by_count))


def _keys(counter: FacetCounter, store: Records, words: str) -> set[str]:
    """Return the keys of the people with that name, from the records that name them."""
    groups = people.name_groups(words)
    own = labels.author_key(words)
    seqs = counter.seqs(people.counted_as(words))
    found: set[str] = set()
    for start in range(0, len(seqs), _TOGETHER):
        for record in store.records(seqs[start : start + _TOGETHER]).values():
            named = ((labels.author(person), person) for person in record.creators)
            found |= {key for key, person in named if key == own or people.is_called(person, groups)}
    return found - {""}


def _named(words: str) -> Callable[[Identity], bool]:
    """Return a function that tests whether a journal has a matching name."""
    asked, number = labels.name_key(words) if words.strip() else "", issn(words)

    def fits(identity: Identity) -> bool:
        keys = _keys_of(identity)
        return not asked or number in identity.issns or any(labels.name_matches(asked, key) for key in keys)

    return fits


def _keys_of(identity: Identity) -> Iterable[str]:
    names = (name for signature in identity.signatures for _, name in labels.read(signature).names)
    return {labels.name_key(name) for name in (*names, *identity.names.values())}
