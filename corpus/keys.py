"""Keys by which works, people, projects and bodies are joined: equal keys, and only they, mean the same one.

Every function returns None for an identifier that must not join: one with a false check digit, or one that a machine gave to
what it took for a person. Names never make a key. Schemes: ISO 7064 (the check characters of ORCID, ISNI and ROR),
e-Rad (Japanese researchers and funders; an NRID of KAKEN is ``10000`` and the e-Rad number).
"""

import re

from shoroku.corpus.awards import project_numbers
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Funding

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
_SIXTEEN = re.compile(r"\d{15}[\dX]", re.ASCII)
_ROR = re.compile(r"0[0-9a-hj-km-np-tv-z]{6}\d{2}", re.ASCII)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ERAD = re.compile(r"(?!0{8})\d{8}", re.ASCII)
_NRID = re.compile(r"10000((?!0{8})\d{8})", re.ASCII)
_FUNDER_DOI = re.compile(r"10\.13039/(\d+)", re.ASCII)
#: Other identifiers that name one work, with the form of their canonical spelling.
_WORKS = {
    "CRID": re.compile(r"\d{19}", re.ASCII),
    "NAID": re.compile(r"\d{11,12}", re.ASCII),
    "PMID": re.compile(r"\d{1,8}", re.ASCII),
    "PMCID": re.compile(r"PMC\d+", re.ASCII),
    "OPENALEX": re.compile(r"W\d+", re.ASCII),
    "HDL": re.compile(r"(?:(?:https?://)?hdl\.handle\.net/)?(\S+/\S+)", re.IGNORECASE),
    "ARXIV": re.compile(r"\S+"),
    "URI": re.compile(r"https?://\S+", re.IGNORECASE),
}
#: Data banks whose accession numbers name data, as PubMed calls them, in capitals.
_BANKS = frozenset(
    (
        "GENBANK PDB GEO SRA BIOPROJECT REFSEQ SWISSPROT UNIPROTKB PIR GDB OMIM DRYAD FIGSHARE DBSNP DBVAR DBGAP DDBJ EMBL"
        " ARRAYEXPRESS PUBCHEM-SUBSTANCE PUBCHEM-COMPOUND PUBCHEM-BIOASSAY"
    ).split()
)
#: Clusters that a source's program made: NRIDs of CiNii's own, CRIDs of people, OpenAlex's authors.
_CLUSTERS = {
    "NRID": re.compile(r"9000\d{9}", re.ASCII),
    "CRID": re.compile(r"14[12]0\d{15}", re.ASCII),
    "OPENALEX": re.compile(r"A\d+", re.ASCII),
}
#: Names of one body in several registries -> one key (JSPS).
_SAME_BODY = {"funder:501100001691": "ror:00hhkn466", "erad-funder:1025": "ror:00hhkn466"}


def is_valid(identifier: Identifier) -> bool:
    """Return whether the identifier has its kind's form and, for ORCID, ISNI and ROR, the right check characters."""
    kind, value = identifier.kind, identifier.value
    if kind in ("ORCID", "ISNI"):
        digits = value.replace("-", "")
        return _SIXTEEN.fullmatch(digits) is not None and _mod_11_2(digits[:-1]) == digits[-1]
    if kind == "ROR":
        return _ROR.fullmatch(value) is not None and _mod_97_10(value[1:7]) == value[7:]
    if kind == "DOI":
        return _DOI.fullmatch(value) is not None
    if kind == "ERAD":
        return _ERAD.fullmatch(value) is not None
    return kind not in _WORKS or _WORKS[kind].fullmatch(value) is not None


def _mod_11_2(digits: str) -> str:
    """Return the check character of ISO 7064 MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def _mod_97_10(letters: str) -> str:
    """Return the two check digits of ISO 7064 MOD 97-10 for a number to the base 32 (Crockford's letters)."""
    number = 0
    for letter in letters:
        number = number * 32 + _CROCKFORD.index(letter)
    return f"{98 - number * 100 % 97:02d}"


def person_key(identifier: Identifier) -> str | None:
    """Return the key of a person: a valid ORCID, an e-Rad number, or an NRID that contains one."""
    if identifier.kind == "ORCID":
        return f"orcid:{identifier.value}" if is_valid(identifier) else None
    if identifier.kind == "ERAD":
        return f"erad:{identifier.value}" if is_valid(identifier) else None
    if identifier.kind == "NRID" and (match := _NRID.fullmatch(identifier.value)):
        return f"erad:{match[1]}"
    return None


def cluster_key(identifier: Identifier) -> str | None:
    """Return the key of what a source's program took for one person. It may be shown as such; it never joins people."""
    pattern = _CLUSTERS.get(identifier.kind)
    return f"{identifier.kind.lower()}:{identifier.value}" if pattern and pattern.fullmatch(identifier.value) else None


def work_key(identifier: Identifier) -> str | None:
    """Return the key of a work. DOI, CRID, NAID and PMID join records; the others only name what a relation refers to."""
    kind, value = identifier.kind, identifier.value
    if kind == "DOI":
        return f"doi:{value}" if _DOI.fullmatch(value) and not _FUNDER_DOI.fullmatch(value) else None
    if kind in _BANKS and value:
        return f"{kind.lower()}:{value.lower()}"
    match = _WORKS[kind].fullmatch(value) if kind in _WORKS else None
    return f"{kind.lower()}:{match[match.lastindex or 0]}" if match else None


def project_key(project: Funding | Identifier) -> str | None:
    """Return the key of a project: its KAKENHI or national number; of a ``Funding``, else its funder and number.

    A ``Funding`` without a number names only a funder, and one without a funder may be anyone's: both have no key.
    """
    if isinstance(project, Identifier):
        return _number_key(project)
    for identifier in project.identifiers:
        if key := _number_key(identifier):
            return key
    if not project.number:
        return None
    for known in project_numbers(project.number, project.funders, project.funder_identifiers):
        return _number_key(known)
    funder = next(filter(None, map(institution_key, project.funder_identifiers)), "") or next(
        (" ".join(one.value.casefold().split()) for one in project.funders), ""
    )
    return f"award:{funder}:{' '.join(project.number.casefold().split())}" if funder else None


def _number_key(identifier: Identifier) -> str | None:
    """Return the key of a number of kind KAKEN or JGN; a national number of a KAKENHI project has the same key as its own."""
    if identifier.kind not in ("KAKEN", "JGN"):
        return None
    value = identifier.value if identifier.kind == "JGN" else f"JP{identifier.value}"
    found = project_numbers(value)
    return f"{'kakenhi' if found[0].kind == 'KAKEN' else 'jgn'}:{found[0].value}" if found else None


def institution_key(identifier: Identifier) -> str | None:
    """Return the key of a body: a valid ROR, a funder's DOI, or e-Rad's number of a funder or an institution."""
    kind, value = identifier.kind, identifier.value
    key = None
    if kind == "ROR" and is_valid(identifier):
        key = f"ror:{value}"
    elif kind == "DOI" and (match := _FUNDER_DOI.fullmatch(value)):
        key = f"funder:{match[1]}"
    elif kind in ("ERAD_FUNDER", "ERAD_INSTITUTION") and value.isdecimal():
        key = f"{kind.lower().replace('_', '-')}:{value}"
    return _SAME_BODY.get(key, key) if key else None
