"""Parameters of a request: declared once, read and checked here, and described in the OpenAPI document."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from shoroku.corpus.errors import BadArgument
from shoroku.messages import Localized, translated

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = {"true": True, "false": False}


class Parameter(NamedTuple):
    """A parameter: its name, its type, what it means, and what it may be.

    ``most`` is the largest number or, for a text, the largest number of characters. A ``repeatable`` one may be given
    several times, and its value is a tuple.
    """

    name: str
    type: Literal["string", "integer", "boolean"]
    meaning: str
    default: Any = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least: int = 0
    most: int | None = None
    is_repeatable: bool = False
    is_required: bool = False
    example: Any = None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        one: dict[str, Any] = {"type": self.type}
        if self.choices:
            one["enum"] = list(self.choices)
        if self.pattern:
            one["pattern"] = self.pattern
        if self.type == "integer":
            one["minimum"] = self.least
        if self.most is not None:
            one["maximum" if self.type == "integer" else "maxLength"] = self.most
        if self.default is not None:
            one["default"] = self.default
        return {"type": "array", "items": one} if self.is_repeatable else one

    def described(self, language: str = "en") -> dict[str, Any]:
        """Return the parameter as OpenAPI describes it."""
        found = {
            "name": self.name,
            "in": "query",
            "description": translated(self.meaning, language),
            "required": self.is_required,
            "schema": self.schema(),
        }
        return found | ({"example": self.example} if self.example is not None else {})

    def value(self, written: Sequence[str]) -> Any:
        """Return the value that was written, once or more often. Raises BadArgument."""
        if self.is_repeatable:
            return tuple(self._one(each) for each in written)
        if len(written) > 1:
            raise self._bad(list(written), Localized("given once only"))
        return self._one(written[0])

    def _one(self, written: str) -> Any:
        if self.type == "boolean":
            if written not in _BOOLEANS:
                raise BadArgument.one_of(self.name, written, _BOOLEANS)
            return _BOOLEANS[written]
        if self.type == "integer":
            return self._number(written)
        if self.choices and written not in self.choices:
            raise BadArgument.one_of(self.name, written, self.choices)
        if self.pattern and not re.search(self.pattern, written):
            raise self._bad(written, Localized("a text that matches {pattern}", pattern=self.pattern))
        if self.most is not None and len(written) > self.most:
            raise self._bad(written, Localized("a text of at most {most:,} characters", most=self.most))
        return written

    def _number(self, written: str) -> int:
        number = int(written) if _WHOLE_NUMBER.fullmatch(written) else None
        if number is None or number < self.least or (self.most is not None and number > self.most):
            raise BadArgument.between(self.name, written, self.least, self.most or 0)
        return number

    def _bad(self, written: object, expected: str) -> BadArgument:
        return BadArgument(name=self.name, value=written, expected=expected)


def read(parameters: Iterable[Parameter], given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the values of a request's parameters by name, defaults where they were not given.

    Raises BadArgument, also for a parameter that there is not and for one that is missing.
    """
    known: Mapping[str, Parameter] = {one.name: one for one in parameters}
    written: dict[str, list[str]] = {}
    for name, value in given:
        if name not in known:
            raise BadArgument.one_of("parameter", name, known)
        written.setdefault(name, []).append(value)
    found: dict[str, Any] = {}
    for name, one in known.items():
        if name in written:
            found[name] = one.value(written[name])
        elif one.is_required:
            raise BadArgument(name=name, value=None, expected=Localized("given"))
        else:
            found[name] = () if one.is_repeatable else one.default
    return found
