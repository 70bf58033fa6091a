"""Make docs/graph-transcript.md again: from a person to the data behind an article, in the bundled sample.

    python -m benchmarks.graph_transcript

The commands run in a temporary folder, in English, 80 columns wide.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "corpus" / "sample"
_TARGET = _ROOT / "docs" / "graph-transcript.md"
_PERSON, _ARTICLE, _PROJECT = "0000-0002-1825-0097", "10.5555/village-diet", "21K98765"
_COMMANDS = (
    "shoroku add linked.jsonl records.jsonl",
    'shoroku person "山田 花子"',
    f"shoroku person {_PERSON} --works --coauthors",
    f"shoroku project JP{_PROJECT} --works --members",
    f"shoroku related {_ARTICLE}",
    f"shoroku related {_ARTICLE} --kind data",
    'shoroku path "佐藤 健" "高橋 緑" --through coauthors,projects',
    f"shoroku graph {_ARTICLE} --depth 2 --format graphml --output village.graphml",
    f"shoroku search project:{_PROJECT} --limit 5",
    "shoroku search has:data --limit 5",
    "shoroku search cites:10.5555/village-wells --limit 5",
    f"shoroku facets orcid:{_PERSON} --facet project --facet funder",
    "shoroku search 村 --type dataset",
    "shoroku check",
)
_TEXT = """# From a person to the data behind an article

A session with the bundled sample, whose linked records are invented. English locale, 80 columns. `python -m
benchmarks.graph_transcript` makes this page. [graph.md](graph.md) explains the commands, and what is not claimed.

```text
{shown}
```
"""


def session(folder: Path) -> str:
    """Run the commands in ``folder``, and return what a terminal would show."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    places = {
        "SHOROKU_LIBRARY": str(folder / "library"),
        "SHOROKU_STATE": str(folder / "state"),
        "SHOROKU_CACHE": str(folder / "cache"),
    }
    environment = kept | places | {"SHOROKU_LANG": "en", "COLUMNS": "80"}
    shown = []
    for command in _COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "shoroku", *shlex.split(command)[1:]],
            cwd=folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{command}: {done.stdout}")
        shown.append(f"$ {command}\n{done.stdout.strip()}")
    return "\n\n".join(re.sub(r"[ \t]+$", "", one, flags=re.MULTILINE) for one in shown)


def main() -> None:
    """Run the session, and write the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("linked.jsonl", "records.jsonl"):
            shutil.copy(_SAMPLE / file, folder / file)
        shown = session(folder)
        shown = shown.replace(str(folder), "~")
    _TARGET.write_text(_TEXT.format(shown=shown), encoding="utf-8")
    print(f"written: {_TARGET}")


if __name__ == "__main__":
    main()
