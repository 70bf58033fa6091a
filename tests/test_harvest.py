"""The runner of harvests: what is stored, what is requested again, and when it ends."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shoroku import BadAnswer, BadParameter, NoTitle, Record, SourceSays, SourceUnreachable, Text
from shoroku.corpus.harvest.client import Client
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.corpus.harvest.runner import Progress, Run, check_parameters
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.sources.source import ExpiredCursor, Get, Page, Parameter, Parameters, Source, Window
from shoroku.corpus.store.store import Store
from shoroku.corpus.store.withdrawal import withdraw


class Step(NamedTuple):
    """What was asked of a source: a window's name and a cursor."""

    window: str
    cursor: str | None


class Script:
    """A source that plays what a test wrote: for each window its pages, found by their cursors.

    A page that is an exception is raised; one that is a list is played one by one, the last forever.
    """

    def __init__(self, **windows: Mapping[str | None, Any]) -> None:
        self.windows: dict[str, dict[str | None, Any]] = {name: dict(pages) for name, pages in windows.items()}
        self.steps: list[Step] = []
        self.since: list[str] = []
        self.source = Source(
            name="script",
            origin="Script",
            about="",
            parameters=(Parameter("query", ""), Parameter("rows", "", hidden=True)),
            windows=self._windows,
            page=self._page,
        )

    def _windows(self, parameters: Parameters, since: str) -> list[Window]:
        self.since.append(since)
        return [{"name": name, "label": name} for name in self.windows if "/" not in name]

    def _page(self, get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
        self.steps.append(Step(window["name"], cursor))
        played = self.windows[window["name"]][cursor]
        if isinstance(played, list):
            played = played.pop(0) if len(played) > 1 else played[0]
        if isinstance(played, BaseException) or played is ExpiredCursor:
            raise played
        assert isinstance(played, Page)
        return played


def record(name: str, title: str = "Title") -> Item:
    return Item(1, Record(id=name, titles=(Text(f"{title} {name}", "en"),)))


def page(*names: str, **fields: Any) -> Page:
    return Page(tuple(record(name) for name in names), **fields)


def pages(total: int | None = None) -> dict[str | None, Page]:
    """Return three pages of two records each."""
    return {
        None: page("a", "b", cursor="2", total=total),
        "2": page("c", "d", cursor="3", total=total),
        "3": page("e", "f", total=total),
    }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "records.db", writable=True) as store:
        yield store


@pytest.fixture
def run(store: Store) -> Iterator[Callable[..., Run]]:
    """Give a function that prepares a run of a script."""
    with Client(sleep=lambda _: None) as client:
        yield lambda script, parameters=None, **more: Run(
            store, client, Settings(), script.source, parameters or {}, **more
        )


def ids(store: Store) -> list[str]:
    return sorted(one for (one,) in store.query("SELECT id FROM record WHERE sole IS NOT NULL OR payload IS NOT NULL"))


def last_change(store: Store) -> int:
    return int(store.query("SELECT max(change) FROM record")[0][0] or 0)


def stop_after(count: int) -> Callable[[], bool]:
    """Return what asks to stop once, after the given number of pages."""
    answers = iter([False] * (count - 1) + [True])
    return lambda: next(answers, False)


# --- All goes well ----------------------------------------------------------------------------------------------------


def test_every_page_of_every_window_is_taken(store: Store, run: Callable[..., Run]) -> None:
    """A harvest requests each page once, in order, and keeps all records."""
    script = Script(one=pages(), two={None: page("x", cursor="9"), "9": page("y")})
    result = run(script).harvest()
    assert script.steps == [Step("one", None), Step("one", "2"), Step("one", "3"), Step("two", None), Step("two", "9")]
    assert ids(store) == ["a", "b", "c", "d", "e", "f", "x", "y"]
    assert result == Result(Tally(new=8), [], [], interrupted=False)


