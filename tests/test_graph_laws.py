"""Whatever is taken and removed, in whatever order, the graph is what the source records say, and nothing more."""

import tempfile
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Contribution, Identifier, Record, Relation
from shoroku.corpus import Store
from shoroku.corpus.graph import kinds
from shoroku.corpus.graph.derive import derive
from shoroku.corpus.graph.questions import Answering
from shoroku.corpus.graph.tables import Reading
from shoroku.corpus.graph.walker import PERSON, RECORD, STUB, Entity
from shoroku.corpus.record import RELATION_KINDS
from shoroku.corpus.store.grouping import anchor
from shoroku.corpus.store.verify import problems
from tests.graph_records import ORCIDS, funded, person, work

DOIS = ("10.5555/1", "10.5555/2", "10.5555/3")
identifiers = st.sampled_from(
    [
        ("ORCID", ORCIDS[0]),
        ("ORCID", ORCIDS[1]),
        ("ERAD", "10000001"),
        ("NRID", "1000010000002"),
        ("NRID", "9000010000001"),
    ]
)
people = st.builds(lambda found: person("A", *dict.fromkeys(found)), st.lists(identifiers, max_size=3))
relations = st.builds(
    lambda kind, inverse, doi: Relation(kind, kind, inverse, (Identifier("DOI", doi),)),
    st.sampled_from(["cites", "supplements", "version-of", ""]),
    st.booleans(),
    st.sampled_from(DOIS),
)
records = st.builds(
    lambda doi, creators, found, is_funded: work(
        doi, *creators, relations=tuple(found), funding=funded() if is_funded else ()
    ),
    st.sampled_from(DOIS),
    st.lists(people, max_size=3),
    st.lists(relations, max_size=3),
    st.booleans(),
)
contributions = st.builds(Contribution, st.sampled_from(["one", "two"]), records)
several = st.lists(contributions, max_size=5, unique_by=lambda one: (one.origin, one.key))

Answers = tuple[Any, ...]


def answers(store: Store) -> Answers:
    """Return all links and all people of a store, without what depends on the order of arrival."""
    asked = Answering(store, Reading(store.query))
    keys = dict(store.query("SELECT id, key FROM node"))
    seqs = [seq for (seq,) in store.query("SELECT seq FROM record WHERE sole IS NOT NULL OR payload IS NOT NULL")]
    persons = {node: asked.walker.person(node) for node, key in keys.items() if key.startswith(("orcid:", "erad:"))}
    joined = {
        keys[node]: (
            frozenset(keys[one] for one in person.nodes),
            frozenset(keys[one] for one in person.apart),
        )
        for node, person in persons.items()
    }
    links = set()
    for link in asked.walker.step([Entity(RECORD, seq) for seq in seqs]).links:
        asked.describer.read([link])
        nodes = asked.describer.nodes([link.start, link.other])
        said = asked.describer.statement(link.kind, link.said)
        links.add((nodes[link.start].id, link.kind, link.forward, nodes[link.other].id, said.source, said.word))
    return joined, links


def asked_of(taken: list[Contribution], removed: tuple[str, ...] = ()) -> Answers:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        for one in taken:
            store.take([one])
        for origin in removed:
            store.remove(origin, [one.key for one in taken if one.origin == origin])
        assert problems(store) == []
        return answers(store)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(taken: list[Contribution], chance: Any) -> None:
    """The same source records give the same links and the same people, in whatever order they come."""
    shuffled = list(taken)
    chance.shuffle(shuffled)
    assert asked_of(taken) == asked_of(shuffled)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(several)
def test_undoing_restores(taken: list[Contribution]) -> None:
    """A source that comes and goes leaves the graph as it was; one that goes leaves nothing of itself."""
    rest = [one for one in taken if one.origin == "one"]
    assert asked_of(taken, removed=("two",)) == asked_of(rest)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        for origin in ("one", "two"):
            store.remove(origin, [one.key for one in taken if one.origin == origin])
        assert store.query("SELECT * FROM node") == store.query("SELECT * FROM edge") == []
        assert store.query("SELECT * FROM mention") == []


