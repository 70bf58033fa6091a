"""``shoroku eval``: the measures of a retrieval collection."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku.cli import app


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


def evaluate(*arguments: object, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "100"}).invoke(app, ["eval", *map(str, arguments)])


def test_json(collection: Path) -> None:
    """--json prints a list with the measures of each collection."""
    (printed,) = json.loads(evaluate(collection, "--json").stdout)
    assert (printed["collection"], printed["documents"], printed["queries"]) == ("tiny", 2, 2)
    assert printed["measures"]["nDCG@10"] == 1.0
    assert printed["seconds"] > 0


def test_table(collection: Path) -> None:
    """For people there is a line for each collection, a column for each measure."""
    text = evaluate(collection, collection).stdout
    assert "nDCG@10" in text
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
    """A folder without a collection is told by name."""
    result = evaluate(tmp_path)
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_the_extra(collection: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Without ir-measures the command that installs it is told."""
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = evaluate(collection, language=language)
    assert result.exit_code == 1
    assert "pip install 'shoroku[eval]'" in result.stderr
