"""Short ways to harvest from the loopback server into a store, without ever waiting."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shoroku import Record
from shoroku.corpus.harvest.client import Client, Patience
from shoroku.corpus.harvest.result import Result
from shoroku.corpus.harvest.runner import Run, check_parameters
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.harvest.state import Harvest, Harvests
from shoroku.corpus.sources import named
from shoroku.corpus.store.store import Store

IMPATIENT = Patience(attempts=3)


class Harvester:
    """A store, and a client that never waits; ``paused`` holds the pauses that it would have made."""

    def __init__(self, store: Store, client: Client, paused: list[float], settings: Settings) -> None:
        self.store, self.client, self.paused, self.settings = store, client, paused, settings

    def run(self, source: str, parameters: Mapping[str, str], *, update: bool = False, **options: Any) -> Result:
        """Harvest, as the command line does."""
        chosen = named(source)
        checked = check_parameters(chosen, parameters)
        return Run(self.store, self.client, self.settings, chosen, checked, **options).harvest(update=update)

    def state(self) -> Harvest:
        """Return what the store knows of its only harvest."""
        (harvest,) = Harvests(self.store).all()
        return harvest

    def records(self) -> dict[str, Record]:
        """Return the records by their ids."""
        return {record.id: record for record in self.store.all()}


@contextmanager
def harvester(folder: Path, settings: Settings = Settings(), **options: Any) -> Iterator[Harvester]:  # noqa: B008 (immutable)
    """Open a store in ``folder`` to harvest into; the client's clock stands still but for its pauses."""
    paused: list[float] = []
    options = {"patience": IMPATIENT, "sleep": paused.append, "clock": lambda: sum(paused), **options}
    with Store(folder / "records.db", writable=True) as store, Client("test@example.org", **options) as client:
        yield Harvester(store, client, paused, settings)


def stop_after(pages: int) -> Callable[[], bool]:
    """Return what asks a run to stop after the given number of pages."""
    asked = iter([False] * (pages - 1))
    return lambda: next(asked, True)