def live(store: Store) -> dict[int, set[tuple[str, str]]]:
    """Return the records that are shown, by number: the origins and keys of their source records."""
    query = (
        "SELECT seq, origin, key FROM contribution JOIN record USING (seq)"
        " WHERE (sole IS NOT NULL OR record.payload IS NOT NULL) AND origin <> 'own'"
    )
    found: dict[int, set[tuple[str, str]]] = {}
    for seq, origin, key in store.query(query):
        found.setdefault(seq, set()).add((origin, key))
    return found


@settings(max_examples=40, deadline=None, derandomize=True)
@given(several, several, st.integers(0, 4))
def test_what_is_deleted_was_never_added(taken: list[Contribution], later: list[Contribution], which: int) -> None:
    """A deleted record states nothing: it joins nobody and links nothing, also if a source delivers it again; restoring
    brings everything back."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        chosen = list(live(store).values())[which : which + 1]
        deletions = [Contribution("deleted", Record(id=anchor(*min(found)))) for found in chosen]
        store.take(deletions)
        store.take(later)
        assert problems(store) == []
        shown = {name for found in live(store).values() for name in found}
        everything = [*taken, *later]
        assert answers(store) == asked_of([one for one in everything if (one.origin, one.key) in shown])
        known = answers(store)
        store.derive_graph()
        assert answers(store) == known
        store.remove("deleted", [one.key for one in deletions])
        assert problems(store) == []
        assert answers(store) == asked_of(everything)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(several)
def test_no_chain_joins_two_orcids(taken: list[Contribution]) -> None:
    """No person has two ORCIDs, or two places of one source record; and identifiers at one place join unless that follows."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        joined, _ = answers(store)
        for keys, apart in joined.values():
            assert sum(key.startswith("orcid:") for key in keys) <= 1
            assert not keys & apart
            for one in taken:
                places = {row.place for row in derive(one.record).mentions if row.key in keys and row.kind == 0}
                assert len(places) <= 1
        for key, (keys, _) in joined.items():
            assert key in keys
            assert all(joined[other][0] == keys for other in keys)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(several)
def test_links_and_their_inverses_agree(taken: list[Contribution]) -> None:
    """Whatever is linked from one end is linked from the other, by the same statements."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        walker = Answering(store, Reading(store.query)).walker
        start = [
            Entity(RECORD, seq)
            for (seq,) in store.query("SELECT seq FROM record WHERE sole IS NOT NULL OR payload IS NOT NULL")
        ]
        links = walker.step(start).links
        ends = {link.other for link in links} | set(start)
        assert {one.sort for one in ends} <= {RECORD, PERSON, STUB}
        back = {(one.other, one.kind, not one.forward, one.start, one.said) for one in walker.step(list(ends)).links}
        assert {tuple(link) for link in links} <= back
        for one, other in permutations(ends, 2):
            between = set(walker.between(one, other, None))
            assert between == {link for link in walker.step([one]).links if link.other == other}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(several, several)
def test_deriving_again_changes_nothing(taken: list[Contribution], later: list[Contribution]) -> None:
    """A graph that grew step by step is the one that is derived from the records as they are."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        store.take(later)
        before, change = answers(store), store.last_change()
        store.derive_graph()
        assert answers(store) == before
        assert store.last_change() == change
        assert problems(store) == []


def test_a_record_that_identifies_nothing_costs_nothing() -> None:
    """No row is derived from a record without identifiers of others."""
    assert not derive(Record(id="a", creators=(person("A"), person("B"))))


def test_every_kind_of_relation_has_a_number() -> None:
    """The store knows every kind that a record can give, and what funds a project besides."""
    assert {*kinds.EDGES} == {*RELATION_KINDS, "funded-by"}
    assert len(kinds.EDGES) == len(kinds.EDGE_NUMBERS)
