"""Withdrawing a data source: everything that only it supplied is removed for good, everything else is kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku import Contribution, Identifier, LibraryLocked, Person, Record, Text
from shoroku.corpus.store import withdrawal
from shoroku.corpus.store.packing.repacking import repack
from shoroku.corpus.store.purged_rejects import purge_rejects
from shoroku.corpus.store.store import Store
from shoroku.corpus.store.verify import problems
from shoroku.corpus.store.withdrawal import Withdrawal, plan
from tests.dialect_crossref import Crossref, work
from tests.source_runs import harvester
from tests.sources_server import Server
from tests.stored_bytes import packed, readable

NOW = "2025-01-01T00:00:00Z"
SOURCE = "Nikkei BP"


def withdraw(store: Store, source: str, now: str) -> Withdrawal:
    """Withdraw a source from a store that has neither index nor rejects files."""
    made = withdrawal.withdraw(store, source, now)
    repack(store)
    store.compact()
    store.empty_log(0.02)
    return made


def given(
    origin: str, key: str, *sources: str, doi: str = "", naid: str = "", title: str = "", **fields: object
) -> Contribution:
    """Make what an origin delivered; its texts bear its key, so that they can be looked for."""
    kinds = (("DOI", doi), ("NAID", naid))
    identifiers = tuple(Identifier(kind, value) for kind, value in kinds if value)
    return Contribution(
        origin,
        Record(
            id=key,
            titles=(Text(title or f"題名-{key}", "ja"),),
            abstracts=(Text(f"抄録-{key}。" * 40, "ja"),),
            creators=(Person((Text(f"著者-{key}", "ja"),)),),
            identifiers=identifiers,
            sources=sources,
            **fields,  # type: ignore[arg-type]
        ),
        f"https://example.org/{key}",
        NOW,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as opened:
        opened.execute("PRAGMA busy_timeout = 20")
        opened.execute("PRAGMA secure_delete = OFF")  # as SQLite is by default, but not on every system
        yield opened


SCENES = [
    pytest.param([given("a", "x", SOURCE)], (1, 0, 1, 0), [], id="alone"),
    pytest.param([given("a", "x", "JaLC")], (0, 0, 0, 0), ["x"], id="not-concerned"),
    pytest.param([given("a", "x", SOURCE, "JaLC")], (0, 1, 0, 1), ["x"], id="one-contribution-of-two-sources"),
    pytest.param(
        [given("a", "x", SOURCE, doi="10.1/1"), given("b", "y", "JaLC", doi="10.1/1")], (1, 0, 0, 1), ["y"], id="merged-with-another"
    ),
    pytest.param(
        [given("a", "x", SOURCE, doi="10.1/1"), given("b", "y", SOURCE, doi="10.1/1")], (2, 0, 1, 0), [], id="merged-with-its-own"
    ),
    pytest.param(
        [given("a", "x", "JaLC", doi="10.1/1"), given("b", "y", SOURCE, doi="10.1/1", naid="110000000001"), given("c", "z", "CiNii Articles", naid="110000000001")],
        (1, 0, 0, 1),
        ["x", "z"],
        id="what-it-held-together",
    ),
    pytest.param([given(SOURCE, "x")], (1, 0, 1, 0), [], id="an-origin-that-names-no-source"),
    pytest.param([given(SOURCE, "x", "JaLC")], (0, 0, 0, 0), ["x"], id="an-origin-that-names-another"),
    pytest.param([given("a", "x", "NIKKEI bp"), given("a", "y", "Ｎｉｋｋｅｉ　ＢＰ")], (2, 0, 2, 0), [], id="other-spellings"),
    pytest.param([given("a", "x", "Nikkei BP Inc")], (0, 0, 0, 0), ["x"], id="a-longer-name"),
    pytest.param([given("a", "x", SOURCE), given("a", "y", SOURCE, "JaLC"), given("a", "z", "JaLC")], (1, 1, 1, 1), ["y", "z"], id="several"),
]  # fmt: skip


@pytest.mark.parametrize(("contributions", "counts", "left"), SCENES)
def test_the_plan_tells_what_the_withdrawal_does(
    contributions: list[Contribution], counts: tuple[int, ...], left: list[str], store: Store
) -> None:
    """A preview changes nothing; withdrawing does what the preview reported, and the store is sound afterwards."""
    store.take(contributions)
    before = (store.last_change(), list(store.all()))
    told = plan(store, SOURCE)
    assert (store.last_change(), list(store.all())) == before
    assert told == withdraw(store, SOURCE, NOW) == Withdrawal(SOURCE, *counts)
    assert sorted(record.id for record in store.all()) == left
    assert not any(SOURCE in record.sources for record in store.all())
    assert problems(store) == []


@pytest.mark.parametrize(("contributions", "counts", "left"), SCENES)
def test_a_second_withdrawal_finds_nothing(
    contributions: list[Contribution], counts: tuple[int, ...], left: list[str], store: Store
) -> None:
    """What was done is done; the same again changes no record."""
    store.take(contributions)
    withdraw(store, SOURCE, NOW)
    change = store.last_change()
    assert withdraw(store, SOURCE, NOW) == Withdrawal(SOURCE, 0, 0, 0, 0)
    assert store.last_change() == change


def _bytes(folder: Path) -> bytes:
    return b"".join(content for _, content in readable(folder))


def test_no_byte_of_it_stays_in_any_file(store: Store, tmp_path: Path) -> None:
    """Titles, abstracts, names, places and identifiers are gone from the store and its log, compressed or not; the
    others' are there."""
    store.take([given("a", f"gone-{n}", SOURCE, doi=f"10.1/gone.{n}") for n in range(300)])
    store.take([given("a", f"gone-{n}", SOURCE, doi=f"10.1/gone.{n}", title=f"題名-gone-{n}-2") for n in range(100)])
    store.take([given("b", f"stays-{n}", "JaLC", doi=f"10.1/gone.{n}" if n < 9 else "") for n in range(50)])
    assert _bytes(tmp_path).count("題名-gone-".encode()) >= 300  # the looking works
    before = packed(store.path)
    gone = [payload for payload, text in before.items() if b"gone-" in text and b"JaLC" not in text]
    assert len(gone) > 200
    withdraw(store, SOURCE, NOW)
    left = _bytes(tmp_path)
    assert not [payload for payload in gone if payload[8:24] in left]
    assert store.query("SELECT count(*) FROM dictionary WHERE number = 1") == [(0,)]
    assert b"gone-" not in left
    assert b"10.1/gone.299" not in left
    assert "題名-stays-49".encode() in left
    assert b"10.1/gone.8" in left  # JaLC's too


