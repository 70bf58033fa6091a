"""A copy on a cluster is sorted by citations like its library, by the numbers of one state of it."""

import errno
import gc
import hashlib
import os
import random
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import shoroku
from shoroku import CitationsNotSent, Contribution, Library, Record
from shoroku.cli import app
from shoroku.indexer.cluster import cached, citations
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.cached import CachedFiles
from shoroku.indexer.cluster.citations import CopiedCitations, packed
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.state import Beside, File
from shoroku.search.cluster_searcher import ClusterSearcher
from shoroku.search.index_view import IndexView
from shoroku.web import Settings, create_app
from tests.graph_records import to, work


def citing(number: int, *cited: int, title: str = "Glass in villages") -> Record:
    """Return a work that cites others, all by their numbers."""
    relations = tuple(to(f"10.5555/{one}") for one in cited)
    return work(f"10.5555/{number}", title=title, relations=relations, date=str(2000 + number % 7))


class Sent(NamedTuple):
    """A library, its copy, and the cluster."""

    library: Library
    copy: Library
    cluster: Cluster

    def send(self, **options: Any) -> None:
        where = self.cluster.address
        self.library.clusters.send(where.cluster, where.name, shards=2, replicas=0, **options)

    def pair(self) -> tuple[Library, Library]:
        return self.library, self.copy

    def files(self) -> tuple[set[str], set[str]]:
        """Return the names of the files that the state names, and of those that are there, with their pieces."""
        beside = Beside(self.cluster)
        seen = beside.seen()
        self.cluster.refresh(beside.files(seen.number))
        asked = {"query": {"match_all": {}}, "size": 1000}
        hits = self.cluster.ask("POST", f"/{beside.files(seen.number)}/_search", asked)["hits"]["hits"]
        named = {f"{one.digest}-{place}" for one in seen.state.files for place in range(one.pieces)}
        return named, {hit["_id"] for hit in hits if "-" in hit["_id"]}


@pytest.fixture
def sent(node: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """A library of forty works, of which some are cited, and its copy."""
    monkeypatch.setattr("shoroku.indexer.cluster.sync.GRACE", 0.0)
    cluster = Cluster(of(node, f"t{uuid.uuid4().hex[:12]}"))
    records = [
        citing(number, *range(1, number % 6), 7 * (number % 2), title="Glass" if number % 3 else "Old glass")
        for number in range(1, 41)
    ]
    library.take([Contribution("Crossref", record) for record in records])
    with shoroku.open(f"opensearch+{cluster.address.cluster}/{cluster.address.name}") as copy:
        found = Sent(library, copy, cluster)
        found.send()
        yield found
    for index in cluster.find(f"/{cluster.address.name}*") or ():
        cluster.ask("DELETE", f"/{index}")


def listed(library: Library, query: str = "", **options: Any) -> list[tuple[str, int | None, bool]]:
    page = library.search(query, sort="cited", **{"limit": 100, **options})
    return [(hit.id, hit.cited_in_library, hit.relaxed) for hit in page.hits]


@pytest.mark.parametrize(("few", "first", "most"), [(5_000, 1_000, 8_000), (1, 2, 5), (1, 3, 30)])
def test_the_order_is_that_of_the_library(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, few: int, first: int, most: int
) -> None:
    """Hits, their order and their numbers are the library's, on every page, and however many records match."""
    for name, value in {"FEW": few, "_FIRST": first, "MOST": most}.items():
        monkeypatch.setattr(f"shoroku.search.retrieve.citations.{name}", value)
    for query in ("", "glass", "old glass", "author:nobody"):
        expected, found = (listed(one, query) for one in sent.pair())
        assert found == expected
        assert [one for start in range(0, 50, 10) for one in listed(sent.copy, query, offset=start, limit=10)] == found
    counts = [count for _, count, _ in listed(sent.copy)]
    assert len(counts) == 40
    assert counts == sorted((count or 0 for count in counts), reverse=True)
    assert counts[0] == 27


def test_numbers_follow_with_the_next_run(sent: Sent) -> None:
    """What is added, deleted and withdrawn in the library counts in the copy from the next run on, and not before; also for
    records that have not changed themselves."""
    before = listed(sent.copy)
    sent.library.take([Contribution("OpenAlex", citing(number, 40, 39)) for number in range(50, 90)])
    sent.library.edits.delete("10.5555/2")
    assert listed(sent.copy) == before
    sent.send()
    assert listed(sent.copy) == listed(sent.library)
    assert listed(sent.copy)[:2] == [("doi:10.5555/40", 40, False), ("doi:10.5555/39", 40, False)]
    sent.library.withdraw("OpenAlex")
    sent.library.edits.undo("10.5555/2")
    sent.send()
    assert listed(sent.copy) == before == listed(sent.library)


def test_an_interrupted_run_shows_no_new_number(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers take effect with the state that names them: with the records of the run, not before; what an interrupted
    run has left beside the index is removed by the next one."""
    before = listed(sent.copy)
    sent.library.take([Contribution("OpenAlex", citing(number, 40)) for number in range(50, 95)])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("shoroku.indexer.cluster.verifying.replaced", stop)
        with pytest.raises(KeyboardInterrupt):
            sent.send()
    assert listed(sent.copy) == before
    named, there = sent.files()
    assert named < there
    sent.library.take([Contribution("OpenAlex", citing(number, 39)) for number in range(95, 99)])
    sent.send()
    assert listed(sent.copy) == listed(sent.library)
    named, there = sent.files()
    assert named == there


@pytest.mark.parametrize("is_cached", [True, False])
def test_a_run_ends_during_a_search(
    sent: Sent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_cached: bool
) -> None:
    """A search sorts by the numbers of the state that it began with; if these are gone with that state, it begins again."""
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "cache"))
    before, opened, ended = listed(sent.library), ClusterSearcher.view, list[bool]()
    sent.library.take([Contribution("OpenAlex", citing(number, 40)) for number in range(50, 95)])

    def view(self: ClusterSearcher) -> IndexView:
        found = opened(self)
        if not ended:
            ended.append(True)
            sent.send()
            monkeypatch.setattr("shoroku.indexer.cluster.sync.GRACE", 60.0)  # the search is a short one
        return found

    with shoroku.open(sent.copy.location) as copy:
        if is_cached:
            assert listed(copy) == before
        monkeypatch.setattr(ClusterSearcher, "view", view)
        assert listed(copy) == (before if is_cached else listed(sent.library))
        assert listed(copy) == listed(sent.library) != before


def test_what_does_not_search_needs_no_folder(sent: Sent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a record is shown, no folder for cached files is made."""
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "cache"))
    with shoroku.open(sent.copy.location) as copy:
        assert copy.get("10.5555/1").id == "doi:10.5555/1"
        assert not (tmp_path / "cache").exists()
        assert listed(copy) == listed(sent.library)
        assert len(list((tmp_path / "cache" / "clusters").glob("*.cited"))) == 1