def test_state_after_a_harvest(store: Store, run: Callable[..., Run]) -> None:
    """Afterwards the store knows that it is finished, what it gave, and from when an update has to ask."""
    run(Script(one=pages()), {"query": "x"}).harvest()
    (harvest,) = Harvests(store).all()
    assert (harvest.source, harvest.parameters, harvest.failure, harvest.tally) == (
        "script",
        {"query": "x"},
        "",
        Tally(new=6),
    )
    assert harvest.finished >= harvest.started == harvest.datestamp != ""
    assert not Harvests(store).is_unfinished(harvest.number)


def test_harvests_differ_by_their_parameters(store: Store, run: Callable[..., Run]) -> None:
    """Two harvests of one source stand side by side; the order of parameters does not matter."""
    for parameters in ({"query": "x"}, {"query": "y", "rows": "2"}, {"rows": "2", "query": "y"}):
        run(Script(one=pages()), parameters).harvest()
    assert [harvest.parameters for harvest in Harvests(store).all()] == [{"query": "x"}, {"query": "y", "rows": "2"}]


def test_second_harvest_changes_nothing(store: Store, run: Callable[..., Run]) -> None:
    """Records that came again as they were get no new change number, so that no index follows."""
    run(Script(one=pages())).harvest()
    before = last_change(store)
    result = run(Script(one=pages())).harvest()
    assert result.tally == Tally(unchanged=6)
    assert last_change(store) == before


def test_what_was_deleted_goes(store: Store, run: Callable[..., Run]) -> None:
    """What the source says was deleted leaves the store; what was never there is not counted."""
    run(Script(one=pages())).harvest()
    result = run(Script(one={None: Page(deleted=("a", "c", "never"))})).harvest()
    assert result.tally == Tally(deleted=2)
    assert ids(store) == ["b", "d", "e", "f"]


def test_rejects_are_counted_and_told(store: Store, run: Callable[..., Run]) -> None:
    """A record that cannot be read is reported with its reason and does not keep the others from being taken."""
    bad = Item(7, None, NoTitle(field="title"), b"<raw>")
    result = run(Script(one={None: Page((record("a"), bad, record("b")))})).harvest()
    assert result.tally == Tally(new=2, rejected=1)
    assert [(reject.file, reject.line, str(reject.error), reject.raw) for reject in result.rejects] == [
        ("script", 7, "the record has no title", b"<raw>")
    ]


def test_withdrawn_records_are_counted_as_rejected(store: Store, run: Callable[..., Run]) -> None:
    """What was withdrawn does not come back, and the last line says so."""
    run(Script(one={None: page("a")})).harvest()
    withdraw(store, "Script", "2026-01-01T00:00:00Z")
    result = run(Script(one={None: page("a", "b")})).harvest()
    assert result.tally == Tally(rejected=2)
    assert ids(store) == []


def test_warnings_are_told(run: Callable[..., Run]) -> None:
    """What a source warns of reaches the user."""
    warning = SourceSays(url="u", code="WARN", message="m")
    assert run(Script(one={None: page("a", warnings=(warning,))})).harvest().warnings == [warning]


def test_progress_and_commits_are_told(run: Callable[..., Run]) -> None:
    """After every commit its listener is called, and then progress is reported with the part being processed and the total."""
    told: list[Any] = []
    run(Script(one=pages(total=6)), committed=lambda: told.append("commit"), progress=told.append).harvest()
    assert told == ["commit", Progress(2, 6, "one"), "commit", Progress(4, 6, "one"), "commit", Progress(6, 6, "one")]


def test_harvest_without_windows_is_done(store: Store, run: Callable[..., Run]) -> None:
    """If there is nothing to request, the run is finished at once."""
    assert run(Script()).harvest() == Result(Tally(), [], [])
    assert Harvests(store).all()[0].finished


