"""Who of the same name is possibly the same person, with reasons for and against. Nothing is joined because of them.

Sources identify few people, so a name is often all that there is. Affiliation, co-authors and years make it more or less
likely that two entries are one person (Smalheiser and Torvik, 2009). The reasons are shown; no figure pretends to weigh them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from shoroku.analyzers import is_japanese
from shoroku.corpus.graph.values import Candidate, PersonEntry, Reason
from shoroku.graph.naming import folded, folded_person
from shoroku.graph.people import BY_CLUSTER, BY_IDENTIFIER, BY_NAME, People, Somebody

#: Years between two works beyond which they count against one person, and within which they count for one.
_FAR, _NEAR = 40, 5
_MOST_SHOWN = 3


class _Traits(NamedTuple):
    """What speaks for or against: folded affiliations, folded co-authors, years, identifiers, works."""

    affiliations: dict[str, str]
    coauthors: dict[str, str]
    years: tuple[int, ...]
    orcids: frozenset[str]
    clusters: frozenset[str]
    works: tuple[str, ...]


def with_candidates(asked: People, one: Somebody, everyone: Sequence[Somebody]) -> PersonEntry:
    """Return an entry with those of ``everyone`` who are possibly the same person."""
    return msgspec.structs.replace(asked.entry(one), possibly=tuple(candidates(asked, one, everyone)))


def candidates(asked: People, one: Somebody, everyone: Iterable[Somebody]) -> list[Candidate]:
    """Return who is possibly the same person as someone; each work that has only the name is judged by itself, once."""
    mine = _traits(asked, one)
    found = []
    seen = {place[:2] for place in one.places}
    for other in everyone:
        if other.id == one.id:
            continue
        for part in _parts(other):
            if part.basis == BY_NAME:
                places = {place[:2] for place in part.places}
                if places <= seen:  # it has another spelling of the name, too
                    continue
                seen |= places
            theirs = _traits(asked, part)
            reasons_for, reasons_against = _reasons(mine, theirs)
            if not reasons_for and not reasons_against and part.basis == BY_NAME:
                continue
            name = next((p.person.name for p in part.places), "")
            found.append(Candidate(part.id, name, theirs.works, reasons_for, reasons_against))
    return sorted(found, key=lambda c: (len(c.reasons_against) - len(c.reasons_for), c.id, c.works))


def _parts(one: Somebody) -> list[Somebody]:
    if one.basis != BY_NAME:
        return [one]
    seqs = dict.fromkeys(place.seq for place in one.places)
    return [one._replace(places=tuple(place for place in one.places if place.seq == seq)) for seq in seqs]


def _traits(asked: People, one: Somebody) -> _Traits:
    records = [place.record for place in one.places]
    own = {folded_person(place.person) for place in one.places}
    entry = asked.entry(one)
    keys = [join.key for join in entry.joins] if one.basis == BY_IDENTIFIER else []
    return _Traits(
        {folded(text.value): text.value for place in one.places for text in place.person.affiliations},
        {
            name: person.name
            for record in records
            for person in record.creators
            if (name := folded_person(person)) not in own
        },
        tuple(sorted({record.year for record in records if record.year})),
        frozenset(key for key in keys if key.startswith("orcid:")),
        frozenset(entry.clusters if one.basis == BY_IDENTIFIER else ({one.id} if one.basis == BY_CLUSTER else ())),
        entry.works if one.basis != BY_NAME else tuple(dict.fromkeys(asked.ids(place.seq for place in one.places))),
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
