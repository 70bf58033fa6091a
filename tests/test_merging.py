"""How several descriptions of one work become one record."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Contribution, Count, Funding, Identifier, Institution, Person, Record, Relation, Text
from shoroku.corpus import merge


def given_by(origin: str, key: str = "k", **fields: Any) -> Contribution:
    """Make what an origin delivered."""
    return Contribution(origin, Record(id=key, **fields))


def people(*names: str, lang: str = "en") -> tuple[Person, ...]:
    """Make people who have a name in one language."""
    return tuple(Person(names=(Text(name, lang),)) for name in names)


SINGLE = [
    ("volume", ["3", "4"], "3"),
    ("volume", ["", "4"], "4"),
    ("issue", ["1", ""], "1"),
    ("pages", ["1-9", "1"], "1-9"),
    ("language", ["ja", "en"], "ja"),
    ("type", ["book", "article"], "book"),
    ("date", ["2019", "2019-04-01"], "2019-04-01"),
    ("date", ["2019-04", "2020-01-01"], "2019-04"),
    ("date", ["", "2020"], "2020"),
    ("date", ["", ""], ""),
    ("note", ["", "theirs"], "theirs"),
    ("note", ["ours", "theirs"], "ours"),
]

LICENCES = [
    (["", ""], ""),
    (["allow", ""], "allow"),
    (["", "allow"], "allow"),
    (["allow", "disallow"], "disallow"),
    (["disallow", "allow"], "disallow"),
    (["", "disallow"], "disallow"),
]

TEXTS = [
    ([["ja:甲"], ["en:A"]], ["ja:甲", "en:A"]),
    ([["ja:甲"], ["ja:乙", "en:A"]], ["ja:甲", "en:A"]),
    ([["en:A", "en:B"], ["en:C"]], ["en:A", "en:B"]),
    ([[], ["en:A"]], ["en:A"]),
    ([["ja-Kana:コウ"], ["ja:甲"]], ["ja-Kana:コウ", "ja:甲"]),
]


def texts(tagged: list[str]) -> tuple[Text, ...]:
    """Read ``lang:value``."""
    return tuple(Text(one.split(":")[1], one.split(":")[0]) for one in tagged)


def test_one_description_is_the_record() -> None:
    """A work that one origin alone describes is taken as it was delivered."""
    one = given_by("JaLC", volume="3")
    assert merge([one]) is one.record


@pytest.mark.parametrize(("field", "values", "expected"), SINGLE)
def test_single_valued_fields(field: str, values: list[str], expected: str) -> None:
    """The first origin that says something decides; a date may be made fuller, never changed."""
    first, second = (
        given_by(origin, **{field: value}) for origin, value in zip(("CiNii Research", "Crossref"), values, strict=True)
    )
    assert getattr(merge([second, first]), field) == expected


@pytest.mark.parametrize(("licences", "expected"), LICENCES)
def test_one_disallow_decides(licences: list[Any], expected: str) -> None:
    """One origin that disallows its abstract decides for all."""
    merged = merge([given_by("jsonl", abstract_licence=licences[0]), given_by("JaLC", abstract_licence=licences[1])])
    assert merged.abstract_licence == expected


@pytest.mark.parametrize("field", ["titles", "abstracts", "journals", "publishers"])
@pytest.mark.parametrize(("groups", "expected"), TEXTS)
def test_texts_are_taken_language_by_language(field: str, groups: list[list[str]], expected: list[str]) -> None:
    """A later origin adds the languages that are missing, no second spelling of those that are there."""
    first, second = (
        given_by(origin, **{field: texts(group)})
        for origin, group in zip(("CiNii Research", "JaLC"), groups, strict=True)
    )
    assert getattr(merge([first, second]), field) == texts(expected)


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("sources", ("JaLC", "NDL Search"), ("Crossref", "JaLC")),
        ("issns", ("1234-5678",), ("2345-6789", "1234-5678")),
        ("tags", ("a", "b"), ("b", "c")),
        ("links", ("https://example.org/a",), ("https://example.org/b",)),
        ("subjects", (Text("a", "en"),), (Text("b", "en"), Text("a", "en"))),
        (
            "identifiers",
            (Identifier("DOI", "10.5555/a"),),
            (Identifier("NAID", "110000000001"), Identifier("DOI", "10.5555/a")),
        ),
    ],
)
def test_what_may_repeat_is_united(field: str, first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    """Sources, ISSNs, links, subjects and identifiers of all origins stand side by side, each once."""
    merged = merge([given_by("CiNii Research", **{field: first}), given_by("Crossref", **{field: second})])
    assert getattr(merged, field) == tuple(dict.fromkeys(first + second))


def test_people_gain_languages() -> None:
    """The same people named in another language keep both names, their affiliations and identifiers."""
    orcid = Identifier("ORCID", "0000-0000-0000-0001")
    english = (Person((Text("Kaku Hanako", "en"),), (Text("Fictional University", "en"),), (orcid,)),)
    merged = merge(
        [given_by("CiNii Research", creators=people("架空 花子", lang="ja")), given_by("Crossref", creators=english)]
    )
    assert merged.creators == (
        Person((Text("架空 花子", "ja"), Text("Kaku Hanako", "en")), (Text("Fictional University", "en"),), (orcid,)),
    )


def test_people_gain_roles_and_institutions() -> None:
    """A role that one origin alone gives is kept, and so are the institutions of all."""
    body = Institution((Text("Fictional University", "en"),), (Identifier("ROR", "00hhkn466"),))
    first = (Person((Text("架空 花子", "ja"),)),)
    second = (Person((Text("Kaku Hanako", "en"),), role="editor", institutions=(body,)),)
    merged = merge([given_by("CiNii Research", contributors=first), given_by("Crossref", contributors=second)])
    names = (Text("架空 花子", "ja"), Text("Kaku Hanako", "en"))
    assert merged.contributors == (Person(names, role="editor", institutions=(body,)),)


def test_relations_are_united() -> None:
    """What a later origin says of a work that an earlier one has named alike is left out; other statements are kept."""
    doi, pmid = Identifier("DOI", "10.5555/a"), Identifier("PMID", "1")
    known = Relation("cites", "reference", identifiers=(doi,), title="On Glass")
    text = Relation("cites", "reference", title="A book")
    again = Relation("cites", "referenced_works", identifiers=(doi,))
    fuller = Relation("cites", "ReferenceList", identifiers=(doi, pmid))
    cited = Relation("cites", "isCitedBy", inverse=True, identifiers=(doi,))
    unknown = Relation(word="seeAlso", identifiers=(doi,))
    merged = merge(
        [
            given_by("CiNii Research", relations=(known, text)),
            given_by("Crossref", relations=(again, text, cited)),
            given_by("OpenAlex", relations=(fuller, unknown)),
        ]
    )
    assert merged.relations == (known, text, cited, fuller, unknown)


def test_awards_are_united() -> None:
    """One award that two origins name is one, with what both know; equal numbers of different funders are two awards."""
    kaken = Identifier("KAKEN", "19KK0341")
    ror = Identifier("ROR", "00hhkn466")
    japanese = Funding("19KK0341", (Text("日本学術振興会", "ja"),), identifiers=(kaken,))
    english = Funding("19KK0341", (Text("JSPS", "en"),), (ror,), (Text("On Glass", "en"),), word="KAKENHI")
    others = (Funding("1", (Text("One", "en"),)), Funding("1", (Text("Other", "en"),)), Funding(funders=(Text("X"),)))
    merged = merge([given_by("JaLC", funding=(japanese,)), given_by("Crossref", funding=(english, *others))])
    names = (Text("日本学術振興会", "ja"), Text("JSPS", "en"))
    both = Funding("19KK0341", names, (ror,), (Text("On Glass", "en"),), (kaken,), "KAKENHI")
    assert merged.funding == (both, *others)


def test_the_latest_count_of_each_source_is_kept() -> None:
    """Counts of one source replace each other by their date; those of two sources stand side by side."""
    old, new = (Count("cited-by", value, "Crossref", date) for value, date in ((9, "2024-01-01"), (7, "2025-01-01")))
    other = Count("cited-by", 12, "OpenAlex", "2025-06-01")
    merged = merge([given_by("jsonl", counts=(old, other)), given_by("Crossref", counts=(new,))])
    assert merged.counts == (new, other)


def test_a_date_is_made_fuller_by_the_same_date_alone() -> None:
    """Of three origins, of which the first gives no date, the second decides."""
    dates = {"CiNii Research": "", "JaLC": "2019", "Crossref": "2020-01"}
    assert merge([given_by(origin, date=date) for origin, date in dates.items()]).date == "2019"


def test_people_whom_the_first_origin_does_not_name() -> None:
    """They are taken from the next one that names any."""
    assert merge([given_by("jsonl"), given_by("JaLC", creators=people("A", "B"))]).creators == people("A", "B")


def test_people_who_are_counted_differently_are_not_mixed() -> None:
    """If origins name different numbers of people, the first one's stay as they are."""
    first, second = given_by("jsonl", creators=people("A", "B")), given_by("JaLC", creators=people("甲", lang="ja"))
    assert merge([second, first]).creators == people("A", "B")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("program", "CiNii Research"),
        ("CiNii Research", "jsonl"),
        ("jsonl", "JaLC"),
        ("JaLC", "PubMed"),
        ("PubMed", "J-STAGE"),
        ("J-STAGE", "OAI-PMH"),
        ("OAI-PMH", "Crossref"),
        ("Crossref", "OpenAlex"),
        ("OpenAlex", "Nobody knows"),
    ],
)
def test_precedence(better: str, worse: str) -> None:
    """An origin of higher standing decides before the other, whichever came first."""
    descriptions = [given_by(worse, volume="2"), given_by(better, volume="1")]
    assert {merge(order).volume for order in permutations(descriptions)} == {"1"}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([("jsonl", "mine", ""), ("JaLC", "j", "")], "mine"),
        ([("jsonl", "mine", ""), ("JaLC", "j", "1390000000000000001")], "1390000000000000001"),
        ([("CiNii Research", "c", "1390000000000000002"), ("JaLC", "j", "1390000000000000001")], "1390000000000000002"),
    ],
)
def test_the_id_is_the_crid_where_there_is_one(ids: list[tuple[str, str, str]], expected: str) -> None:
    """A merged record bears the CRID that any origin gave, else the first origin's own id."""
    parts = [
        given_by(origin, key, identifiers=(Identifier("CRID", crid),) if crid else ()) for origin, key, crid in ids
    ]
    assert merge(parts).id == expected


