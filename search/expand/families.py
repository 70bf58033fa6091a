"""Molecules that are numbered within a family, by the family's name or its abbreviation: interleukin-6, IL-6, インターロイキン6.

The names are those of the international nomenclature. A number, or a Greek letter, belongs to the family's name.
"""

import re
from collections.abc import Iterator, Sequence

from shoroku.analyzers import latin
from shoroku.search.expand.terms import QueryTerm, Variant
from shoroku.search.weights import SAME_WORD

#: A family's names as terms of the index.
_FAMILIES = (
    ("il", "interleukin", "インターロイキン"),
    ("ifn", "interferon", "インターフェロン"),
    ("cox", latin.TERMS["cyclooxygenase"], "シクロオキシゲナーゼ"),
    ("aqp", "aquaporin", "アクアポリン"),
)
_FAMILY_OF = {name: family for family in _FAMILIES for name in family}
_MEMBER = re.compile(rf"\d{{1,3}}[a-z]?$|(?:{'|'.join(dict.fromkeys(latin.GREEK.values()))})\d?$")
#: Written as one word: IL-6, interleukin-6.
_ONE_WORD = re.compile(r"([a-z]{2,})(\d{1,3}[a-z]?)$")


def with_members(terms: Sequence[QueryTerm]) -> list[QueryTerm]:
    """Return the terms of a query, a family's name and its number as one, each with the family's other names."""
    found: list[QueryTerm] = []
    for term in terms:
        if found and len(term.terms) == 1 and _MEMBER.match(term.terms[0]) and found[-1].terms[0] in _FAMILY_OF:
            before = found[-1]
            if len(before.terms) == 1:
                found[-1] = _member(before, term)
                continue
        found.append(_named(term))
    return found


def _member(name: QueryTerm, number: QueryTerm) -> QueryTerm:
    """Return a family's name and the number after it as one term."""
    (family,), (member,) = name.terms, number.terms
    own = (family, member)
    text = name.text + ("" if name.is_japanese else " ") + number.text
    return QueryTerm(text, own, (Variant(own), *_others(family, member, own)), is_japanese=name.is_japanese)


def _named(term: QueryTerm) -> QueryTerm:
    """Return a term such as IL-6 with the family's other names, any other term as it is."""
    if len(term.terms) != 1 or term.is_japanese:
        return term
    match = _ONE_WORD.match(term.terms[0])
    if match is None or match[1] not in _FAMILY_OF:
        return term
    known = {variant.terms for variant in term.variants}
    others = (one for one in _others(match[1], match[2], term.terms) if one.terms not in known)
    return term._replace(variants=(*term.variants, *others))


def _others(family: str, member: str, own: tuple[str, ...]) -> Iterator[Variant]:
    """Yield the other ways to write a member of a family."""
    for name in _FAMILY_OF[family]:
        written = _written(name, member) if name != family else ""
        together = [(name + member,)] if name.isascii() and member[0].isdigit() else []
        for terms in (*together, (name, member)):
            if terms != own:
                yield Variant(terms, weight=SAME_WORD, kind="spelling", written=written)


def _written(name: str, member: str) -> str:
    """Return a member's name as people write it: IL-6, interleukin-6, インターロイキン6."""
    if not name.isascii():
        return name + member
    return f"{name.upper() if name == _FAMILY_OF[name][0] else latin.readable(name, ())}-{member}"
