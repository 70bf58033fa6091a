"""ROR's records of organisations (``https://api.ror.org/organizations/…``, versions 1 and 2).

An organisation is a record of its own type, under all its names, with its numbers in other registries; by these a funder's DOI
and a ROR are known to be one body.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import first, objects, string, strings
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ENVELOPE = frozenset({"items"})
_KINDS = {"fundref": "FUNDREF", "grid": "GRID", "isni": "ISNI", "wikidata": "WIKIDATA"}
_PARENT, _CHILD = "parent", "child"


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each organisation."""
    return answers.read(stream, "ROR JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record:
    """Return the record of one organisation. Raises NoTitle."""
    names = _names(data)
    if not names:
        raise NoTitle(field="names")
    ror = canonical("ROR", string(data.get("id")))
    made = Record(
        id=f"ror:{ror.value}",
        type="organization",
        titles=names,
        date=cleaning.date(string(data.get("established")), "established"),
        identifiers=tuple(dict.fromkeys([ror, *_others(data)])),
        sources=("ROR",),
        links=tuple(dict.fromkeys(url for one in answers.listed(data.get("links")) if (url := _link(one)))),
        relations=tuple(_relations(data)),
    )
    return with_id(made)


def _names(data: dict[str, Any]) -> tuple[Text, ...]:
    """Return the name that ROR shows, then the others."""
    given = objects(data.get("names"))
    given.sort(key=lambda one: "ror_display" not in strings(one.get("types")))
    found = [answers.text(one.get("value"), language.tag(string(one.get("lang")))) for one in given]
    found += answers.texts(data.get("name"))
    labels = objects(data.get("labels"))
    found += [answers.text(one.get("label"), language.tag(string(one.get("iso639")))) for one in labels]
    found += [answers.text(one) for key in ("aliases", "acronyms") for one in strings(data.get(key))]
    return cleaning.distinct(found)


def _others(data: dict[str, Any]) -> Iterator[Identifier]:
    """Yield the identifiers of other registries; a number of Crossref's registry of funders is a DOI."""
    stated = data.get("external_ids")
    listed = [(string(one.get("type")), one) for one in objects(stated)]
    if isinstance(stated, dict) and "type" not in stated:  # version 1: by their types
        listed = [(kind, first(one)) for kind, one in stated.items()]
    for kind, one in listed:
        if name := _KINDS.get(kind.lower()):
            for value in dict.fromkeys([*strings(one.get("all")), *strings(one.get("preferred"))]):
                yield canonical(name, value)


def _link(value: Any) -> str:
    return string(value.get("value")) if isinstance(value, dict) else string(value)


def _relations(data: dict[str, Any]) -> Iterator[Relation]:
    for one in objects(data.get("relationships")):
        word = string(one.get("type"))
        if found := string(one.get("id")):
            kind = "part-of" if word.lower() in (_PARENT, _CHILD) else ""
            named = (canonical("ROR", found),)
            title = string(one.get("label"))
            yield Relation(kind, word, word.lower() == _CHILD, named, "organization", title)  # type: ignore[arg-type]


_ID = re.compile(rb'"id"\s*:\s*"https://ror\.org/0')


def _recognizes(head: bytes) -> bool:
    return head.lstrip().startswith((b"{", b"[")) and (
        _ID.search(head) is not None and (b'"external_ids"' in head or b'"established"' in head or b'"names"' in head)
    )


FORMAT = Format("ror", "ROR", _recognizes, read, priority=10)
