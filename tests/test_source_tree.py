"""The shape of the source tree: modules that can be understood one by one, and folders that can be taken in at a glance."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("analyzers", "corpus", "indexer", "search", "shoroku")

#: So many files a folder holds at most on one level.
MOST_FILES = 20

# Both lists only ever get shorter: who divides a folder or opens a circle takes it out.

#: Folders that hold more than that, and how many.
LARGE_FOLDERS: dict[str, int] = {}

#: Modules that import each other, imports for type checkers included.
CIRCLES: tuple[frozenset[str], ...] = ()


def sources() -> Iterator[Path]:
    """Yield every source file, relative to the root; the rooms once, not again through the links in ``shoroku/``."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not any(parent.is_symlink() for parent in path.parents):
                yield path.relative_to(ROOT)


def module_of(path: Path) -> str:
    """Return the dotted name by which a source file is imported."""
    parts = path.with_suffix("").parts
    parts = parts if parts[0] == "shoroku" else ("shoroku", *parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(name: str, is_package: bool, source: str, modules: frozenset[str]) -> frozenset[str]:
    """Return the project's modules that a module imports anywhere in its text.

    ``from package import module`` imports the module; ``from package import name`` the package.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".") if is_package else name.split(".")[:-1]
            above = parts[: len(parts) - node.level + 1] if node.level else []
            base = ".".join([*above, *(node.module.split(".") if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in modules else base)
    return frozenset(found & modules - {name})


@cache
def graph() -> dict[str, frozenset[str]]:
    """Return what every module of the project imports."""
    paths = {module_of(path): path for path in sources()}
    names = frozenset(paths)
    return {
        name: imports(name, path.name == "__init__.py", (ROOT / path).read_text(encoding="utf-8"), names)
        for name, path in paths.items()
    }


def circles(importing: dict[str, frozenset[str]]) -> set[frozenset[str]]:
    """Return the sets of modules that can be reached from each other."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            new = importing[waiting.pop()] - seen
            seen |= new
            waiting += new
        return seen

    reach = {name: reached(name) for name in importing}
    return {
        frozenset({name, *(other for other in below if name in reach[other])})
        for name, below in reach.items()
        if name in below
    }


def test_no_import_circles() -> None:
    """No modules import each other, not even for type checkers; circles that were there only get smaller."""
    new = [circle for circle in circles(graph()) if not any(circle <= known for known in CIRCLES)]
    assert not new, "\n".join(" <-> ".join(sorted(circle)) for circle in new)


def test_no_circle_is_listed_that_is_gone() -> None:
    """A circle that has been opened is taken off the list."""
    left = circles(graph())
    assert not [known for known in CIRCLES if not any(circle <= known for circle in left)]


def test_folders_are_small() -> None:
    """No folder holds more than twenty files on one level; the known large ones do not grow."""
    counts: dict[str, int] = {}
    for path in sources():
        counts[str(path.parent)] = counts.get(str(path.parent), 0) + 1
    large = {folder: count for folder, count in counts.items() if count > LARGE_FOLDERS.get(folder, MOST_FILES)}
    assert not large
    assert not [folder for folder in LARGE_FOLDERS if counts.get(folder, 0) <= MOST_FILES], "take it off the list"


@pytest.mark.parametrize(
    ("importing", "found"),
    [
        ({"a": {"b"}, "b": {"a"}, "c": {"a"}}, {frozenset("ab")}),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()}, {frozenset("abc")}),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c", "a"}}, {frozenset("ab"), frozenset("cd")}),
    ],
)
def test_circles_are_found(importing: dict[str, set[str]], found: set[frozenset[str]]) -> None:
    """Circles of two and more are found, and nothing else is taken for one."""
    assert circles({name: frozenset(below) for name, below in importing.items()}) == found


def test_imports_are_read() -> None:
    """Imports in functions and for type checkers count, relative ones too; a package's name stands for the package."""
    source = """
from typing import TYPE_CHECKING
import shoroku.a
from shoroku.b import c, anything
from . import d
if TYPE_CHECKING:
    from shoroku.e import E
def function():
    from .f import g
"""
    modules = frozenset(f"shoroku.{name}" for name in ("a", "b", "b.c", "d", "e", "f", "m", "unused")) | {"shoroku"}
    read = imports("shoroku.m", False, source, modules)
    assert read == {f"shoroku.{name}" for name in ("a", "b", "b.c", "d", "e", "f")}
