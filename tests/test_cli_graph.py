"""``shoroku person``, ``project``, ``related``, ``path`` and ``graph``."""

import csv
import io
import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from lxml import etree

import shoroku
from shoroku.cli import app
from shoroku.cli.options.completion import values_of
from tests.graph_records import ARTICLE, AWARD, CITED, DATA, ORCIDS, RESULT, cluster


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Give the folder of a library with a project, its works, data and people."""
    with shoroku.open(tmp_path / "library") as library:
        library.take(cluster())
    return tmp_path / "library"


def run(shelf: Path, *words: str, language: str = "en") -> Result:
    result = CliRunner().invoke(app, [*words, "--library", str(shelf)], env={"SHOROKU_LANG": language})
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    return result


def test_related(shelf: Path) -> None:
    """Every line says what the link is, who states it, and with which word."""
    shown = run(shelf, "related", ARTICLE).output
    assert "is supplemented by\n  Tables of an invented village (2024)" in shown
    assert "Crossref · “is-supplemented-by”" in shown
    assert "DataCite · “IsSupplementTo”" in shown
    assert "Crossref · the work names the award" in shown
    assert "1 reference has no identifier" in shown


def test_kinds_and_limits(shelf: Path) -> None:
    """Some kinds only; what is left out is said; an unknown kind is refused with the names that there are."""
    shown = run(shelf, "related", ARTICLE, "--kind", "cites,data", "--limit", "1").output
    assert "1 more is left out (cites 1)." in shown
    assert "was created by" not in shown
    refused = run(shelf, "related", ARTICLE, "--kind", "likes")
    assert refused.exit_code == 2
    assert "cited-by" in refused.output


def test_what_is_left_out_is_told_by_kind(shelf: Path) -> None:
    """The names are those that --kind takes."""
    shown = run(shelf, "related", ARTICLE, "--limit", "3").output
    assert re.search(r"more are left out \(.*cites 1.*\)\.$", shown, re.MULTILINE)
    shown = run(shelf, "related", ARTICLE, "--limit", "3", language="ja").output
    assert re.search(r"省きました（.*cites 1.*）。$", shown, re.MULTILINE)


def test_a_deleted_record(shelf: Path) -> None:
    """Whoever asks for its links is told that it is deleted, and how to restore it."""
    run(shelf, "delete", ARTICLE)
    for words in (("related", ARTICLE), ("path", ORCIDS[0], ARTICLE), ("graph", ARTICLE)):
        refused = run(shelf, *words)
        assert refused.exit_code == 1
        assert "is deleted" in refused.output
        assert "shoroku undo" in refused.output


def test_person(shelf: Path) -> None:
    """Entries are told apart, each with why."""
    shown = " ".join(run(shelf, "person", "Hanako Yamada", "--works", "--coauthors", "--possibly").output.split())
    assert f"orcid:{ORCIDS[0]}: Crossref, DataCite, in 2 places" in shown
    assert "nobody says whether they are by one person" in shown
    assert "what one source takes for one person" in shown
    assert "+ co-author Ken Sato" in shown
    assert "- Diets in an invented village" in shown
    assert "Ken Sato · 2 works · 2023–2025 · by name only" in shown


@pytest.mark.parametrize(
    ("words", "said", "in_japanese"),
    [
        (("person", "Nobody Atall"), "No record names such a person.", "該当する人物のレコードはありません。"),
        (
            ("person", "Nobody Atall", "--json"),
            "No record names such a person.",
            "該当する人物のレコードはありません。",
        ),
        (("person", "0000-0002-1825-0098"), "The check digit of this ORCID is wrong: 0000-0002-1825-0098", "検査数字"),
        (("related", "https://orcid.org/0000-0002-1825-0098"), "The check digit of this ORCID is wrong:", "検査数字"),
        (("path", "Nobody", AWARD), "“Nobody” is neither a name nor an identifier", "「Nobody」"),
        (("path", AWARD, "0000000218250098"), "The check digit of this ORCID is wrong: 0000000218250098", "検査数字"),
        (("project", "99ZZ9999"), "No project has the number 99ZZ9999, and no work names it.", "課題番号 99ZZ9999"),
        (("related", "Nobody"), "If it is a name, run: shoroku person NAME", "shoroku person NAME"),
        (("graph", "Nobody"), "If it is a name, run: shoroku person NAME", "shoroku person NAME"),
    ],
)
def test_nobody(shelf: Path, words: tuple[str, ...], said: str, in_japanese: str) -> None:
    """What no record has is an error that tells names, numbers and misprinted ORCIDs apart."""
    result = run(shelf, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in " ".join(result.stderr.split())
    assert in_japanese in run(shelf, *words, language="ja").stderr.replace("\n", "")


@pytest.mark.parametrize("words", [("person",), ("project",), ("related",), ("graph",), ("path", AWARD), ("path",)])
def test_nothing(shelf: Path, words: tuple[str, ...]) -> None:
    """An empty word is wrong use."""
    more = ("x",) if words == ("path",) else ()
    result = run(shelf, *words, " ", *more)
    assert result.exit_code == 2
    assert "Give a name, an identifier or a number." in result.stderr


def test_what_has_no_name_is_shown_once(shelf: Path) -> None:
    """A node without a name has one line."""
    shown = run(shelf, "related", CITED).output + run(shelf, "project", AWARD, "--works").output
    assert shown.count(f"doi:{RESULT}") == 1


def test_a_name_that_is_cut_says_so(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many records with the name were not looked at is said in both languages and in JSON."""
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 1)
    assert "2 more records have the name and were not looked at" in run(shelf, "person", "Ken Sato").output
    assert "この氏名のあるレコードがほかに 2 件ありますが" in run(shelf, "person", "Ken Sato", language="ja").output
    entries = json.loads(run(shelf, "person", "Ken Sato", "--json").output)
    assert [one["person"]["left_out"] for one in entries] == [2]


