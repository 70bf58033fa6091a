"""Identifiers and their canonical spelling, so that a work is recognised in any notation."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec


class Identifier(msgspec.Struct, frozen=True, order=True, gc=False):
    """A name that a registry gave to a work, a person or a series.

    ``kind`` is the registry's usual abbreviation (CRID, NAID, DOI, PMID, NCID, HDL, ISBN, ORCID, NRID…), ``value`` its
    canonical spelling, as ``canonical`` gives it.
    """

    kind: str
    value: str


#: Works that share one of these are the same work (CiNii's own rule for DOI and NAID; CRID and PMID name one work each).
IDENTIFYING = frozenset({"CRID", "NAID", "DOI", "PMID"})

_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*|info:doi/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_CRID = re.compile(r"(?:(?:https?://)?cir\.nii\.ac\.jp/crid/)?(\d{19})(?:\.json(?:ld)?)?$")
_NAID = re.compile(r"(?:(?:https?://)?ci\.nii\.ac\.jp/naid/|naid:?\s*)?(\d{11,12})$", re.IGNORECASE)
_PMID = re.compile(r"(?:(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)(\d{1,8})/?$", re.IGNORECASE)
_ISSN = re.compile(r"(?:issn:?\s*)?(\d{4})-?(\d{3}[\dXx])$", re.IGNORECASE)
_PATTERNS = {"DOI": _DOI, "CRID": _CRID, "NAID": _NAID, "PMID": _PMID}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


def canonical(kind: str, value: str) -> Identifier:
    """Return the identifier in its canonical spelling: DOIs bare and in lower case, ISSNs with a hyphen, no URLs.

    A value that does not look like its kind is kept as it is, stripped of white space.
    """
    kind = kind.strip().upper().removeprefix("CIR:")
    value = value.strip()
    if kind in ("ISSN", "PISSN", "EISSN"):
        return Identifier(kind, issn(value) or value)
    if match := _match(kind, value):
        value = match.group(1)
    return Identifier(kind, value.lower().rstrip(".,;") if kind == "DOI" else value)


def _match(kind: str, value: str) -> re.Match[str] | None:
    """Match ``value`` with its kind's pattern; in a URL, a DOI's slash may be written %2F."""
    if kind == "DOI" and value[:4].lower() == "http":
        value = unquote(value)
    return _PATTERNS[kind].match(value) if kind in _PATTERNS else None


def issn(value: str) -> str:
    """Return ``value`` as ``NNNN-NNNX``, or "" if it is no ISSN (ISO 3297); the check digit is not verified."""
    match = _ISSN.match(value.strip().translate(_DASHES))
    return f"{match.group(1)}-{match.group(2).upper()}" if match else ""


def recognize(text: str) -> Iterator[Identifier]:
    """Yield the identifiers that a word of a query may be: DOI in any notation, ISSN, CRID, NAID, PMID."""
    for kind in _PATTERNS:
        if _match(kind, text):
            yield canonical(kind, text)
    if issn(text):
        yield Identifier("ISSN", issn(text))


def identifier_term(value: str) -> str:
    """Return the term of an identifier: lower case, without white space; ISSNs keep their hyphen."""
    return "".join(value.lower().split())[:200].encode(errors="replace").decode()  # replaces lone surrogates
