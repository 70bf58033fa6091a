"""JPCOAR's words for relations, roles, funders and award numbers (the vocabularies of its schema, version 2.0)."""

from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.keys import project_key
from shoroku.corpus.record import Funding, Relation

_WORDS = frozenset(
    (
        "inSeries isCitedBy isVersionOf hasVersion isPartOf hasPart isReferencedBy references isFormatOf hasFormat"
        " isReplacedBy replaces isRequiredBy requires isSupplementTo isSupplementedBy isIdenticalTo isDerivedFrom isSourceOf"
    ).split()
)
#: Kind and direction -> JPCOAR's word. Reviews, comments and corrections have none.
_BY_KIND = {
    ("cites", False): "references",
    ("cites", True): "isReferencedBy",
    ("supplements", False): "isSupplementTo",
    ("supplements", True): "isSupplementedBy",
    ("derived-from", False): "isDerivedFrom",
    ("derived-from", True): "isSourceOf",
    ("part-of", False): "isPartOf",
    ("part-of", True): "hasPart",
    ("version-of", False): "isVersionOf",
    ("version-of", True): "hasVersion",
    ("same-as", False): "isIdenticalTo",
    ("same-as", True): "isIdenticalTo",
}
_TYPES = frozenset(
    "ARK arXiv CRID DOI HDL ICHUSHI ISBN J-GLOBAL Local PISSN EISSN NAID NCID PMID PURL SCOPUS URI WOS".split()
)
_TYPE_OF = {one.upper(): one for one in _TYPES} | {"ISSN": "PISSN"}
_ROLES = frozenset(
    (
        "ContactPerson DataCollector DataCurator DataManager Distributor Editor HostingInstitution Producer ProjectLeader"
        " ProjectManager ProjectMember RelatedPerson Researcher ResearchGroup Sponsor Supervisor WorkPackageLeader Other"
    ).split()
)
_FUNDERS = {"ROR": "ROR", "ISNI": "ISNI", "GRID": "GRID", "ERAD_FUNDER": "e-Rad_funder"}


def word_of(relation: Relation) -> str:
    """Return the word for a relation: the source's own if JPCOAR has it, else the one for its kind, or ""."""
    return relation.word if relation.word in _WORDS else _BY_KIND.get((relation.kind, relation.inverse), "")


def related_identifier(identifier: Identifier) -> tuple[str, str] | None:
    """Return an identifier's type and value, None if JPCOAR has no name for its registry."""
    kind = _TYPE_OF.get(identifier.kind)
    if not kind:
        return None
    address = {"DOI": "https://doi.org/", "HDL": "http://hdl.handle.net/"}.get(kind, "")
    return kind, identifier.value if identifier.value.startswith("http") else address + identifier.value


def contributor_type(role: str) -> str:
    """Return the vocabulary's word for a role, "" if the source only says that the person contributed."""
    found = next((one for one in _ROLES if one.lower() == role.lower()), "Other")
    return "" if role in ("", "contributor") else found


def funder_identifiers(award: Funding) -> list[tuple[str, str]]:
    """Return types and values of a funder's identifiers."""
    found = []
    for one in award.funder_identifiers:
        if one.kind == "DOI":
            found.append(("Crossref Funder", f"https://doi.org/{one.value}"))
        elif kind := _FUNDERS.get(one.kind):
            found.append((kind, f"https://ror.org/{one.value}" if kind == "ROR" else one.value))
    return found


def award_number(award: Funding) -> tuple[str, str, str]:
    """Return an award's number, its type (JGN for a national number) and the address of the project, or ""."""
    scheme, _, number = (project_key(award) or "").partition(":")
    address = next((one.value for one in award.identifiers if one.kind == "URI"), "")
    if scheme == "kakenhi":
        return f"JP{number}", "JGN", address
    return (number, "JGN", address) if scheme == "jgn" else (award.number, "", address)