def test_left_out_and_references(shelf: Path) -> None:
    """Links that are left out are links; references are counted where citations were asked for."""
    none = run(shelf, "related", ARTICLE, "--limit", "0").output
    assert "6 more are left out (" in none
    assert "No source states a link." not in none
    assert "No source states a link." in run(shelf, "related", ARTICLE, "--kind", "review").output
    assert "1 reference has no identifier" in run(shelf, "related", ARTICLE, "--kind", "data,cites").output
    assert "no identifier" not in run(shelf, "related", ARTICLE, "--kind", "person").output


@pytest.mark.parametrize("words", [("related", ARTICLE, "--kind"), ("path", ARTICLE, CITED, "--through")])
@pytest.mark.parametrize("names", ["", " , "])
def test_an_empty_list_is_refused(shelf: Path, words: tuple[str, ...], names: str) -> None:
    """An empty list of kinds or ways is wrong use, and the message has the names."""
    result = run(shelf, *words, names)
    assert result.exit_code == 2
    assert "Give at least one of c" in result.stderr


def test_project(shelf: Path) -> None:
    """Both bases are told apart, and members have their roles."""
    shown = run(shelf, "project", f"JP{AWARD}", "--works", "--members").output
    assert "2 works: 1 listed by the project, 1 naming the award; 1 member\n" in shown
    assert "KAKEN · “principal_investigator”" in shown
    assert f"doi:{RESULT} · not in this library" in shown


def test_path(shelf: Path) -> None:
    """A path shows every step; without one, the command says so."""
    shown = run(shelf, "path", "山田 花子", CITED).output
    assert "↓ created" in shown
    assert "↓ cites" in shown
    assert "Both are this person." in run(shelf, "path", "山田 花子", ORCIDS[0]).output
    same = run(shelf, "path", "Ken Sato", ARTICLE).output
    assert same.startswith("Ken Sato\nnamed in:\nDiets in an invented village (2025)\n")
    assert same.endswith("Both lead to this record.\n")
    assert run(shelf, "path", CITED, "Ken Sato", "--through", "citations").output.endswith(
        "This record names Ken Sato.\n"
    )
    none = run(shelf, "path", ORCIDS[0], ORCIDS[1], "--most", "2")
    assert (none.exit_code, none.output) == (0, "No path of at most 2 links.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("person", "Hanako Yamada", "--coauthors", "--possibly"),
        ("project", AWARD),
        ("related", ARTICLE, "--depth", "2"),
        ("path", ORCIDS[0], CITED),
    ],
)
def test_json(shelf: Path, words: tuple[str, ...]) -> None:
    """The answer as JSON is that of the library."""
    told = json.loads(run(shelf, *words, "--json").stdout)
    assert told
    assert "held" in json.dumps(told) or "basis" in json.dumps(told)


def test_formats(shelf: Path, tmp_path: Path) -> None:
    """GraphML, DOT, CSV, JSON-LD and JSON have the same nodes and edges."""
    whole = json.loads(run(shelf, "graph", ARTICLE, "--depth", "2", "--format", "json").stdout)
    nodes, edges = {node["id"] for node in whole["nodes"]}, len(whole["edges"])
    target = tmp_path / "g.graphml"
    written = run(shelf, "graph", ARTICLE, "--depth", "2", "--output", str(target))
    assert written.exit_code == 0
    assert written.stdout == f"{len(nodes)} nodes and {edges} edges written to {target}\n"
    root = etree.parse(target).getroot()
    name = "{http://graphml.graphdrawing.org/xmlns}"
    assert {one.get("id") for one in root.iter(f"{name}node")} == nodes
    assert len(list(root.iter(f"{name}edge"))) == edges
    dot = run(shelf, "graph", ARTICLE, "--depth", "2", "--format", "dot").stdout
    assert dot.count(" -> ") == edges
    rows = list(csv.DictReader(io.StringIO(run(shelf, "graph", ARTICLE, "--depth", "2", "--format", "csv").stdout)))
    assert len(rows) == edges
    assert {row["kind"] for row in rows if row["start"] == f"doi:{DATA}" and row["end"] == f"doi:{ARTICLE}"} == {
        "supplements"
    }
    linked = json.loads(run(shelf, "graph", ARTICLE, "--depth", "2", "--format", "jsonld").stdout)
    (article,) = (one for one in linked["@graph"] if one.get("@id") == f"https://doi.org/{ARTICLE}")
    assert article["cito:cites"] == [{"@id": f"https://doi.org/{CITED}"}]
    assert {"@id": f"https://orcid.org/{ORCIDS[0]}"} in article["creator"]