def test_split_window_gives_way_to_its_parts(store: Store, run: Callable[..., Run]) -> None:
    """The windows that a page is split into are harvested in its place, within the same run."""
    parts = ({"name": "one/1", "label": "1"}, {"name": "one/2", "label": "2"})
    script = Script(**{"one": {None: Page(split=parts)}, "one/1": {None: page("a")}, "one/2": {None: page("b")}})
    assert run(script).harvest().tally == Tally(new=2)
    assert script.steps == [Step("one", None), Step("one/1", None), Step("one/2", None)]


# --- Stopping and going on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stopped_after", [1, 2, 3, 4])
def test_stop_after_the_page_in_hand(store: Store, run: Callable[..., Run], stopped_after: int) -> None:
    """Asked to stop, a run ends after the page being processed, at a window's end too; the next continues with the next page."""
    script = Script(one=pages(), two={None: page("x", cursor="9"), "9": page("y")})
    result = run(script, stop=stop_after(stopped_after)).harvest()
    assert result.interrupted
    assert len(script.steps) == stopped_after
    assert run(script).harvest() == Result(Tally(new=8 - result.tally.new), [], [])
    assert len(script.steps) == 5 == len(set(script.steps))
    assert Harvests(store).all()[0].tally == Tally(new=8)


def test_stop_at_the_end_is_no_interruption(store: Store, run: Callable[..., Run]) -> None:
    """A run that is asked to stop after its last page is complete."""
    assert not run(Script(one=pages()), stop=stop_after(3)).harvest().interrupted
    assert Harvests(store).all()[0].finished


@pytest.mark.parametrize("fails_at", [None, "2", "3"])
def test_failure_at_any_page(store: Store, run: Callable[..., Run], fails_at: str | None) -> None:
    """A failure is noted, what came before stays, and the next run requests that page and those after it only."""
    script = Script(one=pages())
    good = script.windows["one"][fails_at]
    script.windows["one"][fails_at] = SourceUnreachable(url="https://a.example", reason="HTTP 500")
    with pytest.raises(SourceUnreachable):
        run(script).harvest()
    (harvest,) = Harvests(store).all()
    assert (harvest.finished, harvest.datestamp) == ("", "")
    assert harvest.failure.startswith("https://a.example: no valid response after several attempts (HTTP 500)")
    assert len(ids(store)) == 2 * (len(script.steps) - 1)

    script.windows["one"][fails_at] = good
    script.steps.clear()
    run(script).harvest()
    assert [step.cursor for step in script.steps] == [None, "2", "3"][[None, "2", "3"].index(fails_at) :]
    assert ids(store) == ["a", "b", "c", "d", "e", "f"]
    (harvest,) = Harvests(store).all()
    assert (harvest.failure, harvest.tally) == ("", Tally(new=6))
    assert harvest.finished


