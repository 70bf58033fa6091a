"""What goes wrong with a cluster is said in words: who is not let in, what is full, what is missing, what to do."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import shoroku
from shoroku import Library
from shoroku.cli import app
from shoroku.cli.options.library import locate
from shoroku.indexer import fields
from shoroku.indexer.cluster import connection, lengths, loading
from shoroku.indexer.cluster.address import Address, of, parsed
from shoroku.indexer.cluster.connection import Cluster
from shoroku.indexer.cluster.loading import Item, Loader
from shoroku.indexer.cluster.mapping import Bm25
from shoroku.indexer.cluster.state import State
from shoroku.search.engine import cluster as engine
from shoroku.search.engine.expressions import EVERYTHING
from tests.opensearch_fake import VERSION, Answer, Request, fake


@pytest.fixture(scope="module")
def sent_library(tmp_path_factory: pytest.TempPathFactory, record: Callable[..., shoroku.Record]) -> Iterator[Library]:
    """A library with one record."""
    with shoroku.open(tmp_path_factory.mktemp("cluster") / "library") as library:
        library.add_records([{"id": "1", "title": "Sepsis"}])
        yield library


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for what does not change."""
    monkeypatch.setattr("shoroku.cluster.copies.PATIENCE", 0.0)
    monkeypatch.setattr("shoroku.cluster.library.PATIENCE_OF_SEARCHES", 0.0)
    monkeypatch.setattr(loading, "_SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr(connection, "_LONGEST_PAUSE", 0.001)


def test_the_command_line_knows_an_address_as_python_does(tmp_path: Path) -> None:
    """The command line tells addresses from folders by itself, because help must not load what ``shoroku.open`` loads."""
    written = str(Address(("https://search.example.org:9200",), "papers"))
    assert locate(written).address == written == shoroku.open(written).location
    assert locate(tmp_path / written).address == ""


def _error(kind: str, reason: str) -> dict[str, object]:
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}}


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ((401, "Unauthorized"), shoroku.ClusterRefused, "Unauthorized"),
        ((403, _error("security_exception", "no permissions for [cluster:monitor/main]")), shoroku.ClusterRefused, "no permissions"),
        ((503, _error("cluster_manager_not_discovered_exception", "no manager")), shoroku.ClusterBusy, "no manager"),
        ((200, {"version": {"number": "3.3.0", "distribution": "opensearch"}}), shoroku.ClusterTooNew, "3.3.0"),
        ((200, {"version": {"number": "8.15.0"}, "tagline": "You Know, for Search"}), shoroku.ClusterTooNew, "8.15.0"),
        ((400, _error("parse_exception", "strange")), shoroku.ClusterFailed, "strange"),
    ],
)  # fmt: skip
def test_the_first_answer(sent_library: Library, answer: Answer, kind: type[shoroku.ClusterError], told: str) -> None:
    """A wrong password, a missing permission, a missing manager and another version are told from the first answer."""
    with fake({"GET /": answer}) as cluster, pytest.raises(kind, match=told) as raised:
        sent_library.clusters.send(cluster.url, "papers")
    assert raised.value.address == cluster.url
    assert raised.value.exit_code == 3


