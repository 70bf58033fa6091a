"""A library is sent to a real OpenSearch node: all of it, then what changed, and what it holds is proved."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import Library, Person, Record, Text
from shoroku.analyzers import joined_terms
from shoroku.cli import app
from shoroku.corpus.sample import sample_file
from shoroku.indexer import fields
from shoroku.indexer.cluster.address import of
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.documents import document
from shoroku.indexer.cluster.mapping import VERSION

MakeRecord = Callable[..., Record]


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delete at once what no search needs."""
    monkeypatch.setattr("shoroku.indexer.cluster.sync.GRACE", 0.0)


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def cluster(node: str, name: str) -> Iterator[Cluster]:
    """The cluster, from which the test's indexes are removed afterwards."""
    cluster = Cluster(of(node, name))
    yield cluster
    for index in cluster.find(f"/{name}*") or ():
        cluster.ask("DELETE", f"/{index}")
    cluster.find_and_remove(f"/_index_template/shoroku-{name}")


def send(library: Library, cluster: Cluster, **options: Any) -> Any:
    return library.clusters.send(cluster.address.cluster, cluster.address.name, replicas=0, **options)


def found(cluster: Cluster, query: dict[str, Any], index: str = "") -> list[str]:
    """Return the ids of the records that a query finds."""
    body = {"query": query, "size": 1000, "sort": ["seq"]}
    hits = cluster.ask("POST", f"/{index or cluster.address.name}/_search", body)["hits"]["hits"]
    return [hit["_source"]["record_id"] for hit in hits]


EVERYTHING: dict[str, Any] = {"match_all": {}}


def test_the_sample(library: Library, cluster: Cluster) -> None:
    """All records of the sample are on the cluster, with their terms, facets and the records themselves."""
    library.add([Path(str(sample_file()))])
    sent = send(library, cluster, shards=2)
    assert (sent.records, sent.repaired, sent.change) == (len(library), 0, library.changes.last)
    assert sorted(found(cluster, EVERYTHING)) == sorted(record.id for record in library)
    one = next(record for record in library if record.abstracts and record.subjects)
    (hit,) = cluster.ask("POST", f"/{cluster.address.name}/_search", {"query": {"term": {"record_id": one.id}}})[
        "hits"
    ]["hits"]
    assert hit["_source"]["record"]["id"] == one.id
    assert "text_en" in hit["_source"]
    assert "hint" not in hit["_source"]  # only indexed
    settings = cluster.ask("GET", f"/{sent.name}/_settings")[sent.name]["settings"]["index"]
    assert settings["number_of_shards"] == "2"
    assert (settings["similarity"]["default"]["k1"], settings["similarity"]["default"]["b"]) == ("1.2", "0.75")


def test_what_changed(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A second run sends only what changed: new, changed and deleted records."""
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(5)])
    assert send(library, cluster).changes == 5
    assert send(library, cluster).changes == 0
    library.add_records([record("1", "Asthma"), record("9", "Gout")])
    library.delete("3")
    sent = send(library, cluster)
    assert (sent.changes, sent.records) == (3, 5)
    assert found(cluster, EVERYTHING) == ["0", "1", "2", "4", "9"]
    assert found(cluster, {"term": {"text_en": "asthma"}}) == ["1"]
    assert found(cluster, {"term": {"title_en": "sepsi"}}) == ["0", "2", "4"]


def test_long_and_odd_terms(library: Library, cluster: Cluster) -> None:
    """Terms of more than 255 characters, and those with what Java takes for white space, are one term."""
    library.add_records([{"id": "1", "title": "Cytokines", "subjects": ["IL-6 Blockers"]}])
    library.edits.tag("1", "to read")
    index = send(library, cluster).name
    asked = {"analyzer": "terms", "text": f"{'a' * 300} {fields.BOUNDARY} il 6"}
    tokens = cluster.ask("POST", f"/{index}/_analyze", asked)["tokens"]
    assert [(one["token"], one["position"]) for one in tokens] == [("a" * 300, 0), ("¶", 1), ("il", 2), ("6", 3)]
    assert found(cluster, {"prefix": {"hint": "sil-6"}}) == ["1"]
    counted = {
        "size": 0,
        "aggs": {"hints": {"terms": {"field": "hint", "size": 100}}, "has": {"terms": {"field": "has"}}},
    }
    buckets = cluster.ask("POST", f"/{cluster.address.name}/_search", counted)["aggregations"]
    hints = {one["key"] for one in buckets["hints"]["buckets"]}
    assert any(one.startswith("sil-6\x1eblockers\x1f") for one in hints)
    assert len([one for one in buckets["has"]["buckets"] if "read" in one["key"]]) == 1


class _Interrupted(Exception):
    pass


def test_an_interrupted_run(
    library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first run that is interrupted shows nothing; the next one goes on where it stopped."""
    monkeypatch.setattr("shoroku.indexer.cluster.sync._FRAME", 10)
    monkeypatch.setattr("shoroku.indexer.cluster.sync._NOTED", 10)
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(100)])

    def stop(done: int) -> None:
        if done >= 60:
            raise _Interrupted

    with pytest.raises(_Interrupted):
        send(library, cluster, progress=stop)
    assert cluster.find(f"/_alias/{cluster.address.name}") is None
    sent = send(library, cluster)
    assert 40 <= sent.changes < 100
    assert sent.records == len(found(cluster, EVERYTHING)) == 100
    assert sent.name.endswith("-000001")


