"""The researchers of NRID (``https://nrid.nii.ac.jp/opensearch/?format=json``), as KAKEN knows them.

A researcher lists projects and products. Whether a product is the researcher's may be a guess (``estimated``); then no relation is
claimed: its title and type are kept with that word, and its identifiers, which would link it with the researcher, are not.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from shoroku.corpus.awards import project_numbers
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.relations import work_identifier
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.answers import first, listed, objects, string, strings
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Institution, Person, Record, Relation, Text, with_id
from shoroku.corpus.record_errors import NoTitle

_ENVELOPE = frozenset({"researchers"})
#: Keys of a researcher's identifiers, and their kinds.
_IDS = (
    ("id:person:erad", "ERAD"),
    ("id:orcid", "ORCID"),
    ("id:person:orcid", "ORCID"),
    ("id:person:researchmap", "RESEARCHMAP"),
    ("id:person:jglobal", "JGLOBAL"),
    ("id:person:isni", "ISNI"),
    ("id:person:viaf", "VIAF"),
)
_LANGUAGES = ("ja", "en", "ja-Kana", "ja-Latn")


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each researcher."""
    return answers.read(stream, "NRID JSON", _ENVELOPE, record)


def record(data: dict[str, Any]) -> Record | None:
    """Return the record of one researcher; None for an answer that lists none. Raises RecordError (no name)."""
    if "accn" not in data and "name" not in data:
        return None
    names = _names(first(data.get("name")))
    if not names:
        raise NoTitle(field="name")
    identifiers = _identifiers(data)
    bodies = [
        _affiliation(one) for key in ("affiliations:current", "affiliations:history") for one in objects(data.get(key))
    ]
    own = string(data.get("accn"))
    made = Record(
        id=f"nrid:{own}" if own else "",
        type="researcher",
        titles=names,
        creators=(
            Person(
                names=names,
                affiliations=cleaning.distinct(text for texts, _ in bodies for text in texts),
                identifiers=identifiers,
                institutions=tuple(dict.fromkeys(body for _, body in bodies if body.identifiers)),
            ),
        ),
        identifiers=identifiers,
        sources=("NRID",),
        links=(f"https://nrid.nii.ac.jp/nrid/{own}/",) if own.isdecimal() else (),
        relations=tuple(dict.fromkeys([*_projects(data), *_products(data)])),
    )
    return with_id(made)


def _identifiers(data: dict[str, Any]) -> tuple[Identifier, ...]:
    given = [("NRID", string(data.get("accn")))]
    given += [(kind, _value(one)) for key, kind in _IDS for one in listed(data.get(key))]
    return tuple(dict.fromkeys(canonical(kind, value) for kind, value in given if value))


def _value(item: Any) -> str:
    """Read an identifier, which stands alone or under ``value``."""
    return string(item.get("value")) if isinstance(item, dict) else string(item)


def _texts(value: Any) -> tuple[Text, ...]:
    """Read texts with their languages: ``{"text": …, "lang": …}``, alone, in a list, or under ``humanReadableValue``."""
    found: list[Text] = []
    for one in objects(value):
        if "humanReadableValue" in one:
            found += _texts(one["humanReadableValue"])
        elif written := string(one.get("text")):
            found.append(answers.text(written, _lang(one)))
    return cleaning.distinct(found) or answers.texts([one for one in listed(value) if isinstance(one, str)])


def _lang(item: dict[str, Any]) -> str:
    written = string(item.get("lang"))
    return written if written in _LANGUAGES else language.tag(written)


def _names(name: dict[str, Any]) -> tuple[Text, ...]:
    """Return the name in each language, the family's first."""
    given = {text.lang: text.value for text in _texts(name.get("name:givenName"))}
    family = _texts(name.get("name:familyName"))
    found = [Text(f"{one.value} {given.pop(one.lang, '')}".strip(), one.lang) for one in family]
    found += [Text(value, lang) for lang, value in given.items()]
    return cleaning.distinct(found) or _texts(name)


def _affiliation(item: dict[str, Any]) -> tuple[tuple[Text, ...], Institution]:
    """Return an affiliation's institution and department in each language, and the institution with its codes."""
    body, department = (first(item.get(f"affiliation:{part}")) for part in ("institution", "department"))
    names = _texts(body)
    within = {text.lang: text.value for text in _texts(department)}
    codes = [
        (f"{'KAKENHI' if key.endswith(':mext') else key.rpartition(':')[2].upper()}_INSTITUTION", value)
        for key, given in body.items()
        if key.startswith("id:institution:")
        for value in strings(given)
    ]
    texts = tuple(Text(f"{one.value} {within.get(one.lang, '')}".strip(), one.lang) for one in names)
    return texts, Institution(names, tuple(dict.fromkeys(canonical(kind, code) for kind, code in codes)))


def _projects(data: dict[str, Any]) -> Iterator[Relation]:
    for one in objects(data.get("work:project")):
        places = [*objects(one.get("recordSource")), one]
        given = [each for place in places for each in listed(place.get("id:project:kakenhi"))]
        named = [canonical("KAKEN", _value(each)) for each in given if _value(each)]
        numbers = [_value(each) for place in places for each in listed(place.get("id:project:jgn"))]
        named += project_numbers(", ".join(numbers))
        title = next((text.value for text in _texts(one.get("title"))), "")
        word = next((text.value for text in _roles(one.get("role"))), "work:project")
        if named or title:
            yield Relation("member-of", word, False, tuple(dict.fromkeys(named)), "project", title)


def _roles(value: Any) -> tuple[Text, ...]:
    codes = [string(one.get(key)) for one in objects(value) for key in one if key.startswith("code:")]
    return _texts(value) or tuple(Text(code) for code in codes if code)


def _products(data: dict[str, Any]) -> Iterator[Relation]:
    for one in objects(data.get("work:product")):
        given = [
            (kind, _value(each))
            for key, kind in (("id:doi", "DOI"), ("id:naid", "NAID"), ("id:pmid", "PMID"), ("id:isbn", "ISBN"))
            for each in listed(one.get(key))
        ]
        named = tuple(dict.fromkeys(found for kind, value in given if (found := work_identifier(kind, value))))
        title = next((text.value for text in (*_texts(one.get("title:main")), *_texts(one.get("title")))), "")
        what = string(one.get("resourceType")).lower()
        if _is_estimated(one, string(data.get("accn"))):
            if title:
                yield Relation("", "estimated", True, (), what, title)
        elif named or title:
            yield Relation("created-by", "work:product", True, named, what, title)


def _is_estimated(product: dict[str, Any], own: str) -> bool:
    """Return whether the researcher is only supposed to be a creator: by every candidate that names the researcher's number.

    If none names it, every candidate counts.
    """
    candidates = objects(product.get("attribute:creator:candidate"))
    named = [one for one in candidates if own and own in map(_number, listed(one.get("list")))]
    return bool(candidates) and all(_is_true(one.get("estimated")) for one in named or candidates)


def _is_true(value: Any) -> bool:
    return value is True or string(value).lower() in ("true", "1")


def _number(candidate: Any) -> str:
    return string(candidate.get("accn")) if isinstance(candidate, dict) else string(candidate)


def _recognizes(head: bytes) -> bool:
    return head.lstrip().startswith(b"{") and (
        b'"researchers"' in head or (b'"accn"' in head and b'"name:familyName"' in head)
    )


FORMAT = Format("nrid", "NRID", _recognizes, read, priority=10)