def test_nobody_answers(sent_library: Library) -> None:
    """Where no node runs, the address and the reason are named."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(shoroku.ClusterUnreachable, match=f"127.0.0.1:{port} answers .*refused") as raised:
        sent_library.clusters.send(f"http://127.0.0.1:{port}", "papers")
    assert "0x" not in str(raised.value)


def test_a_red_index(sent_library: Library) -> None:
    """An index with shards on no node is red; how many are missing is told."""
    state = {"store": sent_library.changes.lineage, "fingerprint": _fingerprint()}
    shards = {"0": {"primary_active": False}, "1": {"primary_active": True}, "2": {"primary_active": False}}
    answers: dict[str, Answer] = {
        "GET /": VERSION,
        "GET /_alias/papers": (200, {"papers-000001": {}}),
        "GET /papers-beside-000001/_doc/state": (200, {"_source": state}),
        "PUT /papers-beside-000001/_doc/loader": (201, {"_seq_no": 1, "_primary_term": 1}),
        "GET /_cluster/health/papers-0.*": (200, {"status": "red", "indices": {"papers-000001": {"shards": shards}}}),
    }
    with fake(answers) as cluster, pytest.raises(shoroku.ClusterIndexRed, match="2 of its primary shards"):
        sent_library.clusters.send(cluster.url, "papers")


@pytest.mark.parametrize(
    ("answers", "other"),
    [
        ({"GET /papers-[*]": (200, {"papers-202401": {}})}, "papers-202401"),
        ({"GET /papers-[*]": (200, {"papers-beside-202401": {}})}, "papers-beside-202401"),
        ({"GET /papers-[*]": (200, {"papers-000001": {}}), "GET /papers-beside-000001/_doc/state": (200, {"_source": {"store": 3}})}, "papers-000001"),
        ({"GET /papers-[*]": (200, {"papers-000001": {}, "papers-beside-000001": {"mappings": {"_meta": {"made_by": "shoroku"}}}})}, "papers-000001"),
        ({"GET /papers": (200, {"papers": {}})}, "papers"),
        ({"GET /papers": (200, {"articles": {}}), "GET /_alias/papers": (200, {"articles": {}})}, "articles"),
        ({"GET /papers-beside": (200, {"articles": {}})}, "articles"),
        ({"GET /_index_template/shoroku-papers": (200, {"index_templates": [{"name": "shoroku-papers", "index_template": {}}]})}, "shoroku-papers"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rebuild", [False, True])
def test_what_others_made(sent_library: Library, answers: dict[str, Answer], other: str, rebuild: bool) -> None:
    """Indexes, aliases and templates of the same names that shoroku did not make are neither removed nor replaced."""
    answers = {"GET /": VERSION, **answers, "(PUT|POST|DELETE) .*": (200, {})}
    with fake(answers) as cluster:
        with pytest.raises(shoroku.ClusterNameTaken) as raised:
            sent_library.clusters.send(cluster.url, "papers", rebuild=rebuild)
        assert {request.method for request in cluster.requests} == {"GET"}
    assert (raised.value.other, raised.value.index, raised.value.address) == (other, "papers", cluster.url)
    assert f"“{other}”" in str(raised.value)


def _fingerprint() -> dict[str, str]:
    from shoroku.indexer.cluster.sync import fingerprint

    return fingerprint()


STATE_GONE: Answer = (
    503,
    _error("no_shard_available_action_exception", "No shard available for [get [papers-beside]]"),
)
FLOOD = "index [papers-000001] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]"
CREATE = "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];"
READ_ONLY = "index [papers-000001] blocked by: [FORBIDDEN/5/index read-only (api)];"

#: What answers the requests, the exit code's reason, and words in English and Japanese that say what it is and what to do.
FAILURES: dict[str, tuple[dict[str, Answer], tuple[str, ...], tuple[str, ...]]] = {
    "wrong password": (
        {"GET /": (401, "Unauthorized")},
        ("refuses access (Unauthorized)", "Check the user, password, key or certificate"),
        ("アクセスを拒否", "ユーザー名、パスワード"),
    ),
    "no permission": (
        {"GET /": (403, _error("security_exception", "no permissions for [cluster:monitor/main]"))},
        ("refuses access (no permissions", "the user's permissions"),
        ("アクセスを拒否", "権限"),
    ),
    "a newer major version": (
        {"GET /": (200, {"version": {"number": "3.3.0", "distribution": "opensearch"}})},
        ("runs version 3.3.0; OpenSearch 2.x is needed", "Upgrade shoroku"),
        ("3.3.0", "shoroku を更新"),
    ),
    "no manager": (
        {"GET /": (503, _error("cluster_manager_not_discovered_exception", "no manager"))},
        ("was not ready for too long (no manager)", "Run the command again later"),
        ("no manager", "後でもう一度"),
    ),
    "a full disk": (
        {"GET /": VERSION, "(GET|PUT) .*": (429, _error("cluster_block_exception", FLOOD))},
        ("fuller than its flood-stage watermark", "Free space or add a node"),
        ("flood-stage", "空きを作るかノードを増やし"),
    ),
    "no room for a new index": (
        {"GET /": VERSION, "(GET|PUT) .*": (403, _error("index_create_block_exception", CREATE))},
        ("forbids writing to index papers", "free space or add a node; else remove the block"),
        ("書き込みが禁止", "空きを作るかノードを増やし"),
    ),
    "a block of an administrator": (
        {"GET /": VERSION, "(GET|PUT) .*": (403, _error("cluster_block_exception", READ_ONLY))},
        ("forbids writing to index papers (index [papers-000001] blocked by", "remove the block"),
        ("書き込みが禁止", "解除"),
    ),
}  # fmt: skip


def _run(command: str, url: str, library: Library, language: str) -> str:
    """Run a command on the index ``papers`` of a cluster, and return what it says on stderr, on one line."""
    lines = {
        "sync": ["sync", "--to", "opensearch", url, "--index", "papers", "--library", str(library.path)],
        "search": ["search", "gout", "--library", f"opensearch+{url}/papers"],
    }
    result = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_HISTORY": "off"}).invoke(app, lines[command])
    assert result.exit_code == 3, result.output
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("command", ["sync", "search"])
@pytest.mark.parametrize("name", FAILURES)
def test_words_and_a_way_out(sent_library: Library, name: str, command: str) -> None:
    """Whatever is wrong with a cluster is said in the user's language, with what to do, by who sends and by who searches."""
    answers, english, japanese = FAILURES[name]
    with fake(answers) as cluster:
        for language, words in (("en", english), ("ja", japanese)):
            told = _run(command, cluster.url, sent_library, language)
            for one in words:
                assert "".join(one.split()) in "".join(told.split())


