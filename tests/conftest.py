"""Shared fixtures: a separate cache, and helpers that make records and libraries."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import shoroku
from shoroku import Contribution, Library, Person, Record, Text
from tests.edited_records import BARE, WITH_DOI
from tests.graph_records import cluster

# No test depends on how fast a machine is, or how busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what is cached in a folder of this run, never in the user's; and what a person searched for."""
    folder = tmp_path_factory.mktemp("cache")
    own = {"SHOROKU_CACHE": str(folder), "SHOROKU_STATE": str(tmp_path_factory.mktemp("state"))}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    yield folder
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture(scope="session", autouse=True)
def direct() -> Iterator[None]:
    """Reach servers on loopback directly, whatever proxy this machine is behind."""
    before = {name: os.environ.get(name) for name in ("NO_PROXY", "no_proxy")}
    os.environ.update(dict.fromkeys(before, "127.0.0.1,localhost"))
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def _texts(value: str | tuple[str, ...]) -> tuple[Text, ...]:
    values = (value,) if isinstance(value, str) else value
    return tuple(Text(one, "en" if one.isascii() else "ja") for one in values if one)


def _record(
    id: str,  # noqa: A002 (the field's name)
    title: str | tuple[str, ...] = "Untitled",
    abstract: str | tuple[str, ...] = (),
    *,
    creators: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
    journals: str | tuple[str, ...] = (),
    year: int | None = None,
    **fields: Any,
) -> Record:
    return Record(
        id=id,
        titles=_texts(title),
        abstracts=_texts(abstract),
        creators=tuple(Person(names=_texts(name)) for name in creators),
        subjects=_texts(subjects),
        journals=_texts(journals),
        date=str(year) if year else "",
        **fields,
    )


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """Give a function that makes a record of plain strings; what is not ASCII counts as Japanese."""
    return _record


@pytest.fixture(scope="session")
def fill() -> Callable[..., Library]:
    """Give a function that puts records into a library and returns it."""

    def fill(library: Library, *records: Record, origin: str = "test") -> Library:
        library.take([Contribution(origin, one) for one in records])
        return library

    return fill


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running OpenSearch node, shared by all tests that need one."""
    from tests.opensearch_nodes import is_set_up, running

    if not is_set_up():
        pytest.skip("NO OPENSEARCH NODE: set one up with python -m tests.opensearch_nodes (needs Java and Maven)")
    with running(tmp_path_factory.mktemp("opensearch")) as nodes:
        yield nodes.url


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Give a library of one's own; its folder is not made yet."""
    with shoroku.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def linked(library: Library) -> Library:
    """Give a library with a project, its works, data and people."""
    library.take(cluster())
    return library


@pytest.fixture
def shelf(library: Library) -> Library:
    """Give a library of two records of one source: one without identifiers and one with a DOI."""
    library.take([Contribution("JaLC", BARE), Contribution("JaLC", WITH_DOI)])
    return library
