"""Make docs/cluster-transcript.md again: the bundled sample on a real OpenSearch node, in the terminal and in the browser.

    python -m benchmarks.cluster_transcript

It starts a node (tests/opensearch_nodes.py says what that needs), on a free port; the page says 9200, where a node usually
listens. The commands run in a temporary folder, in English, 80 columns wide. The same page from ``shoroku serve`` is taken by
Chromium: docs/images/cluster.en.png and cluster.ja.png.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.opensearch_nodes import running

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "corpus" / "sample" / "records.jsonl"
_TARGET, _IMAGES = _ROOT / "docs" / "cluster-transcript.md", _ROOT / "docs" / "images"
_USUAL = "http://127.0.0.1:9200"
_COPY = f"opensearch+{_USUAL}/demo"
_QUERY = "IL-6阻害薬"
_COMMANDS = (
    "shoroku add records.jsonl --library library",
    f"shoroku sync --to opensearch {_USUAL} --index demo --replicas 0 --library library",
    f"shoroku search --library {_COPY} {_QUERY} --limit 3",
    f"shoroku search --library library {_QUERY} --limit 3",
    f"shoroku facets --library {_COPY} 治療 --facet journal:3",
    f"shoroku similar --library {_COPY} sample-0042 --limit 2",
    f"shoroku stats --library {_COPY}",
    f"shoroku sync --to opensearch {_USUAL} --index demo --library library",
    f"shoroku reindex --library {_COPY}",
)
_TRIES = 5
_SIZE = {"width": 1040, "height": 640}
_TEXT = f"""# A library on an OpenSearch node

The bundled sample, sent to one node of OpenSearch 2.19.6 on the same machine, and searched there; for comparison, the third search
asks the library itself. English locale, 80 columns. `python -m benchmarks.cluster_transcript` makes this page and its images.
The node listened on another port than 9200. The abstract of the first record may not be redistributed, so the copy has neither
its text nor its terms. This is why the library alone also searches for “inhibitor”: of all records, only this abstract has the
word, and a copy lists no word that none of its records has. Sent with `--with-disallowed-abstracts`, the copy lists it, too
([what leaves the library](cluster.md#what-leaves-the-library)). [cluster.md](cluster.md) explains the commands.

```text
{{shown}}
```

The same page from `shoroku serve --library {_COPY}`:

![The page of results for IL-6阻害薬, from the node](images/cluster.en.png)
"""


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    ours = {"SHOROKU_LANG": "en", "COLUMNS": "80", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    places = {"SHOROKU_STATE": str(folder / "state"), "SHOROKU_CACHE": str(folder / "cache")}
    return kept | ours | places


def session(folder: Path, url: str) -> str:
    """Run the commands in ``folder``, and return what a terminal would show."""
    shown = []
    for command in _COMMANDS:
        arguments = [one.replace(_USUAL, url) for one in shlex.split(command)[1:]]
        done = subprocess.run(
            [sys.executable, "-m", "shoroku", *arguments],
            cwd=folder,
            env=_environment(folder),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode not in (0, 1, 3):  # 3: not possible with a copy
            raise SystemExit(f"{command}: {done.stdout}")
        shown.append(f"$ {command}\n{done.stdout.replace(url, _USUAL).strip()}")
    return "\n\n".join(re.sub(r"[ \t]+$", "", one, flags=re.MULTILINE) for one in shown)


@contextmanager
def served(folder: Path, url: str) -> Iterator[str]:
    """Serve the copy by ``shoroku serve``; yield its address."""
    where = _COPY.replace(_USUAL, url)
    command = [sys.executable, "-m", "shoroku", "serve", "--port", "0", "--json", "--library", where]
    environment = _environment(folder) | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield f"http://127.0.0.1:{told['address'].rsplit(':', 1)[1]}"
        finally:
            process.terminate()


def images(address: str) -> None:
    """Take the page in both languages."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("en", "ja"):
            page = browser.new_page(base_url=address, viewport=_SIZE, locale=language)  # type: ignore[arg-type]
            for _ in range(_TRIES):  # a search may take too long on a busy machine
                answer = page.goto(f"/?q={_QUERY}&lang={language}")
                if answer and answer.ok:
                    break
            else:
                raise SystemExit(f"the page was not answered: {page.inner_text('main')}")
            page.screenshot(path=_IMAGES / f"cluster.{language}.png")
        browser.close()


def main() -> None:
    """Run the session, and write the page and its images."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "records.jsonl").write_bytes(_SAMPLE.read_bytes())
        with running(folder / "nodes", niceness=0) as nodes:
            shown = session(folder, nodes.url)
            with served(folder, nodes.url) as address:
                images(address)
    _TARGET.write_text(_TEXT.format(shown=shown), encoding="utf-8")
    print(f"written: {_TARGET}")


if __name__ == "__main__":
    main()
