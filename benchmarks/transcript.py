"""Make docs/transcript.md again: a session with one record from CiNii Research and a corpus of 100,000 records.

    python benchmarks/transcript.py CINII-RECORD.json CORPUS.jsonl.gz

Neither file is part of the project, so abstracts and repeated warnings are replaced by ``[…]``. The commands run in a
temporary folder, in English, 80 columns wide.
"""

import argparse
import html
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

_TARGET = Path(__file__).parent.parent / "docs" / "transcript.md"
_RECORD, _CORPUS = "cinii-record.json", "bilingual-100k.jsonl.gz"
_COMMANDS = (
    f"shoroku add {_RECORD} {_CORPUS} --library library",
    "shoroku stats --library library",
    "shoroku check --library library",
    "shoroku search キバガ --limit 1 --library library",
    "shoroku show 110007707553 --library library",
    "shoroku search machine translation 京都 --limit 1 --year 2015.. --library library",
)
_TITLE = "# A session with a real record and 100,000 records"
_BEFORE = """The session uses one record from CiNii Research and a corpus of 100,000 bilingual records in JSON Lines. Neither is part of
this project, so their texts are replaced by `[…]`. English locale, 80 columns. `benchmarks/transcript.py` makes this page."""
_AFTER = "The times are those of the first search in a new process, which opens the index and loads the dictionary."
_FETCHED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ABSTRACT = re.compile(r"(^Abstract \([^)]+\)\n)(?:  [^\n]*\n)+", re.MULTILINE)


def session(record: Path, corpus: Path, folder: Path) -> str:
    """Run the commands in ``folder``, and return what a terminal would show."""
    (folder / _RECORD).write_bytes(record.read_bytes())
    (folder / _CORPUS).symlink_to(corpus.absolute())
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SHOROKU_CACHE", "HOME")}
    environment = kept | {"SHOROKU_LANG": "en", "COLUMNS": "80", "SHOROKU_STATE": str(folder / "state")}
    shown = []
    for command in _COMMANDS:
        arguments = [sys.executable, "-m", "shoroku", *shlex.split(command)[1:]]
        run = partial(subprocess.run, cwd=folder, env=environment, check=True, text=True, stdout=subprocess.PIPE)
        done = run(arguments, stderr=subprocess.STDOUT)
        snippets = []
        if " search " in command:
            found = json.loads(run([*arguments, "--json"], stderr=subprocess.DEVNULL).stdout)
            snippets = [hit["highlights"]["abstract"] or "" for hit in found["hits"]]
        shown.append(f"$ {command}\n{redacted(done.stdout, snippets)}")
    return "\n".join(shown)


def redacted(text: str, snippets: Sequence[str]) -> str:
    """Return an output without the texts of abstracts, or parts of them; of several warnings the first is kept."""
    warnings = re.findall(r"^\S+:\d+: .*\n", text, re.MULTILINE)
    for warning in warnings[1:]:
        text = text.replace(warning, "", 1)
    if len(warnings) > 1:
        text = text.replace(warnings[0], f"{warnings[0]}[… {len(warnings) - 1} more of these …]\n", 1)
    text = _ABSTRACT.sub(r"\1  […]\n", text)
    for snippet in snippets:
        whole = _together(html.unescape(re.sub("<[^>]+>", "", snippet)))
        lines = [line for line in text.splitlines() if line.startswith("    ") and _is_part(line, whole)]
        for number, line in enumerate(lines):
            text = text.replace(f"{line}\n", "" if number else "    […]\n", 1)
    return _FETCHED.sub("2026-11-23T03:14:02Z", text)


def _together(text: str) -> str:
    return "".join(text.split()).strip("…")


def _is_part(line: str, whole: str) -> bool:
    return bool(_together(line)) and _together(line) in whole


def main() -> None:
    """Run the session and write the page."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("record", type=Path)
    arguments.add_argument("corpus", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        shown = session(given.record, given.corpus, Path(name))
    _TARGET.write_text(f"{_TITLE}\n\n{_BEFORE}\n\n```text\n{shown.rstrip()}\n```\n\n{_AFTER}\n", encoding="utf-8")
    print(f"written: {_TARGET}")


if __name__ == "__main__":
    main()
