"""Records and hits on their way to whoever asked: the one function that takes off what may not leave.

Every face of the program (command line, feeds, servers) hands what it is about to give away through an ``Outlet``. The
rule itself is in ``corpus/licence.py``.
"""

from typing import Any

import msgspec

from shoroku.corpus.licence import passed_on
from shoroku.corpus.record import Record
from shoroku.search import Hit, Page

#: Highlights that are no part of an abstract.
_NOT_OF_ABSTRACTS = frozenset({"title", "title_other"})


class Outlet:
    """A way out. ``withheld`` counts the records whose abstracts stayed behind."""

    def __init__(self, *, is_screen: bool = False, with_disallowed: bool = False) -> None:
        """``is_screen`` tells that a person reads this at a terminal; ``with_disallowed`` that all were asked for by name."""
        self._gives_all = is_screen or with_disallowed
        self.withheld = 0

    def record(self, record: Record) -> Record:
        """Return a record as it may leave."""
        leaving = passed_on(record, with_disallowed=self._gives_all)
        self.withheld += leaving is not record
        return leaving

    def hit(self, hit: Hit) -> Hit:
        """Return a hit as it may leave: no abstract, and no snippet of it, where the licence says so."""
        leaving = self.record(hit.record)
        if leaving is hit.record:
            return hit
        highlights = {name: one for name, one in hit.highlights.items() if name in _NOT_OF_ABSTRACTS}
        return msgspec.structs.replace(hit, record=leaving, highlights=highlights)

    def hit_as_data(self, hit: Hit) -> dict[str, Any]:
        """Return a hit as plain data, as far as it may leave."""
        self.record(hit.record)
        return hit.to_dict(with_disallowed_abstracts=self._gives_all)

    def page_as_data(self, page: Page) -> dict[str, Any]:
        """Return a page as plain data, as far as it may leave."""
        self.page(page)
        return page.to_dict(with_disallowed_abstracts=self._gives_all)

    def page(self, page: Page) -> Page:
        """Return a page as it may leave."""
        return msgspec.structs.replace(page, hits=tuple(map(self.hit, page.hits)))
