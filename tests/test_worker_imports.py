"""Worker processes run the installed code, and nothing that lies in the working directory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import shoroku
from shoroku.corpus.processes import import_path

RECORDS = 700  # enough for worker processes to be started

_ADD = "import sys, shoroku; shoroku.open(sys.argv[1]).add([sys.argv[2]])"
_TRAP = (
    "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch(); raise SystemExit('a file of the folder ran')"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder to work in: a file to add, and modules that say when they are run."""
    place = tmp_path / "work: here"  # a colon would part an entry of $PYTHONPATH in two
    (place / "shoroku" / "indexer").mkdir(parents=True)
    for name in (
        "msgspec",
        "struct",
        "json",
        "sitecustomize",
        "shoroku/__init__",
        "shoroku/indexer/__init__",
        "shoroku/indexer/worker",
    ):
        (place / f"{name}.py").write_text(_TRAP)
    lines = (
        json.dumps({"id": f"r{n}", "title_ja": f"血清蛋白質 {n}", "title_en": f"Serum {n}"}) for n in range(RECORDS)
    )
    (place / "records.jsonl").write_text("\n".join(lines))
    return place


def add(folder: Path, *options: str, **environment: str) -> None:
    """Add the file in a process whose working directory is the folder, and hold the outcome against what it must be."""
    paths = os.pathsep.join(entry for entry in sys.path if os.path.isabs(entry))
    finished = subprocess.run(
        [sys.executable, *options, "-c", _ADD, "library", "records.jsonl"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert [path.name for path in folder.rglob("*.ran")] == []
    with shoroku.open(folder / "library") as library:
        assert library.search("serum", limit=0).total == RECORDS


def test_modules_in_the_working_directory_are_not_run(folder: Path) -> None:
    """A folder with files named like modules of Python, of a package or of ours does not change what an add runs."""
    add(folder, "-P")


def test_no_worker_follows_its_parent_into_the_working_directory(tmp_path: Path, folder: Path) -> None:
    """A process that itself looks into the working directory hands that on to no worker."""
    (folder / "records.jsonl").rename(tmp_path / "records.jsonl")
    code = (
        "import os, sys, shoroku; os.chdir(sys.argv[1]); sys.path.insert(0, ''); sys.path.insert(1, '.');"
        "shoroku.open('library').add(['../records.jsonl'])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if os.path.isabs(entry))}
    command = [sys.executable, "-c", "import struct, json, msgspec, shoroku.indexer.worker;" + code, str(folder)]
    subprocess.run(command, cwd=tmp_path, env=environment, timeout=120, check=True)
    assert [path.name for path in folder.rglob("*.ran")] == []


def test_the_path_holds_no_relative_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that mean another folder after a change of the working directory are left out, and the package is found."""
    monkeypatch.setattr(sys, "path", ["", ".", "lib", "/somewhere/a:b"])
    own = str(Path(shoroku.__path__[0]).parent)
    assert import_path() == ["/somewhere/a:b", own]
