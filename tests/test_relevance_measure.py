"""``benchmarks/relevance/measure.py``: measures of any collections as tables, and kept."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.relevance import pins, tables
from shoroku.evaluation import Evaluation
from shoroku.search import FEATURES


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the script, which keeps its results beside itself."""
    folder = tmp_path_factory.mktemp("benchmarks")
    shutil.copy(pins.HERE.parent / "common.py", folder)
    (folder / "relevance").mkdir()
    for file in pins.HERE.glob("*.py"):
        shutil.copy(file, folder / "relevance")
    shutil.copytree(pins.HERE / "collections", folder / "relevance" / "collections")
    return folder / "relevance" / "measure.py"


def measure(script: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)


def evaluation(name: str, value: float, without: tuple[str, ...] = ()) -> Evaluation:
    return Evaluation(name, 1_200, 7, {"nDCG@10": value, "R@10": 0.5}, 0.1, without)


def test_a_table_of_measures() -> None:
    """A line for each collection, a column for each measure."""
    assert tables.of_measures([evaluation("a", 0.5), evaluation("b", 1.0)]) == (
        "| collection | documents | queries | nDCG@10 | R@10 |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| a | 1,200 | 7 | 0.5000 | 0.5000 |\n"
        "| b | 1,200 | 7 | 1.0000 | 0.5000 |\n"
    )


def test_a_table_of_differences() -> None:
    """What is lost without a feature is below 0, what is won above, and what makes none is 0; the mean is last."""
    found = [
        [evaluation("a", 0.5), evaluation("a", 0.25, ("titles",)), evaluation("a", 0.5, ("coverage",))],
        [evaluation("b", 0.5), evaluation("b", 0.625, ("titles",)), evaluation("b", 0.49999, ("coverage",))],
    ]
    assert tables.of_ablation(found) == (
        "| nDCG@10 | a | b | mean |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| everything | 0.5000 | 0.5000 |  |\n"
        "| without titles | −0.2500 | +0.1250 | −0.0625 |\n"
        "| without coverage | 0 | 0 | 0 |\n"
    )


def test_kept(script: Path) -> None:
    """--keep writes machine, versions and all figures, in a file that the same figures make again."""
    collection = script.parent / "collections" / "crossing"
    kept = script.parent / "results" / "mine.json"
    contents = []
    for _ in range(2):
        done = measure(script, collection, "--ablation", "--keep", "mine")
        assert done.returncode == 0, done.stderr
        contents.append(kept.read_text(encoding="utf-8"))
    assert contents[0] == contents[1]
    result = json.loads(contents[0])
    assert [one["without"] for one in result["measured"]] == [[], *([name] for name in FEATURES)]
    assert {"python", "processor", "versions"} <= set(result["machine"])
    assert "date" not in result["machine"]
    everything = result["measured"][0]["measures"]["nDCG@10"]
    assert f"| crossing | 57 | 26 | {everything:.4f} |" in done.stdout
    assert f"| everything | {everything:.4f} |  |" in done.stdout
    assert "| without translations | −0." in done.stdout


def test_pinned(script: Path) -> None:
    """--pin writes what the tests read."""
    done = measure(script, "--pin")
    assert done.returncode == 0, done.stderr
    written = json.loads((script.parent / "pinned.json").read_text(encoding="utf-8"))
    assert list(written["collections"]) == [folder.name for folder in pins.COLLECTIONS]
    assert written["versions"] == pins.versions()
    assert set(written["collections"]["crossing"]) == set(pins.read()["collections"]["crossing"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--pin without any"),
        (("x", "--pin"), "--pin without any"),
        (("--pin", "--ablation"), "--pin stands alone"),
        (("--pin", "--keep", "x"), "--pin stands alone"),
        (("no-such-folder",), "no-such-folder"),
    ],
)
def test_what_cannot_be_done(script: Path, arguments: tuple[str, ...], told: str) -> None:
    """Arguments that make no sense together are reported, and so is a folder without a collection."""
    done = measure(script, *arguments)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
