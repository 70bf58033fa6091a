"""Short ways to harvest from the command line out of the loopback server, without ever waiting and with no real settings."""

import functools
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from shoroku import harvester
from shoroku.cli import app
from shoroku.corpus.harvest.client import Client, Patience
from tests.dialect_cinii import APPID, CiNii, Work
from tests.dialect_crossref import Crossref
from tests.dialect_crossref import work as crossref_work
from tests.dialect_oai import Deposit, Repository
from tests.sources_server import Server

#: The command as a process of its own, which never waits between two questions.
_HURRIED = """
from shoroku import harvester
from shoroku.cli import main
harvester.waiting = lambda stop: lambda seconds: None
main()
"""
HURRIED = [sys.executable, "-c", _HURRIED]


#: What the first command says that needs the dictionary's tables, whichever test runs it; transcripts leave it out.
PREPARING = "Preparing the tables of synonyms and translations (only once)\n"


class Desk:
    """A library, three sources on loopback, and the command line. ``crossref``, ``cinii`` and ``oai`` are what follows
    ``harvest`` to ask each for all that it has."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server, self.library = folder, server, folder / "library"
        self.settings = folder / "settings.toml"
        self.works = CiNii(server, [Work(number) for number in range(1, 6)])
        self.journal = Crossref([crossref_work(number) for number in range(5)])
        self.repository = Repository([deposit(number) for number in range(5)])
        self.crossref = ("crossref", "--issn", "0914-8760", "--rows", "2", "--base", self.journal.serve(server))
        self.cinii = ("cinii", "--query", "IL-6", "--rows", "2", "--base", server.base)
        self.oai = ("oai", self.repository.serve(server))

    def environment(self, **more: str | None) -> dict[str, str | None]:
        """Return the environment of a command."""
        keys = dict.fromkeys(("CINII_APPID", "OPENALEX_API_KEY", "NCBI_API_KEY", "SHOROKU_CONTACT", "SHOROKU_DEBUG"))
        return {
            **keys,
            "SHOROKU_LANG": "en",
            "SHOROKU_SETTINGS": str(self.settings),
            "SHOROKU_LIBRARY": str(self.library),
            "COLUMNS": "80",
            **more,
        }

    def run(self, *words: object, stdin: bytes | str | None = None, **environment: str | None) -> Result:
        """Run a command in this process."""
        return CliRunner(env=self.environment(**environment)).invoke(app, [*map(str, words)], input=stdin)

    def harvest(self, *words: object, **environment: str | None) -> Result:
        """Harvest."""
        return self.run("harvest", *words, **environment)

    def json(self, *words: object, **environment: str | None) -> Any:
        """Run a command with --json; return what it printed."""
        return json.loads(self.run(*words, "--json", **environment).stdout)

    def process(self, **more: str) -> dict[str, str]:
        """Return the environment of a process of its own."""
        changes: Mapping[str, str | None] = self.environment(
            PYTHONPATH=os.pathsep.join(filter(None, sys.path)), PYTHONUTF8="1", **more
        )
        return {name: value for name, value in {**os.environ, **changes}.items() if value is not None}


def deposit(number: int, **fields: Any) -> Deposit:
    """Return an invented record of the repository."""
    given = {
        "title": f"架空の寄託物 {number}",
        "title_en": f"Invented deposit {number}",
        "abstract": f"寄託物 {number} について述べる。",
        "abstract_en": f"We describe deposit {number}.",
        "doi": f"10.99999/deposit.{number}",
        "datestamp": f"2024-0{number % 9 + 1}-01T00:00:00Z",
        **fields,
    }
    return Deposit(f"oai:repository.example.org:{number}", **given)


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """Open the sources; while they are open, no client waits."""
    names = vars(harvester)
    usual = {name: names[name] for name in ("Client", "waiting")}
    names["Client"] = functools.partial(Client, patience=Patience(attempts=2))
    names["waiting"] = lambda stop: lambda seconds: None
    try:
        with Server() as server:
            yield Desk(folder, server)
    finally:
        names.update(usual)


__all__ = ["APPID", "HURRIED", "Desk", "deposit", "desk"]
