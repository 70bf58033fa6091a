"""What the user edits in records stays, whatever sources deliver, and can be undone; and the laws of this."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import (
    BadArgument,
    BadDate,
    Contribution,
    Identifier,
    Library,
    NoTitle,
    Person,
    Record,
    Text,
    UnknownRecord,
)
from shoroku.corpus.edited import with_edits
from shoroku.corpus.record import encode
from shoroku.corpus.store.merge import OWN, merge
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import current, sync
from tests.edited_records import BARE, DOI, OTHER, WITH_DOI

Made = Callable[..., Any]


def everything(library: Library) -> dict[str, bytes]:
    return {record.id: encode(record) for record in library}


def titles(record: Record) -> dict[str, str]:
    return {text.lang: text.value for text in record.titles}


# --- Corrections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["k", "d"])
def test_a_harvest_keeps_a_correction(shelf: Library, id_: str) -> None:
    """After a correction the source's new record counts for all fields but the corrected ones."""
    shelf.edits.correct(id_, title_en="New title", year=2002)
    (delivered,) = (one.record for one in shelf.contributions(id_) if one.origin == "JaLC")
    newer = msgspec.structs.replace(
        delivered, titles=(Text("新しい題名", "ja"), Text("Old title!", "en")), date="2003", pages="1-2"
    )
    assert shelf.take([Contribution("JaLC", newer)]).changed == 1
    found = shelf.get(id_)
    assert (titles(found), found.date, found.pages) == ({"ja": "新しい題名", "en": "New title"}, "2002", "1-2")
    assert found.edited == ("date", "titles@en")
    assert [hit.id for hit in shelf.search("New title 新しい題名", exact=True).hits if not hit.relaxed] == [id_]
    assert shelf.check() == []


def test_the_latest_correction_counts(shelf: Library) -> None:
    """A later correction replaces an earlier one of the same field and keeps those of others."""
    shelf.edits.correct("k", title_en="First", pages="7")
    shelf.edits.correct("k", title_en="Second", title_ja=None)
    found = shelf.get("k")
    assert (titles(found), found.pages) == ({"en": "Second"}, "7")
    shelf.edits.correct("k", titles=[{"value": "Drittens", "lang": "de"}])
    assert titles(shelf.get("k")) == {"de": "Drittens"}
    assert shelf.get("k").edited == ("pages", "titles")


def test_a_value_is_removed(shelf: Library) -> None:
    """None removes a value, also when the source delivers it again."""
    shelf.edits.correct("k", abstract_en=None, date=None)
    shelf.take([Contribution("JaLC", msgspec.structs.replace(BARE, date="2005"))])
    found = shelf.get("k")
    assert (found.abstracts, found.date) == ((), "")


def test_all_kinds_of_fields(shelf: Library) -> None:
    """People, lists and identifiers are corrected as a whole; one kind of identifier alone by its short name."""
    found = shelf.edits.correct(
        "d", authors=["藤本 穣", "Smith, J."], subjects=["免疫"], issns=["24330000"], pmid=31, journal="深山"
    )
    assert [person.name for person in found.creators] == ["藤本 穣", "Smith, J."]
    assert found.subjects == (Text("免疫", "ja"),)
    assert found.issns == ("2433-0000",)
    assert set(found.identifiers) == {DOI, Identifier("PMID", "31")}
    assert [text.value for text in found.journals] == ["深山"]
    assert shelf.get("pmid:31").id == "d"


def test_an_added_identifier_merges(shelf: Library) -> None:
    """A DOI that is added by hand merges the record with those that have it; undoing it takes them apart again."""
    before = everything(shelf)
    merged = shelf.edits.correct("k", doi="10.1000/X")
    assert (len(shelf), merged.doi) == (1, "10.1000/x")
    assert shelf.check() == []
    shelf.edits.undo(merged.id)
    assert everything(shelf) == before


def test_one_set_of_field_names(shelf: Library) -> None:
    """``undo`` takes the names that ``correct`` takes, and ``correct`` those that ``edited`` shows."""
    names = ("title_en", "titles@ja", "year", "authors", "journal", "doi", "subjects")
    for name in names:
        before = shelf.get("k")
        value = {"year": 2002, "authors": ["Ito"], "subjects": ["x"], "doi": "10.1000/new"}.get(name, "Another")
        assert shelf.edits.correct("k", **{name: value}).edited, name
        assert shelf.edits.undo("k", name) == before, name
    found = shelf.edits.correct("k", **{"titles@de": "Drittens", "title_en": "Third", "titles@ja": None})
    assert (titles(found), found.edited) == ({"de": "Drittens", "en": "Third"}, ("titles@de", "titles@en", "titles@ja"))


