"""What a record may hold, that no file makes a reader slow, and no record a command."""

import io
import logging
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import shoroku
from shoroku import (
    Contribution,
    Count,
    Funding,
    Identifier,
    Institution,
    OverBound,
    Person,
    Record,
    RecordError,
    Relation,
    Text,
)
from shoroku.cli import app
from shoroku.corpus import bounds, readers, writers
from shoroku.corpus.readers.intake import batches
from shoroku.corpus.readers.reader import LONGEST
from shoroku.corpus.store import withdrawal
from shoroku.corpus.store.store import Store

TITLE = (Text("A", "en"),)
LONG = Text("x" * (bounds.LONGEST_TEXT + 1))
DOI = (Identifier("DOI", "10.5555/a"),)
MANY = bounds.MOST_VALUES + 1


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Record(id="a", titles=TITLE, abstracts=(LONG,)), "abstracts"),
        (Record(id="a", titles=(LONG,)), "titles"),
        (Record(id="a", titles=TITLE, creators=(Person(names=(LONG,)),)), "creators"),
        (Record(id="a", titles=TITLE, creators=(Person(),) * MANY), "creators"),
        (Record(id="a", titles=TITLE, creators=(Person(affiliations=TITLE * MANY),)), "creators"),
        (Record(id="a", titles=TITLE, subjects=TITLE * MANY), "subjects"),
        (Record(id="a" * (bounds.LONGEST_VALUE + 1), titles=TITLE), "id"),
        (Record(id="a", titles=TITLE, identifiers=(Identifier("DOI", "1" * 20_000),)), "identifiers"),
        (Record(id="a", titles=TITLE, contributors=(Person(role="x" * 20_000),)), "contributors"),
        (Record(id="a", titles=TITLE, creators=(Person(institutions=(Institution(TITLE),) * MANY),)), "creators"),
        (Record(id="a", titles=TITLE, creators=(Person(institutions=(Institution(TITLE * MANY),)),)), "creators"),
        (
            Record(id="a", titles=TITLE, creators=(Person(identifiers=(Identifier("ORCID", "1" * 20_000),)),)),
            "creators",
        ),
        (Record(id="a", titles=TITLE, relations=(Relation("cites"),) * MANY), "relations"),
        (Record(id="a", titles=TITLE, relations=(Relation("cites", title=LONG.value),)), "relations"),
        (Record(id="a", titles=TITLE, relations=(Relation("cites", identifiers=DOI * MANY),)), "relations"),
        (Record(id="a", titles=TITLE, relations=(Relation("cites", "x" * 20_000),)), "relations"),
        (Record(id="a", titles=TITLE, funding=(Funding("1"),) * MANY), "funding"),
        (Record(id="a", titles=TITLE, funding=(Funding("1" * 20_000),)), "funding"),
        (Record(id="a", titles=TITLE, funding=(Funding(funders=(LONG,)),)), "funding"),
        (Record(id="a", titles=TITLE, funding=(Funding(identifiers=DOI * MANY),)), "funding"),
        (Record(id="a", titles=TITLE, counts=(Count("cited-by", 1),) * MANY), "counts"),
        (Record(id="a", titles=TITLE, counts=(Count("x" * 20_000, 1),)), "counts"),
    ],
)
def test_over_a_bound(record: Record, field: str) -> None:
    """A record with a field over its bound is refused, with the field."""
    with pytest.raises(OverBound) as error:
        bounds.check(record)
    assert error.value.field == field


def test_at_the_bounds() -> None:
    """A record that is as large as it may be is taken."""
    bounds.check(Record(id="a", titles=TITLE * bounds.MOST_VALUES, abstracts=(Text("x" * bounds.LONGEST_TEXT),)))


def test_many_authors_and_references() -> None:
    """A paper with 3,000 authors and 10,000 references is taken whole."""
    authors = tuple(Person(names=(Text(f"Author {number}"),)) for number in range(3_000))
    cited = tuple(
        Relation("cites", "reference", identifiers=(Identifier("DOI", f"10.5555/{number}"),))
        for number in range(10_000)
    )
    bounds.check(Record(id="a", titles=TITLE, creators=authors, relations=cited))


