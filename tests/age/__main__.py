"""Write a small library as this version writes it, and beside it what it holds: ``python -m tests.age NAME``."""

import argparse
import json
import tarfile
import tempfile
from pathlib import Path

import shoroku
from shoroku import Library
from tests.whole_library import fill

FOLDER = Path(__file__).parent
_RECORDS = 330  # enough for the store to compress them
_SOME = 10  # one record of so many, whose links are compared


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.age")
    parser.add_argument("name", help="of the files, such as store-4")
    name = parser.parse_args().name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library"
        with shoroku.open(path) as library:
            fill(library, _RECORDS)
            held = holding(library)
        with tarfile.open(FOLDER / f"{name}.tar.xz", "w:xz") as archive:
            archive.add(path, "library", filter=_anonymous)
    written = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(written + "\n", encoding="utf-8")


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return None if member.name.endswith("/lock") else member


def holding(library: Library) -> dict[str, object]:
    """Return what a library holds and finds, as JSON has it."""
    found = {
        query: sorted(hit.id for hit in library.search(query, limit=1_000).hits) for query in ("血清", "serum", "")
    }
    return {
        "records": {record.id: [text.value for text in record.titles] for record in library},
        "found": found,
        "saved": [[one.name, one.query] for one in library.saved],
        "harvests": [harvest.source for harvest in library.sources.harvests()],
        "withdrawn": sorted(library.sources.status().withdrawn),
        "edits": {one.id: [list(one.edited), one.is_deleted] for one in library.edits},
        "tags": library.edits.tags(),
        "marked": [record.id for record in library.marked],
        "links": {
            identifier: sorted(f"{one.kind} {one.forward} {one.node.id}" for one in library.related(identifier).related)
            for identifier in sorted(record.id for record in library if record.relations)[::_SOME]
        },
    }


if __name__ == "__main__":
    main()
