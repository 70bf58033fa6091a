"""Runs a harvest window by window and page by page. Each page is committed with the cursor of the next one."""

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from shoroku.corpus import bounds
from shoroku.corpus.addresses import with_safe_links
from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer, Client
from shoroku.corpus.harvest.errors import BadAnswer, MissingParameter, SourceError, UnknownParameter
from shoroku.corpus.harvest.result import Result, Tally
from shoroku.corpus.harvest.settings import Settings
from shoroku.corpus.harvest.state import Harvest, Harvests, Pending
from shoroku.corpus.oai_identifiers import number_in
from shoroku.corpus.readers.intake import Reject
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.record_errors import OverBound
from shoroku.corpus.sources.source import ExpiredCursor, Get, Page, Parameters, Source
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import Store
from shoroku.messages import Localized

#: An update starts this long before the last datestamp, because clocks differ and indexes lag.
OVERLAP = timedelta(days=2)

_MOST_RESTARTS = 3
_MOST_REPEATS = 3
_MOST_REJECTS_KEPT = 1_000
#: Links that were left out of records are told up to this number in a run.
_MOST_LINKS_TOLD = 20
_MOST_SPLITS = 20  # splits that a preview follows: all years, half of them, …, one year, a month
_PREVIEW_ROWS = "10"  # records, if a source allows smaller pages
_HIDDEN = "…"


class Progress(NamedTuple):
    """Progress of a harvest: records so far, their total if the source reports it, and the current window."""

    records: int
    total: int | None
    part: str


class Interrupted(Exception):
    """The run was asked to stop while it waited for the source, between pages."""