def test_a_red_index_for_a_reader(sent_library: Library) -> None:
    """Where the only copies of shards are lost, a search says how many, and how to mend it."""
    shards = {"0": {"primary_active": False}, "1": {"primary_active": True}}
    health = {"status": "red", "indices": {"papers-beside-000001": {"shards": shards}}}
    answers: dict[str, Answer] = {
        "GET /": VERSION,
        "GET /papers-beside/_doc/state": STATE_GONE,
        "GET /_cluster/health/.*": (200, health),
    }
    with fake(answers) as cluster:
        assert "is red: 1 of its primary shards" in _run("search", cluster.url, sent_library, "en")
        assert "プライマリーシャードのうち 1" in _run("search", cluster.url, sent_library, "ja")


def test_a_silent_node_beside_another(sent_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that takes connections and never answers is passed over for a minute, where there is another node."""
    monkeypatch.setattr(connection, "SECONDS", 0.4)
    monkeypatch.setattr(connection, "_LEAST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, fake({"GET /": VERSION}) as cluster:
        port = silent.getsockname()[1]
        address = of(f"http://127.0.0.1:{port},{cluster.url.removeprefix('http://')}", "papers")
        asked = Cluster(address)
        for _ in range(6):
            asked.check_version()
        assert len(cluster.requests) == 6
        with pytest.raises(shoroku.ClusterUnreachable, match="timed out"):
            Cluster(of(f"http://127.0.0.1:{port}", "papers")).check_version()


def test_a_cluster_that_starts() -> None:
    """A cluster that has just been started again has not read its state yet: it is asked again, and no block is reported."""
    starting = "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"
    tries: list[int] = []

    def answer(request: Request) -> tuple[int, object]:
        tries.append(1)
        return (503, _error("cluster_block_exception", starting)) if len(tries) < 5 else (200, {"count": 7})

    with fake({"GET /papers/_count": answer}) as cluster:
        assert Cluster(of(cluster.url, "papers"), patience=30.0).ask("GET", "/papers/_count") == {"count": 7}
        tries.clear()
        with pytest.raises(shoroku.ClusterBusy, match="state not recovered"):
            Cluster(of(cluster.url, "papers")).ask("GET", "/papers/_count")


def test_pages_of_a_node_that_is_gone() -> None:
    """A point in time that went with its node is no missing index."""
    gone: Answer = (404, _error("search_context_missing_exception", "No search context found for id [7]"))
    with fake({"POST /_search": gone}) as cluster, pytest.raises(shoroku.ClusterBusy, match="No search context"):
        Cluster(of(cluster.url, "papers")).ask("POST", "/_search", {})


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (500, "node_disconnected_exception", "[n1][127.0.0.1:1][indices:data/read/search[phase/query]] disconnected"),
        (500, "node_not_connected_exception", "[n1][127.0.0.1:1] Node not connected"),
        (500, "illegal_state_exception", "no node found for id: yZ1F8c61TniHuYBqf3Pw7A"),
        (404, "search_context_missing_exception", "No search context found for id [7]"),
    ],
)
def test_a_node_is_lost_while_it_answers(status: int, kind: str, reason: str) -> None:
    """A search that must be whole, and lost a node while it was answered, is asked again; it is no fault of the cluster and no
    missing index."""
    cause = {"type": kind, "reason": reason}
    error = {"type": "search_phase_execution_exception", "reason": "Partial shards failure", "root_cause": []}
    lost = (status, {"error": {**error, "failed_shards": [{"shard": 0, "reason": cause}]}, "status": status})
    tries: list[int] = []

    def answer(request: Request) -> tuple[int, object]:
        tries.append(1)
        return lost if len(tries) < 3 else (200, {"hits": {}})

    with fake({"POST /papers/_search": answer}) as cluster:
        assert Cluster(of(cluster.url, "papers"), patience=60.0).ask("POST", "/papers/_search", {}) == {"hits": {}}
        tries.clear()
        with pytest.raises(shoroku.ClusterBusy) as raised:
            Cluster(of(cluster.url, "papers")).ask("POST", "/papers/_search", {})
        assert reason in raised.value.reason


def test_an_error_of_the_cluster_itself() -> None:
    """A fault that is no matter of a lost node is not asked for again, and told as it is."""
    fault: Answer = (500, _error("null_pointer_exception", "oops"))
    with fake({"POST /papers/_search": fault}) as cluster:
        with pytest.raises(shoroku.ClusterFailed, match="oops"):
            Cluster(of(cluster.url, "papers"), patience=60.0).ask("POST", "/papers/_search", {})
        assert len(cluster.requests) == 1


def test_a_copy_that_was_not_refreshed() -> None:
    """A copy of a shard that missed a refresh would show the old state for good, so the refresh is asked for again."""
    failure = {"shard": 3, "reason": {"type": "node_not_connected_exception", "reason": "no connection to n1"}}
    answers = iter(
        [
            {"_shards": {"total": 12, "successful": 11, "failed": 1, "failures": [failure]}},
            {"_shards": {"total": 12, "successful": 10, "failed": 0}},  # no node has the other copies
        ]
    )
    with fake({"POST /papers-000001/_refresh": lambda _: (200, next(answers))}) as cluster:
        Cluster(of(cluster.url, "papers"), patience=60.0).refresh("papers-000001")
        assert next(answers, None) is None
    failed: Answer = (200, {"_shards": {"total": 12, "successful": 11, "failed": 1, "failures": [failure]}})
    with fake({"POST /papers-000001/_refresh": failed}) as cluster, pytest.raises(shoroku.ClusterBusy, match="n1"):
        Cluster(of(cluster.url, "papers")).refresh("papers-000001")


def test_an_index_that_cannot_be_closed_yet() -> None:
    """A new index is closed for a moment to have its parameters set. If a copy of a shard is behind, OpenSearch leaves it open,
    and tells so in an answer without an error: then it is asked again, and nothing is set before."""
    behind = {"shard": 2, "reason": {"type": "illegal_state_exception", "reason": "Global checkpoint [7] mismatches"}}
    answers = iter(
        [
            {"acknowledged": False, "indices": {"p": {"closed": False, "failedShards": {"2": {"failures": [behind]}}}}},
            {"acknowledged": False, "indices": {"p": {"closed": False, "exception": {"reason": "retry"}}}},
            {"acknowledged": False, "indices": {}},
            {"acknowledged": True, "indices": {"p": {"closed": True}}},
        ]
    )
    asked: dict[str, Answer] = {
        "POST /p/_close": lambda _: (200, next(answers)),
        "PUT /p/_settings": (200, {}),
        "POST /p/_open": (200, {}),
        "GET /_cluster/health/p": (200, {}),
    }
    with fake(asked) as cluster:
        where, bm25 = of(cluster.url, "papers"), Bm25(1.2, 0.75)
        for reason in ("Global checkpoint", "retry", "close"):
            with pytest.raises(shoroku.ClusterBusy, match=reason):
                lengths.weigh(Cluster(where), "p", {fields.TEXT_EN: 1.5}, bm25)
        lengths.weigh(Cluster(where), "p", {fields.TEXT_EN: 1.5}, bm25)
        done = [(one.method, one.path.rpartition("/")[2].partition("?")[0]) for one in cluster.requests]
    assert done.count(("PUT", "_settings")) == 1
    assert done[-4:] == [("POST", "_close"), ("PUT", "_settings"), ("POST", "_open"), ("GET", "p")]


def test_an_index_that_takes_long_to_open() -> None:
    """Shards that are not open after a while are waited for again."""
    answers = iter([(408, {"timed_out": True, "status": "red"}), (200, {"timed_out": False, "status": "yellow"})])
    with fake({"POST /p/_open": (200, {}), "GET /_cluster/health/p": lambda _: next(answers)}) as cluster:
        lengths.reopen(Cluster(of(cluster.url, "papers"), patience=60.0), "p")
        assert next(answers, None) is None


def test_a_point_in_time_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading page by page whose point in time went with a node begins again from a new one; what is left of the old one
    need not be there any more."""
    monkeypatch.setattr(engine, "_PAGE", 2)
    monkeypatch.setattr(engine, "_PAUSE", 0.0)
    opened: list[str] = []

    def open_point(request: Request) -> tuple[int, object]:
        opened.append(f"p{len(opened)}")
        return 200, {"pit_id": opened[-1]}

    def page(request: Request) -> tuple[int, object]:
        asked = json.loads(request.body)
        seqs = [seq for seq in range(1, 6) if seq > asked.get("search_after", [0])[-1]][: asked["size"]]
        if asked["pit"]["id"] == "p0" and 3 in seqs:
            return 404, _error("search_context_missing_exception", "No search context found for id [7]")
        return 200, {"hits": {"total": {"value": 5}, "hits": [{"sort": [seq]} for seq in seqs]}}

    answers: dict[str, Answer] = {
        "POST /papers-000001/_search": (200, {"hits": {"total": {"value": 5}}}),
        "POST /papers-000001/_search/point_in_time": open_point,
        "DELETE /_search/point_in_time": (500, _error("illegal_state_exception", "no node")),
        "POST /_search": page,
    }
    with fake(answers) as cluster:
        asked = engine.ClusterEngine(Cluster(of(cluster.url, "papers")), "papers-000001", State())
        hits = asked.top(EVERYTHING, 5, by=fields.SEQ, direction="ascending", count=True)
        assert (hits.addresses, hits.total, opened) == ([1, 2, 3, 4, 5], 5, ["p0", "p1"])
        monkeypatch.setattr(engine, "_MOST_POINTS", 1)
        opened.clear()
        with pytest.raises(shoroku.ClusterBusy, match="No search context"):
            asked.top(EVERYTHING, 5, by=fields.SEQ)


# --- Single items -----------------------------------------------------------------------------------------------------


def _item(request: Request, results: Callable[[str], tuple[int, str]]) -> tuple[int, object]:
    """Answer a bulk request: a status and a reason for each item by its id."""
    lines = [json.loads(line) for line in request.body.splitlines()]
    items = []
    for line in lines:
        for action in ("index", "delete"):
            if set(line) == {action}:
                status, reason = results(line[action]["_id"])
                error = {"error": {"type": "t", "reason": reason}} if reason else {}
                items.append({action: {"_id": line[action]["_id"], "status": status, **error}})
    return 200, {"errors": any(one[next(iter(one))]["status"] > 299 for one in items), "items": items}


def _loaded(answer: Answer, items: list[Item], patience: float = 5.0) -> tuple[Loader, list[Request]]:
    with fake({"POST /_bulk": answer}) as cluster:
        with Loader(Cluster(of(cluster.url, "papers")), "papers-000001", patience) as loader:
            loader.send(items, 9)
            loader.wait()
        return loader, cluster.requests


ITEMS = [Item(1, 7, b'{"seq":1}'), Item(2, 8, b'{"seq":2}'), Item(3, 9, None)]


def test_only_failed_items_are_sent_again() -> None:
    """Of a request of which some items failed for want of room in a queue, only those are sent again."""
    tries: list[str] = []

    def results(number: str) -> tuple[int, str]:
        tries.append(number)
        return (429, "rejected execution") if number == "8" and tries.count("8") < 3 else (200, "")

    loader, requests = _loaded(lambda request: _item(request, results), ITEMS)
    assert tries == ["7", "8", "9", "8", "8"]
    assert len(requests) == 3
    assert (loader.acknowledged, loader.refused) == (9, [])


@pytest.mark.parametrize(("status", "reason"), [(409, "version conflict"), (404, "")])
def test_what_is_there_or_gone_already(status: int, reason: str) -> None:
    """An item of which a newer state is there, and a deletion of what is not there, are done."""
    loader, requests = _loaded(lambda request: _item(request, lambda _: (status, reason)), [Item(3, 9, None)])
    assert (loader.acknowledged, loader.refused, len(requests)) == (9, [], 1)


def test_a_refused_record() -> None:
    """A record that the cluster does not take is reported with the reason, and keeps no other from being taken."""
    loader, _ = _loaded(lambda request: _item(request, lambda n: (400, "bad field") if n == "7" else (201, "")), ITEMS)
    assert [(one.seq, one.reason) for one in loader.refused] == [(1, "bad field")]
    assert loader.acknowledged == 9


def test_a_full_disk() -> None:
    """Nothing is sent again to a disk above its watermark; the message says what to do."""
    reason = "index [papers-000001] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"
    with pytest.raises(shoroku.ClusterDiskFull, match="Free space or add a node"):
        _loaded(lambda request: _item(request, lambda _: (429, reason)), ITEMS)


def test_a_cluster_that_stays_busy() -> None:
    """Patience has an end, and the reason is told."""
    with pytest.raises(shoroku.ClusterBusy, match="rejected execution"):
        _loaded(lambda request: _item(request, lambda _: (429, "rejected execution")), ITEMS, patience=0.01)


def test_a_node_that_is_cut_off() -> None:
    """A request that a node did not answer is sent again while there is patience."""
    tries: list[int] = []

    def answer(request: Request) -> tuple[int, object]:
        tries.append(1)
        return (503, {"error": "unavailable"}) if len(tries) < 3 else _item(request, lambda _: (200, ""))

    with (
        fake({"POST /_bulk": answer}) as cluster,
        Loader(Cluster(of(cluster.url, "papers"), patience=30.0), "papers-000001", 30.0) as loader,
    ):
        loader.send(ITEMS, 9)
        loader.wait()
    assert loader.acknowledged == 9
    assert len(tries) == 3


# --- Credentials ------------------------------------------------------------------------------------------------------


def test_credentials_from_the_environment(monkeypatch: pytest.MonkeyPatch, sent_library: Library) -> None:
    """User and password come from the environment, go to the cluster, and are in no message."""
    monkeypatch.setenv("SHOROKU_OPENSEARCH_USER", "reader")
    monkeypatch.setenv("SHOROKU_OPENSEARCH_PASSWORD", "geheim")
    with fake({"GET /": (401, "Unauthorized")}) as cluster:
        with pytest.raises(shoroku.ClusterRefused) as raised:
            sent_library.clusters.send(cluster.url, "papers")
        assert cluster.requests[0].headers["authorization"].startswith("Basic ")
    assert "geheim" not in repr(raised.value) + str(raised.value)


def test_credentials_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sent_library: Library) -> None:
    """An API key comes from the settings file; it is in no representation."""
    settings = tmp_path / "settings.toml"
    settings.write_text('[opensearch]\napi_key = "geheim"\n')
    monkeypatch.setenv("SHOROKU_SETTINGS", str(settings))
    with fake({"GET /": (401, "Unauthorized")}) as cluster, pytest.raises(shoroku.ClusterRefused):
        sent_library.clusters.send(cluster.url, "papers")
    assert cluster.requests[0].headers["authorization"] == "ApiKey geheim"
    from shoroku.indexer.cluster.credentials import credentials

    assert "geheim" not in repr(credentials())


