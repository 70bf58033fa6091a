"""Whatever is taken and removed, in whatever order, the store holds what the contributions say."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Contribution, Identifier, Outcome, Record, Text
from shoroku.corpus import Store, merge
from shoroku.corpus.identifiers import IDENTIFYING
from shoroku.corpus.record import decode
from shoroku.corpus.store.verify import problems

Key = tuple[str, str]

identifiers = st.builds(Identifier, st.sampled_from(["DOI", "NAID", "CRID", "ISBN"]), st.sampled_from(["x", "y", "z"]))
contributions = st.builds(
    lambda origin, key, title, found: Contribution(
        origin, Record(id=key, titles=(Text(title, "en"),), identifiers=tuple(found), sources=(origin,))
    ),
    st.sampled_from(["CiNii Research", "jsonl", "Crossref"]),
    st.sampled_from(["a", "b", "c", "x"]),
    st.sampled_from(["One", "Two"]),
    st.lists(identifiers, max_size=2, unique=True),
)
keys = st.tuples(
    st.sampled_from(["CiNii Research", "jsonl", "Crossref"]),
    st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=2),
)
steps = st.lists(st.one_of(st.lists(contributions, max_size=6), keys), max_size=6)


def run(store: Store, sequence: list[list[Contribution] | tuple[str, list[str]]]) -> dict[Key, Contribution]:
    """Take and remove, and return what should be there."""
    held: dict[Key, Contribution] = {}
    for step in sequence:
        if isinstance(step, list):
            store.take(step)
            held.update({(one.origin, one.key): one for one in step})
        else:
            origin, removed = step
            store.remove(origin, removed)
            for key in removed:
                held.pop((origin, key), None)
    return held


def components(held: dict[Key, Contribution]) -> list[list[Contribution]]:
    """Put together what shares an identifier, as slowly and plainly as can be."""
    groups = [[one] for one in held.values()]

    def claims(group: list[Contribution]) -> set[Identifier]:
        return {i for one in group for i in one.record.identifiers if i.kind in IDENTIFYING}

    for _ in groups:
        for first in groups:
            for second in groups:
                if first is not second and claims(first) & claims(second):
                    first += second
                    second.clear()
    return [group for group in groups if group]


def without_id(record: Record) -> bytes:
    """Return a record's content; its id depends on which of two works came first."""
    from msgspec.structs import replace

    from shoroku.corpus.record import encode

    return encode(replace(record, id=""))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(steps)
def test_records_are_the_connected_contributions(sequence: list[list[Contribution] | tuple[str, list[str]]]) -> None:
    """The records are, at any time, what merging all that shares an identifier gives; none is lost, none stands twice."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        held = run(store, sequence)
        expected = [merge(group) for group in components(held)]
        records = list(store.all())
        assert sorted(map(without_id, records)) == sorted(map(without_id, expected))
        assert len({record.id for record in records}) == len(records) == store.count()
        assert {record.id.rpartition(":")[2] for record in records} == {record.id for record in expected}
        assert store.counts()["contributions"] == len(held)
        assert problems(store) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps)
def test_taking_everything_again_changes_nothing(sequence: list[list[Contribution] | tuple[str, list[str]]]) -> None:
    """What is known already, taken once more, gives no change number."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        held = run(store, sequence)
        before = store.changes(0)
        assert store.take(list(held.values())) == Outcome(unchanged=len(held))
        assert store.changes(0) == before


@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps)
def test_following_the_changes_leads_to_the_records(sequence: list[list[Contribution] | tuple[str, list[str]]]) -> None:
    """Someone who asks for the changes after each step knows exactly the store's records."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        known: dict[int, Record] = {}
        reached = 0
        for step in sequence:
            run(store, [step])
            for change in store.changes(reached):
                known.pop(change.seq, None)
                if change.payload is not None:
                    known[change.seq] = decode(change.payload)
                reached = change.change
        assert sorted(known) == sorted(store.records(list(known)))
        assert [known[seq] for seq in sorted(known)] == list(store.all())
        assert reached == store.last_change() or not sequence
