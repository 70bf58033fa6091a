"""``shoroku search``: words in; ranked records, facets and highlights out."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len as cells

from shoroku import Library, Record
from shoroku.cli import app

HIT_KEYS = {
    "id", "score", "title", "title_other", "creators", "journal", "year", "volume", "issue", "pages", "language",
    "sources", "doi", "highlights",
}  # fmt: skip
Made = Callable[..., Any]


def search(*arguments: object, language: str = "en", **environment: Any) -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_LIBRARY": None, "COLUMNS": "80", **environment})
    return runner.invoke(app, ["search", *map(str, arguments)])


@pytest.fixture
def some(library: Library, fill: Made, record: Made) -> Path:
    """Give a library of three records, one bilingual."""
    fill(
        library,
        record(
            "one",
            ("IL-6阻害薬とバイオマーカー", "Biomarkers for IL-6 inhibition therapy"),
            "IL-6はサイトカインである。",
            creators=(("藤本 穣", "Fujimoto Minoru"), ("仲 哲治",)),
            journals=("Clinical Rheumatology", "臨床リウマチ"),
            year=2020,
            volume="32",
            issue="4",
            pages="323-330",
            language="ja",
            sources=("JaLC", "CiNii Articles"),
        ),
        record("two", "Cytokine storms", year=2015, language="en", sources=("JaLC",), journals="Storms"),
        record("three", "Cytokine and biomarkers", year=2011, language="en", type="book"),
    )
    return library.path


@pytest.fixture
def found(some: Path) -> Callable[..., dict[str, Any]]:
    """Give a function that searches and returns the JSON."""

    def found(*arguments: object) -> dict[str, Any]:
        result = search(*arguments, "--json", "--library", some)
        assert result.exit_code == 0, result.output
        printed: dict[str, Any] = json.loads(result.stdout)
        return printed

    return found


def ids(printed: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in printed["hits"]]


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_shape(found: Made) -> None:
    """The JSON has the keys that programs rely on, with their types."""
    page = found("サイトカイン", "IL-6")
    assert {"query", "total", "relaxed", "took_ms", "hits", "facets"} <= page.keys()
    assert page["query"] == "サイトカイン IL-6"
    assert (page["total"], page["relaxed"]) == (1, False)
    assert isinstance(page["took_ms"], float)
    (hit,) = page["hits"]
    assert hit.keys() >= HIT_KEYS
    assert hit["title"] == "IL-6阻害薬とバイオマーカー"
    assert hit["title_other"] == "Biomarkers for IL-6 inhibition therapy"
    assert hit["creators"] == ["藤本 穣", "仲 哲治"]
    assert (hit["journal"], hit["year"], hit["volume"], hit["issue"]) == ("臨床リウマチ", 2020, "32", "4")
    assert (hit["pages"], hit["language"], hit["doi"]) == ("323-330", "ja", None)
    assert hit["sources"] == ["JaLC", "CiNii Articles"]
    assert hit["highlights"]["title"] == "<mark>IL-6</mark>阻害薬とバイオマーカー"
    assert hit["highlights"]["abstract"] == "<mark>IL-6</mark>は<mark>サイトカイン</mark>である。"


def test_json_of_a_bare_record(found: Made) -> None:
    """What a record lacks is null, or an empty text."""
    (hit,) = found("storms")["hits"]
    assert hit["title_other"] is None
    assert hit["highlights"]["abstract"] is None
    assert (hit["doi"], hit["creators"], hit["volume"]) == (None, [], "")


def test_json_facets(found: Made) -> None:
    """Journal, year, language and source are counted."""
    assert found("cytokine storms")["facets"] == {
        "journal": [{"value": "Storms", "count": 1}],
        "year": [{"value": "2015", "count": 1}],
        "language": [{"value": "en", "count": 1}],
        "source": [{"value": "JaLC", "count": 1}],
    }


def test_json_relaxed(found: Made) -> None:
    """Records that hold most of the words are distinguished."""
    page = found("cytokine", "storms", "quux")
    assert (page["total"], page["relaxed"]) == (0, True)
    assert [hit["relaxed"] for hit in page["hits"]] == [True]


# --- What is asked ----------------------------------------------------------------------------------------------------

FILTERS = [
    ((), {"one", "two", "three"}),
    (("--journal", "臨床リウマチ"), {"one"}),
    (("--journal", "Storms", "--journal", "Clinical Rheumatology"), {"one", "two"}),
    (("--year", "2015..2020"), {"one", "two"}),
    (("--year", "2015"), {"two"}),
    (("--year", "2015..2015"), {"two"}),
    (("--year", "2015.."), {"one", "two"}),
    (("--year", "..2015"), {"two", "three"}),
    (("--language", "ja"), {"one"}),
    (("--source", "JaLC"), {"one", "two"}),
    (("--type", "book"), {"three"}),
    (("--type", "book", "--language", "ja"), set()),
]


@pytest.mark.parametrize(("options", "expected"), FILTERS)
def test_filters(found: Made, options: tuple[str, ...], expected: set[str]) -> None:
    """Each filter narrows the search; values of one that is repeated are alternatives."""
    assert set(ids(found(*options))) == expected


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("2011-2015", {"two", "three"}),
        ("-2011", {"three"}),
        ("2020-", {"one"}),
        ("平成27年", {"two"}),
        ("H23", {"three"}),
        ("令和2年", {"one"}),
        ("平成20年代", {"two", "three"}),
    ],
)
def test_years_as_in_the_query_language(found: Made, years: str, expected: set[str]) -> None:
    """--year reads every range that year: reads, Japanese eras included."""
    assert set(ids(found(f"--year={years}"))) == expected


def test_months_are_ignored_aloud(some: Path) -> None:
    """--year with a month searches the year and says so."""
    result = search("--year", "2015/04", "--library", some)
    assert "Cytokine storms" in result.stdout
    assert result.stderr == "Only years can be searched; the month and day of “2015/04” were ignored.\n"


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        (("transformer", "-vision"), "en", 'put the query in quotation marks, "WORD -vision", or write NOT vision.'),
        (("transformer", "-night"), "en", 'put the query in quotation marks, "WORD -night", or write NOT night.'),
        (("関節炎", "-若年性"), "ja", '検索式全体を引用符で囲む（"語 -若年性"）か、NOT 若年性 と書いてください。'),
    ],
)
def test_excluded_word_without_quotation_marks(words: tuple[str, ...], language: str, expected: str) -> None:
    """A word to exclude that the command line takes for an option is answered with how to write it."""
    result = search(*words, language=language)
    assert result.exit_code == 2
    assert expected in result.output


def test_mistyped_option_is_no_excluded_word() -> None:
    """An unknown long option gets no advice on excluding words."""
    assert "NOT" not in search("tea", "--vision").output


@pytest.mark.parametrize("years", ["20x", "", "..2015..", "2020..2015", "20155"])
def test_years_that_are_none(years: str) -> None:
    """What is not a range of years is a usage error."""
    result = search("x", f"--year={years}")
    assert result.exit_code == 2
    assert "--year" in result.stderr


def test_order(found: Made) -> None:
    """--sort gives the newest or the oldest first."""
    assert ids(found("--sort", "newest")) == ["one", "two", "three"]
    assert ids(found("--sort", "oldest")) == ["three", "two", "one"]


def test_pages(found: Made) -> None:
    """--limit and --offset cut the list into pages; --cursor continues after one."""
    first = found("--sort", "oldest", "-n", "2")
    assert ids(first) == ["three", "two"]
    assert ids(found("--sort", "oldest", "--offset", "2")) == ["one"]
    assert ids(found("--sort", "oldest", "-n", "2", "--cursor", first["cursor"])) == ["one"]
    assert found("--sort", "oldest", "--offset", "2")["cursor"] is None


def test_facet_size(found: Made) -> None:
    """--facet-size bounds the values, --no-facets leaves them out."""
    assert len(found("--facet-size", "1")["facets"]["year"]) == 1
    assert found("--no-facets")["facets"] == {}


def test_a_wrong_cursor(some: Path) -> None:
    """An invalid cursor is a usage error, reported in one line."""
    result = search("x", "--cursor", "!", "--library", some)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: cursor")


@pytest.mark.parametrize("query", ['"', "AND OR (", "、。！", "🍣", "\udcff", "x " * 10_000, "a\x00b", "--", "-- -x"])
def test_no_query_is_wrong(some: Path, query: str) -> None:
    """Every query gets a response."""
    assert search("--library", some, "--", query).exit_code == 0
    as_json = search("--library", some, "--json", "--", query)
    assert as_json.exit_code == 0
    assert "hits" in json.loads(as_json.stdout)


# --- For people -------------------------------------------------------------------------------------------------------


def test_text(some: Path) -> None:
    """A hit has its titles, people, bibliographic line, sources, abstract and id; facets follow."""
    lines = search("IL-6", "サイトカイン", "--library", some).stdout.splitlines()
    assert re.fullmatch(r"1 record \(\d+\.\d ms\)", lines[0])
    assert lines[2:6] == [
        "1.  IL-6阻害薬とバイオマーカー",
        "    Biomarkers for IL-6 inhibition therapy",
        "    藤本 穣, 仲 哲治 · 臨床リウマチ 32(4), 323-330, 2020 · JaLC, CiNii Articles",
        "    IL-6はサイトカインである。",
    ]
    assert lines[6] == "    one"
    assert "Journal      Clinical Rheumatology (1)" in lines
    assert "Year         2020 (1)" in lines


def test_relaxed_hits_are_set_apart(some: Path) -> None:
    """A line stands before the records that hold most of the words."""
    text = search("cytokine", "storms", "quux", "--library", some).stdout
    assert text.startswith("No record contains all the words; 1 contains some of them")
    assert text.index("Records that contain only some of the words") < text.index("1.  Cytokine storms")


def test_relaxed_hits_go_on_counting(library: Library, fill: Made, record: Made) -> None:
    """Hits are numbered consecutively, and one line separates complete from partial matches."""
    fill(library, record("a", "red green blue"), record("b", "red green"), record("c", "green blue"))
    text = search("red green blue", "--library", library.path).stdout
    assert text.count("Records that contain only some of the words") == 1
    assert [line[0] for line in text.splitlines() if re.match(r"\d\. ", line)] == ["1", "2", "3"]


def test_nothing_found(some: Path) -> None:
    """If nothing is found there is a hint, and the code is 0."""
    result = search("qwertyuiop", "--library", some)
    assert result.exit_code == 0
    assert "0 records" in result.stdout
    assert "Use fewer or different words" in result.stdout


def test_nothing_found_for_a_filter(some: Path) -> None:
    """If a filter is why, the counts of its other values are shown."""
    text = search("storms", "--language", "ja", "--library", some).stdout
    assert "0 records" in text
    assert "Language     en (1)" in text


def test_in_japanese(some: Path) -> None:
    """The words around the records are Japanese in a Japanese locale."""
    text = search("cytokine", "storms", "quux", "--library", some, language="ja").stdout
    assert "語の一部を含むものは 1 件" in text
    assert "── 語の一部だけを含むレコード ──" in text
    assert "データソース" in text


def test_next_page(some: Path) -> None:
    """If there is more, the way to it is reported; numbers continue."""
    assert "--offset 2" in search("-n", 2, "--sort", "oldest", "--library", some).stdout
    assert "--offset 2" in search("-n", 1, "--offset", 1, "--sort", "oldest", "--library", some).stdout
    assert "\n3.  IL-6" in search("--offset", 2, "--sort", "oldest", "--library", some).stdout


def test_next_page_by_cursor(some: Path, found: Made) -> None:
    """Behind a cursor nobody knows the numbers: hits have none, and the way on is the next cursor."""
    first, second = (found("--sort", "oldest", "-n", 1, "--offset", offset)["cursor"] for offset in (0, 1))
    text = search("--cursor", first, "-n", 1, "--sort", "oldest", "--library", some).stdout
    assert "\n–   Cytokine storms" in text
    assert f"--cursor {second}" in text


def test_a_very_long_query(some: Path) -> None:
    """That a query was too long to be asked whole is said."""
    result = search("--library", some, *(f"word{number}" for number in range(10_000)))
    assert "only its first part was searched for" in result.stderr
    assert result.exit_code == 0


def test_lines_fit(library: Library, fill: Made, record: Made) -> None:
    """No line is wider than the terminal, in Japanese either, and no line begins with a full stop or a comma."""
    long = "関節リウマチの治療、および薬物動態の研究について報告する。" * 8
    people = tuple(f"山田 太郎{number}" for number in range(20))
    fill(library, record("a", (long, "word " * 60), long, creators=people, journals="雑誌" * 40, year=2000))
    for columns in ("40", "80"):
        lines = search("関節リウマチ", "--library", library.path, COLUMNS=columns).stdout.splitlines()
        assert max(map(cells, lines)) <= int(columns)
        assert max(map(cells, lines)) >= int(columns) - 4
        assert not [line for line in lines if line.strip()[:1] in ("。", "、")]


def test_many_people(library: Library, fill: Made, record: Made) -> None:
    """Of many people the first six are named."""
    fill(library, record("a", "Title", creators=tuple(f"P{number}" for number in range(9))))
    assert "P4, P5, and 3 more" in search("title", "--library", library.path).stdout


# --- Safety and colours -----------------------------------------------------------------------------------------------

ESCAPES = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "\x07",
    "\r\nfake line",
    "\u202egnp.exe",
    "\x00",
    "\x08\x08",
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_records_cannot_drive_the_terminal(library: Library, fill: Made, record: Made, escape: str) -> None:
    """No control character or escape of a record comes through, wherever it stands."""
    evil = f"A {escape} quick {escape} brown"
    full: Record = record(
        "a", evil, evil, creators=(evil,), journals=evil, sources=(evil,), language=evil, volume=evil, pages=evil
    )
    fill(library, full)
    text = search("quick", "--library", library.path).output
    assert "brown" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "\nfake" not in text


def test_no_colours_when_piped(some: Path) -> None:
    """Nothing but text goes into a pipe."""
    assert "\x1b" not in search("IL-6", "--library", some, FORCE_COLOR=None).output


def test_colours_where_they_are_wanted(some: Path) -> None:
    """Found words stand out where colours are on, and not with NO_COLOR."""
    wanted: dict[str, Any] = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": None}
    assert "\x1b[1;33mIL-6\x1b[0m" in search("IL-6", "--library", some, **wanted).stdout
    assert "\x1b[1;33m" not in search("IL-6", "--library", some, **{**wanted, "NO_COLOR": "1"}).stdout


# --- Which library ----------------------------------------------------------------------------------------------------


def test_the_sample_stands_in(tmp_path: Path, cache: Path) -> None:
    """With no library and none asked for, the bundled sample is searched, and one line says so."""
    first = search("IL-6阻害薬", "--with-disallowed-abstracts", XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path))
    assert first.exit_code == 0
    assert "IL-6阻害薬とバイオマーカー" in first.stdout
    assert first.stderr.count("\n") == 1
    assert "shoroku add FILE" in first.stderr
    assert len(list(cache.glob("sample-*"))) == 1


def test_the_sample_without_a_cache(tmp_path: Path) -> None:
    """If the cache folder cannot be written to, the sample is searched all the same."""
    (tmp_path / "file").touch()
    result = search("IL-6", XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path), SHOROKU_CACHE=str(tmp_path / "file"))
    assert result.exit_code == 0
    assert "IL-6阻害薬" in result.stdout


def test_a_library_of_ones_own_is_taken(tmp_path: Path) -> None:
    """A library at the default place is searched instead of the sample."""
    runner = CliRunner(env={"SHOROKU_LANG": "en", "SHOROKU_LIBRARY": None, "XDG_DATA_HOME": str(tmp_path)})
    runner.invoke(app, ["add", "-"], input='{"id": "mine", "title": "Mine"}')
    assert (tmp_path / "shoroku" / "records.db").exists()
    result = search("mine", XDG_DATA_HOME=str(tmp_path))
    assert result.stderr == ""
    assert "1.  Mine" in result.stdout


def test_a_place_that_was_named(tmp_path: Path) -> None:
    """A place that was named and holds no library is an error, not the sample."""
    by_option = search("x", "--library", tmp_path / "nowhere")
    by_variable = search("x", SHOROKU_LIBRARY=str(tmp_path / "nowhere"))
    for result in (by_option, by_variable):
        assert result.exit_code == 3
        assert f"There is no library at {tmp_path / 'nowhere'}" in result.stderr


def test_before_the_command(some: Path) -> None:
    """--library may stand before the command; behind it, it counts more than there and than the variable."""
    environment = {"SHOROKU_LANG": "en", "SHOROKU_LIBRARY": "/nowhere"}
    runner = CliRunner(env=environment)
    assert runner.invoke(app, ["--library", str(some), "search", "storms"]).exit_code == 0
    assert runner.invoke(app, ["--library", "/nowhere", "search", "storms", "--library", str(some)]).exit_code == 0
    assert runner.invoke(app, ["search", "storms"]).exit_code == 3


def test_no_hits_wanted(some: Path) -> None:
    """--limit 0 tells how many records there are, and not that nothing was found."""
    result = search("cytokine", "--limit", 0, "--library", some)
    assert "records" in result.stdout
    assert "Nothing was found" not in result.stdout