def test_a_certificate_that_is_not_there(monkeypatch: pytest.MonkeyPatch, sent_library: Library) -> None:
    """A certificate's file that cannot be read is named."""
    monkeypatch.setenv("SHOROKU_OPENSEARCH_CA", "/nowhere/ca.pem")
    with pytest.raises(shoroku.FileUnreadable, match=r"/nowhere/ca\.pem"):
        sent_library.clusters.send("http://127.0.0.1:1", "papers")


def test_a_password_in_an_address(sent_library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    """An address with a password is refused, and the password is not repeated."""
    with pytest.raises(shoroku.CredentialsInAddress) as raised:
        sent_library.clusters.send("https://reader:geheim@example.org", "papers")
    assert "geheim" not in repr(raised.value) + raised.value.text("ja")
    with pytest.raises(SystemExit) as ended:
        app.main(["sync", "--to", "opensearch", "https://a:geheim@x", "--index", "papers", "--library", str(sent_library.path)])  # fmt: skip
    assert ended.value.code == 2
    assert "geheim" not in "".join(capsys.readouterr())


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("opensearch+http://127.0.0.1:9200/demo", Address(("http://127.0.0.1:9200",), "demo")),
        ("opensearch+https://a.example,b.example:443/x-1", Address(("https://a.example:9200", "https://b.example:443"), "x-1")),
        ("opensearch+http://[::1]:9201/demo", Address(("http://[::1]:9201",), "demo")),
    ],
)  # fmt: skip
def test_an_address(text: str, address: Address) -> None:
    """An address names nodes and an index, and is printed so that it is read again."""
    assert parsed(text) == address
    assert parsed(str(address)) == address


