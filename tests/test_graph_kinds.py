"""Which kinds of links a question follows: each kind by the names that docs/graph.md gives it, and by no other."""

import pytest

from shoroku import Contribution, Identifier, Library, Relation
from shoroku.corpus.graph.paths import USUAL, WAYS
from shoroku.corpus.graph.questions import GROUPS
from tests.graph_records import to, work

#: Kinds of relations between works -> the way of a path, and the kind of neighbours asked for, from either end.
KINDS = {
    "cites": ("citations", "cites", "cited-by"),
    "supplements": ("data", "data", "data"),
    "derived-from": ("data", "data", "data"),
    "version-of": ("versions", "version", "version"),
    "translation-of": ("versions", "version", "version"),
    "part-of": ("versions", "part", "part"),
    "corrects": ("", "correction", "correction"),
    "retracts": ("", "correction", "correction"),
    "updates": ("", "correction", "correction"),
    "reviews": ("", "review", "review"),
    "comments": ("", "review", "review"),
    "": ("", "other", "other"),
}
ONE, OTHER = "doi:10.5555/one", "doi:10.5555/other"


@pytest.mark.parametrize("kind", KINDS)
def test_the_kinds_of_links(kind: str, library: Library) -> None:
    """A link is found as its kind and no other, from both ends, and is a step of a path where the way has it."""
    library.take(
        [
            Contribution("x", work("10.5555/one", relations=(to("10.5555/other", kind, "word"),))),
            Contribution("x", work("10.5555/other", type="dataset" if KINDS[kind][1] == "data" else "article")),
        ]
    )
    way, from_here, from_there = KINDS[kind]
    for identifier, group, other in ((ONE, from_here, OTHER), (OTHER, from_there, ONE)):
        for name in GROUPS:
            found = [one.node.id for one in library.related(identifier, kinds=[name]).related]
            assert found == ([other] if name == group else []), (identifier, name)
    for name in WAYS:
        assert library.path_between(ONE, OTHER, through=[name]).found == (name == way), name
    assert library.path_between(OTHER, ONE).found == (way in USUAL)


@pytest.mark.parametrize(
    "identifier",
    [
        *(Identifier(kind, "of no such form") for kind in ("DOI", "CRID", "PMID", "ORCID", "ROR", "URI")),
        Identifier("GENBANK", ""),
    ],
)
def test_an_identifier_that_its_rules_refuse_names_nothing(identifier: Identifier, library: Library) -> None:
    """It is no link, and not searched for; one of a kind without rules is."""
    library.take(
        [
            Contribution("x", work("10.5555/one", relations=(Relation("cites", "word", identifiers=(identifier,)),))),
            Contribution(
                "x",
                work("10.5555/other", relations=(Relation("cites", "word", identifiers=(Identifier("JOINT", "7"),)),)),
            ),
        ]
    )
    assert library.related(ONE).related == ()
    assert [one.node.id for one in library.related(OTHER).related] == ["joint:7"]


@pytest.mark.parametrize(
    ("identifier", "count"),
    [
        (Identifier("DOI", "10.5555/same"), 1),
        (Identifier("PMID", "31234567"), 1),
        (Identifier("HDL", "1/2"), 2),
        (Identifier("OPENALEX", "W7"), 2),
        (Identifier("JOINT", "7"), 2),
    ],
)
def test_works_that_are_said_to_be_the_same(identifier: Identifier, count: int, library: Library) -> None:
    """Two records that name a third as the same are one work if its identifier is of a kind that joins works."""
    same = (Relation("same-as", "isIdenticalTo", identifiers=(identifier,)),)
    library.take([Contribution("x", work(doi, relations=same)) for doi in ("10.5555/one", "10.5555/other")])
    assert len(library) == count