def test_what_an_earlier_version_sent(sent: Sent) -> None:
    """A copy without numbers says so, and the next run sends them; nothing else need be sent again."""
    beside = Beside(sent.cluster)
    seen = beside.seen()
    beside.put_state(seen.number, msgspec.structs.replace(seen.state, citations=None))
    with pytest.raises(CitationsNotSent, match="no numbers of citations"):
        listed(sent.copy)
    for language, advice in (("en", "Send them with: shoroku sync"), ("ja", "shoroku sync")):
        run = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_HISTORY": "off", "COLUMNS": "400"})
        result = run.invoke(app, ["search", "glass", "--sort", "cited", "--library", str(sent.copy.location)])
        assert (result.exit_code, advice in result.stderr) == (3, True), result.stderr
    sent.send()
    assert listed(sent.copy) == listed(sent.library)


def test_over_http_and_on_the_command_line(sent: Sent) -> None:
    """The same pages from the server, for clients of CiNii, too, and from the terminal."""
    first = listed(sent.library)[:3]
    location = str(sent.copy.location)
    with TestClient(create_app(location, Settings(seconds=600.0))) as client:
        asked = {"q": "glass", "sort": "cited", "limit": 3}
        hits = client.get("/api/v1/search", params=asked).json()["hits"]
        assert [(hit["id"], hit["cited_in_library"]) for hit in hits] == [one[:2] for one in first]
        items = client.get("/opensearch/all", params={"format": "json", "sortorder": "10", "count": "3"}).json()[
            "items"
        ]
        assert [item["@id"].rpartition("/")[2].rpartition("%2F")[2] for item in items] == [
            one[0].rpartition("/")[2] for one in first
        ]
        page = client.get("/?q=glass&sort=cited&lang=en", headers={"Accept": "text/html"}).text
        assert "Most cited" in page
        places = [page.index(one[0].rpartition("/")[2] + '"') for one in first]
        assert places == sorted(places)
    run = CliRunner(env={"SHOROKU_LANG": "en", "SHOROKU_HISTORY": "off", "COLUMNS": "200"})
    shown = run.invoke(app, ["search", "glass", "--sort", "cited", "--library", location]).output
    assert "cited by 27 records of this library" in shown


