"""Identifiers have one spelling each, however a work is cited."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Identifier
from shoroku.corpus.identifiers import canonical, issn, kind_of, recognize

CANONICAL = [
    ("DOI", "10.2148/X", "DOI", "10.2148/x"),
    ("doi", "https://doi.org/10.2148/X", "DOI", "10.2148/x"),
    ("DOI", "http://dx.doi.org/10.2148/x", "DOI", "10.2148/x"),
    ("DOI", "doi:10.2148/x", "DOI", "10.2148/x"),
    ("DOI", "DOI: 10.2148/x", "DOI", "10.2148/x"),
    ("DOI", "info:doi/10.2148/x", "DOI", "10.2148/x"),
    ("DOI", "https://doi.org/10.2148%2Fx", "DOI", "10.2148/x"),
    ("DOI", "10.2148/x%2525", "DOI", "10.2148/x%2525"),
    ("DOI", " 10.2148/x. ", "DOI", "10.2148/x"),
    ("DOI", "JaLC/123", "DOI", "jalc/123"),
    ("cir:DOI", "10.2148/x", "DOI", "10.2148/x"),
    ("CRID", "https://cir.nii.ac.jp/crid/1390000000000000001", "CRID", "1390000000000000001"),
    ("CRID", "https://cir.nii.ac.jp/crid/1390000000000000001.json", "CRID", "1390000000000000001"),
    ("CRID", "1390000000000000001", "CRID", "1390000000000000001"),
    ("NAID", "https://ci.nii.ac.jp/naid/110000000001", "NAID", "110000000001"),
    ("cir:NAID", "naid:110000000001", "NAID", "110000000001"),
    ("NAID", "40000000001", "NAID", "40000000001"),
    ("PMID", "PMID: 12345", "PMID", "12345"),
    ("PMID", "https://pubmed.ncbi.nlm.nih.gov/12345/", "PMID", "12345"),
    ("PMID", "12345", "PMID", "12345"),
    ("ISSN", "2189059x", "ISSN", "2189-059X"),
    ("PISSN", "2189", "PISSN", "2189"),
    ("NCID", " AN0040888X ", "NCID", "AN0040888X"),
    ("HDL", "Hdl/Kept", "HDL", "Hdl/Kept"),
    ("DOI", "https://www.doi.org/10.2148/X", "DOI", "10.2148/x"),
    ("DOI", "doi.org/10.2148/X", "DOI", "10.2148/x"),
    ("DOI", "１０．２１４８／Ｘ", "DOI", "10.2148/x"),
    ("PMID", "https://www.ncbi.nlm.nih.gov/pubmed/12345", "PMID", "12345"),
    ("PMID", "１２３４５", "PMID", "12345"),
    ("orcid.org", "00000002182５0097", "ORCID", "0000-0002-1825-0097"),
    ("ORCID iD", "orcid.org/0000-0002-1694-233x/", "ORCID", "0000-0002-1694-233X"),
    ("e-Rad Researcher", "e-Rad: １０７３４３５３", "ERAD", "10734353"),
    ("KAKEN_RESEARCHERS", "https://nrid.nii.ac.jp/nrid/1000010734353/", "NRID", "1000010734353"),
    ("nrid", "NRID:1000010734353", "NRID", "1000010734353"),
    ("ror", "ROR: 00HHKN466", "ROR", "00hhkn466"),
    ("Crossref Funder ID", "501100001691", "DOI", "10.13039/501100001691"),
    ("FundRef", "https://doi.org/10.13039/501100001691", "DOI", "10.13039/501100001691"),
    ("e-Rad_funder", "１０２５", "ERAD_FUNDER", "1025"),
    ("KAKEN", "KAKENHI JP 19kk0341", "KAKEN", "19KK0341"),
    ("JGN", "ＪＰ １９ＫＫ０３４１", "JGN", "JP19KK0341"),
    ("OPENALEX", "openalex.org/works/w123", "OPENALEX", "W123"),
]

KINDS = [
    ("https://orcid.org/0000-0002-1825-0097", "ORCID"),
    ("https://ror.org/00hhkn466", "ROR"),
    ("http://www.isni.org/isni/0000000121691048", "ISNI"),
    ("https://nrid.nii.ac.jp/nrid/1000060746486/", "NRID"),
    ("https://doi.org/10.13039/501100001691", "DOI"),
    ("https://example.org/", ""),
    ("", ""),
]


@pytest.mark.parametrize(("address", "kind"), KINDS)
def test_kind_of_an_address(address: str, kind: str) -> None:
    """An address of a registry tells the kind of identifier that it contains."""
    assert kind_of(address) == kind


ISSNS = [
    ("2189-0595", "2189-0595"),
    ("21890595", "2189-0595"),
    ("2189‐0595", "2189-0595"),
    ("0914-876x", "0914-876X"),
    ("ISSN: 2189-0595", "2189-0595"),
    (" 2189-0595 ", "2189-0595"),
    ("2189-059", ""),
    ("2189-05955", ""),
    ("X189-0595", ""),
    ("130007987415", ""),
    ("", ""),
]

RECOGNIZED = [
    ("10.2148/x", [("DOI", "10.2148/x")]),
    ("https://doi.org/10.2148/X", [("DOI", "10.2148/x")]),
    ("doi:10.2148/x", [("DOI", "10.2148/x")]),
    ("https://doi.org/10.2148%2Fx", [("DOI", "10.2148/x")]),
    ("2189-0595", [("ISSN", "2189-0595")]),
    ("21890595", [("ISSN", "2189-0595")]),
    ("1390000000000000001", [("CRID", "1390000000000000001")]),
    ("https://cir.nii.ac.jp/crid/1390000000000000001", [("CRID", "1390000000000000001")]),
    ("130000000001", [("NAID", "130000000001")]),
    ("pmid:12345", [("PMID", "12345")]),
    ("12345", []),
    ("2020", []),
    ("cytokine", []),
    ("IL-6", []),
    ("10.5", []),
    ("", []),
]


@pytest.mark.parametrize(("kind", "value", "canonical_kind", "canonical_value"), CANONICAL)
def test_canonical(kind: str, value: str, canonical_kind: str, canonical_value: str) -> None:
    """An identifier in any notation has one kind and one value."""
    assert canonical(kind, value) == Identifier(canonical_kind, canonical_value)


@pytest.mark.parametrize(("written", "expected"), ISSNS)
def test_issn(written: str, expected: str) -> None:
    """An ISSN has a hyphen and a capital X; what is none gives nothing."""
    assert issn(written) == expected


@pytest.mark.parametrize(("word", "expected"), RECOGNIZED)
def test_recognize(word: str, expected: list[tuple[str, str]]) -> None:
    """A word of a query is recognised as what it may identify."""
    assert list(recognize(word)) == [Identifier(kind, value) for kind, value in expected]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(["DOI", "CRID", "NAID", "PMID", "ISSN", "HDL", "doi", "cir:naid"]),
    st.one_of(
        st.text(),
        st.text(st.sampled_from("10.2148/xX;., %2F:doi-")),
        st.from_regex(r"(doi:)?10\.\d{4}/\w+", fullmatch=True),
    ),
)
def test_canonical_is_settled(kind: str, value: str) -> None:
    """The canonical spelling of a canonical spelling is itself."""
    once = canonical(kind, value)
    assert canonical(once.kind, once.value) == once
