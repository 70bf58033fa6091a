"""A copy of a library on a cluster is searched like the library: the same records, totals, facets and pages."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import shoroku
from shoroku import Library
from shoroku.cli import app
from shoroku.indexer.cluster.address import parsed
from shoroku.indexer.cluster.connection import Cluster
from shoroku.search import FACETS
from shoroku.search.engine.engine import within
from shoroku.search.retrieve.orders import Orders
from shoroku.web import create_app
from shoroku.web.settings import Settings
from tests import pins
from tests.graph_records import cluster
from tests.pins_queries import cases
from tests.test_query_language_docs import queries


class Pair(NamedTuple):
    """A library and its copy."""

    library: Library
    copy: Library


@pytest.fixture(scope="module")
def pairs(node: str) -> Iterator[dict[str, Pair]]:
    """The libraries of the pinned searches, and their copies on a cluster."""
    run = uuid.uuid4().hex[:12]
    with pins.libraries() as opened:
        found = {}
        for name, library in opened.items():
            index = f"{name}-{run}"
            library.clusters.send(node, index, shards=3, replicas=0, with_disallowed_abstracts=True)
            found[name] = Pair(library, shoroku.open(f"opensearch+{node}/{index}"))
        yield found
        for pair in found.values():
            cluster = Cluster(parsed(str(pair.copy.location)))
            for index in cluster.find(f"/{cluster.address.name}*") or ():
                cluster.ask("DELETE", f"/{index}")


@pytest.fixture
def pair(pairs: dict[str, Pair]) -> Pair:
    """The bundled sample and its copy."""
    return pairs["sample"]


@pytest.fixture
def copy(pair: Pair) -> Library:
    return pair.copy


# --- Agreement --------------------------------------------------------------------------------------------------------

#: Of the pinned searches, every so many are asked of the cluster. (All are for docs/cluster.md: agreement there.)
EVERY = 25
PINNED = [(number, case) for number, case in enumerate(cases()) if number % EVERY == 0]


def test_pinned_searches(pairs: dict[str, Pair]) -> None:
    """Totals, facets, corrections and highlights are those of the library's own index; so are the first hits and their order,
    but for a few searches in which two records have nearly the same score."""
    expected = {line["search"]: line for line in map(json.loads, pins.SEARCHES.read_text("utf-8").splitlines())}
    asked = [
        (case, pins._found(pairs[case.library].copy, case, number % pins.HIGHLIGHTED_EVERY == 0))
        for number, case in PINNED
    ]
    found = {case.name: json.loads(json.dumps(told)) for case, told in asked}
    differing = {name: parts for name, told in found.items() if (parts := _parts(told, expected[name]))}
    assert {name: parts for name, parts in differing.items() if not {"hits", "order"}.issuperset(parts)} == {}
    assert len(differing) <= len(found) * 0.05


def _parts(told: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Return in what an answer differs from the one that is expected; scores may."""
    names = (told.keys() | expected.keys()) - {"search", "hits"}
    parts = sorted(name for name in names if told.get(name) != expected.get(name))
    ids, wanted = ([hit[0] for hit in one.get("hits", ())] for one in (told, expected))
    if set(ids) != set(wanted):
        parts.append("hits")
    elif ids != wanted:
        parts.append("order")
    return parts


@pytest.mark.parametrize("query", sorted({*queries("en"), *queries("ja")}))
def test_queries_of_the_documentation(pair: Pair, query: str) -> None:
    """Every query of docs/query.md finds the same records, as many, with the same facets."""
    own, other = (one.search(query, facets=FACETS, limit=50) for one in pair)
    assert (other.total, other.relaxed_total) == (own.total, own.relaxed_total)
    assert [hit.id for hit in other.hits] == [hit.id for hit in own.hits]
    assert other.facets == own.facets
    assert [hit.highlights for hit in other.hits] == [hit.highlights for hit in own.hits]


