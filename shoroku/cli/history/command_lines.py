"""Searches and harvests as commands that can be pasted into a shell."""

import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoroku.cli.history.searches import Search

#: The parameters of sources that are arguments, not options.
ARGUMENTS = ("url", "id")

_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def search_command(search: "Search", library: str) -> str:
    """Return the command that makes this search; it names the library only if that is not ``library``."""
    words = [*(["--"] if search.query.startswith("-") else []), search.query] if search.query else []
    options: list[str] = []
    for name, values in search.filters.items():
        for value in [years(*values)] if name == "year" else values:
            options += [f"--{name}={value}"] if value.startswith("-") else [f"--{name}", value]
    if search.sort != "relevance":
        options += ["--sort", search.sort]
    if search.exact:
        options += ["--exact"]
    if search.lang:
        options += ["--search-in", search.lang]
    if search.library and search.library != library:
        options += ["--library", search.library]
    arguments = options + words if words[:1] == ["--"] else words + options
    return " ".join(map(_quoted, ["shoroku", "search", *arguments]))


def years(first: int | None, last: int | None) -> str:
    """Return a range of years as ``--year`` takes it."""
    if first is not None and first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"


def _quoted(word: str) -> str:
    """Quote a word for a shell if it needs that; letters of any script do not."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


def harvest_command(source: str, parameters: Mapping[str, str]) -> str:
    """Return the command that makes this harvest, without ``shoroku``; hidden parameters are left out."""
    from shoroku.corpus.sources import sources

    known = sources().get(source)
    declared = {parameter.flag: parameter for parameter in known.parameters} if known else {}
    order = list(declared)
    words = ["harvest", source, *(parameters[name] for name in ARGUMENTS if name in parameters)]
    for name in sorted(parameters, key=lambda name: order.index(name) if name in order else len(order)):
        if name not in ARGUMENTS and not (name in declared and declared[name].hidden):
            words += [f"--{name}", parameters[name]]
    return shlex.join(words)