some_texts = st.lists(
    st.builds(Text, st.sampled_from("甲乙AB"), st.sampled_from(["ja", "en", "ja-Kana"])), max_size=3
).map(tuple)
records = st.builds(
    Record,
    id=st.sampled_from("abcde"),
    titles=some_texts,
    abstracts=some_texts,
    creators=st.lists(st.builds(Person, some_texts, some_texts), max_size=2).map(tuple),
    relations=st.lists(
        st.builds(
            Relation,
            st.sampled_from(["cites", "same-as", ""]),
            st.sampled_from("vw"),
            identifiers=st.lists(st.builds(Identifier, st.just("DOI"), st.sampled_from("xyz")), max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    funding=st.lists(st.builds(Funding, st.sampled_from(["", "19KK0341", "1"]), some_texts), max_size=2).map(tuple),
    counts=st.lists(
        st.builds(Count, st.just("cited-by"), st.integers(0, 3), st.sampled_from("st"), st.sampled_from(["", "2020"])),
        max_size=3,
    ).map(tuple),
    volume=st.sampled_from(["", "1", "2"]),
    date=st.sampled_from(["", "2019", "2019-04", "2020-01-01"]),
    sources=st.lists(st.sampled_from(["JaLC", "Crossref"]), unique=True).map(tuple),
    identifiers=st.lists(
        st.builds(Identifier, st.sampled_from(["DOI", "CRID"]), st.sampled_from("xy")), max_size=2
    ).map(tuple),
    abstract_licence=st.sampled_from(["", "allow", "disallow"]),
)
contributions = st.lists(
    st.builds(Contribution, st.sampled_from(["CiNii Research", "jsonl", "Crossref", "z", "y"]), records),
    min_size=1,
    max_size=4,
    unique_by=lambda one: (one.origin, one.key),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(contributions, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(parts: list[Contribution], random: Any) -> None:
    """Contributions in any order give the same record."""
    shuffled = random.sample(parts, len(parts))
    assert merge(shuffled) == merge(parts)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(contributions)
def test_nothing_is_invented(parts: list[Contribution]) -> None:
    """Whatever a merged record says, some origin said; no source or identifier is lost."""
    merged = merge(parts)
    for field in ("titles", "abstracts", "sources", "identifiers"):
        delivered = {item for part in parts for item in getattr(part.record, field)}
        assert set(getattr(merged, field)) <= delivered
        if field in ("sources", "identifiers"):
            assert set(getattr(merged, field)) == delivered
