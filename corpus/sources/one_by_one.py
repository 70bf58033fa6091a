"""Fetching whole records one by one: one that cannot be had does not keep the others from coming."""

import io
from collections.abc import Iterable, Iterator

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import AnswerTooLarge, RedirectRefused, SourceUnreachable
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.sources.reading import bad
from shoroku.corpus.sources.source import Get


def fetched(get: Get, urls: Iterable[str], format_: Format) -> Iterator[Item | ShorokuError]:
    """Yield the record at each address, or why there is none.

    Raises what is wrong where two that follow each other cannot be had, or are no records: that is the host, and no
    longer a record. That there is none at an address (404, 410) is an answer as good as any.
    """
    failed_before = False
    for url in urls:
        try:
            answer = get(url)
        except (SourceUnreachable, AnswerTooLarge, RedirectRefused) as error:
            found: Item | ShorokuError = error
            is_absent = False
        else:
            found = _record(answer, format_)
            is_absent = answer.status in (404, 410)
        failed = isinstance(found, ShorokuError) and not is_absent
        if failed and failed_before and isinstance(found, ShorokuError):
            raise found
        failed_before = failed
        yield found


def _record(answer: Answer, format_: Format) -> Item | ShorokuError:
    if answer.status != 200:
        return bad(answer, "a record", "none is there")
    item = next(format_.read(io.BytesIO(answer.content)), None)
    if item is None or item.record is None:
        return bad(answer, "a record", str(item.error) if item else "it holds none")
    return item
