"""Records written for the tests of the graph: one project, its works, data and people, as several sources describe them."""

from typing import Any

from shoroku import Contribution, Funding, Identifier, Institution, Neighbourhood, Person, Record, Relation, Text

#: ORCIDs with right check digits, of nobody: the example of ORCID's own documentation and numbers counted on from it.
ORCIDS = ("0000-0002-1825-0097", "0000-0002-1825-010X", "0000-0002-1825-0118", "0000-0002-1825-0126")
FALSE_ORCID = "0000-0001-0002-0003"
AWARD = "21K98765"
ARTICLE, CITED, DATA, PREPRINT = "10.5555/article", "10.5555/cited", "10.5555/data", "10.5555/preprint"
RESULT = "10.5555/listed"
YAMADA = f"orcid:{ORCIDS[0]}"
PROJECT = "1040000000000000001"


def person(name: str, *identifiers: tuple[str, str], **fields: Any) -> Person:
    """Return a person with a name and identifiers, given as kind and value."""
    found = tuple(Identifier(*one) for one in identifiers)
    return Person(names=(Text(name, "en" if name.isascii() else "ja"),), identifiers=found, **fields)


def work(doi: str, *creators: Person, title: str = "", **fields: Any) -> Record:
    """Return a work with a DOI."""
    return Record(
        id=f"doi:{doi}",
        titles=(Text(title or f"The work {doi}", "en"),),
        identifiers=(Identifier("DOI", doi),),
        creators=creators,
        **fields,
    )


def to(doi: str, kind: Any = "cites", word: str = "reference", **fields: Any) -> Relation:
    """Return a relation to a work with a DOI."""
    return Relation(kind, word, identifiers=(Identifier("DOI", doi),), **fields)


def funded(number: str = AWARD) -> tuple[Funding, ...]:
    """Return the statement that a work names a KAKENHI award."""
    society = (Text("Japan Society for the Promotion of Science", "en"),)
    jsps = (Identifier("DOI", "10.13039/501100001691"),)
    return (Funding(number, society, jsps, identifiers=(Identifier("KAKEN", number),)),)


def article() -> Record:
    """The article, as the registration agency has it: the award is all that says which project it is from."""
    here = (Institution((Text("Institute of Examples", "en"),), (Identifier("ROR", "05dxps055"),)),)
    return work(
        ARTICLE,
        person("Hanako Yamada", ("ORCID", ORCIDS[0]), institutions=here, affiliations=(Text("Institute of Examples"),)),
        person("Ken Sato"),
        title="Diets in an invented village",
        date="2025",
        relations=(
            to(CITED, title="An older work"),
            Relation("cites", "reference", title="A book without any identifier, 1999"),
            to(DATA, "supplements", "is-supplemented-by", inverse=True, type="dataset"),
        ),
        funding=funded(),
    )


def project() -> Record:
    """The project, as its funder's database has it: it does not list the article."""
    return Record(
        id=f"KAKENHI-PROJECT-{AWARD}",
        type="project",
        titles=(Text("架空の村の食生活", "ja"),),
        identifiers=(Identifier("KAKEN", AWARD), Identifier("JGN", f"JP{AWARD}")),
        creators=(person("山田 花子", ("ERAD", "10000001"), role="principal_investigator"),),
        date="2021",
        relations=(to(RESULT, "output-of", "product", inverse=True, title="A listed work"),),
    )


def project_elsewhere() -> Record:
    """The same project, as a discovery service has it, under a number of its own."""
    return Record(
        id="1040000000000000001",
        type="project",
        titles=(Text("架空の村の食生活", "ja"), Text("Diets in an invented village", "en")),
        identifiers=(Identifier("CRID", "1040000000000000001"), Identifier("JGN", f"JP{AWARD}")),
    )


def data() -> Record:
    """The data, with an ORCID and an e-Rad number at one place: the only statement that both are one person's."""
    return work(
        DATA,
        person("H. Yamada", ("ORCID", ORCIDS[0]), ("NRID", "1000010000001")),
        title="Tables of an invented village",
        type="dataset",
        date="2024",
        relations=(to(ARTICLE, "supplements", "IsSupplementTo"),),
    )


def cluster() -> list[Contribution]:
    """All that belongs together, and a stranger of the same name."""
    stranger = work("10.5555/stranger", person("Hanako Yamada"), person("Ken Sato"), date="2023")
    other = work("10.5555/other", person("Yamada, Hanako", ("OPENALEX", "A5000000001")), date="1950")
    return [
        Contribution("Crossref", article()),
        Contribution("KAKEN", project()),
        Contribution("CiNii Research", project_elsewhere()),
        Contribution("DataCite", data()),
        Contribution("Crossref", stranger),
        Contribution("OpenAlex", other),
        Contribution("Crossref", work(CITED, person("Ken Sato", ("ORCID", ORCIDS[1])), date="1999")),
    ]


def lines(found: Neighbourhood) -> set[tuple[str, bool, str]]:
    """Return the kind of each link, its direction, and the other end."""
    return {(one.kind, one.forward, one.node.id) for one in found.related}
