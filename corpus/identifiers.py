"""Identifiers and their canonical spelling, so that a work is recognised in any notation."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

import msgspec


class Identifier(msgspec.Struct, frozen=True, order=True, gc=False):
    """A name that a registry gave to a work, a person or a series.

    ``kind`` is the registry's usual abbreviation in capitals (CRID, NAID, DOI, PMID, NCID, HDL, ISBN, ORCID, ERAD, NRID, ROR,
    KAKEN, JGN…), ``value`` its canonical spelling, as ``canonical`` gives it.
    """

    kind: str
    value: str


#: Works that share one of these are the same work (CiNii's own rule for DOI and NAID; CRID and PMID name one work each).
IDENTIFYING = frozenset({"CRID", "NAID", "DOI", "PMID"})

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*|doi\s+|info:doi/)?(10\.[0-9]{4,9}/\S+)$", re.IGNORECASE
)
_CRID = re.compile(r"(?:(?:https?://)?cir\.nii\.ac\.jp/crid/)?(\d{19})(?:\.json(?:ld)?)?$")
_NAID = re.compile(r"(?:(?:https?://)?ci\.nii\.ac\.jp/naid/|naid:?\s*)?(\d{11,12})$", re.IGNORECASE)
_PMID = re.compile(
    r"(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/|pmid:?\s*)(\d{1,8})/?$",
    re.IGNORECASE,
)
_ISSN = re.compile(r"(?:issn:?\s*)?(\d{4})-?(\d{3}[\dXx])$", re.IGNORECASE)
_PATTERNS = {"DOI": _DOI, "CRID": _CRID, "NAID": _NAID, "PMID": _PMID}
#: Kinds of people, bodies and projects -> their canonical spelling, alone or at the end of an address.
_NAMES = {
    "ORCID": re.compile(r"(?:.*[/:\s])?(\d{4})[-\s]?(\d{4})[-\s]?(\d{4})[-\s]?(\d{3}[\dXx])/?$", re.ASCII),
    "ISNI": re.compile(r"(?:.*[/:]\s*)?(\d{4})[-\s]?(\d{4})[-\s]?(\d{4})[-\s]?(\d{3}[\dXx])/?$", re.ASCII),
    "ROR": re.compile(r"(?:.*ror\.org/|ror:\s*)?(0[0-9a-hj-km-np-tv-z]{6}\d{2})/?$", re.IGNORECASE | re.ASCII),
    "NRID": re.compile(r"(?:.*[/:]\s*)?(\d{13})/?$", re.ASCII),
    "ERAD": re.compile(r"(?:.*[/:]\s*)?(\d{8})/?$", re.ASCII),
    "GRID": re.compile(r"(?:.*/)?(grid\.\d+\.[0-9a-f]+)/?$", re.IGNORECASE | re.ASCII),
    "VIAF": re.compile(r"(?:.*[/:]\s*)?(\d+)/?$", re.ASCII),
    "OPENALEX": re.compile(r"(?:.*[/:]\s*)?([A-Z]\d+)/?$", re.IGNORECASE | re.ASCII),
    "RESEARCHMAP": re.compile(r"(?:.*researchmap\.jp/)(?:read)?(.+?)/?$"),
    "KAKEN": re.compile(
        r"(?:.*/)?(?:KAKENHI-[A-Z]+(?:-[A-Z]+)*-)?(?:(?:KAKENHI[\s:]\s*)?JP\s?|KAKENHI[\s:]\s*)?"
        r"(\d{2}[A-Z]{1,2}\d{4,5}|\d{8})/?$",
        re.IGNORECASE | re.ASCII,
    ),
    "JGN": re.compile(r"(?:.*/)?(JP)\s?([A-Z0-9]+)/?$", re.IGNORECASE | re.ASCII),
}
_BETWEEN = {"ORCID": "-"}
_LOWER = frozenset({"ROR", "GRID"})
_AS_WRITTEN = frozenset({"RESEARCHMAP"})
#: Other names of kinds, in capitals, without spaces, hyphens and underscores.
_ALIASES = {
    "ERAD": "ERAD",
    "ERADRESEARCHER": "ERAD",
    "KAKENRESEARCHERS": "ERAD",
    "ERADFUNDER": "ERAD_FUNDER",
    "ERADINSTITUTION": "ERAD_INSTITUTION",
    "CROSSREFFUNDER": "FUNDREF",
    "CROSSREFFUNDERID": "FUNDREF",
    "FUNDREF": "FUNDREF",
    "ORCIDID": "ORCID",
    "RORID": "ROR",
}
#: Crossref's registry of funders, whose numbers are ends of DOIs.
_FUNDER_NUMBER = re.compile(r"\d{9,}", re.ASCII)
_SEPARATORS = re.compile(r"[\s_-]+")
#: Kinds that are nothing but digits: of works, and of e-Rad.
_DIGITS = frozenset({"CRID", "NAID", "PMID"})
_CODES = frozenset({"ERAD_FUNDER", "ERAD_INSTITUTION"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


def canonical(kind: str, value: str) -> Identifier:
    """Return the identifier in its canonical spelling: DOIs bare and in lower case, ISSNs with a hyphen, no URLs.

    ``kind`` is a registry's name in any spelling, or its address. A value that does not look like its kind is kept as it is,
    stripped of white space. Check digits are not verified here (``keys.py`` does that), so a misprint stays visible.
    """
    kind, value = _registry(kind), value.strip()
    if kind in _CODES:
        return Identifier(kind, _in_one_width(value))
    if kind in _DIGITS:
        value = _in_one_width(value)
    if kind == "ERAD" and (match := _NAMES["NRID"].match(_in_one_width(value))):
        kind = "NRID"  # a number of KAKEN's that contains e-Rad's
    if kind == "FUNDREF":
        number = _in_one_width(value)
        kind, value = "DOI", f"10.13039/{number}" if _FUNDER_NUMBER.fullmatch(number) else value
    if kind in _NAMES:
        return Identifier(kind, _name(kind, value))
    if kind in ("ISSN", "PISSN", "EISSN"):
        return Identifier(kind, issn(value) or value)
    if match := _match(kind, value):
        value = match.group(1)
    return Identifier(kind, value.lower().rstrip(".,;") if kind == "DOI" else value)


@lru_cache(1_000)
def _registry(written: str) -> str:
    """Return the kind of a registry by its name or address."""
    kind = written.strip().upper().removeprefix("CIR:")
    if "." in kind:
        kind = kind_of(f"{kind}/") or kind
    return _ALIASES.get(_SEPARATORS.sub("", kind), kind)


#: Hosts of registries, which tell the kind of an address where a source does not.
_HOSTS = {
    "orcid.org/": "ORCID",
    "ror.org/": "ROR",
    "isni.org/": "ISNI",
    "viaf.org/": "VIAF",
    "grid.ac/": "GRID",
    "doi.org/": "DOI",
    "nrid.nii.ac.jp/": "NRID",
    "researchmap.jp/": "RESEARCHMAP",
}


def kind_of(address: str) -> str:
    """Return the kind of the identifier in an address, or ""."""
    return next((kind for host, kind in _HOSTS.items() if host in address.lower()), "")


def _name(kind: str, value: str) -> str:
    """Return the canonical spelling of an identifier of a person, a body or a project; else the value as it is."""
    match = _NAMES[kind].match(_in_one_width(value).translate(_DASHES))
    if not match:
        return value
    name = _BETWEEN.get(kind, "").join(match.groups())
    return name.lower() if kind in _LOWER else name if kind in _AS_WRITTEN else name.upper()


def _match(kind: str, value: str) -> re.Match[str] | None:
    """Match ``value`` with its kind's pattern; in a URL, a DOI's slash may be written %2F."""
    if kind not in _PATTERNS:
        return None
    if kind == "DOI" and value[:4].lower() == "http":
        value = unquote(value)
    return _PATTERNS[kind].match(value) or _PATTERNS[kind].match(_in_one_width(value))


def _in_one_width(value: str) -> str:
    """Return a value with full-width digits and letters as the usual ones; one that has other characters stays as it is."""
    folded = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return folded if folded.isascii() else value


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