@pytest.mark.parametrize(
    "text", ["opensearch+ftp://a/demo", "opensearch+http:///demo", "opensearch+http://a:x/demo", "opensearch+http://a/p/demo"]
)  # fmt: skip
def test_no_address(text: str) -> None:
    """What is no address is refused."""
    with pytest.raises(shoroku.BadArgument, match="address must be an address such as"):
        parsed(text)


@pytest.mark.parametrize("name", ["papers-beside", "papers-202401", "-beside", "a-b-000001"])
def test_a_name_that_another_copy_uses(name: str) -> None:
    """Names that end as those of the indexes behind a name do are refused: a copy would take the files of another."""
    with pytest.raises(shoroku.BadArgument):
        of("http://127.0.0.1:9200", name)


@pytest.mark.parametrize("name", ["besides", "papers-beside-2", "papers-20240", "papers-2024011", "papers_202401"])
def test_a_name_like_those(name: str) -> None:
    """Other names are not refused for what they have in common with those."""
    assert of("http://127.0.0.1:9200", name).name == name


@pytest.mark.parametrize("name", ["", "Demo", "_demo", "a/b", "デモ", "a b", "*"])
def test_no_name(name: str) -> None:
    """What OpenSearch takes for no name of an index is refused."""
    with pytest.raises(shoroku.BadArgument):
        of("http://127.0.0.1:9200", name)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, sent_library: Library) -> None:
    """Without the client's package, the extra to install is named."""
    monkeypatch.setitem(__import__("sys").modules, "opensearchpy", None)
    with pytest.raises(shoroku.MissingExtra, match=r"shoroku\[opensearch\]"):
        sent_library.clusters.send("http://127.0.0.1:1", "papers")
