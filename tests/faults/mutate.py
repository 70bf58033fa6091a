"""Mutation testing: which small changes of the code (``mutants.py``) the tests notice.

The tests are imported once. A first run notes which lines of the files each test executes, and how long it takes. Then each
mutant is tried in a forked process, where the code of functions, their defaults and the module's constants are replaced by the
mutant's; the tests that execute the changed lines run there, the quickest first, until one fails. Then the same tests run in
another forked process with the unchanged source, put in its place in the same way: only if they pass there, the mutant is
killed. Otherwise it is not counted, and neither is one that cannot be compiled or imported, nor one with which this tool
fails. Commands in processes of their own run unchanged code, so a mutant that only such tests would notice counts as survived.
"""

import ast
import contextlib
import importlib
import json
import math
import os
import random
import re
import resource
import signal
import sys
import tempfile
import threading
import time
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.faults.mutants import Mutant, mutants

#: The store, merging, the index that follows, and withdrawal.
FILES = (
    *sorted(path for path in map(str, Path("corpus/store").glob("*.py")) if not path.endswith("__init__.py")),
    *("indexer/rewriting/rewriting.py", "indexer/rewriting/forms.py", "indexer/rewriting/segment_files.py"),
    *("corpus/edited.py", "indexer/generations.py", "indexer/snapshot.py", "indexer/sync.py", "shoroku/purging.py"),
)
_NAMES = (
    "store", "store_laws", "merging", "harvest_merging", "withdrawal", "check_finds", "index", "edits", "marked", "lock",
    "cli_edits", "library", "read_only", "licence", "long_run", "age", "encodings", "cli_withdraw", "cli_saved", "cli_check", "cli_sources",
    "cli_reindex", "cli_stats", "export_matches", "harvest", "harvest_keys", "machine_refusals", "web_oai", "segment_files", "withdrawal_interrupted", "withdrawal_laws", "withdrawal_rewriting",
)  # fmt: skip
#: What notices a mutant: the tests of these, and no others, unless others are given.
TESTS = tuple(name for name in (f"tests/test_{one}.py" for one in _NAMES) if Path(name).exists())
#: Seconds of the processor: at most of one test, and by default of all tests of one mutant together (both measured in the first
#: run, which takes longer); what a mutant is given beyond the latter. The last is on the clock: a mutant that waits so long is
#: ended too.
_LONGEST_TEST, LONGEST, _LEAST, _WAITING = 10.0, 8.0, 10, 300.0
#: What the process of a mutant reports, a byte each: a test passed or failed, the mutant cannot be loaded, this tool failed.
_PASSED, _FAILED, _NOT_LOADED, _ERROR = b".FLE"


def run(
    *,
    files: Sequence[str] = FILES,
    tests: Sequence[str] = TESTS,
    sample: int = 0,
    seed: int = 1,
    longest: float = LONGEST,
) -> Counter[str]:
    """Try all mutants of the files, or a ``sample`` of them, each against tests of at most ``longest`` seconds; print those that
    are not killed, and return how many there were of each kind."""
    found = [one for file in files for one in mutants(Path(file))]
    found = random.Random(seed).sample(
        found, min(sample or len(found), len(found))
    )  # of a run that is broken off, the first
    plugin = _Mutating(found, longest)
    arguments = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler", *tests]
    with tempfile.TemporaryDirectory() as cache, pytest.MonkeyPatch.context() as patch:
        usual = pytest.TempPathFactory.mktemp  # the cache of analyses is made once, not by every process anew
        patch.setattr(
            pytest.TempPathFactory,
            "mktemp",
            lambda self, name, numbered=True: Path(cache) if name == "cache" else usual(self, name, numbered),
        )
        assert pytest.main(arguments, plugins=[plugin]) == pytest.ExitCode.OK
    killed, counted = totals(plugin.seen)
    if counted:
        low, high = interval(killed, counted)
        print(f"{killed} of {counted} counted are killed: {killed / counted:.1%} ({low:.1%} to {high:.1%})")
    return plugin.seen


