"""What a page costs: questions to the index, texts and records read, rows of SQLite, characters given to SudachiPy.

Counts, no seconds: they are the same on every machine. A change that lowers them lowers the pins; one that raises them
says why.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import shoroku
from shoroku import Library
from shoroku.analyzers import japanese
from shoroku.corpus.record import Record
from shoroku.corpus.store.store import Store
from tests import pins_library

_FACETS = ("journal", "year", "language", "source")
_ASKED = ("search", "aggregate", "terms_with_prefix")


class Costs(NamedTuple):
    """Questions to the index, texts read of it, records read, rows of SQLite, characters given to SudachiPy."""

    questions: int
    texts: int
    records: int
    rows: int
    characters: int


#: Query -> what its page costs.
COSTS = {
    "fermented": Costs(5, 0, 10, 25, 153),
    "糖尿病": Costs(3, 11, 10, 26, 629),
    "cohort study": Costs(12, 88, 10, 95, 425),
    "機械翻訳 評価": Costs(4, 12, 10, 25, 445),
    "bridges 衛星画像 香気": Costs(15, 12, 9, 23, 335),
    "How do patients with cancer at home describe their pain?": Costs(16, 19, 10, 27, 352),
    "電力市場で再生可能エネルギーの価格はどのように決まりますか": Costs(25, 18, 10, 27, 630),
    "title:肥満 OR cancer": Costs(6, 15, 10, 30, 645),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Give a library of two hundred records in both languages, always the same."""
    folder = tmp_path_factory.mktemp("costs")
    with shoroku.open(folder / "library") as library:
        library.add([pins_library.write(folder / "records.jsonl")])
        yield library


class _Counted:
    """Something whose calls are counted: ``note`` is given the name and the arguments of each."""

    def __init__(self, counted: Any, note: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._counted, self._note = counted, note

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._counted, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **options: Any) -> Any:
            self._note(name, arguments)
            return found(*arguments, **options)

        return call


def _costs(library: Library, query: str, patch: pytest.MonkeyPatch) -> Costs:
    """Return what a page costs."""
    counts: Counter[str] = Counter()
    engine, tokenizers = library._searching().view().engine, japanese._tokenizers()
    records, rows = Store.records, Store.query

    def of_index(name: str, _: tuple[Any, ...]) -> None:
        counts["questions"] += name in _ASKED
        counts["texts"] += name == "doc"

    def of_tokenizer(_: str, arguments: tuple[Any, ...]) -> None:
        counts["characters"] += len(arguments[0])

    def records_read(store: Store, seqs: Sequence[int]) -> dict[int, Record]:
        counts["records"] += len(seqs)
        return records(store, seqs)

    def rows_read(store: Store, *arguments: Any) -> list[tuple[Any, ...]]:
        found = rows(store, *arguments)
        counts["rows"] += len(found)
        return found

    with patch.context() as one:
        one.setattr(engine, "_searcher", _Counted(engine._searcher, of_index))  # type: ignore[attr-defined]
        one.setattr(Store, "records", records_read)
        one.setattr(Store, "query", rows_read)
        for name in ("short", "long"):
            one.setattr(tokenizers, name, _Counted(getattr(tokenizers, name), of_tokenizer))
        library.search(query, facets=_FACETS)
    return Costs(*(counts[name] for name in Costs._fields))


@pytest.mark.parametrize("query", COSTS)
def test_what_a_page_costs(query: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of ten hits with four facets costs what is pinned, if its words were met before and its texts were not."""
    library.search(query, facets=_FACETS)
    for kept in (japanese._read_twice, japanese._seen_again):
        kept.cache_clear()
    assert _costs(library, query, monkeypatch) == COSTS[query]


def test_texts_that_were_shown_are_not_read_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a page that was shown before, SudachiPy is given the query and nothing else."""
    library.search("糖尿病", facets=_FACETS)
    assert _costs(library, "糖尿病", monkeypatch).characters <= 2 * len("糖尿病")


def test_a_few_texts_in_a_third_language_cost_no_second_search(
    tmp_path: Path,
    record: Callable[..., Record],
    fill: Callable[..., Library],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is in neither language takes no place of a record that is. For a few, records that were fetched anyway stand in."""

    def questions(french: int) -> int:
        abroad = "Le patient est dans la salle avec les autres."
        others = [record(f"f{n:03d}", f"Sepsis sepsis {n}", abroad) for n in range(french)]
        ours = [
            record(f"e{n:03d}", f"Sepsis in ward {n}" + " more" * (n % 40), "The patient is in it.") for n in range(90)
        ]
        with shoroku.open(tmp_path / str(french)) as library:
            fill(library, *others, *ours)
            page = library.search("sepsis")
            assert page.total == french + 90
            assert all(hit.record.id.startswith("e") for hit in page.hits)
            return _costs(library, "sepsis", monkeypatch).questions

    none, few, many = map(questions, (0, 5, 30))
    assert none == few < many
