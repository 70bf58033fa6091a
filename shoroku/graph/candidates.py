"""Who of the same name is possibly the same person, with reasons for and against. Nothing is joined because of them.

Sources identify few people, so a name is often all that there is. Affiliation, co-authors and years make it more or less
likely that two entries are one person (Smalheiser and Torvik, 2009). The reasons are shown; no figure pretends to weigh them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from shoroku.analyzers import is_japanese
from shoroku.corpus.graph.values import Candidate, PersonEntry, Reason
from shoroku.graph.naming import folded_person
from shoroku.graph.people import BY_CLUSTER, BY_IDENTIFIER, BY_NAME, People, Place, Somebody
from shoroku.indexer.linked_terms import folded as same_name

#: Years between two works beyond which they count against one person, and within which they count for one.
_FAR, _NEAR = 40, 5
_MOST_SHOWN = 3
#: Candidates of one person that are named. Of others who share nothing with the person, so many are compared at most.
MOST_NAMED = MOST_COMPARED = 100


class _Traits(NamedTuple):
    """What speaks for or against: folded affiliations, folded co-authors, years, identifiers, works."""

    affiliations: dict[str, str]
    coauthors: dict[str, str]
    years: tuple[int, ...]
    orcids: frozenset[str]
    clusters: frozenset[str]
    works: tuple[str, ...]

    def shared(self) -> Iterator[tuple[str, str]]:
        """Yield what others may share."""
        for kind, values in (("a", self.affiliations), ("c", self.coauthors), ("k", self.clusters)):
            yield from ((kind, value) for value in values)


class _Part(NamedTuple):
    """Someone, or one of the works that only have the name: each of these is judged by itself. ``owner`` is the id of the
    entry, ``places`` are contributions and places in them."""

    owner: str
    one: Somebody
    places: frozenset[tuple[int, int]]


class Possibly:
    """Finds who of some people is possibly the same person as someone; what is known of each is read once."""

    def __init__(self, asked: People, everyone: Iterable[Somebody]) -> None:
        self._asked = asked
        self._parts = [_part(one, each) for one in everyone for each in _parts(one)]
        self._known: dict[tuple[str, tuple[Place, ...]], _Traits] = {}
        numbers = {place.seq for part in self._parts for place in part.one.places if part.one.basis == BY_NAME}
        self._ids = asked.named(sorted(numbers))
        self._sharing: dict[tuple[str, str], list[int]] = {}
        for number, part in enumerate(self._parts):
            for trait in self._traits(part.one).shared():
                self._sharing.setdefault(trait, []).append(number)

    def of(self, one: Somebody, most: int = MOST_NAMED) -> tuple[list[Candidate], int]:
        """Return who is possibly the same person as someone, most likely first, at most so many, and how many others of the
        name are left out; each work that has only the name is judged by itself, once.

        Of those who share neither an affiliation nor a co-author nor a source's number with the person, only some are compared:
        nothing speaks for these.
        """
        mine = self._traits(one)
        sharing = {number for trait in mine.shared() for number in self._sharing.get(trait, ())}
        found = []
        seen = {place[:2] for place in one.places}
        compared = left_out = 0
        for number, part in enumerate(self._parts):
            if part.owner == one.id:
                continue
            if part.one.basis == BY_NAME:
                if part.places <= seen:  # it has another spelling of the name, too
                    continue
                seen |= part.places
            if number not in sharing:
                if compared >= MOST_COMPARED:
                    left_out += 1
                    continue
                compared += 1
            theirs = self._traits(part.one)
            reasons_for, reasons_against = _reasons(mine, theirs)
            if not reasons_for and not reasons_against and part.one.basis == BY_NAME:
                continue
            name = next((p.person.name for p in part.one.places), "")
            found.append(Candidate(part.one.id, name, theirs.works, reasons_for, reasons_against))
        found.sort(key=lambda c: (len(c.reasons_against) - len(c.reasons_for), c.id, c.works))
        return found[:most], left_out + max(len(found) - most, 0)

    def added_to(self, entry: PersonEntry, one: Somebody, namesakes: int) -> PersonEntry:
        """Return an entry with those who are possibly the same person, and how many other entries have its name."""
        found, left_out = self.of(one)
        return msgspec.structs.replace(entry, possibly=tuple(found), left_out_possibly=left_out, namesakes=namesakes)

    def _traits(self, one: Somebody) -> _Traits:
        key = (one.id, one.places)
        if key not in self._known:
            self._known[key] = _traits(self._asked, one, self._ids)
        return self._known[key]


def _part(owner: Somebody, one: Somebody) -> _Part:
    return _Part(owner.id, one, frozenset(place[:2] for place in one.places))


def _parts(one: Somebody) -> list[Somebody]:
    if one.basis != BY_NAME:
        return [one]
    by_record: dict[int, list[Place]] = {}
    for place in one.places:
        by_record.setdefault(place.seq, []).append(place)
    return [one._replace(places=tuple(places)) for places in by_record.values()]


def _traits(asked: People, one: Somebody, ids: dict[int, str]) -> _Traits:
    records = [place.record for place in one.places]
    own = {folded_person(place.person) for place in one.places}
    entry = asked.entry(one) if one.basis != BY_NAME else None
    keys = [join.key for join in entry.joins] if entry and one.basis == BY_IDENTIFIER else []
    clusters = entry.clusters if entry and one.basis == BY_IDENTIFIER else (one.id,) if one.basis == BY_CLUSTER else ()
    named = dict.fromkeys(place.seq for place in one.places)
    return _Traits(
        {same_name(text.value): text.value for place in one.places for text in place.person.affiliations},
        {
            name: person.name
            for record in records
            for person in record.creators
            if (name := folded_person(person)) not in own
        },
        tuple(sorted({record.year for record in records if record.year})),
        frozenset(key for key in keys if key.startswith("orcid:")),
        frozenset(clusters),
        entry.works if entry else tuple(ids[seq] for seq in named if seq in ids) or tuple(asked.ids(named)),
    )


def _reasons(mine: _Traits, theirs: _Traits) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    reasons_for: list[Reason] = []
    against: list[Reason] = []
    reasons_for += [Reason("cluster", key) for key in sorted(mine.clusters & theirs.clusters)]
    reasons_for += _shared("affiliation", mine.affiliations, theirs.affiliations)
    reasons_for += _shared("coauthor", mine.coauthors, theirs.coauthors)
    if mine.years and theirs.years:
        gap = max(mine.years[0] - theirs.years[-1], theirs.years[0] - mine.years[-1], 0)
        if gap <= _NEAR and reasons_for:
            reasons_for.append(Reason("years", _span(theirs.years)))
        elif gap > _FAR:
            against.append(Reason("years", _span(theirs.years)))
    if mine.orcids and theirs.orcids and mine.orcids != theirs.orcids:
        against.append(Reason("orcid", min(theirs.orcids)))
    if common := sorted(set(mine.works) & set(theirs.works)):
        against.append(Reason("same-work", common[0]))
    if not any(one.kind == "affiliation" for one in reasons_for):
        against += _elsewhere(mine.affiliations, theirs.affiliations)
    return tuple(reasons_for), tuple(against)


def _elsewhere(mine: dict[str, str], theirs: dict[str, str]) -> list[Reason]:
    """Return another affiliation; one in another script may be the same."""
    scripts = {is_japanese(name) for name in mine.values()}
    return [Reason("affiliation", name) for name in theirs.values() if is_japanese(name) in scripts][:1]


def _shared(kind: str, mine: dict[str, str], theirs: dict[str, str]) -> list[Reason]:
    return [Reason(kind, mine[key]) for key in sorted(mine.keys() & theirs.keys())][:_MOST_SHOWN]


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}-{years[-1]}"
