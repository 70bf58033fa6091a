"""Errors carry their facts as fields and speak Japanese and English."""

import pickle
import string

import pytest

from shoroku.corpus import errors
from shoroku.corpus.errors import ShorokuError


def family(kind: type[ShorokuError] = ShorokuError) -> list[type[ShorokuError]]:
    """Return a class and all classes below it."""
    return [kind, *(below for child in kind.__subclasses__() for below in family(child))]


KINDS = [kind for kind in family() if kind.__module__ == errors.__name__]


def fields(message: str) -> set[str]:
    """Return the names that a message is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_tell_the_same(kind: type[ShorokuError]) -> None:
    """An error's message in Japanese and in English names the same facts, and the docstring names them too."""
    assert {name.removesuffix("_en") for name in fields(kind.en)} == {
        name.removesuffix("_ja") for name in fields(kind.ja)
    }
    documented = (kind.__doc__ or "").partition("Fields: ")[2]
    assert all(name in documented or name == "format" for name in fields(kind.en))


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_a_process(kind: type[ShorokuError]) -> None:
    """An error that comes back from a worker process is the same error."""
    error = kind(**dict.fromkeys(fields(kind.en), "x"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), again.fields, str(again)) == (kind, error.fields, str(error))


def test_an_error_tells_its_facts() -> None:
    """The facts are attributes, the message is in the language asked for."""
    error = errors.UnknownRecord(id="7")
    assert error.id == "7"
    assert "7" in error.text("ja")
    assert error.text("ja") != error.text("en") == str(error)
    with pytest.raises(AttributeError):
        _ = error.nothing
