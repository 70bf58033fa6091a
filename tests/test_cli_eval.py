"""``shoroku eval``: the measures of a retrieval collection."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku.cli import app
from shoroku.evaluation import MEASURES
from shoroku.search import FEATURES

#: A collection whose answers are in the other language than the question.
CROSSING = Path(__file__).resolve().parents[1] / "benchmarks" / "relevance" / "collections" / "crossing"


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Give a collection of two documents and two queries, each of which finds its own."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    documents = [{"id": "d1", "title": "Apples", "text": "red"}, {"id": "d2", "title": "Pears", "text": "green"}]
    queries = [{"id": "q1", "text": "apples"}, {"id": "q2", "text": "pears"}]
    for name, lines in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("q1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


def evaluate(*arguments: object, language: str = "en", columns: int = 100) -> Result:
    return CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": str(columns)}).invoke(
        app, ["eval", *map(str, arguments)]
    )


def test_json(collection: Path) -> None:
    """--json prints a list with the measures of each collection."""
    (printed,) = json.loads(evaluate(collection, "--json").stdout)
    assert (printed["collection"], printed["documents"], printed["queries"]) == ("tiny", 2, 2)
    assert printed["measures"]["nDCG@10"] == 1.0
    assert printed["seconds"] > 0


def test_table(collection: Path) -> None:
    """For people there is a line for each collection, a column for each measure."""
    text = evaluate(collection, collection, columns=80).stdout
    assert text.split()[:4] == ["Collection", "Documents", "Queries", "nDCG@10"]
    assert text.count("tiny") == 2
    assert "1.0000" in text


def test_run_file(collection: Path, tmp_path: Path) -> None:
    """--run writes a TREC run."""
    evaluate(collection, "--run", tmp_path / "run.trec")
    first = (tmp_path / "run.trec").read_text(encoding="utf-8").splitlines()[0].split()
    assert first[:4] == ["q1", "Q0", "d1", "1"]


def test_run_files_of_several(collection: Path, tmp_path: Path) -> None:
    """With several collections each has a run file of its own."""
    evaluate(collection, collection, "--run", tmp_path / "run.trec")
    assert (tmp_path / "run.tiny.trec").exists()
    assert not (tmp_path / "run.trec").exists()


def test_a_folder_that_is_no_collection(tmp_path: Path) -> None:
    """A folder without a collection is reported by name."""
    result = evaluate(tmp_path)
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_the_extra(collection: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Without ir-measures the command that installs it is reported."""
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = evaluate(collection, language=language)
    assert result.exit_code == 1
    assert "pip install 'shoroku[eval]'" in result.stderr


def test_without_an_feature() -> None:
    """--without leaves a feature out, and what it gives is gone."""
    (everything,) = json.loads(evaluate(CROSSING, "--json").stdout)
    (left,) = json.loads(evaluate(CROSSING, "--without", "translations", "--json").stdout)
    assert (everything["without"], left["without"]) == ([], ["translations"])
    assert left["measures"]["R@100"] < everything["measures"]["R@100"] / 2


def test_without_several(collection: Path) -> None:
    """--without may be said several times; for people there is a column that tells what was left out."""
    given = ("--without", "titles", "--without", "feedback")
    (printed,) = json.loads(evaluate(collection, *given, "--json").stdout)
    assert printed["without"] == ["titles", "feedback"]
    text = evaluate(collection, *given).stdout
    assert "Without" in text
    assert {"titles,", "feedback"} <= set(text.split())
    assert "Without" not in evaluate(collection).stdout


def test_the_run_without(tmp_path: Path) -> None:
    """--run with --without writes the run that was measured: what only the feature finds is not in it."""
    runs = []
    for number, given in enumerate([(), ("--without", "translations")]):
        file = tmp_path / f"{number}.trec"
        assert evaluate(CROSSING, *given, "--run", file).exit_code == 0
        runs.append({tuple(line.split()[:3:2]) for line in file.read_text(encoding="utf-8").splitlines()})
    assert ("c01", "E01") in runs[0]
    assert ("c01", "E01") not in runs[1]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_feature_that_there_is_not(collection: Path, language: str) -> None:
    """An unknown name is reported, with those that there are."""
    result = evaluate(collection, "--without", "luck", language=language)
    assert result.exit_code != 0
    assert "luck" in result.stderr
    for name in FEATURES:
        assert name in result.stderr


def test_ablation() -> None:
    """--ablation measures with everything, then without each feature, in their order."""
    found = json.loads(evaluate(CROSSING, "--ablation", "--json").stdout)
    assert [one["without"] for one in found] == [[], *([name] for name in FEATURES)]
    assert {one["collection"] for one in found} == {"crossing"}
    by_name = {tuple(one["without"]): one["measures"]["nDCG@10"] for one in found}
    (everything,) = json.loads(evaluate(CROSSING, "--json").stdout)
    assert by_name[()] == everything["measures"]["nDCG@10"]
    assert by_name["translations",] < by_name[()] / 2


@pytest.mark.parametrize(("language", "head"), [("en", "Without"), ("ja", "除いた要素")])
def test_ablation_for_people(collection: Path, language: str, head: str) -> None:
    """For people each choice is a line, for each of several collections; 80 columns are enough for it."""
    text = evaluate(collection, collection, "--ablation", language=language, columns=80).stdout
    assert head in text
    assert text.count("tiny") == 2 * (1 + len(FEATURES))
    for name in FEATURES:
        assert text.count(name) == 2
    assert text.count("–") == 2
    assert "…" not in text
    assert text.count("1.0000") == 2 * (1 + len(FEATURES)) * len(MEASURES)


@pytest.mark.parametrize("given", [("--without", "titles"), ("--run", "run.trec")])
@pytest.mark.parametrize(("language", "told"), [("en", "--ablation cannot"), ("ja", "同時に指定できません")])
def test_ablation_stands_alone(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, str], language: str, told: str
) -> None:
    """--ablation with --without or --run is refused before anything is measured or written."""
    monkeypatch.chdir(tmp_path)
    result = evaluate(collection, "--ablation", *given, language=language)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "run.trec").exists()
