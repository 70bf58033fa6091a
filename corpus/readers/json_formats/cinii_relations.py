"""What CiNii Research's records say of people, projects and related works.

``@id`` is CiNii's own number. A work's creator has one that either stands for what CiNii took for one person, or repeats the
work's number and names nobody; only the first is kept.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.keys import cluster_key
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.counts import stated
from shoroku.corpus.normalize.relations import relation, work_identifier
from shoroku.corpus.readers.json_formats.cinii_values import first, listed, objects, string, texts
from shoroku.corpus.record import Count, Funding, Institution, Person, Relation, RelationKind, Text
from shoroku.corpus.roles import normal_role

_CRID = re.compile(r"\d{19}", re.ASCII)


def identifiers(value: Any) -> tuple[Identifier, ...]:
    """Read a list of ``{"@type": …, "@value": …}``."""
    given = [(string(one.get("@type")), string(one.get("@value"))) for one in objects(value)]
    return tuple(dict.fromkeys(canonical(kind, name) for kind, name in given if kind and name))


def project_identifiers(data: dict[str, Any]) -> tuple[Identifier, ...]:
    """Return the numbers of a project; CiNii's table calls KAKEN's ``kakenhi``."""
    found = identifiers(data.get("projectIdentifier"))
    return tuple(dict.fromkeys(canonical("KAKEN", one.value) if one.kind == "KAKENHI" else one for one in found))


def people(data: dict[str, Any], kind: str) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return the authors of a work, the members of a project, or the researcher; and the people and bodies with another part
    in a work, or the institutions at which a project is carried out.

    The contributors of a work without authors who have no role are its authors, as nothing else tells who made it.
    """
    creators = _creators(data, kind)
    others = [person for person in map(_contributor, objects(data.get("contributor"))) if person.names]
    if not creators and kind not in ("project", "researcher"):
        creators = tuple(person for person in others if not person.role)
        others = [person for person in others if person.role]
    named = (one if one.role else msgspec.structs.replace(one, role="contributor") for one in others)
    return creators, (*named, *_institutions(data))


def _creators(data: dict[str, Any], kind: str) -> tuple[Person, ...]:
    if kind == "researcher":
        return (_researcher(data),) if names(data) else ()
    given = objects(data.get("creator")) + objects(data.get("researcher"))
    named = tuple(person for person in map(_person, given) if person.names)
    return named or tuple(Person(names=(name,)) for name in texts(data.get("dc:creator")))


def _contributor(item: dict[str, Any]) -> Person:
    """Read a contributor. A body is no author, so that it always has a role."""
    person = _person(item)
    is_body = string(item.get("@type")) == "Organization"
    role = person.role or ("contributor" if is_body else "")
    return msgspec.structs.replace(person, role=role)


def _person(item: dict[str, Any]) -> Person:
    affiliations = item.get("jpcoar:affiliationName") or item.get("affiliation")
    return Person(
        names=cleaning.distinct(texts(item.get("foaf:name") or item.get("name"))),
        affiliations=cleaning.distinct(texts(affiliations)),
        identifiers=identifiers(item.get("personIdentifier")) + _cluster(item),
        role=normal_role(string(item.get("role"))),
    )


def _cluster(item: dict[str, Any]) -> tuple[Identifier, ...]:
    own = canonical("CRID", string(item.get("@id")))
    return (own,) if cluster_key(own) else ()


def names(data: dict[str, Any]) -> list[Text]:
    """Return the names of a researcher, the family's first."""
    found = []
    for item in objects(data.get("foaf:Person")):
        whole = texts(item.get("foaf:name"))
        given = {text.lang: text.value for text in texts(item.get("foaf:givenName"))}
        family = texts(item.get("foaf:familyName"))
        found += whole or [Text(f"{one.value} {given.get(one.lang, '')}".strip(), one.lang) for one in family]
    return found or texts(data.get("foaf:name"))


def _researcher(data: dict[str, Any]) -> Person:
    bodies = [
        (_institution(one.get("institution")), first(one.get("department"))) for one in objects(data.get("career"))
    ]
    affiliations = [
        Text(f"{name.value} {_in(texts(department.get('notation')), name.lang)}".strip(), name.lang)
        for body, department in bodies
        for name in body.names
    ]
    return Person(
        names=cleaning.distinct(names(data)),
        affiliations=cleaning.distinct(affiliations),
        identifiers=identifiers(data.get("personIdentifier")) + _cluster(data),
        institutions=tuple(dict.fromkeys(body for body, _ in bodies if body.identifiers)),
    )


def _institution(value: Any) -> Institution:
    """Read an institution with its identifiers, in each of its languages."""
    given = objects(value)
    return Institution(
        cleaning.distinct(name for one in given for name in texts(one.get("notation"))),
        tuple(
            dict.fromkeys(
                Identifier(_CODES.get(found.kind, found.kind), found.value)
                for one in given
                for found in identifiers(one.get("institutionIdentifier"))
            )
        ),
    )


