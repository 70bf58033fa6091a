"""Searching by what records are linked with: project:, orcid:, cites:, has:data."""

import pytest

from shoroku import Library
from tests.graph_records import ARTICLE, AWARD, CITED, DATA, ORCIDS, cluster

PROJECT = "1040000000000000001"


@pytest.fixture
def linked(library: Library) -> Library:
    """Give a library with a project, its works, data and people."""
    library.take(cluster())
    return library


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"project:{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        (f"project:JP{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        (f"課題番号:KAKENHI-PROJECT-{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        ("project:20H99999", set()),
        (f"orcid:{ORCIDS[0]}", {f"doi:{ARTICLE}", f"doi:{DATA}"}),
        (f'orcid:"https://orcid.org/{ORCIDS[0]}"', {f"doi:{ARTICLE}", f"doi:{DATA}"}),
        ("orcid:0000-0001-0002-0003", set()),
        (f"cites:{CITED}", {f"doi:{ARTICLE}"}),
        (f'cites:"https://doi.org/{CITED}"', {f"doi:{ARTICLE}"}),
        (f"cites:{ARTICLE}", set()),
        ("has:data", {f"doi:{ARTICLE}"}),
        ("has:project", {f"doi:{ARTICLE}"}),
        ("has:reference", {f"doi:{ARTICLE}"}),
        (f"village -project:{AWARD}", {f"doi:{DATA}"}),
    ],
)
def test_queries(linked: Library, query: str, found: set[str]) -> None:
    """Values in any notation find the records, alone, beside words and negated."""
    assert {hit.id for hit in linked.search(query, limit=50).hits if not hit.relaxed} == found


def test_types(linked: Library) -> None:
    """Data sets and projects are found by their type."""
    assert {hit.id for hit in linked.search("village", type="dataset").hits} == {f"doi:{DATA}"}
    assert {hit.id for hit in linked.search("", type="project").hits} == {PROJECT}