@pytest.mark.parametrize("sort", ["newest", "oldest", "title"])
def test_other_orders(pair: Pair, sort: Any) -> None:
    """Sorted pages are the same, those of records without a year or a title's reading included."""
    own, other = (one.search("", sort=sort, limit=1000) for one in pair)
    assert [hit.id for hit in other.hits] == [hit.id for hit in own.hits]


def _reasons(hit: shoroku.Hit) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the words for which a hit was found; their shares of the score may differ in the third digit."""
    assert hit.explanation is not None
    return [(reason.word, reason.kind, reason.places) for reason in hit.explanation.reasons]


CALLS: dict[str, Callable[[Library], Any]] = {
    "suggest": lambda one: one.suggest("immu"),
    "suggest by reading": lambda one: one.suggest("めんえき"),
    "similar": lambda one: [(each.id, each.because) for each in one.similar(next(iter(one)).id)],
    "journals": lambda one: one.journals("", limit=20),
    "authors": lambda one: one.authors("", limit=20),
    "lexicon": lambda one: one.lexicon("免疫 therapy"),
    "count": len,
    "explanation": lambda one: [_reasons(hit) for hit in one.search("関節リウマチ 治療", explain=True).hits],
    "in Japanese only": lambda one: [hit.id for hit in one.search("リウマチ", lang="ja").hits],
    "run": lambda one: [each for each, _ in one.run("biomarker", 20)],
    "all": lambda one: [record.id for record in one.all("治療", relaxed=True)],
    "stored": lambda one: [record.id for record in one.all(limit=30)],
    "latest": lambda one: [record.id for record in one.all().latest(5)],
    "select": lambda one: list(one.select([record.id for record in one.all(limit=3)])),
    "records": lambda one: list(one),
    "export": lambda one: b"".join(one.export("ris", "治療")),
    "deep page": lambda one: [hit.id for hit in one.search("", cursor=one.search("", limit=30).cursor).hits],
}


@pytest.mark.parametrize("name", CALLS)
def test_other_calls(pair: Pair, name: str) -> None:
    """What else can be asked of a library is answered alike."""
    assert CALLS[name](pair.copy) == CALLS[name](pair.library)


def test_identifiers(pair: Pair) -> None:
    """A record is found by its id and by an identifier; what there is not is an UnknownRecord."""
    record = next(one for one in pair.library if one.identifier("DOI"))
    doi = record.identifier("DOI")
    assert doi is not None
    assert pair.copy.get(record.id) == pair.copy.get(f"https://doi.org/{doi}") == record
    assert record.id in pair.copy
    assert "no such" not in pair.copy
    with pytest.raises(shoroku.UnknownRecord):
        pair.copy.get("no such")


def test_many_pages(copy: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """More hits than fit into one answer are fetched page by page, each once."""
    monkeypatch.setattr("shoroku.search.engine.cluster._PAGE", 7)
    page = copy.search("", sort="newest", limit=100)
    ids = [hit.id for hit in page.hits]
    assert len(ids) == len(set(ids)) == 100
    monkeypatch.undo()
    assert ids == [hit.id for hit in copy.search("", sort="newest", limit=100).hits]


# --- Lost parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, -1])
def test_hits_that_are_lost_after_they_were_counted(copy: Library, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """A page one of whose answers lacks the hits of a shard is asked for again; if it lacks them again, it says so, whatever
    its total is."""
    whole = copy.search("関節リウマチ 治療", facets=["type"])
    asked, count, lost = Cluster.ask, 0, set[int]()

    def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
        nonlocal count
        answer = asked(cluster, method, path, *body, **options)
        if path.endswith("/_search"):
            if count in lost:
                answer["_shards"] |= {"successful": answer["_shards"]["total"] - 1, "failed": 1}
                answer["hits"]["hits"] = answer["hits"]["hits"][1:]
            count += 1
        return answer

    monkeypatch.setattr(Cluster, "ask", ask)
    copy.search("関節リウマチ 治療", facets=["type"])  # the frequencies are known now
    once = count
    count, lost = 0, {place % once}
    page = copy.search("関節リウマチ 治療", facets=["type"])
    assert (page.partial, _seen(page)) == (None, _seen(whole))
    assert count > once
    count, lost = 0, set(range(place % once, 1000))
    page = copy.search("関節リウマチ 治療", facets=["type"])
    assert page.partial is not None
    assert (page.partial.missing, page.partial.shards, page.total) == (1, 3, whole.total)
    lost = set()
    page = copy.search("関節リウマチ 治療", facets=["type"])
    assert (page.partial, _seen(page)) == (None, _seen(whole))


def test_what_lacks_shards_is_not_kept(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever searches at the same time, with the same view of the copy, gets whole facets and whole pages far down."""
    asked, is_lost = Cluster.ask, True

    def ask(cluster: Cluster, method: str, path: str, *body: object, **options: Any) -> dict[str, Any]:
        answer = asked(cluster, method, path, *body, **options)
        if is_lost and path.endswith("/_search"):
            answer["_shards"] |= {"successful": answer["_shards"]["total"] - 1, "failed": 1}
            answer["hits"]["hits"] = answer["hits"]["hits"][1:]
            for counted in answer.get("aggregations", {}).values():
                if "buckets" in counted:
                    counted["buckets"] = counted["buckets"][1:]
        return answer

    monkeypatch.setattr("shoroku.search.options.FIRST_DEEP", 5)
    whole = pair.library.search("治療", facets=["type"], limit=5)
    deep = pair.library.search("治療", facets=["type"], limit=5, cursor=whole.cursor)
    with shoroku.open(str(pair.copy.location)) as copy:
        searcher = copy._searching()
        view, orders = searcher.view(), Orders()
        monkeypatch.setattr(searcher, "view", lambda: view)
        monkeypatch.setattr(Cluster, "ask", ask)
        for is_lost in (True, False):
            searcher._orders = orders
            page = copy.search("治療", facets=["type"], limit=5)
            searcher._orders = orders
            far = copy.search("治療", facets=["type"], limit=5, cursor=whole.cursor)
            assert (page.partial is not None, far.partial is not None) == (is_lost, is_lost)
    assert page.facets == far.facets == whole.facets
    assert [hit.id for hit in far.hits] == [hit.id for hit in deep.hits]
    assert len(deep.hits) == 5