def test_what_differs_is_sent_again(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A record that is lost, one that is changed and one that does not belong there are found by the check and mended."""
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(20)])
    index = send(library, cluster).name
    cluster.ask("DELETE", f"/{index}/_doc/5")
    cluster.ask("PUT", f"/{index}/_doc/999", {"seq": 999, "change": 3, "checksum": 7, "record_id": "x"})
    body = {"seq": 7, "change": 7, "checksum": 1, "record_id": "6"}
    cluster.ask("PUT", f"/{index}/_doc/7", body, version=7, version_type="external_gte")
    sent = send(library, cluster)
    assert sent.repaired >= 3
    assert sorted(found(cluster, EVERYTHING), key=int) == [str(number) for number in range(20)]


def test_a_foreign_document_with_a_higher_version(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A version that is higher than any change number does not keep a record from being mended, now and later."""
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(3)])
    index = send(library, cluster).name
    body = {"seq": 2, "checksum": 1, "record_id": "other"}
    cluster.ask("PUT", f"/{index}/_doc/2", body, version=10**9, version_type="external")
    assert send(library, cluster).repaired == 3
    library.add_records([record("1", "Gout")])
    assert send(library, cluster).records == 3
    assert found(cluster, {"term": {"title_en": "gout"}}) == ["1"]


def test_what_is_not_mended(
    library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cluster still holds something else after it was sent again, the numbers are named, and nothing is shown."""
    library.add_records([record("1", "Gout")])
    monkeypatch.setattr("shoroku.indexer.cluster.sync._Run._repair", lambda *_: 1)
    monkeypatch.setattr("shoroku.indexer.cluster.documents.checksum", lambda change: 7)
    with pytest.raises(shoroku.ClusterMismatch, match="0–9999"):
        send(library, cluster)
    assert cluster.find(f"/_alias/{cluster.address.name}") is None


def test_a_rebuild(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A rebuild makes another index; until it is complete, the alias shows the old one, and then no trace of it is left."""
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(30)])
    first = send(library, cluster).name
    seen: list[int] = []
    library.add_records([record("31", "Gout")])
    sent = send(library, cluster, rebuild=True, progress=lambda done: seen.append(len(found(cluster, EVERYTHING))))
    assert set(seen) == {30}
    assert len(found(cluster, EVERYTHING)) == sent.records == 31
    assert sent.name != first
    assert set(cluster.find(f"/{cluster.address.name}*") or ()) == {sent.name, sent.name.replace("-0", "-beside-0")}


