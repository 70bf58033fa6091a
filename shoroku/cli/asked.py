"""A harvest as a person would write it: its source and what was asked of it, as words of a command line."""

import shlex
from collections.abc import Mapping

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
