"""One work, harvested from several sources, is one record; and the same again changes nothing."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from shoroku import Contribution, Identifier, Record, Text
from shoroku.corpus.harvest.result import Result
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.sources import named
from tests import dialect_cinii, dialect_crossref, dialect_jalc, dialect_openalex, dialect_pubmed
from tests.source_runs import Harvester, harvester
from tests.sources_server import Server

DOI = "10.99999/invented.1"
KEYS = {key.setting: dialect_cinii.APPID for key in named("cinii").keys}


class World:
    """All sources on one server, each with one description of the same work."""

    def __init__(self, server: Server) -> None:
        self.base = server.base
        self.cinii = dialect_cinii.CiNii(server, [dialect_cinii.Work(1)])
        dialect_jalc.JaLC(server, [dialect_jalc.Work(DOI)])
        self.crossref = dialect_crossref.Crossref([dialect_crossref.work(1, DOI=DOI.upper())])

        def works(request: Any) -> Any:
            return (openalex if "per-page" in request.query else self.crossref)._answer(request)

        openalex = dialect_openalex.OpenAlex([dialect_openalex.work(1, doi=f"https://doi.org/{DOI}")])
        server.route("/works", works)


QUESTIONS = {
    "cinii": {"query": "food"},
    "jalc": {"prefix": "10.99999"},
    "crossref": {"query": "food"},
    "openalex": {"query": "food"},
}


@pytest.fixture
def world() -> Iterator[World]:
    with Server() as server:
        yield World(server)


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harvester]:
    for variable in ("CINII_APPID", "OPENALEX_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    with harvester(tmp_path, Settings(keys=KEYS)) as opened:
        yield opened


@pytest.fixture
def ask(world: World, into: Harvester) -> Callable[..., Result]:
    def ask(source: str, **options: Any) -> Result:
        return into.run(source, {**QUESTIONS[source], "base": world.base}, **options)

    return ask


@pytest.mark.parametrize("order", list(permutations(("cinii", "jalc", "crossref"))))
def test_one_work_from_three_sources_is_one_record(
    order: tuple[str, ...], into: Harvester, ask: Callable[..., Result]
) -> None:
    """In whatever order they come: the sources are the union, and the best source's languages and texts win."""
    for source in order:
        assert ask(source).tally.new == 1
    (record,) = into.store.all()
    assert set(record.sources) == {"JaLC", "Crossref"}  # CiNii says that it has the work from JaLC
    work = dialect_cinii.Work(1)
    assert record.id == work.crid
    assert record.identifier("DOI") == DOI
    assert record.titles == (Text(work.titles[0], "ja"), Text(work.titles[1], "en"))
    assert record.abstracts == (Text(work.abstracts[0], "ja"), Text(work.abstracts[1], "en"))
    assert {contribution.origin for contribution in into.store.contributions(record.id)} == {
        "CiNii Research",
        "JaLC",
        "Crossref",
    }


def test_what_the_best_source_lacks_comes_from_the_next(into: Harvester, ask: Callable[..., Result]) -> None:
    """JaLC has no abstract, Crossref's only English one is taken; titles and people remain JaLC's."""
    for source in ("crossref", "jalc"):
        ask(source)
    (record,) = into.store.all()
    assert record.abstracts == (Text("Lactic acid bacteria were studied.", "en"),)
    assert record.titles[0] == Text("架空の報告 0", "ja")
    assert "0914-8760" in record.issns


@pytest.mark.parametrize("source", sorted(QUESTIONS))
def test_a_second_harvest_of_what_is_unchanged_changes_nothing(
    source: str, into: Harvester, ask: Callable[..., Result]
) -> None:
    """No record gets a new change number, by which the index would follow; the whole again or an update, alike."""
    for one in QUESTIONS:
        ask(one)
    change = into.store.last_change()
    before = list(into.store.all())
    whole, update = ask(source), ask(source, update=True)
    assert (whole.tally.new, whole.tally.changed, whole.tally.unchanged) == (0, 0, 1)
    assert (update.tally.new, update.tally.changed) == (0, 0)
    assert into.store.last_change() == change
    assert list(into.store.all()) == before


