"""A search as a person would write it: words of a command line that can be pasted into a shell."""

import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoroku.cli.history.searches import Search


#: The parameter that is an argument, and no option.
ARGUMENT = "url"


def asked(source: str, parameters: Mapping[str, str]) -> str:
    """Return the words after ``shoroku harvest`` that make this harvest; what is hidden is left out."""
    from shoroku.corpus.sources import sources

    known = sources().get(source)
    declared = {parameter.flag: parameter for parameter in known.parameters} if known else {}
    order = list(declared)
    words = [source, *(parameters[name] for name in (ARGUMENT,) if name in parameters)]
    for name in sorted(parameters, key=lambda name: order.index(name) if name in order else len(order)):
        if name != ARGUMENT and not (name in declared and declared[name].hidden):
            words += [f"--{name}", parameters[name]]
    return shlex.join(words)


#: The filters of which there may be several values, as options and as fields of a search.
LISTED = ("journal", "language", "source", "type", "author", "publisher", "subject")
_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def asked_again(search: "Search", library: str) -> str:
    """Return the command that makes this search; it names the library only if that is not ``library``."""
    words = [*(["--"] if search.query.startswith("-") else []), search.query] if search.query else []
    options: list[str] = []
    for name in LISTED:
        for value in getattr(search, name):
            options += [f"--{name}={value}"] if value.startswith("-") else [f"--{name}", value]
    if search.year:
        options += ["--year", years(search.year)]
    if search.sort != "relevance":
        options += ["--sort", search.sort]
    if search.exact:
        options += ["--exact"]
    if search.lang:
        options += ["--lang", search.lang]
    if search.library and search.library != library:
        options += ["--library", search.library]
    said = options + words if words[:1] == ["--"] else words + options
    return " ".join(map(_quoted, ["shoroku", "search", *said]))


def _quoted(word: str) -> str:
    """Quote a word for a shell where it needs that; letters of any script do not."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


def years(year: tuple[int | None, int | None]) -> str:
    """Return a range of years as ``--year`` takes it."""
    first, last = year
    if first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"
