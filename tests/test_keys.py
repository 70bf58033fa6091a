"""The keys by which works, people, projects and bodies are joined, and what must not join."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Funding, Identifier, Text
from shoroku.corpus.identifiers import canonical
from shoroku.corpus.keys import cluster_key, institution_key, is_valid, person_key, project_key, work_key

#: Kind and value as a source writes them, and the key of the person.
PEOPLE = [
    ("ORCID", "0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
    ("orcid", "0000000218250097", "orcid:0000-0002-1825-0097"),
    ("ORCID", "http://orcid.org/0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
    ("ORCID", "https://orcid.org/0000-0002-1825-0097/", "orcid:0000-0002-1825-0097"),
    ("ORCID", "orcid.org/0000-0002-1694-233x", "orcid:0000-0002-1694-233X"),
    ("ORCID", "0000‐0002‐1694‐233X", "orcid:0000-0002-1694-233X"),
    ("ORCID", "0000-0002-1825-0098", None),
    ("ORCID", "0000-0002-1825-009X", None),
    ("ORCID", "0000-0002-1825", None),
    ("ORCID", "none", None),
    ("ORCID", "", None),
    ("e-Rad", "60746486", "erad:60746486"),
    ("e-Rad_Researcher", "00191817", "erad:00191817"),
    ("ERAD", "https://kaken.nii.ac.jp/r/60746486", "erad:60746486"),
    ("ERAD", "191817", None),
    ("ERAD", "00000000", None),
    ("NRID", "1000010734353", "erad:10734353"),
    ("NRID", "https://nrid.nii.ac.jp/nrid/1000010734353/", "erad:10734353"),
    ("NRID", "1000004760041", "erad:04760041"),
    ("NRID", "9000408628758", None),
    ("NRID", "1000000000000", None),
    ("NRID", "100000000", None),
    ("ISNI", "0000 0001 2150 090X", None),
    ("VIAF", "12345", None),
    ("OPENALEX", "https://openalex.org/A5000546253", None),
    ("CRID", "1410000000000000001", None),
    ("CRID", "1581135649335369984", None),
    ("RESEARCHMAP", "https://researchmap.jp/read0012345", None),
]


@pytest.mark.parametrize(("kind", "value", "expected"), PEOPLE)
def test_people(kind: str, value: str, expected: str | None) -> None:
    """A valid ORCID, an e-Rad number and an NRID that contains one name a person; nothing else does."""
    assert person_key(canonical(kind, value)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("NRID", "9000408628758", "nrid:9000408628758"),
        ("NRID", "1000010734353", None),
        ("CRID", "1410000000000000001", "crid:1410000000000000001"),
        ("CRID", "1420000000000000001", "crid:1420000000000000001"),
        ("CRID", "1581135649335369984", None),
        ("CRID", "1070002213762702720", None),
        ("OPENALEX", "https://openalex.org/A5000546253", "openalex:A5000546253"),
        ("OPENALEX", "https://openalex.org/W1", None),
        ("ORCID", "0000-0002-1825-0097", None),
    ],
)
def test_clusters(kind: str, value: str, expected: str | None) -> None:
    """What a source's program took for one person has a key of its own; a CRID that repeats a work's number has none."""
    assert cluster_key(canonical(kind, value)) == expected


WORKS = [
    ("DOI", "https://doi.org/10.1016/J.ADVNUT.2025.100480", "doi:10.1016/j.advnut.2025.100480"),
    ("DOI", "10.1016/0022-0248(83)90411-6", "doi:10.1016/0022-0248(83)90411-6"),
    ("DOI", "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
     "doi:10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"),
    ("DOI", "なし", None),
    ("DOI", "10.13039/501100001691", None),
    ("CRID", "https://cir.nii.ac.jp/crid/1573105976826099072", "crid:1573105976826099072"),
    ("CRID", "157310597682609907", None),
    ("NAID", "10005672599", "naid:10005672599"),
    ("PMID", "25031417", "pmid:25031417"),
    ("PMCID", "PMC123", "pmcid:PMC123"),
    ("OPENALEX", "https://openalex.org/W4412424744", "openalex:W4412424744"),
    ("OPENALEX", "https://openalex.org/A5000546253", None),
    ("HDL", "2433/123", "hdl:2433/123"),
    ("HDL", "http://hdl.handle.net/2433/123", "hdl:2433/123"),
    ("GENBANK", "AF078607", "genbank:af078607"),
    ("ISRCTN", "ISRCTN63718836", None),
    ("URI", "https://example.org/a", "uri:https://example.org/a"),
    ("URI", "urn:x", None),
    ("ISSN", "1234-5678", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "expected"), WORKS)
def test_works(kind: str, value: str, expected: str | None) -> None:
    """An identifier of a work in its normal form is its key; a funder's DOI and what is no identifier are none."""
    assert work_key(canonical(kind, value)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("ROR", "https://ror.org/00hhkn466", "ror:00hhkn466"),
        ("ROR", "005PDTR14", "ror:005pdtr14"),
        ("ROR", "005pdtr15", None),
        ("ROR", "105pdtr14", None),
        ("Crossref Funder", "https://doi.org/10.13039/501100009472", "funder:501100009472"),
        ("DOI", "10.13039/501100001691", "ror:00hhkn466"),
        ("e-Rad_funder", "1025", "ror:00hhkn466"),
        ("e-Rad_funder", "1020", "erad-funder:1020"),
        ("DOI", "10.5555/a", None),
        ("GRID", "grid.452611.5", None),
    ],
)
def test_institutions(kind: str, value: str, expected: str | None) -> None:
    """A valid ROR, a funder's DOI and an e-Rad number name a body; JSPS has one key under all of them."""
    assert institution_key(canonical(kind, value)) == expected


