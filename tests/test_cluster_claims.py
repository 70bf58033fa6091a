"""One loader at a time for each index: a second one is told, waits if it is asked to, and takes over what a dead one left."""

import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import shoroku
from shoroku import Library, Record
from shoroku.cli import app
from shoroku.indexer.cluster import claim, sync
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.claim import Claims
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.state import Beside
from tests.opensearch_fake import Answer, Request, fake

MakeRecord = Callable[..., Record]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give signs of life often, so that no test waits for seconds; analyze in small steps."""
    monkeypatch.setattr(claim, "_BEAT", 0.1)
    monkeypatch.setattr(sync, "_PAUSE", 0.1)
    monkeypatch.setattr(sync, "GRACE", 0.0)
    monkeypatch.setattr(sync, "_FRAME", 10)


@pytest.fixture
def cluster(node: str) -> Iterator[Cluster]:
    """The cluster, from which the test's indexes are removed afterwards."""
    name = f"t{uuid.uuid4().hex[:12]}"
    cluster = Cluster(of(node, name))
    yield cluster
    for index in cluster.find(f"/{name}*") or ():
        cluster.ask("DELETE", f"/{index}")
    cluster.find_and_remove(f"/_index_template/shoroku-{name}")


def send(library: Library, cluster: Cluster, **options: Any) -> Any:
    return library.clusters.send(cluster.address.cluster, cluster.address.name, replicas=0, **options)


def command(library: Library, cluster: Cluster, language: str) -> Result:
    line = ["sync", "--to", "opensearch", cluster.address.cluster, "--index", cluster.address.name, "--replicas", "0"]
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, [*line, "--library", str(library.path)])


def _filled(library: Library, record: MakeRecord, word: str = "Sepsis", count: int = 40) -> Library:
    library.add_records([record(f"{word}-{number}", f"{word} {number}") for number in range(count)])
    return library


def _claimed(cluster: Cluster) -> bool:
    return bool(cluster.find(f"/{cluster.address.name}-beside-000001/_doc/loader"))


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_second_loader_is_told(
    library: Library, cluster: Cluster, record: MakeRecord, is_first: bool, rebuild: bool
) -> None:
    """While a run sends, another one stops before it changes anything, and says who is at work and how to wait."""
    _filled(library, record)
    if not is_first:
        send(library, cluster)
        _filled(library, record, "Gout")
    told: list[shoroku.ClusterBeingLoaded] = []

    def begin_another(done: int) -> None:
        if not told:
            with pytest.raises(shoroku.ClusterBeingLoaded) as raised:
                send(library, cluster, rebuild=rebuild)
            told.append(raised.value)
            result = command(library, cluster, "ja")
            assert result.exit_code == 3
            assert "送信しています" in result.stderr.replace("\n", "")
            assert "--wait" in result.stderr

    sent = send(library, cluster, progress=begin_another)
    assert sent.records == len(library)
    assert (sent.repaired, sent.name[-6:]) == (0, "000001")
    assert f"pid {os.getpid()}" in told[0].holder
    assert not _claimed(cluster)


