"""What an operation of the interface is."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shoroku.library import Library
from shoroku.web.api.parameters import Parameter

Values = Mapping[str, Any]


class Operation(NamedTuple):
    """One thing that can be asked: its name, path and summary, its parameters, the type of its answer, and the function.

    The function takes the library and the values, and returns what is sent as JSON. With ``has_id`` the path ends with an
    identifier, which the values have as ``id``.
    """

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: type
    answered: Callable[[Library, Values], Any]
    has_id: bool = False
    may_be_missing: bool = False
