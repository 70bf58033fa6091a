"""Linked data for the libraries that faults are tried on, and whether a library's graph is what its records state."""

import random
import shutil
from pathlib import Path
from typing import Any

from shoroku.corpus.graph import people, tables
from shoroku.corpus.graph.cited import are_right
from shoroku.corpus.graph.derive import derive
from shoroku.corpus.store.store import STORE_FILE, Store

_FUNDERS = ("501100001691", "501100001863", "100000001")
_INSTITUTIONS = ("05dxps055", "00hhkn466", "057zh3y96")
#: How many people and projects there are: few, so that chains and lists get long.
_EVERYONE, _PROJECTS = 60, 25


def orcid(number: int) -> str:
    """Return an ORCID iD with the right check character (ISO 7064 MOD 11-2), as nobody has."""
    digits = f"0000000218{number:05d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    written = digits + ("X" if check == 10 else str(check))
    return "-".join(written[at : at + 4] for at in range(0, 16, 4))


def links(number: int, rng: random.Random) -> dict[str, Any]:
    """Return the fields of a record (JSON Lines) that link it with others, or make it a project's or a researcher's."""
    if number % 29 == 7:
        award = _award(number % _PROJECTS)
        return {
            "type": "project",
            "identifiers": [{"kind": "KAKEN", "value": award}],
            "creators": _people(rng, 2, "co_investigator"),
            "relations": [_relation("output-of", "product", number - 1, inverse=True)],
        }
    if number % 29 == 8:
        return {
            "type": "researcher",
            "creators": _people(rng, 1),
            "relations": [_relation("created-by", "work", number // 3, inverse=True)],
        }
    found: dict[str, Any] = {"relations": [_relation("cites", "reference", number // 2)]}
    if number % 3 == 0:
        found["creators"] = _people(rng, rng.randrange(1, 4))
        found["contributors"] = _people(rng, 1, "editor")
    if number % 4 == 0:
        found["funding"] = [
            {
                "number": _award(rng.randrange(_PROJECTS)),
                "identifiers": [{"kind": "KAKEN", "value": _award(rng.randrange(_PROJECTS))}],
                "funder_identifiers": [{"kind": "DOI", "value": f"10.13039/{rng.choice(_FUNDERS)}"}],
                "word": rng.choice(("grant", "award")),
            }
        ]
    if number % 5 == 0:
        found["type"] = "dataset"
        found["relations"].append(_relation("supplements", "IsSupplementTo", number + 1))
    if number % 7 == 0:
        found["relations"] += [
            _relation("version-of", "IsVersionOf", number - 3),
            {"kind": "cites", "word": "reference", "title": "A book without any identifier"},
        ]
    return found


def _award(number: int) -> str:
    return f"21K{number:05d}"


def _relation(kind: str, word: str, number: int, *, inverse: bool = False) -> dict[str, Any]:
    identifiers = [{"kind": "DOI", "value": f"10.1234/{number}"}]
    return {"kind": kind, "word": word, "inverse": inverse, "identifiers": identifiers}


def _people(rng: random.Random, count: int, role: str = "") -> list[dict[str, Any]]:
    return [_person(number, rng, role) for number in rng.sample(range(_EVERYONE), count)]


def _person(number: int, rng: random.Random, role: str) -> dict[str, Any]:
    identifiers = [
        {"kind": "ORCID", "value": orcid(number)},
        {"kind": "ERAD", "value": f"{10_000_001 + number}"},
        {"kind": "OPENALEX", "value": f"A{number}"},
    ]
    kept = [one for one in identifiers if rng.random() < 0.6]
    institution = {"identifiers": [{"kind": "ROR", "value": _INSTITUTIONS[number % len(_INSTITUTIONS)]}]}
    return {
        "names": [{"value": f"Kaku {number}, Hanako", "lang": "en"}],
        "identifiers": kept,
        "institutions": [institution] if kept else [],
        "role": role,
    }


def assert_sound(path: Path, at: object) -> None:
    """Check a library's graph, without the help of ``check``: every edge and every mention stands on a source record that is
    there, is shown and states it, nothing that a record states is missing, every node stands on something, and the people who are
    joined are those of a graph that is derived anew. Raises AssertionError."""
    rebuilt = path.with_name(f"{path.name}.rebuilt")
    shutil.copytree(path, rebuilt, symlinks=True)  # those of an abandoned index may lead nowhere
    try:
        with Store(path / STORE_FILE) as store:
            found, joined, words = _rows(store), _joined(store), _words(store)
            rows = store.query(
                "SELECT number, payload FROM contribution WHERE seq IN"
                " (SELECT seq FROM record WHERE sole IS NOT NULL OR payload IS NOT NULL)"
            )
            stated = {number: tables.expected(derive(store.decoded(payload))) for number, payload in rows}
            nodes = {key for (key,) in store.query("SELECT key FROM node")}
            assert are_right(store), (at, "numbers of citations that are not those of the links")
        stated = {number: one for number, one in stated.items() if any(one)}
        assert found.keys() <= {number for number, _ in rows}, (at, "an edge of a record that is gone or hidden")
        assert found == stated, (at, "not what the records state")
        named = {edge[1] for edges, _ in found.values() for edge in edges}
        named |= {mention[0] for _, mentions in found.values() for mention in mentions}
        assert nodes == named, (at, sorted(map(str, nodes ^ named))[:10])
        assert {edge[-1] for edges, _ in found.values() for edge in edges} <= words, at
        with Store(rebuilt / STORE_FILE, writable=True) as store:
            store.derive_graph()
            assert _rows(store) == found, (at, "not what a rebuild gives")
            assert _joined(store) == joined, (at, "other people than a rebuild gives")
    finally:
        shutil.rmtree(rebuilt)


def _rows(store: Store) -> dict[int, tuple[set[Any], set[Any]]]:
    ((highest,),) = store.query(
        "SELECT coalesce(max(contribution), 0) FROM (SELECT contribution FROM edge UNION SELECT contribution FROM mention)"
    )
    return tables.stored(tables.Reading(store.query), 0, highest)


def _words(store: Store) -> set[str]:
    return {word for (word,) in store.query("SELECT word FROM word")}


def _joined(store: Store) -> set[tuple[frozenset[str], frozenset[str]]]:
    """Return the people whom identifiers join: the keys of each, and those that are left apart from them."""
    keys = dict(store.query("SELECT id, key FROM node"))
    numbers = [number for number, key in keys.items() if key.startswith(("orcid:", "erad:"))]
    found = people.joined(tables.Reading(store.query), numbers).values()
    return {
        (frozenset(keys[one] for one in person.nodes), frozenset(keys[one] for one in person.apart)) for person in found
    }
