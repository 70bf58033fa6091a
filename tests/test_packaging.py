"""The distribution: nothing that is in the tree is left out of it."""

import re
import shutil
import subprocess
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


@pytest.mark.parametrize("has_browser", [False, True])
def test_the_run_of_all_tests_has_a_browser(tmp_path: Path, has_browser: bool) -> None:
    """.ci/run installs Chromium if it is missing, and then runs all tests. Its commands are stubs, which note what they are told."""
    commands, told = tmp_path / "commands", tmp_path / "told"
    commands.mkdir()
    for name in ("apt-get", "make", "mvn", "python3", "sudo", "timeout", *["chromium"] * has_browser):
        (commands / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{told}"\n')
        (commands / name).chmod(0o755)
    for name in ("bash", "dirname", "id"):
        (commands / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "project" / ".ci").mkdir(parents=True)
    run = shutil.copy(ROOT / ".ci" / "run", tmp_path / "project" / ".ci")
    subprocess.run([commands / "bash", run], env={"PATH": str(commands)}, check=True)
    lines = [line.split() for line in told.read_text(encoding="utf-8").splitlines()]
    installed = [number for number, line in enumerate(lines) if {"apt-get", "install", "chromium"} <= set(line)]
    tested = lines.index(["make", "test"])
    assert installed == [] if has_browser else min(installed) < tested


def test_make_test_runs_all_tests() -> None:
    """``make test`` ends with all tests; the options of pytest leave out none of those in a browser."""
    tests = re.search(r"^test:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert tests
    assert tests[1].splitlines()[-1].endswith("python -m pytest")
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert "browser" not in str(options)
