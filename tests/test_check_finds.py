"""``check`` finds every changed byte of what a library keeps, ``check --repair`` keeps what is sound, ``reindex`` names the rest."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import shoroku
from shoroku import IndexDamaged, Library, NotALibrary, StoreDamaged
from shoroku.cli import app
from shoroku.corpus.store import saved_file
from shoroku.corpus.store.packing import payloads
from shoroku.corpus.store.store import STORE_FILE
from shoroku.indexer import generations, snapshot
from tests.whole_library import contribution, fill

#: Works that the source had, records that are shown, and contributions that are kept.
RECORDS, SHOWN, KEPT = 40, 39, 54
CHANGES = 120  # seeded changes of one byte each


def filled(library: Library) -> Library:
    """Put records of every kind into a library, all of it in the files themselves, where a change can be made."""
    assert fill(library, RECORDS) == SHOWN
    library.reindex()
    library.close()
    for name in (STORE_FILE, "saved.db"):
        with sqlite3.connect(library.path / name) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    return library


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a library that nothing is wrong with."""
    with pytest.MonkeyPatch.context() as patch, shoroku.open(tmp_path_factory.mktemp("sound") / "library") as library:
        patch.setattr(payloads, "_FEWEST", 30)
        assert filled(library).check() == []
        assert library.check(quick=True) == []
        return library.path


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Path:
    """Give a copy of the sound library, to be damaged."""

    shutil.copytree(sound, tmp_path / "library")
    return tmp_path / "library"


def cells(path: Path) -> list[tuple[str, str, int, bytes]]:
    """Return all text that tables keep: table, column, which row, and the value as bytes."""
    found = []
    connection = sqlite3.connect(path)
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ):
        cursor = connection.execute(f"SELECT * FROM {table}")
        columns = [one[0] for one in cursor.description]
        for index, row in enumerate(cursor.fetchall()):
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, str | bytes) and value:
                    found.append((table, column, index, value.encode() if isinstance(value, str) else value))
    connection.close()
    return found


def change_a_byte(path: Path, value: bytes, rng: random.Random) -> tuple[int, bytes, bytes] | None:
    """Change one byte of one place in the file where the value stands."""
    content = bytearray(path.read_bytes())
    at = content.find(value)
    if at < 0:
        return None  # longer than a page: in pieces
    at += rng.randrange(len(value))
    before = content[at : at + 1]
    content[at] ^= 1 << rng.randrange(7)
    path.write_bytes(content)
    return at, bytes(before), bytes(content[at : at + 1])


@pytest.mark.parametrize("name", [STORE_FILE, "saved.db"])
def test_every_changed_byte_is_found(place: Path, name: str) -> None:
    """One byte of any value of any table is changed, and ``check`` has something to say; changed back, it has not."""
    rng = random.Random(20)
    path = place / name
    all_cells = [cell for cell in cells(path) if len(cell[3]) > 3 or not cell[3].isdigit()]
    kinds = sorted({cell[:2] for cell in all_cells})
    missed, made = [], 0
    while made < CHANGES:
        kind = kinds[made % len(kinds)]
        table, column, row, value = rng.choice([cell for cell in all_cells if cell[:2] == kind])
        whole = path.read_bytes()
        changed = change_a_byte(path, value, rng)
        made += 1
        with shoroku.open(place) as library:
            try:
                problems: list[Any] = list(library.check())
            except shoroku.ShorokuError as error:
                problems = [error]
        if changed and not problems:
            missed.append((table, column, row, changed))
        path.write_bytes(whole)
    assert missed == []
    with shoroku.open(place) as library:
        assert library.check() == []


def execute(place: Path, statement: str, name: str = STORE_FILE) -> None:
    connection = sqlite3.connect(place / name)
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