# --- The file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 5, 300])
def test_a_file_says_what_was_written(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number is found again, and no other; those that are cited most come first, also beyond those that are in order."""
    monkeypatch.setattr(citations, "_ORDERED", 20)
    chance = random.Random(size)
    counts = {seq: chance.choice((1, 2, 3, 1 << 33)) for seq in sorted(chance.sample(range(1, 1 << 33), size))}
    found = CopiedCitations(packed(counts.items()))
    asked = [*counts, 0, 1 << 34]
    assert found.of(asked) == counts
    for limit in (0, 1, 19, 20, 21, 1_000):
        most = found.most(limit)
        assert len(most) == min(limit, size)
        assert dict(most).items() <= counts.items()
        assert [count for _, count in most] == sorted(counts.values(), reverse=True)[:limit]


def test_a_store_tells_all_numbers(library: Library) -> None:
    """Those that the store keeps and those that are not counted yet, each once, in the order of the records."""
    library.take([Contribution("Crossref", citing(number, *range(1, number))) for number in range(1, 9)])
    with library._reading().one_state():
        known = library._reading().citations()
        assert list(known.all()) == sorted(known.of(range(20)).items())
        known._changed = {2: 5, 4: 0, 11: 1}
        assert list(known.all()) == sorted(known.of(range(20)).items())
        assert dict(known.all())[2] == 5


class Stored:
    """Files beside an index."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.asked: list[bytes] = []

    def put(self, content: bytes, name: str = "citations.cited") -> File:
        file = File(name, 1, hashlib.blake2b(content, digest_size=16).hexdigest())
        self.contents[file.digest] = content
        return file

    def get_file(self, _number: int, file: File) -> bytes:
        self.asked.append(self.contents[file.digest])
        return self.asked[-1]


@pytest.fixture
def stored() -> Stored:
    return Stored()


@pytest.fixture
def files(stored: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CachedFiles:
    """Files that are cached in a folder of the test."""
    monkeypatch.setattr(cached, "cache_folder", lambda: tmp_path / "cache")
    return CachedFiles(stored)  # type: ignore[arg-type]


def test_old_files_leave_the_cache(stored: Stored, files: CachedFiles) -> None:
    """Of files that change with every run, the newest are kept; of others, all. One that was removed is fetched again."""
    cited = [stored.put(b"c%d" % number) for number in range(12)]
    for number, file in enumerate(cited):
        assert files.content(1, file) == b"c%d" % number
        os.utime(files.folder / f"{file.digest}.cited", ns=(number, number))
        files.fetched(1, stored.put(b"l%d" % number, "x.lexicon"))
    kept = [path.name for path in files.folder.iterdir()]
    assert sorted(name for name in kept if name.endswith(".cited")) == sorted(
        f"{one.digest}.cited" for one in cited[4:]
    )
    assert len([name for name in kept if name.endswith(".lexicon")]) == 12
    stored.asked.clear()
    assert files.content(1, cited[11]) == b"c11"
    assert stored.asked == []
    assert files.content(1, cited[3]) == b"c3"
    assert stored.asked == [b"c3"]


@pytest.mark.parametrize("damaged", [b"", b"numbers", b"numbers of citations, and more", b"Numbers of citations"])
def test_a_damaged_file_is_fetched_again(stored: Stored, files: CachedFiles, damaged: bytes) -> None:
    """What is cached is used only if it is what was sent; if not, it is replaced."""
    file = stored.put(b"numbers of citations")
    path = files.folder / f"{file.digest}.cited"
    path.write_bytes(damaged)
    for _ in range(2):
        assert files.content(1, file) == b"numbers of citations" == path.read_bytes()
    assert stored.asked == [b"numbers of citations"]


def test_a_file_that_cannot_be_cached(stored: Stored, files: CachedFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fetched is used also if the disk is full or the folder is gone; nothing is left of what was written in part."""
    file = stored.put(b"numbers")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as machine:
        machine.setattr(os, "fsync", full)
        assert files.content(1, file) == b"numbers"
        with pytest.raises(OSError, match="No space"):
            files.fetched(1, file)
        assert list(files.folder.iterdir()) == []
    shutil.rmtree(files.folder)
    assert files.content(1, file) == b"numbers"


def test_a_temporary_folder_is_removed(stored: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cache cannot be written, there is a temporary folder, once it is needed and until nobody needs it any more."""
    (tmp_path / "cache").touch()
    monkeypatch.setattr(cached, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = stored.put(b"numbers")
    files = CachedFiles(stored)  # type: ignore[arg-type]
    assert list(tmp_path.glob("shoroku-clusters-*")) == []
    assert [files.content(1, file) for _ in range(2)] == [b"numbers"] * 2
    assert stored.asked == [b"numbers"]
    (folder,) = tmp_path.glob("shoroku-clusters-*")
    cached._remove(folder, os.getppid())  # as in a fork of this process
    assert folder.exists()
    del files
    gc.collect()
    assert not folder.exists()
