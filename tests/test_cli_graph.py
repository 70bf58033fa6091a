"""``shoroku person``, ``project``, ``related``, ``path`` and ``graph``."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

import shoroku
from shoroku.cli import app
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
    assert "1 more is left out." in shown
    assert "was created by" not in shown
    refused = run(shelf, "related", ARTICLE, "--kind", "likes")
    assert refused.exit_code == 2
    assert "cited-by" in refused.output


def test_person(shelf: Path) -> None:
    """Entries are told apart, each with why."""
    shown = " ".join(run(shelf, "person", "Hanako Yamada", "--works", "--coauthors", "--possibly").output.split())
    assert f"orcid:{ORCIDS[0]}: Crossref, DataCite, in 2 places" in shown
    assert "nobody says whether they are by one person" in shown
    assert "what one source takes for one person" in shown
    assert "+ co-author Ken Sato" in shown
    assert "- Diets in an invented village" in shown
    assert "Ken Sato · 2 works · 2023–2025 · by name only" in shown


def test_nobody(shelf: Path) -> None:
    """A name that no record has is no error."""
    result = run(shelf, "person", "Nobody Atall")
    assert (result.exit_code, result.output) == (0, "No record names anyone like that.\n")


def test_project(shelf: Path) -> None:
    """Both bases are told apart, and members have their roles."""
    shown = run(shelf, "project", f"JP{AWARD}", "--works", "--members").output
    assert "2 works: 1 listed by the project, 1 that name the award; 1 members" in shown
    assert "KAKEN · “principal_investigator”" in shown
    assert f"doi:{RESULT} · not in this library" in shown


def test_path(shelf: Path) -> None:
    """A path shows every step; without one, the command says so."""
    shown = run(shelf, "path", "山田 花子", CITED).output
    assert "↓ created" in shown
    assert "↓ cites" in shown
    assert "Both are this person." in run(shelf, "path", "山田 花子", ORCIDS[0]).output
    assert "Both are named in this record" in run(shelf, "path", "Ken Sato", ARTICLE).output
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
    assert run(shelf, "graph", ARTICLE, "--depth", "2", "--output", str(target)).exit_code == 0
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
    assert "3 nodes" in result.stderr
    assert "left out" in result.stderr


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