def test_over_a_bound_in_a_file(tmp_path: Path) -> None:
    """Such a record is a reject, and the one behind it is taken."""
    file = tmp_path / "a.jsonl"
    file.write_text(f'{{"id": "a", "title": "A", "text": "{LONG.value}"}}\n{{"id": "b", "title": "B"}}\n')
    (batch,) = batches([str(file)])
    assert [one.key for one in batch.contributions] == ["b"]
    assert [(one.line, str(one.error)) for one in batch.rejects] == [
        (1, "abstracts: 200,001 exceeds the limit of 200,000 (characters in one text, or values in one field)")
    ]


# --- Time ---------------------------------------------------------------------------------------------------------------

#: What is done with sixteen times as much takes about sixteen times as long; 256 times if it is quadratic. Between them is room for a
#: machine that is busy with other things.
_PART, _MOST_TIMES = 16, 64
#: Seconds of the processor. What takes less is counted as this, because it says nothing of how the time grows.
_LEAST = 0.05


def assert_in_proportion(part: Callable[[], None], whole: Callable[[], None]) -> None:
    """Assert that the whole takes not much longer than a part does, in proportion: the shortest of up to three times each."""
    shortest = [float("inf"), float("inf")]
    for _ in range(3):
        for which, work in enumerate((part, whole)):
            begun = time.process_time()
            work()
            shortest[which] = min(shortest[which], time.process_time() - begun)
        if shortest[1] < _MOST_TIMES * max(shortest[0], _LEAST):
            return
    pytest.fail(f"{shortest[1]:.2f} s, and of a part {shortest[0]:.2f} s")


