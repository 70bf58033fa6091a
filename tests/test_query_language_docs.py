"""The pages on the query language: every query on them is read without a problem, and both pages tell the same."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len as cells

from shoroku.cli import app
from shoroku.search.query import Words, parse
from shoroku.search.query.ast import plain_parts
from shoroku.search.query.fields import TEXT, VALUES, YEARS

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"en": "docs/query.md", "ja": "docs/query.ja.md"}
#: Names, tags and signs that the pages speak of by themselves.
_NO_QUERY = re.compile(r"\[\w+\]|\\\||[^\s\[:：]+[:：]|『…』|“…”|＂…＂|[*?~|-]|~2")


def page(language: str) -> str:
    return (ROOT / PAGES[language]).read_text(encoding="utf-8")


def rows(language: str) -> list[tuple[str, str]]:
    """Return the tables' queries, and what stands beside each."""
    found = re.findall(r"^\| `(.+?)` \| (.*) \|$", page(language), re.MULTILINE)
    return [(query, beside) for query, beside in found]


def queries(language: str) -> list[str]:
    """Return what stands in the tables as code: the queries, and other ways to write them."""
    others = [code for _, beside in rows(language) for code in re.findall("`([^`]+)`", beside)]
    return [query for query, _ in rows(language)] + [code for code in others if not _NO_QUERY.fullmatch(code)]


def test_both_pages_hold_the_same_queries() -> None:
    """The page in Japanese explains what the one in English explains, in the same order."""
    assert [query for query, _ in rows("en")] == [query for query, _ in rows("ja")]
    assert len(rows("en")) > 30


@pytest.mark.parametrize("query", sorted({*queries("en"), *queries("ja")}))
def test_every_query_is_read(query: str) -> None:
    """A query of the documentation has no problem, and prints as one that is read into the same tree."""
    parsed = parse(query, strict=True)
    assert parse(str(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize("field", sorted(TEXT | VALUES | YEARS))
def test_every_field_is_explained(field: str) -> None:
    """Each field stands on both pages."""
    name = f"`{field}:" if field != "id" else "[aid]"
    assert name in page("en")
    assert name in page("ja")


@pytest.mark.parametrize("language", PAGES)
def test_what_the_page_calls_a_word_is_one(language: str) -> None:
    """The words that the page tells from signs are read as words."""
    start = page(language).index("`A-B`") - 20
    told = re.findall("`([^`]+)`", page(language)[page(language).index("`", start) : page(language).index("`\\-80`")])
    assert {"IL-6", "A-B", "C++", "(E)-2-hexenal"} <= set(told)
    assert [query for query in told if plain_parts(parse(query).tree) is None and query != "\\"] == []


@pytest.mark.parametrize("query", ["\\-80", "title\\:", "\\AND"])
def test_backslashes(query: str) -> None:
    """The signs that the page takes the meaning from are words."""
    assert parse(query, strict=True).tree == Words(query.replace("\\", ""))


@pytest.mark.parametrize("language", PAGES)
def test_the_snippet_runs(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The page's program prints the tree, what was noticed, and the years."""
    (program,) = re.findall(r"```python\n(.*?)```", page(language), re.DOTALL)
    exec(compile(program, PAGES[language], "exec"), {})  # noqa: S102 (our own page)
    tree, notice, years = capsys.readouterr().out.splitlines()
    assert tree == "関節リウマチ 治療 year:2015.. (IL-6 OR TNF)"
    assert notice.startswith("21 ")
    assert years == "(2015, None)"


@pytest.mark.parametrize("language", PAGES)
def test_help_query_prints_the_page(language: str) -> None:
    """``shoroku help query`` prints all of the page in the reader's language, in lines that fit, without tables' signs."""
    result = CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "80"}).invoke(app, ["help", "query"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    program = re.findall(r"```python\n(.*?)```", page(language), re.DOTALL)[0].splitlines()
    assert [line for line in lines if cells(line) > 80 and line.strip() not in program] == []
    assert not [line for line in lines if line.startswith(("|", "#", "```"))]
    assert "](" not in result.stdout
    assert "help query" not in result.stdout, "the reader is there"
    text = "\n\n".join(part for part in page(language).split("\n\n") if "`shoroku help query`" not in part)

    def letters(text: str) -> str:
        without_links = re.sub(r"\]\([^)]+\)", "", text)
        return re.sub(r"[\s`|#\\\[\]-]|python", "", without_links)

    assert set(letters(text)) == set(letters(result.stdout))
    assert len(letters(result.stdout)) > 0.9 * len(letters(text))


@pytest.mark.parametrize("language", PAGES)
def test_the_page_fits_a_terminal(language: str) -> None:
    """But for the tables, no line is wider than a terminal of 100 columns."""
    lines = page(language).splitlines()
    assert [line for line in lines if not line.startswith("|") and cells(line) > 100] == []


def test_help_of_commands() -> None:
    """``shoroku help`` prints the first page, or a command's; of what is nothing it says what there is."""
    run = CliRunner(env={"SHOROKU_LANG": "en"}).invoke
    assert run(app, ["help"]).stdout == run(app, ["--help"]).stdout
    assert run(app, ["help", "search"]).stdout == run(app, ["search", "--help"]).stdout
    assert run(app, ["help", "harvest", "cinii"]).stdout == run(app, ["harvest", "cinii", "--help"]).stdout
    wrong = run(app, ["help", "serch"])
    assert (wrong.exit_code, "query" in wrong.stderr) == (2, True)