def test_what_others_gave_stays_as_they_gave_it(store: Store) -> None:
    """A merged record loses its title, abstract and volume, and keeps another's."""
    other = given("Crossref", "y", "Crossref", doi="10.1/1", volume="")
    store.take([given("CiNii Research", "x", SOURCE, doi="10.1/1", volume="3", abstract_licence="disallow"), other])
    assert store.get("x") is not None
    withdraw(store, SOURCE, NOW)
    assert list(store.all()) == [other.record]


def test_a_record_that_loses_a_source_s_name_keeps_all_else(store: Store) -> None:
    """What two sources delivered in one contribution is the other's too."""
    one = given("a", "x", SOURCE, "JaLC", volume="3")
    store.take([one])
    withdraw(store, SOURCE, NOW)
    (record,) = store.all()
    assert record.sources == ("JaLC",)
    assert (record.titles, record.abstracts, record.volume) == (one.record.titles, one.record.abstracts, "3")


def test_the_index_is_told_of_everything(store: Store) -> None:
    """A record that went leaves a tombstone, one that changed comes again, one that is not concerned does not."""
    store.take([given("a", "x", SOURCE), given("a", "y", SOURCE, "JaLC"), given("a", "z", "JaLC")])
    before = store.last_change()
    withdraw(store, SOURCE, NOW)
    changes = {change.seq: change.payload for change in store.changes(before)}
    assert len(changes) == 2
    assert sorted(payload is None for payload in changes.values()) == [False, True]