def test_disallowed_abstracts(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """An abstract that may not be passed on is not sent, nor are its terms, unless that is asked for by name."""
    library.add_records([record("1", "Gout", "Colchicine helps.", abstract_licence="disallow")])
    sent = send(library, cluster)
    assert found(cluster, {"term": {"text_en": "gout"}}) == ["1"]
    (stem,) = joined_terms("colchicine").split()
    assert found(cluster, {"term": {"text_en": stem}}) == []
    assert "olchicine" not in json.dumps(cluster.ask("GET", f"/{sent.name}/_doc/1"))
    with pytest.raises(shoroku.ClusterIndexOutdated, match="disallowed_abstracts no → yes"):
        send(library, cluster, with_disallowed_abstracts=True)
    sent = send(library, cluster, with_disallowed_abstracts=True, rebuild=True)
    assert found(cluster, {"term": {"text_en": stem}}) == ["1"]
    assert "Colchicine helps." in json.dumps(cluster.ask("GET", f"/{sent.name}/_doc/1"))


@pytest.mark.parametrize("with_disallowed", [False, True])
def test_notes_stay(library: Library, cluster: Cluster, record: MakeRecord, with_disallowed: bool) -> None:
    """The owner's notes are not sent, nor are their terms; tags are."""
    library.add_records([record("1", "Gout", "Colchicine helps.", abstract_licence="disallow"), record("2", "Asthma")])
    for one in ("1", "2"):
        library.edits.note(one, "Zebrafish nonsense")
        library.edits.tag(one, "to read")
    sent = send(library, cluster, with_disallowed_abstracts=with_disallowed)
    assert sent.repaired == 0
    assert "ebrafish" not in json.dumps(cluster.ask("POST", f"/{sent.name}/_search", {"query": EVERYTHING}))
    (stem,) = joined_terms("zebrafish").split()
    anywhere = {"multi_match": {"query": stem, "fields": ["text_*", "title_*", "context", "subject"]}}
    assert found(cluster, anywhere) == []
    assert found(cluster, {"term": {"has": "note"}}) == []
    assert found(cluster, {"term": {"has": "tag"}}) == ["1", "2"]
    (hit,) = cluster.ask("POST", f"/{sent.name}/_search", {"query": {"term": {"record_id": "1"}}})["hits"]["hits"]
    assert bool(hit["_source"]["record"].get("abstracts")) is with_disallowed
    assert library.get("1").note == "Zebrafish nonsense"


def test_a_record_that_is_refused_twice(
    library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that the cluster refuses at first and again when its range is repaired counts once; one that it takes at the
    second time counts no more."""
    library.add_records([record(str(number), f"Sepsis {number}") for number in range(5)])
    index = send(library, cluster).name
    refused_first = iter([True])

    def spoiled(made: bytes, change: Any, sending: Any) -> bytes:
        is_bad = change.seq == 2 or (change.seq == 3 and next(refused_first, False))
        return b'{"unknown":1}' if is_bad else document(made, change, sending)

    monkeypatch.setattr("shoroku.indexer.cluster.sync.document", spoiled)
    library.add_records([record(str(number), f"Gout {number}") for number in range(5)])
    cluster.ask("PUT", f"/{index}/_doc/999", {"seq": 999, "change": 6, "checksum": 7, "record_id": "x"})
    with pytest.raises(shoroku.RecordsRefused) as raised:
        send(library, cluster)
    assert (raised.value.count, len(raised.value.ids)) == (1, 1)
    assert len(found(cluster, {"term": {"title_en": "gout"}})) == 4
    assert found(cluster, {"term": {"title_en": "sepsi"}}) == []  # no old state of the one that was refused


def test_what_others_made_stays(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """An index of the month beside the copies keeps its records, however often the library is sent."""
    name = cluster.address.name
    library.add_records([record("1", "Gout")])
    send(library, cluster)
    cluster.ask("PUT", f"/{name}-202401", {"settings": {"number_of_replicas": 0}})
    cluster.ask("PUT", f"/{name}-202401/_doc/1", {"sold": 7})
    for rebuild in (False, True):
        with pytest.raises(shoroku.ClusterNameTaken, match=f"“{name}-202401”"):
            send(library, cluster, rebuild=rebuild)
    assert cluster.ask("GET", f"/{name}-202401/_doc/1")["_source"] == {"sold": 7}
    cluster.ask("DELETE", f"/{name}-202401")
    assert send(library, cluster, rebuild=True).name == f"{name}-000002"


def test_the_template_of_another(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A user's index template is not replaced: neither one of the copy's name, nor one of the name that shoroku uses."""
    name = cluster.address.name
    library.add_records([record("1", "Gout")])
    own = {"index_patterns": [f"{name}x*"], "priority": 7}
    cluster.ask("PUT", f"/_index_template/{name}", own)
    try:
        send(library, cluster)
        (kept,) = cluster.ask("GET", f"/_index_template/{name}")["index_templates"]
        assert kept["index_template"]["index_patterns"] == [f"{name}x*"]
    finally:
        cluster.ask("DELETE", f"/_index_template/{name}")
    cluster.ask("PUT", f"/_index_template/shoroku-{name}", own)
    with pytest.raises(shoroku.ClusterNameTaken, match=f"“shoroku-{name}”"):
        send(library, cluster, rebuild=True)


def test_a_template_of_a_higher_priority(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """A user's template that fits the names of the indexes, and comes before ours, does not change what they are."""
    name = cluster.address.name
    library.add_records([record("1", "Gout of emperors")])
    others = {
        "settings": {"index": {"refresh_interval": "1s"}},
        "mappings": {"properties": {"text_en": {"type": "keyword"}}},
    }
    cluster.ask(
        "PUT", f"/_index_template/{name}", {"index_patterns": [f"{name}-*"], "priority": 900, "template": others}
    )
    try:
        index = send(library, cluster).name
    finally:
        cluster.ask("DELETE", f"/_index_template/{name}")
    assert found(cluster, {"term": {"text_en": "gout"}}) == ["1"]
    made = cluster.ask("GET", f"/{index}")[index]
    assert (made["mappings"]["dynamic"], made["settings"]["index"]["refresh_interval"]) == ("strict", "-1")


def test_a_run_that_ends_before_the_state(
    library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a run made before it could write a state is known as ours, and the next one replaces it."""
    from shoroku.indexer.cluster.state import Beside

    def stop(*_: object) -> None:
        raise _Interrupted

    library.add_records([record("1", "Gout")])
    with monkeypatch.context() as broken:
        broken.setattr(Beside, "put_state", stop)
        with pytest.raises(_Interrupted):
            send(library, cluster)
    assert send(library, cluster).records == 1


def test_without_records(library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """The records can stay in the library: then the cluster has their terms only."""
    library.add_records([record("1", "Gout of Emperors")])
    sent = send(library, cluster, with_records=False)
    assert found(cluster, {"term": {"text_en": "gout"}}) == ["1"]
    assert "Emperors" not in json.dumps(cluster.ask("GET", f"/{sent.name}/_doc/1"))


def test_the_index_of_another_library(tmp_path: Path, library: Library, cluster: Cluster, record: MakeRecord) -> None:
    """An index that was sent from another library is left alone, unless it is to be replaced."""
    library.add_records([record("1", "Gout")])
    send(library, cluster)
    with shoroku.open(tmp_path / "other") as other:
        other.add_records([record("2", "Asthma")])
        with pytest.raises(shoroku.ClusterIndexOfAnother, match="another library"):
            send(other, cluster)
        assert found(cluster, EVERYTHING) == ["1"]
        send(other, cluster, rebuild=True)
        assert found(cluster, EVERYTHING) == ["2"]


def test_another_version_of_the_analysis(
    library: Library, cluster: Cluster, record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that was made by another version is not mixed with this one."""
    library.add_records([record("1", "Gout")])
    send(library, cluster)
    monkeypatch.setattr("shoroku.indexer.cluster.mapping.VERSION", 99)
    with pytest.raises(shoroku.ClusterIndexOutdated, match=f"mapping {VERSION} → 99"):
        send(library, cluster)
    send(library, cluster, rebuild=True)


def test_what_is_beside_the_index(library: Library, cluster: Cluster) -> None:
    """The lexicon and the registry are kept beside the index, and replaced when the library has others."""
    from shoroku.indexer import current
    from shoroku.indexer.cluster.state import Beside

    library.add([Path(str(sample_file()))])
    send(library, cluster)
    beside = Beside(cluster)
    seen = beside.seen()
    generation = current(library.path)
    assert seen.state.lexicon is not None
    assert seen.state.registry is not None
    assert (
        beside.get_file(seen.number, seen.state.lexicon)
        == (generation.path / generation.state.lexicon.file).read_bytes()
    )
    before = {file.digest for file in seen.state.files}
    library.add_records(
        [
            Record(
                id="new",
                journals=(Text("Journal of New Things", "en"),),
                titles=(Text("News", "en"),),
                creators=(Person((Text("A. B.", "en"),)),),
            )
        ]
    )
    send(library, cluster)
    now = beside.seen()
    assert now.version > seen.version
    assert {file.digest for file in now.state.files} != before
    ids = [
        hit["_id"] for hit in cluster.ask("POST", f"/{beside.files(now.number)}/_search", {"size": 100})["hits"]["hits"]
    ]
    cluster.ask("POST", f"/{beside.files(now.number)}/_refresh")
    ids = [
        hit["_id"] for hit in cluster.ask("POST", f"/{beside.files(now.number)}/_search", {"size": 100})["hits"]["hits"]
    ]
    assert {one.rpartition("-")[0] or one for one in ids} == {
        "state",
        "progress",
        *(file.digest for file in now.state.files),
    }


def test_the_command(
    library: Library, cluster: Cluster, record: MakeRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    """``shoroku sync`` says what it did, in words or as JSON."""
    library.add_records([record("1", "Gout")])
    line = ["sync", "--to", "opensearch", cluster.address.cluster, "--index", cluster.address.name, "--replicas", "0"]
    line += ["--library", str(library.path)]
    with pytest.raises(SystemExit) as ended:
        app.main(line)
    assert ended.value.code == 0
    assert (
        f"{cluster.address.name} has 1 records, verified (change 1, {cluster.address.name}-000001)"
        in capsys.readouterr().out
    )
    with pytest.raises(SystemExit):
        app.main([*line, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("records", "changes", "repaired", "change")} == {
        "records": 1,
        "changes": 0,
        "repaired": 0,
        "change": 1,
    }