class Run:
    """One run of a harvest. ``stop`` is called after every page, ``committed`` after every commit."""

    def __init__(
        self,
        store: Store,
        client: Client,
        settings: Settings,
        source: Source,
        parameters: Parameters,
        *,
        progress: Callable[[Progress], None] = lambda progress: None,
        committed: Callable[[], None] = lambda: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store, self._harvests = store, Harvests(store)
        self._source, self._parameters = source, parameters
        self._get = polite_get(client, settings, source)
        self._keys = frozenset(settings.keys_for(source).values())
        self._progress, self._committed, self._stop = progress, committed, stop
        self._result = Result(Tally(), [], [])
        self._met = self._links_told = 0

    def harvest(self, *, update: bool = False) -> Result:
        """Continue an unfinished run, or start one; with ``update``, fetch what changed since the last run.

        Raises SourceError; committed pages are kept, and the next run continues from there.
        """
        harvest = self._begun(update=update)
        try:
            for pending in self._harvests.pending(harvest.number):
                if not self._window(harvest, pending) and self._harvests.is_unfinished(harvest.number):
                    return self._result._replace(interrupted=True)
        except Interrupted:
            return self._result._replace(interrupted=True)
        except ShorokuError as error:
            if isinstance(error, SourceError):
                error.partial = self._result
            self._harvests.failed(harvest.number, str(_without_keys(error, self._keys)))
            raise
        return self._result

    def preview(self) -> Page:
        """Fetch the beginning of the first page without storing it, for a dry run."""
        parameters = dict(self._parameters)
        if any(parameter.flag == "rows" for parameter in self._source.parameters):
            parameters["rows"] = _PREVIEW_ROWS
        windows = self._source.windows(parameters, "")
        if not windows:
            return Page(total=0)
        try:
            first = page = self._source.page(self._get, parameters, windows[0], None)
            for _ in range(_MOST_SPLITS):
                if not page.split or page.items:
                    break
                page = self._source.page(self._get, parameters, page.split[0], None)
        except ShorokuError as error:
            _without_keys(error, self._keys)
            raise
        return page._replace(total=first.total)

    def _begun(self, *, update: bool) -> Harvest:
        known = self._harvests.get(self._source.name, self._parameters)
        if known and self._harvests.is_unfinished(known.number):
            return known
        since = _before(known.datestamp) if update and known else ""
        windows = self._source.windows(self._parameters, since)
        return self._harvests.begin(self._source.name, self._parameters, since, _now(), windows)

    def _is_own(self, item: Item) -> bool:
        """Return whether a record is one of this library's that comes back from a library that mirrors it."""
        given = item.record.identifiers if item.record else ()
        return any(one.kind == "OAI" and number_in(self._store.lineage(), one.value) is not None for one in given)

    def _reject(self, name: str, item: Item, error: ShorokuError, origin: str) -> Reject:
        """Return the reject for a record, without keys, which a source may repeat in its response."""
        return Reject(name, item.line, _without_keys(error, self._keys), _hidden_in(item.raw, self._keys), origin)

    def _window(self, harvest: Harvest, pending: Pending) -> bool:
        """Fetch a window until it ends or the run is asked to stop; return whether it ended."""
        cursor, total = pending.cursor, pending.total
        pages = _Pages()
        restarts = 0
        while True:
            page = self._page(pending, cursor)
            moved = page is not None and cursor is not None and None not in (page.total, total) and page.total != total
            if page is None or (moved and restarts < _MOST_RESTARTS):
                restarts += 1
                if restarts > _MOST_RESTARTS:
                    raise _bad(
                        self._source,
                        Localized("a list that can be read to its end"),
                        Localized("its cursors expire too soon"),
                    )
                self._harvests.restarted(pending.number)
                cursor, total, pages = None, None, _Pages()
                continue
            if moved:
                self._result.warnings.append(
                    _bad(
                        self._source,
                        Localized("a list that stays the same"),
                        Localized("it keeps changing; some records may be missing"),
                    )
                )
            total = page.total if page.total is not None else total
            if pages.are_endless(page):
                raise _bad(
                    self._source,
                    Localized("a list that ends"),
                    Localized("the same page comes again and again"),
                )
            self._take(harvest, pending, page, total)
            if self._stop():
                return False
            if page.cursor is None:
                return True
            cursor = page.cursor

    def _page(self, pending: Pending, cursor: str | None) -> Page | None:
        """Fetch a page; return None if the cursor has expired."""
        try:
            return self._source.page(self._get, self._parameters, pending.window, cursor)
        except ExpiredCursor:
            return None

    def _take(self, harvest: Harvest, pending: Pending, page: Page, total: int | None) -> None:
        """Commit a page: records, deletions, cursor and counts; with the last page, also the end of the run."""
        now = _now()
        origin = self._source.origin
        page = page._replace(items=tuple(_within_bounds(item) for item in page.items if not self._is_own(item)))
        safe = [with_safe_links(item.record) for item in page.items if item.record is not None]
        contributions = [Contribution(origin, record, self._source.name, now) for record, _ in safe]
        left_out = [each for _, some in safe for each in some]
        name, origin = self._source.name, self._source.origin
        rejects = [self._reject(name, item, item.error, origin) for item in page.items if item.error is not None]
        with self._store.transaction():
            outcome = self._store.take(contributions)
            deleted = self._store.remove(origin, page.deleted) if page.deleted else 0
            refused = len(rejects) + outcome.withdrawn
            tally = Tally(outcome.new, outcome.changed, outcome.unchanged, deleted, refused)
            self._harvests.counted(harvest.number, tally, page.newest)
            if page.split:
                self._harvests.add_windows(harvest.number, list(page.split))
            if page.cursor is None:
                self._harvests.done(pending.number)
            else:
                self._harvests.reached(pending.number, page.cursor, total)
            if not self._harvests.is_unfinished(harvest.number):
                self._harvests.finished(harvest.number, _now())
        self._met += len(page.items) + len(page.deleted)
        self._result.rejects.extend(rejects[: max(0, _MOST_REJECTS_KEPT - len(self._result.rejects))])
        told = [*page.warnings, *left_out[: max(0, _MOST_LINKS_TOLD - self._links_told)]]
        self._links_told += len(left_out)
        self._result.warnings.extend(_without_keys(warning, self._keys) for warning in told)
        self._result = self._result._replace(tally=self._result.tally.plus(tally))
        self._committed()
        self._progress(Progress(self._met, total, str(pending.window.get("label", ""))))


def _within_bounds(item: Item) -> Item:
    """Return an item; its record is replaced by an error if it exceeds the limits."""
    try:
        if item.record is not None:
            bounds.check(item.record)
    except OverBound as error:
        return Item(item.line, None, error)
    return item


class _Pages:
    """Fingerprints of the pages of a window, to detect a list that repeats itself forever."""

    def __init__(self) -> None:
        self._cursors: set[str] = set()
        self._contents: set[int] = set()
        self._repeats = 0

    def are_endless(self, page: Page) -> bool:
        """Return whether this page shows that the list is a loop."""
        content = hash((tuple(item.record.id if item.record else item.raw for item in page.items), page.deleted))
        self._repeats = self._repeats + 1 if content in self._contents else 0
        again = page.cursor in self._cursors
        self._contents.add(content)
        self._cursors.add(page.cursor or "")
        return page.cursor is not None and (again or self._repeats >= _MOST_REPEATS)


def _bad(source: Source, expected: str, reason: str) -> BadAnswer:
    return BadAnswer(url=source.name, expected=expected, reason=reason)


def _hidden_in(raw: bytes, keys: frozenset[str]) -> bytes:
    """Return the text of a rejected record without keys."""
    return _hidden(raw.decode("utf-8", "surrogateescape"), keys).encode("utf-8", "surrogateescape") if keys else raw


def _without_keys(error: ShorokuError, keys: frozenset[str]) -> ShorokuError:
    """Remove keys from an error's fields; a source may repeat the request in its response."""
    for name, value in error.fields.items():
        if isinstance(value, str) and (hidden := _hidden(value, keys)) != value:
            setattr(error, name, hidden)
    return error


def _hidden(text: str, keys: frozenset[str]) -> str:
    """Return a text without keys, in plain form or encoded for a URL, HTML or JSON."""
    for key in keys:
        escaped = (key, quote(key, safe=""), quote(key), quote_plus(key), html.escape(key), json.dumps(key)[1:-1])
        for written in sorted(set(escaped), key=len, reverse=True):
            text = re.sub(re.escape(written), lambda _: _HIDDEN, text, flags=re.IGNORECASE)
    return text


def polite_get(client: Client, settings: Settings, source: Source) -> Get:
    """Return a function that sends requests to a source with its keys and at its rate. Raises KeyMissing."""
    keys = settings.keys_for(source)
    pause = source.pause_with_key if keys and source.pause_with_key is not None else source.pause

    def get(url: str, parameters: Mapping[str, str] | None = None) -> Answer:
        return client.get(url, {**(parameters or {}), **keys}, secret=frozenset(keys), pause=pause)

    return get


def check_parameters(source: Source, given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a harvest without empty ones. Raises BadParameter if one is unknown or missing."""
    known = {parameter.flag for parameter in source.parameters}
    for name, value in given.items():
        if name not in known:
            raise UnknownParameter(
                name=name,
                value=value,
                names=tuple(sorted(parameter.flag for parameter in source.parameters if not parameter.hidden)),
            )
    parameters = {name: value for name, value in given.items() if value}
    for parameter in source.parameters:
        if parameter.required and parameter.flag not in parameters:
            raise MissingParameter(name=parameter.flag, names=(parameter.flag,))
    return parameters


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _before(datestamp: str) -> str:
    """Return the timestamp from which an update fetches changes; "" for everything."""
    if not datestamp:
        return ""
    try:
        moment = datetime.fromisoformat(datestamp.replace("Z", "+00:00"))
    except ValueError:  # an unreadable datestamp: fetch everything
        return ""
    if moment.replace(tzinfo=moment.tzinfo or UTC) > datetime.now(
        UTC
    ):  # the clock was ahead then, so the true time is unknown: fetch everything
        return ""
    return (moment - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
