"""The names of the graph's nodes: the keys of ``corpus/keys.py``, as in ``doi:10.1000/x`` and ``orcid:0000-…``.

ORCIDs and e-Rad numbers join a person's mentions, award numbers join projects, and DOI, CRID, NAID and PMID join works.
Identifiers that one source gives to what it takes for one person are kept as such, and join nothing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from shoroku.corpus import keys
from shoroku.corpus.graph.kinds import ORGANIZATION, PROJECT, RESEARCHER
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Funding, Person, Record

#: Prefixes of keys of what joins a person's mentions, of projects, and of institutions.
PEOPLE = frozenset({"orcid", "erad"})
PROJECTS = frozenset({"kakenhi", "jgn", "award"})
INSTITUTIONS = frozenset({"ror", "funder", "erad-funder", "erad-institution"})
#: Prefixes of keys by which records are joined, and which are claims in the store.
JOINING_WORKS = frozenset({"doi", "crid", "naid", "pmid"})

_CLUSTER = re.compile(r"nrid:|crid:14[12]0|openalex:A")


def prefix(key: str) -> str:
    """Return what a key is: "doi", "orcid", …"""
    return key.partition(":")[0]


def is_cluster(key: str) -> bool:
    """Return whether a key is of what one source takes for one person."""
    return _CLUSTER.match(key) is not None


def claim(key: str) -> str:
    """Return the identifier of a work or project as the store's claims have it: ``doi:10.1/x`` -> ``DOI:10.1/x``."""
    kind, _, value = key.partition(":")
    return f"{kind.upper()}:{value}"


def key_of_claim(identifier: str) -> str:
    """Return the key of a claim of the store; see ``claim``."""
    kind, _, value = identifier.partition(":")
    return f"{kind.lower()}:{value}"


def targets(identifiers: Iterable[Identifier]) -> list[str]:
    """Return the keys of what a statement names: all that join, else the first other one."""
    given = list(dict.fromkeys(key for one in identifiers if (key := _target(one))))
    joining = [key for key in given if prefix(key) not in _MERELY_NAMED]
    return joining or given[:1]


_MERELY_NAMED = frozenset({"openalex", "hdl", "arxiv", "uri", "pmcid"})


def _target(identifier: Identifier) -> str:
    found = keys.work_key(identifier) or keys.project_key(identifier) or keys.person_key(identifier)
    return found or keys.cluster_key(identifier) or keys.institution_key(identifier) or _named(identifier)


def _named(identifier: Identifier) -> str:
    """Return a key of an identifier that has no rules here, such as the number of a sequence in GenBank."""
    return f"{identifier.kind.lower()}:{identifier.value}" if identifier.kind not in _RULED and identifier.value else ""


#: Kinds with rules of their own: what those refuse names nothing.
_RULED = frozenset(
    {"DOI", "CRID", "NAID", "PMID", "PMCID", "HDL", "ARXIV", "URI", "ORCID", "ERAD", "NRID", "ROR", "OPENALEX"}
)


def projects(funding: Funding) -> list[str]:
    """Return the keys of the project whose award a work names: its number, and its CRID."""
    found = [key for one in funding.identifiers if (key := keys.project_key(one))]
    if (key := keys.project_key(funding)) and key not in found:
        found.append(key)
    found += [key for one in funding.identifiers if one.kind == "CRID" and (key := keys.work_key(one))]
    return list(dict.fromkeys(found))


def claimed(record: Record) -> tuple[str, ...]:
    """Return the keys by which a record of a project is the same project as others."""
    if record.type != PROJECT:
        return ()
    return tuple(dict.fromkeys(key for one in record.identifiers if (key := keys.project_key(one))))


def identical(record: Record) -> tuple[str, ...]:
    """Return the keys of works that a record says to be identical with (isIdenticalTo)."""
    same = (one for relation in record.relations if relation.kind == "same-as" for one in relation.identifiers)
    found = (key for one in same if (key := keys.work_key(one)) and prefix(key) in JOINING_WORKS)
    return tuple(dict.fromkeys(found))


def own(record: Record) -> tuple[str, ...]:
    """Return the keys of a record by which others refer to it, and which are no claims of the store."""
    if record.type == RESEARCHER:
        return tuple(key for person in record.creators[:1] for key in people(person))
    if record.type == ORGANIZATION:
        return tuple(institutions(record.identifiers))
    return tuple(
        dict.fromkeys(key for one in record.identifiers if one.kind == "OPENALEX" and (key := keys.work_key(one)))
    )


def people(person: Person) -> list[str]:
    """Return the keys of a person's identifiers; one with a wrong check digit, or of a place in one record, is left out."""
    found = (keys.person_key(one) or keys.cluster_key(one) for one in person.identifiers)
    return list(dict.fromkeys(key for key in found if key))


def joining(person: Person) -> frozenset[str]:
    """Return those of a person's keys that may join mentions.

    None if the source gives several ORCIDs; no e-Rad number if it gives several.
    """
    return _joining(person.identifiers) if person.identifiers else frozenset()


@lru_cache(20_000)  # the same people again and again
def _joining(identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    found = {key for one in identifiers if (key := keys.person_key(one))}
    orcids = {key for key in found if prefix(key) == "orcid"}
    numbers = found - orcids
    if len(orcids) > 1:
        return frozenset()
    return frozenset(orcids | (numbers if len(numbers) == 1 else set()))


def institutions(identifiers: Iterable[Identifier]) -> list[str]:
    """Return the keys of an institution: a ROR, a funder's DOI, or a number of e-Rad."""
    return list(dict.fromkeys(key for one in identifiers if (key := keys.institution_key(one))))


def funders(funding: Funding) -> list[str]:
    """Return the keys of a funder."""
    return institutions(funding.funder_identifiers)