def _seen(page: shoroku.Page) -> tuple[Any, ...]:
    return page.total, page.facets, [hit.id for hit in page.hits], [hit.highlights for hit in page.hits]


# --- States -----------------------------------------------------------------------------------------------------------


def test_later_runs_are_seen(library: Library, node: str, record: Callable[..., shoroku.Record]) -> None:
    """An open copy shows a later run, and says how far a run is behind that has begun."""
    index = f"t{uuid.uuid4().hex[:12]}"
    library.add_records([record("1", "Gout")])
    library.clusters.send(node, index, replicas=0)
    seen: list[tuple[int, int]] = []
    with shoroku.open(f"opensearch+{node}/{index}") as copy:
        assert copy.search("gout").total == 1
        library.add_records([record("2", "Gout in winter")])

        def look(done: int) -> None:
            page = copy.search("gout")
            seen.append((page.total, page.behind))

        library.clusters.send(node, index, progress=look)
        assert seen == [(1, 1)]
        page = copy.search("gout")
        assert (page.total, page.behind) == (2, 0)
        assert copy.stats().index_change == library.changes.last
    Cluster(parsed(f"opensearch+{node}/{index}")).ask("DELETE", f"/{index}-0*,{index}-beside-0*")


def test_no_such_index(node: str) -> None:
    """Where there is no index of the name, or no complete one, that is said."""
    with pytest.raises(shoroku.ClusterIndexMissing, match="no complete index nothing-there"):
        shoroku.open(f"opensearch+{node}/nothing-there").search("gout")


