"""The distribution: nothing that is in the tree is left out of it."""

import re
import tomllib
from pathlib import Path

import pytest

import shoroku
from shoroku.corpus.sample import sample_file

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("analyzers", "corpus", "indexer", "search")


def declared() -> dict[str, object]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"])


def test_every_folder_with_modules_is_a_package() -> None:
    """The list of packages is exactly the folders that hold Python files."""
    folders = {"shoroku"} | {
        "shoroku." + ".".join(path.parent.relative_to(ROOT).parts)
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
    }
    own = {path.parent for path in (ROOT / "shoroku").rglob("__init__.py") if not path.parent.is_symlink()}
    folders |= {
        "shoroku." + ".".join(folder.relative_to(ROOT / "shoroku").parts)
        for folder in own
        if folder != ROOT / "shoroku" and folder.relative_to(ROOT / "shoroku").parts[0] not in ROOMS
    }
    assert set(declared()["packages"]) == folders  # type: ignore[call-overload]


@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_are_reached_from_the_front_door(room: str) -> None:
    """Each room has its link in the front door's folder, and its place in the mapping."""
    assert (ROOT / "shoroku" / room).resolve() == ROOT / room
    assert declared()["package-dir"][f"shoroku.{room}"] == room  # type: ignore[index]


def test_the_sample_comes_along() -> None:
    """The bundled sample is declared as data, and is where the package says."""
    assert declared()["package-data"]["shoroku.corpus.sample"] == ["records.jsonl"]  # type: ignore[index]
    assert sample_file().is_file()


def test_the_pages_of_help_come_along() -> None:
    """The pages on the query language are declared as data; the package reaches those of the documentation."""
    for name in declared()["package-data"]["shoroku.search.query"]:  # type: ignore[index]
        assert (ROOT / "search" / "query" / name).resolve() == ROOT / "docs" / name


def test_one_version() -> None:
    """The package and its metadata name the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert shoroku.__version__ == project["version"]


def test_the_run_of_all_tests_has_a_browser() -> None:
    """.ci/run installs Chromium where it is missing, and runs all tests, those in the browser included."""
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    missing, install = (
        run.index("if ! command -v chromium"),
        run.index("apt-get install", run.index("command -v chromium")),
    )
    assert missing < install < run.index("make test")
    assert " chromium " in run[install : run.index("\n", install)]
    tests = re.search(r"^test:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert tests
    assert tests[1].splitlines()[-1].endswith("python -m pytest")
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert "browser" not in str(options)