#: Registries of researchers and projects that number institutions, too.
_CODES = {
    "ERAD": "ERAD_INSTITUTION",
    "KAKEN": "KAKENHI_INSTITUTION",
    "KAKENHI": "KAKENHI_INSTITUTION",
    "MEXT": "KAKENHI_INSTITUTION",
    "NII": "NII_INSTITUTION",
}


def _in(given: list[Text], lang: str) -> str:
    return next((text.value for text in given if text.lang == lang), "")


def _institutions(data: dict[str, Any]) -> tuple[Person, ...]:
    body = _institution(data.get("institution"))
    if not body.names:
        return ()
    return (Person(body.names, role="institution", institutions=(body,) if body.identifiers else ()),)


_BETWEEN_PROJECTS: dict[str, tuple[RelationKind, bool]] = {
    "ispartof": ("part-of-project", False),
    "haspart": ("part-of-project", True),
}


def relations(data: dict[str, Any]) -> tuple[Relation, ...]:
    """Return the related works, a project's or a researcher's products, and the projects that these belong to."""
    kind = string(data.get("@type")).lower()
    found = [*_related(data)]
    if kind in ("project", "researcher"):
        means: RelationKind = "output-of" if kind == "project" else "created-by"
        for item in objects(data.get("product")):
            words = [string(one.get("type")) for one in objects(item.get("relation"))]
            word = next(filter(None, words), "product")
            found.append(Relation(means, word, True, _named(item), _type(item), _title(item.get("notation"))))
    for item in objects(data.get("relatedProject")):
        for word in filter(None, map(string, listed(item.get("relationType")) or ["relatedProject"])):
            means, is_inverse = _BETWEEN_PROJECTS.get(word.lower(), ("", False))
            found.append(Relation(means, word, is_inverse, _project(item), "project", _title(item.get("notation"))))
    if kind == "researcher":
        for item in objects(data.get("project")):
            word = string(item.get("role")) or "project"
            found.append(Relation("member-of", word, False, _project(item), "project", _title(item.get("notation"))))
    return tuple(dict.fromkeys(found))


def _related(data: dict[str, Any]) -> Iterator[Relation]:
    for item in objects(data.get("relatedProduct")):
        for word in listed(item.get("relationType")) or ["relatedProduct"]:
            title = _title(item.get("jpcoar:relatedTitle"))
            yield relation(string(word), _named(item), type=_type(item), title=title)


def _named(item: dict[str, Any]) -> tuple[Identifier, ...]:
    """Return the identifiers of a related work: its CRID and those of its registries."""
    given = [("CRID", _crid(item))]
    for one in objects(item.get("productIdentifier")):
        for inner in objects(one.get("identifier")) or [one]:
            given.append((string(inner.get("@type")), string(inner.get("@value"))))
    found = (work_identifier(kind, value) for kind, value in given)
    return tuple(dict.fromkeys(one for one in found if one))


def _type(item: dict[str, Any]) -> str:
    return string(item.get("@type")).lower() or string(item.get("resourceType"))


def _title(value: Any) -> str:
    return next((text.value for text in texts(value) if text.value), "")


def _project(item: dict[str, Any]) -> tuple[Identifier, ...]:
    own = project_identifiers(item)
    return (*own, Identifier("CRID", crid)) if (crid := _crid(item)) else own


def _crid(item: dict[str, Any]) -> str:
    """Return the CRID of something, "" if it has none: a server with CiNii's interface also has things without one."""
    last = string(item.get("@id")).rstrip("/").rsplit("/", 1)[-1].removesuffix(".json")
    return last if _CRID.fullmatch(last) else ""


def funding(data: dict[str, Any], kind: str) -> tuple[Funding, ...]:
    """Return the projects that a work came out of; of a project, who funds it."""
    if kind == "project":
        funders = cleaning.distinct(
            name for one in objects(data.get("fundingProgram")) for name in texts(one.get("notation"))
        )
        grant = first(data.get("grant"))
        word = _title(grant.get("jpcoar:fundingStream")) or _title(grant.get("notation"))
        own = project_identifiers(data)
        if not funders and not word:
            return ()
        return awards([one.value for one in own[:1]], funders, identifiers=own, word=word)
    if kind == "researcher":
        return ()
    found: list[Funding] = []
    for item in objects(data.get("project")):
        named = _project(item)
        numbers = [one.value for one in named if one.kind in ("KAKEN", "JGN")][:1]
        titles = cleaning.distinct(texts(item.get("notation")))
        found += awards(numbers, titles=titles, identifiers=named, word=string(item.get("role")) or "project")
    return tuple(dict.fromkeys(found))


def counts(data: dict[str, Any]) -> tuple[Count, ...]:
    """Return how much a project was awarded, in yen."""
    for item in objects(data.get("allocationAmount")) + objects(data.get("allocationClassification")):
        if found := stated("award-amount", string(first(item.get("totalCost")).get("amount")), "CiNii Research"):
            return found
    return ()
