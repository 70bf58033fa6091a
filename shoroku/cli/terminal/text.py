"""Printing without rich: safe text, lines that fit, JSON, and the notes on stderr that several commands share.

``rich.cells`` measures how many columns a character takes; this module decides where a Japanese line may end.
"""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shoroku.messages import language

if TYPE_CHECKING:
    from shoroku.corpus.store.lock import Writer
    from shoroku.search import Page

# --- Safe text --------------------------------------------------------------------------------------------------------

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
#: Terminal escapes as wholes; then every control character, direction marks, lone surrogates, byte-order marks.
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
)
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Return text from a record, file or argument without what could control a terminal; white space becomes one space."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _ESCAPE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def readable(path: Path | str) -> str:
    """Return a path as text that JSON can hold: a file's name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


#: Characters with a meaning for the shell.
_SIGNS = frozenset("\"'\\$`&|;<>()*?[]{}~#!")


def quoted(word: object) -> str:
    """Return a word as a shell reads it, in quotation marks only where they are needed."""
    text = str(word)
    return shlex.quote(text) if any(sign.isspace() or sign in _SIGNS for sign in text) else text


# --- Lines ------------------------------------------------------------------------------------------------------------

#: Characters that must not begin a line, and that must not end one (the core of JIS X 4051).
_NEVER_FIRST = frozenset("、。，．,.:;!?！？：；)]}）］｝」』】〉》’”ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ％%")
_NEVER_LAST = frozenset("([{（［｛「『【〈《‘“")


@cache
def _measure() -> Callable[[str], int]:
    """Load rich's table of widths, which JSON does not need."""
    from rich.cells import cell_len

    return cell_len


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    return _measure()(text)


def sentences(first: str, second: str) -> str:
    """Join two sentences, in Japanese without a space."""
    return first + ("" if first.endswith("。") else " ") + second


def wrap(text: str, width: int) -> list[str]:
    """Break one paragraph into lines of at most ``width`` columns, without the spaces at the breaks."""
    return [text[start:end] for start, end in lines(text, width)] or [""]


def lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of at most ``width`` columns begins and ends in ``text``."""
    start = 0
    while start < len(text):
        end = _fitting(text, start, width)
        if end < len(text):
            end = _last_break(text, start, end)
        yield start, start + len(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _fitting(text: str, start: int, width: int) -> int:
    """Return the end of the longest stretch from ``start`` that fits; one character at least."""
    used, measure = 0, _measure()
    for index in range(start, len(text)):
        used += measure(text[index])
        if used > width and index > start:
            return index
    return len(text)


def _last_break(text: str, start: int, end: int) -> int:
    """Return the last position up to ``end`` where a line may end; ``end`` itself if there is none."""
    for at in range(end, start, -1):
        if _may_break(text[at - 1], text[at]) and not _splits_code(text, at):
            return at
    return end


def _splits_code(text: str, at: int) -> bool:
    """Return whether a break would leave a backquote at the wrong end of its line."""
    return "`" in text[at - 1 : at + 1] and text.count("`", 0, at) % 2 == 1


def _may_break(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST or cells(after) == 0:
        return False
    return cells(before) == 2 or cells(after) == 2


# --- Printing ---------------------------------------------------------------------------------------------------------

_NARROWEST = 20


def print_json(value: Any) -> None:
    """Print ``value`` as JSON, in UTF-8 whatever the locale."""
    import msgspec

    from shoroku.corpus.normalize.json_escapes import escaped_json

    sys.stdout.flush()
    click.echo(escaped_json(msgspec.json.format(msgspec.json.encode(value), indent=2)))


def print_line(value: object) -> None:
    """Print a value as JSON on one line, as JSON Lines has it."""
    import msgspec

    from shoroku.corpus.normalize.json_escapes import escaped_json

    sys.stdout.flush()
    click.echo(escaped_json(msgspec.json.encode(value)))


def tell(text: str, *, err: bool = False) -> None:
    """Print a sentence, on stderr if ``err``: wrapped on a terminal, on one line elsewhere.

    Spaces inside the text are kept, so that a command in it can be copied.
    """
    if (sys.stderr if err else sys.stdout).isatty():
        text = "\n".join(wrap(text, max(shutil.get_terminal_size().columns, _NARROWEST)))
    click.echo(text, err=err)


def tell_withheld(count: int) -> None:
    """Say on stderr how many abstracts were left out."""
    if count:
        text = ngettext(
            "{count:,} abstract was left out: its licence is “disallow”, which forbids redistribution. If you may use it, add"
            " --with-disallowed-abstracts.",
            "{count:,} abstracts were left out: their licence is “disallow”, which forbids redistribution. If you may use them,"
            " add --with-disallowed-abstracts.",
            count,
        )
        click.echo(text.format(count=count), err=True)


def tell_unindexed(count: int, writer: "Writer | None") -> None:
    """Say on stderr how many changed records a search cannot find yet: ``writer`` is at work, or a run was interrupted."""
    if writer:
        text = ngettext(
            "{count:,} changed record cannot be found yet, because another process is writing ({writer}).",
            "{count:,} changed records cannot be found yet, because another process is writing ({writer}).",
            count,
        )
        click.echo(text.format(count=count, writer=safe(str(writer))), err=True)
    else:
        text = ngettext(
            "{count:,} changed record cannot be found yet, because an add was interrupted. Run the same add again, or:"
            " shoroku reindex",
            "{count:,} changed records cannot be found yet, because an add was interrupted. Run the same add again, or:"
            " shoroku reindex",
            count,
        )
        click.echo(text.format(count=count), err=True)


def tell_notices(page: "Page") -> None:
    """Say on stderr that an answer is partial, which parts of a query were not read as written, and which values of filters
    no record has."""
    if page.partial:
        click.echo(page.partial.text(language()), err=True)
    if not page.notices:
        return
    from shoroku.search.query.caret import pointed

    for notice in page.notices:
        tell(safe(notice.text(language())), err=True)
        for line in pointed(page.query, notice.start, notice.end) if notice.end else ():
            click.echo(f"  {line}", err=True)  # never wrapped: the caret must stay below its character
        if notice.fields.get("containing"):
            text = _("To list the journals with “{value}” in their names: {command}")
            words = safe(notice.fields["value"])
            command = f"shoroku journals {quoted(words)}"
            tell(text.format(value=words, command=command), err=True)


def tell_cut_query() -> None:
    """Say on stderr that a part of the query was not searched for."""
    click.echo(_("The query is too long; only its first part was searched for."), err=True)
