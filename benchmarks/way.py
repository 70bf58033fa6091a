"""The path of one search through the source: how many functions and files it enters, and how often it changes files.

Someone who reads the code has to follow this path. One search over the bundled sample is made through the command line's
entry point, in this process, and a profile function (``sys.setprofile``) records each function that is entered:

- functions: distinct functions of the project. Lambdas count; comprehensions, generator expressions and resumed generators
  do not.
- files: distinct files that contain these functions.
- switches: how often a function is in another file than the function entered before it.
- climbs: distinct pairs of functions of which one calls the other back into a file that is already on the call stack
  (a.py calls b.py, which calls a.py).

Two paths are counted: "page" is ``shoroku search QUERY --library DIR``, with hits and facets as text; "search" is the same as
JSON without facets. The search has been made once before, so loading modules and opening tables is not counted; ``--cold``
counts the first search of the process instead. The search history is off.

In version 0.1.0, before the search was put in order, "page" was 321 functions in 79 files with 868 switches.

``python -m benchmarks.way [QUERY] [--cold] [--files] [--keep]``
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from click.testing import CliRunner

import shoroku
from benchmarks.common import keep
from shoroku.cli import app

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "sample" / "records.jsonl"
QUERY = "IL-6阻害薬"
#: The folder of the project's source.
ROOMS = ("analyzers/", "corpus/", "indexer/", "search/", "shoroku/")
#: The paths that are counted, with their options.
WAYS: dict[str, tuple[str, ...]] = {"page": (), "search": ("--json", "--no-facets")}


class Call(NamedTuple):
    """A function that was entered: its file, its code, and the function of the project that called it, if it climbed."""

    file: str
    code: CodeType
    climbed_from: CodeType | None


def calls(run: Callable[[], object]) -> list[Call]:
    """Return the functions of the project that ``run`` enters, in their order."""
    found: list[Call] = []
    files: dict[CodeType, str] = {}

    def file_of(code: CodeType) -> str:
        if code not in files:
            files[code] = _file(code)
        return files[code]

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not (file := file_of(frame.f_code)) or _goes_on(frame) or not _is_named(frame.f_code):
            return
        found.append(Call(file, frame.f_code, _climbed_from(frame, file, file_of)))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


def _climbed_from(frame: FrameType, file: str, file_of: Callable[[CodeType], str]) -> CodeType | None:
    """Return the function that called back into ``file``, None if the call did not climb."""
    waiting = []
    above = frame.f_back
    while above is not None:
        if file_of(above.f_code):
            waiting.append(above.f_code)
        above = above.f_back
    others = [file_of(code) for code in waiting]
    return waiting[0] if others and others[0] != file and file in others else None


def _file(code: CodeType) -> str:
    """Return the path of a function of the project, from its root; "" for others."""
    path = os.path.realpath(code.co_filename)
    inside = os.path.relpath(path, ROOT) if path.startswith(f"{ROOT}{os.sep}") else ""
    return inside if inside.startswith(ROOMS) else ""


def _goes_on(frame: FrameType) -> bool:
    """Return whether this is a generator that is resumed."""
    is_generator = bool(frame.f_code.co_flags & 0x20)  # inspect.CO_GENERATOR
    return is_generator and frame.f_lasti > _FIRST


#: A generator that has not yet yielded is at one of its first instructions.
_FIRST = 4


def _is_named(code: CodeType) -> bool:
    return not code.co_name.startswith("<") or code.co_name == "<lambda>"


def figures(way: Sequence[Call]) -> dict[str, int]:
    """Return the counts of a path."""
    return {
        "functions": len({call.code for call in way}),
        "files": len({call.file for call in way}),
        "switches": sum(one.file != other.file for one, other in pairwise(way)),
        "climbs": len({(call.climbed_from, call.code) for call in way if call.climbed_from}),
        "calls": len(way),
    }


def search(query: str, options: Sequence[str], library: Path) -> None:
    """Make one search through the command line's entry point."""
    given = ["search", query, *options, "--library", os.fspath(library)]
    result = CliRunner(env={"SHOROKU_LANG": "en", "SHOROKU_HISTORY": "off"}).invoke(app, given)
    assert result.exit_code == 0, result.output


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(description="Count the functions, files and file switches of one search.")
    parser.add_argument("query", nargs="?", default=QUERY)
    parser.add_argument("--cold", action="store_true", help="count the first search of the process")
    parser.add_argument("--files", action="store_true", help="list the files, those that are entered most first")
    parser.add_argument("--keep", action="store_true", help="write results/way.json")
    given = parser.parse_args()
    result: dict[str, Any] = {"query": given.query, "cold": given.cold}
    with tempfile.TemporaryDirectory() as folder:
        with shoroku.open(folder) as library:
            library.add([SAMPLE])
        for name, options in WAYS.items():
            if not given.cold:
                search(given.query, options, Path(folder))
            way = calls(partial(search, given.query, options, Path(folder)))
            result[name] = figures(way)
            print(f"{name:8}", ", ".join(f"{count} {what}" for what, count in result[name].items()))
            for file, count in Counter(call.file for call in way).most_common() if given.files else ():
                print(f"    {count:5}  {file}")
    if given.keep:
        keep("way", result)


if __name__ == "__main__":
    main()
