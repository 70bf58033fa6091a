"""Makes docs/graph-transcript.md again: harvests, and the way from a person to the data behind an article, in the bundled sample.

    python -m tests.graph_transcript

The sources of the harvests are servers on loopback, with invented records.
"""

import re
import shlex
import shutil
import tempfile
from pathlib import Path

from tests.cli_harvests import PREPARING, Desk, desk
from tests.dialect_datacite import DataCite, data_set
from tests.dialect_kaken import APPID, Kaken
from tests.dialect_orcid import Orcid
from tests.sources_server import Server

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "corpus" / "sample"
PAGE = _ROOT / "docs" / "graph-transcript.md"
_PERSON, _ARTICLE, _PROJECT = "0000-0002-1825-0097", "10.5555/village-diet", "21K98765"
_HARVESTS = (
    "shoroku harvest kaken --query 硝子",
    "shoroku harvest datacite --query glass",
    "shoroku harvest orcid 0000-0001-5109-3700",
)
COMMANDS = (
    "shoroku add linked.jsonl records.jsonl",
    'shoroku person "山田 花子"',
    f"shoroku person {_PERSON} --works --coauthors",
    f"shoroku project {_PROJECT}",
    f"shoroku project JP{_PROJECT} --works --members",
    f"shoroku related {_ARTICLE}",
    f"shoroku related {_ARTICLE} --kind cites,data,project,person --depth 2 --limit 50",
    f"shoroku related {_ARTICLE} --kind data",
    'shoroku path "佐藤 健" "高橋 緑" --through coauthors,projects',
    f"shoroku path {_PERSON} 10.5555/village-tables",
    f"shoroku graph {_ARTICLE} --depth 2 --format graphml --output village.graphml",
    f"shoroku graph {_ARTICLE} --depth 2 --format dot --output village.dot",
    f"shoroku graph {_ARTICLE} --depth 2 --format csv --output village.csv",
    f"shoroku graph {_ARTICLE} --depth 2 --format jsonld --output village.jsonld",
    f"shoroku graph {_ARTICLE} --depth 2 --format json --output village.json",
    "shoroku search 村 --type dataset",
    f"shoroku search project:{_PROJECT} --limit 5",
    "shoroku search has:data --limit 5",
    "shoroku search cites:10.5555/village-wells --limit 5",
    f"shoroku search orcid:{_PERSON} --facet project --facet funder --facet institution --limit 2",
    f"shoroku facets orcid:{_PERSON} --facet project --facet funder --facet institution",
    "shoroku check",
)
_TEXT = """# From a person to the data behind an article

A session with the bundled sample, whose linked records are invented; so are the records of the harvests, which servers of the tests
deliver. English locale, 80 columns. `python -m tests.graph_transcript` makes this page, and a test compares it.
[graph.md](graph.md) explains the commands, and what is not claimed.

```text
{shown}
```
"""


def transcript(folder: Path) -> str:
    """Run the commands with everything in ``folder``; return the page."""
    with desk(folder) as opened, Server() as kaken, Server() as datacite, Server() as orcid:
        opened.settings.write_text(f'contact = "you@example.org"\n[keys]\ncinii_appid = "{APPID}"\n', encoding="utf-8")
        for file in ("linked.jsonl", "records.jsonl"):
            shutil.copy(_SAMPLE / file, folder / file)
        bases = (Kaken(2).serve(kaken), DataCite([data_set(1)]).serve(datacite), Orcid().serve(orcid))
        shown = [_run(opened, command, "--base", base) for command, base in zip(_HARVESTS, bases, strict=True)]
        shown += [_run(opened, command) for command in COMMANDS]
    return _TEXT.format(shown="\n\n".join(shown))


def _run(opened: Desk, command: str, *more: str) -> str:
    words = shlex.split(command)[1:]
    words = [str(opened.folder / word) if "village." in word or word.endswith(".jsonl") else word for word in words]
    output = opened.run(*words, *more).output.replace(PREPARING, "").replace(f"{opened.folder}/", "")
    output = re.sub(r"\(\d+(?:\.\d)? m?s\)", "(9.9 ms)", output.strip())
    output = re.sub(r"[ \t]+$", "", output, flags=re.MULTILINE)
    return f"$ {command}\n{output}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        PAGE.write_text(transcript(Path(made)), encoding="utf-8")