@pytest.mark.parametrize(
    ("name", "near"), [("tilte_en", "title_en"), ("Date", "date"), ("colour", "title_ja"), ("volume@en", "volume")]
)
def test_an_unknown_field(shelf: Library, name: str, near: str) -> None:
    """It is refused with some names that are like it, or common ones, by ``correct`` as by ``undo``."""
    edits: tuple[Callable[[], object], ...] = (
        lambda: shelf.edits.correct("k", **{name: "x"}),
        lambda: shelf.edits.undo("k", name),
    )
    for edit in edits:
        with pytest.raises(shoroku.UnknownField, match=name) as caught:
            edit()
        assert near in caught.value.near
        assert len(caught.value.near) <= 5


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"id": "x"}, BadArgument),
        ({"sources": ["x"]}, BadArgument),
        ({"abstract_licence": "allow"}, BadArgument),
        ({"tags": ["x"]}, BadArgument),
        ({"colour": "red"}, BadArgument),
        ({"date": "soon"}, BadDate),
        ({"date": "2020-13"}, BadArgument),
        ({"doi": "foo"}, BadArgument),
        ({"links": ["https://example.org/", "javascript:alert(1)"]}, BadArgument),
        ({"titles": 3}, shoroku.WrongType),
        ({"title_ja": None, "title_en": ""}, NoTitle),
    ],
)
def test_what_cannot_be_corrected(shelf: Library, values: dict[str, Any], error: type[Exception]) -> None:
    """A field that is not a source's to correct, or a value that no record can have, is refused and nothing changes."""
    before = everything(shelf)
    with pytest.raises(error):
        shelf.edits.correct("k", **values)
    assert everything(shelf) == before
    assert list(shelf.edits) == []


def test_what_changes_nothing_is_no_edit(shelf: Library) -> None:
    """To take off a tag or a note that is not there, or to add a tag twice, leaves no edit behind."""
    shelf.edits.untag("k", "nonesuch")
    shelf.edits.note("k", "")
    assert list(shelf.edits) == []
    shelf.edits.tag("k", "review")
    before = list(shelf.edits)
    shelf.edits.tag("k", "Review")
    assert list(shelf.edits) == before


def test_an_unknown_record(shelf: Library, tmp_path: Path) -> None:
    """A record that is not there is not edited, and a library is not made by editing."""
    for edit in (shelf.edits.delete, shelf.edits.undo, lambda one: shelf.edits.note(one, "x")):
        with pytest.raises(UnknownRecord):
            edit("nobody")
    with pytest.raises(shoroku.NoLibrary):
        Library(tmp_path / "nowhere").edits.delete("k")
    assert not (tmp_path / "nowhere").exists()


# --- Tags and notes ---------------------------------------------------------------------------------------------------


def test_tags_are_a_facet(shelf: Library) -> None:
    """Tags are counted over what was found, as they are written; the facet leaves its own filter out."""
    shelf.edits.tag(["k", "d"], "To read")
    shelf.edits.tag("k", "方法")
    counted = [(one.value, one.count) for one in shelf.search("", facets=["tag"]).facets["tag"]]
    assert counted == [("To read", 2), ("方法", 1)]
    narrowed = shelf.search("", tag=["方法"], facets={"tag": 1, "year": 1})
    assert (narrowed.total, [(one.value, one.count) for one in narrowed.facets["tag"]]) == (1, [("To read", 2)])


