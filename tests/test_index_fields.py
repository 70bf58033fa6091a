"""The fields of the index have what is read of them, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

from shoroku import Library
from shoroku.indexer import fields, generations

Make = Callable[..., Any]
Fill = Callable[..., None]


def test_a_sort_key_has_no_postings(library: Library, record: Make, fill: Fill) -> None:
    """Titles are sorted by a column; terms for them would be a large part of the dictionary, and nobody would search them."""
    fill(library, record("b", "Zebra"), record("a", "Aardvark"), record("c", "Mouse"))
    schema = json.loads((generations.current(library.path).path / "meta.json").read_text())["schema"]
    options = {field["name"]: field["options"] for field in schema}
    assert "indexing" not in options[fields.TITLE_KEY]
    assert {name: options[name]["indexing"]["fieldnorms"] for name in (fields.TITLE_EN, fields.HINT)} == {
        fields.TITLE_EN: True,
        fields.HINT: False,
    }
    assert [hit.id for hit in library.search("", sort="title").hits] == ["a", "c", "b"]