def test_another_version(copy: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of another version of the analysis is not searched."""
    copy.close()
    monkeypatch.setattr("shoroku.indexer.cluster.mapping.VERSION", 99)
    with pytest.raises(shoroku.ClusterIndexOutdated, match="→ 99"):
        copy.search("gout")
    copy.close()


# --- What only the library can do -------------------------------------------------------------------------------------

IMPOSSIBLE: dict[str, Callable[[Library], Any]] = {
    "add": lambda copy: copy.add(["x.ris"]),
    "add_records": lambda copy: copy.add_records([]),
    "delete": lambda copy: copy.delete("1"),
    "take": lambda copy: copy.take([]),
    "reindex": lambda copy: copy.reindex(),
    "withdraw": lambda copy: copy.withdraw("JaLC"),
    "check": lambda copy: copy.check(quick=True),
    "repair": lambda copy: copy.repair(),
    "clusters": lambda copy: copy.clusters.send("http://127.0.0.1:1", "x"),
    "sources": lambda copy: copy.sources,
    "saved": lambda copy: copy.saved.create("a", "b"),
    "marked": lambda copy: copy.marked.add(["1"]),
    "edits": lambda copy: copy.edits.note("1", "x"),
    "changes": lambda copy: copy.changes.page(),
    "person": lambda copy: copy.person("Yamada"),
    "people": lambda copy: copy.people("Yamada"),
    "related": lambda copy: copy.citations("1"),
    "path_between": lambda copy: copy.path_between("Yamada", "Suzuki"),
    "graph": lambda copy: copy.graph("1"),
    "project": lambda copy: copy.project("21K98765"),
    "coauthors": lambda copy: copy.coauthors("Yamada"),
    "versions": lambda copy: copy.versions("1"),
    "among": lambda copy: copy.among(["1"]),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_needs_the_library(copy: Library, name: str) -> None:
    """What changes the library, or asks for its history, names the call and where it is possible."""
    with pytest.raises(shoroku.NotOnCluster, match=f"“{name}” is possible only with the library itself") as raised:
        IMPOSSIBLE[name](copy)
    assert raised.value.exit_code == 3


#: Other calls that ask the graph, and what the error calls them.
OF_THE_GRAPH: dict[str, tuple[str, Callable[[Library], Any]]] = {
    "person_and_coauthors": ("person", lambda copy: copy.person_and_coauthors("Yamada")),
    "citations": ("related", lambda copy: copy.citations("1")),
    "data_behind": ("related", lambda copy: copy.data_behind("1")),
    "at_one_moment": ("related", lambda copy: copy.at_one_moment().__enter__()),
}


@pytest.mark.parametrize("name", OF_THE_GRAPH)
def test_what_asks_the_graph(copy: Library, name: str) -> None:
    """People, projects and links are asked of the library itself."""
    what, call = OF_THE_GRAPH[name]
    with pytest.raises(shoroku.NotOnCluster, match=f"“{what}” is possible only"):
        call(copy)


#: What else a library offers; other tests ask it of a copy, but for ``asearch``, which is another way to ``search``.
ANSWERED = {"asearch", "close", "contributions", "get", "location", "mark", "search", "stats", "writer"}


def test_every_call_is_answered_or_refused() -> None:
    """Nothing that a library offers was forgotten for its copies."""
    offered = {name for name in dir(Library) if not name.startswith("_")}
    assert offered == ANSWERED | IMPOSSIBLE.keys() | OF_THE_GRAPH.keys() | (CALLS.keys() & offered)


@pytest.mark.parametrize(
    "words",
    [("person", "Yamada"), ("project", "21K98765"), ("related", "10.5555/x"), ("path", "A", "B"), ("graph", "x")],
)
def test_commands_that_need_the_library(copy: Library, words: tuple[str, ...]) -> None:
    """A command that a copy cannot carry out is named as it was typed, in both languages."""
    for language, quoted in (("en", f"“{words[0]}” is possible only"), ("ja", f"「{words[0]}」は")):
        run = CliRunner(env={"SHOROKU_HISTORY": "off", "SHOROKU_LANG": language, "COLUMNS": "400"})
        result = run.invoke(app, [*words, "--library", str(copy.location)])
        assert (result.exit_code, quoted in result.stderr) == (3, True)


def test_projects_funders_and_institutions(node: str, tmp_path: Path) -> None:
    """They are counted and narrow a search as in the library, with the same labels."""
    facets = ("project", "funder", "institution")
    index = f"linked-{uuid.uuid4().hex[:12]}"
    with shoroku.open(tmp_path / "library") as library:
        library.take(cluster())
        library.clusters.send(node, index, shards=2, replicas=0)
        copy = shoroku.open(f"opensearch+{node}/{index}")
        try:
            expected = library.search("", facets=facets, limit=0).facets
            assert copy.search("", facets=facets, limit=0).facets == expected
            assert all(expected.values())
            for facet in facets:
                for value in expected[facet]:
                    assert copy.search("", **{facet: value.value}).total == value.count  # type: ignore[arg-type]
            assert copy.search('funder:"Japan Society for the Promotion of Science"').total == 1
        finally:
            for name in copy._asked().find(f"/{index}*") or ():  # type: ignore[attr-defined]
                copy._asked().ask("DELETE", f"/{name}")  # type: ignore[attr-defined]


# --- The faces --------------------------------------------------------------------------------------------------------


def both(pair: Pair, *words: str) -> list[str]:
    """Return what a command line prints for the library and for its copy."""
    outputs = []
    for one in pair:
        result = CliRunner(env={"SHOROKU_HISTORY": "off"}).invoke(app, [*words, "--library", str(one.location)])
        assert result.exit_code == 0, result.output
        outputs.append(result.stdout)
    return outputs


@pytest.mark.parametrize(
    "words",
    [
        ("search", "IL-6阻害薬"),
        ("search", "biomarker", "--facet", "journal"),
        ("facets", "治療", "--facet", "author"),
        ("suggest", "immu"),
        ("export", "治療", "--format", "bibtex"),
        ("journals", "--limit", "5"),
    ],
)
def test_commands(pair: Pair, words: tuple[str, ...]) -> None:
    """Commands print the same of a copy."""
    own, other = both(pair, *words)
    assert _without_times(other) == _without_times(own)
    assert own


def _without_times(text: str) -> list[str]:
    return [line for line in text.splitlines() if " ms" not in line and " s)" not in line]


def test_the_record_command(pair: Pair) -> None:
    """``show`` prints a record of a copy, and ``stats`` its figures."""
    record = next(iter(pair.library))
    assert record.titles[0].value.split()[0] in both(pair, "show", record.id)[1]
    assert str(pair.copy.location) in both(pair, "stats", "--json")[1]


def test_a_command_that_is_not_possible(pair: Pair) -> None:
    """A command that needs the library itself says so, with exit code 3."""
    result = CliRunner().invoke(app, ["reindex", "--library", str(pair.copy.location)])
    assert result.exit_code == 3
    assert "is a copy of a library" in result.stderr


#: No test depends on how fast a machine is.
SLOW = Settings(seconds=300)


def test_over_http(pair: Pair) -> None:
    """The JSON API and the pages answer from a copy as from the library."""
    with TestClient(create_app(pair.library, SLOW)) as own, TestClient(create_app(pair.copy.location, SLOW)) as other:
        answers = [client.get("/api/v1/search", params={"q": "関節リウマチ"}).json() for client in (own, other)]
        assert _hits(answers[1]) == _hits(answers[0])
        page = other.get("/", params={"q": "関節リウマチ"})
        assert page.status_code == 200
        assert _hits(answers[0])[0] in page.text
        record = next(iter(pair.library))
        assert other.get(f"/api/v1/records/{record.id}").status_code == 200
        assert other.get("/healthz").status_code == 200
        assert other.get("/oai", params={"verb": "ListRecords", "metadataPrefix": "oai_dc"}).status_code >= 400


def _hits(answer: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in answer["hits"]]


def test_a_search_out_of_time(copy: Library) -> None:
    """A request that is broken off at the deadline of a search is a search out of time, not a cluster that is away."""
    copy.search("gout")
    with within(-1.0), pytest.raises(shoroku.SearchTimedOut):
        copy.search("rheumatism")


def test_a_folder_is_no_address(tmp_path: Path) -> None:
    """What does not begin like an address is a folder."""
    assert type(shoroku.open(tmp_path / "opensearch+http:")) is Library
