"""The parts of tantivy's file formats that rewriting a segment needs: lists of deletions, and numbers of tokens."""

import itertools
from pathlib import Path

import pytest

from shoroku.indexer import footers, snapshot
from shoroku.indexer.rewriting import segment_files


@pytest.mark.parametrize(
    ("alive", "count"),
    [([], 100), ([0], 100), ([63, 64, 65], 100), ([0, 99], 100), ([*range(100)], 100), ([0, 63], 64), ([127], 128)],
)
def test_deletions_are_read_as_written(alive: list[int], count: int, tmp_path: Path) -> None:
    """The documents that a file of deletions leaves are those that were written; it has a bit for each, in whole words."""
    like = tmp_path / "like.store"
    like.write_bytes(b'{"version":{"major":0},"crc":1}\x1f\x00\x00\x00\x39\x05\x00\x00')
    file = tmp_path / "one.1.del"
    file.write_bytes(segment_files.deletions(alive, count, like))
    assert [doc for doc, is_alive in enumerate(segment_files.alive(file, count)) if is_alive] == alive
    with open(file, "rb") as opened:
        assert footers.read(opened)[0] == 4 + (8 if count == 64 else 16)
    assert snapshot.is_as_footed(file)
    with pytest.raises(ValueError, match="documents"):
        segment_files.alive(file, 200)


def test_a_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """Numbers that a damaged file has no room for are a ValueError, like everything else that is not as expected."""
    file = tmp_path / "one.idx"
    for content in (b"", b"\x01\x02", b"\x81\x80\0\0\x02\0\0\0", b"\x81\x80\0\0\x04\0\0\0"):
        file.write_bytes(content + b'{"version":{"major":0},"crc":1}\x1f\x00\x00\x00\x39\x05\x00\x00')
        with pytest.raises(ValueError, match=r"cut off|no end|list of fields"):
            segment_files.totals(file)


def test_lengths_in_steps() -> None:
    """Lengths are exact to 40, then in steps that grow, each byte meaning more than the one before."""
    lengths = [segment_files.shortest(norm) for norm in range(256)]
    assert lengths[:44] == [*range(40), 40, 42, 44, 46]
    assert lengths[48:50] == [56, 60]
    assert lengths == sorted(set(lengths))
    assert all(after - before <= before / 8 for before, after in itertools.pairwise(lengths[40:]))
