"""Addresses of works: which there are, which is the best one, and which is only another spelling of an identifier."""

import json
from pathlib import Path

import msgspec
import pytest

import shoroku
from shoroku import Contribution, Identifier, Library, Record, Relation, Text
from shoroku.corpus import writers
from shoroku.corpus.addresses import address, is_safe, named_by, page, pages, with_safe_links

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


UNSAFE = [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "smb://host/share",
    "intent:x",
]
SAFE = [
    "https://example.org/a:b",
    "HTTP://example.org/",
    "ftp://example.org/a.pdf",
    "urn:nbn:jp:1",
    "hdl:1/2",
    "doi:10.1/a",
    "info:doi/10.1/a",
    "www.example.org/javascript:x",
    "example.org:8080/a",
    "//example.org/",
    "a/b",
    "",
]


@pytest.mark.parametrize(("link", "expected"), [*((one, False) for one in UNSAFE), *((one, True) for one in SAFE)])
def test_schemes_of_links(link: str, expected: bool) -> None:
    """A link is kept if its scheme, as browsers find it, names a resource on a network, or if it has none."""
    assert is_safe(link) == expected


def _formats(link: str) -> dict[str, str]:
    return {
        "jsonl": json.dumps({"id": "a", "title": "Whales", "links": [link, "https://example.org/"]}),
        "ris": f"TY  - JOUR\nTI  - Whales\nUR  - {link}\nUR  - https://example.org/\nER  - \n",
        "bibtex": f"@article{{a, title = {{Whales}}, url = {{{link}}}}}",
        "csv": f"title,links\nWhales,{link}\n",
        "oai_dc": (
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>Whales</dc:title><dc:identifier>{link}</dc:identifier></oai_dc:dc>"
        ),
        "jats": (
            '<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group><article-title>Whales'
            f'</article-title></title-group><self-uri xlink:href="{link}"/></article-meta></front></article>'
        ),
    }


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "javascript://x/%0aalert(1)"])
@pytest.mark.parametrize("format_", _formats(""))
def test_no_format_brings_an_unsafe_link(format_: str, link: str, tmp_path: Path) -> None:
    """Whatever the format, the record is taken without such a link, so it is in no file, page or answer."""
    file = tmp_path / "file"
    file.write_text(_formats(link)[format_], encoding="utf-8")
    with shoroku.open(tmp_path / "library") as library:
        added = library.add([file], format=format_)
        assert added.outcome.new == 1, added.rejects
        (record,) = library
        assert set(record.links) <= {"https://example.org/"}
        told = [error.value for repair in added.repairs for error in repair.left_out]
        assert told in ([link], [])  # some formats take no other address than one of the web anyway
        if format_ in ("jsonl", "bibtex", "csv", "jats"):
            assert told == [link]
        for name in writers.names():
            assert link.encode() not in b"".join(library.export(name))


def test_addresses_among_identifiers() -> None:
    """Addresses that name a work or a related one are held to the same as links; other identifiers stay as they are."""
    unsafe, uri = Identifier("URI", "javascript:alert(1)"), Identifier("URI", "https://example.org/")
    doi = Identifier("DOI", "10.1/javascript:a")
    work = Record(
        id="a",
        identifiers=(unsafe, uri, doi),
        relations=(Relation(kind="cites", identifiers=(unsafe, uri)), Relation(kind="cites", identifiers=(unsafe,))),
    )
    kept, left_out = with_safe_links(work)
    assert kept.identifiers == (uri, doi)
    assert kept.relations == (Relation(kind="cites", identifiers=(uri,)),)
    assert [error.field for error in left_out] == ["identifiers", "relations", "relations"]
    assert with_safe_links(kept) == (kept, ())


def test_programs_bring_no_unsafe_link(library: Library) -> None:
    """Records of programs are taken without them, too; ``add_records`` says which."""
    work = Record(id="a", titles=(Text("Whales", "en"),), links=("file:///etc/passwd", "https://example.org/"))
    (repair,) = library.add_records([work]).repairs
    assert (repair.line, [error.value for error in repair.left_out]) == (1, ["file:///etc/passwd"])
    library.take([Contribution("Elsewhere", msgspec.structs.replace(work, id="b"))])
    assert [record.links for record in library] == [("https://example.org/",)] * 2