def test_crash_of_the_reader_goes_on_too(store: Store, run: Callable[..., Run]) -> None:
    """Even after an error that nobody foresaw, the next run continues from the last page that was committed."""
    script = Script(one=pages())
    script.windows["one"]["3"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        run(script).harvest()
    script.windows["one"]["3"] = page("e", "f")
    script.steps.clear()
    assert run(script).harvest().tally == Tally(new=2)
    assert script.steps == [Step("one", "3")]


def test_page_and_cursor_are_one_commit(store: Store, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """If the cursor cannot be written, the page's records are not kept either."""
    script = Script(one=pages())

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(Harvests, "reached", fails)
        with pytest.raises(ZeroDivisionError):
            run(script).harvest()
    assert ids(store) == []


def test_last_page_and_end_are_one_commit(store: Store, run: Callable[..., Run]) -> None:
    """A run that dies right after its last commit is finished, and not begun again from the start by the next update."""
    pages_committed = iter(range(3))

    def dies() -> None:
        if next(pages_committed) == 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(Script(one=pages()), committed=dies).harvest()
    (harvest,) = Harvests(store).all()
    assert harvest.finished
    assert harvest.datestamp == harvest.started


def test_split_survives_a_failure(store: Store, run: Callable[..., Run]) -> None:
    """The parts of a window that was split are still there after a failure; the window itself is not asked again."""
    parts = ({"name": "one/1", "label": "1"}, {"name": "one/2", "label": "2"})
    script = Script(**{"one": {None: Page(split=parts)}, "one/1": {None: page("a")}, "one/2": {None: page("b")}})
    script.windows["one/1"][None] = [SourceUnreachable(url="u", reason="r"), page("a")]
    with pytest.raises(SourceUnreachable):
        run(script).harvest()
    script.steps.clear()
    assert run(script).harvest().tally == Tally(new=2)
    assert script.steps == [Step("one/1", None), Step("one/2", None)]


# --- Lists that do not hold still -------------------------------------------------------------------------------------


def test_expired_cursor_restarts_its_window_only(store: Store, run: Callable[..., Run]) -> None:
    """If a cursor is no longer good, its window is begun again, and no other."""
    script = Script(zero={None: page("z")}, one=pages(), two={None: page("y")})
    script.windows["one"]["3"] = [ExpiredCursor, page("e", "f")]
    result = run(script).harvest()
    asked = [step.cursor for step in script.steps if step.window == "one"]
    assert asked == [None, "2", "3", None, "2", "3"]
    assert [step.window for step in script.steps if step.window != "one"] == ["zero", "two"]
    assert result.tally == Tally(new=8, unchanged=4)


def test_expired_cursor_of_an_earlier_run(run: Callable[..., Run]) -> None:
    """A cursor that expired between two runs restarts its window."""
    script = Script(one=pages())
    run(script, stop=stop_after(2)).harvest()
    script.windows["one"]["3"] = [ExpiredCursor, page("e", "f")]
    script.steps.clear()
    assert run(script).harvest().tally == Tally(new=2, unchanged=4)
    assert [step.cursor for step in script.steps] == ["3", None, "2", "3"]


def test_cursors_that_always_expire(store: Store, run: Callable[..., Run]) -> None:
    """A list that can never be read to its end is reported after the third restart."""
    script = Script(one=pages())
    script.windows["one"]["3"] = ExpiredCursor
    with pytest.raises(BadAnswer, match="its cursors expire too soon"):
        run(script).harvest()
    assert [step.cursor for step in script.steps] == [None, "2", "3"] * 4
    assert Harvests(store).all()[0].failure


def test_changed_total_restarts_the_window(run: Callable[..., Run]) -> None:
    """If the number of records changes underway, pages have shifted: the window is begun again, and no other."""
    script = Script(zero={None: page("z")}, one=pages(total=6))
    script.windows["one"]["3"] = [page("f", total=7), page("e", "f", total=7)]
    script.windows["one"][None] = [page("a", "b", cursor="2", total=6), page("n", "a", cursor="2", total=7)]
    script.windows["one"]["2"] = [page("c", "d", cursor="3", total=6), page("b", "c", "d", cursor="3", total=7)]
    result = run(script).harvest()
    assert [step.cursor for step in script.steps] == [None, None, "2", "3", None, "2", "3"]
    assert result.tally == Tally(new=8, unchanged=4)
    assert result.warnings == []


def test_total_that_changed_between_two_runs(run: Callable[..., Run]) -> None:
    """The total that an interrupted run was told counts for the run that continues."""
    script = Script(one=pages(total=6))
    run(script, stop=stop_after(1)).harvest()
    script.windows["one"] = dict(pages(total=7))
    script.steps.clear()
    run(script).harvest()
    assert [step.cursor for step in script.steps] == ["2", None, "2", "3"]


def test_total_that_changes_all_the_time(store: Store, run: Callable[..., Run]) -> None:
    """After three restarts it continues all the same, and says that some may be missing."""
    script = Script(one=pages())
    totals = iter(range(100))
    original = script.source.page

    def lively(*asked: Any) -> Page:
        return original(*asked)._replace(total=next(totals))

    script.source = script.source._replace(page=lively)
    result = run(script).harvest()
    assert ids(store) == ["a", "b", "c", "d", "e", "f"]
    assert {str(warning) for warning in result.warnings} == {
        str(
            BadAnswer(
                url="script",
                expected="a list that stays the same",
                reason="it keeps changing; some records may be missing",
            )
        )
    }
    assert [step.cursor for step in script.steps] == [None, "2"] * 3 + [None, "2", "3"]


def test_total_that_is_not_repeated(run: Callable[..., Run]) -> None:
    """A source that tells the total on its first page only is not mistaken for one that changes."""
    script = Script(one=pages())
    script.windows["one"][None] = page("a", "b", cursor="2", total=6)
    run(script).harvest()
    assert len(script.steps) == 3


def test_cursor_that_comes_again(run: Callable[..., Run]) -> None:
    """A cursor that was given before leads round in circles; that is reported, not followed."""
    script = Script(one={None: page("a", cursor="2"), "2": page("b", cursor="3"), "3": page("c", cursor="2")})
    with pytest.raises(BadAnswer, match="the same page comes again and again"):
        run(script).harvest()
    assert len(script.steps) == 3


@pytest.mark.parametrize(
    "contents",
    [[("a",)], [()], [("a",), ("b",)]],
    ids=["the same page", "empty pages", "two pages in turn"],
)
def test_new_cursors_without_end(run: Callable[..., Run], contents: list[tuple[str, ...]]) -> None:
    """A list whose cursors are always new, and whose pages are not, is told to have no end."""
    script = Script(one={})

    def endless(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
        number = int(cursor or 0)
        script.steps.append(Step("one", cursor))
        return page(*contents[number % len(contents)], cursor=str(number + 1) if number < 50 else None)

    script.source = script.source._replace(page=endless)
    with pytest.raises(BadAnswer, match="the same page comes again and again"):
        run(script).harvest()
    assert len(script.steps) == len(contents) + 3


def test_same_page_twice(store: Store, run: Callable[..., Run]) -> None:
    """A page that comes twice is taken once, and the harvest continues."""
    script = Script(one=pages())
    script.windows["one"]["2"] = page("a", "b", cursor="2b")
    script.windows["one"]["2b"] = page("c", "d", cursor="3")
    result = run(script).harvest()
    assert result.tally == Tally(new=6, unchanged=2)
    assert ids(store) == ["a", "b", "c", "d", "e", "f"]


# --- Updates ----------------------------------------------------------------------------------------------------------


def test_update_asks_from_the_last_less_an_overlap(store: Store, run: Callable[..., Run]) -> None:
    """An update requests what changed from two days before the newest datestamp that was met."""
    script = Script(
        one={None: page("a", cursor="2", newest="2020-03-01T00:00:00Z"), "2": page("b", newest="2020-02-01")}
    )
    run(script).harvest()
    run(script).harvest(update=True)
    assert script.since == ["", "2020-02-28T00:00:00Z"]
    assert Harvests(store).all()[0].since == "2020-02-28T00:00:00Z"


def test_update_without_datestamps_asks_from_the_start_of_the_last_run(store: Store, run: Callable[..., Run]) -> None:
    """If records have no datestamps, an update fetches changes since two days before the last run began."""
    run(Script(one=pages())).harvest()
    started = Harvests(store).all()[0].started
    script = Script(one=pages())
    run(script).harvest(update=True)
    assert script.since[0] < started
    assert script.since[0][10:] == started[10:]


def test_update_after_a_datestamp_that_nobody_can_read(run: Callable[..., Run]) -> None:
    """After a datestamp that is none, an update requests everything."""
    script = Script(one={None: page("a", newest="2022-1-09")})
    run(script).harvest()
    run(script).harvest(update=True)
    assert script.since == ["", ""]


def test_update_after_a_clock_that_was_ahead(store: Store, run: Callable[..., Run]) -> None:
    """If the last run seems to have begun in the future, it is unknown when it did: an update requests everything."""
    run(Script(one=pages())).harvest()
    store.execute("UPDATE harvest SET started = '2999-01-01T00:00:00Z', datestamp = '2999-01-01T00:00:00Z'")
    script = Script(one=pages())
    run(script).harvest(update=True)
    assert script.since == [""]


def test_update_of_what_was_never_harvested(run: Callable[..., Run]) -> None:
    """The first update of a harvest requests everything."""
    script = Script(one=pages())
    run(script).harvest(update=True)
    assert script.since == [""]


def test_update_goes_on_with_an_unfinished_run(run: Callable[..., Run]) -> None:
    """An update of a harvest that was interrupted continues with it."""
    script = Script(one=pages())
    run(script, stop=stop_after(1)).harvest()
    run(script).harvest(update=True)
    assert script.since == [""]
    assert [step.cursor for step in script.steps] == [None, "2", "3"]


def test_failed_update_keeps_its_start(store: Store, run: Callable[..., Run]) -> None:
    """An update that failed and continues later still asks from where it asked first."""
    script = Script(one={None: page("a", newest="2020-03-01T00:00:00Z")})
    run(script).harvest()
    script.windows["one"][None] = [SourceUnreachable(url="u", reason="r"), page("b", newest="2020-04-01T00:00:00Z")]
    with pytest.raises(SourceUnreachable):
        run(script).harvest(update=True)
    assert Harvests(store).all()[0].datestamp == "2020-03-01T00:00:00Z"
    run(script).harvest(update=True)
    assert script.since == ["", "2020-02-28T00:00:00Z"]
    assert Harvests(store).all()[0].datestamp == "2020-04-01T00:00:00Z"


# --- Looking, parameters ----------------------------------------------------------------------------------------------


def test_look_keeps_nothing(store: Store, run: Callable[..., Run]) -> None:
    """A look shows the first page, asked for in few records, and leaves the store as it was."""
    seen: list[Parameters] = []
    script = Script(one=pages(total=6))
    original = script.source.page
    script.source = script.source._replace(page=lambda *asked: seen.append(asked[1]) or original(*asked))  # type: ignore[func-returns-value]
    shown = run(script, {"query": "x"}).preview()
    assert [item.record.id for item in shown.items if item.record] == ["a", "b"]
    assert shown.total == 6
    assert seen == [{"query": "x", "rows": "10"}]
    assert ids(store) == []
    assert Harvests(store).all() == []


def test_look_into_what_is_split(run: Callable[..., Run]) -> None:
    """If the first window is split, the first part that holds records is shown, with the total of all."""
    script = Script(
        **{
            "one": {None: Page(split=({"name": "one/1"},), total=30)},
            "one/1": {None: Page(split=({"name": "one/1/1"},), total=20)},
            "one/1/1": {None: page("a", total=1)},
        }
    )
    shown = run(script).preview()
    assert len(shown.items) == 1
    assert shown.total == 30


def test_look_where_there_is_nothing(run: Callable[..., Run]) -> None:
    """Without a window there is nothing to see."""
    assert run(Script()).preview() == Page(total=0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [({"query": "x"}, {"query": "x"}), ({"query": "x", "rows": ""}, {"query": "x"}), ({}, {})],
)
def test_parameters_are_kept_as_given(given: dict[str, str], kept: dict[str, str]) -> None:
    """Parameters that say something are kept."""
    assert check_parameters(Script().source, given) == kept


@pytest.mark.parametrize(("given", "name"), [({"quary": "x"}, "quary"), ({}, "query"), ({"query": ""}, "query")])
def test_parameters_that_are_not_possible(given: dict[str, str], name: str) -> None:
    """Unknown and missing parameters are reported by name."""
    source = Script().source._replace(parameters=(Parameter("query", "words", required=True),))
    with pytest.raises(BadParameter) as caught:
        check_parameters(source, given)
    assert caught.value.name == name