def test_tags(shelf: Library) -> None:
    """Tags are kept as written, once whatever their case, counted, and found by filter and by query."""
    shelf.edits.tag(["k", "d"], "To  read", "Review")
    assert (shelf.stats().contributions, shelf.stats().merged) == (2, 0)
    assert shelf.edits.tag("k", "REVIEW", "方法")[0].tags == ("To read", "Review", "方法")
    assert shelf.edits.tags() == {"Review": 2, "To read": 2, "方法": 1}
    shelf.edits.untag("d", "review")
    for options in ({"tag": "review"}, {"tag": ["ＲＥＶＩＥＷ"]}, {"query": "tag:review"}, {"query": "タグ:方法"}):
        assert [hit.id for hit in shelf.search(**options).hits] == ["k"], options
    assert shelf.search('tag:"to read"').total == 2
    assert shelf.search("tag:to").total == 0
    (notice,) = shelf.search("old", tag="revew").notices
    assert (notice.kind, notice.text("en").endswith("review")) == ("near_value", True), notice.text("en")
    assert shelf.search("has:tag").total == 2
    assert shelf.search("title -tag:review").total == 1
    assert [record.id for record in shelf.all(tag="to read")] == ["k", "d"]


def test_the_tags_of_a_source_can_be_taken_off(library: Library) -> None:
    """A tag that came with a file is removed, and stays so when the file is added again."""
    tagged = msgspec.structs.replace(BARE, tags=("a", "b"), note="theirs")
    library.take([Contribution("jsonl", tagged)])
    assert library.search("tag:a").total == 1
    library.edits.untag("k", "a")
    library.take([Contribution("jsonl", msgspec.structs.replace(tagged, date="2009"))])
    assert (library.get("k").tags, library.get("k").note) == (("b",), "theirs")


@pytest.mark.parametrize("tag", ["", " ", "a\x07b", "x" * 101, 3])
def test_what_is_no_tag(shelf: Library, tag: Any) -> None:
    """A tag is a printable line of at most a hundred characters."""
    with pytest.raises(BadArgument):
        shelf.edits.tag("k", tag)


def test_notes(shelf: Library) -> None:
    """A note is found by its words, replaced by the next, and removed."""
    assert shelf.edits.note("k", " Uses the zebrafish model.\nSee p. 3 ").note == "Uses the zebrafish model.\nSee p. 3"
    assert [hit.id for hit in shelf.search("zebrafish").hits] == ["k"]
    assert shelf.search("has:note").total == 1
    shelf.edits.note("k", "something else")
    assert shelf.search("zebrafish", exact=True).total == 0
    assert shelf.edits.note("k", "").note == ""
    assert shelf.search("has:note").total == 0


# --- Deletion ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["k", "d"])
def test_a_deleted_record_stays_deleted(shelf: Library, id_: str) -> None:
    """A deleted record is in no search, list or export, and a new harvest does not bring it back."""
    assert shelf.edits.delete([id_]) == 1
    (delivered,) = (one for one in (BARE, WITH_DOI) if one.id == id_)
    shelf.take([Contribution("JaLC", msgspec.structs.replace(delivered, pages="9"))])
    shelf.take([Contribution("PubMed", OTHER)] if id_ == "d" else [])
    assert id_ not in shelf
    assert id_ not in [record.id for record in shelf]
    assert id_ not in [hit.id for hit in shelf.search("title").hits]
    assert id_ not in [json.loads(line)["id"] for line in b"".join(shelf.export("jsonl")).splitlines()]
    assert [one.id for one in shelf.edits.deleted()] == [id_]
    assert shelf.check() == []
    shelf.reindex()
    assert id_ not in shelf
    restored = shelf.edits.undo(id_)
    assert restored is not None
    assert (restored.pages, shelf.get(id_)) == ("9", restored)
    assert shelf.check() == []


def test_a_deleted_record_by_its_identifiers(shelf: Library) -> None:
    """A deleted record is restored by its DOI, with the edits that it had."""
    shelf.edits.tag("d", "review")
    shelf.edits.delete("https://doi.org/10.1000/x")
    assert shelf.edits.tags() == {}
    assert shelf.edits.undo("doi:10.1000/X").tags == ("review",)  # type: ignore[union-attr]


def test_a_deleted_record_is_named_as_deleted(shelf: Library) -> None:
    """Whoever asks for it is told that it is deleted; whoever asks for what never was is not."""
    shelf.edits.delete(["k", "d"])
    for identifier in ("k", "d", "https://doi.org/10.1000/x"):
        for ask in (shelf.get, shelf.edits.tag, shelf.contributions):
            with pytest.raises(shoroku.DeletedRecord, match="is deleted"):
                ask(identifier)
        assert identifier not in shelf
    with pytest.raises(UnknownRecord) as caught:
        shelf.get("nobody")
    assert type(caught.value) is UnknownRecord


