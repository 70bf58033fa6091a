"""Three nodes, of which some are killed, cut off or full: nothing that was acknowledged is lost, and what is missing is said."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Library, Page, Record
from shoroku.cli import app
from shoroku.indexer.cluster import connection, loading
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.connection import Cluster
from shoroku.web import create_app
from shoroku.web.settings import Settings
from tests.graph_records import to, work
from tests.opensearch_nodes import Nodes, is_set_up, running

MakeRecord = Callable[..., Record]

RECORDS, SHARDS = 1_500, 6
#: A node that does not answer is noticed after two seconds, not after half a minute.
_NOTICED: dict[str, object] = {
    f"cluster.fault_detection.{one}.{name}": value
    for one in ("follower_check", "leader_check")
    for name, value in (("interval", "500ms"), ("timeout", "1s"), ("retry_count", 2))
}
#: Nodes look at their disks every ten seconds, the shortest time that OpenSearch allows, not every half minute.
_LOOKING: dict[str, object] = {"cluster.info.update.interval": "10s"}


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Three running nodes. Each test leaves them running."""
    if not is_set_up():
        pytest.skip("NO OPENSEARCH NODE: set one up with python -m tests.opensearch_nodes (needs Java and Maven)")
    with running(tmp_path_factory.mktemp("nodes"), 3, heap="200m", settings=_NOTICED | _LOOKING) as found:
        yield found