#: What is not as it was written although SQLite finds nothing wrong with it, and whether anything of it is lost.
HARM = {
    "text": (
        "UPDATE contribution SET payload = (SELECT payload FROM contribution WHERE number = 4) WHERE number = 2",
        1,
    ),
    "no text": ("UPDATE contribution SET payload = substr(payload, 1, 30) WHERE number = 2", 1),
    "no JSON": ("UPDATE contribution SET payload = x'ff00' WHERE number = 2", 1),
    "no bytes": ("UPDATE contribution SET payload = 7 WHERE number = 2", 1),
    "digest": ("UPDATE contribution SET digest = x'00' WHERE number = 2", 1),
    "place": ("UPDATE contribution SET place = 'elsewhere' WHERE number = 2", 0),
    "time": ("UPDATE contribution SET fetched = '1999-01-01T00:00:00Z' WHERE number = 2", 0),
    "origin": ("UPDATE contribution SET origin = 'jsonm' WHERE number = 2", 0),
    "merged text": ("UPDATE record SET payload = (SELECT payload FROM record WHERE seq = 5) WHERE seq = 1", 0),
    "merged no JSON": ("UPDATE record SET payload = x'ff00' WHERE seq = 1", 0),
    "merged id": (
        'UPDATE record SET payload = cast(\'{"id":"x"}\' AS BLOB) WHERE seq = 1',
        0,
    ),
    "dictionary": ("UPDATE dictionary SET content = x'37a430ec'", 0),
    "copy of the dictionary": ("DELETE FROM dictionary_copy", 0),
    "retired": ("UPDATE dictionary SET retired = 1", 0),
    "identifier": ("UPDATE claim SET identifier = 'DOI:10.1234/other' WHERE contribution = 3", 0),
    "no identifier": ("DELETE FROM claim WHERE contribution = 3", 0),
    "id": ("UPDATE record SET id = 'another' WHERE seq = 3", 0),
    "another's contribution": ("UPDATE record SET sole = 4 WHERE seq = 3", 0),
    "no record": ("DELETE FROM record WHERE seq = 3", 0),
    "counter": ("UPDATE note SET value = 'x' WHERE name = 'next_seq'", 0),
    "change counter": ("UPDATE note SET value = '2' WHERE name = 'next_change'", 0),
    "kind of a link": ("UPDATE edge SET kind = 99 WHERE contribution = 5", 0),
    "direction of a link": ("UPDATE edge SET turned = 1 - turned WHERE contribution = 5", 0),
    "word of a link": ("UPDATE edge SET word = 1 + (SELECT max(id) FROM word) WHERE contribution = 5", 0),
    "place of a link": ("UPDATE edge SET place = 77 WHERE contribution = 5", 0),
    "no link": ("DELETE FROM edge WHERE contribution = 5", 0),
    "link of a record that is gone": ("UPDATE edge SET contribution = 999 WHERE contribution = 5", 0),
    "one more link of a record that is gone": (
        "INSERT INTO edge SELECT 999, place, node, kind, turned, word FROM edge WHERE contribution = 5",
        0,
    ),
    "node": ("UPDATE node SET key = 'orcid:0000-0002-1825-0126' WHERE key LIKE 'orcid:%010X'", 0),
    "no node": ("DELETE FROM node WHERE key LIKE 'orcid:%'", 0),
    "number of a node": ("UPDATE node SET id = 999 WHERE key LIKE 'ror:05%'", 0),
    "one more node": ("INSERT INTO node (key) VALUES ('doi:10.1234/of.nobody')", 0),
    "word": ("UPDATE word SET word = 'quotation' WHERE word = 'reference'", 0),
    "kind of a mention": ("UPDATE mention SET kind = kind + 1 WHERE contribution = 5", 0),
    "place of a mention": ("UPDATE mention SET place = 8 WHERE contribution = 5", 0),
    "no mention": ("DELETE FROM mention WHERE contribution = 5", 0),
    "harvest": ("UPDATE harvest SET parameters = '{}'", 0),
    "withdrawal": ("UPDATE withdrawn SET source = 'Somebody Press'", 0),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_sqlite_does_not_find(place: Path, harm: str) -> None:
    """It is found, a repair keeps all that is sound and names what is not, and the library is sound afterwards."""
    statement, losses = HARM[harm]
    execute(place, statement)
    with shoroku.open(place) as library:
        assert [problem.part for problem in library.check()][:1] == ["store"]
        repaired = library.repair()
        assert (len(repaired.lost), Path(repaired.set_aside).exists()) == (losses, True)
        assert library.check() == []
        assert library.search("serum", limit=0).total == len(library) == SHOWN - losses
        assert [one.name for one in library.saved] == ["serum"]
        assert len(library.sources.harvests()) == 1


@pytest.mark.parametrize("harm", HARM)
def test_reindex_ends_in_words(place: Path, harm: str) -> None:
    """``reindex`` over a damaged record continues with the others and names it; nothing ends in a traceback."""
    execute(place, HARM[harm][0])
    asked = (["related", "jsonl-4"], ["person", "0000-0002-1825-010X"], ["project", "21K98765"], ["graph", "jsonl-4"])
    for command in (*asked, ["reindex"], ["reindex"], ["sources"], ["search", "serum"], ["check"], ["saved"], *asked):
        result = run(place, *command)
        assert result.exit_code in (0, 1, 3), (command, result.output)
        assert "unexpected" not in result.output.lower()


def test_a_changed_definition_of_the_key(place: Path) -> None:
    """If one letter of it is another, SQLite reads the number of a source record from an index of its origins."""
    connection = sqlite3.connect(place / STORE_FILE)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'number INTEGER PRIMARY', 'number INTEGES PRIMARY') WHERE name = 'contribution'"
    )
    connection.commit()
    connection.close()
    with shoroku.open(place) as library:
        assert library.check() != []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("withdrawn", "source"),
        ("withdrawn", "state"),
        ("record", "change"),
        ("contribution", "origin"),
        ("claim", "identifier"),
        ("contribution", "provenance"),
        ("contribution", "seal"),
        ("provenance", "number"),
        ("provenance", "place"),
        ("provenance", "fetched"),
        ("harvest", "newest"),
    ],
)
def test_a_changed_name_of_a_column(place: Path, table: str, column: str) -> None:
    """A table whose definition names another column is damage, to all commands; a repair keeps every value."""
    with shoroku.open(place) as library:
        before = {one.id: library.contributions(one.id) for one in library.records()}
        harvests = library.sources.harvests()
    connection = sqlite3.connect(place / STORE_FILE)
    connection.execute("PRAGMA writable_schema = ON")
    (definition,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    changed = definition.replace(column, f"{column[:-1]}_")
    assert changed != definition
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (changed, table))
    connection.commit()
    connection.close()
    with suppress(StoreDamaged), shoroku.open(place) as library:
        assert library.check()
    with suppress(StoreDamaged), shoroku.open(place) as library:
        library.search("cancer")
    for command in (("show", "jsonl-4"), ("edits",), ("sources",), ("search", "serum"), ("check",)):
        result = run(place, *command)
        assert result.exit_code in (0, 1, 3), (command, result.output)
        assert "unexpected" not in result.output.lower()
    with shoroku.open(place) as library:
        if (table, column) == ("record", "change"):  # an index names it: SQLite reads none of the tables
            with pytest.raises(StoreDamaged, match="malformed database schema"):
                library.repair()
            return
        assert library.repair().lost == ()
        assert library.check() == []
        assert {one.id: library.contributions(one.id) for one in library.records()} == before
        assert library.sources.harvests() == harvests


