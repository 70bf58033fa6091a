"""Fetching whole records one by one: one that cannot be had does not keep the others from coming."""

import io
from collections.abc import Iterable, Iterator

from shoroku.corpus.client import Answer
from shoroku.corpus.errors import AnswerTooLarge, RedirectRefused, ShorokuError, SourceUnreachable
from shoroku.corpus.formats.format import Format, Item
from shoroku.corpus.sources.reading import bad
from shoroku.corpus.sources.source import Get


def fetched(get: Get, urls: Iterable[str], format_: Format) -> Iterator[Item | ShorokuError]:
    """Yield the record at each address, or why there is none.

    Raises SourceUnreachable where two that follow each other cannot be had: that is the host, and no longer a record.
    """
    unreachable = False
    for url in urls:
        try:
            answer = get(url)
        except SourceUnreachable as error:
            if unreachable:
                raise
            unreachable = True
            yield error
        except (AnswerTooLarge, RedirectRefused) as error:
            unreachable = False
            yield error
        else:
            unreachable = False
            yield _record(answer, format_)


def _record(answer: Answer, format_: Format) -> Item | ShorokuError:
    if answer.status != 200:
        return bad(answer, "a record", "none is there")
    item = next(format_.read(io.BytesIO(answer.content)), None)
    if item is None or item.record is None:
        return bad(answer, "a record", str(item.error) if item else "it holds none")
    return item