@pytest.fixture(scope="module")
def sepsis(tmp_path_factory: pytest.TempPathFactory, record: MakeRecord) -> Iterator[Library]:
    """A library of some thousand records, of which every third is about sepsis."""
    with shoroku.open(tmp_path_factory.mktemp("nodes-library") / "library") as library:
        subjects = ("Sepsis", "Gout", "免疫療法")
        library.add_records(
            [record(str(n), f"{subjects[n % 3]} {n}", f"Report {n} of a ward.") for n in range(RECORDS)]
        )
        yield library


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send in many small requests, so that a node is lost between them."""
    monkeypatch.setattr("shoroku.indexer.cluster.sync.GRACE", 0.0)
    monkeypatch.setattr("shoroku.indexer.cluster.sync._FRAME", 50)
    monkeypatch.setattr("shoroku.indexer.cluster.sync._NOTED", 300)
    monkeypatch.setattr(loading, "_MOST_ITEMS", 50)
    monkeypatch.setattr(loading, "_WAITED", "1s")
    monkeypatch.setattr(connection, "_LONGEST_PAUSE", 1.0)
    # However busy the machine is: what a search does not get in this time is not a matter of time.
    monkeypatch.setattr("shoroku.cluster.library.PATIENCE_OF_SEARCHES", 120.0)


@contextmanager
def copied(nodes: Nodes, library: Library, name: str, **options: Any) -> Iterator[Library]:
    """Give the copy of a library that was just sent."""
    library.clusters.send(nodes.urls, name, shards=SHARDS, **options)
    with shoroku.open(f"opensearch+{nodes.urls}/{name}") as copy:
        yield copy
    remove(nodes, name)


def remove(nodes: Nodes, name: str) -> None:
    cluster = Cluster(of(nodes.urls, name), patience=20.0)
    for index in cluster.find(f"/{name}*") or ():
        cluster.ask("DELETE", f"/{index}")


def ids(copy: Library) -> list[int]:
    return sorted(int(record.id) for record in copy)


class Searching:
    """Searches all the time in a thread, until it is ended."""

    def __init__(self, copy: Library, query: str) -> None:
        self.pages: list[Page] = []
        self.errors: list[Exception] = []
        self._copy, self._query = copy, query
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._search)

    def _search(self) -> None:
        while not self._ended.is_set():
            try:
                self.pages.append(self._copy.search(self._query))
            except shoroku.ShorokuError as error:
                self.errors.append(error)

    def wait_for(self, more: int) -> Page:
        """Wait until so many more pages are there, and return the last one."""
        wanted, began = len(self.pages) + more, time.monotonic()
        while len(self.pages) < wanted:
            assert not self.errors, self
            assert time.monotonic() - began < 300, self
            time.sleep(0.02)
        return self.pages[-1]

    def __repr__(self) -> str:
        """What was asked and answered, for messages of tests that fail."""
        pages = [(page.total, page.partial, [hit.id for hit in page.hits]) for page in self.pages]
        kinds = [f"{pages.count(one)} x {one}" for one in sorted({str(page): page for page in pages}.values(), key=str)]
        return "\n".join([f"{self._query!r}: {len(pages)} pages", *kinds, *map(repr, self.errors)])

    def __enter__(self) -> "Searching":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


class Killing:
    """Kills nodes, each between two requests of an export of a copy: the first is lost during the second request, the others
    before it."""

    def __init__(self, nodes: Nodes, copy: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        self._nodes, self._copy = nodes, copy
        self._next: list[int] = []
        self.killed: list[int] = []
        asked = Cluster.ask

        def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
            answer = asked(cluster, method, path, *body, **options)
            if method == "POST" and path.endswith("/point_in_time") and self._next:
                self._kill_next()
            return answer

        monkeypatch.setattr(Cluster, "ask", ask)

    def kill(self, place: int) -> None:
        self._next.append(place)
        assert len(list(self._copy.all("sepsis"))) == RECORDS // 3
        assert self.killed[-1] == place

    def _kill_next(self) -> None:
        self.killed.append(self._next.pop())
        self._nodes.kill(self.killed[-1])
        if len(self.killed) > 1:
            self._nodes.wait_green("yellow", 2)

    def come_back(self) -> None:
        self._nodes.start_node(self.killed[-1])
        self._nodes.wait_green()


def test_nodes_are_killed_while_records_are_sent_and_searched(
    nodes: Nodes, sepsis: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node and then the cluster manager are killed in the middle of loading and between two requests of an export.

    The loader goes on, and nothing is lost. The export is whole. Every search is answered; what is not whole says so, and all
    is whole as soon as the cluster has all shards again.
    """
    with copied(nodes, sepsis, "killed") as copy:
        nodes.wait_green()
        expected = copy.search("sepsis")
        assert (expected.total, expected.partial) == (RECORDS // 3, None)
        killing, searching = Killing(nodes, copy, monkeypatch), Searching(copy, "sepsis")

        def lose(done: int) -> None:
            if done > RECORDS // 4 and not killing.killed:
                killing.kill(next(place for place in range(3) if place != nodes.place_of_manager()))
            elif done > RECORDS // 2 and len(killing.killed) == 1:
                _assert_whole(searching, nodes, 2)
                killing.come_back()
                killing.kill(nodes.place_of_manager())

        with searching:
            searching.wait_for(1)
            sent = sepsis.clusters.send(nodes.urls, "killed", shards=SHARDS, rebuild=True, progress=lose)
            assert (sent.records, len(killing.killed)) == (RECORDS, 2)
            assert ids(copy) == list(range(RECORDS))
            _assert_whole(searching, nodes, 2)
            killing.come_back()
            _assert_whole(searching, nodes, 3)
            assert ids(copy) == list(range(RECORDS))
    assert searching.errors == [], searching
    for page in searching.pages:
        # The hits of a shard may be lost after they were counted, so the total of a partial page may be whole.
        assert page.total <= RECORDS // 3, searching
        assert page.partial or page.total == RECORDS // 3, searching
        assert page.partial or [hit.id for hit in page.hits] == [hit.id for hit in expected.hits], searching


def _assert_whole(searching: Searching, nodes: Nodes, running: int) -> None:
    nodes.wait_green("yellow", running)
    assert searching.wait_for(2).partial is None, f"{searching}\n{nodes.described()}"


def test_all_nodes_are_killed_while_records_are_sent(nodes: Nodes, sepsis: Library) -> None:
    """All nodes are killed and started again in the middle of loading: the loader waits for them and goes on."""
    killed: list[int] = []

    def kill(done: int) -> None:
        if done > RECORDS // 2 and not killed:
            killed.extend(range(3))
            for place in killed:
                nodes.kill(place)
            for place in killed:
                nodes.start_node(place)

    with copied(nodes, sepsis, "all", progress=kill) as copy:
        assert killed
        assert ids(copy) == list(range(RECORDS))
    nodes.wait_green()


def test_a_node_is_cut_off_while_records_are_sent(
    nodes: Nodes, sepsis: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that keeps its connections and answers no more is passed over."""
    monkeypatch.setattr(loading, "SECONDS", 4.0)
    monkeypatch.setattr(connection, "SECONDS", 10.0)
    cut: list[int] = []

    def cut_off(done: int) -> None:
        if done > RECORDS // 2 and not cut:
            cut.append(nodes.place_of_manager())
            nodes.cut_off(cut[0])

    with copied(nodes, sepsis, "cut", progress=cut_off) as copy:
        try:
            assert copy.search("sepsis").total == RECORDS // 3
        finally:
            nodes.kill(cut[0])
            nodes.start_node(cut[0])
            nodes.wait_green()
        assert ids(copy) == list(range(RECORDS))


def test_the_order_by_citations_without_a_node(
    nodes: Nodes, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With any one node lost, a machine that has nothing cached sorts by citations as the library does."""
    records = [
        work(f"10.5555/{n}", title="Glass", relations=tuple(to(f"10.5555/{one}") for one in range(n % 7)))
        for n in range(60)
    ]
    library.take([Contribution("Crossref", one) for one in records])
    expected = [(hit.id, hit.cited_in_library) for hit in library.search("glass", sort="cited", limit=60).hits]
    assert expected[0][1] == 51
    with copied(nodes, library, "cited"):
        for place in range(3):
            nodes.wait_green()
            nodes.kill(place)
            nodes.wait_green("yellow", 2)
            cache = tmp_path / str(place)
            cache.mkdir()
            with monkeypatch.context() as elsewhere:
                elsewhere.setattr("shoroku.indexer.cluster.cached.cache_folder", lambda cache=cache: cache)
                with shoroku.open(f"opensearch+{nodes.urls}/cited") as copy:
                    page = copy.search("glass", sort="cited", limit=60)
            assert page.partial is None
            assert [(hit.id, hit.cited_in_library) for hit in page.hits] == expected
            nodes.start_node(place)
        nodes.wait_green()


#: No test depends on how fast a machine is.
SLOW = Settings(seconds=300)


def test_shards_without_a_copy(nodes: Nodes, sepsis: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the only copy of shards is lost, pages say everywhere that they are partial; what must be whole is refused."""
    monkeypatch.setattr("shoroku.cluster.copies.PATIENCE", 0.0)
    monkeypatch.setattr("shoroku.cluster.library.PATIENCE_OF_SEARCHES", 0.5)
    with copied(nodes, sepsis, "single", replicas=0) as copy:
        place = (nodes.place_of_manager() + 1) % 3
        nodes.kill(place)
        nodes.wait_green("red", 2)
        try:
            _expect_partial(copy)
            _expect_refusals(copy, sepsis, nodes)
        finally:
            nodes.start_node(place)
            nodes.wait_green()
        page = copy.search("sepsis")
        assert (page.partial, page.total) == (None, RECORDS // 3)
        assert len(list(copy.all("sepsis"))) == RECORDS // 3


def _expect_partial(copy: Library) -> None:
    page = copy.search("sepsis", facets=["type"])
    assert page.partial is not None
    assert (page.partial.missing, page.partial.shards) == (2, SHARDS)
    assert 0 < page.total < RECORDS // 3
    assert page.to_dict()["partial"] == {"missing": 2, "shards": SHARDS}
    with pytest.raises(shoroku.AnswerPartial):
        page.whole()
    for language, words in (("en", "This answer is partial: 2 of the 6 shards"), ("ja", "6 個のシャードのうち 2 個")):
        for command in (("search", "sepsis"), ("facets", "sepsis")):
            result = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_HISTORY": "off"}).invoke(
                app, [*command, "--library", str(copy.location)]
            )
            assert result.exit_code == 0, result.output
            assert words in result.stderr.replace("\n", " ")
    result = CliRunner().invoke(app, ["search", "sepsis", "--json", "--library", str(copy.location)])
    assert json.loads(result.stdout)["partial"] == {"missing": 2, "shards": SHARDS}
    with TestClient(create_app(copy.location, SLOW)) as client:
        for path in ("search", "facets"):
            answer = client.get(f"/api/v1/{path}", params={"q": "sepsis"})
            assert answer.json()["partial"] == {"missing": 2, "shards": SHARDS}
            assert (answer.headers.get("etag"), answer.headers["cache-control"]) == (None, "no-store")
        assert "This answer is partial" in client.get("/", params={"q": "sepsis", "lang": "en"}).text
        assert client.get("/healthz").json()["status"] == "partial"
        exported = client.get("/export", params={"q": "sepsis", "format": "ris", "scope": "page"})
        assert exported.status_code == 503


def _expect_refusals(copy: Library, library: Library, nodes: Nodes) -> None:
    with pytest.raises(shoroku.ClusterIndexRed, match="2 of its primary shards"):
        list(copy.all("sepsis"))
    with pytest.raises(shoroku.ClusterIndexRed):
        copy.suggest("sep")
    with pytest.raises(shoroku.ClusterIndexRed):
        len(copy)
    with pytest.raises(shoroku.ClusterIndexRed) as raised:
        library.clusters.send(nodes.urls, "single")
    assert "プライマリーシャードのうち 2 個" in raised.value.text("ja")


def test_a_full_disk(nodes: Nodes, library: Library, record: MakeRecord) -> None:
    """Above the flood-stage watermark of a disk, nothing more is sent, and the message says what to do; then it goes on."""
    library.add_records([record("1", "Gout")])
    with copied(nodes, library, "full") as copy:
        cluster = Cluster(of(nodes.urls, "full"))
        watermark = "cluster.routing.allocation.disk.watermark"
        full = {f"{watermark}.{name}": "900tb" for name in ("low", "high", "flood_stage")}
        settings: dict[str, Any] = {
            "cluster.routing.allocation.disk.threshold_enabled": True,
            **full,
        }
        cluster.ask("PUT", "/_cluster/settings", {"transient": settings})
        try:
            library.add_records([record("2", "Sepsis")])
            with pytest.raises(shoroku.ClusterDiskFull, match="Free space or add a node") as raised:
                _send_until_refused(library, nodes.urls, "full")
            assert "空きを作るかノードを増やして" in raised.value.text("ja")
            assert copy.search("gout").total == 1
        finally:
            allowed = {"cluster.blocks.create_index": None}  # set by the cluster itself
            cluster.ask("PUT", "/_cluster/settings", {"transient": dict.fromkeys(settings), "persistent": allowed})
            cluster.ask("PUT", "/_cluster/settings", {"transient": allowed})
            cluster.ask("PUT", "/full-*/_settings", {"index.blocks.read_only_allow_delete": None})
        assert library.clusters.send(nodes.urls, "full").records == 2


def _send_until_refused(library: Library, address: str, name: str) -> None:
    """Send changes for a minute: nodes look at their disks every ten seconds."""
    for _ in range(120):
        library.clusters.send(address, name)
        time.sleep(0.5)
        library.edits.tag("2", f"t{time.monotonic_ns()}")


# --- What is withdrawn ------------------------------------------------------------------------------------------------

#: Words that stand in one record only, in its title, abstract, names and subjects, and that no compression hides.
MARKS = ("Zqxvwkjh", "Qwyzfvbx", "纛囁饕鼂", "Xkjqzvwp")


def _marked(make: MakeRecord, number: int, source: str, **fields: Any) -> Contribution:
    title, abstract, japanese, name = MARKS
    made = make(
        f"{source}-{number}",
        f"{title} {number}",
        (f"{abstract} of patients {number}.", f"{japanese}の研究{number}。"),
        creators=(f"{name}, A.",),
        subjects=(f"{title} syndrome",),
        journals=f"Journal of {name} {number}",
        sources=(source,),
        **fields,
    )
    return Contribution(source, made)


def _holding(nodes: Nodes, words: tuple[str, ...]) -> dict[str, set[str]]:
    """Return which files of the nodes' data hold which words, in whatever case and encoding of terms."""
    found: dict[str, set[str]] = {}
    wanted = {form.encode(): word for word in words for form in (word, word.lower())}
    for place in range(nodes.count):
        for path in nodes.data(place).rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for form, word in wanted.items():
                    if form in content:
                        found.setdefault(f"n{place}{path.suffix}", set()).add(word)
    return found


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have copies of shards tell each other each second what they have, not every half minute: from when an index is made,
    because a node does not look at these settings again."""
    asked, often = (
        Cluster.ask,
        {"soft_deletes.retention_lease.sync_interval": "1s", "global_checkpoint_sync.interval": "1s"},
    )

    def ask(cluster: Cluster, method: str, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        if method == "PUT" and isinstance(body, dict) and "mappings" in body:
            body = body | {"settings": {"index": body["settings"]["index"] | often}}
        return asked(cluster, method, path, body, **options)

    monkeypatch.setattr(Cluster, "ask", ask)


@pytest.mark.usefixtures("no_waiting")
def test_nothing_withdrawn_stays_on_any_node(nodes: Nodes, library: Library, record: MakeRecord) -> None:
    """After a withdrawal and a sync, no file of any node holds a word of the source; what others gave is still found."""
    ours = [Contribution("JaLC", record(f"j{n}", f"Gout {n}", f"Report {n}.", sources=("JaLC",))) for n in range(60)]
    merged = _marked(record, 99, "Nikkei", identifiers=(shoroku.Identifier("DOI", "10.1/1"),))
    other = Contribution(
        "JaLC", record("j99", "Sepsis", identifiers=(shoroku.Identifier("DOI", "10.1/1"),), sources=("JaLC",))
    )
    library.take([*ours, merged, other, *(_marked(record, n, "Nikkei") for n in range(20))])
    with copied(nodes, library, "withdrawn") as copy:
        before = _holding(nodes, MARKS)
        assert {name[:2] for name in before} == {"n0", "n1", "n2"}
        assert set.union(*before.values()) == set(MARKS)
        assert copy.search(MARKS[0]).total == 21
        library.withdraw("Nikkei")
        sent = library.clusters.send(nodes.urls, "withdrawn")
        assert sent.purged
        assert _holding(nodes, MARKS) == {}
        assert copy.search(MARKS[0]).total == 0
        assert copy.search("sepsis").total == 1
        assert copy.search("gout").total == 60
        assert copy.stats().tombstones == library.stats().tombstones > 0
        assert not library.clusters.send(nodes.urls, "withdrawn").purged


def test_no_disallowed_abstract_on_any_node(nodes: Nodes, library: Library, record: MakeRecord) -> None:
    """No file of any node holds a word of a disallowed abstract, unless its owner sends it; and it goes when it is taken back."""
    abstracts = MARKS[1:3]
    library.take([_marked(record, n, "CiNii", abstract_licence="disallow") for n in range(20)])
    with copied(nodes, library, "disallowed"):
        assert MARKS[0] in set.union(*_holding(nodes, MARKS).values())
        assert _holding(nodes, abstracts) == {}
        library.clusters.send(nodes.urls, "disallowed", with_disallowed_abstracts=True, rebuild=True)
        assert set.union(*_holding(nodes, abstracts).values()) == set(abstracts)


@pytest.mark.usefixtures("no_waiting")
def test_an_abstract_that_is_disallowed_later(nodes: Nodes, library: Library, record: MakeRecord) -> None:
    """An abstract that was sent and is disallowed now is erased by ``purge``."""
    library.take([_marked(record, n, "CiNii") for n in range(20)])
    with copied(nodes, library, "later", replicas=0):
        assert set.union(*_holding(nodes, MARKS[1:3]).values()) == set(MARKS[1:3])
        library.take([_marked(record, n, "CiNii", abstract_licence="disallow") for n in range(20)])
        assert library.clusters.send(nodes.urls, "later", purge=True).purged
        assert _holding(nodes, MARKS[1:3]) == {}