def test_a_graph_that_is_cut_says_so(shelf: Path) -> None:
    """How many links are left out is told beside the file."""
    result = run(shelf, "graph", ARTICLE, "--depth", "2", "--limit", "3", "--format", "csv")
    assert result.stderr.endswith("links are left out.\n")


def test_json_is_one_format(shelf: Path) -> None:
    """--json with another format is refused; with none, or its own, it is JSON."""
    for name in ("dot", "graphml"):
        result = run(shelf, "graph", ARTICLE, "--json", "--format", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"--format {name}" in result.stderr
    assert run(shelf, "graph", ARTICLE, "--json").stdout == run(shelf, "graph", ARTICLE, "--format", "json").stdout
    assert json.loads(run(shelf, "graph", ARTICLE, "--json", "--format", "json").stdout)["nodes"]


def test_existing_files_are_kept(shelf: Path, tmp_path: Path) -> None:
    """A file is replaced only with --force."""
    (tmp_path / "g").write_text("mine")
    assert run(shelf, "graph", ARTICLE, "-o", str(tmp_path / "g")).exit_code != 0
    assert (tmp_path / "g").read_text() == "mine"
    assert run(shelf, "graph", ARTICLE, "-o", str(tmp_path / "g"), "--force").exit_code == 0


def test_in_japanese(shelf: Path) -> None:
    """Everything is said in Japanese, too."""
    shown = run(shelf, "related", ARTICLE, language="ja").output
    assert "補足資料" in shown
    assert "Crossref · 「is-supplemented-by」" in shown
    assert "識別子のない参考文献が 1 件" in shown
    assert "識別子により統合" in run(shelf, "person", "山田 花子", language="ja").output


def test_unknown(shelf: Path) -> None:
    """What nobody names is an error with advice."""
    result = run(shelf, "related", "10.5555/unheard-of")
    assert result.exit_code == 1
    assert "10.5555/unheard-of" in result.stderr


def test_check_reports_contradictions(shelf: Path) -> None:
    """A chain that would join two ORCIDs is reported, and is no damage."""
    from shoroku import Contribution
    from tests.graph_records import person, work

    one = work("10.5555/x", person("A", ("ORCID", ORCIDS[1]), ("ERAD", "10000001")))
    with shoroku.open(shelf) as library:
        library.take([Contribution("other", one)])
    result = run(shelf, "check")
    assert result.exit_code == 0
    assert "No problems" in result.output
    assert "identifiers of several people" in result.output


# --- Facets -----------------------------------------------------------------------------------------------------------


def test_facets(shelf: Path) -> None:
    """A facet shows what a project, a funder or an institution is called, and in brackets what narrows a search to it."""
    shown = run(shelf, "search", "--facet", "project", "--facet", "funder", "--facet", "institution").output
    assert f"架空の村の食生活 [{AWARD}] (2)" in " ".join(
        run(shelf, "search", "--facet", "project", language="ja").output.split()
    )
    assert f"Diets in an invented village [{AWARD}] (2)" in " ".join(shown.split())
    assert "[ror:00hhkn466] (1)" in " ".join(shown.split())
    assert "Institute of Examples [ror:05dxps055] (1)" in " ".join(shown.split())
    for option in (
        ("--project", f"JP{AWARD}"),
        ("--funder", "ror:00hhkn466"),
        ("--institution", "institute of examples"),
    ):
        found = json.loads(run(shelf, "search", *option, "--json").output)
        assert f"doi:{ARTICLE}" in {hit["id"] for hit in found["hits"]}


def test_completion_of_facet_values(shelf: Path) -> None:
    """A shell completes a funder by its identifier and by its name."""
    context = click.Context(click.Command("search"))
    context.params["library"] = shelf
    complete = values_of("funder")
    parameter = click.Option(["--funder"])
    assert complete(context, parameter, "ror:") == ["ror:00hhkn466"]
    assert complete(context, parameter, "japan soc") == ["Japan Society for the Promotion of Science"]