def test_a_change_at_one_source_changes_the_one_record(
    world: World, into: Harvester, ask: Callable[..., Result]
) -> None:
    """One contribution is replaced, the others stay, and the record keeps its id."""
    for source in ("cinii", "crossref"):
        ask(source)
    world.crossref.works[0] = dialect_crossref.work(1, DOI=DOI, publisher="An invented publisher")
    result = ask("crossref", update=True)
    assert (result.tally.new, result.tally.changed) == (0, 1)
    (record,) = into.store.all()
    assert record.publishers == (Text("An invented publisher", "en"),)
    assert record.id == dialect_cinii.Work(1).crid


@pytest.mark.parametrize("order", list(permutations(("cinii", "jalc", "crossref"))))
def test_one_disallow_wins(order: tuple[str, ...], world: World, into: Harvester, ask: Callable[..., Result]) -> None:
    """CiNii disallows its abstract; whatever the others deliver before or after, the record says so."""
    world.cinii.works[:] = [dialect_cinii.Work(1, licence="disallow")]
    for source in order:
        ask(source)
    (record,) = into.store.all()
    assert record.abstract_licence == "disallow"


def test_a_work_without_a_shared_identifier_stays_apart(server_less: Harvester) -> None:
    """The same title is not enough; two works may bear it."""
    titles = (Text("はじめに", "ja"),)
    for origin, number in (("JaLC", 1), ("Crossref", 2)):
        record = Record(id=f"doi:10.1/{number}", titles=titles, identifiers=(Identifier("DOI", f"10.1/{number}"),))
        server_less.store.take([Contribution(origin, record)])
    assert server_less.store.count() == 2


@pytest.fixture
def server_less(tmp_path: Path) -> Iterator[Harvester]:
    with harvester(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("better", "other", "merged"),
    [
        ([("IL-6", "ja")], [("IL-6", "en")], [("IL-6", "ja")]),
        (
            [("Kokoro", "ja-Latn"), ("心", "ja")],
            [("Kokoro", "en"), ("心", "zh")],
            [("Kokoro", "ja-Latn"), ("心", "ja")],
        ),
        ([("心", "ja")], [("心", "zh"), ("Heart", "en")], [("心", "ja"), ("Heart", "en")]),
        ([("IL-6", "ja"), ("IL-6", "en")], [], [("IL-6", "ja"), ("IL-6", "en")]),
    ],
)
def test_the_languages_of_the_best_source_win(
    better: list[tuple[str, str]], other: list[tuple[str, str]], merged: list[tuple[str, str]], server_less: Harvester
) -> None:
    """A text that another source tags otherwise, or by its script only, does not come a second time."""
    for origin, texts in (("Crossref", other), ("CiNii Research", better)):
        record = Record(
            id=f"{origin}-1", titles=tuple(Text(*text) for text in texts), identifiers=(Identifier("DOI", "10.1/1"),)
        )
        server_less.store.take([Contribution(origin, record)])
    (record,) = server_less.store.all()
    assert record.titles == tuple(Text(*text) for text in merged)


def test_pubmed_joins_by_the_doi_too(tmp_path: Path) -> None:
    """A PMID and a DOI in one description tie it to the others."""
    with Server() as server, harvester(tmp_path) as into:
        article = dialect_pubmed.Article(1)
        base = dialect_pubmed.PubMed([article]).serve(server)
        dialect_crossref.Crossref([dialect_crossref.work(1, DOI="10.99999/pubmed.1")]).serve(server)
        into.run("crossref", {"query": "food", "base": base})
        into.run("pubmed", {"query": "food", "base": base})
        (record,) = into.store.all()
        assert set(record.sources) == {"PubMed", "Crossref"}
        assert record.titles[0].value == "A study of invented food 1"