# --- It does not come back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", [SOURCE, "nikkei BP", "Ｎｉｋｋｅｉ ＢＰ"])
def test_what_was_withdrawn_is_refused(spelling: str, store: Store) -> None:
    """Its records are not taken again, however the name is written."""
    withdraw(store, SOURCE, NOW)
    outcome = store.take([given("a", "x", spelling), given("a", "y", "JaLC")])
    assert (outcome.new, outcome.withdrawn) == (1, 1)
    assert [record.id for record in store.all()] == ["y"]


def test_what_another_source_gives_as_well_is_taken_without_the_name(store: Store) -> None:
    """And the same again is known: it changes nothing."""
    one = given("a", "x", SOURCE, "JaLC")
    store.take([one])
    withdraw(store, SOURCE, NOW)
    change = store.last_change()
    outcome = store.take([one])
    assert (outcome.unchanged, outcome.changed, outcome.withdrawn) == (1, 0, 0)
    assert store.last_change() == change
    (record,) = store.all()
    assert record.sources == ("JaLC",)


def test_a_later_harvest_does_not_bring_it_back(tmp_path: Path) -> None:
    """The harvest runs to its end; its records are counted as rejected and none is kept."""
    with Server() as server, harvester(tmp_path) as into:
        parameters = {"query": "food", "base": Crossref([work(number) for number in range(3)]).serve(server)}
        assert into.run("crossref", parameters).tally.new == 3
        withdraw(into.store, "crossref", NOW)
        assert b"invented food" not in _bytes(tmp_path)
        for update in (False, True):
            result = into.run("crossref", parameters, update=update)
            assert (result.tally.new, result.tally.rejected) == (0, 3)
        assert into.records() == {}
        assert b"invented food" not in _bytes(tmp_path)


# --- What keeps it from being complete --------------------------------------------------------------------------------


def test_a_reader_that_holds_the_files_is_said_and_the_same_again_ends_it(store: Store, tmp_path: Path) -> None:
    """The withdrawal is committed at once; old bytes may stay while somebody reads, and nobody is told that they went."""
    store.take([given("a", f"gone-{n}", SOURCE) for n in range(20)])
    with Store(tmp_path / "records.db") as reader:
        records = reader.all()
        next(records)
        with pytest.raises(LibraryLocked):
            withdraw(store, SOURCE, NOW)
        assert store.count() == 0
        records.close()  # type: ignore[attr-defined]
    withdraw(store, SOURCE, NOW)
    assert b"gone-" not in _bytes(tmp_path)


# --- Rejects ----------------------------------------------------------------------------------------------------------


def _reject(raw: str, reason: str = "no title", **more: str) -> str:
    values = {"file": "f", "line": 1, "field": "title", "reason": reason, "raw": raw, **more}
    return json.dumps(values, ensure_ascii=False)


