"""Addresses of works: which there are, which is the best one, and which is only another spelling of an identifier."""

import pytest

from shoroku import Identifier, Record
from shoroku.corpus.addresses import address, named_by, page, pages

CRID = Identifier("CRID", "1390000000000000001")


def test_pages() -> None:
    """CiNii's page comes first, then the links, then what identifiers lead to; the first DOI needs no address."""
    work = Record(
        id="a",
        identifiers=(Identifier("PMID", "12"), Identifier("DOI", "10.1/a"), Identifier("DOI", "10.1/b"), CRID),
        links=("https://a.example/ö b", "no address", "https://cir.nii.ac.jp/crid/1390000000000000001"),
    )
    assert pages(work) == (
        "https://cir.nii.ac.jp/crid/1390000000000000001",
        "https://a.example/ö%20b",
        "https://doi.org/10.1/b",
        "https://pubmed.ncbi.nlm.nih.gov/12/",
    )


@pytest.mark.parametrize(
    ("identifiers", "links", "expected"),
    [
        (
            (CRID, Identifier("DOI", "10.1000/a<b>")),
            ("https://a.example/",),
            "https://doi.org/10.1000/a%3Cb%3E",
        ),
        ((CRID,), ("https://a.example/",), "https://cir.nii.ac.jp/crid/1390000000000000001"),
        ((), ("ftp://a.example/", "https://b.example/"), "https://b.example/"),
        ((Identifier("NAID", "110000000001"),), (), "https://ci.nii.ac.jp/naid/110000000001"),
        ((), (), ""),
    ],
)
def test_the_best_page(identifiers: tuple[Identifier, ...], links: tuple[str, ...], expected: str) -> None:
    """The DOI's page is the best, then CiNii's, then any link that a browser may be given."""
    assert page(Record(id="a", identifiers=identifiers, links=links)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cir.nii.ac.jp/crid/1390000000000000001", CRID),
        ("https://cir.nii.ac.jp/crid/1390000000000000001.json", CRID),
        ("http://ci.nii.ac.jp/naid/110000000001/", Identifier("NAID", "110000000001")),
        ("https://pubmed.ncbi.nlm.nih.gov/12/", Identifier("PMID", "12")),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=12", None),
        ("https://a.example/1390000000000000001", None),
    ],
)
def test_addresses_that_name_a_work(url: str, expected: Identifier | None) -> None:
    """Only the page of a work itself names it."""
    assert named_by(url) == expected


def test_an_address_has_no_space() -> None:
    """What no address may hold is percent-encoded; what stands so already stays."""
    assert address(" https://a.example/{b}\\ %20\n") == "https://a.example/%7Bb%7D%5C%20%20"