#: Files that a simple reader takes minutes or gigabytes for: how they begin, what is repeated how often, and how they end.
SLOW = {
    "BibTeX authors with spaces": ("bibtex", b"@misc{a, title={A}, author={", b" ", 80_000, b"}}"),
    "BibTeX keywords with spaces": ("bibtex", b"@misc{a, title={A}, keywords={", b" ", 80_000, b"x}}"),
    "BibTeX never closed": ("bibtex", b"", b"@misc{a, title={A}, x={\n", 5_000, b""),
    "nbib with many authors": ("nbib", b"PMID- 1\nTI  - A\n", b"FAU - A, B\nAD  - C\n", 40_000, b""),
    "RIS with many authors": ("ris", b"TY  - JOUR\nTI  - A\n", b"AU  - A, B\n", 40_000, b"ER  - \n"),
    "JSON never closed": ("crossref", b"", b'{"a":\n', 170_000, b""),
    "JSON lists never closed": ("cinii-json", b"", b'{"a":[\n', 170_000, b""),
    "JSON strings never closed": ("openalex", b"", b'{"a": "\n', 170_000, b""),
    "JSON of brackets": ("jalc", b"", b"[", 1_000_000, b""),
    "a table of quotation marks": ("csv", b"title,year\n", b'"x\n', 20_000, b""),
    "XML that never closes": ("jats", b"", b"<article>", 200_000, b""),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_file_makes_a_reader_slow(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """No reader's time grows with the square of the file's length."""
    format_, beginning, repeated, often, end = SLOW[name]
    caplog.set_level(logging.CRITICAL, "bibtexparser")  # pytest would keep thousands of messages

    def read(times: int) -> None:
        items = list(readers.named(format_, "").read(io.BytesIO(beginning + repeated * times + end)))
        assert all(item.error is None or isinstance(item.error, RecordError) for item in items)

    assert_in_proportion(lambda: read(often // _PART), lambda: read(often))


def test_xml_that_goes_on_for_ever() -> None:
    """An element that is longer than a record may be ends the file, with its line; what is before it is taken."""
    good = b"<article><front><article-meta><title-group><article-title>A</article-title></title-group></article-meta></front></article>"
    endless = b"<article><front>" + b"<x>y</x>" * (LONGEST // 8 + 100_000)
    items = list(readers.named("jats", "").read(io.BytesIO(b"<articles>\n" + good + b"\n" + endless)))
    assert [(item.line, item.record is not None) for item in items] == [(2, True), (3, False)]
    assert "longer than 16 MB" in str(items[1].error)


# --- The largest records ------------------------------------------------------------------------------------------------


def japanese(length: int) -> str:
    """Return Japanese text without spaces, always the same."""
    return "".join(random.Random(1).choices("血清蛋白質免疫反応測定方法研究結果考察、。", k=length))


def largest(part: int = 1) -> list[dict[str, object]]:
    """Return records as large as they may be, or a part as large: texts with and without spaces, many people, subjects, links."""
    many, long = range(bounds.MOST_VALUES // part), bounds.LONGEST_TEXT // part
    return [
        {"id": "japanese", "title": "Zebra", "text": japanese(long)},
        {"id": "english", "title": "Zebra", "text": "word " * (long // 5)},
        {"id": "title", "title": "Zebra " + "x" * (long - 6)},
        {
            "id": "people",
            "title": "Zebra",
            "authors": [f"Family{n}, Given" for n in many],
            "subjects": [f"zebra {n}" for n in many],
        },
        {
            "id": "links",
            "title": "Zebra",
            "doi": "10.5555/links",
            "relations": [{"kind": "cites", "identifiers": [{"kind": "DOI", "value": f"10.5555/{n}"}]} for n in many],
        },
    ]


@pytest.fixture(scope="module")
def part_and_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A library with records a sixteenth as large as they may be, and one with the largest."""
    paths = tmp_path_factory.mktemp("large") / "part", tmp_path_factory.mktemp("large") / "whole"
    for path, part in zip(paths, (_PART, 1), strict=True):
        with shoroku.open(path) as library:
            assert library.add_records(largest(part)).rejects == []
    return paths


@pytest.mark.parametrize(
    "words",
    [
        *(f"{command} {one['id']}" for command in ("show", "similar", "related", "show --json") for one in largest()),
        *(
            "search zebra",
            "search zebra --json",
            "search zebra --explain",
            "search 血清",
            "facets zebra",
            "suggest zeb",
        ),
        *(f"export --format {name}" for name in writers.names()),
        *("graph links --format graphml", "check", "reindex"),
    ],
)
def test_no_command_is_slow_with_the_largest_records(part_and_whole: tuple[Path, Path], words: str) -> None:
    """No command's time grows with the square of the size of the records."""

    def run(library: Path) -> None:
        result = CliRunner().invoke(app, [*words.split(), "--library", str(library)])
        assert result.exit_code == 0, result.output[-500:]

    part, whole = part_and_whole
    assert_in_proportion(lambda: run(part), lambda: run(whole))


def test_many_contributions_of_one_work(tmp_path: Path) -> None:
    """Thousands of records with one DOI are merged, also in pieces; the time does not grow with their square."""

    def take(many: int) -> None:
        named = [Record(id=f"r{n}", titles=(Text(f"Title {n}", "en"),), identifiers=DOI) for n in range(many)]
        (tmp_path / "records.db").unlink(missing_ok=True)
        with Store(tmp_path / "records.db", writable=True) as store:
            for first in range(0, many, many // 8):
                store.take([Contribution("jsonl", one) for one in named[first : first + many // 8]])
            assert store.count() == 1

    assert_in_proportion(lambda: take(8_000 // _PART), lambda: take(8_000))


def test_the_plan_of_a_large_withdrawal(tmp_path: Path) -> None:
    """What a withdrawal would remove and leave is told, in a time that does not grow with the square of the records."""
    many = 40_000
    with filled(tmp_path / "part.db", many // _PART) as part, filled(tmp_path / "whole.db", many) as whole:
        assert_in_proportion(lambda: plan(part, many // _PART), lambda: plan(whole, many))


def filled(path: Path, many: int) -> Store:
    """Return a store with so many contributions, two to a work, three quarters of them of one source."""
    store = Store(path, writable=True)
    for first in range(0, many, 2_000):
        store.take(
            [
                Contribution(
                    "jsonl",
                    Record(
                        id=f"r{n}",
                        titles=TITLE,
                        identifiers=(Identifier("DOI", f"10.5555/{n // 2}"),),
                        sources=("A" if n % 4 else "B",),
                    ),
                )
                for n in range(first, min(first + 2_000, many))
            ]
        )
    return store


def plan(store: Store, many: int) -> None:
    """Plan the withdrawal of the source of three quarters of so many contributions."""
    told = withdrawal.plan(store, "A")
    assert (told.removed, told.records_gone, told.records_changed) == (many * 3 // 4, many // 4, many // 4)
