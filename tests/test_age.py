"""Libraries of earlier versions open or are brought up to date; those of later versions are refused with a message."""

import json
import sqlite3
import tarfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import IndexDamaged, IndexOfAnother, IndexOutdated, Library, LibraryTooNew
from shoroku.corpus.store import verify
from shoroku.corpus.store.schema import VERSION
from shoroku.corpus.store.store import Store
from shoroku.indexer import generations
from tests.age.__main__ import FOLDER, holding


def age_of(name: str) -> tuple[int, str]:
    """Return by what the names of the files are in order: store-9, store-10, store-10-edited."""
    version, _, rest = name.removeprefix("store-").partition("-")
    return int(version), rest


NAMES = sorted((path.name.removesuffix(".tar.xz") for path in FOLDER.glob("*.tar.xz")), key=age_of)
NEWEST = NAMES[-1]


def held_by(name: str) -> dict[str, Any]:
    """Return what the library holds; the first ones had no links."""
    held: dict[str, Any] = {"links": {}} | json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return held


def unpacked(name: str, folder: Path) -> Path:
    with tarfile.open(FOLDER / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "library"


def test_the_newest_is_of_this_version() -> None:
    """The files are in the order of their versions, and the last one has edits, tags, marks and links."""
    assert sorted(["store-10", "store-9", "store-4-edited", "store-4"], key=age_of) == [
        "store-4",
        "store-4-edited",
        "store-9",
        "store-10",
    ]
    assert age_of(NEWEST)[0] == VERSION
    newest = held_by(NEWEST)
    assert newest["edits"]
    assert newest["tags"]
    assert newest["marked"]
    assert newest["links"]


@pytest.mark.parametrize("name", NAMES)
def test_a_library_of_an_earlier_version(name: str, tmp_path: Path) -> None:
    """It answers at once, or says that its index must be rebuilt; then it holds and finds what it did, and takes more."""
    expected = held_by(name)
    with shoroku.open(unpacked(name, tmp_path)) as library:
        try:
            assert holding(library) == expected
        except IndexOutdated:
            library.reindex()
        assert holding(library) == expected
        assert library.check() == []
        for one in list(library.edits):
            library.edits.undo(one.id)
        assert len(library) == len(expected["records"]) + sum(
            is_deleted for _, is_deleted in expected["edits"].values()
        )
        for one, (_, is_deleted) in expected["edits"].items():
            library.edits.delete(one) if is_deleted else library.edits.note(one, "kept")
        library.add_records([{"id": "new", "title_en": "Serum of a later version"}])
        assert library.search("serum", limit=0).total == len(expected["found"]["serum"]) + 1
        assert len(library) == len(expected["records"]) + 1
        library.saved.create("later", "later")
        assert library.check() == []


@pytest.mark.parametrize(
    "write",
    [
        lambda library, _: library.add_records([{"id": "new", "title_en": "Serum"}]),
        lambda library, one: library.edits.tag(one, "later"),
    ],
    ids=["add", "tag"],
)
def test_a_refused_write_changes_nothing(write: Callable[[Library, str], object], tmp_path: Path) -> None:
    """If the index must be rebuilt first, the store stays as the earlier version can use it; the rebuild migrates it."""
    path = unpacked("store-7-linked", tmp_path)
    before = (path / "records.db").read_bytes()
    with shoroku.open(path) as library:
        one = next(iter(library)).id
        with pytest.raises(IndexOutdated):
            write(library, one)
        assert (path / "records.db").read_bytes() == before
        library.reindex()
        write(library, one)
        with Store(path / "records.db") as store:
            assert store.version == VERSION


def changed_in_the_middle(path: Path) -> None:
    """Change a byte of a file of the index that no search verifies: it is as long as the largest ones."""
    file = max((path / "index").glob("*/*.idx"), key=lambda one: one.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def of_another_library(path: Path) -> None:
    with sqlite3.connect(path / "records.db") as connection:
        connection.execute("UPDATE note SET value = 'another' WHERE name = 'lineage'")
    connection.close()


@pytest.mark.parametrize(
    ("harm", "error"), [(changed_in_the_middle, IndexDamaged), (of_another_library, IndexOfAnother)]
)
def test_an_index_that_cannot_follow_is_refused_before_anything_is_changed(
    harm: Callable[[Path], None], error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged index, or another library's, is looked at before the store is migrated, even if its version would do."""
    monkeypatch.setattr(generations, "differences", lambda found: {})
    path = unpacked("store-7-linked", tmp_path)
    harm(path)
    before = (path / "records.db").read_bytes()
    with shoroku.open(path) as library:
        with pytest.raises(error):
            library.add_records([{"id": "new", "title_en": "Serum"}])
        assert (path / "records.db").read_bytes() == before
        library.reindex()
        library.add_records([{"id": "new", "title_en": "Serum"}])
        with Store(path / "records.db") as store:
            assert store.version == VERSION


@pytest.mark.parametrize("name", NAMES)
def test_the_seal_of_an_earlier_version(name: str, tmp_path: Path) -> None:
    """From the fourth version on, every store has a seal, so that one without it was changed; a third one may have none."""
    path = unpacked(name, tmp_path) / "records.db"
    with Store(path) as store:
        assert store.is_sealed()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM note WHERE name = 'seal'")
    connection.close()
    with Store(path) as store:
        assert store.is_sealed() == (age_of(name)[0] < 4)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_in_a_library_of_an_earlier_version(name: str, tmp_path: Path) -> None:
    """A reader, who leaves the tables as they are, finds what was changed in a contribution beside its text."""
    path = unpacked(name, tmp_path) / "records.db"
    with Store(path) as store:
        assert verify.problems(store) == []
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE contribution SET place = place || 'x' WHERE number = 1")
    connection.close()
    with Store(path) as store:
        assert len(verify.problems(store)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_state_of_an_earlier_version_is_doubted_if_it_was_changed(name: str, tmp_path: Path) -> None:
    """A repair tells whether the state of harvests and withdrawals is what was written, in every version with a seal."""
    for is_changed in (False, True):
        with shoroku.open(unpacked(name, tmp_path / str(is_changed))) as library:
            if is_changed:
                with sqlite3.connect(library.path / "records.db") as connection:
                    connection.execute("INSERT INTO withdrawn (source, at) VALUES ('Elsewhere', '2020')")
                connection.close()
            assert ("harvests, withdrawals" in library.repair().doubtful) == is_changed


@pytest.mark.parametrize("name", NAMES)
def test_a_library_of_an_earlier_version_is_rebuilt(name: str, tmp_path: Path) -> None:
    """Its index can be built again, and finds the same."""
    expected = held_by(name)
    with shoroku.open(unpacked(name, tmp_path)) as library:
        library.reindex()
        assert holding(library) == expected
        assert library.repair().lost == ()
        assert holding(library)["records"] == expected["records"]


@pytest.mark.parametrize(
    ("name", "package"), [("sudachidict", "sudachidict-core"), ("sudachipy", "sudachipy"), ("tantivy", "tantivy")]
)
def test_what_an_index_depends_on(name: str, package: str) -> None:
    """An index notes the versions of the dictionary, of the analyzer and of the engine that are installed."""
    found = generations.fingerprint()[name]
    assert found
    assert version(package).startswith(found)


def test_another_dictionary_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that another dictionary has made is not searched; the error names the dictionary."""
    path = unpacked(NEWEST, tmp_path)
    with shoroku.open(path) as library:
        library.reindex()
    usual = generations.differences
    monkeypatch.setattr(generations, "differences", lambda found: usual({**found, "sudachidict": "20200101"}))
    with (
        shoroku.open(path) as library,
        pytest.raises(IndexOutdated, match=rf"sudachidict 20200101 → {version('sudachidict-core')}"),
    ):
        library.search("血清")


@pytest.mark.parametrize("file", ["records.db", "saved.db"])
def test_a_library_of_a_later_version(file: str, tmp_path: Path) -> None:
    """It is refused with both version numbers, and nothing in it is changed."""
    path = unpacked(NEWEST, tmp_path)
    connection = sqlite3.connect(path / file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (path / file).read_bytes()
    with shoroku.open(path) as library, pytest.raises(LibraryTooNew, match="99"):
        assert len(library) + len(library.saved) == 0
    assert (path / file).read_bytes() == before
