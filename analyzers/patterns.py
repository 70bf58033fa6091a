"""Regular expressions that are compiled when they are first used.

Python takes a millisecond or more to compile a set of thousands of characters, such as all kanji. A search in a new process needs
few such expressions; compiling all of them took a tenth of its time.
"""

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "split")


class _Lazy:
    """Stands for an expression until one of its methods is asked for; then it has these methods itself."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for each in _METHODS:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that has the methods of a compiled one, but is compiled by the first of them that is called.

    A mistake in ``pattern`` is an error only then.
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