@pytest.mark.parametrize(
    ("source", "line", "goes"),
    [
        (SOURCE, _reject('{"sources": ["Nikkei BP"]}'), True),
        (SOURCE, _reject('{"sources": ["nikkei  bp"]}'), True),
        (SOURCE, _reject("{}", "Nikkei BP was withdrawn"), True),
        (SOURCE, _reject('{"sources": ["JaLC"]}'), False),
        ("Crossref", _reject('{"DOI": "10.1/x"}', origin="Crossref"), True),
        ("crossref", _reject('{"DOI": "10.1/x"}', origin="Crossref"), True),
        ("OAI-PMH", _reject("<record/>", origin="OAI-PMH"), True),
        ("PubMed", _reject("<PubmedArticle/>", origin="PubMed"), True),
        ("PubMed", _reject("<Article/>", origin="jsonl"), False),
        (SOURCE, _reject("x" * 1_999), False),
        (SOURCE, _reject("x" * 2_000), True),
        (SOURCE, _reject("あ" * 667), True),
        (SOURCE, "no JSON", True),
        ("日経 BP", _reject('{"sources": ["\\u65e5\\u7d4c BP"]}'), True),
        ("A&B", _reject("<source>A&amp;B</source>"), True),
        ("CiNii Articles", _reject('{"dataSourceIdentifier": [{"@type": "CIA"}]}'), True),
        ("CiNii Articles", _reject('{"dataSourceIdentifier": [{"@type": "JALC"}], "title": "social"}'), False),
    ],
)
def test_rejects_that_may_hold_it_are_purged(source: str, line: str, goes: bool, tmp_path: Path) -> None:
    """A line goes that names the source, in any spelling or by its code, or whose input was cut before it might."""
    path = tmp_path / "a.jsonl"
    kept = _reject('{"sources": ["KAKEN"]}')
    path.write_text(f"{kept}\n{line}\n", encoding="utf-8")
    assert purge_rejects(tmp_path, source) == int(goes)
    assert path.read_text(encoding="utf-8") == (f"{kept}\n" if goes else f"{kept}\n{line}\n")
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_rejects_file_without_lines_goes(tmp_path: Path) -> None:
    """Nothing is left of it, not even its name; files of other kinds are not touched."""
    (tmp_path / "nikkei.jsonl").write_text(_reject("Nikkei BP") + "\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Nikkei BP", encoding="utf-8")
    assert purge_rejects(tmp_path, SOURCE) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_rejects_in_other_places(tmp_path: Path) -> None:
    """Folders inside are looked through, and the rest of a rewriting that was cut off goes."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a.jsonl").write_text(_reject("Nikkei BP") + "\n", encoding="utf-8")
    (tmp_path / "b.part").write_text(_reject("Nikkei BP") + "\n", encoding="utf-8")
    purge_rejects(tmp_path, SOURCE)
    assert [path.name for path in tmp_path.rglob("*")] == ["inside"]


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("Crossref", "crossref"),
        ("OAI-PMH", "oai"),
        ("J-STAGE", "jstage"),
        ("PubMed", "pubmed"),
        ("CiNii Research", "cinii"),
    ],
)
def test_rejects_of_a_harvest_by_an_earlier_version(tmp_path: Path, source: str, stem: str) -> None:
    """Lines without an origin go where the file's name says which source was harvested."""
    for name in (stem, "other"):
        (tmp_path / f"{name}-20250101T000000.000000Z.jsonl").write_text(_reject("{}") + "\n", encoding="utf-8")
    assert purge_rejects(tmp_path, source) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["other-20250101T000000.000000Z.jsonl"]


def test_no_rejects_at_all_are_purged_well(tmp_path: Path) -> None:
    """A library may never have had any."""
    assert purge_rejects(tmp_path / "rejects", SOURCE) == 0


def test_no_tombstone_keeps_a_name(tmp_path: Path) -> None:
    """The id of a record that was merged away before its source was withdrawn is in no file either."""
    path = tmp_path / "records.db"
    with Store(path, writable=True) as store:
        kept = Record(
            id="kept", titles=(Text("Y", "en"),), sources=("Keep",), identifiers=(Identifier("DOI", "10.99999/y"),)
        )
        gone = Record(id="GEHEIMX", titles=(Text("X", "en"),), sources=("Gone",))
        joined = Record(id="GEHEIMX", titles=(Text("X", "en"),), sources=("Gone",), identifiers=kept.identifiers)
        for record in (kept, gone, joined):
            store.take([Contribution("jsonl", record)])
        withdraw(store, "Gone", "2020-01-01T00:00:00Z")
    assert b"GEHEIMX" not in path.read_bytes()


def test_the_names_of_states_stay() -> None:
    """Libraries hold them: a withdrawal that was interrupted in one version is finished in another."""
    assert withdrawal.STATES == ("purging", "indexed", "compacted", "gone")