def test_a_second_loader_waits(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A run that waits goes on when the first one has finished, with what there is then."""
    _filled(library, record)
    results: list[Any] = []
    threads: list[threading.Thread] = []

    def begin_another(done: int) -> None:
        if not threads:
            threads.append(threading.Thread(target=lambda: results.append(send(library, cluster, wait=60))))
            threads[0].start()

    send(library, cluster, progress=begin_another)
    threads[0].join(60)
    assert [(one.records, one.changes) for one in results] == [(40, 0)]


def test_two_libraries_at_once(library: Library, cluster: Cluster, record: MakeRecord, tmp_path: Path) -> None:
    """Two libraries are sent to two indexes of one cluster at the same time."""
    _filled(library, record)
    other = f"{cluster.address.name}-2"
    sent: list[Any] = []
    with shoroku.open(tmp_path / "other") as second:
        _filled(second, record, "Gout", 30)

        def send_other(done: int) -> None:
            if not sent:
                sent.append(second.clusters.send(cluster.address.cluster, other, replicas=0))

        assert send(library, cluster, progress=send_other).records == 40
        assert sent[0].records == 30
        for name, query, found in ((cluster.address.name, "sepsis", 40), (other, "gout", 30)):
            with shoroku.open(f"opensearch+{cluster.address.cluster}/{name}") as copy:
                assert copy.search(query).total == len(copy) == found


def test_two_sources_are_added_while_one_run_sends(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """What other sources deliver while a run sends is in it, or in the next; a reader sees one state or the other."""
    _filled(library, record)
    send(library, cluster)
    _filled(library, record, "Gout")
    seen: set[tuple[int, int]] = set()
    with shoroku.open(f"opensearch+{cluster.address.cluster}/{cluster.address.name}") as copy:

        def add_more(done: int) -> None:
            if len(seen) == 0:
                with shoroku.open(library.path) as writer:
                    _filled(writer, record, "Asthma")
            page = copy.search("gout OR asthma")
            seen.add((page.total, page.change))

        sent = send(library, cluster, progress=add_more)
        page = copy.search("gout OR asthma")
    assert seen == {(0, 40)}
    assert (page.total, page.change) == (80, 120)
    assert (sent.records, sent.change) == (120, 120)


def test_a_dead_loader(library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim of a run that was killed, here or on another machine, is taken over."""
    _filled(library, record)
    send(library, cluster)
    path = f"/{cluster.address.name}-beside-000001/_doc/loader"
    for host in (os.uname().nodename, "elsewhere"):
        cluster.ask("PUT", path, {"token": "x", "host": host, "pid": 2**22 + 7, "since": "2026-01-01T00:00:00Z"})
        assert send(library, cluster).records == 40
        assert not _claimed(cluster)


def test_a_claim_that_was_taken_over(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A run that slept too long and lost its claim writes no state and mends nothing any more."""
    _filled(library, record)
    send(library, cluster)
    _filled(library, record, "Gout")
    before = Beside(cluster).seen()

    def take_over(done: int) -> None:
        path = f"/{cluster.address.name}-beside-000001/_doc/loader"
        other = {"token": "x", "host": "elsewhere", "pid": 1, "since": "2026-01-01T00:00:00Z"}
        cluster.ask("PUT", path, other)

    with pytest.raises(shoroku.ClusterBeingLoaded, match="elsewhere"):
        send(library, cluster, progress=take_over)
    assert Beside(cluster).seen().state.change == before.state.change
    kept = cluster.ask("GET", f"/{cluster.address.name}-beside-000001/_doc/loader")
    assert kept["_source"]["host"] == "elsewhere"


def test_answers_that_are_lost(cluster: Cluster) -> None:
    """A claim whose acknowledgement was lost is known as one's own when it is asked for again."""
    beside = Beside(cluster)
    beside.create_files(1)
    with Claims(cluster, beside.files) as claims:
        assert claims.take(1)
        assert claims.take(1)
        claims.confirm()
        claims._held[1] = (0, 99)  # as if the answer to the last sign of life had not come
        claims.confirm()
    assert not _claimed(cluster)


class _Claimed:
    """A stand-in's claim: writes that fit it are kept, and some of their answers are lost."""

    def __init__(self, token: str) -> None:
        self.source = {"token": token, "host": "elsewhere", "pid": 1, "since": "2026-01-01T00:00:00Z"}
        self.sequence, self.lost = 1, 0

    def told(self) -> dict[str, Any]:
        return {"_seq_no": self.sequence, "_primary_term": 1, "_source": self.source}

    def put(self, request: Request) -> tuple[int, Any]:
        if f"if_seq_no={self.sequence}&" not in f"{request.path}&":
            return 409, {"error": {"reason": "conflict"}}
        self.source, self.sequence = json.loads(request.body), self.sequence + 1
        if self.lost:  # done, but the client asks again and finds a conflict
            self.lost -= 1
            return 409, {"error": {"reason": "conflict"}}
        return 200, self.told()

    def delete(self, request: Request) -> tuple[int, Any]:
        self.source = {}
        return 200, {}


def test_a_take_over_whose_answer_was_lost() -> None:
    """A client that repeats a take-over is refused by its own first one; the claim is its own, renewed and released."""
    there = _Claimed("x")
    path = "/papers-beside-1/_doc/loader"
    answers: dict[str, Answer] = {
        f"PUT {path}": there.put,
        f"GET {path}": lambda _: (200, there.told()),
        f"DELETE {path}": there.delete,
    }
    with (
        fake(answers) as stand_in,
        Claims(Cluster(of(stand_in.url, "papers")), lambda n: f"papers-beside-{n}") as claims,
    ):
        there.lost = 1
        assert claims.take(1)
        claims.confirm()
        assert there.source["token"] == claims._token
    assert there.source == {}


@pytest.mark.parametrize("made_by", ["shoroku", "another"])
def test_an_index_whose_answer_was_lost(made_by: str) -> None:
    """A client that asks again for a new index is told that it exists; ours is taken, another's is not."""
    mappings = {"papers-000001": {"mappings": {"_meta": {"made_by": made_by}}}}
    answers: dict[str, Answer] = {
        "GET /_cluster/health": (200, {"number_of_data_nodes": 3}),
        "PUT /papers-000001": (400, {"error": {"reason": "index [papers-000001/x] already exists"}}),
        "GET /papers-000001/_mapping": (200, mappings),
    }
    with fake(answers) as stand_in:
        beside = Beside(Cluster(of(stand_in.url, "papers")))
        if made_by == "shoroku":
            beside.create_records(1, 1, {})
        else:
            with pytest.raises(shoroku.ClusterFailed, match="already exists"):
                beside.create_records(1, 1, {})


def test_a_conflict_while_nodes_are_missing() -> None:
    """A sign of life that is refused asks once whose the claim is: the end of a run does not wait for missing nodes."""
    there = _Claimed("x")
    path = "/papers-beside-1/_doc/loader"
    answers: dict[str, Answer] = {
        f"PUT {path}": there.put,
        f"GET {path}": lambda _: (503, {"error": {"reason": "red"}}),
    }
    with fake(answers) as stand_in:
        cluster = Cluster(of(stand_in.url, "papers"), patience=2)
        claims = Claims(cluster, lambda number: f"papers-beside-{number}")
        claims._held[1] = (0, 1)
        with pytest.raises(shoroku.ClusterBusy):
            claims._renew(1, cluster.at_once())
        asked = [request.method for request in stand_in.requests if request.path.startswith(path)]
        assert asked == ["PUT", "GET"]


def test_templates_of_the_same_pattern(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A user's template of the same pattern and priority is named, in both languages; one that comes first is told."""
    _filled(library, record)
    name = cluster.address.name
    own = {"index_patterns": [f"{name}-*"], "priority": 500}
    cluster.ask("PUT", f"/_index_template/{name}-own", own)
    try:
        with pytest.raises(shoroku.ClusterTemplateInTheWay, match=f"{name}-own") as raised:
            send(library, cluster)
        assert "優先度も同じ" in raised.value.text("ja")
        assert not cluster.find(f"/{name}-*")
        cluster.ask("PUT", f"/_index_template/{name}-own", {**own, "priority": 700})
        result = command(library, cluster, "en")
        assert result.exit_code == 0
        assert f"come before that of shoroku: {name}-own" in result.stderr.replace("\n", " ")
        cluster.ask("PUT", f"/_index_template/{name}-own", {**own, "priority": 3})
        assert send(library, cluster, rebuild=True).templates == ()
    finally:
        cluster.ask("DELETE", f"/_index_template/{name}-own")
