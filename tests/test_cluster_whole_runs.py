"""Whoever searches a copy sees the state of the last whole run, whatever a run is just doing and however it ends."""

import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

import shoroku
from shoroku import Library, Record
from shoroku.indexer.cluster import sync
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.state import Beside

MakeRecord = Callable[..., Record]


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delete at once what is replaced, so that every search is one that takes too long."""
    monkeypatch.setattr(sync, "GRACE", 0.0)
    monkeypatch.setattr(sync, "_FRAME", 3)


class Sent(NamedTuple):
    """A library, its copy, and the cluster that has it."""

    library: Library
    copy: Library
    cluster: Cluster

    def send(self, **options: Any) -> Any:
        where = self.cluster.address
        return self.library.clusters.send(where.cluster, where.name, shards=3, replicas=0, **options)

    def refresh(self) -> None:
        """Do what happens where a node is started again while a run sends: what was sent is shown."""
        for index in self.cluster.find(f"/{self.cluster.address.name}-0*") or ():
            self.cluster.refresh(index)

    def documents(self) -> int:
        """Return how many documents the index in use has, whatever searches use."""
        self.refresh()
        return int(self.cluster.ask("GET", f"/{self.cluster.address.name}/_count")["count"])

    def seen(self) -> tuple[Any, ...]:
        """Return all that a reader sees."""
        page = self.copy.search("", facets=["type"], sort="title", limit=50)
        facets = {one.value: one.count for one in page.facets["type"]}
        titles = sorted((record.id, record.titles[0].value) for record in self.copy)
        hits = sorted((hit.id, hit.record.titles[0].value) for hit in page.hits)
        assert hits == titles
        assert page.total == len(self.copy) == sum(facets.values()) == len(titles)
        assert sorted(record.id for record in self.copy.all("sepsis OR gout OR asthma")) == [one for one, _ in titles]
        words = {word: sum(word in title.lower() for _, title in titles) for word in ("sepsis", "gout", "asthma")}
        assert self.copy.search("sepsis").total == words["sepsis"]
        return page.change, words, titles


@pytest.fixture
def sent(node: str, library: Library, record: MakeRecord) -> Iterator[Sent]:
    """A copy of ten records about sepsis, whose library has changed since: half of them are about gout, one is deleted, and
    one is new."""
    cluster = Cluster(of(node, f"t{uuid.uuid4().hex[:12]}"))
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(10)])
    with shoroku.open(f"opensearch+{cluster.address.cluster}/{cluster.address.name}") as copy:
        found = Sent(library, copy, cluster)
        found.send()
        library.add_records([record(str(number), f"Gout {number}") for number in range(5)])
        library.delete("9")
        library.add_records([record("10", "Asthma 10")])
        yield found
    for index in cluster.find(f"/{cluster.address.name}*") or ():
        cluster.ask("DELETE", f"/{index}")
    cluster.find_and_remove(f"/_index_template/shoroku-{cluster.address.name}")


BEFORE = {"sepsis": 10, "gout": 0, "asthma": 0}
AFTER = {"sepsis": 4, "gout": 5, "asthma": 1}


class _Killed(Exception):
    pass


def test_a_run_is_seen_as_a_whole(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a run is at its end, searches, counts, lists and exports are those of the state before, even if the index is
    refreshed meanwhile; then they are those of the new state, before and after the old documents are deleted."""
    before = sent.seen()
    assert before[:2] == (10, BEFORE)
    show, sweep = sync._Run._show, sync._Run._sweep
    seen: list[tuple[Any, ...]] = []

    def look(*_: object) -> None:
        sent.refresh()
        seen.append(sent.seen())

    def showing(run: Any, loader: Any) -> None:
        look()
        show(run, loader)
        look()

    def sweeping(run: Any, loader: Any) -> None:
        look()
        sweep(run, loader)
        look()

    monkeypatch.setattr(sync._Run, "_show", showing)
    monkeypatch.setattr(sync._Run, "_sweep", sweeping)
    assert sent.send(progress=lambda done: look() if done == 6 else None).changes == 7
    last = sent.library.changes.last
    assert [one[:2] for one in seen if one != before] == [(last, AFTER)] * 3
    assert seen[:-3] == [before] * (len(seen) - 3)
    assert sent.documents() == 10
    assert sent.seen() == seen[-1]


def test_a_run_is_killed_before_its_end(sent: Sent, record: MakeRecord) -> None:
    """What a run has sent that was killed is not seen, and nothing of it stays when its records have changed again."""
    before = sent.seen()

    def kill(done: int) -> None:
        if done > 4:
            raise _Killed

    with pytest.raises(_Killed):
        sent.send(progress=kill)
    sent.refresh()
    assert sent.seen() == before
    sent.library.add_records([record("0", "Asthma 0")])
    sent.library.delete("1")
    sent.send()
    assert sent.seen()[1] == {"sepsis": 4, "gout": 3, "asthma": 2}
    assert sent.documents() == 9


