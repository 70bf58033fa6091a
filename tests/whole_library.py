"""A library with something of every kind in it, for tests of what a library keeps."""

from shoroku import Contribution, Funding, Identifier, Institution, Library, Person, Record, Relation, Text
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.store.store import STORE_FILE, Store

#: What ``fill`` makes of the records: this one disappears at its source, and the user deletes that one.
GONE, DELETED = "jsonl-7", "jsonl-22"


def contribution(number: int, origin: str = "jsonl", source: str = "JaLC") -> Contribution:
    """Make what an origin delivered; two origins with one number deliver one work. Two of three name people and others' works."""
    record = Record(
        id=f"{origin}-{number}",
        titles=(Text(f"Serum protein {number}", "en"), Text(f"血清蛋白質 {number}", "ja")),
        abstracts=(Text(f"架空の検体 {number} を測定した。", "ja"),),
        journals=(Text("架空医学雑誌", "ja"),),
        date="2020",
        identifiers=(Identifier("DOI", f"10.99999/whole.{number}"),),
        sources=(source,),
        creators=(_person(number),) if number % 3 else (),
        relations=_relations(number) if number % 3 else (),
        funding=(_AWARD,) if number % 3 == 1 else (),
    )
    return Contribution(origin, record, f"https://example.org/{number}", "2025-01-01T00:00:00Z")


#: ORCIDs with right check digits, of nobody.
_ORCIDS = ("0000-0002-1825-0097", "0000-0002-1825-010X", "0000-0002-1825-0118")
_AWARD = Funding(
    "21K98765",
    funder_identifiers=(Identifier("DOI", "10.13039/501100001691"),),
    identifiers=(Identifier("KAKEN", "21K98765"),),
    word="grant",
)


def _person(number: int) -> Person:
    which = number % len(_ORCIDS)
    return Person(
        names=(Text(f"架空 花子 {which}", "ja"),),
        identifiers=(Identifier("ORCID", _ORCIDS[which]), Identifier("ERAD", f"1000000{which + 1}")),
        institutions=(Institution((Text("虚構大学", "ja"),), (Identifier("ROR", "05dxps055"),)),),
    )


def _relations(number: int) -> tuple[Relation, ...]:
    def other(offset: int) -> tuple[Identifier, ...]:
        return (Identifier("DOI", f"10.99999/whole.{number + offset}"),)

    return (
        Relation("cites", "reference", identifiers=other(1), title="Cited"),
        Relation("supplements", "IsSupplementedBy", inverse=True, identifiers=other(2)),
    )


def fill(library: Library, records: int) -> int:
    """Put in records of every kind: alone, merged, gone, edited, deleted and marked; a harvest, a withdrawal, a saved search.

    ``records`` is how many works the source has, at least 30. Return how many the library shows.
    """
    library.take([contribution(number) for number in range(records)])
    library.take([contribution(number, "Crossref") for number in range(0, records, 4)])
    library.take([contribution(number, "PubMed", source="PubMed") for number in range(1_000, 1_005)])
    library.withdraw("PubMed")
    library.saved.create("serum", "血清 AND serum", year=2020)
    library.edits.tag(["jsonl-20", "jsonl-21"], "to read")
    library.edits.note("jsonl-20", "架空の覚え書き")
    library.edits.correct("jsonl-24", title_en="Serum albumin", pages="1-9", journal=None)
    library.edits.delete(DELETED)
    library.marked.add(["jsonl-25", "jsonl-21", "jsonl-28"])
    library.close()
    with Store(library.path / STORE_FILE, writable=True) as store:
        Harvests(store).begin("crossref", {"query": "serum"}, "", "2025-01-01T00:00:00Z", [{"label": "all"}])
        store.remove("jsonl", [GONE])
    library.take([contribution(records)])
    return records - 1
