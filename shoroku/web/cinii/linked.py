"""What a record, a person or a project is linked with, in the terms of CiNii's JSON-LD, and citations in those of CiTO.

It is the inverse of what the reader of CiNii's records understands (``corpus/readers/json_formats/cinii_relations.py``), so a
copy of a library gets the links, too. The words are those of JPCOAR's and DataCite's vocabularies, in the direction of the record.
"""

from collections.abc import Iterable
from typing import Any

from shoroku.corpus import addresses
from shoroku.corpus.errors import ShorokuError, UnknownRecord
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.graph.questions import GROUPS
from shoroku.corpus.graph.values import GraphNode, Related
from shoroku.graph.formats import address
from shoroku.library import Library
from shoroku.web.addresses import record_address
from shoroku.web.cinii.channel import identifier_of
from shoroku.web.problems import NO_GRAPH

_NO_LINKS: tuple[type[ShorokuError], ...] = (*NO_GRAPH, UnknownRecord)
#: Links of one record that are given, at most.
MOST_LINKS = 1_000
CITO = {"cito": "http://purl.org/spar/cito/"}
#: Kind of a link and its direction -> the word for it.
_WORDS = {
    ("cites", True): "cites",
    ("cites", False): "isCitedBy",
    ("supplements", True): "isSupplementTo",
    ("supplements", False): "isSupplementedBy",
    ("derived-from", True): "isDerivedFrom",
    ("derived-from", False): "isSourceOf",
    ("part-of", True): "isPartOf",
    ("part-of", False): "hasPart",
    ("version-of", True): "isVersionOf",
    ("version-of", False): "hasVersion",
    ("translation-of", True): "isTranslationOf",
    ("translation-of", False): "hasTranslation",
    ("reviews", True): "isReviewOf",
    ("reviews", False): "isReviewedBy",
    ("comments", True): "isCommentOn",
    ("comments", False): "hasComment",
    ("corrects", True): "isCorrectionOf",
    ("corrects", False): "hasCorrection",
    ("retracts", True): "retractionOf",
    ("retracts", False): "retractionIn",
    ("updates", True): "updateOf",
    ("updates", False): "updateIn",
    ("same-as", True): "isIdenticalTo",
    ("same-as", False): "isIdenticalTo",
}
_OF_WORKS = [name for name in GROUPS if name not in ("person", "institution", "other")]


def related(library: Library, identifier: str) -> tuple[Related, ...]:
    """Return the links that the JSON-LD of something has; none if the library has no graph yet."""
    try:
        return library.related(identifier, kinds=[*_OF_WORKS, "person"], limit=MOST_LINKS).related
    except _NO_LINKS:
        return ()


def of_work(found: Iterable[Related], base: str) -> dict[str, Any]:
    """Return the projects of a work, its related works, and what it cites."""
    links = list(found)
    return {
        "project": [_project(one, base) for one in links if (one.kind, one.forward) == ("output-of", True)],
        "relatedProduct": [
            _product(one.node, base) | {"relationType": [word]}
            for one in links
            if (word := _WORDS.get((one.kind, one.forward)))
        ],
        "cito:cites": [
            {"@id": _address(one.node, base)} for one in links if (one.kind, one.forward) == ("cites", True)
        ],
    }


def of_project(found: Iterable[Related], base: str) -> dict[str, Any]:
    """Return the works that a project lists, and the project that it is part of. Works that only name the award say so."""
    links = list(found)
    return {
        "product": [
            _listed(one, base) for one in links if (one.kind, one.forward) == ("output-of", False) and _is_listed(one)
        ],
        "relatedProject": [
            _project(one, base, role="") | {"relationType": "isPartOf"}
            for one in links
            if (one.kind, one.forward) == ("part-of-project", True)
        ],
    }


def of_person(found: Iterable[Related], base: str) -> dict[str, Any]:
    """Return a person's works and projects."""
    links = list(found)
    return {
        "project": [_project(one, base) for one in links if one.kind == "member-of"],
        "product": [_listed(one, base) for one in links if (one.kind, one.forward) == ("created-by", False)],
    }


def _is_listed(one: Related) -> bool:
    return any(said.basis == "list" for said in one.statements)


def _listed(one: Related, base: str) -> dict[str, Any]:
    """Return a product of a project or a person, with what it is to them in the source's word."""
    words = dict.fromkeys(said.word for said in one.statements if said.word)
    names = [{"@value": one.node.name}] if one.node.name else []
    found = _product(one.node, base) | {"notation": names, "relation": [{"type": word} for word in words]}
    found.pop("jpcoar:relatedTitle", None)
    return _filled(found)


def _product(node: GraphNode, base: str) -> dict[str, Any]:
    return _filled(
        {
            "@id": _address(node, base),
            "@type": node.type.capitalize() if node.type not in ("", "work") else "Product",
            "productIdentifier": [{"identifier": one} for one in identifiers(node)],
            "jpcoar:relatedTitle": [{"@value": node.name}] if node.name else [],
        }
    )


def _project(one: Related, base: str, role: str | None = None) -> dict[str, Any]:
    node = one.node
    words = dict.fromkeys(said.word for said in one.statements if said.word)
    return _filled(
        {
            "@id": _address(node, base),
            "@type": "Project",
            "projectIdentifier": identifiers(node),
            "notation": [{"@value": name} for name in (node.name, node.name_other) if name],
            "role": next(iter(words), "") if role is None else role,
        }
    )


def identifiers(node: GraphNode) -> list[dict[str, str]]:
    """Return the identifiers of a node with CiNii's names for their kinds, each once."""
    found = dict.fromkeys(one for key in (node.id, *node.identifiers) if (one := identifier_of(key)))
    return [{"@type": one.kind, "@value": one.value} for one in found]


def _address(node: GraphNode, base: str) -> str:
    """Return the address here of a record, a person or a project; of any other thing, that on the web."""
    if node.held or node.type in (PROJECT, "person"):
        return record_address(base, node.id)
    return addresses.web_address(address(node)) or address(node)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