JSPS = (Text("日本学術振興会", "ja"),)
PROJECTS = [
    (Funding("19KK0341", JSPS), "kakenhi:19KK0341"),
    (Funding("19KK0341"), "kakenhi:19KK0341"),
    (Funding("JP19KK0341"), "kakenhi:19KK0341"),
    (Funding("19KK0341", identifiers=(Identifier("KAKEN", "19KK0341"),)), "kakenhi:19KK0341"),
    (Funding(identifiers=(Identifier("JGN", "JP19KK0341"),)), "kakenhi:19KK0341"),
    (Funding("JPMJCR1234"), "jgn:JPMJCR1234"),
    (Funding("05a1C5", JSPS), "award:日本学術振興会:05a1c5"),
    (Funding("05a1C5", JSPS, (Identifier("ROR", "00hhkn466"),)), "award:ror:00hhkn466:05a1c5"),
    (Funding("05a1C5"), None),
    (Funding("81773024", (Text("NSFC"),)), "award:nsfc:81773024"),
    (Funding("81773024"), None),
    (Funding(funders=JSPS), None),
    (Identifier("KAKEN", "19KK0341"), "kakenhi:19KK0341"),
    (Identifier("KAKEN", "05402028"), "kakenhi:05402028"),
    (Identifier("JGN", "JP19KK0341"), "kakenhi:19KK0341"),
    (Identifier("JGN", "JPMJCR1234"), "jgn:JPMJCR1234"),
    (Identifier("KAKEN", "PRODUCT-25581597"), None),
    (Identifier("DOI", "10.5555/a"), None),
]


@pytest.mark.parametrize(("project", "expected"), PROJECTS)
def test_projects(project: Funding | Identifier, expected: str | None) -> None:
    """A KAKENHI or national number is a key alone; another number only together with its funder."""
    assert project_key(project) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("ISNI", "0000 0001 2150 090X", True),
        ("ISNI", "https://isni.org/isni/000000012150090X", True),
        ("ISNI", "0000 0001 2150 0901", False),
        ("DOI", "none", False),
        ("CRID", "1390000000000000001", True),
        ("CRID", "139", False),
        ("NCID", "AN0040888X", True),
    ],
)
def test_validity(kind: str, value: str, expected: bool) -> None:
    """Forms and check characters are verified where the kind has any; the spelling is canonical first."""
    assert is_valid(canonical(kind, value)) is expected


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**15 - 1), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: int, place: int, change: int) -> None:
    """Of an ORCID with one digit changed, the check character is never right."""
    digits = f"{number:015d}"
    (check,) = [one for one in "0123456789X" if is_valid(canonical("ORCID", digits + one))]
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert person_key(canonical("ORCID", wrong + check)) is None
