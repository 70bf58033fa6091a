"""Filters by author, publisher and subject and merged journals, through all that takes filters: query, files, saved searches."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library, Text
from shoroku.cli import app

Made = Callable[..., Any]

JA, EN, ISSN = "架空血清学", "Imaginary Serology", "2189-0595"
NARROWINGS = {
    "author": ("Yamada Hanako", ["a", "b"]),
    "publisher": ("example HOUSE", ["a"]),
    "subject": ("serum", ["a", "c"]),
    "journal": (EN, ["a", "b"]),
}


@pytest.fixture
def shelf(library: Library, fill: Made, record: Made) -> Library:
    """Give three records; the journal of the first two has no name in common."""
    house, subject = (Text("Example House"),), "Serum"
    return fill(  # type: ignore[no-any-return]
        library,
        record(
            "a",
            "Protein one",
            journals=JA,
            issns=(ISSN,),
            creators=("Hanako Yamada",),
            publishers=house,
            subjects=subject,
        ),
        record("b", "Protein two", journals=EN, issns=(ISSN,), creators=("Yamada, Hanako",)),
        record("c", "Protein three", journals="Glass", creators=("Ken Sato",), subjects=subject),
    )


def run(shelf: Library, *arguments: str) -> Result:
    settings = {"SHOROKU_LANG": "en", "SHOROKU_LIBRARY": str(shelf.path), "SHOROKU_STATE": str(shelf.path / "state")}
    result = CliRunner(env=settings).invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("name", NARROWINGS)
def test_all_and_export(shelf: Library, name: str) -> None:
    """What is taken out is what a search with that filter finds."""
    value, found = NARROWINGS[name]
    asked: Any = {name: value}
    assert sorted(hit.id for hit in shelf.search("protein", **asked).hits) == found
    assert sorted(one.id for one in shelf.all("protein", **asked)) == found
    assert sorted(one.id for one in shelf.all(**asked)) == found
    lines = b"".join(shelf.export("jsonl", "protein", **asked)).splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == found
    written = run(shelf, "export", "protein", "--format", "jsonl", f"--{name}", value).stdout
    assert sorted(json.loads(line)["id"] for line in written.splitlines()) == found


@pytest.mark.parametrize("name", NARROWINGS)
def test_similar(shelf: Library, name: str) -> None:
    """Similar records are narrowed, too."""
    value, found = NARROWINGS[name]
    asked: Any = {name: value}
    assert {one.id for one in shelf.similar("c", **asked)} == set(found) - {"c"}


@pytest.mark.parametrize("name", NARROWINGS)
def test_saved_searches(shelf: Library, fill: Made, record: Made, name: str) -> None:
    """A saved search keeps its filter, shows it, and has only what fits it as news."""
    value, _ = NARROWINGS[name]
    run(shelf, "save", "mine", "protein", f"--{name}", value)
    (kept,) = json.loads(run(shelf, "saved", "--json").stdout)
    assert kept[name] == [value]
    assert f"--{name} {shlex.quote(value)}" in run(shelf, "saved").stdout
    fits = {
        "author": {"creators": ("Hanako Yamada",)},
        "publisher": {"publishers": (Text("Example House"),)},
        "subject": {"subjects": "Serum"},
        "journal": {"journals": JA},
    }[name]
    fill(shelf, record("d", "Protein four", **fits), record("e", "Protein five", creators=("Jiro Kato",)))
    (news,) = json.loads(run(shelf, "new", "mine", "--json").stdout)
    assert [hit["id"] for hit in news["new"]] == ["d"]


@pytest.mark.parametrize("name", NARROWINGS)
def test_history(shelf: Library, name: str) -> None:
    """The history has the filters, as they are typed again."""
    value, _ = NARROWINGS[name]
    run(shelf, "search", "protein", f"--{name}", value)
    (past,) = json.loads(run(shelf, "history", "--json").stdout)
    assert past[name] == [value]
    assert f"shoroku search protein --{name} {shlex.quote(value)}" in run(shelf, "history").stdout


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f'journal:"{EN}"', ["a", "b"]),
        (f"journal:{JA}", ["a", "b"]),
        (f"issn:{ISSN}", ["a", "b"]),
        ("journal:imagin*", ["a", "b"]),
        ("journal:nothing*", []),
        ("protein -journal:imagin*", ["c"]),
        ("publisher:house", ["a"]),
        ("publisher:nothing", []),
        ("author:yamada", ["a", "b"]),
        ("subject:serum", ["a", "c"]),
    ],
)
def test_fields_of_the_query(shelf: Library, query: str, found: list[str]) -> None:
    """A journal is one under all its names in the query too; publishers are found by their words."""
    page = shelf.search(query)
    assert sorted(hit.id for hit in page.hits) == found
    assert page.total == len(found)


def test_facets_within_the_query(shelf: Library) -> None:
    """What the query itself says narrows its own facet; what a filter says does not."""
    (one,) = shelf.search(f"protein issn:{ISSN}", facets=["journal"]).facets["journal"]
    assert (one.count, one.issns, sorted(one.names.values())) == (2, (ISSN,), [EN, JA])
    assert [(one.count) for one in shelf.search("protein", journal=ISSN, facets=["journal"]).facets["journal"]] == [
        2,
        1,
    ]
    authors = shelf.search("protein -journal:Glass", facets={"author": 5}).facets["author"]
    assert [(one.value, one.count) for one in authors] == [("Hanako Yamada", 2)]


@pytest.mark.parametrize(
    ("name", "begun", "offered"),
    [
        ("author", "yama", "Yamada Hanako"),
        ("publisher", "exa", "Example House"),
        ("subject", "ser", "Serum"),
        ("journal", "imag", EN),
    ],
)
def test_completion(shelf: Library, name: str, begun: str, offered: str) -> None:
    """Tab offers values that the filter then finds."""
    environment = {
        "_SHOROKU_COMPLETE": "bash_complete",
        "COMP_WORDS": f"shoroku search --library {shelf.path} --{name} {begun}",
        "COMP_CWORD": "5",
    }
    result = CliRunner(env=environment).invoke(app, [], prog_name="shoroku")
    assert f"plain,{offered}" in result.stdout.splitlines()
    asked: Any = {name: offered}
    assert shelf.search(**asked).total


def test_formats_count_nothing(shelf: Library, tmp_path: Path) -> None:
    """Facets are for pages; records in another format come alone."""
    assert "author" not in run(shelf, "search", "protein", "--format", "ris", "--facet", "author").stdout.casefold()
    assert json.loads(run(shelf, "search", "protein", "--format", "json", "--facet", "author:1").stdout)["facets"] == {
        "author": [{"value": "Hanako Yamada", "count": 2}]
    }
