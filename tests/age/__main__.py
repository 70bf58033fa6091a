"""Write a small library as this version writes it, and beside it what it holds: ``python -m tests.age NAME``."""

import argparse
import json
import tarfile
import tempfile
from pathlib import Path

import shoroku
from shoroku import Contribution, Identifier, Library, Record, Text
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.store.store import STORE_FILE, Store

FOLDER = Path(__file__).parent
_RECORDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.age")
    parser.add_argument("name", help="of the files, such as store-4")
    name = parser.parse_args().name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library"
        with shoroku.open(path) as library:
            _fill(library)
            held = holding(library)
        with tarfile.open(FOLDER / f"{name}.tar.xz", "w:xz") as archive:
            archive.add(path, "library", filter=_anonymous)
    written = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(written + "\n", encoding="utf-8")


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return None if member.name.endswith("/lock") else member


def _fill(library: Library) -> None:
    """Put in records of every kind: alone, merged, deleted; a harvest, a withdrawal, a saved search."""
    library.take([_contribution(number, "jsonl") for number in range(_RECORDS)])
    library.take([_contribution(number, "Crossref") for number in range(0, _RECORDS, 4)])
    library.take([_contribution(number, "PubMed", source="PubMed") for number in range(100, 105)])
    library.withdraw("PubMed")
    library.saved.create("serum", "血清 AND serum", year=2020)
    library.close()
    with Store(library.path / STORE_FILE, writable=True) as store:
        Harvests(store).begin("crossref", {"query": "serum"}, "", "2025-01-01T00:00:00Z", [{"label": "all"}])
        store.remove("jsonl", ["jsonl-7"])
    library.take([_contribution(_RECORDS, "jsonl")])


def _contribution(number: int, origin: str, source: str = "JaLC") -> Contribution:
    record = Record(
        id=f"{origin}-{number}",
        titles=(Text(f"血清蛋白質の研究 {number}", "ja"), Text(f"A study of serum protein {number}", "en")),
        abstracts=(Text(f"架空の検体 {number} を測定した。", "ja"),),
        journals=(Text("架空医学雑誌", "ja"),),
        date="2020",
        identifiers=(Identifier("DOI", f"10.99999/age.{number}"),),
        sources=(source,),
    )
    return Contribution(origin, record, "https://example.org/", "2025-01-01T00:00:00Z")


def holding(library: Library) -> dict[str, object]:
    """Return what a library holds and finds, as JSON has it."""
    found = {query: sorted(hit.id for hit in library.search(query, limit=100).hits) for query in ("血清", "serum", "")}
    return {
        "records": {record.id: [text.value for text in record.titles] for record in library},
        "found": found,
        "saved": [[one.name, one.query] for one in library.saved],
        "harvests": [harvest.source for harvest in library.sources.harvests()],
        "withdrawn": sorted(library.sources.status().withdrawn),
    }


if __name__ == "__main__":
    main()
