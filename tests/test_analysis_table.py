"""A table on disk: what goes in comes out, the same entries are the same bytes, and damage is noticed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers.sorted_table import MAGIC, Table, TableDamaged, opened, packed

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
ENTRIES = st.dictionaries(
    WORDS, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=40)
)

#: Enough for several blocks.
MANY = {f"en 語{number:05d}": f"word {number}" * (number % 4) for number in range(3_000)}


@given(ENTRIES)
def test_what_goes_in_comes_out(entries: dict[str, str]) -> None:
    """Every key has its value, any other has none."""
    table = Table(packed(entries.items()))
    assert {key: table.get(key) for key in entries} == entries
    assert table.get("no such key\t") is None
    assert len(table) == len(entries)


@given(ENTRIES, st.randoms())
def test_the_order_of_entries_does_not_matter(entries: dict[str, str], random: object) -> None:
    """The same entries in any order give the same bytes."""
    shuffled = list(entries.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert packed(shuffled) == packed(entries.items())


def test_many_entries_are_found_across_blocks(tmp_path: Path) -> None:
    """A table of many blocks finds each key, and none before the first, between two, or after the last."""
    path = tmp_path / "table"
    path.write_bytes(packed(MANY.items()))
    table = opened(path)
    assert {key: table.get(key) for key in MANY} == MANY
    assert [table.get(key) for key in ("", "en 語0", "en 語00000x", "zz", "en")] == [None] * 5
    assert len(table) == len(MANY)


def test_a_table_may_be_removed_while_it_is_open(tmp_path: Path) -> None:
    """An open table can still be read after its file is deleted."""
    path = tmp_path / "table"
    path.write_bytes(packed(MANY.items()))
    table = opened(path)
    path.unlink()
    assert table.get("en 語02999") == MANY["en 語02999"]


@pytest.mark.parametrize(
    "content", [b"", b"x", MAGIC, MAGIC + b"\0\0\0\0", b"something else altogether, and long enough"]
)
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    """A file that is not a table is not opened."""
    path = tmp_path / "table"
    path.write_bytes(content)
    with pytest.raises(TableDamaged):
        opened(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_never_gives_a_wrong_answer(data: st.DataObject) -> None:
    """With any byte changed, or the end cut off, a look-up gives what was written or raises."""
    content = bytearray(packed(MANY.items()))
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[at] ^= data.draw(st.integers(1, 255))
    else:
        del content[at:]
    try:
        table = Table(bytes(content))
    except TableDamaged:
        return
    for key in ("en 語00000", "en 語01500", "en 語02999"):
        try:
            assert table.get(key) == MANY[key]
        except TableDamaged:
            continue
