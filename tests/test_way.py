"""A search stays short enough to be followed: it passes through few files, and rarely changes between them."""

from functools import partial
from pathlib import Path

import pytest

import shoroku
from benchmarks import way


@pytest.mark.parametrize("name", way.WAYS)
def test_a_search_can_be_followed(tmp_path: Path, name: str) -> None:
    """One search passes through at most 45 files, changes files at most 450 times, and hardly ever calls back up."""
    with shoroku.open(tmp_path) as library:
        library.add([way.SAMPLE])
    search = partial(way.search, way.QUERY, way.WAYS[name], tmp_path)
    search()  # modules are loaded and tables are opened
    found = way.figures(way.calls(search))
    assert found["files"] <= 45
    assert found["switches"] <= 450
    assert found["climbs"] <= 2
