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
from pathlib import Path

import shoroku

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

_ANSWERS = """## What is found, and what comes first

The corpus has 65,000 English abstracts and 35,000 Japanese paragraphs on Kyoto, 23,500 of which have an English title. Many
English words occur there only in names. For each query: how many records match, how many with `--exact`, what else was
searched, which guesses only affected the ranking, and how many of the first ten hits (or of all that there are) contain all
words as `--exact` finds them. What 対話システム, 量子, 強化学習 and 形態素解析 are in English, no record of the corpus teaches;
the project's glossary has these words."""
_TILDE = "\n\nWhere no record contains all words, `~` gives the number of those with some of them."
_QUERIES = (
    '"対話システム"',
    '"量子 システム"',
    '"強化 学習"',
    '"neural translation"',
    "Which neural networks detect objects in aerial images?",
    "方丈記",
    "源氏物語",
    "新選組",
    "画像認識",
    "network",
    "image",
    "temple",
    "茶",
    "仏像",
    "Kyoto university",
    "日本語 形態素解析",
    "morphological analysis of Japanese",
    "BERT",
    "neural machine translation",
    "きんかくじ",
    "あべのせいめい",
    "ぎおんまつり",
)
_SMALL = """## Smaller things

`SHOROKU_LIBRARY=library`. Only the first lines of an output are shown where `…` stands below them."""
_SMALL_COMMANDS = (
    "shoroku search きんかくじ --limit 0 --no-facets",
    "shoroku suggest きんかくじ",
    "shoroku suggest ぎおんまつり",
    "shoroku lexicon network 方丈記",
    "shoroku lexicon 茶",
    "shoroku search 'transformer -vision year:2020-' --limit 0 --no-facets",
    "shoroku search transformer -vision",
    "shoroku search transformer --limit 0 --no-facets",
    "shoroku search BERT --language jp --limit 0 --no-facets",
    "shoroku search BERT --source Crosref --limit 0 --no-facets",
    "shoroku search BERT --year 2015-2020 --limit 0 --no-facets",
    "shoroku search 京都 --year 平成10年 --limit 0 --no-facets",
    "shoroku search 京都 --year 昭和50年代 --limit 0 --no-facets",
    "shoroku search 京都 --journal '日本*' --limit 0 --no-facets",
    "shoroku search '\"unclosed phrase' --limit 0 --no-facets",
    "shoroku search transformr --limit 0 --no-facets",
    "shoroku search transformr --limit 0 --no-facets --did-you-mean",
    "shoroku serach BERT",
    "shoroku export BERT --limit 50 --format jsonl --output fifty.jsonl",
    "shoroku search 110007707553 --limit 1 --format bibtex",
)
#: Lines of an output that are shown.
_MOST_LINES = 14
#: Words in a cell of the table.
_MOST_WORDS = 4
_FETCHED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ABSTRACT = re.compile(r"(^Abstract \([^)]+\)\n)(?:  [^\n]*\n)+", re.MULTILINE)


def session(record: Path, corpus: Path, folder: Path) -> str:
    """Run the commands in ``folder``, and return what a terminal would show."""
    (folder / _RECORD).write_bytes(record.read_bytes())
    (folder / _CORPUS).symlink_to(corpus.absolute())
    shown = []
    for command in _COMMANDS:
        output = _run(command, folder)
        snippets = []
        if " search " in command:
            found = json.loads(_run(f"{command} --json", folder, stderr=subprocess.DEVNULL))
            snippets = [hit["highlights"]["abstract"] or "" for hit in found["hits"]]
        shown.append(f"$ {command}\n{redacted(output, snippets)}")
    return "\n".join(shown)


def _run(command: str, folder: Path, *, stderr: int = subprocess.STDOUT) -> str:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SHOROKU_CACHE", "HOME")}
    ours = {"SHOROKU_LANG": "en", "COLUMNS": "80", "SHOROKU_STATE": str(folder / "state"), "SHOROKU_LIBRARY": "library"}
    arguments = [sys.executable, "-m", "shoroku", *shlex.split(command)[1:]]
    done = subprocess.run(
        arguments, cwd=folder, env=kept | ours, text=True, stdout=subprocess.PIPE, stderr=stderr, check=False
    )
    if done.returncode not in (0, 1, 2):  # 1: nothing was found; 2: the command was refused
        raise SystemExit(f"{command}: {done.stdout}")
    return done.stdout


def small_things(folder: Path) -> str:
    """Run the commands that show no text of the corpus, and return what a terminal would show."""
    shown = []
    for command in _SMALL_COMMANDS:
        lines = _run(command, folder).rstrip().splitlines()
        if len(lines) > _MOST_LINES:
            lines[_MOST_LINES:] = ["…"]
        shown.append("\n".join([f"$ {command}", *lines]))
    return "\n\n".join(shown)


def answers(library: Path) -> str:
    """Return the table of queries: how many records match, what else was searched, and what stands first."""
    rows = ["| query | records | exact | also searched | guesses | own words first |", "|---|---:|---:|---|---|---:|"]
    with shoroku.open(library) as opened:
        for query in _QUERIES:
            page = opened.search(query)
            exact = opened.search(query, exact=True, limit=0).total
            own = _with_own_words(opened, query, exact)
            also = {guessed: _words(page, guessed=guessed) for guessed in (False, True)}
            total = f"{page.total:,}" if page.total else f"~{page.relaxed_total:,}" if page.relaxed_total else "0"
            first = [hit.id in own for hit in page.hits][: exact or 10]
            share = f"{sum(first)} of {len(first)}" if exact else "–"
            cells = [f"`{query}`", total, f"{exact:,}", also[False], also[True], share]
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _words(page: shoroku.Page, *, guessed: bool) -> str:
    found = dict.fromkeys(one.written for one in page.also_searched if (one.kind == "guess") is guessed)
    return ", ".join(list(found)[:_MOST_WORDS]) + (", …" if len(found) > _MOST_WORDS else "")


def _with_own_words(library: shoroku.Library, query: str, count: int) -> set[str]:
    """Return the ids of the records that contain all words of a query."""
    step = 10_000
    pages = (library.search(query, exact=True, limit=step, offset=start) for start in range(0, count, step))
    return {hit.id for page in pages for hit in page.hits}


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
        folder = Path(name)
        shown = f"```text\n{session(given.record, given.corpus, folder).rstrip()}\n```\n\n{_AFTER}"
        table, small = answers(folder / "library"), small_things(folder)
    about = _ANSWERS + _TILDE if "~" in table else _ANSWERS
    parts = [_TITLE, _BEFORE, shown, about, table, _SMALL, f"```text\n{small}\n```"]
    _TARGET.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"written: {_TARGET}")


if __name__ == "__main__":
    main()
