"""After a withdrawal, the index is as if the source had never been there, though only some segments were written anew."""

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tantivy

from shoroku import Library
from shoroku.analyzers import latin, word_forms
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.errors import DiskFull, StoreDamaged, TooManyOpenFiles
from shoroku.corpus.store import withdrawal
from shoroku.corpus.store.lock import writing
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import fields, generations, snapshot, sync
from shoroku.indexer.documents import forms_of
from shoroku.indexer.rewriting import forms, rewriting, segment_files
from shoroku.indexer.stored_terms import unpacked
from tests.pins_library import records
from tests.stored_bytes import readable
from tests.test_withdrawal_interrupted import _KILLED, run

SOURCE, OTHER = "Withdrawn Press", "JaLC"
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"
#: Of how many records there is one of the source, in each run of ``add``: none, some, all, nearly all, some that others have too.
RUNS = (0, 2, 1, 10, 3, 0)
QUERIES = ("", "tea", "翻訳 評価", "inhibitor*", "*itis", "*ations", "photosynthesis in seaweeds", "has:doi", "研究", "\"machine translation\"")  # fmt: skip


def given() -> list[list[dict[str, Any]]]:
    """Return the records of each run, each with its sources."""
    lines = [*map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines()), *records()]
    size = -(-len(lines) // len(RUNS))
    runs = [lines[begin : begin + size] for begin in range(0, len(lines), size)]
    for place, (one_in, of_run) in enumerate(zip(RUNS, runs, strict=True)):
        for number, line in enumerate(of_run):
            is_withdrawn = (one_in == 10 and number % 10 != 0) or (0 < one_in < 10 and number % one_in == 0)
            line["sources"] = [SOURCE, OTHER] if is_withdrawn and place == 4 else [SOURCE if is_withdrawn else OTHER]
            if is_withdrawn:
                word = f"quetzals{chr(97 + place)}{chr(97 + number // 26)}{chr(97 + number % 26)}ings"
                if "titles" in line:
                    line["titles"].append({"value": f"{word} studied", "lang": "en"})
                else:
                    line["title_en"] = f"{line.get('title_en', '')} {word}"
    return runs


def filled(path: Path, runs: list[list[dict[str, Any]]]) -> Library:
    library = Library(path)
    file = path.parent / "lines.jsonl"
    for lines in runs:
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
        library.add([file])
    return library


def survivors(runs: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    kept = [[line | {"sources": [OTHER]} for line in run if OTHER in line["sources"]] for run in runs]
    return [run for run in kept if run]


def index_of(library: Library) -> tantivy.Index:
    return snapshot.ready(generations.current(library.path).path)


def names_of_segments(library: Library) -> set[str]:
    meta = snapshot.parsed(generations.current(library.path).state.meta)
    assert meta is not None
    assert all(segment.entry["deletes"] is None for segment in meta.segments)
    return {segment.prefix for segment in meta.segments}


def dictionary(library: Library) -> dict[str, list[tuple[str, int]]]:
    """Return the terms of all text fields, with the numbers of documents that they are in as the files have them."""
    index = index_of(library)
    searcher = index.searcher()
    names = {name for name in vars(fields).values() if isinstance(name, str)}
    names &= {entry["name"] for entry in json.loads(generations.current(library.path).state.meta)["schema"] if entry["type"] == "text"}  # fmt: skip
    assert len(names) > 25
    return {name: sorted(searcher.terms_with_prefix(name, "")) for name in sorted(names - {fields.FORM})}


def word_forms_of(library: Library) -> set[str]:
    """Return the word forms in the dictionary of an index."""
    return forms.held(index_of(library).searcher())


def word_forms_in(library: Library) -> set[str]:
    """Return the word forms in the records."""
    with Store(library.path / STORE_FILE) as store:
        return {form for record in store.all() for form in forms_of(record)}


def stored(library: Library) -> dict[str, tuple[str, str]]:
    """Return the stored terms of each record by its id."""
    searcher = index_of(library).searcher()
    addresses = [address for _, address in searcher.search(tantivy.Query.all_query(), searcher.num_docs).hits]
    seqs = [int(seq or 0) for seq in searcher.fast_field_values(fields.SEQ, addresses)]
    with Store(library.path / STORE_FILE) as store:
        ids = store.ids(seqs)
    texts = [unpacked(searcher.doc(address)[fields.TERMS][0]) for address in addresses]
    return {ids[seq]: text for seq, text in zip(seqs, texts, strict=True)}


def totals(library: Library) -> dict[int, int]:
    """Return the number of tokens in each field with lengths."""
    schema = json.loads(generations.current(library.path).state.meta)["schema"]
    indexed = [entry["options"].get("indexing") or {} for entry in schema]
    found = {
        number: 0 for number, options in enumerate(indexed) if options.get("fieldnorms") and "tokenizer" in options
    }
    for file in generations.current(library.path).path.glob("*.idx"):
        for (number, _), total in segment_files.totals(file).items():
            if number in found:
                found[number] += total.total
    return found


def beside(library: Library) -> list[bytes]:
    """Return the contents of the lexicon and the registry."""
    generation = generations.current(library.path)
    return [(generation.path / name).read_bytes() for name in sorted(generation.state.beside, key=lambda name: name.partition(".")[2])]  # fmt: skip


def answers(library: Library) -> list[Any]:
    """Return what searches find. Hits with the same score stand in the order of the index, which depends on its history."""
    found: list[Any] = []
    for query in QUERIES:
        page = library.search(query, limit=300, facets=["source", "author", "journal", "year", "type"])
        scores = {hit.record.id: pytest.approx(hit.score, rel=2e-3) for hit in page.hits}
        found += [query, page.total, scores, page.facets]
    return found + [library.suggest(beginning) for beginning in ("quan", "tea", "機械", "inh", "que")]


@pytest.fixture(params=["in this process", "by workers"])
def libraries(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Library, Library]]:
    """Give a library with the source, and one that never had it."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    if request.param == "by workers":
        monkeypatch.setattr("shoroku.indexer.sync.FEW", 1)
        monkeypatch.setattr("shoroku.indexer.sync._FRAME", 7)
    runs = given()
    with filled(tmp_path / "one", runs) as one, filled(tmp_path / "two", survivors(runs)) as two:
        yield one, two


def test_as_if_it_had_never_been_there(libraries: tuple[Library, Library]) -> None:
    """Terms, their frequencies, stored texts, lengths, lexicon, registry and answers are those of the others' records alone."""
    one, two = libraries
    before = names_of_segments(one)
    one.withdraw(SOURCE)
    assert len(before & names_of_segments(one)) == 2, "the segments that the source is not in are kept"
    assert word_forms_of(two) <= word_forms_of(one) <= word_forms_in(one) | word_forms_of(two)
    assert dictionary(one) == dictionary(two)
    assert stored(one) == stored(two)
    assert beside(one) == beside(two)
    assert {field: pytest.approx(total, rel=2e-3) for field, total in totals(two).items()} == totals(one)
    assert answers(one) == answers(two)
    assert one.check() == []


def test_long_texts_of_any_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles so long that tantivy knows their lengths in steps only are on average as long as without the others, too."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    lengths = range(61, 254, 4)
    lines = [{"id": str(n), "title_en": " ".join(["heron"] * n), "sources": [OTHER if n % 8 == 1 else SOURCE]} for n in lengths]  # fmt: skip
    with filled(tmp_path / "one", [lines]) as one, filled(tmp_path / "two", survivors([lines])) as two:
        one.withdraw(SOURCE)
        assert {field: pytest.approx(total, rel=1e-2) for field, total in totals(two).items()} == totals(one)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    """Give a library of three segments: one with records of both, one with documents deleted, one with neither."""
    with Library(tmp_path / "library") as library:
        fill = [[line(n, SOURCE if n % 2 else OTHER, run) for n in range(24)] for run in range(2)]
        filled_again = [line(n, OTHER, 1) for n in range(24) if n % 2]
        run_in(library, fill[0])
        run_in(library, fill[1])
        run_in(library, filled_again)  # what the source said of these is deleted, but still in their old segment
        yield library


def line(number: int, source: str, run: int) -> dict[str, Any]:
    word = "quetzals" if source == SOURCE else "herons"
    letters = f"{chr(97 + run)}{chr(97 + number)}"
    title = f"Studies of {word}{letters}ings and their habits number {number}"
    return {"id": f"{run}-{number}", "title_en": title, "sources": [source], "abstract_en": f"Observed. {title} " * 20}


def run_in(library: Library, lines: list[dict[str, Any]]) -> None:
    file = library.path.parent / "lines.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    library.add([file])


def assert_gone(library: Library) -> None:
    assert names_of_segments(library)
    assert all(entry.is_file() for entry in generations.current(library.path).path.iterdir()), (
        "a folder for merging is left"
    )
    assert not [term for terms in dictionary(library).values() for term, _ in terms if "quetzal" in term]
    assert not [form for form in word_forms_of(library) if "quetzal" in form]
    assert not [texts for texts in stored(library).values() if "quetzal" in "".join(texts)]
    assert not [name for name, content in readable(library.path) if b"quetzal" in content]
    assert library.search("quetz*").total == 0
    assert library.search("hero*").total == library.search("").total == 36
    assert library.check() == []


def test_what_was_deleted_before_goes_too(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment with documents deleted long ago is written anew as well: their text is still in its files."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    meta = snapshot.parsed(generations.current(small.path).state.meta)
    assert meta is not None
    assert any(segment.entry["deletes"] for segment in meta.segments)
    small.withdraw(SOURCE)
    assert_gone(small)


def test_a_writer_between_does_not_save_it(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the index has followed the withdrawal in the ordinary way, its deleted documents are removed all the same."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    with writing(small.path, "test"), Store(small.path / STORE_FILE, writable=True) as store:
        withdrawal.withdraw(store, SOURCE, "2025-01-01T00:00:00Z")
        with sync.syncing(store, small.path) as run:
            run.finish()
    assert [name for name, content in readable(small.path / "index") if b"quetzal" in content]
    assert small.withdraw(SOURCE).removed == 0
    assert_gone(small)


#: Functions that a process is killed in, before or after the call.
STEPS = [
    ("shoroku.indexer.rewriting.segment_files", "deletions", "before"),
    ("shoroku.indexer.rewriting.segment_files", "correct_totals", "before"),
    ("shoroku.indexer.rewriting.segment_files", "correct_totals", "after"),
    ("shoroku.indexer.rewriting.rewriting.generations", "write_state", "before"),
    ("shoroku.indexer.rewriting.rewriting.generations", "opened", "after"),
    ("shoroku.indexer.sync.Sync", "put_again", "after"),
    ("shoroku.indexer.sync.registries", "made", "after"),
    ("shoroku.indexer.rewriting.rewriting", "_verify", "before"),
]


@pytest.mark.parametrize(("place", "name", "when"), STEPS)
def test_killed(small: Library, place: str, name: str, when: str) -> None:
    """Killed at any step, the old index is in use, nobody finds its records, and the next add begins again."""
    before = generations.current(small.path).number
    small.close()
    assert run(_KILLED, small.path, SOURCE, place, name, when).returncode == -9
    assert generations.current(small.path).number == before
    assert small.search("quetz*").total == 0
    assert small.sources.status().purging == {SOURCE}
    run_in(small, [line(0, OTHER, 0)])
    assert_gone(small)
    assert [entry.name for entry in (small.path / "index").iterdir() if entry.name.isdigit()] == [
        generations.current(small.path).path.name
    ]


def test_a_reader_keeps_its_index(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the library open goes on reading the old generation while the new one is made, and then reads that."""
    read = []

    def reading(module: Any, name: str) -> None:
        real = getattr(module, name)

        def called(*given: Any) -> None:
            for library in (small, late):
                read.append((name, library.search("quetz*").total, library.search("hero*").total))
            real(*given)
            for library in (small, late):
                read.append((name, library.search("quetz*").total, library.search("hero*").total))

        monkeypatch.setattr(module, name, called)

    assert small.search("hero*").total == 36
    with Library(small.path) as other, Library(small.path) as late:  # who opens the index only meanwhile reads it, too
        monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
        reading(rewriting, "_verify")
        reading(generations, "put_in_use")
        other.withdraw(SOURCE)
    assert read == [(name, 0, 36) for name in ["_verify"] * 4 + ["put_in_use"] * 4]
    assert small.search("quetz*").total == 0
    assert small.search("hero*").total == 36


def test_the_old_index_stays_as_it_was(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written through the links to the files of the index in use: it is needed if the withdrawal is interrupted."""
    run_in(
        small, [line(n, OTHER, 0) for n in (1, 3)]
    )  # so in a list of deletions, some of the segment's are, others follow
    used = generations.current(small.path).path
    before = {file.name: file.read_bytes() for file in used.iterdir()}
    assert len([name for name in before if name.endswith(".del")]) == 2

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rewriting, "_verify", interrupt)
        with pytest.raises(KeyboardInterrupt):
            small.withdraw(SOURCE)
    assert {file.name: file.read_bytes() for file in used.iterdir()} == before
    small.withdraw(SOURCE)
    assert small.search("hero*").total == small.search("").total == 38
    assert not [name for name, content in readable(small.path) if b"quetzal" in content]


def test_what_a_killed_writer_left_is_removed_first(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Generations that were never in use take no room while the next one is made, also if that fails."""
    for rebuilds in (False, True):
        parts = generations.create(small.path).path / "parts"
        parts.mkdir()
        (parts / "one.idx").symlink_to(parts / "removed" / "one.idx")
        used = generations.current(small.path).path.name
        seen = []

        def refuse(*_: object, used: str = used, seen: list[set[str]] = seen, **__: object) -> None:
            seen.append({entry.name for entry in (small.path / "index").iterdir() if entry.name.isdigit()} - {used})
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            if rebuilds:
                patched.setattr("shoroku.purging.rewrite", sync.rebuild)
                patched.setattr(sync.Sync, "finish", refuse)
            else:
                patched.setattr(rewriting, "_of_one", refuse)
            with pytest.raises((DiskFull, OSError)):
                small.withdraw(SOURCE)
        assert len(seen[0]) == 1
        assert generations.current(small.path).path.name == used
    small.withdraw(SOURCE)
    assert_gone(small)


class PanicException(BaseException):
    """As pyo3 raises it."""


REFUSALS = [
    ("_of_one", rewriting.Unexpected("not merged")),
    ("_of_one", ValueError("Data corrupted")),
    ("_verify", rewriting.Unexpected("too many")),
    ("_of_one", PanicException("range end index 9 out of range")),
    ("_link", rewriting.Unexpected("no symbolic links")),
    ("segment_files", None),
]


@pytest.mark.parametrize(("name", "error"), REFUSALS)
def test_anything_unexpected_rebuilds(
    small: Library, name: str, error: BaseException | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If tantivy does otherwise than expected, the index is rebuilt from the store."""

    def refuse(*_: object) -> None:
        raise error or ValueError("no footer")

    if error:
        monkeypatch.setattr(rewriting, name, refuse)
    else:
        monkeypatch.setattr(segment_files, "_parts", refuse)
    small.withdraw(SOURCE)
    assert_gone(small)
    assert len(names_of_segments(small)) == 1


@pytest.mark.parametrize("change", ["another", "one less", "one more"])
def test_other_documents_than_those_rebuild(small: Library, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If tantivy kept a document that goes, or lost one that stays, even instead of the other, the index is rebuilt."""
    real = segment_files.deletions

    def deletions(docs: list[int], count: int, like: Path) -> bytes:
        goes = next(doc for doc in range(count) if doc not in docs)
        changed = (
            {"another": [goes, *docs[1:]], "one less": docs[1:], "one more": [goes, *docs]}[change] if docs else []
        )
        return real(changed, count, like)

    rebuilt = []
    monkeypatch.setattr(segment_files, "deletions", deletions)
    monkeypatch.setattr(segment_files, "correct_totals", lambda *_: None)  # which notices most of this by the lengths
    monkeypatch.setattr(rewriting, "rebuild", lambda *given: rebuilt.append(sync.rebuild(*given)))
    small.withdraw(SOURCE)
    assert rebuilt
    assert_gone(small)


def test_a_word_form_of_no_record_rebuilds(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a word form is stored with a record that does not contain it, and no other does, the index is rebuilt."""
    real = rewriting._Rewriting.choose

    def choose(rewriting_: Any) -> None:
        real(rewriting_)
        seq = rewriting_._store.seqs(["0-0"])["0-0"]
        rewriting_._take_again([seq], set())
        rewriting_.again[seq].add("quetzals")

    monkeypatch.setattr(rewriting._Rewriting, "choose", choose)
    small.withdraw(SOURCE)
    assert_gone(small)
    assert len(names_of_segments(small)) == 1


def test_an_index_with_deleted_documents_is_not_put_in_use(small: Library) -> None:
    """Their text is still in its files, though it has just the records of the store."""
    generation = generations.current(small.path)
    with Store(small.path / STORE_FILE) as store:
        assert generation.index.searcher().num_docs == store.count()
        with pytest.raises(rewriting.Unexpected, match="deleted"):
            rewriting._verify(generation, store)


def test_lengths_in_other_steps_rebuild(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """If tantivy kept lengths in other steps than these, wrong numbers of tokens would be written, so it is rebuilt."""
    monkeypatch.setattr(segment_files, "_OFFSET", 25)
    small.withdraw(SOURCE)
    assert_gone(small)
    assert len(names_of_segments(small)) == 1


def test_a_full_disk_is_told(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full is no reason to rebuild, which needs more room."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rewriting, "_of_one", refuse)
        with pytest.raises(DiskFull):
            small.withdraw(SOURCE)
    assert small.sources.status().purging == {SOURCE}
    small.withdraw(SOURCE)
    assert_gone(small)


def test_a_disk_that_tantivy_filled_is_told(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """tantivy's threads do not say that the disk is full. So the machine is asked before what fills it is removed."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    asked = []

    def full(library: Path) -> DiskFull:
        asked.append([*library.glob("index/*/*-parts")])
        return DiskFull(path=str(library))

    def refuse(*_: object) -> None:
        raise rewriting.Unexpected("not merged")

    with monkeypatch.context() as patched:
        patched.setattr(rewriting.machine, "suspect", full)
        patched.setattr(rewriting, "_of_one", refuse)
        with pytest.raises(DiskFull):
            small.withdraw(SOURCE)
    assert asked[0]
    small.withdraw(SOURCE)
    assert_gone(small)


def test_an_unreadable_record_does_not_keep_the_text_in_use(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a record cannot be read for rewriting, an index of all other records is put in use before that is told."""
    number = generations.current(small.path).number
    monkeypatch.setattr(sync, "FEW", 1)  # so that each word form is stored with one record
    titles = ["Ibises studied", "More ibises studied", *[f"Storks studied {n}" for n in range(20)]]
    run_in(small, [{"id": f"2-{n}", "title_en": title, "sources": [OTHER if n else SOURCE]} for n, title in enumerate(titles)])  # fmt: skip
    with writing(small.path, "test"), Store(small.path / STORE_FILE, writable=True) as store:
        withdrawal.withdraw(store, SOURCE, "2025-01-01T00:00:00Z")
        store.amend("UPDATE contribution SET payload = x'28b52ffd00' WHERE seq = ?", [(store.seqs(["2-1"])["2-1"],)])
    with pytest.raises(StoreDamaged):
        small.withdraw(SOURCE)
    assert generations.current(small.path).number != number
    assert not [name for name, content in readable(small.path / "index") if b"quetzal" in content]
    assert (small.search("hero*").total, small.search("stork*").total, small.search("ibis*").total) == (36, 20, 0)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Give the sizes of all files that are copied, by name."""
    found: dict[str, int] = {}
    real = rewriting.shutil.copyfile

    def copyfile(file: Path, to: Path) -> None:
        assert to.name not in found
        found[to.name] = file.stat().st_size
        real(file, to)

    monkeypatch.setattr(rewriting.shutil, "copyfile", copyfile)
    return found


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK])
def test_without_hard_links_only_kept_segments_are_copied(
    number: int, tmp_path: Path, copied: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system without hard links, the files of kept segments are copied once, durably, and no others."""
    monkeypatch.setattr(rewriting, "rebuild", lambda *_: pytest.fail("rebuilt"))
    synced = set()
    real = rewriting.os.fsync

    def fsync(descriptor: int) -> None:
        synced.add(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        real(descriptor)

    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(rewriting.os, "fsync", fsync)
    monkeypatch.setattr(rewriting.os, "link", refuse)
    with filled(tmp_path / "one", given()) as library:
        before = names_of_segments(library)
        sizes = {file.name: file.stat().st_size for file in generations.current(library.path).path.iterdir()}
        library.withdraw(SOURCE)
        kept = before & names_of_segments(library)
        assert copied == {name: size for name, size in sizes.items() if name[:32] in kept}
        assert len(copied) == 12
        assert copied.keys() <= synced
        assert not [file for file in generations.current(library.path).path.iterdir() if file.is_symlink()]
        assert library.check() == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EMFILE, TooManyOpenFiles)])
def test_what_else_refuses_a_link_is_told(
    number: int, error: type[Exception], tmp_path: Path, copied: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no reason to copy files, which takes more room."""

    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    with filled(tmp_path / "one", given()) as library:
        with monkeypatch.context() as patched:
            patched.setattr(rewriting.os, "link", refuse)
            with pytest.raises(error):
                library.withdraw(SOURCE)
        assert copied == {}
        library.withdraw(SOURCE)
        assert library.check() == []


@pytest.mark.parametrize("where", ["everywhere", "in the library", "elsewhere"])
def test_without_symbolic_links_the_index_is_rebuilt(
    small: Library, copied: dict[str, int], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file system has no symbolic links, the segment is not copied, and segments are not taken for others."""
    real = Path.symlink_to

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def symlink_to(place: Path, target: Path) -> None:
        if place.is_relative_to(small.path) == (where == "elsewhere"):
            return real(place, target)
        return refuse()

    with monkeypatch.context() as patched:
        patched.setattr(rewriting.os, "link", refuse)
        patched.setattr(Path, "symlink_to", refuse if where == "everywhere" else symlink_to)
        if where != "in the library":
            patched.setattr("shoroku.indexer.snapshot._place", lambda: None)
        small.withdraw(SOURCE)
    assert copied == {}
    assert_gone(small)
    assert len(names_of_segments(small)) == 1


# --- Looking for word forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Cells", "cell's", "co-operates", "Schrödinger's", "O'Neills", "INHIBITORS", "α", "naïvely", "users'"])  # fmt: skip
def test_a_word_s_term_is_found_by_its_form(word: str) -> None:
    """Documents with a word are looked for by the terms that a word of that form can have."""
    found = {latin.form_of(part): latin.TERMS[part] for part in latin.as_written(normalize(word).text)}
    assert word_forms(word) <= found.keys()
    assert all(term in forms.terms_of(form) for form, term in found.items())


@pytest.mark.parametrize(("form", "most", "read"), [("studies", 0, 0), ("studies", 1, 1), ("studying", 1, 1), ("studying", 1_000, 48)])  # fmt: skip
def test_no_more_records_are_read_than_that(
    small: Library, form: str, most: int, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forms are looked for in a limited number of records with their term; what is not found there is not put back."""
    seqs: list[int] = []
    monkeypatch.setattr(forms, "_MOST", most)
    with Store(small.path / STORE_FILE) as store:
        searcher = index_of(small).searcher()
        real = store.records
        monkeypatch.setattr(store, "records", lambda some: seqs.extend(some) or real(some))
        found = list(forms.search(store, [form], index_of(small).schema, [searcher], set(), in_context=False))
    assert (len(seqs), len(found[0])) == (read, 1 if form == "studies" and most else 0)
