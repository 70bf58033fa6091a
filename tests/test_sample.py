"""The bundled sample: what it holds, and that its first record is found by every way that leads to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import Library, Record
from shoroku.corpus.sample import sample_file

SEED = "1390287142242714752"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("sample") / "library") as library:
        library.add([Path(str(sample_file()))])
        yield library


@pytest.mark.parametrize(
    "query",
    ["IL-6阻害薬", "IL6 biomarker", "関節リウマチ サイトカイン", "藤本穣", "Naka Tetsuji", "130007987415", SEED],
)
def test_the_first_record_is_found(sample: Library, query: str) -> None:
    """The record that the project grew from is first for what a person would type."""
    assert sample.search(query).hits[0].id == SEED


def test_a_filtered_search(sample: Library) -> None:
    """All filters at once leave the one record that they describe."""
    page = sample.search("cytokine", journal="臨床リウマチ", year=(2015, 2020), language="ja", source="JaLC")
    assert [hit.id for hit in page.hits if not hit.relaxed] == [SEED]


def languages(record: Record) -> frozenset[str]:
    return frozenset(title.lang for title in record.titles) & {"ja", "en"}


def test_the_mixture(sample: Library) -> None:
    """Most records have both titles, some only one; many fields, years, journals, sources and licences are there."""
    records = list(sample.records())
    assert len(records) >= 150
    both = sum(languages(record) == {"ja", "en"} for record in records) / len(records)
    assert 0.5 < both < 0.75
    for language in ("ja", "en"):
        assert sum(languages(record) == {language} for record in records) >= 20
    assert {record.abstract_licence for record in records} == {"allow", "disallow"}
    assert len({record.year for record in records}) >= 20
    assert len({journal.value for record in records for journal in record.journals}) >= 20
    assert len({source for record in records for source in record.sources}) >= 6
    assert len({record.type for record in records}) >= 5