def totals(seen: Mapping[str, int]) -> tuple[int, int]:
    """Return how many mutants are killed, and of how many."""
    killed = sum(count for what, count in seen.items() if what.startswith("killed"))
    return killed, killed + sum(count for what, count in seen.items() if what.startswith("survived"))


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson, 1927)."""
    z, share = 1.96, killed / tried
    middle, width = (
        share + z * z / (2 * tried),
        z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried)),
    )
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


class _Mutating:
    """A plugin of pytest that runs the tests once for each mutant."""

    def __init__(self, found: list[Mutant], longest: float) -> None:
        self._mutants, self._longest = found, longest
        self.seen: Counter[str] = Counter()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        survey = _surveyed(session, {one.file for one in self._mutants})
        by_line: dict[tuple[str, int], set[str]] = defaultdict(set)
        for name, (_, lines) in survey.items():
            for file, number in lines:
                by_line[file, number].add(name)
        for number, mutant in enumerate(self._mutants):
            names = {name for line in range(mutant.first, mutant.last + 1) for name in by_line[mutant.file, line]}
            if not mutant.is_local:  # a constant is read when the module is imported
                names = {name for (file, _), some in by_line.items() if file == mutant.file for name in some}
            ordered = _affordable(names, {name: took for name, (took, _) in survey.items()}, self._longest)
            outcome = tried(mutant, _checks([items[name] for name in ordered]), seconds=int(self._longest) + _LEAST)
            self.seen[outcome] += 1
            mark = (
                "." if outcome.startswith("killed") else f"\n{outcome}: {mutant.file}:{mutant.first} {mutant.change}\n"
            )
            print(mark, end="" if (number + 1) % 25 else f" {dict(self.seen)}\n", flush=True)
        return True


def _affordable(names: Iterable[str], took: Mapping[str, float], longest: float) -> list[str]:
    """Return tests, the quickest first, that take no longer together than a mutant may."""
    ordered = sorted(names, key=lambda name: took[name])
    return [
        name for name, total in zip(ordered, accumulate(took[name] for name in ordered), strict=True) if total < longest
    ]


def _surveyed(session: pytest.Session, files: set[str]) -> dict[str, tuple[float, list[tuple[str, int]]]]:
    """Run all tests, and return which lines of the files each executed, and how long it took."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        found: dict[str, tuple[float, list[tuple[str, int]]]] = {}
        failed: list[str] = []
        with _quiet():
            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                began, lines = time.process_time(), set[tuple[str, int]]()
                with _traced(files, lines):
                    passed = _passes(item, following)
                took = time.process_time() - began
                if passed and took < _LONGEST_TEST:
                    found[item.nodeid] = took, sorted(lines)
                elif not passed:
                    failed.append(item.nodeid)
        with open(writing, "w", encoding="utf-8") as out:
            json.dump([found, failed], out)
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as written:
        found, failed = json.load(written)
    os.waitpid(pid, 0)
    print(
        f"{len(found)} tests in {sum(took for took, _ in found.values()):.0f} seconds; do not pass unchanged: {failed or 'none'}"
    )
    return {name: (took, [(file, line) for file, line in lines]) for name, (took, lines) in found.items()}


@contextlib.contextmanager
def _traced(files: set[str], lines: set[tuple[str, int]]) -> Iterator[None]:
    """Note the lines of the files that are executed inside, in all threads."""
    known: dict[str, str] = {}

    def file_of(name: str) -> str:
        if name not in known:
            path = os.path.relpath(os.path.realpath(name)) if os.path.isabs(name) else ""
            known[name] = path if path in files else ""
        return known[name]

    def trace(frame: types.FrameType, event: str, argument: object) -> Any:
        file = file_of(frame.f_code.co_filename)
        if not file:
            return None

        def local(frame: types.FrameType, event: str, argument: object) -> Any:
            lines.add((file, frame.f_lineno))
            return local

        return local(frame, event, argument)

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]


def tried(mutant: Mutant, checks: Sequence[Callable[[], bool]], *, seconds: int, waiting: float = _WAITING) -> str:
    """Try a mutant: ``killed`` if one of the checks fails with it, and all up to this one pass with the unchanged source.

    :param seconds: of the processor, after which a mutant is ended
    :param waiting: seconds on the clock, after which it is ended, too
    """
    if not checks:
        return "survived: not executed"
    reported, ended = _ran(mutant, checks, seconds, waiting)
    if _NOT_LOADED in reported:
        return "not counted: cannot be loaded"
    if _ERROR in reported:
        return "not counted: error of this tool"
    passed = reported.count(_PASSED)
    if passed == len(checks):
        return "survived"
    needed = checks[: passed + 1]
    unchanged = mutant._replace(source=ast.unparse(ast.parse(Path(mutant.file).read_text(encoding="utf-8"))))
    if _ran(unchanged, needed, seconds, waiting)[0].count(_PASSED) < len(needed):
        return "not counted: fails unchanged, too"
    return f"killed{'' if _FAILED in reported else f': {ended}'}"


