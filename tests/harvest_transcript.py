"""Makes the transcript of docs/harvesting.md again: every command as a user types it, against the sources on loopback.

PYTHONPATH=. python -m tests.harvest_transcript
"""

import os
import re
import shlex
import signal
import sys
import tempfile
from pathlib import Path

from tests.cli_files import BIBTEX, JATS, NBIB, RIS, jalc
from tests.cli_harvests import APPID, PREPARING, Desk, deposit, desk
from tests.dialect_cinii import Work
from tests.sources_server import Exchange

_CINII = 'harvest cinii --query "IL-6" --from 2015 --until 2020'
_OAI = "harvest oai https://irdb.nii.ac.jp/oai --set 10 --prefix jpcoar_2.0"
_FILES = {
    "export.ris": RIS,
    "refs.bib": BIBTEX,
    "pubmed.nbib": NBIB,
    "article.xml": JATS,
    "jalc/1.json": jalc(1),
    "jalc/2.json": jalc(2),
    "more.jsonl": '{"id": "n1", "title": "An invented report", "year": 2021, "sources": ["Nikkei BP"]}\n'
    '{"id": "n2", "title": "Another", "year": 2021, "sources": ["Nikkei BP", "JaLC"]}\n',
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHOWN_MOMENT = "2026-11-23T03:14:02Z"


def transcript(folder: Path) -> str:
    """Run the commands with everything in ``folder``; return what a terminal would show, with the hosts as they are."""
    before = Path.cwd()
    with desk(folder) as opened:
        _prepare(opened)
        os.chdir(folder)
        try:
            return _Session(opened).text()
        finally:
            os.chdir(before)


def _prepare(opened: Desk) -> None:
    opened.settings.write_text(f'contact = "you@example.org"\n[keys]\ncinii_appid = "{APPID}"\n', encoding="utf-8")
    opened.settings = Path(
        "settings.toml"
    )  # in the folder in which the commands run: how lines fit hangs on its length
    opened.works.works = [Work(number, f"{2014 + number}-04") for number in range(1, 6)]
    opened.repository.deposits = [deposit(number, sets=("10",)) for number in range(5)]
    (opened.folder / "jalc").mkdir()
    for name, text in _FILES.items():
        (opened.folder / name).write_text(text, encoding="utf-8")


class _Session:
    """Commands and what they printed."""

    def __init__(self, opened: Desk) -> None:
        self._desk = opened
        self._lines: list[str] = []

    def text(self) -> str:
        self._run(f"{_CINII} --dry-run")
        self._run(_CINII)
        self._desk.server.next("/oai", _well, _interrupt)
        self._run(_OAI)
        self._run(_OAI)
        self._run("harvest crossref --issn 0914-8760")
        self._run("add export.ris refs.bib pubmed.nbib article.xml jalc/*.json - < more.jsonl")
        self._desk.repository.deposits[4] = deposit(4, title="別の題名", sets=("10",))
        self._run("update")
        self._run('withdraw --source "Nikkei BP" --dry-run')
        self._run('withdraw --source "Nikkei BP" --yes')
        self._run("sources")
        return "\n".join(self._lines).rstrip("\n") + "\n"

    def _run(self, command: str) -> None:
        line, _, file = command.partition(" < ")
        words = [found for word in shlex.split(line) for found in self._expanded(word)]
        if words[0] == "harvest" and words[1] != "oai":
            words += ["--base", self._desk.server.base, "--rows", "2"]
        given = (self._desk.folder / file).read_bytes() if file else b""
        shown = self._desk.run(*words, stdin=given).output
        self._lines += [f"$ shoroku {command}", self._as_it_would_be(shown)]

    def _expanded(self, word: str) -> list[str]:
        if word == "https://irdb.nii.ac.jp/oai":
            return [f"{self._desk.server.base}/oai"]
        return sorted(map(str, Path().glob(word))) if "*" in word else [word]

    def _as_it_would_be(self, text: str) -> str:
        text = text.replace(PREPARING, "").replace(self._desk.server.base, "https://irdb.nii.ac.jp")
        text = text.replace("read from settings.toml", "read from /home/you/.config/shoroku/settings.toml")
        return _MOMENT.sub(SHOWN_MOMENT, text).replace("\nStopping", "^C\nStopping")


def _well(exchange: Exchange) -> None:
    exchange.send(exchange.good())


def _interrupt(exchange: Exchange) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    exchange.send(exchange.good())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.stdout.write(transcript(Path(made)))
