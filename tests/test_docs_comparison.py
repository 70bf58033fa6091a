"""The comparison with other services: what it says of shoroku is tested, and it says the same in both languages."""

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from tests.test_docs import ROOT

PAGES = ("docs/comparison.md", "docs/comparison.ja.md")
#: What stands where a service's pages say nothing.
UNTOLD = "–"


class Row(NamedTuple):
    """A feature: its heading's number, its name, what the three services say, what shoroku does, the tests' names."""

    group: int
    feature: str
    services: tuple[str, ...]
    ours: str
    tests: tuple[str, ...]


def rows(page: str) -> list[Row]:
    """Return the rows of all tables of a page; a line with another number of cells is an error."""
    found, group = [], 0
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        group += line.startswith("## ")
        if not line.startswith("| ") or line.startswith("| |"):
            continue
        feature, *services, ours, tests = (cell.strip() for cell in line.strip("|").split("|"))
        assert len(services) == 3, line
        found.append(Row(group, feature, tuple(services), ours, tuple(tests.split("<br>"))))
    return found


@cache
def defined_in(file: str) -> frozenset[str]:
    """Return the names of the tests that a file defines at its top; none if there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_ours_is_proved(page: str) -> None:
    """Each row says something of shoroku, and names one or more tests that exist."""
    named = rows(page)
    assert len(named) > 30
    for row in named:
        assert row.ours not in {"", UNTOLD}, row
        for one in row.tests:
            name = re.fullmatch(r"`(tests/test_\w+\.py)::(test_\w+)`", one)
            assert name is not None, row
            assert name[2] in defined_in(name[1]), one


def test_both_pages_have_the_same_rows() -> None:
    """Row by row, both pages name the same tests under the same heading, and are silent of the same services."""
    english, japanese = ([_shape(row) for row in rows(page)] for page in PAGES)
    assert english == japanese


def _shape(row: Row) -> tuple[int, tuple[str, ...], tuple[bool, ...], list[str]]:
    """Return what a row has in any language: its place, its tests, its gaps, and the code in it."""
    code = re.findall(r"`[^`]*`", " ".join((*row.services, row.ours)))
    return row.group, row.tests, tuple(said == UNTOLD for said in row.services), code


def test_both_pages_name_the_same_sources() -> None:
    """What was read about the services is linked from either page."""
    english, japanese = (
        re.findall(r"\((https?://[^)]+)\)", (ROOT / page).read_text(encoding="utf-8")) for page in PAGES
    )
    assert english == japanese
    assert len(set(english)) == len(english) > 0


@pytest.mark.parametrize("page", PAGES)
def test_no_feature_comes_twice(page: str) -> None:
    """Each row has a name, and no two of a page have the same."""
    names = [row.feature for row in rows(page)]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("page", PAGES)
def test_the_readme_links_it(page: str) -> None:
    """Who reads a README finds the page in its language."""
    readme = "README.ja.md" if ".ja." in page else "README.md"
    assert f"({page})" in (ROOT / readme).read_text(encoding="utf-8")