def test_deleting_again_finishes_a_deletion(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a deletion that was broken off before the index followed, the same call has the index follow."""

    def broken(*arguments: object, **named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sync.Sync, "finish", broken)
        with pytest.raises(KeyboardInterrupt):
            shelf.edits.delete(["k", "d"])
    assert shelf.search("title", limit=0).total == 2
    assert shelf.edits.delete(["k", "doi:10.1000/x"]) == 0
    assert shelf.search("title", limit=0).total == 0
    assert shelf.check() == []
    with pytest.raises(UnknownRecord):
        shelf.edits.delete(["k", "nobody"])


def test_a_deleted_record_of_a_taken_id(library: Library) -> None:
    """Of two works with one id, the second is shown under a longer one, and is deleted, listed and restored under it."""
    library.take([Contribution("jsonl", Record(id="5", titles=(Text("First", "en"),)))])
    library.take([Contribution("Crossref", Record(id="5", titles=(Text("Second", "en"),), sources=("Crossref",)))])
    assert library.get("Crossref:5").title == "Second"
    library.edits.tag("Crossref:5", "review")
    library.edits.delete("Crossref:5")
    assert [(one.id, one.record and one.record.id) for one in library.edits] == [("Crossref:5", "Crossref:5")]
    library.take([Contribution("PubMed", Record(id="9", titles=(Text("Third", "en"),), sources=("PubMed",)))])
    library.withdraw("PubMed")  # takes the ids of what is gone out of the store
    assert library.check() == []
    library.take([Contribution("Crossref", Record(id="5", titles=(Text("Second!", "en"),), sources=("Crossref",)))])
    with pytest.raises(shoroku.DeletedRecord):
        library.get("Crossref:5")
    restored = library.edits.undo("Crossref:5")
    assert restored == library.get("Crossref:5")
    assert library.get("5").title == "First"
    assert library.check() == []


def test_a_program_s_own_record(library: Library) -> None:
    """A record that a program added is deleted and restored like any other."""
    library.add_records([{"id": "p", "title": "Plum"}])
    library.edits.delete("p")
    library.add_records([{"id": "p", "title": "Plum jam"}])
    assert len(library) == 0
    assert library.edits.undo("p") == library.get("p")


# --- What happens around them -----------------------------------------------------------------------------------------


def test_a_record_that_disappears_and_comes_back(shelf: Library) -> None:
    """Edits of a record that its source deleted wait, and are there when it comes back."""
    shelf.edits.tag("k", "review")
    with Store(shelf.path / STORE_FILE, writable=True) as store:
        store.remove("JaLC", ["k"])
    shelf.reindex()
    assert "k" not in shelf
    assert [(one.id, one.record) for one in shelf.edits] == [("k", None)]
    assert shelf.check() == []
    shelf.take([Contribution("JaLC", BARE)])
    assert shelf.get("k").tags == ("review",)
    assert shelf.check() == []


def test_the_only_record_disappears_and_comes_back(library: Library) -> None:
    """Edits wait also where nothing else is left in the library."""
    library.take([Contribution("JaLC", BARE)])
    library.edits.tag("k", "review")
    with Store(library.path / STORE_FILE, writable=True) as store:
        store.remove("JaLC", ["k"])
        assert store.take([Contribution("JaLC", BARE)]).new == 1
        assert store.get("k").tags == ("review",)  # type: ignore[union-attr]


def test_edits_follow_the_record(shelf: Library) -> None:
    """If one source of a merged record goes, the edits stay with the other."""
    shelf.edits.correct("d", pages="7-8")
    shelf.edits.delete("k")
    shelf.take([Contribution("PubMed", OTHER)])
    shelf.take([Contribution("PubMed", msgspec.structs.replace(BARE, id="k2", identifiers=()))])
    with Store(shelf.path / STORE_FILE, writable=True) as store:
        store.remove("JaLC", ["d"])
    shelf.reindex()
    assert shelf.get("10.1000/x").pages == "7-8"
    assert shelf.check() == []
    shelf.edits.undo("10.1000/x")
    assert encode(shelf.get("o")) == encode(OTHER)


@pytest.mark.parametrize("payload", [b"\x28\xb5\x2f\xfd", b"{"])
def test_a_damaged_edit_is_told_as_damage(shelf: Library, payload: bytes) -> None:
    """If a source's record goes and the edit that should stay cannot be read, nothing changes, and it is damage of the store."""
    shelf.edits.correct("d", pages="7-8")
    shelf.take([Contribution("PubMed", OTHER)])
    with Store(shelf.path / STORE_FILE, writable=True) as store:
        store.amend("UPDATE contribution SET payload = ? WHERE origin = ?", [(payload, OWN)])
        before = store.query("SELECT * FROM contribution")
        with pytest.raises(shoroku.StoreDamaged):
            store.remove("JaLC", ["d"])
        assert store.query("SELECT * FROM contribution") == before


def test_edits_of_two_records_that_merge(library: Library) -> None:
    """Of two edited records that turn out to be one, the later edit of a field counts, and one undo undoes both."""
    library.take([Contribution("JaLC", BARE), Contribution("PubMed", msgspec.structs.replace(OTHER, identifiers=()))])
    library.edits.correct("k", pages="1", date="2010")
    library.edits.correct("o", pages="2")
    library.take(
        [Contribution("JaLC", msgspec.structs.replace(BARE, identifiers=(DOI,))), Contribution("PubMed", OTHER)]
    )
    found = library.get("10.1000/x")
    assert (len(library), found.pages, found.date) == (1, "2", "2010")
    library.edits.tag(found.id, "review")
    found = library.get(found.id)
    assert (found.pages, found.date, found.tags) == ("2", "2010", ("review",))
    library.edits.undo(found.id)
    assert library.get("10.1000/x").edited == ()
    assert library.check() == []


def test_a_withdrawal_takes_the_edits_along(shelf: Library) -> None:
    """What was edited in a withdrawn record goes with it, from every file; edits of other records stay."""
    shelf.take([Contribution("jsonl", msgspec.structs.replace(OTHER, identifiers=(), sources=("Else",)))])
    shelf.edits.note("k", "quetzalcoatlus")
    shelf.edits.note("o", "unaffected")
    shelf.edits.delete("d")
    assert shelf.withdraw("JaLC").records_gone == 2
    assert [one.id for one in shelf.edits] == ["o"]
    for file in shelf.path.rglob("*"):
        assert not file.is_file() or b"quetzalcoatlus" not in file.read_bytes(), file
    assert shelf.check() == []


def test_a_repaired_library_keeps_its_edits(shelf: Library) -> None:
    """A store rebuilt from its contributions has the same records, edits and deletions."""
    shelf.edits.correct("k", title_en="New title")
    shelf.edits.delete("d")
    before = everything(shelf)
    shelf.repair()
    assert everything(shelf) == before
    assert [one.id for one in shelf.edits.deleted()] == ["d"]
    assert shelf.check() == []


def test_edits_in_a_file(shelf: Library, tmp_path: Path) -> None:
    """Exported as JSON Lines and added to another library, edits are the same, and a harvest there keeps them."""
    shelf.edits.correct("k", title_en="New title", pages=None)
    shelf.edits.tag("k", "review")
    shelf.edits.note("k", "see p. 3")
    (tmp_path / "file.jsonl").write_bytes(b"".join(shelf.export("jsonl")))
    with Library(tmp_path / "other") as other:
        assert not other.add([tmp_path / "file.jsonl"]).rejects
        assert everything(other) == everything(shelf)
        other.take([Contribution("CiNii Research", msgspec.structs.replace(WITH_DOI, id="crid"))])
        other.add_records([msgspec.structs.replace(BARE, identifiers=(DOI,), titles=(Text("Third", "en"),))])
        assert other.search("tag:review").total == 1


def test_an_edit_is_no_news(shelf: Library) -> None:
    """A record that a saved search has shown is not new after it was edited."""
    shelf.saved.create("old", "old title")
    shelf.edits.tag("k", "review")
    assert shelf.saved.check("old").hits == ()


def test_an_edit_does_not_relearn_the_lexicon(shelf: Library) -> None:
    """An edit keeps the lexicon that there is, so it takes no longer in a large library; the next harvest renews it."""
    before = current(shelf.path).state
    shelf.edits.correct("k", title_en="New title")
    after = current(shelf.path).state
    assert (after.lexicon.file, after.change > before.change) == (before.lexicon.file, True)
    shelf.take([Contribution("JaLC", OTHER)])
    assert current(shelf.path).state.lexicon.file != before.lexicon.file or not before.lexicon.file


def test_marks_and_edits(shelf: Library) -> None:
    """A deleted record is not among the marked ones, and is again after it was restored."""
    shelf.marked.add(["d", "k"])
    shelf.edits.delete("d")
    assert [record.id for record in shelf.marked] == ["k"]
    shelf.edits.undo("d")
    assert [record.id for record in shelf.marked] == ["d", "k"]


# --- Laws -------------------------------------------------------------------------------------------------------------

WORDS = st.text("abあい", min_size=1, max_size=3)
TEXTS = st.lists(st.builds(Text, WORDS, st.sampled_from(["ja", "en", ""])), max_size=3, unique_by=lambda t: t.value)
RECORDS = st.builds(
    Record,
    id=st.sampled_from(["r1", "r2", "r3"]),
    titles=TEXTS.filter(bool).map(tuple),
    abstracts=TEXTS.map(tuple),
    creators=st.lists(WORDS.map(lambda name: Person((Text(name),))), max_size=2).map(tuple),
    date=st.sampled_from(["", "2001", "2001-05"]),
    pages=st.sampled_from(["", "1-2", "7"]),
    identifiers=st.sets(st.sampled_from([DOI, Identifier("PMID", "5")])).map(tuple),
    tags=st.lists(WORDS, max_size=2, unique=True).map(tuple),
)
DELIVERIES = st.lists(st.builds(Contribution, st.sampled_from(["JaLC", "PubMed"]), RECORDS), min_size=1, max_size=6)
CORRECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "title_en": WORDS,
        "abstract_ja": st.none() | WORDS,
        "date": st.sampled_from([None, "1999"]),
        "pages": st.sampled_from([None, "5"]),
        "authors": st.lists(WORDS, max_size=2),
    },
).filter(bool)
LAW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@LAW
@given(before=DELIVERIES, correction=CORRECTIONS, after=DELIVERIES)
def test_undo_restores_every_byte(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[Contribution],
    correction: dict[str, Any],
    after: list[Contribution],
) -> None:
    """Whatever is harvested before and after edits: they hold, and once undone all records are as if never edited."""
    folder = tmp_path_factory.mktemp("law")
    with Library(folder / "plain") as plain, Library(folder / "edited") as edited:
        for library in (plain, edited):
            library.take(before)
        target = next(iter(edited)).id
        edited.edits.correct(target, **correction)
        edited.edits.tag(target, "mine")
        for library in (plain, edited):
            library.take(after)
        assert edited.check() == []
        (found,) = [record for record in edited if "mine" in record.tags]
        assert found.date == (correction["date"] or "" if "date" in correction else found.date)
        assert found.pages == (correction["pages"] or "" if "pages" in correction else found.pages)
        if "title_en" in correction:
            assert titles(found)["en"] == correction["title_en"]
        edited.edits.delete(found.id)
        assert found.id not in [record.id for record in edited]
        edited.edits.undo(found.id)
        assert edited.get(found.id) == found
        edited.edits.undo(found.id)
        assert list(edited.edits) == []
        assert sorted(map(encode, edited)) == sorted(map(encode, plain))
        assert edited.check() == []


@given(RECORDS, RECORDS, st.permutations(["date", "titles@en", "pages", "tags"]))
def test_edits_take_precedence(record: Record, edit: Record, names: list[str]) -> None:
    """An edited record has the edit's values in the fields that it names, and its own in all others."""
    edit = msgspec.structs.replace(edit, edited=tuple(names))
    found = with_edits(record, [edit])
    assert (found.date, found.pages, found.tags) == (edit.date, edit.pages, edit.tags)
    assert [text for text in found.titles if text.lang == "en"] == [text for text in edit.titles if text.lang == "en"]
    assert [text for text in found.titles if text.lang != "en"] == [text for text in record.titles if text.lang != "en"]
    assert (found.abstracts, found.creators, found.id) == (record.abstracts, record.creators, record.id)
    assert with_edits(found, [edit]) == found
    assert merge([Contribution("JaLC", record), Contribution(OWN, edit)]) == found