def test_a_run_is_killed_at_its_end(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is killed before it has deleted the old documents is seen as a whole; the next one deletes them."""
    sweep = sync._Run._sweep

    def kill(run: Any, loader: Any) -> None:
        if run._state.replaced:
            raise _Killed
        sweep(run, loader)

    with monkeypatch.context() as broken:
        broken.setattr(sync._Run, "_sweep", kill)
        with pytest.raises(_Killed):
            sent.send()
    assert sent.documents() == 16
    assert sent.seen()[1] == AFTER
    assert sent.send().changes == 0
    assert sent.documents() == 10
    assert sent.seen()[1] == AFTER
    assert Beside(sent.cluster).seen().state.replaced == ()


def test_a_search_outlives_the_run_that_is_killed(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run deletes the old documents only when a search has ended that began just before the new state."""
    waited: list[tuple[float, int]] = []

    def sleep(seconds: float) -> None:
        waited.append((seconds, sent.documents()))

    def kill(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as broken:
        broken.setattr(sync._Run, "_put_in_use", kill)
        with pytest.raises(_Killed):
            sent.send()
    monkeypatch.setattr(sync, "GRACE", 60.0)
    monkeypatch.setattr(sync, "time", SimpleNamespace(sleep=sleep, monotonic=lambda: 1.0))
    sent.send()
    assert waited == [(60.0, 16)]
    assert sent.documents() == 10


def test_shards_are_lost_when_a_first_run_ends(sent: Sent, record: MakeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a record was before is not shown, even if a count that may be partial is too low to tell that it is there."""
    asked = Cluster.ask

    def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
        answer = asked(cluster, method, path, *body, **options)
        if path.endswith("/_count"):
            answer["count"] -= 5
        elif path.endswith("/_search") and options.get("allow_partial_search_results", True):
            answer["hits"]["total"] = {"value": 0, "relation": "eq"}
        return answer

    def change(done: int) -> None:
        if done == 6:
            sent.library.add_records([record("5", f"Asthma {sent.library.changes.last}")])

    with monkeypatch.context() as broken:
        broken.setattr(Cluster, "ask", ask)
        assert sent.send(rebuild=True, progress=change).repaired == 0
    assert sent.documents() == 10


def test_changes_during_a_first_run(sent: Sent, record: MakeRecord) -> None:
    """A record that changes while a new index is filled is there once, also if the run is interrupted."""

    def change(done: int) -> None:
        if done == 6:
            sent.library.add_records([record("5", f"Asthma {sent.library.changes.last}")])

    def kill(done: int) -> None:
        if done > 9:
            sent.library.add_records([record("6", "Asthma 6")])
            raise _Killed

    assert sent.send(rebuild=True, progress=change).repaired == 0
    assert sent.documents() == 10
    with pytest.raises(_Killed):
        sent.send(rebuild=True, progress=kill)
    assert sent.send(rebuild=True).repaired == 0
    assert sent.documents() == 10
    assert sent.seen()[1] == {"sepsis": 2, "gout": 5, "asthma": 3}


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_run_ends_during_a_search(sent: Sent, monkeypatch: pytest.MonkeyPatch, rebuild: bool) -> None:
    """A search or an export from whose state the documents are deleted while it goes on begins again in the new state."""
    asked, count, at = Cluster.ask, 0, 0

    def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
        nonlocal count
        if path.endswith("/_search") or path == "/_search":
            count += 1
            if count == at:
                sent.send(rebuild=rebuild)
        return asked(cluster, method, path, *body, **options)

    sent.copy.search("sepsis")
    monkeypatch.setattr(Cluster, "ask", ask)
    at = 2
    page = sent.copy.search("sepsis")
    assert (page.total, len(page.hits), page.change) == (4, 4, sent.library.changes.last)
    sent.library.delete("8")
    at = count + 2
    assert sorted(record.id for record in sent.copy.all("sepsis")) == ["5", "6", "7"]


def test_a_copy_that_changes_again_and_again(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that is overtaken each time ends with an error, not with what is left."""
    asked = Cluster.ask

    def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
        if body and isinstance(body[0], dict) and body[0].get("size") and not busy:
            busy.append(1)
            sent.library.edits.tag("7", f"t{sent.library.changes.last}")
            sent.send()
            busy.clear()
        return asked(cluster, method, path, *body, **options)

    busy: list[int] = []
    sent.copy.search("sepsis")
    monkeypatch.setattr(Cluster, "ask", ask)
    with pytest.raises(shoroku.ClusterBusy, match="changed while it was read"):
        sent.copy.search("sepsis")