def test_a_definition_that_is_no_text(place: Path) -> None:
    """A byte in a definition that is not UTF-8 is damage, whatever SQLite says of it."""
    content = (place / STORE_FILE).read_bytes()
    for name in (b"CREATE TABLE withdrawn (source", b"CREATE TABLE harvest ("):
        at = content.index(name) + len(name) - 3
        for damaged in (b"\xe4", b"\xff"):
            with (place / STORE_FILE).open("r+b") as file:
                file.seek(at)
                file.write(damaged)
            for quick in (True, False):
                with suppress(StoreDamaged, NotALibrary), shoroku.open(place) as library:
                    assert library.check(quick=quick)
        (place / STORE_FILE).write_bytes(content)


def test_a_question_to_a_damaged_graph(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an answer lacks is told as damage; a mistake in the program stays one."""
    with shoroku.open(place) as library:

        def mistaken(*_: object) -> None:
            raise KeyError("mistaken")

        with monkeypatch.context() as patch:
            patch.setattr("shoroku.corpus.graph.questions.Answering.related", mistaken)
            with pytest.raises(KeyError, match="mistaken"):
                library.related("jsonl-4")
        assert library.related("jsonl-4").related
        execute(place, "UPDATE node SET id = 999 WHERE key LIKE 'orcid:%010X'")
        with pytest.raises(StoreDamaged, match="links of"):
            library.related("jsonl-4")
        library.repair()
        assert library.related("jsonl-4").related


def run(place: Path, command: str, *arguments: str) -> Result:
    return CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, [command, "--library", str(place), *arguments])


@pytest.mark.parametrize("many", [False, True])
def test_reindex_names_the_record(tmp_path: Path, many: bool) -> None:
    """The record that cannot be read is named with a way out, by this process as by workers; the others are indexed."""
    count = 700 if many else 20
    with shoroku.open(tmp_path) as library:
        library.take([contribution(number) for number in range(count)])
    execute(tmp_path, "UPDATE contribution SET payload = x'ff' WHERE number = 5")
    with shoroku.open(tmp_path) as library:
        with pytest.raises(StoreDamaged, match=r": jsonl-4; the index holds all others.*repair it"):
            library.reindex()
        assert library.search("serum", limit=0).total == count - 1
        assert library.repair().lost == ("jsonl-4 (jsonl)",)
        assert library.reindex() == count - 1


def test_torn_pages(place: Path) -> None:
    """Of a file with a page of zeros, what stands on the others is kept, and each contribution is kept or named."""
    path = place / STORE_FILE
    content = bytearray(path.read_bytes())
    at = content.find(b"Serum protein 3") // 16384 * 16384
    content[at : at + 16384] = bytes(16384)
    path.write_bytes(content)
    with shoroku.open(place) as library:
        assert library.check() != []
        try:
            repaired = library.repair()
        except StoreDamaged:
            return  # the page that leads to all others
        assert repaired.kept + len(repaired.lost) >= RECORDS
        assert library.check() == []


def test_repair_of_a_sound_library(place: Path) -> None:
    """Nothing is lost, the records are the same, and nothing is called damaged."""
    told = run(place, "check", "--repair").stdout
    assert "The previous file was kept as " in told
    assert "amaged file" not in told
    with shoroku.open(place) as library:
        before = sorted(library.records(), key=lambda record: record.id)
        assert library.repair()[1:3] == ((), ())
        assert sorted(library.records(), key=lambda record: record.id) == before
        assert library.check() == []


def test_a_repair_that_was_broken_off(place: Path, tmp_path: Path) -> None:
    """What an earlier repair left unfinished is not taken into the repaired library."""
    with shoroku.open(tmp_path / "other") as other:
        other.take([contribution(7_000)])
    shutil.copy(tmp_path / "other" / STORE_FILE, place / f"{STORE_FILE}.repaired")
    with shoroku.open(place) as library:
        assert library.repair().kept == KEPT
        assert (len(library), "jsonl-7000" in library) == (SHOWN, False)
        assert library.check() == []


META = {
    "a later operation": (lambda meta: {**meta, "opstamp": meta["opstamp"] + 1}, True),
    "an earlier operation": (lambda meta: {**meta, "opstamp": meta["opstamp"] - 1}, False),
    "other settings": (lambda meta: {**meta, "index_settings": {}}, False),
    "the same, written otherwise": (lambda meta: meta, False),
}


@pytest.mark.parametrize("change", META)
def test_the_list_of_segments(place: Path, change: str) -> None:
    """Of the index's list of segments, only a higher number of the last operation is what a commit may have left."""
    changed, is_sound = META[change]
    (file,) = (place / "index").rglob("meta.json")
    file.write_text(json.dumps(changed(json.loads(file.read_text())), indent=3))
    with shoroku.open(place) as library:
        assert (library.check() == []) is is_sound


def test_segments_that_cannot_be_opened(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that are there and cannot be opened are damage; where they were merged away meanwhile, the newer list is read."""
    (path,) = (entry for entry in (place / "index").iterdir() if entry.is_dir())
    state = generations._read_state(path)
    assert state is not None
    usual_opened, usual_complete = snapshot.opened, snapshot.is_complete
    for is_there in (True, False):
        complete, tries = iter([True, is_there]), iter([ValueError("Data corrupted")])

        def opened(*arguments: Any, tries: Any = tries) -> Any:
            for error in tries:
                raise error
            return usual_opened(*arguments)

        monkeypatch.setattr(snapshot, "opened", opened)
        monkeypatch.setattr(snapshot, "is_complete", lambda *_, complete=complete: next(complete))
        if is_there:
            with pytest.raises(ValueError, match="Data corrupted"):
                generations._index_to_read(path, state)
        else:
            assert generations._index_to_read(path, state).searcher().num_docs == SHOWN
    assert usual_complete(path, snapshot.parsed(state.meta))  # type: ignore[arg-type]


def test_a_search_leaves_no_file_in_the_index(place: Path) -> None:
    """Whoever searches makes no file in the index, not even one that tells that it is being read."""
    (path,) = (entry for entry in (place / "index").iterdir() if entry.is_dir())
    for file in path.glob(".tantivy-*.lock"):
        file.unlink()
    before = sorted(entry.name for entry in path.iterdir())
    with shoroku.open(place) as library:
        assert library.search("serum").total == SHOWN
    assert sorted(entry.name for entry in path.iterdir()) == before


def test_what_tells_that_the_index_has_changed(place: Path, tmp_path: Path) -> None:
    """The mark of an index differs between no index, one without a state, and one with a newer state."""
    (tmp_path / "empty").mkdir()
    marks = [generations.mark(tmp_path / "empty"), generations.mark(place)]
    with shoroku.open(place) as library:
        library.take([contribution(7_000)])
        marks.append(generations.mark(place))
    (state,) = (place / "index").rglob("state.json")
    state.unlink()
    marks.append(generations.mark(place))
    assert marks[0] == (0, 0, 0)
    assert len(set(marks)) == len(marks)
    assert marks[-1] == (int(state.parent.name), 0, 0)


def test_repair_at_the_command_line(place: Path) -> None:
    """``check --repair`` says what was kept, what is lost and where the damaged file is."""
    execute(place, HARM["text"][0])
    result = run(place, "check", "--repair")
    assert (result.exit_code, "jsonl-1 (jsonl)" in result.stdout, "records.db.damaged-" in result.stdout) == (
        0,
        True,
        True,
    )
    told = json.loads(run(place, "check", "--repair", "--json").stdout)
    assert (told["problems"], told["repaired"]["lost"]) == ([], [])


def test_quick(place: Path) -> None:
    """``check --quick`` says that it was quick, finds a file that was cut short, and reads no record."""
    assert "quick" in run(place, "check", "--quick").stdout
    execute(place, HARM["text"][0])
    assert run(place, "check", "--quick").exit_code == 0
    assert run(place, "check").exit_code == 1
    with open(place / STORE_FILE, "r+b") as file:
        file.truncate((place / STORE_FILE).stat().st_size - 100)
    assert run(place, "check", "--quick").exit_code in (1, 3)


def test_quick_reads_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``check --quick`` finds a changed byte in a large file of the index, which a search does not look for."""
    monkeypatch.setattr(generations, "_SMALL", 10_000)
    with shoroku.open(tmp_path) as library:
        library.take([contribution(number) for number in range(500)])
        assert library.check(quick=True) == []
        file = max((tmp_path / "index").rglob("*.store"), key=lambda path: path.stat().st_size)
        assert file.stat().st_size > 10_000
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    with shoroku.open(tmp_path) as library:
        with suppress(shoroku.ShorokuError):
            library.search("serum")
        assert [file.name in problem.what for problem in library.check(quick=True)] == [True]


def test_a_missing_file_of_the_index_hides_no_changed_one(place: Path) -> None:
    """A file may be gone because its segment was merged meanwhile; the files after it are looked at all the same."""
    state = generations.current(place).state
    folder = next((place / "index").glob("0*"))
    names = [name for name in state.files if name not in state.beside]
    (folder / names[0]).unlink()
    changed = folder / next(name for name in names[1:] if (folder / name).stat().st_size > 100)
    content = bytearray(changed.read_bytes())
    content[50] ^= 1
    changed.write_bytes(content)
    with shoroku.open(place) as library, pytest.raises(IndexDamaged, match=changed.name):
        library.search("serum")


def test_a_withdrawal_takes_what_was_set_aside(place: Path) -> None:
    """A damaged file that was kept goes with the next withdrawal: it holds what was withdrawn."""
    with shoroku.open(place) as library:
        aside = Path(library.repair().set_aside)
        library.withdraw("JaLC")
        assert not aside.exists()
        assert len(library) == 0


def test_saved_searches_of_an_earlier_version(place: Path) -> None:
    """A file of saved searches without a checksum is read, is sound, and has one after the next save."""
    connection = sqlite3.connect(place / "saved.db")
    connection.executescript("DROP TABLE marked_part; DROP TABLE marked; DROP TABLE seal; PRAGMA user_version = 1;")
    connection.close()
    with shoroku.open(place) as library:
        assert [one.name for one in library.saved] == ["serum"]
        assert library.check() == []
        library.saved.create("protein", "protein")
        assert library.check() == []
        assert len(library.saved) == 2
    execute(place, "UPDATE saved SET query = 'venom'", "saved.db")
    with shoroku.open(place) as library:
        assert [problem.what for problem in library.check()] == ["saved.db: changed since it was written"]


#: Changes of the saved searches that SQLite finds nothing wrong with, and the searches that a repair keeps.
SAVED_HARM = {
    "query": ("UPDATE saved SET query = 'venom'", 1),
    "shown": ("DELETE FROM seen", 1),
    "no text": ("UPDATE saved SET query = x'ff'", 0),
    "filters": ("UPDATE saved SET filters = '['", 0),
    "version": ("PRAGMA user_version = 1", 1),
    "version of the future": ("PRAGMA user_version = 131", 0),
    "counter": ("UPDATE sqlite_sequence SET seq = 9", 1),
    "definition": ("CREATE TABLE other (a)", 1),
}


@pytest.mark.parametrize("harm", SAVED_HARM)
def test_saved_searches_are_repaired(place: Path, harm: str) -> None:
    """A changed file of saved searches is found, set aside and rebuilt from the searches that can be read."""
    statement, kept = SAVED_HARM[harm]
    connection = sqlite3.connect(place / "saved.db")
    connection.executescript(statement)
    connection.close()
    with shoroku.open(place) as library:
        assert [problem.what[:8] for problem in library.check()] == ["saved.db"]
        has_marks = harm != "version of the future"
        told = ("saved.db: serum",) * kept + ("saved.db: marked records",) * has_marks
        assert library.repair().doubtful == (told or ("saved.db",))
        assert library.check() == []
        assert [one.name for one in library.saved] == ["serum"] * kept
        assert [record.id for record in library.marked] == ["jsonl-25", "jsonl-21", "jsonl-28"] * has_marks
        if harm in ("counter", "version"):
            assert [hit.id for hit in library.saved.check("serum").hits] == [f"jsonl-{RECORDS}"]
    assert (place / "saved.db.damaged").exists()


INTERRUPTED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE saved SET query = 'venom'")
connection.executemany("INSERT INTO seen VALUES (1, ?)", ((n,) for n in range(10_000, 60_000)))
os._exit(1)
"""


@pytest.mark.parametrize("is_owner", [True, False])
def test_saved_searches_after_an_interrupted_commit(
    place: Path, is_owner: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last whole commit is read, by who may write, who rolls the other back, as by who may not."""
    subprocess.run([sys.executable, "-c", INTERRUPTED, place / "saved.db"], check=False)
    before = {name: (place / name).read_bytes() for name in ("saved.db", "saved.db-journal")}
    if not is_owner:  # whoever runs this test, root included
        usual = saved_file._connection
        monkeypatch.setattr(
            saved_file, "_connection", lambda path, mode: usual(path, "ro" if path.parent == place else mode)
        )
    with shoroku.open(place) as library:
        assert [one.query for one in library.saved] == ["血清 AND serum"]
        assert library.check() == []
    after = {name: (place / name).read_bytes() for name in before if (place / name).exists()}
    assert (after == before) is not is_owner


def test_saved_searches_whose_first_commit_was_broken_off(place: Path) -> None:
    """An empty file holds no saved searches; the next save makes its tables."""
    (place / "saved.db").write_bytes(b"")
    with shoroku.open(place) as library:
        assert (list(library.saved), library.check()) == ([], [])
        library.saved.create("serum", "serum")
        assert (len(library.saved), library.check()) == (1, [])
