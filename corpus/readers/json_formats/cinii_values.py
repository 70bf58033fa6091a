"""Values in CiNii Research's JSON-LD: each may be a string, a number, an object with a language, or a list of these."""

from typing import Any

from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.record import Text


def listed(value: Any) -> list[Any]:
    """Return a value that may be a list, a single value or absent, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of a value."""
    return [item for item in listed(value) if isinstance(item, dict)]


def first(value: Any) -> dict[str, Any]:
    """Return the first JSON object of a value, or an empty one."""
    return next(iter(objects(value)), {})


def first_value(value: Any) -> Any:
    """Return the first of the values of a list, the value itself, or ""."""
    return next(iter(listed(value)), "")


def string(value: Any) -> str:
    """Read a value that may be a string, a number, an object with @value, or a list of them; the first counts."""
    while isinstance(value, list | dict):
        value = value.get("@value") if isinstance(value, dict) else first_value(value)
    return cleaning.clean(str(value)) if isinstance(value, str | int | float) else ""


def texts(value: Any) -> list[Text]:
    """Read a value that may be a string, an object with @value and @language, or a list of either."""
    found = []
    for item in listed(value):
        lang = string(item.get("@language")) if isinstance(item, dict) else ""
        said = listed(item.get("@value")) if isinstance(item, dict) else [item]
        found += [cleaning.text(plain(written), lang) for written in said if isinstance(written, str)]
    return found