def _ran(mutant: Mutant, checks: Sequence[Callable[[], bool]], seconds: int, waiting: float) -> tuple[bytes, str]:
    """Run checks with a mutant in a process of its own, until one fails; return what it reported, and how it ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        with contextlib.suppress(BaseException), _quiet():
            _report(mutant, checks, writing)
        os._exit(0)
    os.close(writing)
    ended = _ended(pid, waiting)
    with contextlib.suppress(ProcessLookupError):  # the mutant that waits, and workers that it left
        os.killpg(pid, signal.SIGKILL)
    if ended is None:
        os.waitpid(pid, 0)
    os.set_blocking(reading, False)
    with open(reading, "rb") as reports:
        try:
            reported = reports.read() or b""
        except BlockingIOError:
            reported = b""
    return reported, "took too long" if ended is None or ended == -signal.SIGXCPU else f"ended with {ended}"


def _report(mutant: Mutant, checks: Sequence[Callable[[], bool]], writing: int) -> None:
    try:
        made = _loaded(mutant)
    except Exception:
        os.write(writing, bytes([_NOT_LOADED]))
        return
    try:
        _replace(mutant, made)
        for check in checks:
            passed = check()
            os.write(writing, bytes([_PASSED if passed else _FAILED]))
            if not passed:
                return
    except BaseException:
        os.write(writing, bytes([_ERROR]))


def _ended(pid: int, waiting: float) -> int | None:
    """Return the exit code of a process, negative for a signal, or None if it does not end in time."""
    until = time.monotonic() + waiting
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    return None


def _checks(items: Sequence[pytest.Item]) -> list[Callable[[], bool]]:
    return [partial(_passes, item, following) for item, following in zip_longest(items, items[1:])]


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, nextitem=following, log=False)
    return all(report.passed or report.skipped for report in reports)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    sys.stdout.flush()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    yield


# --- Replacing code ---------------------------------------------------------------------------------------------------


def _loaded(mutant: Mutant) -> types.ModuleType:
    """Compile a mutant and run its module; raises what that raises."""
    module = _module(mutant)
    made = types.ModuleType(module.__name__)
    made.__dict__.update({key: value for key, value in vars(module).items() if key.startswith("__")})
    exec(compile(mutant.source, str(module.__file__), "exec"), made.__dict__)  # noqa: S102
    return made


def _module(mutant: Mutant) -> types.ModuleType:
    name = mutant.file.removesuffix(".py").replace("/", ".")
    return importlib.import_module(name if name.startswith("shoroku") else f"shoroku.{name}")


def _replace(mutant: Mutant, made: types.ModuleType) -> None:
    """Let this process run a mutant: everything that has a function or a constant of its module has the mutant's."""
    module = _module(mutant)
    for key, after in list(vars(made).items()):
        before = vars(module).get(key)
        if isinstance(before, type) and before.__module__ == module.__name__:
            for attribute, value in list(vars(after).items()):
                _replace_function(vars(before).get(attribute), value)
                if _is_constant(value) and vars(before).get(attribute) != value and not attribute.startswith("__"):
                    setattr(before, attribute, value)
        elif (
            not _replace_function(before, after)
            and _is_constant(after)
            and before != after
            and not key.startswith("__")
        ):
            _set_everywhere(key, before, after)


def _replace_function(before: Any, after: Any) -> bool:
    """Give a function, also one that is decorated or of a property, the code of another one; tell whether it was one."""
    before, after = _function(before), _function(after)
    if before is None or after is None or before.__globals__.get("__name__") != after.__globals__.get("__name__"):
        return False
    if before.__code__.co_freevars == after.__code__.co_freevars:
        before.__code__ = after.__code__
        before.__defaults__, before.__kwdefaults__ = after.__defaults__, after.__kwdefaults__
    return True


def _function(value: Any) -> Any:
    for name in ("fget", "__func__", "__wrapped__"):
        value = getattr(value, name, value)
    return value if isinstance(value, types.FunctionType) else None


def _is_constant(value: object) -> bool:
    return value is None or isinstance(value, str | bytes | int | float | tuple | frozenset | dict | list | re.Pattern)


def _set_everywhere(name: str, before: object, after: object) -> None:
    """Give a constant its new value in every module that imported it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("shoroku", "tests")) and vars(module).get(name) is before:
            setattr(module, name, after)
