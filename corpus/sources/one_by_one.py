"""Fetching records one by one; a record that is unavailable does not stop the others."""

import io
from collections.abc import Iterable, Iterator

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import AnswerTooLarge, RedirectRefused, SourceUnreachable
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.sources.reading import bad
from shoroku.corpus.sources.source import Get
from shoroku.messages import Localized

_EXPECTED = Localized("a record")


def fetched(get: Get, urls: Iterable[str], format_: Format) -> Iterator[Item | ShorokuError]:
    """Yield the record at each address, or the reason why it is unavailable.

    Raises the error if two records in a row fail, because then the fault is with the host. A missing record (404, 410) is
    not a failure.
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
        return bad(answer, _EXPECTED, Localized("there is none"))
    item = next(format_.read(io.BytesIO(answer.content)), None)
    if item is None or item.record is None:
        return bad(answer, _EXPECTED, str(item.error) if item else Localized("it contains none"))
    return item
