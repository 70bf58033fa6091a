"""Merges the names and ISSNs of journals by the evidence of all records; also the names of publishers, which have no ISSNs.

The input is the number of records for each signature (``labels.py``), so the order of the records does not matter. These
are the rules; a *name* is a folded name:

* A name belongs to an ISSN in any of three cases: all records with the name have the ISSN; two or more records have
  both, and no contradicting pair (another ISSN of the name, another name of the ISSN in that language) is ten times as
  frequent; one record has both, no contradicting pair is more frequent, and the name occurs in at most ten records.
* A Japanese name and another name without a common ISSN belong together if two or more records have both, and no other
  Japanese name occurs with the other name at least a third as often.
* Two ISSNs belong together if two or more records have both, and neither occurs ten times as often; or if a name occurs
  only with these two (print and online), unless each has its own name in another language.
* Some names merge nothing: generic titles ("紀要", "Bulletin"), and names that occur with more ISSNs than one journal has
  or with many names in the other language. An ISSN with more than a dozen names and no main one merges nothing either.

A single record therefore never merges two journals, unless an uncontradicted ISSN does. Each signature is assigned by
its first name that is not generic, else by its ISSN.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from shoroku.indexer.authority.labels import Identity, Signature, name_key, read

_MANY_TIMES, _SOME_TIMES = 10, 3
_MOST_NAMES_OF_AN_ISSN, _MOST_OTHER_NAMES = 12, 4
_ISSN = "#"

_GENERIC_JAPANESE = re.compile(
    "(?:研究|調査|学術|大学|学部|学会|研究所|年次|技術|業績|活動|事業|講演|論文|発表|会議|全国|大会|予稿|要旨|抄録|紀|概)*"
    "(?:紀要|要覧|年報|月報|所報|会報|学報|時報|彙報|報告|報告書|報告集|論集|論叢|論文集|講演集|予稿集|要旨集|抄録集|雑誌|会誌|学会誌|研究)$"
)
_GENERIC_WORDS = frozenset(
    "a abstracts academic activities and annals annual archives book bulletin circular collected college communications"
    " conference department essays faculty for in institute international journal lecture letters magazine meeting memoirs"
    " monographs news newsletter notes of on paper papers proceedings program publications quarterly record records report"
    " reports research review reviews school science sciences series society special studies study symposium technical"
    " technology the transactions university working workshop".split()
)


class _Member(NamedTuple):
    """A signature: its term, its contents, its nodes (folded names, ISSNs with a mark), and the number of its records."""

    term: str
    signature: Signature
    nodes: tuple[str, ...]
    records: int


class _Evidence:
    """Statistics over all records. Names are folded; ISSNs begin with a mark. All counts are numbers of records."""

    def __init__(self, counted: Iterable[tuple[str, int]]) -> None:
        self.members: list[_Member] = []
        self.records: Counter[str] = Counter()
        self.language: dict[str, str] = {}
        self.issns: defaultdict[str, Counter[str]] = defaultdict(Counter)  # of a name
        self.names: defaultdict[str, Counter[str]] = defaultdict(Counter)  # of an ISSN
        self.others: defaultdict[str, Counter[str]] = defaultdict(Counter)  # a name's in the other language
        self.beside: Counter[tuple[str, str]] = Counter()  # ISSNs
        for term, count in sorted(counted):
            signature = read(term)
            names = [(name_key(name), language) for language, name in signature.names]
            issns = [_ISSN + number for number in signature.issns]
            self.members.append(_Member(term, signature, (*(key for key, _ in names), *issns), count))
            self._note(dict(reversed(names)), issns, count)

    def _note(self, keys: dict[str, str], issns: list[str], count: int) -> None:
        self.language.update(keys)
        for node in (*keys, *issns):
            self.records[node] += count
        for key, language in keys.items():
            for number in issns:
                self.issns[key][number] += count
                self.names[number][key] += count
            for other, its_language in keys.items():
                if its_language != language:
                    self.others[key][other] += count
        for one in issns:
            for two in issns:
                if one < two:
                    self.beside[one, two] += count

    def is_shared(self, number: str) -> bool:
        """Return whether an ISSN occurs with many names of one language and no main one."""
        by_language = Counter(self.language[key] for key in self.names[number])
        if max(by_language.values(), default=0) <= _MOST_NAMES_OF_AN_ISSN:
            return False
        return max(self.names[number].values()) * 2 < self.records[number]

    def is_of(self, key: str, number: str) -> bool:
        """Return whether a name belongs to an ISSN."""
        said = self.issns[key][number]
        if said == self.records[key]:
            return True
        other_issns = (count for other, count in self.issns[key].items() if other != number)
        rivals = (
            count
            for other, count in self.names[number].items()
            if other != key and self.language[other] == self.language[key]
        )
        against = max(max(other_issns, default=0), max(rivals, default=0))
        if said == 1:
            return against <= 1 and self.records[key] <= _MANY_TIMES
        return said * _MANY_TIMES >= against

    def are_beside(self, one: str, two: str) -> bool:
        said = self.beside[one, two]
        return said > 1 and said * _MANY_TIMES >= max(self.records[one], self.records[two])

    def japanese_of(self, key: str) -> str:
        """Return the Japanese name of a name in another language, "" if the records do not agree on one."""
        ranked = self.others[key].most_common(2)
        if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] * _SOME_TIMES > ranked[0][1]):
            return ""
        return ranked[0][0]

    def other_names(self, number: str) -> dict[str, set[str]]:
        """Return the names of an ISSN by language."""
        found: dict[str, set[str]] = {}
        for key in self.names[number]:
            found.setdefault(self.language[key], set()).add(key)
        return found


class _Groups(dict[str, str]):
    """Disjoint sets of nodes (union-find), each represented by its alphabetically first member."""

    def root(self, node: str) -> str:
        while (above := self.get(node, node)) != node:
            node = above
        return node

    def join(self, one: str, two: str) -> None:
        first, second = sorted((self.root(one), self.root(two)))
        self[second] = first


def is_generic(key: str) -> bool:
    """Return whether a folded name is generic: a kind of publication and not a particular one."""
    return bool(_GENERIC_JAPANESE.fullmatch(key)) or all(word in _GENERIC_WORDS for word in key.split())


def identified(counted: Iterable[tuple[str, int]]) -> tuple[list[Identity], dict[str, int]]:
    """Return all journals sorted by name, and a map from each unambiguous folded name or ISSN to its journal's number.

    ``counted`` gives the number of records for each signature.
    """
    evidence = _Evidence(counted)
    shared = {number for number in evidence.names if evidence.is_shared(number)}
    groups = _Groups()
    for one, two in evidence.beside:
        if not {one, two} & shared and evidence.are_beside(one, two):
            groups.join(one, two)
    generic = _join_names(evidence, groups, shared)
    return _collected(evidence, groups, generic, shared)


def _join_names(evidence: _Evidence, groups: _Groups, shared: set[str]) -> set[str]:
    """Join names with their ISSNs, then with each other; return the names that must not join anything."""
    joined: dict[str, list[str]] = {}
    generic: set[str] = set()
    for key in sorted(evidence.language):
        issns = [n for n in sorted(evidence.issns[key]) if n not in shared and evidence.is_of(key, n)]
        if is_generic(key) or _of_several(evidence, groups, issns):
            generic.add(key)
        else:
            joined[key] = issns
    for key, issns in joined.items():
        for number in issns:
            groups.join(key, number)
    for key in sorted(joined):
        other = evidence.japanese_of(key) if evidence.language[key] != "ja" else ""
        if other in joined and len(evidence.others[other]) <= _MOST_OTHER_NAMES:
            groups.join(key, other)
    return generic


def _of_several(evidence: _Evidence, groups: _Groups, issns: list[str]) -> bool:
    """Return whether the ISSNs of one name belong to several journals."""
    if len({groups.root(number) for number in issns}) < 2:
        return False
    if len(issns) > 2:
        return True
    one, two = (evidence.other_names(number) for number in issns)
    return any(one[language].isdisjoint(two[language]) for language in one.keys() & two.keys())


def _collected(
    evidence: _Evidence, groups: _Groups, generic: set[str], shared: set[str]
) -> tuple[list[Identity], dict[str, int]]:
    members: dict[str, list[_Member]] = {}
    nothing = generic | shared
    for member in evidence.members:
        first = next((node for node in member.nodes if node not in nothing), member.nodes[0])
        members.setdefault(groups.root(first), []).append(member)
    known: dict[str, str] = {}
    identities: dict[str, Identity] = {}
    carried: defaultdict[str, set[str]] = defaultdict(set)
    for root in sorted(members):
        roots = {node: groups.root(node) for node in {node for member in members[root] for node in member.nodes}}
        kept = {node for node, its_root in roots.items() if its_root == root or its_root not in members}
        identities[root] = _identity(members[root], kept)
        for node in kept - nothing:
            if roots[node] == root:
                known[node] = root
            else:  # a name of its own that no record uses
                carried[node].add(root)
    known |= {node: roots_.pop() for node, roots_ in carried.items() if len(roots_) == 1}
    told_apart = dict(zip(identities, _told_apart(list(identities.values())), strict=True))
    ordered = sorted(told_apart, key=lambda root: (told_apart[root].name, root))
    numbers = {root: number for number, root in enumerate(ordered)}
    return [told_apart[root] for root in ordered], {
        node.removeprefix(_ISSN): numbers[root] for node, root in known.items()
    }


def _identity(members: list[_Member], kept: set[str]) -> Identity:
    """Return a journal made of its signatures. Only names and ISSNs in ``kept`` can be its display name."""
    spelled: dict[str, Counter[str]] = {}
    issns = set()
    for member in members:
        for (language, name), key in zip(member.signature.names, member.nodes, strict=False):
            if key in kept:
                spelled.setdefault(language, Counter())[name] += member.records
        issns |= {number for number in member.signature.issns if _ISSN + number in kept}
    names = {language: _commonest(counts) for language, counts in sorted(spelled.items(), reverse=True)}
    return Identity(names, tuple(sorted(issns)), tuple(member.term for member in members))


def _commonest(counts: Counter[str]) -> str:
    """Return the most common spelling; of equally common ones, one that is not all capitals, then the first."""
    return min(counts, key=lambda name: (-counts[name], name.isupper(), name))


def _told_apart(identities: list[Identity]) -> list[Identity]:
    """Append an ISSN to a name that several journals share."""
    counts = Counter(item for one in identities for item in one.names.items())
    return [
        msgspec.structs.replace(
            one,
            names={
                language: f"{name} ({one.issns[0]})" if one.issns and counts[language, name] > 1 else name
                for language, name in one.names.items()
            },
        )
        for one in identities
    ]
